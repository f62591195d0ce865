"""The quality gate: what was checked of a report, with figures, and whether the page is a report at all."""

from crawler.quality.gate import assess

__all__ = ["assess"]

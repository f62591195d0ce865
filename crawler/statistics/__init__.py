"""Statutory tables → named figures, and the sums that prove them."""

from crawler.statistics.checks import carried_over, in_force
from crawler.statistics.form import official_wording
from crawler.statistics.grid import name_tables
from crawler.statistics.reading import read
from crawler.statistics.rebuild import Rebuilt, rebuild

__all__ = ["Rebuilt", "carried_over", "in_force", "name_tables", "official_wording", "read", "rebuild"]

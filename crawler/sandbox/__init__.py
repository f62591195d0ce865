"""The sandbox: an offline web of five portals over real HTTP on loopback, and the truth about it."""

from crawler.sandbox.loopback import Request, Sandbox
from crawler.sandbox.server import serve
from crawler.sandbox.truth import columns, faults, non_reports, truth
from crawler.sandbox.world import Fault, TrueReport

__all__ = ["Fault", "Request", "Sandbox", "TrueReport", "columns", "faults", "non_reports", "serve", "truth"]

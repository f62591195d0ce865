"""Statutory tables → named figures, and the sums that prove them."""

from crawler.statistics.across_years import across_years
from crawler.statistics.cell import amount
from crawler.statistics.form import official_wording
from crawler.statistics.grid import name_tables
from crawler.statistics.reading import SEVERAL_TABLES, read
from crawler.statistics.rebuild import Rebuilt, rebuild

__all__ = ["SEVERAL_TABLES", "Rebuilt", "across_years", "amount", "name_tables", "official_wording", "read", "rebuild"]

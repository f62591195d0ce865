"""The sandbox's truth: which URL is which report, and what must not be stored."""

from __future__ import annotations

from functools import cache

from crawler.sandbox import big, changde, dathonghu, jiangyuan, liwan, wangcheng
from crawler.sandbox.world import Fault, TrueReport, World

_PORTALS = (wangcheng, dathonghu, liwan, changde, jiangyuan)


@cache
def world(size: int = 0) -> World:
    """Everything the sandbox holds; `size` reports on the sixth portal `big.sandbox.test`. Made once for each size."""
    made = World()
    for portal in _PORTALS:
        portal.add(made)
    if size:
        big.add(made, size)
    return made


def truth(size: int = 0) -> tuple[TrueReport, ...]:
    """Every report that a crawl of all portals must store, those of `big.sandbox.test` last."""
    return tuple(world(size).reports)


def non_reports() -> dict[str, str]:
    """URLs that stand in the columns and must not be stored as the portal's reports, with the reason."""
    return dict(world().non_reports)


def columns() -> dict[str, tuple[str, ...]]:
    """For each portal the addresses of all columns that hold its reports, dead ones included."""
    return {portal.PORTAL: portal.COLUMNS for portal in _PORTALS}


def faults() -> tuple[Fault, ...]:
    """What is wrong with the portals on purpose."""
    return tuple(world().faults)

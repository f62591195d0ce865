"""The geometry of the small charts; templates draw it as inline SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.monitoring.run_counts import count_of
from crawler.store import Run

_BAR_WIDTH = 5
_BAR_GAP = 2
_HEIGHT = 28
_LEAST_HEIGHT = 2
_ROWS = 12
_ROW_WIDTH = 240


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in pixels, with its class and what it says to a reader."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars on a ground of that size, and the sentence that stands for them."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Share:
    """A named row of a bar chart: `width` of `_ROW_WIDTH` pixels for `count`."""

    name: str
    count: int
    width: float
    kind: str = ""


def sparkline(runs: Sequence[Run]) -> Chart:
    """The latest runs, oldest at the left: height is reports found, the class how the run ended."""
    found = [max(0, count_of(run, "found")) for run in reversed(runs)]
    most = max(found, default=0) or 1
    bars = []
    for place, (run, count) in enumerate(zip(reversed(runs), found, strict=True)):
        height = max(_LEAST_HEIGHT, round(_HEIGHT * count / most, 1))
        label = f"{run.started:%Y-%m-%d}: {run.outcome}, {count} reports found"
        bars.append(Bar(place * (_BAR_WIDTH + _BAR_GAP), _HEIGHT - height, _BAR_WIDTH, height, run.outcome, label))
    width = max(1, len(bars) * (_BAR_WIDTH + _BAR_GAP) - _BAR_GAP)
    told = f"the last {len(bars)} runs, {found[-1]} reports found in the latest" if bars else "no run yet"
    return Chart(width, _HEIGHT, tuple(bars), told)


def shares(counts: Counter[str], kinds: dict[str, str] | None = None) -> list[Share]:
    """Rows of a horizontal bar chart, the most first; what does not fit is summed up in a last row."""
    shown = counts.most_common(_ROWS)
    most = shown[0][1] if shown else 1
    rows = [
        Share(name, count, round(_ROW_WIDTH * count / most, 1), (kinds or {}).get(name, "")) for name, count in shown
    ]
    rest = counts.total() - sum(count for _, count in shown)
    if rest:
        rows.append(Share(f"{len(counts) - len(shown)} others", rest, min(_ROW_WIDTH, _ROW_WIDTH * rest / most)))
    return rows

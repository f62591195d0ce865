"""How a whole night ended: one exit code over all its portals."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.monitoring.verdict import BLOCKED, BUG, NOTHING, OK, PARTIAL, UNREACHABLE, WRONG_USE
from crawler.nightly.workers import Ended


def exit_code(ended: Sequence[Ended]) -> int:
    """The strongest statement wins, as for one run: a bug or wrong use, nothing reached at all, a block, a part
    missing (a portal that was unreachable, cut short, killed or not started), nothing found, all well.
    """
    codes = {one.exit_code for one in ended}
    for code in (BUG, WRONG_USE):
        if code in codes:
            return code
    if codes == {UNREACHABLE}:
        return UNREACHABLE
    if BLOCKED in codes:
        return BLOCKED
    if codes & {PARTIAL, UNREACHABLE}:
        return PARTIAL
    return NOTHING if NOTHING in codes else OK

"""What readers are measured by: their time, and the character 4-grams of their text."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable


def best_of(runs: int, work: Callable[[], object]) -> float:
    """Milliseconds of the fastest of so many runs."""
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1000


def grams(text: str) -> Counter[str]:
    """The 4-grams of a text without white space and table bars."""
    letters = "".join(c for c in text if not c.isspace() and c != "|")
    return Counter(letters[i : i + 4] for i in range(len(letters) - 3))

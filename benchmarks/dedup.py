"""Duplicates, ours beside its peers on one labelled set: precision, recall, time and memory a document.

Run from the project's root: `python -m benchmarks.dedup [ROUNDS]` (default 10; 37 pairs a round). The peers datasketch,
rensa and simhash take part where they are installed (`pip install datasketch simhash`). Each peer gets the cut-off at
which it does best on this very set (most pairs right), which no crawl could know beforehand: an upper bound for it.
Memory is what a signature takes while it is held, as the peers' own indexes hold each; ours stands in the store, and
`benchmarks.dedup_index` tells its size there.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from crawler.dedup import decide, sign
from crawler.dedup.normalise import plain, read_lines
from crawler.dedup.signature import shingles
from tests.dedup.generator import Pair, pairs

PEERS = ("datasketch", "rensa", "simhash")
HELD = 500


@dataclass(frozen=True)
class Row:
    """One line of the result. Milliseconds are CPU time: to sign a document, to decide a pair."""

    name: str
    precision: float
    recall: float
    sign_ms: float
    decide_ms: float
    kilobytes: float


def scored(truth: list[Pair], merged: list[bool]) -> tuple[float, float]:
    """Precision and recall of the merges."""
    right = sum(pair.copy and merge for pair, merge in zip(truth, merged, strict=True))
    return right / max(1, sum(merged)), right / max(1, sum(pair.copy for pair in truth))


def ours(truth: list[Pair]) -> Row:
    """Candidates by bands, then the decision."""
    start = time.process_time()
    bands = [(set(sign(pair.first.text).bands), set(sign(pair.second.text).bands)) for pair in truth]
    middle = time.process_time()
    merged = [
        not first.isdisjoint(second) and decide(pair.first, pair.second).kind is not None
        for pair, (first, second) in zip(truth, bands, strict=True)
    ]
    end = time.process_time()
    precision, recall = scored(truth, merged)
    sign_ms, decide_ms = (middle - start) * 500 / len(truth), (end - middle) * 1000 / len(truth)
    return Row("gongkai", precision, recall, sign_ms, decide_ms, held(sign, [truth[0].first.text]))


def held(make: Callable[[str], Any], texts: list[str]) -> float:
    """Kilobytes of memory that a signature takes, by the growth of this process over some hundred (Linux)."""
    kept: list[Any] = []
    before = resident()
    while len(kept) < HELD:
        kept += [make(text) for text in texts]
    return (resident() - before) / len(kept) / 1000


def resident() -> int:
    """The memory this process has now, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def datasketch_signature(module: Any, text: str) -> Any:
    sketch = module.MinHash(num_perm=128)
    sketch.update_batch([gram.encode() for gram in shingles(text)])
    return sketch


def rensa_signature(module: Any, text: str) -> Any:
    sketch = module.RMinHash(num_perm=128, seed=1)
    sketch.update(list(shingles(text)))
    return sketch


def simhash_signature(module: Any, text: str) -> Any:
    return module.Simhash(list(shingles(text)), f=64)


def minhash_similarity(first: Any, second: Any) -> float:
    return float(first.jaccard(second))


def simhash_similarity(first: Any, second: Any) -> float:
    return 1 - first.distance(second) / 64


SIGNATURES: dict[str, Callable[[Any, str], Any]] = {
    "datasketch": datasketch_signature,
    "rensa": rensa_signature,
    "simhash": simhash_signature,
}


def peer(name: str, truth: list[Pair]) -> Row | None:
    """A peer at its best cut-off, on the same normalised text; None where it is not installed."""
    module = import_or_none(name)
    if module is None:
        return None
    similarity = simhash_similarity if name == "simhash" else minhash_similarity
    texts = [tuple(plain(read_lines(one.text))[0] for one in (pair.first, pair.second)) for pair in truth]
    start = time.process_time()
    sketches = [tuple(SIGNATURES[name](module, text) for text in both) for both in texts]
    middle = time.process_time()
    alike = [similarity(*both) for both in sketches]
    end = time.process_time()

    def right(cut: float) -> int:
        return sum((score >= cut) == pair.copy for pair, score in zip(truth, alike, strict=True))

    cut = max(sorted(set(alike)), key=right)
    precision, recall = scored(truth, [score >= cut for score in alike])
    label = f"{name} {metadata.version(name)}, cut {cut:.2f}"
    sign_ms, decide_ms = (middle - start) * 500 / len(truth), (end - middle) * 1000 / len(truth)
    kilobytes = held(lambda text: SIGNATURES[name](module, text), [texts[0][0]])
    return Row(label, precision, recall, sign_ms, decide_ms, kilobytes)


def main() -> None:
    """Prints the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    truth = pairs(seed=1, rounds=rounds)
    copies = sum(pair.copy for pair in truth)
    length = sum(len(pair.first.text) for pair in truth) / len(truth)
    print(f"{len(truth)} pairs, {copies} of them copies, {length:,.0f} characters a document")
    print(f"{'':34}{'precision':>10}{'recall':>8}{'sign ms':>9}{'decide ms':>11}{'KB':>7}")
    for row in (ours(truth), *(peer(name, truth) for name in PEERS)):
        if row is not None:
            times = f"{row.sign_ms:>9.2f}{row.decide_ms:>11.2f}"
            print(f"{row.name:34}{row.precision:>10.3f}{row.recall:>8.3f}{times}{row.kilobytes:>7.1f}")
    missing = [name for name in PEERS if import_or_none(name) is None]
    if missing:
        print(f"not installed, left out: {', '.join(missing)}")


def import_or_none(name: str) -> Any:
    """The module, or None where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        return None


if __name__ == "__main__":
    main()

"""A process that stores one report the way a crawl does, and waits between looking for copies and storing.

`python -m tests.store.copier_process FOLDER PATH` says `looked N` (N copies seen), waits for a line, stores the
report, and says `stored KIND CLUSTER`.
"""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path

from crawler.dedup import find_copy
from crawler.store import Store
from pipelines.dedup import DedupPipeline
from tests.dedup import generator
from tests.store.making import PORTAL, report


def main(folder: Path, path: str) -> None:
    """Look, wait, store."""
    made = generator.plan(random.Random(1), "望城区水利局", "望城区", 2016)
    side = generator.side(made)
    text = generator.furnished(random.Random(path), side.text)
    with Store.open(f"sqlite:///{folder / 'corpus.db'}") as store:
        store.start_run(path, PORTAL.name, {})
        mine = replace(report(path, text, title=side.title, organ=side.organ), run_id=path, signature=None)
        DedupPipeline(store).process_item(mine)
        print("looked", int(mine.duplicate_of is not None), flush=True)
        sys.stdin.readline()
        saved = store.save(mine, find_copy)
        print("stored", mine.decision.kind if mine.decision else None, saved.cluster_id, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

"""A parser: reads what is new, works on it, says so, acknowledges it; over and over until it is killed or has enough.

`python -m tests.store.consumer_process URL CONSUMER FILE UP_TO` appends each `seq` it has worked on to FILE before it
acknowledges it, as a parser writes its own result down first.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from crawler.store import Store


def main(url: str, consumer: str, out: Path, up_to: int) -> None:
    """Work until `up_to` is done."""
    done = 0
    with Store.open(url) as store, out.open("a") as file:
        while done < up_to:
            seqs = [document.seq for document in store.changes(consumer, limit=5)]
            for seq in seqs:
                file.write(f"{seq}\n")
                file.flush()
                os.fsync(file.fileno())
            if seqs:
                done = seqs[-1]
                store.ack(consumer, done)
            else:
                time.sleep(0.01)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))

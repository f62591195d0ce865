"""A process that saves reports until it is told to stop or is killed, and says what was acknowledged.

`python -m tests.store.writer_process URL WARC NAME COUNT` saves COUNT reports under addresses of its own, prints
`seq id` as each is saved, and archives each page before, as a crawl does.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from crawler.archive import ArchiveWriter
from crawler.store import Store
from tests.store.making import HOST, PORTAL, capture, report


def main(url: str, warc: Path, name: str, count: int) -> None:
    """Save, and print what was saved once it was."""
    writer = ArchiveWriter(warc, name, PORTAL.name)
    with Store.open(url) as store:
        store.start_run(name, PORTAL.name, {})
        for number in range(count):
            page = capture(f"{HOST}/{name}/{number}", f"page {name} {number}".encode())
            page.warc = writer.write(page)
            saved = store.save(replace(report(f"/{name}/{number}", capture=page), run_id=name))
            print(saved.seq, saved.report_id, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))

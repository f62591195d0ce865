"""How many archived pages a second a replay reads: `python -m benchmarks.replay [PAGES]`.

Crawls so many reports of the sandbox (default 600), then replays them over the store that has them (the usual case:
code changed a little) and into an empty one. Wall time is that of two idle cores only where nothing else runs; CPU time
is told beside it. The scan of the archive is measured with warcio and, where it is installed, fastwarc.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from crawler.archive.metadata import note_files, notes
from crawler.sandbox import serve

ROOT = Path(__file__).resolve().parents[1]


def scrapy(output: Path, *words: str, **settings: str) -> tuple[float, float]:
    """Run `scrapy WORDS…`; its wall and CPU seconds with those of its workers."""
    env = os.environ | {"GONGKAI_OUTPUT_DIR": str(output)} | settings
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-m", "scrapy", *words], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - begun, cpu


def told(name: str, pages: int, wall: float, cpu: float) -> None:
    """One line; the seconds that three processes take to start are in it."""
    on_two_cores = 2 * pages / cpu
    print(f"{name:22} {pages / wall:6.1f} pages/s wall   {cpu / pages * 1000:5.1f} ms CPU a page: {on_two_cores:.1f}/s")


def scans(folder: Path) -> None:
    """The time to go through every record of the archive, by library, and through the notes alone."""
    files = sorted(folder.glob("*.warc.gz"))
    begun = time.process_time()
    count = sum(1 for path in files for _ in _records(path))
    print(f"scan with warcio       {count / (time.process_time() - begun):8,.0f} records/s")
    try:
        from fastwarc.warc import ArchiveIterator as FastIterator  # type: ignore[import-not-found]
    except ImportError:
        print("fastwarc is not installed")
    else:
        begun = time.process_time()
        count = sum(1 for path in files for _ in FastIterator(path.open("rb"), parse_http=False))
        print(f"scan with fastwarc     {count / (time.process_time() - begun):8,.0f} records/s")
    begun = time.process_time()
    count = sum(1 for path in note_files(folder) for _ in notes(path))
    print(f"notes alone            {count / (time.process_time() - begun):8,.0f} reports/s")


def _records(path: Path):  # type: ignore[no-untyped-def]
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            record.content_stream().read()
            yield record


def main(pages: int) -> None:
    """Crawl, then replay."""
    with tempfile.TemporaryDirectory() as folder, serve(size=pages) as sandbox:
        output = Path(folder)
        fast = {"GONGKAI_DOWNLOAD_DELAY": "0", "GONGKAI_AUTOTHROTTLE_ENABLED": "0"}
        proxies = {"http_proxy": sandbox.proxy_url, "https_proxy": sandbox.proxy_url}
        scrapy(output, "crawl", "portal", "-a", "url=http://big.sandbox.test/xxgk/ndbg/", **fast, **proxies)
        told("over the store", pages, *scrapy(output, "replay"))
        empty = {"GONGKAI_STORE_URL": f"sqlite:///{output / 'empty.db'}"}
        told("into an empty store", pages, *scrapy(output, "replay", **empty))
        scans(output / "warc")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 600)

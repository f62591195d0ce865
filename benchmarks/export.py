"""How fast exports are written, and that their memory does not grow: `python -m benchmarks.export [DOCUMENTS …]`.

Each format runs in a process of its own over made documents (5,000 characters, three tables, 200 figures), as many as
each argument says (default 2000 20000); for scale, pyarrow's own whole-table way is measured beside them.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FORMATS = ("jsonl", "csv", "parquet", "hf", "whole table")


def measure(name: str, count: int, out: Path) -> None:
    """Write `count` documents as `name` to `out`; prints CPU seconds, the peak of memory and the size."""
    from tests.export.documents import synthetic

    begun = time.process_time()
    if name == "whole table":
        import pyarrow.parquet as pq

        from crawler.export.schema import batch

        pq.write_table(batch(list(synthetic(count))), out, compression="zstd")
    else:
        module = __import__(f"crawler.export.{name}", fromlist=["export"])
        module.export(synthetic(count), out)
    seconds = time.process_time() - begun
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    peak = int(found[1]) // 1024 if found else 0
    size = sum(path.stat().st_size for path in (out.rglob("*") if out.is_dir() else [out]) if path.is_file())
    print(f"{name:12} {count:7,} {count / seconds:8,.0f}/CPU s   peak {peak:5,} MB   {size / 1e6:8.1f} MB", flush=True)


def main(counts: list[int]) -> None:
    """Every format at every size."""
    for count in counts:
        for name in FORMATS:
            with tempfile.TemporaryDirectory() as folder:
                words = [sys.executable, "-m", "benchmarks.export", "--one", name, str(count), f"{folder}/out"]
                subprocess.run(words, cwd=ROOT, check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    else:
        main([int(word) for word in sys.argv[1:]] or [2_000, 20_000])

"""The examples of docs/python.md run as they stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from crawler.archive import ArchiveWriter
from crawler.records import Statistics
from tests.store.making import HOST, PORTAL, RUN, capture, report, store_at

ROOT = Path(__file__).resolve().parents[2]
BACKENDS = ("sqlite",)


def test_the_examples_run(tmp_path: Path) -> None:
    with store_at(tmp_path / "output") as store:
        writer = ArchiveWriter(tmp_path / "output" / "warc", RUN, PORTAL.name)
        for text in ("收到依申请公开12件", "收到依申请公开13件"):
            page = capture(f"{HOST}/1", text.encode())
            page.warc = writer.write(page)
            figures = Statistics({"applications_new_total": 12}, (), "2021")
            store.save(report("/1", text=text, capture=page, statistics=figures))
        writer.close()
    blocks = re.findall(
        r"^```python\n(.*?)^```$", (ROOT / "docs/python.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert len(blocks) == 5
    told = []
    for block in blocks:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        command = [sys.executable, "-c", block]
        ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, "")
        told.append(ran.stdout)
    assert told[0] == "2016 望城区人民政府 望城区2016年政府信息公开工作年度报告 10\n"
    assert [line.split()[0::2] for line in told[1].splitlines()] == [["1", "1"], ["2", "2"]], "seq and version"
    assert "收到依申请公开[-12-]{+13+}件" in told[2]
    assert told[3] == f"{HOST}/1 200 {len('收到依申请公开13件'.encode())}\n"
    assert told[4] == "1 reports without their copies\n"

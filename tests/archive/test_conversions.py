"""A page as a browser drew it stands in the archive beside the answer it was drawn from, and is read like any other."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import ArchiveWriter, captures, read
from crawler.archive.cdxj import index_path
from crawler.records import Capture
from tests.archive.test_archive import NOON, capture

URL = "http://www.x.gov.cn/xxgk/ndbg/"
DOM = "<html><body><ul><li>2019年政府信息公开工作年度报告</li></ul></body></html>".encode()


@pytest.fixture
def pair() -> tuple[Capture, Capture]:
    """A list page as it was fetched, and as it was drawn."""
    plain = capture(URL, b"<ul id=list></ul>", kind="list", certificate="expired; sha256=00; not_after=20200101")
    dom = capture(
        URL, DOM, kind="list", drawn_from=plain, headers=(("Content-Type", "text/html; charset=utf-8"),), ip=None
    )
    return plain, replace(dom, request_headers=())


def test_both_come_back(tmp_path: Path, pair: tuple[Capture, Capture]) -> None:
    plain, drawn = pair
    writer = ArchiveWriter(tmp_path, "run", "x")
    plain.warc, drawn.warc = writer.write(plain), writer.write(drawn)
    later = capture("http://www.x.gov.cn/b.html")
    later.warc = writer.write(later)
    writer.close()
    assert read(tmp_path, plain.warc) == plain
    # The archive knows the drawn page by its own record; what it was drawn from is told by another.
    assert read(tmp_path, drawn.warc) == replace(drawn, drawn_from=None)
    assert [one for _, one in captures(tmp_path / plain.warc.filename)] == [
        plain,
        replace(drawn, drawn_from=None),
        later,
    ]


def test_the_record_is_that_of_the_standard(tmp_path: Path, pair: tuple[Capture, Capture]) -> None:
    writer = ArchiveWriter(tmp_path, "run", "x")
    plain, _ = (writer.write(one) for one in pair)
    writer.close()
    path = tmp_path / plain.filename
    with path.open("rb") as file:
        found = {
            record.rec_type: (dict(record.rec_headers.headers), record.content_stream().read())
            for record in ArchiveIterator(file)
        }
    assert set(found) == {"warcinfo", "response", "request", "conversion"}
    fields, body = found["conversion"]
    response, _ = found["response"]
    assert body == DOM
    assert fields["WARC-Refers-To"] == response["WARC-Record-ID"] == pair[0].record_id
    assert fields["WARC-Target-URI"] == URL
    assert fields["WARC-Date"].startswith(f"{NOON:%Y-%m-%dT%H:%M:%S}")
    assert fields["Content-Type"] == "text/html; charset=utf-8"
    assert response["WARC-TLS-Certificate"] == "expired; sha256=00; not_after=20200101"
    checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")


def test_an_index_leads_to_the_answer_and_not_to_the_drawn_page(tmp_path: Path, pair: tuple[Capture, Capture]) -> None:
    """Replay tools show what came over the wire: they draw it themselves."""
    writer = ArchiveWriter(tmp_path, "run", "x")
    plain, _ = (writer.write(one) for one in pair)
    writer.close()
    lines = index_path(tmp_path / plain.filename).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1
    assert f'"offset": "{plain.offset}"' in lines[0]


def test_a_file_torn_behind_a_conversion_is_mended(tmp_path: Path, pair: tuple[Capture, Capture]) -> None:
    writer = ArchiveWriter(tmp_path, "killed", "x")
    _, drawn = (writer.write(one) for one in pair)
    writer.close()
    path = tmp_path / drawn.filename
    index_path(path).unlink()
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08 torn")
    ArchiveWriter(tmp_path, "next", "x").close()
    assert path.stat().st_size == drawn.offset + drawn.length
    assert index_path(path).exists()
    assert read(tmp_path, drawn).body == DOM

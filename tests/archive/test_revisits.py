"""A page that has not changed is not kept twice, and reads as if it were."""

from __future__ import annotations

import gzip
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import ArchiveError, ArchiveWriter, captures, read
from crawler.records import Capture, WarcLocation
from tests.archive.test_archive import NOON, capture

BODY = "年报".encode("gb18030") * 2000


def write(folder: Path, run: str, one: Capture, earlier: WarcLocation | None = None) -> WarcLocation:
    writer = ArchiveWriter(folder, run, "wangcheng")
    location = writer.write(one, earlier)
    writer.close()
    return location


def types(path: Path) -> list[str]:
    with path.open("rb") as file:
        return [record.rec_type for record in ArchiveIterator(file)]


@pytest.fixture
def again() -> Capture:
    """The page a day later: other headers, the same bytes."""
    return capture(
        body=BODY, fetch_time=NOON + timedelta(days=1), headers=(("Content-Type", "text/html"), ("Age", "3"))
    )


def test_the_same_bytes_are_kept_once_and_read_as_they_came(tmp_path: Path, again: Capture) -> None:
    first = write(tmp_path, "one", capture(body=BODY))
    second = write(tmp_path, "two", again, first)
    assert types(tmp_path / second.filename) == ["warcinfo", "revisit", "request"]
    found = read(tmp_path, second)
    assert found.headers == (*again.headers, ("Content-Length", str(len(BODY))))
    assert replace(found, headers=again.headers) == replace(again, warc=second)
    assert [one for _, one in captures(tmp_path / second.filename)] == [found]


def test_the_record_is_that_of_the_standard(tmp_path: Path, again: Capture) -> None:
    """ISO 28500:2017, 6.7 and its profile, and the IIPC's recommendation for arbitrary duplicates."""
    first = write(tmp_path, "one", capture(body=BODY))
    second = write(tmp_path, "two", again, first)
    with (tmp_path / first.filename).open("rb") as file:
        original = next(record for record in ArchiveIterator(file) if record.rec_type == "response").rec_headers
    with (tmp_path / second.filename).open("rb") as file:
        revisit = next(record for record in ArchiveIterator(file) if record.rec_type == "revisit")
        said = revisit.rec_headers
        assert revisit.raw_stream.read() == b""
        assert revisit.http_headers.get_header("Age") == "3"
    assert said["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert said["WARC-Refers-To"] == original["WARC-Record-ID"]
    assert said["WARC-Refers-To-Target-URI"] == original["WARC-Target-URI"]
    assert said["WARC-Refers-To-Date"] == original["WARC-Date"]
    assert said["WARC-Payload-Digest"] == original["WARC-Payload-Digest"]
    assert said["WARC-Date"] == "2026-03-02T04:00:00.123456Z"
    for name in (first.filename, second.filename):
        command = [sys.executable, "-m", "warcio.cli", "check", str(tmp_path / name)]
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_a_compressed_page_is_unpacked_by_its_own_head(tmp_path: Path) -> None:
    packed = gzip.compress(BODY)
    coded = capture(body=BODY, wire_body=packed, headers=(("Content-Encoding", "gzip"),))
    first = write(tmp_path, "one", coded)
    second = write(tmp_path, "two", coded, first)
    found = read(tmp_path, second)
    assert (found.body, found.wire_body) == (BODY, packed)


@pytest.mark.parametrize("change", [{"body": BODY + b" "}, {"wire_body": gzip.compress(BODY)}])
def test_other_bytes_are_kept(tmp_path: Path, again: Capture, change: dict[str, bytes]) -> None:
    """The same text compressed otherwise is another payload: what came over the wire is what is kept."""
    first = write(tmp_path, "one", capture(body=BODY))
    second = write(tmp_path, "two", replace(again, **change), first)
    assert types(tmp_path / second.filename) == ["warcinfo", "response", "request"]


def test_what_cannot_be_read_is_not_referred_to(tmp_path: Path, again: Capture) -> None:
    first = write(tmp_path, "one", capture(body=BODY))
    revisit = write(tmp_path, "two", again, first)
    places = [
        revisit,
        replace(first, offset=1),
        replace(first, filename="gone.warc.gz"),
        replace(first, filename="../x"),
    ]
    for number, place in enumerate(places):
        location = write(tmp_path, f"run{number}", again, place)
        assert types(tmp_path / location.filename) == ["warcinfo", "response", "request"]
        assert read(tmp_path, location).body == BODY


def test_an_original_that_is_lost_is_named_and_hides_nothing_else(tmp_path: Path, again: Capture) -> None:
    first = write(tmp_path, "one", capture(body=BODY))
    writer = ArchiveWriter(tmp_path, "two", "wangcheng")
    second, third = writer.write(again, first), writer.write(capture(body=b"third"))
    writer.close()
    (tmp_path / first.filename).unlink()
    with pytest.raises(ArchiveError, match=first.filename):
        read(tmp_path, second)
    assert read(tmp_path, third).body == b"third"
    found = []
    with pytest.raises(ArchiveError, match=first.filename):
        found.extend(one.body for _, one in captures(tmp_path / second.filename))
    assert found == [b"third"]


def test_another_file_in_the_originals_place_is_noticed(tmp_path: Path, again: Capture) -> None:
    first = write(tmp_path, "one", capture(body=BODY))
    second = write(tmp_path, "two", again, first)
    (tmp_path / first.filename).unlink()
    write(tmp_path, "one", capture(body=b"other"))
    with pytest.raises(ArchiveError):
        read(tmp_path, second)


@pytest.mark.parametrize("kind", ["list", "attachment", "redirect", "report", "x\r\nEvil: 1"])
def test_what_it_was_fetched_as_comes_back(tmp_path: Path, kind: str) -> None:
    location = write(tmp_path, "one", capture(kind=kind))
    assert read(tmp_path, location).kind == " ".join(kind.split())

"""What is archived is what came, in records that other tools read too."""

from __future__ import annotations

import errno
import gzip
import os
import subprocess
import sys
import zlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import ArchiveError, ArchiveWriter, captures, read
from crawler.records import Capture, WarcLocation

NOON = datetime(2026, 3, 1, 4, 0, 0, 123456, tzinfo=UTC)


def capture(url: str = "http://www.x.gov.cn/a/1.html?id=1", body: bytes = b"page", **changes: object) -> Capture:
    known: dict[str, object] = {
        "url": url,
        "requested_url": url,
        "status": 200,
        "headers": (("Content-Type", "text/html; charset=gbk"), ("Content-Length", str(len(body)))),
        "body": body,
        "fetch_time": NOON,
        "ip": "203.0.113.9",
        "request_headers": (("Host", "www.x.gov.cn"), ("User-Agent", "Gongkai")),
    }
    return Capture(**(known | changes))  # type: ignore[arg-type]


def written(folder: Path, *found: Capture, **options: int) -> list[WarcLocation]:
    writer = ArchiveWriter(folder, "20260301-0400", "wangcheng", **options)
    locations = [writer.write(one) for one in found]
    writer.close()
    return locations


def files(folder: Path) -> list[str]:
    """The WARC files; each closed one has its index beside it."""
    return sorted(file.name for file in folder.iterdir() if file.suffix != ".cdxj")


def test_a_capture_comes_back_as_it_was(tmp_path: Path) -> None:
    body = "年报".encode("gb18030") * 500
    kept = capture(body=body, method="POST", request_body=b"pageNo=2")
    [location] = written(tmp_path, kept)
    kept.warc = location
    assert read(tmp_path, location) == kept


def test_it_is_on_the_disk_when_write_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_size))
    writer = ArchiveWriter(tmp_path, "run", "wangcheng")
    location = writer.write(capture())
    assert synced[-1] == (tmp_path / location.filename).stat().st_size > location.offset + location.length
    assert read(tmp_path, location).body == b"page"
    writer.close()


@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        ("gzip", gzip.compress(b"page" * 99, mtime=0)),
        ("x-gzip", gzip.compress(b"page" * 50, mtime=0) + gzip.compress(b"page" * 49, mtime=0)),
        ("deflate", zlib.compress(b"page" * 99)),
        ("deflate", zlib.compress(b"page" * 99)[2:-4]),
        ("br", brotli.compress(b"page" * 99)),
        ("br, gzip", gzip.compress(brotli.compress(b"page" * 99), mtime=0)),
    ],
)
def test_a_compressed_body_is_archived_as_received(tmp_path: Path, coding: str, wire: bytes) -> None:
    [location] = written(
        tmp_path, capture(body=b"page" * 99, wire_body=wire, headers=(("Content-Encoding", coding), ("Server", "x")))
    )
    found = read(tmp_path, location)
    assert (found.body, found.wire_body) == (b"page" * 99, wire)
    assert ("Content-Encoding", coding) in found.headers
    assert ("Content-Length", str(len(wire))) in found.headers


def test_fields_that_would_mislead_a_reader_are_kept_under_another_name(tmp_path: Path) -> None:
    headers = (("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"), ("Content-Length", "7"))
    [location] = written(tmp_path, capture(headers=headers))
    with (tmp_path / location.filename).open("rb") as file:
        [response] = [record for record in ArchiveIterator(file) if record.rec_type == "response"]
        names = [name for name, _ in response.http_headers.headers]
        assert names == [
            "X-Archive-Orig-Transfer-Encoding",
            "X-Archive-Orig-Content-Encoding",
            "X-Archive-Orig-Content-Length",
            "Content-Length",
        ]
        assert response.http_headers.get_header("Content-Length") == "4"
    found = read(tmp_path, location)
    assert found.headers == headers
    assert (found.body, found.wire_body) == (b"page", None)


def test_the_records_are_those_of_the_standard(tmp_path: Path) -> None:
    """ISO 28500:2017: warcinfo first, then each response with the request that brought it."""
    redirected = capture(requested_url="http://www.x.gov.cn/old")
    [location] = written(tmp_path, redirected)
    with (tmp_path / location.filename).open("rb") as file:
        iterator = ArchiveIterator(file)
        found = []
        for record in iterator:
            found.append((record.rec_type, record.rec_headers, record.content_stream().read()))
            if record.rec_type == "response":
                place = iterator.get_record_offset(), iterator.get_record_length()
    assert [kind for kind, _, _ in found] == ["warcinfo", "response", "request"]
    (_, info, text), (_, response, body), (_, request, _) = found
    assert info.protocol == response.protocol == request.protocol == "WARC/1.1"
    assert info.get_header("WARC-Filename") == location.filename
    assert b"software: gongkai/" in text
    assert b"isPartOf: 20260301-0400" in text
    assert place == (location.offset, location.length)
    assert body == b"page"
    assert response.get_header("WARC-Target-URI") == "http://www.x.gov.cn/a/1.html?id=1"
    assert response.get_header("WARC-Date") == "2026-03-01T04:00:00.123456Z"
    assert response.get_header("WARC-IP-Address") == "203.0.113.9"
    assert response.get_header("WARC-Payload-Digest").startswith("sha1:")
    assert request.get_header("WARC-Concurrent-To") == response.get_header("WARC-Record-ID")
    assert response.get_header("WARC-Warcinfo-ID") == info.get_header("WARC-Record-ID")
    assert read(tmp_path, location).requested_url == "http://www.x.gov.cn/old"


def test_warcio_finds_nothing_wrong(tmp_path: Path) -> None:
    hostile = capture(
        headers=(("Set Cookie:", "a\r\nContent-Length: 9\r\n\r\nX"), ("X", "\xe9\xff\x00\u5e74"), ("", "")),
        request_headers=(("A\nB", "c\r\n\r\n"),),
        url="http://www.x.gov.cn/年 报\r\nWARC-Type: response",
        method="GET /\r\n",
        ip="not an address",
        status=999,
        body=b"",
    )
    locations = written(tmp_path, capture(), hostile, capture(body=os.urandom(100_000)))
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / locations[0].filename)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.count("digest pass") == 7
    assert [one.status for _, one in captures(tmp_path / locations[0].filename)] == [200, 999, 200]


def test_the_proxys_password_stays_out(tmp_path: Path) -> None:
    [location] = written(tmp_path, capture(request_headers=(("Proxy-Authorization", "Basic c2VjcmV0"), ("Host", "x"))))
    assert read(tmp_path, location).request_headers == (("Host", "x"),)


TEXT = st.text(st.characters(codec=None), max_size=20)
FIELDS = st.lists(st.tuples(TEXT, TEXT), max_size=4).map(tuple)


@settings(max_examples=60, deadline=None)
@given(url=TEXT, headers=FIELDS, request=FIELDS, body=st.binary(max_size=50), method=TEXT, ip=TEXT)
def test_nothing_that_comes_can_break_a_record(  # type: ignore[no-untyped-def]
    tmp_path_factory, url, headers, request, body, method, ip
) -> None:
    folder = tmp_path_factory.mktemp("warc")
    evil = capture(url, body, headers=headers, request_headers=request, request_body=body, method=method, ip=ip)
    first, second = written(folder, evil, capture())
    assert read(folder, first).body == body
    assert read(folder, first).request_body == body
    found = list(captures(folder / first.filename))
    assert [location for location, _ in found] == [first, second]
    assert found[1][1].body == b"page"


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,9}", fullmatch=True),
            st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=20),
        ),
        max_size=5,
    ).map(tuple)
)
@settings(max_examples=60, deadline=None)
def test_header_bytes_come_back_as_they_were(tmp_path_factory, headers) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("warc")
    [location] = written(folder, capture(headers=headers))
    assert read(folder, location).headers == (*headers, ("Content-Length", "4"))


def test_nothing_captured_leaves_no_file(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path / "warc", "run", "wangcheng")
    writer.close()
    assert not (tmp_path / "warc").exists()


def test_a_full_file_is_left_for_the_next(tmp_path: Path) -> None:
    locations = written(tmp_path, *[capture(body=os.urandom(3000)) for _ in range(5)], max_bytes=8000)
    names = [f"20260301-0400-wangcheng-{serial:05d}.warc.gz" for serial in range(3)]
    assert files(tmp_path) == names
    assert [location.filename for location in locations] == [names[0]] * 2 + [names[1]] * 2 + [names[2]]
    for name in names:
        assert list(captures(tmp_path / name))


def test_a_file_that_is_there_is_never_written_to(tmp_path: Path) -> None:
    [first] = written(tmp_path, capture())
    before = (tmp_path / first.filename).read_bytes()
    [second] = written(tmp_path, capture())
    assert second.filename != first.filename
    assert (tmp_path / first.filename).read_bytes() == before


def test_names_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path / "warc", "../../x", "望城/..")
    location = writer.write(capture())
    writer.close()
    assert files(tmp_path / "warc") == [location.filename]
    with pytest.raises(ArchiveError, match="no file name"):
        read(tmp_path / "warc", WarcLocation("../corpus.db", 0, 1))


def test_a_full_disk_is_said_and_leaves_whole_records_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = ArchiveWriter(tmp_path, "run", "wangcheng")
    first = writer.write(capture())

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(ArchiveError, match="No space left") as said:
            writer.write(capture(body=b"lost"))
    assert "\n" not in str(said.value)
    second = writer.write(capture(body=b"later"))
    writer.close()
    assert files(tmp_path) == [first.filename, second.filename]
    assert [one.body for name in files(tmp_path) for _, one in captures(tmp_path / name)] == [b"page", b"later"]


def test_a_file_that_cannot_even_begin_is_not_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ArchiveError, match="No space left"):
        ArchiveWriter(tmp_path, "run", "wangcheng").write(capture())
    assert files(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="OUTPUT_DIR"):
        ArchiveWriter(tmp_path / "file" / "warc", "run", "wangcheng").write(capture())


def test_a_torn_file_gives_its_whole_captures_and_says_it_is_torn(tmp_path: Path) -> None:
    first, second = written(tmp_path, capture(), capture(body=b"second"))
    file = tmp_path / first.filename
    whole = file.read_bytes()
    for size in range(second.offset + 1, second.offset + second.length):
        file.write_bytes(whole[:size])
        found = captures(file)
        assert next(found)[0] == first
        with pytest.raises(ArchiveError, match=f"byte {second.offset}"):
            next(found)


@settings(max_examples=150, deadline=None)
@given(
    damage=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=3),
    cut=st.just(1.0) | st.floats(0, 1),
)
def test_no_damage_raises_anything_else_or_gives_another_body(tmp_path_factory, damage, cut) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("warc")
    location, _ = written(folder, capture(), capture(body=b"second"))
    file = folder / location.filename
    content = bytearray(file.read_bytes())
    for place, value in damage:
        content[int(place * len(content))] = value
    file.write_bytes(content[: int(cut * len(content))])
    with suppress(ArchiveError):
        assert {one.body for _, one in captures(file)} <= {b"page", b"second"}
    with suppress(ArchiveError):
        assert read(folder, location).body == b"page"


def test_damage_inside_a_record_is_noticed(tmp_path: Path) -> None:
    [location] = written(tmp_path, capture(body=os.urandom(3000)))
    file = tmp_path / location.filename
    content = bytearray(file.read_bytes())
    content[location.offset + location.length // 2] ^= 0x10
    file.write_bytes(content)
    with pytest.raises(ArchiveError):
        read(tmp_path, location)


@pytest.mark.parametrize("place", [(1, 10), (0, 300), (10**9, 5), (-1, 5)])
def test_a_place_that_holds_no_response_is_said(tmp_path: Path, place: tuple[int, int]) -> None:
    [location] = written(tmp_path, capture())
    with pytest.raises(ArchiveError, match=r"warc\.gz"):
        read(tmp_path, WarcLocation(location.filename, *place))
    with pytest.raises(ArchiveError, match="backup"):
        read(tmp_path, WarcLocation("gone.warc.gz", *place))


def test_times_are_kept_in_utc(tmp_path: Path) -> None:
    shanghai = NOON.astimezone(timezone(timedelta(hours=8)))
    [location] = written(tmp_path, capture(fetch_time=shanghai))
    found = read(tmp_path, location).fetch_time
    assert found == NOON
    assert found.utcoffset() == timedelta(0)

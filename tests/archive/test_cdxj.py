"""Each closed file has an index that says what the common indexer would say."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from cdxj_indexer.main import CDXJIndexer
from hypothesis import given, settings
from hypothesis import strategies as st
from surt import surt

from crawler.archive import ArchiveWriter, mend
from crawler.archive.cdxj import index_path, key
from tests.archive.test_archive import capture

URLS = [
    "http://www.wangcheng.gov.cn/xxgk_343/zfxxgknb/qzfxxgknb/index_1.html",
    "https://WWW.Wangcheng.gov.cn:443/Xxgk/NB.html#top",
    "http://wangcheng.gov.cn",
    "http://www2.x.gov.cn:8080/a//b/../c/./d?",
    "http://x.gov.cn/search.jsp?pageNo=2&a=1&Title=%E5%B9%B4%E6%8A%A5",
    "http://x.gov.cn/年报/2020.html?q=公开",
    "http://x.gov.cn/a/b/?sid=0123456789abcdef0123456789abcdef&x=1",
    "http://x.gov.cn/a;jsessionid=0123456789ABCDEF0123456789ABCDEF",
    "http://203.0.113.9/a.html",
    "http://x.gov.cn/a b.html",
    "http://x.gov.cn/%7euser/100%25",
    "http://x.gov.cn/art/2021/1/29/art_1_2.html?xxgkhide=1",
]


@pytest.mark.parametrize("url", [url for url in URLS if "203." not in url])
def test_the_key_is_the_common_one(url: str) -> None:
    assert key(url) == surt(url)


@given(st.text(max_size=40))
@settings(max_examples=200)
def test_any_address_has_a_key_of_one_word(url: str) -> None:
    for address in (url, f"http://{url}", f"http://x.gov.cn/{url}"):
        assert len(key(address).split()) <= 1


def test_the_index_is_what_the_common_indexer_makes(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "run", "wangcheng")
    first = None
    for number, url in enumerate(url for url in URLS if "203." not in url):
        written = writer.write(capture(url, f"page {number}".encode(), status=404 if number == 3 else 200))
        first = first or written
    writer.write(capture(URLS[0], b"page 0"), first)
    writer.write(capture(headers=(("content-type", "Application/JSON; charset=utf-8"),)))
    writer.write(capture(headers=()))
    writer.close()
    [warc] = tmp_path.glob("*.warc.gz")
    told = io.StringIO()
    CDXJIndexer(told, [str(warc)], sort=True).process_all()
    assert index_path(warc).read_text().splitlines() == sorted(told.getvalue().splitlines())


def test_a_file_has_its_index_when_it_is_closed_and_not_before(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "run", "wangcheng", max_bytes=1)
    writer.write(capture())
    assert list(tmp_path.glob("*.cdxj")) == []
    writer.write(capture())
    assert [path.name for path in tmp_path.glob("*.cdxj")] == ["run-wangcheng-00000.cdxj"]
    writer.close()
    assert sorted(path.name for path in tmp_path.glob("*.cdxj")) == [
        "run-wangcheng-00000.cdxj",
        "run-wangcheng-00001.cdxj",
    ]


def test_a_mended_files_index_is_the_one_it_would_have_had(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "run", "wangcheng")
    for url in URLS:
        writer.write(capture(url))
    writer.close()
    [index] = tmp_path.glob("*.cdxj")
    told = index.read_text()
    index.unlink()
    assert [mended.cut for mended in mend(tmp_path)] == [0]
    assert index.read_text() == told


def test_an_index_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut between the two would leave an empty index, which says that the file holds no page."""
    writer = ArchiveWriter(tmp_path, "run", "wangcheng")
    writer.write(capture())
    [warc] = tmp_path.glob("*.warc.gz")
    whole: list[int] = []
    fsync = os.fsync

    def waited(handle: int) -> None:
        fsync(handle)
        assert not index_path(warc).exists()
        whole.append(os.fstat(handle).st_size)

    monkeypatch.setattr(os, "fsync", waited)
    writer.close()
    assert index_path(warc).stat().st_size in whole

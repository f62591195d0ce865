"""Export the raw archive of a portal as WACZ: one file that standard replay tools (ReplayWeb.page, pywb) open."""

from __future__ import annotations

import gzip
import hashlib
import heapq
import json
import re
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from crawler import __version__
from crawler.archive.cdxj import Index, index_path
from crawler.archive.reader import records
from crawler.export.destination import destination
from crawler.store import Document

_WACZ_VERSION = "1.1.1"
_WARC = re.compile(r"(?P<run>\d{8}T\d{6}Z-[0-9a-f]{6})-(?P<portal>.+?)(?:-meta)?-\d{5}\.warc\.gz")
_CHUNK = 1024 * 1024
_BLOCK_LINES = 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same archive must give the same file, so no clock stands in it


def archive_files(folder: Path, portal: str, running: Collection[str] = ()) -> list[Path]:
    """The WARC files of a portal in the raw archive, oldest run first, without those of runs that still write."""
    name = re.sub(r"[^A-Za-z0-9._-]", "_", portal)
    found = [(path, match) for path in folder.glob("*.warc.gz") if (match := _WARC.fullmatch(path.name))]
    return sorted(path for path, match in found if match["portal"] == name and match["run"] not in running)


def export(documents: Iterable[Document], out: Path, warcs: Collection[Path], title: str) -> int:
    """Write the WARC files, an index over them and the list of the documents' pages to `out`; how many pages.

    `documents` are the reports that a reader is led to; a document whose raw page is in none of `warcs` is left out.
    WARC files go in as they are, byte for byte. Raises OSError where something cannot be read or written, ArchiveError
    where a WARC file is damaged; an earlier file then stays as it was.
    """
    names = {path.name for path in warcs}
    with destination(out) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        package = _Package(archive)
        with tempfile.TemporaryDirectory() as folder:
            _index(sorted(warcs), Path(folder))
            for name in ("index.cdx.gz", "index.idx"):
                package.add_file(f"indexes/{name}", Path(folder) / name)
        for path in sorted(warcs):
            package.add_file(f"archive/{path.name}", path)
        pages, last = package.add_pages(document for document in documents if document.warc_filename in names)
        package.finish(title, last)
    return pages


def _index(warcs: list[Path], folder: Path) -> None:
    """A compressed CDXJ index in blocks with a list of the blocks, as replay tools read it by parts.

    A file's own index is taken where the archive has it; the notes about reports are no pages and have none.
    """
    with ExitStack() as opened, (folder / "index.cdx.gz").open("wb") as blocks:
        lines = [opened.enter_context(_lines_of(warc, folder).open(encoding="utf-8")) for warc in warcs]
        listing = ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}']
        for block in _blocks(heapq.merge(*lines)):
            packed = gzip.compress("".join(block).encode(), mtime=0)
            place = json.dumps({"offset": blocks.tell(), "length": len(packed)})
            listing.append(f"{block[0].partition('{')[0].strip()} {place}")
            blocks.write(packed)
    (folder / "index.idx").write_text("\n".join([*listing, ""]), encoding="utf-8")


def _lines_of(warc: Path, folder: Path) -> Path:
    """The file's index, made in `folder` where the archive has none (its run was killed, or it holds notes only)."""
    if index_path(warc).exists():
        return index_path(warc)
    index = Index()
    with warc.open("rb") as file:
        for location, fields, content in records(file, warc):
            index.add(fields, content, location)
    index.write(folder / warc.name)
    return index_path(folder / warc.name)


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in lines:
        block.append(line)
        if len(block) == _BLOCK_LINES:
            yield block
            block = []
    if block:
        yield block


@dataclass(slots=True)
class _Package:
    """A WACZ that is being written: its files, and what the package's own record says of each."""

    archive: zipfile.ZipFile
    resources: list[dict[str, str | int]] = field(default_factory=list)

    def add_file(self, name: str, path: Path) -> None:
        """A file as it is, not compressed again, so that tools can read parts of it."""
        with path.open("rb") as file, self._entry(name) as entry:
            while chunk := file.read(_CHUNK):
                entry.write(chunk)

    def add_pages(self, documents: Iterable[Document]) -> tuple[int, str]:
        """The list of pages; how many, and when the last of them was fetched."""
        pages, last = 0, "1970-01-01T00:00:00Z"
        with self._entry("pages/pages.jsonl", zipfile.ZIP_DEFLATED) as entry:
            entry.write(_line({"format": "json-pages-1.0", "id": "pages", "title": "Reports", "hasText": False}))
            for document in documents:
                moment = f"{document.fetch_time:%Y-%m-%dT%H:%M:%SZ}"
                told = {"id": f"{document.id}-{document.version}", "url": document.url, "ts": moment}
                entry.write(_line(told | {"title": document.title}))
                pages, last = pages + 1, max(last, moment)
        return pages, last

    def finish(self, title: str, moment: str) -> None:
        """The record of all files with their hashes, and the hash of that record."""
        told = {
            "profile": "data-package",
            "wacz_version": _WACZ_VERSION,
            "title": title,
            "description": "Annual reports on government information disclosure (政府信息公开工作年度报告), as crawled",
            "software": f"gongkai/{__version__}",
            "created": moment,
            "modified": moment,
            "resources": self.resources,
        }
        content = json.dumps(told, ensure_ascii=False, indent=1).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        for name, body in (("datapackage.json", content), ("datapackage-digest.json", json.dumps(digest).encode())):
            with self.archive.open(_info(name, zipfile.ZIP_DEFLATED), "w") as entry:
                entry.write(body)

    @contextmanager
    def _entry(self, name: str, compression: int = zipfile.ZIP_STORED) -> Iterator[_Hashing]:
        with self.archive.open(_info(name, compression), "w", force_zip64=True) as entry:
            hashing = _Hashing(entry)
            yield hashing
        said = {"name": name.rpartition("/")[2].lower(), "path": name, "hash": f"sha256:{hashing.digest.hexdigest()}"}
        self.resources.append(said | {"bytes": hashing.size})


class _Hashing:
    """A stream that knows the hash and the length of what went through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        self._stream.write(data)
        self.digest.update(data)
        self.size += len(data)


def _info(name: str, compression: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = compression
    return info


def _line(told: Mapping[str, str | bool]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"

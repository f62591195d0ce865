"""Read captures back from WARC files."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import WARCIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

from crawler.archive import content_encoding
from crawler.archive.errors import ArchiveError
from crawler.archive.http_message import original_fields, parse
from crawler.archive.writer import REQUESTED_URI
from crawler.records import Capture, WarcLocation


def read(folder: Path, location: WarcLocation) -> Capture:
    """The capture whose response record stands at `location` in the archive folder.

    Content-Encoding is undone in `body`. Raises ArchiveError where the file or the record is missing or damaged, or
    the name leads out of the folder.
    """
    if Path(location.filename).name != location.filename:
        raise ArchiveError(f"{location.filename!r} is no file name of the raw archive {folder}")
    path = folder / location.filename
    try:
        with path.open("rb") as file:
            file.seek(location.offset)
            for found, capture in _captures(file, path):
                if found == location:
                    return capture
                break
    except OSError as error:
        raise ArchiveError(f"cannot read {path} ({error.strerror}): restore the file from a backup") from error
    raise ArchiveError(f"{path} holds no response record at {location.offset} of {location.length} bytes")


def captures(path: Path) -> Iterator[tuple[WarcLocation, Capture]]:
    """Every capture of one WARC file, in the order written, with where it stands.

    Raises ArchiveError behind the last whole capture where the file ends in the middle of a record, as it does after
    a crash, or is damaged there.
    """
    try:
        with path.open("rb") as file:
            yield from _captures(file, path)
    except OSError as error:
        raise ArchiveError(f"cannot read {path} ({error.strerror}): restore the file from a backup") from error


def _captures(file: BinaryIO, path: Path) -> Iterator[tuple[WarcLocation, Capture]]:
    """Captures from where the file stands: a response, and the request behind it where one follows."""
    held: tuple[WarcLocation, str, Capture] | None = None
    for location, fields, message in _records(file, path):
        if held is not None:
            if fields.get("WARC-Type") == "request" and fields.get("WARC-Concurrent-To") == held[1]:
                _add_request(held[2], message, path, location)
            yield held[0], held[2]
            held = None
        if fields.get("WARC-Type") == "response":
            held = location, fields.get("WARC-Record-ID", ""), _response(fields, message, path, location)
    if held is not None:
        yield held[0], held[2]


def _records(file: BinaryIO, path: Path) -> Iterator[tuple[WarcLocation, dict[str, str], bytes]]:
    """Whole records from where the file stands, each with its fields and its block."""
    begin = whole_to = file.tell()
    records = WARCIterator(file, no_record_parse=True)
    while True:
        try:
            record = next(records, None)
            if record is None:
                break
            block = b"".join(iter(record.raw_stream.read, b""))
            location = WarcLocation(path.name, records.get_record_offset(), records.get_record_length())
        except (ArchiveLoadFailed, EOFError, ValueError, zlib.error) as error:
            raise _damaged(path, whole_to) from error
        fields = dict(record.rec_headers.headers)
        if len(block) != record.length or fields.get("WARC-Block-Digest", "").lower() != _digest(block).lower():
            raise _damaged(path, whole_to)
        begin, whole_to = location.offset, location.offset + location.length
        yield location, fields, block
    if whole_to != path.stat().st_size:
        raise _damaged(path, whole_to)
    if not _ends(file, begin):
        raise _damaged(path, begin)


def _ends(file: BinaryIO, begin: int) -> bool:
    """Whether the gzip member at `begin` is whole: its content can be while its check sum is cut off."""
    file.seek(begin)
    member = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        while not member.eof and (chunk := file.read(1024 * 1024)):
            member.decompress(chunk)
    except zlib.error:
        return False
    return member.eof


def _damaged(path: Path, whole_to: int) -> ArchiveError:
    return ArchiveError(
        f"{path} is damaged or was cut short at byte {whole_to}: what stands before is good; "
        "restore the file from a backup if there should be more"
    )


def _digest(block: bytes) -> str:
    return f"sha1:{base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()}"


def _response(fields: dict[str, str], message: bytes, path: Path, location: WarcLocation) -> Capture:
    url = fields.get("WARC-Target-URI", "")
    try:
        start_line, headers, body = parse(message)
        status = int(start_line.split(" ")[1])
        moment = datetime.fromisoformat(fields["WARC-Date"]).astimezone(UTC)
        coding = ",".join(value for name, value in headers if name.lower() == "content-encoding")
        plain_body = content_encoding.undo(body, coding) if coding else body
    except (ValueError, IndexError, KeyError) as error:
        raise ArchiveError(f"{path} holds no readable response at byte {location.offset} ({error})") from error
    return Capture(
        url=url,
        requested_url=fields.get(REQUESTED_URI, url),
        status=status,
        headers=original_fields(headers),
        body=plain_body,
        fetch_time=moment,
        wire_body=body if coding else None,
        ip=fields.get("WARC-IP-Address"),
        warc=location,
    )


def _add_request(capture: Capture, message: bytes, path: Path, location: WarcLocation) -> None:
    try:
        start_line, capture.request_headers, capture.request_body = parse(message)
    except ValueError as error:
        raise ArchiveError(f"{path} holds no readable request at byte {location.offset} ({error})") from error
    capture.method = start_line.split(" ")[0]

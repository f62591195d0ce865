"""Read captures back from WARC files."""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import WARCIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

from crawler.archive import content_encoding
from crawler.archive.errors import ArchiveError, DamagedError
from crawler.archive.http_message import original_fields, parse
from crawler.archive.own_fields import KIND, REFERS_TO_FILENAME, REFERS_TO_OFFSET, REQUESTED_URI, TLS_CERTIFICATE
from crawler.records import Capture, WarcLocation


@dataclass(frozen=True, slots=True)
class Original:
    """A response record that a revisit may refer to. `payload` is as received, `date` and `digest` as in the record."""

    record_id: str
    url: str
    date: str
    digest: str
    payload: bytes


def read(folder: Path, location: WarcLocation) -> Capture:
    """The capture whose record stands at `location` in the archive folder.

    Content-Encoding is undone in `body`; the body of a revisit is that of the record it refers to. A conversion gives
    the page as a browser drew it, with status 200. Raises ArchiveError where the file or a record is missing or
    damaged, or the name leads out of the folder.
    """
    if Path(location.filename).name != location.filename:
        raise ArchiveError(f"{location.filename!r} is no file name of the raw archive {folder}")
    path = folder / location.filename
    missing: list[ArchiveError] = []
    try:
        with path.open("rb") as file:
            file.seek(location.offset)
            for found, capture in _captures(file, path, missing):
                if found == location and not missing:
                    return capture
                break
    except OSError as error:
        raise _unreadable(path, error) from error
    if missing:
        raise missing[0]
    raise ArchiveError(f"{path} holds no response record at {location.offset} of {location.length} bytes")


def captures(path: Path) -> Iterator[tuple[WarcLocation, Capture]]:
    """Every capture of one WARC file, in the order written, with where it stands; revisits with what they refer to.

    Raises ArchiveError behind the last whole capture where the file ends in the middle of a record, as it does after
    a crash, or is damaged there; and at the end where a revisit refers to a record that could not be read.
    """
    missing: list[ArchiveError] = []
    try:
        with path.open("rb") as file:
            yield from _captures(file, path, missing)
    except OSError as error:
        raise _unreadable(path, error) from error
    if missing:
        raise missing[0]


def original(folder: Path, filename: str, offset: int) -> Original:
    """The response record at that place. Raises ArchiveError where there is none, or it is damaged."""
    path = folder / filename
    try:
        if Path(filename).name != filename:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        with path.open("rb") as file:
            file.seek(offset)
            location, fields, message = next(records(file, path), (None, {}, b""))
    except OSError as error:
        raise _unreadable(path, error) from error
    if location is None or location.offset != offset or fields.get("WARC-Type") != "response":
        raise ArchiveError(f"{path} holds no response record at {offset}")
    try:
        payload = parse(message)[2]
    except ValueError as error:
        raise ArchiveError(f"{path} holds no readable response at byte {offset} ({error})") from error
    digest = fields.get("WARC-Payload-Digest", "")
    return Original(
        fields.get("WARC-Record-ID", ""),
        fields.get("WARC-Target-URI", ""),
        fields.get("WARC-Date", ""),
        digest,
        payload,
    )


def _unreadable(path: Path, error: OSError) -> ArchiveError:
    return ArchiveError(f"cannot read {path} ({error.strerror}): restore the file from a backup")


def _captures(file: BinaryIO, path: Path, missing: list[ArchiveError]) -> Iterator[tuple[WarcLocation, Capture]]:
    """Captures from where the file stands: a response or revisit, and the request behind it where one follows.

    A revisit whose original cannot be read is left out and told in `missing`.
    """
    held: tuple[WarcLocation, str, Capture] | None = None
    for location, fields, message in records(file, path):
        if held is not None:
            if fields.get("WARC-Type") == "request" and fields.get("WARC-Concurrent-To") == held[1]:
                _add_request(held[2], message, path, location)
            yield held[0], held[2]
            held = None
        if fields.get("WARC-Type") == "conversion":
            yield location, _conversion(fields, message, path, location)
        elif fields.get("WARC-Type") == "response":
            held = location, fields.get("WARC-Record-ID", ""), _response(fields, message, path, location)
        elif fields.get("WARC-Type") == "revisit":
            try:
                message += _revisited(fields, path, location)
                held = location, fields.get("WARC-Record-ID", ""), _response(fields, message, path, location)
            except ArchiveError as error:
                missing.append(error)
    if held is not None:
        yield held[0], held[2]


def _revisited(fields: dict[str, str], path: Path, location: WarcLocation) -> bytes:
    """The payload that a revisit record stands for."""
    said = f"{path}: the revisit record at byte {location.offset}"
    try:
        filename, offset = fields[REFERS_TO_FILENAME], int(fields[REFERS_TO_OFFSET])
    except (KeyError, ValueError):
        raise ArchiveError(f"{said} does not say where what it refers to stands") from None
    found = original(path.parent, filename, offset)
    if found.record_id != fields.get("WARC-Refers-To") or found.digest != fields.get("WARC-Payload-Digest"):
        raise ArchiveError(f"{said} refers to another record than the one at {offset} of {filename}: restore that file")
    return found.payload


def records(file: BinaryIO, path: Path) -> Iterator[tuple[WarcLocation, dict[str, str], bytes]]:
    """Whole records from where the file stands, each with its fields and its block.

    Raises DamagedError behind the last whole one, where the file holds more than it. An empty file, as a crash leaves
    it that came before the first byte, holds no record.
    """
    if not os.fstat(file.fileno()).st_size:
        return
    begin = whole_to = file.tell()
    records = WARCIterator(file, no_record_parse=True)
    while True:
        try:
            record = next(records, None)
            if record is None:
                break
            block = b"".join(iter(record.raw_stream.read, b""))
            location = WarcLocation(path.name, records.get_record_offset(), records.get_record_length())
        except (ArchiveLoadFailed, EOFError, OverflowError, ValueError, zlib.error) as error:
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


def _damaged(path: Path, whole_to: int) -> DamagedError:
    return DamagedError(
        f"{path} is damaged or was cut short at byte {whole_to}: what stands before is good; "
        "restore the file from a backup if there should be more",
        whole_to,
    )


def _digest(block: bytes) -> str:
    return f"sha1:{base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()}"


def _conversion(fields: dict[str, str], body: bytes, path: Path, location: WarcLocation) -> Capture:
    url = fields.get("WARC-Target-URI", "")
    return Capture(
        url=url,
        requested_url=fields.get(REQUESTED_URI, url),
        status=200,
        headers=(("Content-Type", fields.get("Content-Type", "text/html")),),
        body=body,
        fetch_time=_moment(fields, path, location),
        kind=fields.get(KIND, "report"),
        warc=location,
        record_id=fields.get("WARC-Record-ID", ""),
    )


def _moment(fields: dict[str, str], path: Path, location: WarcLocation) -> datetime:
    try:
        return datetime.fromisoformat(fields["WARC-Date"]).astimezone(UTC)
    except (ValueError, KeyError, OverflowError) as error:
        raise ArchiveError(f"{path} holds a record without a date at byte {location.offset} ({error})") from error


def _response(fields: dict[str, str], message: bytes, path: Path, location: WarcLocation) -> Capture:
    url = fields.get("WARC-Target-URI", "")
    try:
        start_line, headers, body = parse(message)
        status = int(start_line.split(" ")[1])
        coding = ",".join(value for name, value in headers if name.lower() == "content-encoding")
        plain_body = content_encoding.undo(body, coding) if coding else body
    except (ValueError, IndexError) as error:
        raise ArchiveError(f"{path} holds no readable response at byte {location.offset} ({error})") from error
    return Capture(
        url=url,
        requested_url=fields.get(REQUESTED_URI, url),
        status=status,
        headers=original_fields(headers),
        body=plain_body,
        fetch_time=_moment(fields, path, location),
        wire_body=body if coding else None,
        ip=fields.get("WARC-IP-Address"),
        kind=fields.get(KIND, "report"),
        certificate=fields.get(TLS_CERTIFICATE),
        warc=location,
        record_id=fields.get("WARC-Record-ID", ""),
    )


def _add_request(capture: Capture, message: bytes, path: Path, location: WarcLocation) -> None:
    try:
        start_line, capture.request_headers, capture.request_body = parse(message)
    except ValueError as error:
        raise ArchiveError(f"{path} holds no readable request at byte {location.offset} ({error})") from error
    capture.method = start_line.split(" ")[0]

"""Write captures to WARC files (ISO 28500:2017, WARC/1.1), one gzip member a record."""

from __future__ import annotations

import io
import ipaddress
import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlsplit

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from crawler import __version__
from crawler.archive.errors import ArchiveError
from crawler.archive.http_message import Fields, head, response_fields, status_line
from crawler.records import Capture, WarcLocation

REQUESTED_URI = "WARC-Requested-URI"
"""Our own field of a response record: the address first asked for, where redirects led on from it."""

_GIGABYTE = 1024**3
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9._-]")
_URL_CHARACTERS = "%:/?#[]@!$&'()*+,;=-._~"
# A proxy's credentials concern the operator, not the page.
_PRIVATE_FIELDS = frozenset({"proxy-authorization"})


class ArchiveWriter:
    """Writes the captures of one run at one portal to `{run_id}-{portal}-00000.warc.gz` and its successors.

    A file is made when the first capture comes, and left for the next one once it holds `max_bytes`; a file that is
    there already is never written to. Not safe for threads.
    """

    def __init__(self, folder: Path, run_id: str, portal: str, *, max_bytes: int = _GIGABYTE) -> None:
        self._folder = folder
        self._run_id = run_id
        self._stem = _NOT_IN_NAME.sub("_", f"{run_id}-{portal}").lstrip(".") or "_"
        self._max_bytes = max_bytes
        self._serial = 0
        self._file: BinaryIO | None = None
        self._warcinfo_id = ""

    def write(self, capture: Capture) -> WarcLocation:
        """Archive the capture: its response, and the request that brought it.

        Both records are on the disk when this returns, so that a row that names them never names what a crash took.
        Gives where the response record stands. Raises ArchiveError where the file cannot be made or grow; nothing of
        the capture is left in it then, and the next capture begins another file.
        """
        try:
            file = self._current()
            response, request = self._records(capture)
            offset = _append(file, response + request)
        except OSError as error:
            self.close()
            raise ArchiveError(
                f"cannot write to the raw archive {self._folder} ({error.strerror}): "
                "make the folder writable, free disk space, or set OUTPUT_DIR to another place"
            ) from error
        return WarcLocation(Path(file.name).name, offset, len(response))

    def close(self) -> None:
        """End the file. Nothing is written at this time, and a writer that wrote nothing leaves no file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _current(self) -> BinaryIO:
        if self._file is not None and self._file.tell() < self._max_bytes:
            return self._file
        self.close()
        self._folder.mkdir(parents=True, exist_ok=True)
        while self._file is None:
            with suppress(FileExistsError):
                self._file = (self._folder / f"{self._stem}-{self._serial:05d}.warc.gz").open("xb", buffering=0)
            self._serial += 1
        path = Path(self._file.name)
        try:
            _append(self._file, self._warcinfo(path.name))
            _sync_folder(self._folder)
        except OSError:
            path.unlink()
            raise
        return self._file

    def _warcinfo(self, filename: str) -> bytes:
        buffer, writer = _buffer()
        record = writer.create_warcinfo_record(
            filename,
            {
                "software": f"gongkai/{__version__}",
                "format": "WARC File Format 1.1",
                "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
                "isPartOf": _one_line(self._run_id),
            },
        )
        self._warcinfo_id = record.rec_headers.get_header("WARC-Record-ID")
        writer.write_record(record)
        return buffer.getvalue()

    def _records(self, capture: Capture) -> tuple[bytes, bytes]:
        common = {"WARC-Date": _warc_date(capture.fetch_time), "WARC-Warcinfo-ID": self._warcinfo_id}
        address = _address(capture.ip)
        if address:
            common["WARC-IP-Address"] = address
        body = capture.body if capture.wire_body is None else capture.wire_body
        buffer, writer = _buffer()
        own = {} if capture.requested_url == capture.url else {REQUESTED_URI: _uri(capture.requested_url)}
        response = writer.create_warc_record(
            _uri(capture.url),
            "response",
            payload=io.BytesIO(body),
            length=len(body),
            warc_headers_dict=common | own,
            http_headers=_Head(
                status_line(capture.status),
                response_fields(capture.headers, len(body), encoded=capture.wire_body is not None),
            ),
        )
        writer.write_record(response)
        end_of_response = buffer.tell()
        response_id = response.rec_headers.get_header("WARC-Record-ID")
        request = writer.create_warc_record(
            _uri(capture.url),
            "request",
            payload=io.BytesIO(capture.request_body),
            length=len(capture.request_body),
            warc_headers_dict=common | {"WARC-Concurrent-To": response_id},
            http_headers=_Head(
                _request_line(capture),
                tuple(field for field in capture.request_headers if field[0].lower() not in _PRIVATE_FIELDS),
            ),
        )
        writer.write_record(request)
        records = buffer.getvalue()
        return records[:end_of_response], records[end_of_response:]


class _Head(StatusAndHeaders):  # type: ignore[misc]
    """An HTTP head in its own bytes: warcio would rewrite what is not ASCII."""

    def __init__(self, start_line: str, fields: Fields) -> None:
        super().__init__(start_line, list(fields))
        self._bytes = head(start_line, fields)

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        self.headers_buff = self._bytes


def _buffer() -> tuple[io.BytesIO, WARCWriter]:
    buffer = io.BytesIO()
    return buffer, WARCWriter(buffer, gzip=True, warc_version="1.1")


def _append(file: BinaryIO, data: bytes) -> int:
    """Add `data` at the end and wait for the disk; the offset where it begins. A part that was written is undone."""
    offset = file.seek(0, os.SEEK_END)
    try:
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]
        os.fsync(file.fileno())
    except OSError:
        file.truncate(offset)
        raise
    return offset


def _sync_folder(folder: Path) -> None:
    """Make a new file's name survive a power cut, which its own fsync does not see to."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _warc_date(moment: datetime) -> str:
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _uri(url: str) -> str:
    return quote(url.encode("utf-8", "surrogatepass"), safe=_URL_CHARACTERS)


def _request_line(capture: Capture) -> str:
    try:
        parts = urlsplit(_uri(capture.url))
    except ValueError:
        return f"{_one_line(capture.method)} / HTTP/1.1"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return f"{_NOT_IN_NAME.sub('_', capture.method) or 'GET'} {target} HTTP/1.1"


def _address(ip: str | None) -> str | None:
    try:
        return str(ipaddress.ip_address(ip or ""))
    except ValueError:
        return None


def _one_line(text: str) -> str:
    return " ".join(text.split())

"""Write captures to WARC files (ISO 28500:2017, WARC/1.1), one gzip member a record."""

from __future__ import annotations

import io
import ipaddress
import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from warcio.recordbuilder import RecordBuilder  # type: ignore[import-untyped]
from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from crawler import __version__
from crawler.archive.errors import ArchiveError
from crawler.archive.http_message import Fields, head, response_fields, status_line
from crawler.archive.mending import mend
from crawler.archive.own_fields import KIND, REFERS_TO_FILENAME, REFERS_TO_OFFSET, REQUESTED_URI, TLS_CERTIFICATE
from crawler.archive.reader import original
from crawler.archive.warc_file import WarcFile
from crawler.records import Capture, WarcLocation

_BUILDER = RecordBuilder(warc_version="1.1")
_GIGABYTE = 1024**3
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9._-]")
_URL_CHARACTERS = "%:/?#[]@!$&'()*+,;=-._~"
# A proxy's credentials concern the operator, not the page.
_PRIVATE_FIELDS = frozenset({"proxy-authorization"})


class ArchiveWriter:
    """Writes the captures of one run at one portal to `{run_id}-{portal}-00000.warc.gz` and its successors.

    A file is made when the first capture comes, and ended with its index (CDXJ) beside it once it holds `max_bytes`; a
    file that is there already is never written to. Files that a crash left torn are mended first. Not safe for threads.
    """

    def __init__(self, folder: Path, run_id: str, portal: str, *, max_bytes: int = _GIGABYTE) -> None:
        self._folder = folder
        self._run_id = run_id
        self._stem = _NOT_IN_NAME.sub("_", f"{run_id}-{portal}").lstrip(".") or "_"
        self._max_bytes = max_bytes
        self._serial = 0
        self._file: WarcFile | None = None
        self._warcinfo_id = ""
        mend(folder)

    def write(self, capture: Capture, earlier: WarcLocation | None = None) -> WarcLocation:
        """Archive the capture: its response, and the request that brought it; a page that a browser drew as a
        conversion of the response it was drawn from, which must have been written. Fills `record_id`.

        `earlier` is where an earlier capture of the same address stands: where the same bytes are read there, a revisit
        record that refers to it takes the place of the response. Both records are on the disk when this returns, so
        that a row that names them never names what a crash took. Gives where the response or revisit stands. Raises
        ArchiveError where the file cannot be made or grow; nothing of the capture is left in it then, and the next
        capture begins another file.
        """
        try:
            file = self._current()
            drawn = capture.drawn_from is not None
            answer = self._conversion(capture) if drawn else self._answer(capture, earlier)
            first = _serialised(answer)
            request = b"" if drawn else _serialised(self._request(capture, answer))
            location = WarcLocation(file.path.name, file.append(first + request), len(first))
            if not drawn:
                file.list(dict(answer.rec_headers.headers), answer.http_headers.headers_buff, location)
            capture.record_id = answer.rec_headers.get_header("WARC-Record-ID")
        except OSError as error:
            self.close()
            raise ArchiveError(
                f"cannot write to the raw archive {self._folder} ({error.strerror}): "
                "make the folder writable, free disk space, or set OUTPUT_DIR to another place"
            ) from error
        return location

    def close(self) -> None:
        """End the file. A writer that wrote nothing leaves no file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _current(self) -> WarcFile:
        if self._file is not None and self._file.size >= self._max_bytes:
            self.close()
        if self._file is None:
            self._file = WarcFile(self._folder, self._stem, self._serial, self._warcinfo)
            self._serial = self._file.serial + 1
        return self._file

    def _warcinfo(self, filename: str) -> bytes:
        record = _BUILDER.create_warcinfo_record(
            filename,
            {
                "software": f"gongkai/{__version__}",
                "format": "WARC File Format 1.1",
                "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
                "isPartOf": _one_line(self._run_id),
            },
        )
        self._warcinfo_id = record.rec_headers.get_header("WARC-Record-ID")
        return _serialised(record)

    def _common(self, capture: Capture) -> dict[str, str]:
        common = {"WARC-Date": _warc_date(capture.fetch_time), "WARC-Warcinfo-ID": self._warcinfo_id}
        address = _address(capture.ip)
        return common | {"WARC-IP-Address": address} if address else common

    def _conversion(self, capture: Capture) -> ArcWarcRecord:
        """A conversion record (6.9 of the standard); no request is beside it, since nobody sends a drawn page."""
        assert capture.drawn_from is not None
        fields = {"WARC-Date": _warc_date(capture.fetch_time), "WARC-Warcinfo-ID": self._warcinfo_id}
        if capture.drawn_from.record_id:
            fields["WARC-Refers-To"] = capture.drawn_from.record_id
        return _BUILDER.create_warc_record(
            _uri(capture.url),
            "conversion",
            payload=io.BytesIO(capture.body),
            length=len(capture.body),
            warc_content_type=_one_line(capture.content_type or "text/html"),
            warc_headers_dict=fields | _own_fields(capture),
        )

    def _answer(self, capture: Capture, earlier: WarcLocation | None) -> ArcWarcRecord:
        body = capture.body if capture.wire_body is None else capture.wire_body
        head_fields = response_fields(capture.headers, len(body), encoded=capture.wire_body is not None)
        fields = self._common(capture) | _own_fields(capture)
        same = self._same(body, earlier)
        payload = body if same is None else b""
        return _BUILDER.create_warc_record(
            _uri(capture.url),
            "response" if same is None else "revisit",
            payload=io.BytesIO(payload),
            length=len(payload),
            warc_headers_dict=fields | (same or {}),
            warc_content_type="application/http; msgtype=response",
            http_headers=_Head(status_line(capture.status), head_fields),
        )

    def _same(self, body: bytes, earlier: WarcLocation | None) -> dict[str, str] | None:
        """The fields of a revisit record, where the archive holds these very bytes at `earlier`; they are compared."""
        if earlier is None:
            return None
        try:
            known = original(self._folder, earlier.filename, earlier.offset)
        except ArchiveError:
            return None
        if known.payload != body or not known.digest:
            return None
        return {
            "WARC-Profile": RecordBuilder.REVISIT_PROFILE_1_1,
            "WARC-Refers-To": known.record_id,
            "WARC-Refers-To-Target-URI": known.url,
            "WARC-Refers-To-Date": known.date,
            REFERS_TO_FILENAME: earlier.filename,
            REFERS_TO_OFFSET: str(earlier.offset),
            "WARC-Payload-Digest": known.digest,
        }

    def _request(self, capture: Capture, answer: ArcWarcRecord) -> ArcWarcRecord:
        return _BUILDER.create_warc_record(
            _uri(capture.url),
            "request",
            payload=io.BytesIO(capture.request_body),
            length=len(capture.request_body),
            warc_headers_dict=self._common(capture)
            | {"WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID")},
            http_headers=_Head(
                _request_line(capture),
                tuple(field for field in capture.request_headers if field[0].lower() not in _PRIVATE_FIELDS),
            ),
        )


class _Head(StatusAndHeaders):  # type: ignore[misc]
    """An HTTP head in its own bytes: warcio would rewrite what is not ASCII."""

    def __init__(self, start_line: str, fields: Fields) -> None:
        super().__init__(start_line, list(fields))
        self._bytes = head(start_line, fields)

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        self.headers_buff = self._bytes


def _own_fields(capture: Capture) -> dict[str, str]:
    fields = {}
    if capture.requested_url != capture.url:
        fields[REQUESTED_URI] = _uri(capture.requested_url)
    if capture.kind != "report":
        fields[KIND] = _one_line(capture.kind)
    if capture.certificate:
        fields[TLS_CERTIFICATE] = _one_line(capture.certificate)
    return fields


def _serialised(record: ArcWarcRecord) -> bytes:
    buffer = io.BytesIO()
    WARCWriter(buffer, gzip=True, warc_version="1.1").write_record(record)
    return buffer.getvalue()


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

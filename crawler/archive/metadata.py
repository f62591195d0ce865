"""What the raw pages of a report do not say, archived beside them: a lost store is rebuilt from WARC files alone.

A page does not tell under which title it was listed, in which column, for which portal, nor which further pages and
files belonged to it and which of them could not be had. One metadata record a report says so, in a WARC file of its own
beside the pages' (`{run_id}-{portal}-meta-00000.warc.gz`), so that a replay finds the reports of a run without reading
all its pages.
"""

from __future__ import annotations

import fcntl
import io
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from crawler import __version__
from crawler.archive.errors import ArchiveError, DamagedError
from crawler.archive.reader import records
from crawler.archive.warc_file import WarcFile
from crawler.encoding import DECISIVE
from crawler.records import Capture, Portal, Report, WarcLocation

_FORMAT = "gongkai-report/1"
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9._-]")
_NOT_IN_URI = re.compile(r"[^!-~]")
_NAME = re.compile(r".+-meta-\d{5}\.warc\.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedCapture:
    """A capture by where it stands in the archive. The addresses are those of `Capture`, exactly.

    `charset` is what the crawl read the bytes as where they did not decide by themselves: other pages of that run were
    evidence then, and are not at hand when one report is read again.
    """

    url: str
    requested_url: str
    kind: str
    warc: WarcLocation
    charset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNote:
    """What a replay of one report needs beside its raw bytes: the fields of `Report` that the crawl gave it.

    `years` are the report years that the run was asked for (None for all): a report of another year was not stored.
    """

    run_id: str
    portal: Portal
    listed_title: str
    column: str
    listed_year: int | None
    years: tuple[int, int] | None
    capture: ArchivedCapture
    pages: tuple[ArchivedCapture, ...] = ()
    attachments: tuple[ArchivedCapture, ...] = ()
    missing_attachments: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, report: Report, years: tuple[int, int] | None) -> ReportNote:
        """The note of a report whose captures are archived. Raises ValueError where one is not."""
        return cls(
            run_id=report.run_id,
            portal=report.portal,
            listed_title=report.listed_title,
            column=report.column,
            listed_year=report.listed_year,
            years=years,
            capture=_archived(report.capture),
            pages=tuple(_archived(capture) for capture in report.page_captures),
            attachments=tuple(_archived(capture) for capture in report.attachment_captures),
            missing_attachments=report.missing_attachments,
        )

    def to_json(self) -> str:
        """The note as one line of ASCII JSON, whatever a page put into its titles."""
        return json.dumps({"format": _FORMAT} | asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> ReportNote:
        """The note that `to_json` wrote. Raises ValueError for anything else."""
        said = json.loads(text)
        try:
            if said.pop("format") != _FORMAT:
                raise ValueError("written by a later release")
            portal: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value for name, value in said["portal"].items()
            }
            return cls(
                **said
                | {
                    "portal": Portal(**portal),
                    "years": None if said["years"] is None else (int(said["years"][0]), int(said["years"][1])),
                    "capture": _read_archived(said["capture"]),
                    "pages": tuple(_read_archived(one) for one in said.get("pages", ())),
                    "attachments": tuple(_read_archived(one) for one in said["attachments"]),
                    "missing_attachments": tuple((str(url), str(why)) for url, why in said["missing_attachments"]),
                }
            )
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            raise ValueError(f"no note of a report ({error})") from error


class NoteWriter:
    """Writes the notes of one run at one portal; the file is made when the first note comes."""

    def __init__(self, folder: Path, run_id: str, portal: str, years: tuple[int, int] | None = None) -> None:
        self._folder = folder
        self._stem = _NOT_IN_NAME.sub("_", f"{run_id}-{portal}").lstrip(".") or "_"
        self._years = years
        self._file: WarcFile | None = None

    def write(self, report: Report) -> None:
        """Add the note of a report whose captures are archived; it is on the disk when this returns.

        Call it before the report is stored, so that no row stands in the store that a rebuild would miss. Raises
        ArchiveError where the file cannot be made or grow, ValueError where a capture is not archived yet.
        """
        note = ReportNote.of(report, self._years)
        try:
            self._current().append(_record(note))
        except OSError as error:
            self.close()
            raise ArchiveError(
                f"cannot write to the raw archive {self._folder} ({error.strerror}): "
                "make the folder writable, free disk space, or set OUTPUT_DIR to another place"
            ) from error

    def close(self) -> None:
        """End the file. Its index lists no page, and says that the file is whole."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _current(self) -> WarcFile:
        if self._file is None:
            self._file = WarcFile(self._folder, f"{self._stem}-meta", 0, _warcinfo)
        return self._file


def note_files(folder: Path) -> list[Path]:
    """The files of notes in the archive, in the order in which their runs began."""
    return sorted(path for path in folder.glob("*-meta-*.warc.gz") if _NAME.fullmatch(path.name))


def notes(path: Path) -> Iterator[ReportNote]:
    """The notes of one file, in the order written; of a file that a crawl still writes, those that are there.

    Raises ArchiveError behind the last whole one where the file ends in the middle of a record, as it does after a
    crash, or is damaged there, and where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            try:
                for location, fields, block in records(file, path):
                    if fields.get("WARC-Type") == "metadata":
                        yield _read_note(block, path, location)
            except DamagedError:
                if not _is_written(file):
                    raise
    except OSError as error:
        raise ArchiveError(f"cannot read {path} ({error.strerror}): restore the file from a backup") from error


def _read_note(block: bytes, path: Path, location: WarcLocation) -> ReportNote:
    try:
        return ReportNote.from_json(block)
    except ValueError as error:
        raise ArchiveError(f"{path} holds no readable note at byte {location.offset} ({error})") from error


def _is_written(file: BinaryIO) -> bool:
    """Whether a living process still writes to the file (`WarcFile` holds it): its end is torn for a moment only."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    return False


def _archived(capture: Capture) -> ArchivedCapture:
    if capture.warc is None:
        raise ValueError(f"{capture.url} is not archived: a report's captures are written before its note")
    decoded = capture.decoded
    return ArchivedCapture(
        url=capture.url,
        requested_url=capture.requested_url,
        kind=capture.kind,
        warc=capture.warc,
        charset=decoded.encoding if decoded is not None and decoded.evidence not in DECISIVE else None,
    )


def _read_archived(said: dict[str, Any]) -> ArchivedCapture:
    return ArchivedCapture(**said | {"warc": WarcLocation(**said["warc"])})


def _record(note: ReportNote) -> bytes:
    content = note.to_json().encode("ascii")
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    record = writer.create_warc_record(
        # An address of its own kind, so that no replay tool shows the note in place of the page.
        f"urn:gongkai:report:{_NOT_IN_URI.sub('_', note.capture.url)}",
        "metadata",
        payload=io.BytesIO(content),
        length=len(content),
        warc_content_type="application/json",
    )
    writer.write_record(record)
    return buffer.getvalue()


def _warcinfo(filename: str) -> bytes:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    told = {"software": f"gongkai/{__version__}", "format": "WARC File Format 1.1", "description": "notes of reports"}
    writer.write_record(writer.create_warcinfo_record(filename, told))
    return buffer.getvalue()

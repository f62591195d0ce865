"""What a worker answers, as one line of JSON: never pickle, because what it read came from outside."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crawler.archive.metadata import ReportNote
from crawler.json_form import json_form
from crawler.records import (
    Attachment,
    Check,
    Declaration,
    Decoded,
    Extraction,
    LedgerEntry,
    Quality,
    Repair,
    Report,
    Signature,
    Statistics,
    Table,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What became of one note: an extracted report, or why it is none (`state`, `reason`), or why it failed.

    `decoded` comes without its text, and of the capture only `fetch_time`. All else is as the pipelines left it.
    """

    fetch_time: datetime | None = None
    decoded: Decoded | None = None
    extraction: Extraction | None = None
    statistics: Statistics | None = None
    quality: Quality | None = None
    signature: Signature | None = None
    entry: LedgerEntry | None = None
    error: str | None = None


def task_line(note: ReportNote, containers: tuple[str, ...]) -> bytes:
    """What a worker is asked."""
    return json.dumps({"note": note.to_json(), "containers": containers}).encode("ascii") + b"\n"


def read_task(line: bytes) -> tuple[ReportNote, tuple[str, ...]]:
    """The question again. Raises ValueError for anything else."""
    said = json.loads(line)
    return ReportNote.from_json(said["note"]), tuple(said["containers"])


def answer_line(item: Report | LedgerEntry | None, error: str | None = None) -> bytes:
    """What a worker answers."""
    said: dict[str, Any] = {"error": error}
    if isinstance(item, Report):
        decoded = item.decoded
        said |= {
            "fetch_time": item.capture.fetch_time,
            "decoded": None
            if decoded is None
            else {
                "encoding": decoded.encoding,
                "declared": decoded.declared,
                "evidence": decoded.evidence,
                "repairs": decoded.repairs,
                "replaced": decoded.replaced,
            },
            "extraction": item.extraction,
            "statistics": item.statistics,
            "quality": item.quality,
            "signature": item.signature,
        }
    elif item is not None:
        names = ("portal", "url", "state", "reason", "title", "column", "report_year", "http_status")
        said["entry"] = {name: getattr(item, name) for name in names}
    return json.dumps(said, default=json_form).encode("ascii") + b"\n"


def read_answer(line: bytes) -> Reread:
    """The answer again. Raises ValueError, KeyError or TypeError for anything else."""
    said = json.loads(line)
    return Reread(
        fetch_time=datetime.fromisoformat(said["fetch_time"]) if said.get("fetch_time") else None,
        decoded=_decoded(said.get("decoded")),
        extraction=_extraction(said.get("extraction")),
        statistics=_statistics(said.get("statistics")),
        quality=_quality(said.get("quality")),
        signature=_signature(said.get("signature")),
        entry=LedgerEntry(**said["entry"]) if said.get("entry") else None,
        error=said["error"],
    )


def _decoded(said: dict[str, Any] | None) -> Decoded | None:
    if said is None:
        return None
    declared = tuple(Declaration(**one) for one in said["declared"])
    repairs = tuple(Repair(**one) for one in said["repairs"])
    return Decoded(**said | {"text": "", "declared": declared, "repairs": repairs})


def _extraction(said: dict[str, Any] | None) -> Extraction | None:
    if said is None:
        return None
    return Extraction(
        **said
        | {
            "tables": tuple(
                Table(one["name"], one["caption"], tuple(tuple(row) for row in one["rows"])) for one in said["tables"]
            ),
            "attachments": tuple(Attachment(**one) for one in said["attachments"]),
            "published_on": _day(said["published_on"]),
            "signed_on": _day(said["signed_on"]),
        }
    )


def _statistics(said: dict[str, Any] | None) -> Statistics | None:
    return None if said is None else Statistics(**said | {"checks": _checks(said["checks"])})


def _quality(said: dict[str, Any] | None) -> Quality | None:
    return None if said is None else Quality(_checks(said["checks"]), said["rejected"])


def _signature(said: dict[str, Any] | None) -> Signature | None:
    return None if said is None else Signature(tuple(said["bands"]), said["text_key"])


def _checks(said: list[dict[str, Any]]) -> tuple[Check, ...]:
    return tuple(Check(**one) for one in said)


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)

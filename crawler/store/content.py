"""What a version holds: the columns of a report that has gone the whole way, and the hash that tells versions apart."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crawler import __version__
from crawler.records import Check, Decoded, Extraction, Quality, Report, Statistics
from crawler.store.column_types import plain, storable, to_json_bytes
from crawler.store.identity import report_id


def extraction_of(report: Report) -> Extraction:
    """The report's extraction. Raises ValueError where that step was left out."""
    if report.extraction is None:
        raise ValueError(f"{report.capture.url} has no extraction: a report is saved at the end of its way")
    return report.extraction


def report_year(report: Report) -> int | None:
    """The year the extraction found, else the year the list page's title gave."""
    found = extraction_of(report).report_year
    return found if found is not None else report.listed_year


def identity_of(report: Report) -> str:
    """The id under which the report is stored: of its year, at the address that was asked for.

    Where redirects lead to is no identity: portals put session numbers and tokens there.
    """
    return report_id(report.capture.requested_url, report_year(report))


def attachments(report: Report) -> list[dict[str, Any]]:
    """The attachments as they are stored and exported."""
    names = ("url", "name", "media_type", "sha256", "char_count")
    return [
        {name: plain(getattr(attachment, name)) for name in names} for attachment in extraction_of(report).attachments
    ]


def content_sha256(report: Report, files: Iterable[Mapping[str, Any]]) -> str:
    """The hash of what a reader would call the report: title, text, tables' cells, and the files' bytes.

    Two fetches with the same hash are one version, whatever their furniture, dates of display or fetch times.
    `files` are attachments as stored.
    """
    extraction = extraction_of(report)
    tables = [(table.caption, table.rows) for table in extraction.tables]
    return hash_of(extraction.title, extraction.text, tables, files)


def hash_of(title: str, text: str, tables: Iterable[tuple[str, Any]], files: Iterable[Mapping[str, Any]]) -> str:
    """`content_sha256` from what a version holds; `tables` are captions with their rows."""
    content = [title, text, list(tables), sorted({file["sha256"] for file in files if file["sha256"]})]
    return hashlib.sha256(to_json_bytes(content)).hexdigest()


def version_columns(report: Report, page_captures: Sequence[int] = ()) -> dict[str, Any]:
    """The columns of `versions` that come from the report alone, and the numbers of its further pages' captures."""
    extraction = extraction_of(report)
    decoded = report.decoded or report.capture.decoded
    text = storable(extraction.text)
    return {
        "extractor": f"gongkai/{__version__}" + (f" {extraction.rung}" if extraction.rung else ""),
        "url": report.capture.requested_url,
        "title": extraction.title,
        "report_year": report_year(report),
        "organ": extraction.organ,
        "division_code": report.portal.division_code,
        "division_name": report.portal.division_name,
        "published_on": extraction.published_on,
        "signed_on": extraction.signed_on,
        "source": extraction.source,
        "language": extraction.language,
        "text": text,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "char_count": len(text),
        "tables": [{"name": table.name, "caption": table.caption, "rows": table.rows} for table in extraction.tables],
        "statistics": None if report.statistics is None else _statistics(report.statistics),
        "quality": None if report.quality is None else _quality(report.quality),
        "charset_declared": None if decoded is None else _declared(decoded),
        "charset_used": None if decoded is None else decoded.encoding,
        "charset_evidence": None if decoded is None else decoded.evidence,
        "repairs": [] if decoded is None else list(decoded.repairs),
        "evidence": {
            "provenance": _provenance(report),
            "notes": extraction.notes,
            "rung": extraction.rung,
            "index_number": extraction.index_number,
            "document_number": extraction.document_number,
            "listed_title": report.listed_title,
            "column": report.column,
            "missing_attachments": report.missing_attachments,
        }
        | ({"page_captures": page_captures} if page_captures else {}),
    }


def _provenance(report: Report) -> dict[str, str]:
    extraction = extraction_of(report)
    if extraction.report_year is None and report.listed_year is not None:
        return extraction.provenance | {"report_year": f"listed title: {report.listed_title}"}
    return extraction.provenance


def _declared(decoded: Decoded) -> str | None:
    return "; ".join(f"{declared.where}={declared.label}" for declared in decoded.declared) or None


def _statistics(statistics: Statistics) -> dict[str, Any]:
    return {"layout": statistics.layout, "figures": statistics.figures, "checks": checks_by_name(statistics.checks)}


def _quality(quality: Quality) -> dict[str, Any]:
    return {"rejected": quality.rejected, "checks": checks_by_name(quality.checks)}


def checks_by_name(checks: Iterable[Check]) -> dict[str, Any]:
    """Checks as they are stored, by name; a name that comes again is numbered, so that none is lost."""
    by_name: dict[str, Any] = {}
    times: Counter[str] = Counter()
    for check in checks:
        times[check.name] += 1
        name = check.name if times[check.name] == 1 else f"{check.name}#{times[check.name]}"
        by_name[name] = {"passed": check.passed, "figures": check.figures}
    return by_name

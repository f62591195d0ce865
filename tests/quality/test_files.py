"""The gate on files: notes of reading, figures that differ, pages that wait for OCR."""

from __future__ import annotations

from typing import Any

from crawler.quality.files import file_checks
from crawler.records import Attachment, Check, Extraction


def checks(notes: dict[str, Any], *files: Attachment, text: str = "正文") -> dict[str, Check]:
    return {one.name: one for one in file_checks(Extraction(title="t", text=text, attachments=files, notes=notes))}


def test_without_files_there_is_nothing_to_judge() -> None:
    assert {name: one.passed for name, one in checks({}).items()} == {
        "attachments_read": None,
        "attachment_figures": None,
        "needs_ocr": None,
    }


def test_notes_of_reading_stand_in_the_check() -> None:
    notes = {"files": [{"name": "a.doc", "encrypted_file": "…"}]}
    said = checks(notes, Attachment("u", "a.doc", char_count=0), Attachment("v", "b.doc", char_count=9))
    assert said["attachments_read"].passed is False
    assert said["attachments_read"].figures == {"attachments": 2, "read": 1, "notes": notes["files"]}


def test_a_figure_that_differs_fails() -> None:
    told = {"name": "a.doc", "compared": 200, "differing": 1, "differ": {"permits_decided": [1, 2]}}
    file = Attachment("u", "a.doc", char_count=9)
    assert checks({"file_figures": [told]}, file)["attachment_figures"].passed is False
    assert checks({"file_figures": [told | {"differing": 0}]}, file)["attachment_figures"].passed is True


def test_pages_that_wait_for_ocr() -> None:
    file = Attachment("u", "a.pdf", char_count=0)
    assert checks({"needs_ocr": 4}, file)["needs_ocr"] == Check("needs_ocr", False, {"pages": 4})
    assert checks({"image_body": 3}, text="")["needs_ocr"] == Check("needs_ocr", False, {"pages": 3})
    assert checks({}, file)["needs_ocr"].passed is True

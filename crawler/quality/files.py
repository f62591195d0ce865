"""What the gate says of a report's files: were all read, do they agree with the page, is OCR wanting."""

from __future__ import annotations

from crawler.records import Check, Extraction


def file_checks(extraction: Extraction) -> tuple[Check, ...]:
    """Three checks; each has `passed` None where there is nothing to judge.

    `attachments_read`: every file that belongs to the report was fetched and gave text; `notes` are those of reading
    (`damaged_file`, `encrypted_file`, `mislabelled`, `needs_program`, `reader_stopped`, `unsafe_names` …).
    `attachment_figures`: no figure that page and file both state differs. `needs_ocr`: no page of a file, and no body
    made of pictures, waits for OCR; `pages` is how many do.
    """
    files = extraction.attachments
    read = sum(bool(attachment.char_count) for attachment in files)
    figures = {"attachments": len(files), "read": read}
    notes = extraction.notes.get("files")
    compared = extraction.notes.get("file_figures")
    waiting = extraction.notes.get("needs_ocr")
    if waiting is None and extraction.notes.get("image_body") and not extraction.text.strip():
        waiting = extraction.notes["image_body"]
    agree = None if not compared else not any(one.get("differing") for one in compared)
    return (
        Check("attachments_read", read == len(files) if files else None, figures | ({"notes": notes} if notes else {})),
        Check("attachment_figures", agree, {"files": compared} if compared else {}),
        Check("needs_ocr", False if waiting else True if files else None, {"pages": waiting} if waiting else {}),
    )

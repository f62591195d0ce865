"""Saved pages of public sites, which stand beside the project and may be missing on other machines."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.extraction import extract
from crawler.records import Extraction

SHARED = Path(__file__).resolve().parents[2] / "../shared"
REAL = SHARED / "real"


def page(path: str) -> str:
    """The text of a saved page below `real/`, by its known encoding."""
    if not SHARED.exists():
        pytest.skip("saved pages are not on this machine")
    body = (REAL / path).read_bytes()
    return body.decode("utf-16" if body.startswith(b"\xff\xfe") else "utf-8")


def extracted(path: str) -> Extraction:
    """What `extract` says of a saved page under the address it was saved from."""
    site = path.removeprefix("sites/") if path.startswith("sites/") else "example.invalid/" + path
    return extract(page(path), f"https://{site}")

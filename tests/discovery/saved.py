"""The saved public pages beside the project, where they exist."""

from __future__ import annotations

from pathlib import Path

import pytest

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"

needs_saved_pages = pytest.mark.skipif(not REAL.is_dir(), reason="the saved pages are not part of the project")


def saved(path: str) -> str:
    """The text of a saved page, by its path below the folder of saved pages."""
    body = (REAL / path).read_bytes()
    return body.decode("utf-16") if body.startswith(b"\xff\xfe") else body.decode("utf-8", "replace")

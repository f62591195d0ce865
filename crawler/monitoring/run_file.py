"""`output/runs/RUN_ID.json`: the machine-readable record of one run, there from its first second on."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_run_file(folder: Path, name: str, record: Mapping[str, Any]) -> Path:
    """Writes `record` to `folder/NAME.json`, whole or not at all: a reader never sees half a file. Returns the path.

    Raises OSError where the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    partial = path.with_suffix(f".{os.getpid()}.partial")
    try:
        partial.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    return path

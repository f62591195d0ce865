"""The gate keeps what it reached: no figure falls below those of `benchmarks/accepted.json`."""

from __future__ import annotations

import json

from benchmarks.evaluation import ACCEPTED, figures


def test_no_figure_falls_below_its_floor() -> None:
    accepted = json.loads(ACCEPTED.read_text(encoding="utf-8"))
    today = figures()
    assert accepted
    assert {name: value for name, value in today.items() if value < accepted[name]} == {}

"""What a run counted, read back from its row in the store: each figure of its own type, whoever wrote it."""

from __future__ import annotations

from typing import Any

from crawler.store import Run


def count_of(run: Run, name: str) -> int:
    """A figure of the run (crawler.monitoring.tally), 0 where there is none."""
    value = run.counts.get(name, 0)
    return value if isinstance(value, int) else 0


def counts_of(run: Run, name: str) -> dict[str, int]:
    """A count by reason, such as `rejected`."""
    value = run.counts.get(name)
    if not isinstance(value, dict):
        return {}
    return {str(key): count for key, count in value.items() if isinstance(count, int)}


def problems_of(run: Run) -> list[dict[str, Any]]:
    """The run's problems, each with `kind`, `url`, `message` and `on_list`."""
    found = run.counts.get("problems")
    blank = {"kind": "other", "url": "", "message": "", "on_list": False}
    told = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [
        {name: one[name] if isinstance(one.get(name), type(value)) else value for name, value in blank.items()}
        for one in told
    ]

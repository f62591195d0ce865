"""The order of the suite, and no clock in it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# An example over 200 ms is a failure by default: on a machine that is busy with other things any may take that long.
settings.register_profile("untimed", settings.default, deadline=None, suppress_health_check=(HealthCheck.too_slow,))
settings.load_profile("untimed")

_LONGEST = ("crawl/test_ten_kills.py", "crawl/test_killed.py", "crawl/test_nightly.py", "files/test_scan.py")
"""Files that take minutes. Begun first, they do not keep one worker busy when all others are done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, everything else in its order."""
    items.sort(key=lambda item: next((at for at, file in enumerate(_LONGEST) if file in item.nodeid), len(_LONGEST)))

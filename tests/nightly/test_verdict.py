"""One exit code over a night."""

from __future__ import annotations

import pytest

from crawler.nightly.verdict import exit_code
from crawler.nightly.workers import Ended
from tests.nightly.making import job


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], 0),
        ([0, 0], 0),
        ([0, 12], 12),
        ([12, 12], 12),
        ([0, 10], 10),
        ([10, 12], 10),
        ([0, 13], 10),  # one portal is down: the night is partial
        ([13, 13], 13),  # none could be reached: our own network, more likely
        ([13, 12], 10),
        ([0, 11, 10, 13], 11),
        ([11, 1], 1),
        ([0, 2, 11], 2),
    ],
)
def test_the_strongest_statement_wins(codes: list[int], expected: int) -> None:
    assert exit_code([Ended(job("a", 1), "", code, "") for code in codes]) == expected

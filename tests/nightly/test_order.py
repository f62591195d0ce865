"""The order of a night: it fits its window where it can, and leaves nobody out twice where it can't."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawler.nightly.order import makespan, order
from tests.nightly.making import job

DAY = timedelta(days=1)
APART = {name: number for number, name in enumerate("abcdefghij")}


def names(*jobs: object) -> str:
    return "".join(one.portal.name for one in jobs)  # type: ignore[attr-defined]


def test_the_longest_come_first_where_all_fit() -> None:
    jobs = [job("a", 100), job("b", 300), job("c", 200)]
    assert names(*order(jobs, APART, 2, 0, 1000)) == "bca"


def test_a_busy_platform_comes_before_all() -> None:
    """Three portals of one platform take 300 s and their gaps, one after the other; d alone takes 250."""
    jobs = [job("d", 250), job("a", 100), job("b", 100), job("c", 100)]
    platform = {"a": 1, "b": 1, "c": 1, "d": 2}
    assert names(*order(jobs, platform, 2, 10, 1000)) == "abcd"
    assert makespan(order(jobs, platform, 2, 10, 1000), platform, 2, 10) == 320
    assert makespan(jobs, platform, 2, 10) == 320, "what waits for its platform lets others pass"
    assert makespan([jobs[1], jobs[0], jobs[2], jobs[3]], platform, 1, 10) == 560


def test_those_who_waited_longest_come_first_where_not_all_fit() -> None:
    jobs = [job("a", 1000, DAY), job("b", 100, 9 * DAY), job("c", 500, 3 * DAY)]
    assert names(*order(jobs, APART, 1, 0, 700)) == "bca"


def test_one_worker_does_them_one_after_the_other() -> None:
    jobs = [job("a", 10), job("b", 20), job("c", 30)]
    assert makespan(jobs, APART, 1, 5) == 60
    assert makespan(jobs, APART, 3, 5) == 30
    assert makespan(jobs, {"a": 1, "b": 1, "c": 1}, 3, 5) == 70


@given(
    st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 400)), min_size=1, max_size=10),
    st.integers(1, 8),
    st.integers(0, 20_000),
    st.lists(st.integers(0, 3), min_size=10, max_size=10),
)
def test_every_job_has_its_place(jobs: list[tuple[int, int]], workers: int, left: int, of: list[int]) -> None:
    made = [job("abcdefghij"[at], seconds, waited * DAY) for at, (seconds, waited) in enumerate(jobs)]
    platform = dict(zip("abcdefghij", of, strict=True))
    ordered = order(made, platform, workers, 30, left)
    assert sorted(names(*ordered)) == sorted(names(*made))
    taken = makespan(ordered, platform, workers, 30)
    assert max(one.seconds for one in made) <= taken <= sum(one.seconds + 30 for one in made)

"""The `-a` arguments of a crawl: what is read, what is refused, and in which words."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.arguments import CrawlArguments, WrongUse, parse_years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        (None, None),
        ("2016", (2016, 2016)),
        ("2016-2020", (2016, 2020)),
        (" 2016 ", (2016, 2016)),
        ("2001-2009", (2001, 2009)),
        ("２０１６", (2016, 2016)),
    ],
)
def test_years(text: str | None, years: tuple[int, int] | None) -> None:
    assert parse_years(text) == years


@pytest.mark.parametrize("text", ["", "16", "2016-", "2020-2016", "2016,2017", "二〇一六", "1999", "2016 - 2020"])
def test_unreadable_years(text: str) -> None:
    with pytest.raises(WrongUse, match="years="):
        parse_years(text)


@given(st.text(max_size=40))
def test_any_text_is_years_or_wrong_use(text: str) -> None:
    years = None
    with contextlib.suppress(WrongUse):
        years = parse_years(text)
    assert years is None or 1000 <= years[0] <= years[1] <= 9999


def test_an_unknown_year_is_always_wanted() -> None:
    arguments = CrawlArguments.parse({"years": "2016-2018"})
    assert [arguments.wants(year) for year in (2015, 2016, 2018, 2019, None)] == [False, True, True, False, True]


def test_a_schedulers_own_arguments_pass() -> None:
    assert CrawlArguments.parse({"_job": "26-11-22"}) == CrawlArguments()


@pytest.mark.parametrize(
    ("given_url", "url"),
    [("www.example.gov.cn", "http://www.example.gov.cn"), ("https://a.gov.cn/x", "https://a.gov.cn/x")],
)
def test_addresses(given_url: str, url: str) -> None:
    assert CrawlArguments.parse({"url": given_url}, takes_url=True).url == url


@pytest.mark.parametrize(
    "url", ["", "ftp://a.gov.cn/", "http://", "http://[::1", "http://a.gov.cn:port/", "file:///etc/passwd"]
)
def test_no_addresses(url: str) -> None:
    with pytest.raises(WrongUse):
        CrawlArguments.parse({"url": url}, takes_url=True)

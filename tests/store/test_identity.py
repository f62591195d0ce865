"""Which addresses are one address, and which reports are one report."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.store import report_id, url_key

SAME = [
    ("http://www.x.gov.cn/a/", "https://www.x.gov.cn/a/"),
    ("http://www.x.gov.cn/a/", "HTTP://WWW.X.GOV.CN/a/"),
    ("http://www.x.gov.cn/a/", "http://www.x.gov.cn:80/a/"),
    ("http://www.x.gov.cn/a/", "https://www.x.gov.cn:443/a/"),
    ("http://www.x.gov.cn/a/", "http://www.x.gov.cn./a/"),
    ("http://www.x.gov.cn/a/", "http://www.x.gov.cn/a/#top"),
    ("http://www.x.gov.cn/a/", " http://www.x.gov.cn/a/index.html\n"),
    ("http://www.x.gov.cn/a/", "http://www.x.gov.cn/a/index.htm"),
    ("http://www.x.gov.cn/a/", "http://www.x.gov.cn/a/index.shtml"),
    ("http://www.x.gov.cn", "http://www.x.gov.cn/"),
    ("http://www.x.gov.cn/年报", "http://www.x.gov.cn/%e5%b9%b4%e6%8a%a5"),
    ("http://www.x.gov.cn/a b", "http://www.x.gov.cn/a%20b"),
]
DIFFERENT = [
    ("http://www.x.gov.cn/a/", "http://www.x.gov.cn/A/"),
    ("http://www.x.gov.cn/a/", "http://www.x.gov.cn/a"),
    ("http://www.x.gov.cn/a?id=1", "http://www.x.gov.cn/a?id=2"),
    ("http://www.x.gov.cn/a/", "http://www.x.gov.cn:8080/a/"),
    ("http://www.x.gov.cn/a/", "http://x.gov.cn/a/"),
    ("http://www.x.gov.cn/a/index_1.html", "http://www.x.gov.cn/a/"),
    ("http://www.x.gov.cn/a/index.jsp", "http://www.x.gov.cn/a/"),
    ("http://www.x.gov.cn/%C4%EA", "http://www.x.gov.cn/%E5%B9%B4"),
]
FOLDINGS = [
    lambda url: url.replace("http://", "https://", 1),
    lambda url: url.replace("http://www.x.gov.cn", "HTTP://Www.X.Gov.Cn:80", 1),
    lambda url: url + "#part",
    lambda url: "\t" + url,
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_address_have_one_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@given(st.text() | st.text(st.characters(codec=None)).map(lambda text: f"http://{text}"))
def test_any_text_has_a_key_which_is_its_own_key_and_can_be_encoded(url: str) -> None:
    key = url_key(url)
    assert url_key(key) == key
    assert key.isascii()


@given(
    st.text("abc/年%?&=.:;@ ", max_size=30).map(lambda rest: f"http://www.x.gov.cn/{rest}"),
    st.sampled_from(FOLDINGS),
)
def test_what_portals_vary_does_not_matter(url: str, fold) -> None:  # type: ignore[no-untyped-def]
    assert url_key(fold(url.rstrip())) == url_key(url)


@pytest.mark.parametrize("url", ["http://[::1", "http://x:99999/", "http://x:a/", "", "javascript:void(0)", "//x/a"])
def test_what_is_no_web_address_is_its_own_key(url: str) -> None:
    assert url_key(url) == url


def test_a_report_is_known_by_its_address_and_year() -> None:
    url = "http://www.x.gov.cn/a/index.htm"
    assert report_id(url, 2016) == report_id("https://www.x.gov.cn/a/", 2016)
    assert len({report_id(url, 2016), report_id(url, 2017), report_id(url, None), report_id(url + "l2", 2016)}) == 4


def test_ids_never_change() -> None:
    """They stand in exports that others keep. SHA-256 of the key, a line feed and the year, cut to 16 digits."""
    assert report_id("https://www.x.gov.cn/a/index.html", 2016) == "f7bbc008f1aeb0f1"

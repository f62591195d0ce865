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
    ("http://www.x.gov.cn/a/", "https://x.gov.cn/a/"),
    ("http://www.x.gov.cn/a.jsp", "http://www.x.gov.cn/a.jsp;jsessionid=0A1B2C.node1"),
    ("http://www.x.gov.cn/a.jsp?id=3", "http://www.x.gov.cn/a.jsp;JSESSIONID=0A1B2C?id=3"),
    ("http://www.x.gov.cn/a/", "http://www.x.gov.cn/a/index.html;jsessionid=0A1B2C"),
    ("http://www.x.gov.cn/a.php?id=3", "http://www.x.gov.cn/a.php?PHPSESSID=26s9fq&id=3"),
    ("http://www.x.gov.cn/a.asp?id=3", "http://www.x.gov.cn/a.asp?id=3&ASPSESSIONIDQQBCTRAS=LK"),
    ("http://www.x.gov.cn/a.html", "http://www.x.gov.cn/a.html?spm=0.0.0.0.EzA7bW"),
    ("http://www.x.gov.cn/a.html", "http://www.x.gov.cn/a.html?from=singlemessage&isappinstalled=0"),
    ("http://www.x.gov.cn/a.html", "http://www.x.gov.cn/a.html?utm_source=wx&utm_medium=post#top"),
    ("http://www.x.gov.cn/a.jsp?id=3", "http://www.x.gov.cn/a.jsp?id=3&print=1"),
    ("http://www.x.gov.cn/a.jsp?id=3", "http://www.x.gov.cn/a.jsp?Print=True&id=3"),
]
DIFFERENT = [
    ("http://www.x.gov.cn/a/", "http://www.x.gov.cn/A/"),
    ("http://www.x.gov.cn/a/", "http://www.x.gov.cn/a"),
    ("http://www.x.gov.cn/a?id=1", "http://www.x.gov.cn/a?id=2"),
    ("http://www.x.gov.cn/a/", "http://www.x.gov.cn:8080/a/"),
    ("http://www.x.gov.cn/a/", "http://m.x.gov.cn/a/"),
    ("http://www.x.gov.cn/a/", "http://wap.x.gov.cn/a/"),
    ("http://www.x.gov.cn/a/", "http://www1.x.gov.cn/a/"),
    ("http://www.cn/a/", "http://cn/a/"),
    ("http://www.10.0.0.1/a/", "http://10.0.0.1/a/"),
    ("http://www.x.gov.cn/a.html", "http://www.x.gov.cn/print.html"),
    # gkmlpt platforms name their site `sid`; a list page names its range `from`.
    ("http://www.x.gov.cn/gkmlpt/api/all/3061?sid=200017", "http://www.x.gov.cn/gkmlpt/api/all/3061?sid=200018"),
    ("http://www.x.gov.cn/a?from=20", "http://www.x.gov.cn/a?from=40"),
    ("http://www.x.gov.cn/a?print=2", "http://www.x.gov.cn/a?print=3"),
    ("http://www.x.gov.cn/a?token=1", "http://www.x.gov.cn/a"),
    ("http://www.x.gov.cn/a;v=1", "http://www.x.gov.cn/a;v=2"),
    ("http://www.x.gov.cn/a/index_1.html", "http://www.x.gov.cn/a/"),
    ("http://www.x.gov.cn/a/index.jsp", "http://www.x.gov.cn/a/"),
    ("http://www.x.gov.cn/%C4%EA", "http://www.x.gov.cn/%E5%B9%B4"),
]
FOLDINGS = [
    lambda url: url.replace("http://", "https://", 1),
    lambda url: url.replace("http://www.x.gov.cn", "HTTP://Www.X.Gov.Cn:80", 1),
    lambda url: url + "#part",
    lambda url: "\t" + url,
    lambda url: url.replace("http://www.", "http://", 1),
    lambda url: url + ("&" if "?" in url else "?") + "spm=1.2&from=timeline",
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_address_have_one_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


FRAGMENTS = ("www.", "x.cn", "/", ";", "jsessionid=", "index.html", "?", "&", "print=1", "from=timeline", "spm=", "1")


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map(lambda parts: "http://" + "".join(parts)))
def test_a_key_is_its_own_key_however_the_folded_parts_stand(url: str) -> None:
    assert url_key(url_key(url)) == url_key(url)


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
    assert report_id("https://www.x.gov.cn/a/index.html", 2016) == "d2d6bbddcaa99ec2"

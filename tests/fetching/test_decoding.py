"""Every way to a response's text gives the right text, and the bytes stay as they came."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse, JsonResponse, Response, TextResponse, XmlResponse
from scrapy.responsetypes import responsetypes

from crawler.fetching.decoding import DecodedHtmlResponse, DecodingMiddleware, decoded_of, kind_of

_PAGE = (
    "<html><head><title>政府信息公开年报</title></head><body><a href='?q=年报'>望城区人民政府办公室</a></body></html>"
)


def _response(
    body: bytes,
    content_type: str = "text/html",
    url: str = "http://www.x.gov.cn/a",
    middleware: DecodingMiddleware | None = None,
) -> Response:
    headers = {"Content-Type": content_type} if content_type else {}
    cls = responsetypes.from_args(
        headers={b"Content-Type": content_type.encode()} if content_type else None, url=url, body=body
    )
    raw: Response = cls(url, headers=headers, body=body, request=Request(url))
    return (middleware or DecodingMiddleware()).process_response(Request(url), raw)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("declared", ["", "; charset=utf-8", "; charset=gb2312", "; charset=ISO-8859-1", "; charset=x"])
def test_text_selector_and_links_agree_whatever_is_declared(encoding: str, declared: str) -> None:
    body = _PAGE.encode(encoding)
    response = _response(body, "text/html" + declared)
    assert isinstance(response, HtmlResponse)
    assert response.text == _PAGE
    assert response.xpath("//title/text()").get() == "政府信息公开年报"
    assert response.css("a::text").get() == "望城区人民政府办公室"
    assert response.body == body
    decoded = decoded_of(response)
    assert decoded is not None
    assert response.encoding == decoded.encoding


def test_a_link_is_percent_encoded_as_its_page_is() -> None:
    response = _response(_PAGE.encode("gbk"))
    assert isinstance(response, TextResponse)
    assert response.follow(response.css("a")[0]).url.endswith("?q=%C4%EA%B1%A8")


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("application/octet-stream", b"<!-- note --> <!DOCTYPE HTML><html>", HtmlResponse),
        ("application/octet-stream", b"\xef\xbb\xbf\r\n<TABLE width=1>", HtmlResponse),
        ("text/plain", b"<?xml version='1.0'?>\n<html>", HtmlResponse),
        ("text/plain", "<html>".encode("utf-16"), HtmlResponse),
        ("", b"<div class=a>", HtmlResponse),
        ("text/plain", b"a < b", TextResponse),
        ("text/plain", b"", TextResponse),
        ("text/xml", b"<?xml version='1.0'?><recordset/>", XmlResponse),
        ("application/json; charset=gbk", b"{}", JsonResponse),
        ("text/html", b"%PDF-1.4 ...", None),
        ("text/html; charset=utf-8", b"PK\x03\x04....", None),
        ("text/plain", b"\xff\xd8\xff\xe0", None),
        ("application/octet-stream", b"\x00\x01\x02\x03", None),
        ("application/pdf", b"%PDF-1.4", None),
        ("application/msword", b"<html xmlns:o='urn:schemas-microsoft-com:office:office'>", TextResponse),
    ],
)
def test_a_body_is_what_it_is_not_what_it_is_called(content_type: str, body: bytes, expected: type | None) -> None:
    response = _response(body, content_type)
    assert kind_of(response) is expected
    assert isinstance(response, expected or Response)
    assert isinstance(response, TextResponse) is (expected is not None)
    assert (decoded_of(response) is None) is (expected is None)
    assert response.body == body


def test_json_is_read_from_the_right_text() -> None:
    response = _response(json.dumps({"名": "江源区"}, ensure_ascii=False).encode("gbk"), "application/json")
    assert isinstance(response, TextResponse)
    assert response.json() == {"名": "江源区"}
    assert response.jmespath('"名"').get() == "江源区"
    deep = _response(b"[" * 200_000, "application/json")
    assert isinstance(deep, TextResponse)
    with pytest.raises(ValueError, match="nested"):
        deep.json()


def test_a_copy_keeps_its_text_and_a_new_body_gets_a_new_one() -> None:
    response = _response(_PAGE.encode("gbk"))
    assert isinstance(response, DecodedHtmlResponse)
    assert response.replace(url="http://www.x.gov.cn/b").text == _PAGE
    assert response.copy().body == response.body
    other = response.replace(body=b"<html>new</html>")
    assert type(other) is HtmlResponse
    assert other.text == "<html>new</html>"
    assert DecodingMiddleware().process_response(Request("http://x.test/"), response) is response


@given(st.binary(max_size=300), st.sampled_from(["text/html", "text/plain", "application/json", "text/xml", ""]))
def test_no_body_raises(body: bytes, content_type: str) -> None:
    response = _response(body, content_type)
    assert response.body == body
    if isinstance(response, TextResponse):
        assert isinstance(response.text, str)
        _ = response.selector


def test_hostile_openings_end() -> None:
    for body in (b"<!--" * 500_000, b"<!---->" * 500_000, b"<?xml " * 500_000):
        _response(body, "text/plain")


def test_a_hosts_history_decides_where_bytes_do_not() -> None:
    """Two Big5 characters alone are as good as GBK; a host whose pages are Big5 settles it."""
    middleware = DecodingMiddleware()
    page = "<html><body>" + "本府依照條例規定編製政府資訊公開年度報告，全文公布於網站。" * 20 + "</body></html>"
    fragment = "<li>政府</li>".encode("big5")
    elsewhere = _response(fragment, middleware=middleware)
    for number in range(3):
        _response(page.encode("big5"), "text/html; charset=big5", f"http://www.x.hk/{number}", middleware)
    known = _response(fragment, url="http://www.x.hk/list", middleware=middleware)
    assert isinstance(known, TextResponse)
    assert isinstance(elsewhere, TextResponse)
    assert known.text == "<li>政府</li>"
    assert elsewhere.text != known.text


def test_text_that_is_wrong_in_the_page_is_mended_on_every_page() -> None:
    right = "政府信息公开工作年度报告编制说明"
    read = _response(f"<html><p>{right.encode().decode('gb18030')}</p></html>".encode())
    assert isinstance(read, TextResponse)
    assert right in read.text
    decoded = decoded_of(read)
    assert decoded is not None
    assert [repair.kind for repair in decoded.repairs] == ["utf8_read_as_gbk"]

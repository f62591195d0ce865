"""Responses whose text is right: decoded from the bytes by `crawler.encoding`, where Scrapy trusts the header."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from scrapy.http import HtmlResponse, JsonResponse, Response, TextResponse, XmlResponse

from crawler.encoding import DECISIVE, read_text
from crawler.fetching.file_signatures import begins_as_file
from crawler.host import host_of

if TYPE_CHECKING:
    from scrapy import Request

    from crawler.records import Decoded

_SNIFFED_BYTES = 4096
_UNSPECIFIC_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream", "text/plain", "unknown/unknown"})
# The tags of the WHATWG MIME Sniffing standard (section 7.1), and those that Chinese portals' fragments begin with.
_HTML_START = re.compile(
    rb"(?:<!doctype html|<(?:html|head|body|title|meta|script|style|link|div|table|iframe|h1|font|center|p|a|b|br|ul)"
    rb"[\s>/])",
    re.IGNORECASE,
)
_LEADING_COMMENT = re.compile(rb"\s*<!--.{0,2000}?-->", re.DOTALL)
_XML_DECLARATION = re.compile(rb"<\?xml\s[^>]{0,200}\?>\s*", re.IGNORECASE)


class _DecodedText:
    """What the four response classes below share: text comes from `decoded`, bytes stay in `body`."""

    decoded: Decoded

    def __init__(self, *args: Any, decoded: Decoded, **kwargs: Any):
        self.decoded = decoded
        super().__init__(*args, **kwargs)

    @property
    def encoding(self) -> str:
        """WHATWG name of the encoding that was used; links of the page are percent-encoded with it."""
        return self.decoded.encoding

    @property
    def text(self) -> str:
        """The body as text, after the repairs that `decoded` lists."""
        return self.decoded.text

    def json(self) -> Any:
        """The body as JSON; raises ValueError where it is none."""
        try:
            return json.loads(self.decoded.text)
        except RecursionError as error:
            raise ValueError("JSON nested too deeply") from error

    def replace(self, *args: Any, **kwargs: Any) -> Any:
        """As `Response.replace`; with a new `body` the result is an ordinary Scrapy response."""
        if "body" in kwargs:
            kwargs.setdefault("cls", next(base for base in type(self).__mro__ if base in _CLASSES))
            kwargs.setdefault("encoding", None)
        elif kwargs.get("cls") in {None, type(self)}:
            kwargs.setdefault("decoded", self.decoded)
        return cast("Any", super()).replace(*args, **kwargs)


class DecodedHtmlResponse(_DecodedText, HtmlResponse):
    """An HTML page with its text decoded by evidence."""


class DecodedXmlResponse(_DecodedText, XmlResponse):
    """An XML document with its text decoded by evidence."""


class DecodedJsonResponse(_DecodedText, JsonResponse):
    """A JSON document with its text decoded by evidence."""


class DecodedTextResponse(_DecodedText, TextResponse):
    """Any other text, decoded by evidence."""


_CLASSES: dict[type[Response], type[Any]] = {
    HtmlResponse: DecodedHtmlResponse,
    XmlResponse: DecodedXmlResponse,
    JsonResponse: DecodedJsonResponse,
    TextResponse: DecodedTextResponse,
}


class DecodingMiddleware:
    """Give every text response its right text. Order: 585, after decompression (590), before the meta refresh (580).

    HTML that is sent as application/octet-stream or text/plain becomes an HTML response; a file sent as text/html
    (PDF, Word, pictures) becomes a plain one. Where the bytes of a page do not decide by themselves, what most pages
    of its host were in this run is evidence.
    """

    def __init__(self) -> None:
        self._histories: dict[str, Counter[str]] = {}

    def process_response(self, request: Request, response: Response) -> Response:
        """The response again, as one of the `Decoded…Response` classes where it holds text."""
        if decoded_of(response) is not None:
            return response
        attributes = {name: getattr(response, name) for name in Response.attributes}
        kind = kind_of(response)
        if kind is None:
            return Response(**attributes) if isinstance(response, TextResponse) else response
        content_type = (response.headers.get(b"Content-Type") or b"").decode("latin-1") or None
        host = host_of(response.url)
        history = self._histories.setdefault(host, Counter())
        usual = history.most_common(1)[0][0] if history else None
        decoded = read_text(response.body, content_type, host=host or None, history=usual)
        if decoded.evidence in DECISIVE:
            history[decoded.encoding] += 1
        return cast("Response", _CLASSES[kind](**attributes, encoding=decoded.encoding, decoded=decoded))


def decoded_of(response: Response) -> Decoded | None:
    """The text of a response with its evidence; None for a file, and for what did not pass `DecodingMiddleware`."""
    return getattr(response, "decoded", None)


def kind_of(response: Response) -> type[TextResponse] | None:
    """Scrapy's class for what the body is (HtmlResponse, XmlResponse, JsonResponse, TextResponse); None for a file."""
    head = response.body[:_SNIFFED_BYTES]
    if begins_as_file(head):
        return None
    media_type = (response.headers.get(b"Content-Type") or b"").split(b";")[0].strip().lower().decode("latin-1")
    if media_type in _UNSPECIFIC_TYPES and _is_html(head):
        return HtmlResponse
    for cls in (HtmlResponse, XmlResponse, JsonResponse):
        if isinstance(response, cls):
            return cls
    return TextResponse if isinstance(response, TextResponse) else None


def _is_html(head: bytes) -> bool:
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    head = head.replace(b"\x00", b"").lstrip()
    head = _XML_DECLARATION.sub(b"", head, count=1)
    while comment := _LEADING_COMMENT.match(head):
        head = head[comment.end() :]
    return _HTML_START.match(head.lstrip()) is not None

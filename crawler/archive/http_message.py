"""HTTP messages as they stand in an archive record: bytes that can be parsed back, whatever a server sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus

Fields = tuple[tuple[str, str], ...]

_NOT_TOKEN = re.compile(r"[^!#$%&'*+\-.^_`|~0-9A-Za-z]")
_LINE_BREAKING = re.compile(r"[\r\n\x00]")
_MOVED = "X-Archive-Orig-"


def response_fields(fields: Iterable[tuple[str, str]], body_length: int, *, encoded: bool) -> Fields:
    """The fields of a response whose archived body has `body_length` bytes.

    Fields that would make a reader misread the body are kept under `X-Archive-Orig-…`, as replay tools expect:
    Transfer-Encoding (the client has undone it), a Content-Length that is not the body's, and a Content-Encoding that
    was not applied or not understood (`encoded` is False). A right Content-Length is always there.
    """
    moved = {"transfer-encoding"} if encoded else {"transfer-encoding", "content-encoding"}
    result = []
    stated = False
    for name, value in fields:
        if name.lower() == "content-length":
            right = value.strip() == str(body_length) and not stated
            stated = stated or right
            result.append((name if right else _MOVED + name, value))
        else:
            result.append((_MOVED + name if name.lower() in moved else name, value))
    if not stated:
        result.append(("Content-Length", str(body_length)))
    return tuple(result)


def original_fields(fields: Fields) -> Fields:
    """What `response_fields` was given, and the Content-Length it added where the server stated none."""
    replaced = any(name.lower() == f"{_MOVED}content-length".lower() for name, _ in fields)
    kept = [field for field in fields if not (replaced and field[0].lower() == "content-length")]
    return tuple((name.removeprefix(_MOVED), value) for name, value in kept)


def head(start_line: str, fields: Iterable[tuple[str, str]]) -> bytes:
    """Start line and fields as bytes, with the empty line that ends them.

    Fields are latin-1 text, one character a byte as received. A line break or NUL in a value becomes a space, a
    character that no field name may have an underscore, and what is no latin-1 is percent-encoded as UTF-8: no value
    can end the head early or begin a field of its own.
    """
    lines = [_LINE_BREAKING.sub(" ", start_line)]
    lines += [
        f"{_NOT_TOKEN.sub('_', name) or '_'}: {_LINE_BREAKING.sub(' ', value).strip(' ')}" for name, value in fields
    ]
    return b"".join(_latin(line) + b"\r\n" for line in lines) + b"\r\n"


def parse(message: bytes) -> tuple[str, Fields, bytes]:
    """Start line, fields and body of a message that `head` began. Raises ValueError where the head does not end."""
    block, end, body = message.partition(b"\r\n\r\n")
    if not end:
        raise ValueError("the HTTP head has no end")
    start_line, *lines = block.decode("latin-1").split("\r\n")
    fields = tuple((name, value.strip(" ")) for name, _, value in (line.partition(":") for line in lines))
    return start_line, fields, body


def status_line(status: int) -> str:
    """The first line of a response; the server's own reason phrase is not kept by the client."""
    try:
        reason = HTTPStatus(status).phrase
    except ValueError:
        reason = ""
    return f"HTTP/1.1 {status:03d} {reason}"


def _latin(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return b"".join(
            character.encode("latin-1")
            if character <= "\xff"
            else "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass")).encode()
            for character in text
        )

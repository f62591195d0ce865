"""What a file is called: by its link, its Content-Disposition, its address; and that name made safe to store under."""

from __future__ import annotations

import contextlib
import email.message
import re
import unicodedata
from email.header import decode_header
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

_MAX_HEADER = 4000
_MAX_BYTES = 200
"""Bytes of UTF-8 in a stored name: file systems allow 255, and an ending or a number may be added."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f"*/:<>?\\|\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]')
# Device names of Windows, with any ending: learn.microsoft.com, "Naming Files, Paths, and Namespaces".
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)", re.IGNORECASE)
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_SAYS_NOTHING = re.compile(
    r"[\s\[\]【】（）()《》]*(?:点击|请|在线|立即|本地|全文|相关|查看|浏览|预览|打开|下载|附件|文件|正文|此处|这里|全部|原文|列表|"
    r"pdf|word|doc|docx|版|图片|[\d一二三四五六七八九十]|[-—_.、，：:。]|\s)*[\s\[\]【】（）()《》]*",
    re.IGNORECASE,
)
_SCRIPTS = (".jsp", ".do", ".action", ".php", ".asp", ".aspx", ".ashx", ".htm", ".html", ".shtml", ".jspx", ".cgi")
_NAME_PARAMETERS = ("filename", "file", "name", "fname", "attachname", "title")


def name_of_file(linked_as: str, disposition: str | None, url: str) -> str:
    """The name a file is stored under: that of its link, else of Content-Disposition, else of its address.

    A link that says nothing (附件1, 点击下载) only gives the name where neither header nor address has one.
    """
    if linked_as.strip() and not says_nothing(linked_as):
        return safe_name(linked_as)
    return safe_name(name_in_header(disposition) or name_in_address(url) or linked_as)


def says_nothing(name: str) -> bool:
    """Whether a name only says that something is a file or can be downloaded."""
    return _SAYS_NOTHING.fullmatch(name[:100]) is not None


def name_in_header(disposition: str | None) -> str | None:
    """The file name in a Content-Disposition field (RFC 6266), or None.

    `filename*` goes before `filename`. Beyond the standard, as portals send it: raw UTF-8 or GBK bytes (the field is
    given as latin-1 text), percent-encoding, encoded words (RFC 2047). A path before the name is left out.
    """
    if not disposition:
        return None
    message = email.message.Message()
    message["Content-Disposition"] = re.sub(r"[\r\n]+", " ", disposition[:_MAX_HEADER])
    plain = extended = ""
    for key, value in message.get_params(failobj=[], header="content-disposition"):
        if key.lower() != "filename":
            continue
        if isinstance(value, tuple):
            extended = extended or _extended(*value)
        else:
            plain = plain or _plain(value)
    name = (extended or plain).replace("\\", "/").rpartition("/")[2].strip()
    return name or None


def name_in_address(url: str) -> str:
    """The file name in an address: the last step of its path, or the parameter that names the file; "" without any."""
    try:
        parts = urlsplit(url)
        last = _bytes_to_text(unquote_to_bytes(parts.path.rpartition("/")[2]))
        if last and not last.lower().endswith(_SCRIPTS) and _ENDING.search(last):
            return last
        asked = {key.lower(): value for key, value in parse_qsl(parts.query, max_num_fields=100, encoding="latin-1")}
    except ValueError:
        return ""
    values = (asked.get(key, "") for key in _NAME_PARAMETERS)
    named = next((value for value in values if _ENDING.search(value.strip())), "")
    named = _bytes_to_text(named.encode("latin-1", "replace")) if named else ""
    return named.replace("\\", "/").rpartition("/")[2] or last


def safe_name(name: str) -> str:
    """The name as any file system takes it; "file" where nothing is left.

    NFC, no separators, control or reserved characters, no device name, no dots or spaces at its ends, at most 200 bytes
    of UTF-8 with its ending kept.
    """
    text = _UNSAFE.sub("_", unicodedata.normalize("NFC", name[:2000])).strip(" .\u3000\t")
    if not text.strip("_"):
        return "file"
    if _DEVICE.match(text):
        text = f"_{text}"
    ending = found.group() if (found := _ENDING.search(text)) else ""
    before = text.removesuffix(ending).encode()[: _MAX_BYTES - len(ending)].decode("utf-8", "ignore")
    return before.rstrip(" .") + ending


def unlike(name: str, taken: set[str]) -> str:
    """The name, or with " (2)", " (3)" … before its ending where `taken` (case-folded) has it. Adds it to `taken`."""
    ending = found.group() if (found := _ENDING.search(name)) else ""
    before, number, other = name.removesuffix(ending), 1, name
    while other.casefold() in taken:
        number += 1
        other = f"{before} ({number}){ending}"
    taken.add(other.casefold())
    return other


def _extended(charset: str | None, _language: str | None, value: str) -> str:
    """The value of `filename*`: email gives its bytes as latin-1 text."""
    raw = value.encode("latin-1", "replace")
    for codec in (charset or "utf-8", "utf-8"):
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            return raw.decode(codec)
    return _bytes_to_text(raw)


def _plain(value: str) -> str:
    text = _bytes_to_text(value.encode("latin-1", "replace"))
    if "=?" in text and "?=" in text:
        with contextlib.suppress(ValueError, LookupError, UnicodeError):
            text = "".join(
                piece.decode(charset or "latin-1") if isinstance(piece, bytes) else piece
                for piece, charset in decode_header(text)
            )
    if "%" in text:
        text = _bytes_to_text(unquote_to_bytes(text))
    return text


def _bytes_to_text(raw: bytes) -> str:
    for codec in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode(codec)
    return raw.decode("latin-1")

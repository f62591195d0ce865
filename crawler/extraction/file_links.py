"""Links to files as a page's markup and scripts write them: in `href`, beside it, in what a click does."""

from __future__ import annotations

import re

from lxml import etree

from crawler.extraction.blocks import FileLink
from crawler.extraction.line import one_line
from crawler.page import text_of_link

_FILE = re.compile(
    r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar|7z|pptx?|csv|txt|rtf|ceb)(?:$|[?#&;\"'\s])"
    r"|down(?:load|file)[^?]{0,40}\?|[?&](?:filename|fileid|attachid|attid|wbfileid)=",
    re.IGNORECASE,
)
_SCRIPT_LINK = re.compile(
    r"<a\s[^<>]{0,300}?href\s{0,3}=\s{0,3}\\?[\"']?([^\"'\\\s<>]{1,500}+)[^<>]{0,300}+>([^<>\n]{0,300}+)",
    re.IGNORECASE,
)
# Where else an address stands when `href` is empty: what editors and TRS keep beside it.
_OTHER_ADDRESSES = ("oldsrc", "data-href", "data-url", "data-src", "data-file", "fileurl", "filepath", "needdownload")
_QUOTED_FILE = re.compile(
    r"""["'(]((?:https?:|/|\.{1,2}/|[\w-])[^"'()<>\s\\]{0,480}\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar))(?=["')?])""",
    re.IGNORECASE,
)
_MOST_IN_SCRIPT = 20
_MAX_NAMED = 160
_NAMED_FILE = re.compile(
    r"(?:相关)?附\s?件\s?\d{0,2}\s?[:：.、]\s?(?:\d{1,2}\s?[.、．]\s?)?([^。；！？:：]{1,140}\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar))",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar|7z|pptx?)\s*$", re.IGNORECASE)


def link_to_file(element: etree._Element, href: str) -> FileLink | None:
    """The file that an `<a>` leads to, or names without an address; None for any other link."""
    name = (element.get("title") or "").strip()
    if not _FILE.search(href[:2000]) or href.startswith("javascript:"):
        href = _address_beside(element, href)
    if href:
        return FileLink(href, one_line(text_of_link(element)), name)
    written = (element.get("href") or "").strip()
    if not written or written.startswith(("javascript:", "#")):
        shown = one_line(text_of_link(element))
        if _FILE_NAME.search(shown[-200:]) or _FILE_NAME.search(name[-200:]):
            return FileLink("", shown, name)
    return None


def framed_file(element: etree._Element) -> FileLink | None:
    """The file that an `<iframe>`, `<embed>` or `<object>` shows, None where it shows something else."""
    source = (element.get("src") or element.get("data") or element.get("data-src") or "").strip()
    if element.tag == "object" and not _FILE.search(source[:2000]):
        inside = (child.get("src") or child.get("value") or "" for child in element.iter("embed", "param"))
        source = next((address for address in inside if _FILE.search(address[:2000])), "").strip()
    return FileLink(source, "", (element.get("title") or "").strip()) if _FILE.search(source[:2000]) else None


def files_in_script(script: str) -> list[FileLink]:
    """The links to files that a script writes, or else the addresses of files it holds in quotes."""
    if not _FILE.search(script):
        return []
    found: list[FileLink] = []
    if "href" in script:
        for match in _SCRIPT_LINK.finditer(script):
            href = match.group(1)
            if _FILE.search(href):
                found.append(FileLink(href, one_line(match.group(2).strip("'\"+; ")), ""))
    if not found:
        quoted = dict.fromkeys(match.group(1) for match in _QUOTED_FILE.finditer(script))
        found = [FileLink(address, "", "") for address in list(quoted)[:_MOST_IN_SCRIPT]]
    return found


def named_file(line: str) -> FileLink | None:
    """The file that a line only names (附件：年报.docx), None for any other line."""
    named = _NAMED_FILE.fullmatch(line[-_MAX_NAMED:]) if "附" in line else None
    return None if named is None else FileLink("", named.group(1), "")


def _address_beside(element: etree._Element, href: str) -> str:
    """The address of a file that stands in another attribute of a link, or in what it does on a click; or ""."""
    written = element.keys()
    for name in _OTHER_ADDRESSES:
        value = (element.get(name) or "").strip() if name in written else ""
        if value and _FILE.search(value[:2000]):
            return value
    if href and not href.startswith(("javascript:", "#")):
        return ""
    for script in (href, element.get("onclick") or ""):
        if found := _QUOTED_FILE.search(script[:2000]):
            return found.group(1)
    return ""

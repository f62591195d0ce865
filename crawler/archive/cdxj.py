"""The index of a WARC file (CDXJ): a line a capture, sorted, as replay tools read it.

The fields are those that `cdxj-indexer` writes; its key needs a library under the AGPL, so the key is worked out here.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

from crawler.records import WarcLocation

INDEXED = frozenset({"response", "revisit"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"^www\d*\.")
_SESSION = re.compile(r"(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}(?:&|$)")
_AFTER_TYPE = re.compile(r"[;\s]")
# What stands unescaped in a key; everything else is %xx in lower case.
_UNESCAPED = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"


class Index:
    """The lines of one file's index."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, fields: dict[str, str], block: bytes, location: WarcLocation) -> None:
        """Add a record where it is one that replay tools look for; `block` begins with its HTTP head."""
        if fields.get("WARC-Type") not in INDEXED:
            return
        url = fields.get("WARC-Target-URI", "")
        status, mime = _head(block)
        told = {
            "url": url,
            "mime": "warc/revisit" if fields["WARC-Type"] == "revisit" else mime,
            "status": status,
            "digest": fields.get("WARC-Payload-Digest", ""),
            "length": str(location.length),
            "offset": str(location.offset),
            "filename": location.filename,
        }
        moment = re.sub(r"\D", "", fields.get("WARC-Date", ""))[:14]
        self._lines.append(f"{key(url)} {moment} {json.dumps({name: said for name, said in told.items() if said})}\n")

    def write(self, warc: Path) -> None:
        """Write the index beside the file `warc`: there whole or not at all. Raises OSError where it cannot be."""
        part = index_path(warc).with_suffix(".cdxj.part")
        try:
            with part.open("w", encoding="utf-8") as file:
                file.writelines(sorted(self._lines))
                file.flush()
                os.fsync(file.fileno())  # a name without its content, after a power cut, would pass for the index
            part.replace(index_path(warc))
        finally:
            part.unlink(missing_ok=True)


def index_path(warc: Path) -> Path:
    """Where the index of the file `warc` stands: `x.cdxj` for `x.warc.gz`."""
    return warc.with_name(warc.name.removesuffix(".warc.gz") + ".cdxj")


def key(url: str) -> str:
    """The address in the order in which an index is sorted (SURT): `cn,gov,x)/a?b=1` for `http://www.x.gov.cn/a?b=1`.

    Scheme, www, letter case, session numbers of 32 characters and the order of a query do not count. An address that
    cannot be read is its own key.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "".join(url.split())
    if not host:
        return "".join(url.split())
    place = ",".join(reversed(_WWW.sub("", host).split("."))) if ":" not in host else host
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme):
        place += f":{port}"
    path = _escaped(_resolved(parts.path)).lower()
    query = _escaped(parts.query).lower()
    query = "&".join(sorted(_SESSION.sub("", query).split("&")))
    return "".join(f"{place}){path}".split()) + (f"?{query}" if query else "")


def _resolved(path: str) -> str:
    kept: list[str] = []
    for step in path.split("/"):
        if step == "..":
            kept = kept[:-1]
        elif step not in ("", "."):
            kept.append(step)
    return "/" + "/".join(kept)


def _escaped(part: str) -> str:
    return quote(unquote_to_bytes(part), safe=_UNESCAPED)


def _head(block: bytes) -> tuple[str, str]:
    """Status and media type of an HTTP response, "" for what it does not say."""
    head = block.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    words = head[0].split(" ")
    status = words[1] if len(words) > 1 else ""
    for line in head[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "content-type":
            return status, _AFTER_TYPE.split(value.strip(), maxsplit=1)[0]
    return status, ""

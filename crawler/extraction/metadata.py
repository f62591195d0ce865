"""Title, organ, dates, source and numbers of a page, each with the rule and the raw words it came from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from crawler.extraction.blocks import Block
from crawler.extraction.body import Body
from crawler.extraction.dates import date_of_url, find_date, half_width
from crawler.extraction.furniture import is_bar, is_tail
from crawler.extraction.labels import Labelled, read_labels
from crawler.extraction.line import one_line, squeeze
from crawler.extraction.organ import DISCLOSURE, ORGAN, fuller, makers, organ_of_title

_REPORT = re.compile(r"年\s*[度报報]|报告|報告|年报|年報")
_SITE = re.compile(r"(?:门户|門戶|政务|政府|官方)?(?:网站群?|網站|网|網)!?$|(?:人民)?政府$|委员会$|委員會$|信息公开$")
_SEPARATOR = re.compile(r"\s*[_|｜]\s*|\s+[-–—]{1,2}\s+|-{1,2}(?=[^-]{2,40}(?:网|网站|政府|门户)$)|\s{2,}")
_SIGNED_LINE = 40
_SIGN_OFF_LINES = 12
_PREFACE_BLOCKS = 6
_WINDOW = 60


@dataclass(slots=True)
class Metadata:
    """The fields of `Extraction` that are no body, with provenance."""

    title: str = ""
    organ: str | None = None
    published_on: date | None = None
    signed_on: date | None = None
    source: str | None = None
    index_number: str | None = None
    document_number: str | None = None
    provenance: dict[str, str] = field(default_factory=dict)


def meta_tags(tree: etree._Element) -> dict[str, str]:
    """Content of each named meta tag by lower-case name; the first of a name counts, blank ones do not."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = one_line(element.get("content") or "")
        if name and content and name not in found:
            found[name] = content
    return found


def page_title(tree: etree._Element) -> str:
    """The text of the first <title>, one line; "" where there is none."""
    element = next(tree.iter("title"), None)
    return "" if element is None else one_line("".join(element.itertext())[:2000])


def find_title(
    blocks: Sequence[Block], body: Body, tags: Mapping[str, str], document_title: str, listed_title: str
) -> tuple[str, str]:
    """The title and the rule that gave it: meta ArticleTitle, visible heading, listed title, <title> without site."""
    tagged = tags.get("articletitle", "")
    if tagged:
        return tagged, "meta ArticleTitle"
    heading = _heading(blocks, body, document_title, listed_title)
    if heading:
        return heading, "heading"
    if listed_title.strip():
        return one_line(listed_title), "listed"
    if document_title:
        return _without_site(document_title, tags.get("sitename", "")), "<title>"
    return "", ""


def _heading(blocks: Sequence[Block], body: Body, document_title: str, listed_title: str) -> str:
    known = squeeze(document_title)
    listed = squeeze(listed_title)
    best, best_score = "", 1
    stop = min(len(blocks), body.start + 3)
    for block in blocks[max(0, body.start - _WINDOW) : stop]:
        text = block.text
        if not 4 <= len(text) <= 200 or block.linked * 2 > len(text) or is_bar(text) or is_tail(text):
            continue
        words = squeeze(text)
        if len(words) < 4:
            continue
        score = 2 * block.heading + 2 * (words in known) + 3 * (listed != "" and words == listed)
        score += _REPORT.search(text) is not None
        if score >= max(best_score, 2):
            best, best_score = text, score
    return best


def _without_site(document_title: str, site_name: str) -> str:
    pieces = [piece.strip() for piece in _SEPARATOR.split(document_title) if piece and piece.strip()]
    if not pieces:
        return document_title
    own = [piece for piece in pieces if piece != site_name and not _SITE.search(piece)]
    reports = [piece for piece in own if _REPORT.search(piece)]
    return (reports or own or pieces)[0]


def read_metadata(
    blocks: Sequence[Block], body: Body, tags: Mapping[str, str], url: str, title: str, title_rule: str
) -> Metadata:
    """All other fields, from tags, labels around the body, the address and the sign-off."""
    data = Metadata(title=title)
    if title_rule:
        data.provenance["title"] = f"{title_rule}: {title}"
    before = blocks[max(0, body.start - _WINDOW) : body.start]
    after = blocks[body.end : body.end + 15]
    labels = read_labels([*before, *after])
    _signature(blocks[body.start : body.end], data)
    _published(labels, before, tags, url, data)
    _set(data, "source", tags.get("contentsource"), "meta ContentSource", labels, "source")
    _set(data, "index_number", None, "", labels, "index_number")
    _set(data, "document_number", None, "", labels, "document_number")
    _organ(title, blocks[body.start : body.end], labels, tags, data)
    return data


def _set(data: Metadata, name: str, tagged: str | None, rule: str, labels: Sequence[Labelled], kind: str) -> None:
    if tagged:
        setattr(data, name, tagged)
        data.provenance[name] = f"{rule}: {tagged}"
        return
    label = next((label for label in labels if label.kind == kind), None)
    if label:
        setattr(data, name, label.value)
        data.provenance[name] = f"label: {label.raw}"


def _published(
    labels: Sequence[Labelled], before: Sequence[Block], tags: Mapping[str, str], url: str, data: Metadata
) -> None:
    for name in ("pubdate", "publishdate", "article:published_time"):
        raw = tags.get(name, "")
        found = find_date(raw[:100], compact=True)
        if found:
            data.published_on = found[0]
            data.provenance["published_on"] = f"meta {'PubDate' if name == 'pubdate' else name}: {raw}"
            return
    for label in labels:
        if label.kind == "published" and (found := find_date(label.value[:60], compact=True)):
            data.published_on, data.provenance["published_on"] = found[0], f"label: {label.raw}"
            return
    found = date_of_url(url)
    if found:
        data.published_on, data.provenance["published_on"] = found[0], f"url: {found[1]}"
        return
    for block in reversed(before[-8:]):
        if block.rows is None and len(block.text) <= 60 and (found := find_date(block.text)):
            data.published_on, data.provenance["published_on"] = found[0], f"line above the body: {block.text}"
            return
    for label in labels:
        if label.kind == "written" and (found := find_date(label.value[:60], compact=True)):
            data.published_on, data.provenance["published_on"] = found[0], f"label: {label.raw}"
            return


def _signature(body: Sequence[Block], data: Metadata) -> None:
    """The sign-off: a line that is a date, alone or behind the organ, among the last lines of the body."""
    lines = [block.text for block in body if block.rows is None and block.text]
    for position in range(len(lines) - 1, max(-1, len(lines) - _SIGN_OFF_LINES - 1), -1):
        line = lines[position]
        if len(line) > _SIGNED_LINE:
            continue
        found = find_date(line)
        if not found or not line.rstrip("。）) 印发").endswith(("日", found[1][-1])):
            continue
        lead = line[: half_width(line).find(found[1])].strip(" \u3000,，(（")
        data.signed_on, data.provenance["signed_on"] = found[0], f"sign-off: {line}"
        signer = lead or (lines[position - 1] if position else "")
        signer = "".join(signer.split())
        if ORGAN.fullmatch(signer) and len(signer) <= _SIGNED_LINE:
            data.organ, data.provenance["organ"] = signer, f"sign-off: {signer}"
        return


def _organ(
    title: str, body: Sequence[Block], labels: Sequence[Labelled], tags: Mapping[str, str], data: Metadata
) -> None:
    label = next((label for label in labels if label.kind == "organ"), None)
    said = [(data.provenance["organ"], data.organ)] if data.organ is not None else []
    if label:
        said.append((f"label: {label.raw}", label.value))
    if source := tags.get("contentsource"):
        said.append((f"meta ContentSource: {source}", source))
    named = organ_of_title(title) if DISCLOSURE.search(title) else None
    if named:
        lines = [block.text for block in body[:_PREFACE_BLOCKS] if block.text]
        said[1:1] = [(f"preface: {name}", name) for name in makers(lines)]
        rule, data.organ = fuller(named, said) or (f"title: {title}", named)
        data.provenance["organ"] = rule
    elif said:
        data.provenance["organ"], data.organ = said[0]

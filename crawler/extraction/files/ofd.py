"""An OFD (GB/T 33190-2016, the national format of fixed pages) → blocks: text objects and rulings on pages."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from crawler.extraction.blocks import Block
from crawler.extraction.files.layout import Char, Page, blocks, items
from crawler.extraction.files.package import PackageError, open_package, part
from crawler.extraction.files.rulings import Ruling, ruling, tables
from crawler.extraction.files.trouble import in_words

MAX_PAGES = 500
_MAX_CHARACTERS = 100_000
_MAX_EDGES = 20_000
_POINTS = 72 / 25.4
"""An OFD counts in millimetres."""
_PATH = re.compile(r"([MSLQBACZ])\s*|(-?(?:\d+\.?\d*|\.\d+))")


def read_ofd(body: bytes) -> tuple[list[Block], dict[str, Any]]:
    """The paragraphs and tables of an OFD, and notes. Pages of pictures alone are counted in `needs_ocr`."""
    notes: dict[str, Any] = {}
    pages: list[Page] = []
    try:
        with open_package(body, "utf-8") as package:
            for content in _pages(package):
                chars, edges, pictures = _content(content)
                if not chars and pictures:
                    notes["needs_ocr"] = notes.get("needs_ocr", 0) + 1
                pages.append(Page(items(chars, tables(edges))))
                if len(pages) >= MAX_PAGES:
                    notes["pages_unread"] = True
                    break
    except PackageError as error:
        return [], {error.note: str(error)}
    except (ValueError, KeyError, IndexError, RecursionError, etree.LxmlError) as error:
        return [], {"damaged_file": in_words(error)}
    return blocks(pages), notes


def _pages(package: zipfile.ZipFile) -> Iterator[etree._Element]:
    """The content of each page in order, of the package's first document."""
    main = _parse(part(package, _exact(package, "OFD.xml")))
    root = next((_text(one) for one in _all(main, "DocRoot")), "")
    if not root:
        raise PackageError("damaged_file", "OFD.xml names no document")
    document_at = _resolve("", root)
    document = _parse(part(package, _exact(package, document_at)))
    for page in _all(document, "Page"):
        base = page.get("BaseLoc")
        if base:
            yield _parse(part(package, _exact(package, _resolve(posixpath.dirname(document_at), base))))


def _content(page: etree._Element) -> tuple[list[Char], list[Ruling], int]:
    chars: list[Char] = []
    edges: list[Ruling] = []
    pictures = 0
    for element in page.iter():
        kind = _local(element)
        if kind == "TextObject" and len(chars) < _MAX_CHARACTERS:
            chars += _characters(element)
        elif kind == "PathObject" and len(edges) < _MAX_EDGES:
            edges += _rulings(element)
        elif kind == "ImageObject":
            pictures += 1
    return chars, edges, pictures


def _characters(element: etree._Element) -> Iterator[Char]:
    left, top, *_ = _numbers(element.get("Boundary"), 4)
    a, b, c, d, e, f = _numbers(element.get("CTM"), 6) if element.get("CTM") else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    size = _number(element.get("Size"), 4.0)
    x = y = 0.0
    for code in _all(element, "TextCode"):
        x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
        text = "".join(code.itertext())
        steps = _deltas(code.get("DeltaX"), len(text))
        falls = _deltas(code.get("DeltaY"), len(text))
        at_x, at_y = x, y
        for index, character in enumerate(text[:_MAX_CHARACTERS]):
            # Without steps of its own a character is as wide as it is high, a Latin one half as wide.
            step = steps[index] if index < len(steps) else size * (0.5 if character.isascii() else 1.0)
            shown_x, shown_y = left + a * at_x + c * at_y + e, top + b * at_x + d * at_y + f
            yield _char(character, shown_x, shown_y, min(max(a * step, 0.1), abs(a) * size), abs(d) * size)
            at_x += step if not falls or steps else 0
            at_y += falls[index] if index < len(falls) else 0


def _char(character: str, x: float, y: float, width: float, size: float) -> Char:
    left, bottom = x * _POINTS, y * _POINTS
    height = size * _POINTS
    return {
        "text": character, "x0": left, "x1": left + width * _POINTS, "top": bottom - height * 0.85,
        "bottom": bottom + height * 0.15, "doctop": bottom - height * 0.85, "upright": True, "size": height,
        "fontname": "", "height": height, "width": width * _POINTS, "object_type": "char", "direction": 1,
    }  # fmt: skip


def _deltas(raw: str | None, count: int) -> list[float]:
    """Steps between characters: numbers, or `g N V` for N times V (GB/T 33190 11.3)."""
    out: list[float] = []
    words = (raw or "").split()
    at = 0
    while at < len(words) and len(out) < count:
        if words[at] == "g" and at + 2 < len(words):
            times = int(_number(words[at + 1], 0))
            out += [_number(words[at + 2], 0)] * min(max(times, 0), count)
            at += 3
        else:
            out.append(_number(words[at], 0))
            at += 1
    return out


def _rulings(element: etree._Element) -> Iterator[Ruling]:
    """The horizontal and vertical strokes of a path, and the middle lines of thin filled rectangles."""
    left, top, *_ = _numbers(element.get("Boundary"), 4)
    a, b, c, d, e, f = _numbers(element.get("CTM"), 6) if element.get("CTM") else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    points: list[tuple[float, float]] = []
    for data in _all(element, "AbbreviatedData"):
        command, numbers = "", list[float]()
        for letter, number in _PATH.findall(_text(data)[:100_000]):
            if letter:
                if letter in "CZ" and len(points) == 2:
                    yield from _stroke(points[-1], points[0])
                if letter in "MS":
                    points = []
                command, numbers = letter, []
                continue
            numbers.append(float(number))
            if command in ("M", "S", "L") and len(numbers) == 2:
                x, y = numbers
                point = (left + a * x + c * y + e, top + b * x + d * y + f)
                if command == "L" and points:
                    yield from _stroke(points[-1], point)
                points = [*points[:1], point] if len(points) > 1 else [*points, point]
                numbers = []


def _stroke(start: tuple[float, float], end: tuple[float, float]) -> Iterator[Ruling]:
    drawn = ruling((start[0] * _POINTS, start[1] * _POINTS), (end[0] * _POINTS, end[1] * _POINTS))
    if drawn is not None:
        yield drawn


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    root: etree._Element | None = etree.fromstring(data, parser)
    if root is None:
        raise PackageError("damaged_file", "a part of the OFD is not XML")
    return root


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter() if _local(element) == name)


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: etree._Element) -> str:
    return "".join(element.itertext()).strip()


def _resolve(folder: str, location: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, location.replace("\\", "/"))).lstrip("/")


def _exact(package: zipfile.ZipFile, name: str) -> str:
    """The part's name as stored: writers disagree on letter case and on a leading slash."""
    names = package.namelist()
    wanted = name.lower()
    return name if name in names else next((one for one in names if one.lstrip("/").lower() == wanted), name)


def _numbers(raw: str | None, count: int) -> list[float]:
    found = [_number(word, 0.0) for word in (raw or "").split()[:count]]
    return found + [0.0] * (count - len(found))


def _number(raw: str | None, default: float) -> float:
    try:
        value = float(raw) if raw else default
    except ValueError:
        return default
    return value if abs(value) < 1e6 else default

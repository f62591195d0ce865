"""Pictures of text → lines, where the optional extra `ocr` (RapidOCR, its models in the package) is installed."""

from __future__ import annotations

import importlib.util
import io
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from crawler.extraction.blocks import Block
from crawler.extraction.files.edges import Box
from crawler.extraction.files.layout import Cell, Item, Line, Page, Ruled, blocks, joined
from crawler.extraction.files.rulings import Ruling, ruling, tables
from crawler.extraction.files.trouble import in_words

DOTS_PER_INCH = 150
MAX_SIDE = 3000
"""Pixels of a picture's longer side: larger ones are shrunk, which OCR does anyway."""
_MAX_PIXELS = 100_000_000
_SECONDS = 50
"""Time for all pages of one file: less than the limit on reading a file (60 s), so that what was read is kept."""
_SURE = 0.6
_SCALE = 72 / DOTS_PER_INCH
_THICK = 6.0
"""Points: a stroke of a skewed page is higher than its ink."""
_MOST_RULINGS = 5_000


def available() -> bool:
    """Whether OCR is installed."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def read_image(body: bytes) -> tuple[list[Block], dict[str, Any]]:
    """The lines of a picture (PNG, JPEG, GIF, TIFF, BMP; of several pages each), and notes."""
    notes: dict[str, Any] = {}
    reader = Reader(notes)
    from PIL import Image, ImageSequence

    Image.MAX_IMAGE_PIXELS = _MAX_PIXELS
    pages: list[Page] = []
    try:
        with Image.open(io.BytesIO(body)) as image:
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height > _MAX_PIXELS:
                    return [], {"damaged_file": f"picture of {frame.width} × {frame.height} pixels"}
                pages.append(Page(reader.read(partial(_shrunk, frame)), frame.width))
                if len(pages) >= 50:
                    break
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        return [], {"damaged_file": in_words(error)}
    return blocks(pages), notes


class Reader:
    """Reads the pictures of one file and writes into its notes.

    `needs_ocr` counts the pages that were not read: OCR is not installed, or time ran out. `ocr` tells how many were,
    and how sure the reader was on average.
    """

    def __init__(self, notes: dict[str, Any]) -> None:
        self.notes = notes
        self.until = time.monotonic() + _SECONDS
        self.longest = 0.0
        self.scores: list[float] = []
        self.pages = 0

    def read(self, image: Callable[[], Any]) -> list[Item]:
        """The lines of a picture, which is only made when it can be read."""
        began = time.monotonic()
        if not available() or began + self.longest > self.until:
            self.notes["needs_ocr"] = self.notes.get("needs_ocr", 0) + 1
            return []
        try:
            picture = image()
            found = _recognise(picture)
            drawn = tables(_rulings(picture))
        except MemoryError:
            raise
        except Exception as error:  # the engine raises its own for want of memory
            self.notes["needs_ocr"] = self.notes.get("needs_ocr", 0) + 1
            self.notes["ocr_failed"] = in_words(error)
            return []
        self.pages += 1
        self.longest = max(self.longest, time.monotonic() - began)
        self.scores += [score for _, _, score in found]
        sure = round(sum(self.scores) / len(self.scores), 3) if self.scores else 0.0
        self.notes["ocr"] = {"pages": self.pages, "mean_score": sure}
        return _items([(box, text) for box, text, score in found if score >= _SURE], drawn)


_Box = tuple[float, float, float, float]
_engine: list[Any] = []


def _recognise(image: Any) -> list[tuple[_Box, str, float]]:
    import numpy  # type: ignore[import-not-found,unused-ignore]
    from rapidocr import RapidOCR  # type: ignore[import-not-found,unused-ignore]

    if not _engine:
        _engine.append(
            RapidOCR(params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 2})
        )
    result = _engine[0](numpy.asarray(image.convert("RGB")), use_cls=False)
    if result.boxes is None or result.txts is None:
        return []
    out: list[tuple[_Box, str, float]] = []
    for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        xs, ys = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
        out.append(((min(xs), min(ys), max(xs), max(ys)), str(text), float(score)))
    return out


def _rulings(image: Any) -> list[Ruling]:
    """The straight strokes of a picture: what stays when all that is shorter than a fortieth of its side goes."""
    import cv2  # type: ignore[import-not-found,unused-ignore]
    import numpy

    gray = numpy.asarray(image.convert("L"))
    ink = cv2.adaptiveThreshold(255 - gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 15, -2)
    height, width = ink.shape
    out: list[Ruling] = []
    for kernel in ((max(width // 40, 20), 1), (1, max(height // 60, 20))):
        lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, kernel))
        lines = cv2.dilate(lines, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
        _, _, stats, _ = cv2.connectedComponentsWithStats(lines)
        for x, y, across, down, _ in stats[1:_MOST_RULINGS].tolist():
            drawn = ruling((x * _SCALE, y * _SCALE), ((x + across) * _SCALE, (y + down) * _SCALE), thin=_THICK)
            if drawn is not None:
                out.append(drawn)
    return out


def _items(found: list[tuple[_Box, str]], drawn: list[list[Cell]]) -> list[Item]:
    """Lines and tables of a page: what stands in a drawn cell is its text."""
    out: list[Item] = []
    for cells in drawn:
        if len(cells) < 4:
            continue
        inside: list[list[tuple[_Box, str]]] = [[] for _ in cells]
        rest: list[tuple[_Box, str]] = []
        for box, text in found:
            x, y = (box[0] + box[2]) / 2 * _SCALE, (box[1] + box[3]) / 2 * _SCALE
            at = next((i for i, cell in enumerate(cells) if cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]), None)
            (rest if at is None else inside[at]).append((box, text))
        found = rest
        boxes = [Box(*cell, joined(line.text for line in _lines(own))) for cell, own in zip(cells, inside, strict=True)]
        out.append(Ruled(boxes))
    return sorted([*out, *_lines(found)], key=lambda item: item.top)


def _lines(found: list[tuple[_Box, str]]) -> list[Line]:
    """Boxes whose middles stand at one height are one line, from left to right."""
    rows: list[list[tuple[_Box, str]]] = []
    for box, text in sorted(found, key=lambda one: one[0][1] + one[0][3]):
        middle = (box[1] + box[3]) / 2
        last = rows[-1][-1][0] if rows else None
        if last is not None and middle - (last[1] + last[3]) / 2 < (box[3] - box[1]) / 2:
            rows[-1].append((box, text))
        else:
            rows.append([(box, text)])
    return [
        Line(
            " ".join(text for _, text in sorted(row)),
            row[0][0][1] * _SCALE,
            max(box[2] for box, _ in row) * _SCALE,
            max(box[3] - box[1] for box, _ in row) * _SCALE,
        )
        for row in rows
    ]


def _shrunk(image: Any) -> Any:
    copy = image.convert("RGB")
    copy.thumbnail((MAX_SIDE, MAX_SIDE))
    return copy

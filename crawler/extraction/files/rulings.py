"""Strokes on a page → the cells they enclose, where a format gives strokes and no tables (OFD, pictures)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crawler.extraction.files.layout import Cell

_NEAR = 3.0
_THIN = 0.8

Ruling = dict[str, Any]
"""A horizontal or vertical stroke as pdfplumber describes it."""


def ruling(start: tuple[float, float], end: tuple[float, float], thin: float = _THIN) -> Ruling | None:
    """The stroke between two points (in points, y downwards); None where it is neither horizontal nor vertical."""
    x0, x1 = sorted((start[0], end[0]))
    y0, y1 = sorted((start[1], end[1]))
    upright, level = x1 - x0 < thin, y1 - y0 < thin
    if upright == level:
        return None
    if upright:
        x0 = x1 = (x0 + x1) / 2
    else:
        y0 = y1 = (y0 + y1) / 2
    orientation = "v" if upright else "h"
    return {
        "x0": x0,
        "x1": x1,
        "top": y0,
        "bottom": y1,
        "width": x1 - x0,
        "height": y1 - y0,
        "orientation": orientation,
    }


def tables(rulings: Sequence[Ruling]) -> list[list[Cell]]:
    """The cells of each table that the strokes draw."""
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    if len(rulings) < 4:
        return []
    merged = merge_edges(
        list(rulings), snap_x_tolerance=_NEAR, snap_y_tolerance=_NEAR, join_x_tolerance=_NEAR, join_y_tolerance=_NEAR
    )
    cells = intersections_to_cells(edges_to_intersections(merged, _NEAR, _NEAR))
    return [list(table) for table in cells_to_tables(cells)]

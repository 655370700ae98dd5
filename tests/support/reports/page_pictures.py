"""Faults that only a picture of a page shows: ink that a cell's border cuts, and boxes in place of characters."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

DOTS = 300
DARK = 110
EDGE_MM, EDGE_DOTS = 5, 100
SHORTEST_LINE, SHORTEST_SIDE = 100, 50
"""Pixels: longer than the strokes of all letters, shorter than a narrow column; height of the lowest row."""


def _picture(page: Any) -> np.ndarray[Any, Any]:
    picture = np.asarray(page.render(scale=DOTS / 72, grayscale=True).to_numpy())
    return picture if picture.ndim == 2 else picture[..., 0]


def _runs(dark: np.ndarray[Any, Any], shortest: int) -> np.ndarray[Any, Any]:
    """Return the dark pixels that lie in a horizontal run of at least `shortest` pixels."""
    lines = np.zeros_like(dark)
    for number in np.flatnonzero(dark.sum(axis=1) >= shortest):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], dark[number].astype(np.int8), [0]))))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if end - start >= shortest:
                lines[number, start:end] = True
    return lines


def _borders(dark: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the pixels of the borders of cells: long lines, and short upright ones that join two level ones."""
    level = _runs(dark, SHORTEST_LINE)
    upright = _runs(dark.T.copy(), SHORTEST_SIDE).T
    joined = np.zeros_like(dark)
    near = _grown(level, 2)
    for column in np.flatnonzero(upright.any(axis=0)):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], upright[:, column].astype(np.int8), [0]))))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if near[start, column] and near[end - 1, column]:
                joined[start:end, column] = True
    return level | joined


def _grown(mask: np.ndarray[Any, Any], pixels: int) -> np.ndarray[Any, Any]:
    grown = mask.copy()
    for axis in (0, 1):
        for step in range(1, pixels + 1):
            grown |= np.roll(mask, step, axis) | np.roll(mask, -step, axis)
        mask = grown.copy()
    return grown


def cut_places(pdf: Path, page_no: int) -> int:
    """Return how many dark pixels touch a border from inside a cell: letters that the border cuts."""
    with pypdfium2.PdfDocument(pdf) as document:
        dark = _picture(document[page_no]) < DARK
    line = _grown(_borders(dark), 1)
    return int((dark & ~line & _grown(line, 1)).sum())


def ink_at_edges(pdf: Path) -> int:
    """Return how many dark pixels lie within 5 mm of the edge of a page: what is wider than the page is cut there."""
    found, width = 0, round(EDGE_MM / 25.4 * EDGE_DOTS)
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            dark = np.asarray(page.render(scale=EDGE_DOTS / 72, grayscale=True).to_numpy()).squeeze() < 200
            inner = dark[width:-width, width:-width]
            found += int(dark.sum() - inner.sum())
    return found


def boxes(pdf: Path, most_pages: int | None = None) -> set[str]:
    """Return the Chinese and private characters that look equal to another one on its page: boxes of missing glyphs.

    `most_pages`: so many of the first and of the last pages are looked at; None: all.
    """
    found: set[str] = set()
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document):
            if most_pages is not None and most_pages <= number < len(document) - most_pages:
                continue
            picture, text = _picture(page), page.get_textpage()
            height = page.get_height()
            by_look: dict[bytes, set[str]] = defaultdict(set)
            for place in range(text.count_chars()):
                letter = chr(pdfium.FPDFText_GetUnicode(text, place))
                if not ("\u4e00" <= letter <= "\u9fff" or "\ue000" <= letter <= "\uf8ff"):
                    continue
                left, bottom, right, top = (edge * DOTS / 72 for edge in text.get_charbox(place))
                top, bottom = height * DOTS / 72 - top, height * DOTS / 72 - bottom
                crop = picture[int(top) : int(bottom) + 1, int(left) : int(right) + 1] < DARK
                if crop.any():
                    by_look[_ink(crop)].add(letter)
            found |= set().union(*(letters for letters in by_look.values() if len(letters) > 1))
    return found


def _ink(crop: np.ndarray[Any, Any]) -> bytes:
    """Return a fingerprint of a glyph, by 12 × 12 fields, that does not depend on where it is on the page."""
    rows, columns = np.flatnonzero(crop.any(axis=1)), np.flatnonzero(crop.any(axis=0))
    cut = crop[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    at = [np.linspace(0, size, 13).astype(int) for size in cut.shape]
    fields = [
        cut[at[0][row] : max(at[0][row + 1], at[0][row] + 1), at[1][col] : max(at[1][col + 1], at[1][col] + 1)].mean()
        for row in range(12)
        for col in range(12)
    ]
    return bytes(int(4 * field) for field in fields)

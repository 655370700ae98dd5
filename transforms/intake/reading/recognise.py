"""Explains a header that is not the expected one: of another layout, or of none. Runs inside the worker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from transforms.intake.base.reasons import ReadRefused, refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.header import column_letter, find_header, map_header, most_similar_column
from transforms.text.folding import fold_header

_MIN_COLUMNS = 3
_MAX_HEADER_CHARACTERS = 20
_DATA = re.compile(r"[0-9*]{4}")
_ORDINAL = re.compile(r"[0-9一二三四五六七八九十]{1,2}")
_FAMILIES = "一行写有几个人，登记版式时请逐人说明各列。"
Head = Sequence[Sequence[str]]


def explain_header(
    heads: Iterable[Head], own: Layout, other_layouts: Iterable[Layout], list_mode: str, refusal: ReadRefused | None
) -> ReadRefused | None:
    """Return the refusal to report for a header that differs from the layout's, None if the file belongs to the layout.

    A refusal is an exception with reasons for the sender. `heads`: the first rows of each sheet, or of a csv split by
    each delimiter, as cells. `own`: layout that was expected. `list_mode`: full, change or feed. `refusal`: from
    reading the file with `own`, None if it could be read. The result rejects the file if all required columns of
    another layout are there, and more known columns than `own` has in it. It holds the file, with the closest layout
    and the differences, if more than half of the required columns of `own` are missing, or if the header has the
    columns of several persons instead of one name and number. In every other case the result is `refusal` itself.
    """
    heads = list(heads)
    strangers = [layout for layout in other_layouts if layout.layout != own.layout]
    for head in heads:
        fitting = [
            (_count(head, layout), -at, layout)
            for at, layout in enumerate(strangers)
            if layout.alternative_to is None and _fits(head, layout, list_mode)
        ]
        most, _, closest = max(fitting, key=lambda fit: fit[:2], default=(0, 0, own))
        if most > _count(head, own):
            return refuse("other_layout", f"表头符合的版式含有：{_labels(closest, list_mode)}。")
    if refusal is None:
        return None
    for head in heads:
        row = find_header(head, own)
        if row is not None and _mostly_there(head[row], own, list_mode):
            return _unknown(head, row, [own], list_mode, _FAMILIES) if _names_families(head[row], own) else refusal
    for head in heads:
        row = next((at for at, cells in enumerate(head) if is_header(cells)), None)
        if row is not None:
            return _unknown(head, row, [own, *strangers], list_mode)
    return refusal


def _fits(head: Head, layout: Layout, list_mode: str) -> bool:
    try:
        map_header(head, layout, list_mode)
    except ReadRefused:
        return False
    return True


def _count(head: Head, layout: Layout) -> int:
    """Count the canonical columns of a layout in the row that has the most of them."""
    index = find_header(head, layout)
    known = layout.header_map()
    return 0 if index is None else len({known[fold_header(cell)] for cell in head[index] if fold_header(cell) in known})


def _mostly_there(cells: Sequence[str], own: Layout, list_mode: str) -> bool:
    """Return whether at least half of the required columns are there: then columns of the own layout are missing."""
    known, required = own.header_map(), own.required(list_mode)
    present = {known.get(fold_header(cell)) for cell in cells} & set(required)
    return 2 * len(present) >= len(required)


def _names_families(cells: Sequence[str], own: Layout) -> bool:
    """Return whether the header has the names or numbers of several persons (户主姓名, 配偶姓名) instead of one."""
    known, folded = own.header_map(), [fold_header(cell) for cell in cells]
    if {"name", "document_number"} <= {known.get(cell) for cell in folded}:
        return False
    persons = [
        {_person(cell, header) for cell in folded if cell not in known for header, of in known.items() if of == name}
        for name in ("name", "document_number")
    ]
    return len(set.intersection(*persons) - {""}) > 1


def _person(cell: str, header: str) -> str:
    """Return the person of a column: the text before a known header (户主姓名) or its ordinal (姓名2), else ''."""
    if cell.endswith(header):
        return cell.removesuffix(header)
    after = cell.removeprefix(header)
    return after if after != cell and _ORDINAL.fullmatch(after) else ""


def is_header(cells: Sequence[str]) -> bool:
    """Return whether a row has at least three short, different words and no cell like data."""
    words = [fold_header(cell) for cell in cells if cell.strip()]
    return (
        len(words) >= _MIN_COLUMNS
        and len(set(words)) == len(words)
        and all(len(word) <= _MAX_HEADER_CHARACTERS and not _DATA.search(word) for word in words)
    )


def _unknown(head: Head, row: int, layouts: Sequence[Layout], list_mode: str, remark: str = "") -> ReadRefused:
    cells = [fold_header(cell) for cell in head[row]]
    scored = [(len(_similar_columns(cells, layout, list_mode)), -at, layout) for at, layout in enumerate(layouts)]
    _, _, closest = max(scored, key=lambda score: score[:2])
    return refuse("layout_unknown", _differences(cells, closest, list_mode) + remark, row=row + 1, hold=True)


def _differences(cells: Sequence[str], closest: Layout, list_mode: str) -> str:
    """Describe how the header differs from the closest layout, in our own headers and letters of columns."""
    known, ignored = closest.header_map(), closest.ignored_headers
    exact = {known[cell] for cell in cells if cell in known}
    near = _similar_columns(cells, closest, list_mode)
    renamed = {name: at for name, at in near.items() if name not in exact and cells[at] not in {*known, *ignored}}
    similar = [f"“{closest.label(name)}”像是 {column_letter(at)} 列" for name, at in renamed.items()]
    missing = [f"“{closest.label(name)}”" for name in closest.required(list_mode) if name not in {*exact, *renamed}]
    strange = [
        f"{column_letter(at)} 列"
        for at, cell in enumerate(cells)
        if cell and cell not in known and cell not in ignored and at not in renamed.values()
    ]
    parts = {"名称不同": similar, "没有找到": missing, "未登记的列": strange}
    differences = "；".join(f"{title}：{'、'.join(columns)}" for title, columns in parts.items() if columns)
    return f"最接近的版式是 {closest.layout}（应有 {_labels(closest, list_mode)}）。与之相比，{differences}。"


def _similar_columns(cells: Sequence[str], layout: Layout, list_mode: str) -> dict[str, int]:
    """Return required canonical column -> position of the most similar cell, for columns that have a similar cell."""
    positions: dict[str, int] = {}
    for canonical in layout.required(list_mode):
        at = most_similar_column(enumerate(cells), layout.headers_of(canonical))
        if at is not None and at not in positions.values():
            positions[canonical] = at
    return positions


def _labels(layout: Layout, list_mode: str) -> str:
    return "、".join(layout.label(name) for name in layout.required(list_mode))

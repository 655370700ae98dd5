"""A header that is not the expected one: another sender's, or one that nobody has described. Runs inside the worker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from transforms.intake.base.reasons import ReadRefused, refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.header import alike, column_letter, find_header, map_header
from transforms.text.folding import fold_header

_MIN_COLUMNS = 3
_MAX_HEADER_CHARACTERS = 20
_DATA = re.compile(r"[0-9*]{4}")
_ORDINAL = re.compile(r"[0-9一二三四五六七八九十]{1,2}")
_FAMILIES = "一行写有几个人，登记版式时请逐人说明各列。"
Head = Sequence[Sequence[str]]


def explain(
    heads: Iterable[Head], own: Layout, others: Iterable[Layout], list_mode: str, told: ReadRefused | None
) -> ReadRefused | None:
    """What to say instead of `told`: that the own layout's header was not found, or None if it was.

    `heads`: the first rows of each sheet, or of a csv split in each way. Another layout whose whole header is there,
    with more columns than ours: rejected, with the columns of that layout. A header that is far from every layout, or
    ours but for names or numbers, in whose place it has those of several persons: held, with the closest one and the
    differences.
    """
    heads = list(heads)
    strangers = [one for one in others if one.layout != own.layout]
    for head in heads:
        fitting = [
            (_count(head, layout), -at, layout) for at, layout in enumerate(strangers) if _fits(head, layout, list_mode)
        ]
        most, _, closest = max(fitting, key=lambda one: one[:2], default=(0, 0, own))
        if most > _count(head, own):
            return refuse("other_layout", f"表头符合的版式含有：{_labels(closest, list_mode)}。")
    if told is None:
        return None
    for head in heads:
        row = find_header(head, own)
        if row is not None and _mostly_there(head[row], own, list_mode):
            return _unknown(head, row, [own], list_mode, _FAMILIES) if _names_families(head[row], own) else told
    for head in heads:
        row = next((at for at, cells in enumerate(head) if _is_header(cells)), None)
        if row is not None:
            return _unknown(head, row, [own, *strangers], list_mode)
    return told


def _fits(head: Head, layout: Layout, list_mode: str) -> bool:
    try:
        map_header(head, layout, list_mode)
    except ReadRefused:
        return False
    return True


def _count(head: Head, layout: Layout) -> int:
    """Canonical columns of a layout that the best row of the head names."""
    index = find_header(head, layout)
    known = layout.header_map()
    return 0 if index is None else len({known[fold_header(cell)] for cell in head[index] if fold_header(cell) in known})


def _mostly_there(cells: Sequence[str], own: Layout, list_mode: str) -> bool:
    """Whether at least half of the required columns were found: then it is our form, with columns missing."""
    known, required = own.header_map(), own.required(list_mode)
    found = {known.get(fold_header(cell)) for cell in cells} & set(required)
    return 2 * len(found) >= len(required)


def _names_families(cells: Sequence[str], own: Layout) -> bool:
    """Whether names or numbers are missing because those of several persons (户主姓名, 配偶姓名) stand there."""
    known, folded = own.header_map(), [fold_header(cell) for cell in cells]
    if {"name", "document_number"} <= {known.get(cell) for cell in folded}:
        return False
    persons = [
        {_person(cell, header) for cell in folded if cell not in known for header, of in known.items() if of == name}
        for name in ("name", "document_number")
    ]
    return len(set.intersection(*persons) - {""}) > 1


def _person(cell: str, header: str) -> str:
    """Whose column it is: what stands before a known header (户主姓名), or its number (姓名2). '' for neither."""
    if cell.endswith(header):
        return cell.removesuffix(header)
    after = cell.removeprefix(header)
    return after if after != cell and _ORDINAL.fullmatch(after) else ""


def _is_header(cells: Sequence[str]) -> bool:
    """Short different words and nothing that looks like data."""
    words = [fold_header(cell) for cell in cells if cell.strip()]
    return (
        len(words) >= _MIN_COLUMNS
        and len(set(words)) == len(words)
        and all(len(word) <= _MAX_HEADER_CHARACTERS and not _DATA.search(word) for word in words)
    )


def _unknown(head: Head, row: int, layouts: Sequence[Layout], list_mode: str, remark: str = "") -> ReadRefused:
    cells = [fold_header(cell) for cell in head[row]]
    scored = [(len(_alike(cells, layout, list_mode)), -at, layout) for at, layout in enumerate(layouts)]
    _, _, closest = max(scored, key=lambda one: one[:2])
    return refuse("layout_unknown", _differences(cells, closest, list_mode) + remark, row=row + 1, hold=True)


def _differences(cells: Sequence[str], closest: Layout, list_mode: str) -> str:
    """What the closest layout lacks for this header to be read: our own headers, and letters of columns."""
    known, ignored = closest.header_map(), closest.ignored_headers
    exact = {known[cell] for cell in cells if cell in known}
    near = _alike(cells, closest, list_mode)
    renamed = {name: at for name, at in near.items() if name not in exact and cells[at] not in {*known, *ignored}}
    similar = [f"“{closest.label(name)}”像是 {column_letter(at)} 列" for name, at in renamed.items()]
    missing = [f"“{closest.label(name)}”" for name in closest.required(list_mode) if name not in {*exact, *renamed}]
    strange = [
        f"{column_letter(at)} 列" for at, cell in enumerate(cells)
        if cell and cell not in known and cell not in ignored and at not in renamed.values()
    ]  # fmt: skip
    parts = {"名称不同": similar, "没有找到": missing, "未登记的列": strange}
    told = "；".join(f"{what}：{'、'.join(some)}" for what, some in parts.items() if some)
    return f"最接近的版式是 {closest.layout}（应有 {_labels(closest, list_mode)}）。与之相比，{told}。"


def _alike(cells: Sequence[str], layout: Layout, list_mode: str) -> dict[str, int]:
    """Required canonical column -> position of the closest cell, where one is close."""
    found: dict[str, int] = {}
    for canonical in layout.required(list_mode):
        headers = [h for name, column in layout.columns.items() if name == canonical for h in column.headers]
        at = alike(enumerate(cells), headers)
        if at is not None and at not in found.values():
            found[canonical] = at
    return found


def _labels(layout: Layout, list_mode: str) -> str:
    return "、".join(layout.label(name) for name in layout.required(list_mode))

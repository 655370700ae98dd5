"""Expand tables of cases: a template with placeholders `<column>`, and one row of values for each case.

A cell that is the whole value keeps its type (date, number, null); inside a sentence it is written out. The cell
`不论` removes the key from the case: the value is unknown, or is not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from transforms.strict_yaml.problems import Finding

Path = tuple[str | int, ...]
ANYTHING = "不论"
_PLACE = re.compile(r"<([^<>\s]+)>")
_GONE = object()


def expand(table: dict[str | int, Any], path: Path) -> tuple[list[tuple[Path, dict[str | int, Any]]], list[Finding]]:
    """Expand a table of cases into one case per row; return the cases, each with the path of its row, and the findings.

    `table`, as read from the file: `columns` (names), `rows` (cells), and the keys of a case, in whose values each
    `<column>` is replaced by the row's cell (不论 removes the key). `path`: place of the table in the file (keys,
    positions from 0). One of the two lists is empty: a table with a fault (such as a column that is not used) gives no
    case.
    """
    template = {key: value for key, value in table.items() if key not in ("columns", "rows")}
    columns: Any = table.get("columns")
    rows: Any = table.get("rows")
    findings = list(_findings_of_shape(columns, rows, path))
    if findings:
        return [], findings
    used = set(_names(template))
    for name in columns:
        if name not in used:
            findings.append(_finding((*path, "columns"), f"列 {name} 没有用到", f"the column {name} is not used"))
    for name in sorted(used - set(columns)):
        findings.append(_finding(path, f"<{name}> 没有对应的列", f"there is no column for <{name}>"))
    if findings:
        return [], findings
    cases = [((*path, "rows", i), _fill(template, dict(zip(columns, row, strict=True)))) for i, row in enumerate(rows)]
    return cases, []


def depends_on_row(template: Any, path: Path) -> bool:
    """Decide whether the value at `path` in a table of cases contains a placeholder `<column>`: it varies by row.

    `path`: keys and positions (from 0) inside the table. `template`: the table of cases as read from the file. If it
    has no value at `path`, the last value on the way there is examined.
    """
    value = template
    for part in path:
        in_list = isinstance(value, tuple) and isinstance(part, int) and part < len(value)
        if not in_list and not (isinstance(value, dict) and part in value):
            break
        value = value[part]
    return any(True for _ in _names(value))


def _findings_of_shape(columns: Any, rows: Any, path: Path) -> Iterator[Finding]:
    if not isinstance(columns, tuple) or not columns or not all(isinstance(name, str) for name in columns):
        yield _finding((*path, "columns"), "columns 应为列名的列表", "columns is a list of names")
        return
    if len(set(columns)) < len(columns):
        yield _finding((*path, "columns"), "列名不得重复", "each column has its own name")
    if not isinstance(rows, tuple) or not rows:
        yield _finding((*path, "rows"), "rows 应为行的列表，至少一行", "rows is a list of at least one row")
        return
    for number, row in enumerate(rows):
        if not isinstance(row, tuple) or len(row) != len(columns):
            width = len(row) if isinstance(row, tuple) else 0
            yield _finding(
                (*path, "rows", number),
                f"每行应有 {len(columns)} 格，此行 {width} 格",
                f"a row has {len(columns)} cells, this one has {width}",
            )


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from _PLACE.findall(value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _names(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _names(item)


def _fill(value: Any, cells: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        filled = {key: _fill(item, cells) for key, item in value.items()}
        return {key: item for key, item in filled.items() if item is not _GONE}
    if isinstance(value, tuple):
        return tuple(item for item in (_fill(part, cells) for part in value) if item is not _GONE)
    if not isinstance(value, str):
        return value
    whole = _PLACE.fullmatch(value)
    if whole:
        return _GONE if cells[whole[1]] == ANYTHING else cells[whole[1]]
    return _PLACE.sub(lambda match: _written(cells[match[1]]), value)


def _written(cell: Any) -> str:
    if cell is None:
        return "无"
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _finding(path: Path, zh: str, en: str) -> Finding:
    return Finding(path, "cases.table", zh, "改正表格", en, "correct the table")

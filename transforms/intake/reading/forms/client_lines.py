"""Cuts what a database client writes below an exported table: (3 rows affected), 3 rows selected., SQL> spool off."""

from __future__ import annotations

import re
from typing import NamedTuple

_TAIL_BYTES = 4_096
_COUNT = (
    r"\(?([0-9]{1,9})\s?(?:rows?|行|条|行记录|条记录)\s?"
    r"(?:affected|selected|returned|retrieved|fetched|exported|受影响|已选择|被选中)?\.?。?\)?(?:\s?in set.*)?"
)
_LINE = re.compile(
    rf"(?:{_COUNT}|已?(?:选择|选中|导出)\s?([0-9]{{1,9}})\s?行。?|no rows selected\.?|query ok\b.*|(?:sql|mysql)>.*"
    r"|spool off;?|exit;?|quit;?|disconnected from .*|completion time:.*|完成时间[:：].*)",
    re.IGNORECASE,
)


class Cut(NamedTuple):
    """A text without the lines of a client. `rows`: number of rows that the client states, None if it states none."""

    text: memoryview
    is_cut: bool
    rows: int | None


def without_client_lines(text: memoryview) -> Cut:
    """Return the text of a csv without the lines that a database client wrote at its end, and the rows that it states.

    `text`: the file in UTF-8. Blank lines before the client's lines are cut as well.
    """
    tail = bytes(text[-_TAIL_BYTES:])
    end, rows = len(tail), None
    for line in reversed(tail.splitlines(keepends=True)):
        words = line.decode("utf-8", errors="replace").strip().strip(",;\t|").strip()
        client = _LINE.fullmatch(words)
        if words and not client:
            break
        if client:
            rows = int(next((digits for digits in client.groups() if digits), "-1")) if rows is None else rows
            rows = None if rows == -1 else rows
        end -= len(line)
    cut = tail[end:].strip()
    if not cut:
        return Cut(text, False, None)
    return Cut(text[: len(text) - (len(tail) - end)], True, rows)


def client_remarks(cut: Cut, rows: int, records: int) -> list[str]:
    """Return the warning codes about the lines of a database client; its count may include totals and blank lines.

    `cut`: what was cut. `rows`: number of data rows; `records`: number of lines below the header.
    """
    if not cut.is_cut:
        return []
    differs = cut.rows is not None and not rows <= cut.rows <= records
    return ["client_lines", "total_differs"] if differs else ["client_lines"]

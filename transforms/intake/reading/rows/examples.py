"""Finds the examples of a form: sheets and rows that show how to fill it in. The persons there do not exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.layouts.model import Layout
from transforms.intake.reading.header import NUMBER
from transforms.text.arrow_columns import Mask, mask, may_hold
from transforms.text.folding import fold

MOST_EXAMPLES = 5
"""More persons than that are hardly examples: the delivery is held."""
_EXAMPLE = "示例|样例|范例|举例"
_EXAMPLE_SHEET = re.compile(rf"{_EXAMPLE}|填[写表报]?(?:说明|须知|要求|指南)|^说明$")
_FORM_SHEET = re.compile("样表|模板|模版")
_IN_NAMES = ("例", *(f"如{colon}" for colon in ":："))
_IN_MARKS = ("例", "如", "删", "格式", "模", "样", "示")  # one of them is in every mark; few cells have it
_CANDIDATE_RE2 = "[" + "".join(sorted({*"".join(_IN_MARKS)})) + "]"
_FORM = "格式|样式|模板|模版|样板|样表|样本|示范|演示|参考格式|填写格式|填报格式"
# 示例, (例), 例1, 例:张三, 本行为示例; not 例行检查, 病例, 特例
_MARK = re.compile(
    rf"^[\W\d_]*(?:(?:填[写表报]|参考|[本此该]行)*[为是]?(?:{_EXAMPLE})|例[如子]?(?:$|[\W\d_]|[一二三四五](?:$|[\W\d_])))"
)
# 如, 如：张三, 模板行, 本行为格式, 填表时请删除, 上报前删除本行; not 如皋迁入, 模范, 格式有误, 请删除重复
_OTHER_MARK = re.compile(
    rf"^[\W\d_]*(?:如(?:$|[^\w])|(?:(?:[此本该首]|第[一1])行)(?:[为是系]|仅为)?(?:{_FORM})"
    rf"|(?:{_FORM})(?:行|数据|信息)?[\W\d_]*$)"
    r"|(?:填[表写报]|上报|报送|提交|导入|录入|使用)(?:时|后|前|之前|的时候)[,，]?(?:请|应|须|需|务必)?(?:先|自行|将)?"
    r"(?:[此本该]行)?删[除掉去]"
)
_NAME_MARK = re.compile(r"^[\W_]*例[如子]?\d*[:)\],.、。]|^[\W_]*如:|[(\[]例[)\]]$")


def is_example_sheet(name: str) -> bool:
    """Return whether the name of a sheet marks it as examples, instructions or an empty form (示例, 填表说明, 模板)."""
    folded = fold(name)
    return _EXAMPLE_SHEET.search(folded) is not None or _FORM_SHEET.search(folded) is not None


def is_form_sheet(name: str) -> bool:
    """Return whether the name of a sheet marks it as the form (模板, 样表) and not as examples.

    Senders fill in a form and leave the name of its sheet.
    """
    folded = fold(name)
    return _FORM_SHEET.search(folded) is not None and _EXAMPLE_SHEET.search(folded) is None


def count_persons(rows: Iterable[Sequence[str]], layout: Layout) -> int:
    """Count the rows with a document number, but at most up to six (`MOST_EXAMPLES` + 1): too many to be examples.

    `rows`: cells of each row. If the layout has no document numbers, rows with any filled cell are counted.
    """
    persons = 0
    for row in rows:
        if "document_number" in layout.columns:
            persons += any(NUMBER.fullmatch(cell.strip()) for cell in row)
        else:
            persons += any(cell.strip() for cell in row)
        if persons > MOST_EXAMPLES:
            break
    return persons


def example_rows(table: pa.Table, columns: Iterable[str]) -> Mask:
    """Return a mask, True where a row of `table` (texts) is marked as an example in one of the `columns`.

    `columns`: names of columns to look at: running number, remarks, first columns, name. A name is a mark only with a
    colon or in brackets (例:张三, 张三(例)): 例 is a character of real names. In the other columns the marks are words
    for examples (示例, 例1, 如:), for the form of a row (模板, 本行为格式), and requests to delete it before reporting.
    """
    hit = np.zeros(table.num_rows, dtype=bool)
    for column in columns:
        values = table[column]
        if not any(may_hold(values, sign) for sign in (_IN_NAMES if column == "name" else _IN_MARKS)):
            continue
        candidates = np.flatnonzero(mask(pc.match_substring_regex(values, _CANDIDATE_RE2)))
        for row, cell in zip(candidates.tolist(), values.take(pa.array(candidates)).to_pylist(), strict=True):
            marks = (_NAME_MARK,) if column == "name" else (_MARK, _OTHER_MARK)
            hit[row] |= any(form.search(fold(cell)) is not None for form in marks)
    return hit

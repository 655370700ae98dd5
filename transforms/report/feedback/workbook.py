"""The workbook that goes back to a sender: 封面, 逐行结果, 比对结果, and for lists of persons 去重名单. A4 landscape.

No row carries a colour: a colour in a workbook that comes back means something, and is asked about. Rows to be
corrected are first, with result and reasons in bold, which a black and white print shows, too.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from transforms.report.feedback.content import FAULTY, Feedback, Line
from transforms.report.feedback.cover import cover_rows, funded_zh, guide, mark_row, not_compared_zh
from transforms.report.feedback.marks import (
    KEY_HEADER,
    MARK_HEADER,
    MARK_HEADERS,
    PROPERTIES,
    REASON_HEADER,
    RESULT_HEADER,
)
from transforms.spreadsheet.paper import (
    LETTER_POINTS,
    LINE_POINTS,
    Page,
    divide,
    set_column_pages,
    set_page,
    text_height,
    text_width,
)
from transforms.spreadsheet.safe_writer import SafeBook, SafeSheet, open_book

FONT: dict[str, Any] = {"font_name": "宋体", "font_size": LETTER_POINTS, "valign": "vcenter"}
HEAD = {**FONT, "bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": "#DDE7F0"}
CELL = {**FONT, "border": 1, "text_wrap": True, "num_format": "@"}
COVER_WIDTHS = (28, 50, 10, 26)  # narrow enough to be printed without being made smaller
_WIDE, _NARROW, _RESULT_WIDTH, _REASON_WIDTH = 26, 8, 15, 52
_HEAD_ROW = 1
_HOW = (
    "需要更正的行排在前面。请只改需要更正的单元格，证件号码需更正时整个重新填写；整行不要时在“标记”列填“删除”；"
    "新增的行写在末尾，原行号留空。"
)
_NOTHING, _OWN = "本次报送的人员未发现需要核对的情况。", "只列本次报送的人员；行号为报送文件中的行号。"


def workbook(feedback: Feedback, key: bytes) -> bytes:
    """Return the bytes of the feedback workbook (xlsx), in Chinese.

    It has a cover and, where they apply, sheets of the sender's rows, the cross-check and the deduplicated list.
    `feedback`: content of one workbook: the delivery, its rows with result and reasons, findings of the cross-check,
    and the deduplicated list (persons to be funded, each once). Equal content gives equal bytes. `key`: secret key that
    seals the mark by which a returned workbook is recognised.
    """
    out = io.BytesIO()
    delivery = feedback.delivery
    marks = dict(zip(PROPERTIES, mark_row(feedback, key), strict=True))
    with open_book(
        out, f"{delivery.sender} {delivery.period} 报送反馈", datetime.combine(feedback.made_on, time()), marks
    ) as book:
        _cover(book.sheet("封面"), feedback, key)
        if feedback.columns:
            _rows(book.sheet("逐行结果"), feedback)
        if feedback.is_compared:
            _findings(book, feedback)
        if feedback.to_fund is not None:
            _to_fund(book.sheet("去重名单"), feedback)
    return out.getvalue()


def _cover(sheet: SafeSheet, feedback: Feedback, key: bytes) -> None:
    for column, width in enumerate(COVER_WIDTHS):
        sheet.sheet.set_column(column, column, width)
    sheet.merge(0, 3, "报送情况反馈", **FONT | {"font_size": 18, "bold": True, "align": "center"})
    sheet.sheet.set_row(0, 32)
    at = 1
    for label, value in cover_rows(feedback):
        sheet.put(at, 0, label, **CELL | {"bold": True})
        sheet.put(at, 1, value, **CELL)
        sheet.sheet.set_row(at, _height([(value, COVER_WIDTHS[1])]))
        at += 1
    for text in guide(feedback):
        sheet.merge(at, 3, text, **FONT | {"text_wrap": True})
        sheet.sheet.set_row(at, _height([(text, sum(COVER_WIDTHS))]))
        at += 1
    for row, values in enumerate((MARK_HEADERS, mark_row(feedback, key)), start=at + 1):
        for column, value in enumerate(values):
            sheet.put(row, column, value, **FONT | {"text_wrap": True, "num_format": "@"})
        sheet.sheet.set_row(row, _height(list(zip(values, COVER_WIDTHS, strict=True))))
    _page(sheet, at + 2, 3, 0, feedback)


def _rows(sheet: SafeSheet, feedback: Feedback) -> None:
    """Write the sender's rows, those to be corrected first, else in the order of the sender's file.

    The heading is right above them, so that a returned sheet can be read.
    """
    headings = [KEY_HEADER, *(text for _, text in feedback.columns), RESULT_HEADER, REASON_HEADER, MARK_HEADER]
    result = [_RESULT_WIDTH, _REASON_WIDTH, _NARROW]
    widths = [_NARROW, *_widths(feedback), *result]
    own = [[width] for width in widths[1 : -len(result)]]
    parts = [[place + 1 for place in part] for part in divide(widths[:1], [*own, result], "landscape")]
    if len(parts) == 1:
        _top(sheet, _HOW, widths)
    else:  # not above the first column, which each page repeats
        _top(sheet, _HOW, [widths[column] for column in parts[0]], first_column=1)
    _heads(sheet, _HEAD_ROW, headings, widths)
    for row, line in enumerate(sorted(feedback.lines, key=_urgency), start=_HEAD_ROW + 1):
        _line(sheet, row, line, widths)
    last = _HEAD_ROW + max(len(feedback.lines), 1)
    sheet.sheet.autofilter(_HEAD_ROW, 0, last, len(headings) - 1)
    sheet.sheet.freeze_panes(_HEAD_ROW + 1, 1)
    _page(sheet, last + 1, len(headings) - 1, _HEAD_ROW, feedback)
    if len(parts) > 1:
        set_column_pages(sheet.sheet, widths, parts)


def _urgency(line: Line) -> int:
    """Return 0 for a row to be corrected, 1 for a row with remarks only, 2 for the others."""
    return 0 if line.result == FAULTY else 1 if line.reasons else 2


def _line(sheet: SafeSheet, row: int, line: Line, widths: Sequence[float]) -> None:
    reasons = "\n".join(line.reasons)
    own = CELL | {"bold": line.result == FAULTY}
    for column, value in enumerate((line.key, *line.cells)):
        sheet.put(row, column, value or None, **CELL)
    result = len(line.cells) + 1
    for column, value, look in ((result, line.result, own), (result + 1, reasons, own), (result + 2, "", CELL)):
        sheet.put(row, column, value or None, **look)
    texts = [*zip(line.cells, widths[1:], strict=False), (reasons, _REASON_WIDTH)]
    if any(text and text_width(text) > width - 1 for text, width in texts):
        sheet.sheet.set_row(row, _height(texts))


def _findings(book: SafeBook, feedback: Feedback) -> None:
    sheet = book.sheet("比对结果")
    headings = ["行号（报送文件）", "报送姓名", "证件（部分隐去）", "比对发现", "具体情况", "如何处理"]
    widths = [12.0, 12.0, 21.0, 20.0, 31.0, 33.0]
    text = _OWN if feedback.findings else _NOTHING
    if feedback.not_compared:
        text += f"尚未收到{'、'.join(feedback.not_compared)}，未作相应比对。"
    _top(sheet, text, widths)
    _heads(sheet, _HEAD_ROW, headings, widths)
    for row, hit in enumerate(feedback.findings, start=_HEAD_ROW + 1):
        texts = (hit.key, hit.name, hit.number, hit.text, hit.detail, hit.advice)
        for column, value in enumerate(texts):
            sheet.put(row, column, value or None, **CELL)
        sheet.sheet.set_row(row, _height(list(zip(texts, widths, strict=True))))
    sheet.sheet.freeze_panes(_HEAD_ROW + 1, 0)
    _page(sheet, _HEAD_ROW + 1 + max(len(feedback.findings), 1), len(headings) - 1, _HEAD_ROW, feedback)


def _to_fund(sheet: SafeSheet, feedback: Feedback) -> None:
    """Write the persons for which the department secures the money (HY-06), each once."""
    people = feedback.to_fund or ()
    headings = ["行号（报送文件）", "报送姓名", "证件（部分隐去）", "所报类别", "所报单位", "核定资助（元）"]
    widths = [12.0, 14.0, 22.0, 28.0, 28.0, 16.0]
    text = (
        "剔除重复、由其他部门落实资助、职工参保、在外地参加居民医保和死亡人员后共 "
        f"{len(people):,} 人{not_compared_zh(feedback)}；"
        f"其中核定资助（人 / 元）：{funded_zh(feedback)}。请据此落实资助资金。"
    )
    _top(sheet, text, widths, bold=True)
    _heads(sheet, _HEAD_ROW, headings, widths)
    for row, person in enumerate(people, start=_HEAD_ROW + 1):
        for column, value in enumerate((*person.cells, person.fen_zh)):
            sheet.put(row, column, value or None, **CELL)
        if any(text_width(text) > width - 1 for text, width in zip(person.cells, widths, strict=False)):
            sheet.sheet.set_row(row, _height(list(zip(person.cells, widths, strict=False))))
    sheet.sheet.freeze_panes(_HEAD_ROW + 1, 0)
    _page(sheet, _HEAD_ROW + 1 + max(len(people), 1), len(headings) - 1, _HEAD_ROW, feedback)


def _top(sheet: SafeSheet, text: str, widths: Sequence[float], first_column: int = 0, **look: Any) -> None:
    """Write the text above a table over columns of these widths; the height of the row follows."""
    last = first_column + len(widths) - 1
    sheet.merge_between(0, first_column, last, text, **FONT | {"text_wrap": True} | look)
    sheet.sheet.set_row(0, _height([(text, sum(widths))]))


def _heads(sheet: SafeSheet, row: int, headings: Sequence[str], widths: Sequence[float]) -> None:
    for column, (text, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.sheet.set_column(column, column, width)
        sheet.put(row, column, text, **HEAD)
    sheet.sheet.set_row(row, 2 * LINE_POINTS + 3)


def _widths(feedback: Feedback) -> list[float]:
    """As wide as the longest text of the column, within limits: a Chinese character is two wide."""
    widths = []
    for column, (_, text) in enumerate(feedback.columns):
        longest = max((text_width(line.cells[column]) for line in feedback.lines), default=0)
        widths.append(float(min(max(longest + 2, text_width(text) + 2, _NARROW), _WIDE)))
    return widths


def _height(texts: Sequence[tuple[str, float]]) -> float:
    """Points for the text that needs the most lines in its column's width; programs allow 409."""
    return min(max(text_height(text, width) for text, width in texts), 400.0)


def _page(sheet: SafeSheet, rows: int, last: int, head: int, feedback: Feedback) -> None:
    """Set up the sheet for A4 in landscape; `rows`, `last`: last row and column; `head`: last row of the heading."""
    made = f"处理日 {feedback.made_on.isoformat()}"
    page = Page("landscape", rows, last, (0, head), feedback.delivery.pack_code, made)
    set_page(sheet.sheet, page)
    sheet.sheet.set_default_row(LINE_POINTS + 3)

"""The content of a feedback workbook, before it is written: the delivery, the sender's own rows, the cross-check."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import (
    NUMBERED,
    PERSON_STRIDE,
    ROW_NO,
    RawTable,
    entry_words,
    file_order,
    numbered_column,
)
from transforms.intake.base.reasons import Reason, message_zh
from transforms.intake.layouts.model import Layout
from transforms.intake.layouts.parts import RowState
from transforms.intake.reading.forms.row_states import leave_out_rows, state_meaning
from transforms.report.feedback.masking import shown
from transforms.text.figures import yuan_grouped
from transforms.text.labels import INEFFECTIVE_LABELS

FULL_ROWS = 50_000
"""Deliveries of up to so many rows are listed whole; of a larger delivery only the rows with a reason."""
_MOST_PLACES = 5
_UNITS = {1: "分", 10: "角", 10_000: "百元", 100_000: "千元", 1_000_000: "万元", 10**8: "百万元", 10**10: "亿元"}
LOADED, DUPLICATE, FAULTY, HELD, RETURNED, TOTAL, LEFT_OUT = (
    "已入库",
    "重复，未再入库",
    "不合格，未入库",
    "暂存",
    "未入库",
    "合计行",
    "不计入",
)
_NOT_COUNTED = "row_not_counted"
_STATES = f"row_states{NUMBERED}"
_MOST_WORDS = 3
LOADED_STATES = ("committed", "superseded", "revoked")
_WHOLE = {"held": HELD, "rejected": RETURNED}


@dataclass(frozen=True)
class Delivery:
    """A row of the delivery ledger, as far as its sender may know it. Counts are rows, amounts fen."""

    delivery_id: str
    pack_code: str
    place_name: str
    sender: str
    source: str
    kind: str
    period: str
    version: int
    list_mode: str
    file_name: str
    sha256: str
    state: str
    cut_off_on: date
    delivered_on: date
    decided_on: date | None
    row_count: int
    clean_count: int
    duplicate_count: int
    quarantine_count: int
    amount_fen: int | None
    reasons: tuple[Reason, ...]
    last_version: int
    """The highest version of this list that is taken: a corrected file needs a higher one."""
    other_parts: int
    """Number of other effective deliveries of this version."""


@dataclass(frozen=True)
class Line:
    """One row of the sender: its key in the sender's file, its cells as shown, its result, and the reasons."""

    key: str
    cells: tuple[str, ...]
    result: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """One finding of the cross-check about a row's person. `detail` names lists, units or days, no person."""

    key: str
    name: str
    number: str
    text: str
    advice: str
    detail: str


@dataclass(frozen=True)
class Funded:
    """One person of the deduplicated list. `cells`: key, name, masked number, category and unit.

    `fen`: what the funds give by the last assessment, None if the pack defines no amount; unknown unless `is_assessed`.
    """

    cells: tuple[str, ...]
    fen: int | None
    is_assessed: bool

    @property
    def fen_zh(self) -> str:
        """Return the person's subsidy in yuan or, if there is none, the Chinese reason (待核定, 标准未定, 不资助)."""
        if not self.is_assessed:
            return "待核定"
        return "标准未定" if self.fen is None else yuan_grouped(self.fen) if self.fen else "不资助"


@dataclass(frozen=True)
class Feedback:
    """One workbook. `columns`: canonical, heading. `is_whole`: every row of the sender is listed.

    `to_fund`: the deduplicated list; None if the delivery is no list of persons to be funded, or was not accepted.
    `file_rows`: rows of the file, only if a row names several persons; the delivery's counts are then of persons.
    `not_compared`: lists that the persons would be compared with and that have not arrived, in Chinese. `remarks`:
    what was noticed about the whole file and about rows that are no data, in Chinese.
    """

    delivery: Delivery
    edition: int
    made_on: date
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    is_whole: bool
    is_compared: bool
    to_fund: tuple[Funded, ...] | None = None
    not_compared: tuple[str, ...] = ()
    file_rows: int | None = None
    remarks: tuple[str, ...] = ()

    @property
    def subsidised(self) -> list[int]:
        """Return the subsidy in fen of each person on the deduplicated list who gets one, in the list's order.

        Empty if the workbook has no such list.
        """
        return [person.fen for person in self.to_fund or () if person.fen]

    @property
    def is_loaded(self) -> bool:
        """Return whether rows of the delivery were loaded, even if it is superseded or revoked now."""
        return self.delivery.state in LOADED_STATES


def row_key(raw: RawTable, row_no: int) -> str:
    """Return the key that the sender sees for a row, as text: 12, or 第2个工作表-5, or 12第2人, 12第2类, 12第2项.

    It is the number of the row in the sender's file, with its sheet if several have data, and with its person, category
    or figure (of a table of targets) if a row has several. `raw`: the data rows of the sender's file as texts, with
    their sheet, header row and totals. `row_no`: row number as in `raw.table`, which also numbers the second and
    further of them.
    """
    sheet, row = raw.sender_place(row_no)
    place, _ = file_order(row_no)
    words = entry_words(row_no)
    if "measure" in raw.table.column_names:
        words = words.replace("人", "项")
    return (str(row) if row == place else f"{sheet}-{row}") + words


def file_rows(raw: RawTable) -> int | None:
    """Return the number of rows in the file if a row names several persons or categories, else None.

    `raw`: the data rows of the sender's file as texts, with their sheet, header row and totals. If a row names several
    persons or categories, `raw.row_count` counts these; else it is the number of rows.
    """
    row_nos = raw.table[ROW_NO].to_numpy()
    if not ((row_nos >= PERSON_STRIDE) | (row_nos < 0)).any():
        return None
    return len(set((row_nos % PERSON_STRIDE).tolist())) + len(raw.malformed)


def columns_of(raw: RawTable, layout: Layout) -> tuple[tuple[str, str], ...]:
    """Return the columns of the sender's file in their order, each as (canonical name, heading of the layout).

    `raw`: the data rows of the sender's file as texts, with their sheet, header row and totals. `layout`: gives the
    headings.
    """
    names = [name for name in raw.table.column_names if name != ROW_NO]
    return tuple((name, heading(name, layout, raw.fen_per_unit)) for name in names)


def heading(canonical: str, layout: Layout, fen_per_unit: int) -> str:
    """Return the layout's heading of a canonical column, as the workbook prints it.

    For amounts in another unit than yuan, the heading contains the unit. `fen_per_unit`: fen in one unit of the amounts
    in the file (100: yuan).
    """
    unit = _UNITS.get(fen_per_unit) if canonical == "amount_fen" else None
    label = layout.label(canonical)
    return f"{label.removesuffix('(元)')}({unit})" if unit else label


def shown_rows(raw: RawTable, with_reason: Collection[int]) -> tuple[list[int], bool]:
    """Return the numbers of the rows that a feedback workbook lists, in the sender's order, and whether these are all.

    `raw`: the data rows of the sender's file as texts, with their sheet, header row and totals. Of a file with more
    than `FULL_ROWS` rows, only those of `with_reason` (row numbers with a fault or warning) and the sender's rows of
    totals are listed; else all.
    """
    rows = {*raw.table[ROW_NO].to_pylist(), *raw.malformed}
    totals = {int(total[ROW_NO]) for total in raw.totals}
    is_whole = len(rows) <= FULL_ROWS
    return sorted((rows if is_whole else rows & set(with_reason)) | totals, key=file_order), is_whole


def left_out_rows(raw: RawTable, layout: Layout) -> dict[int, str]:
    """Return row number -> heading and word of its state in Chinese, for the rows that do not count by their state.

    `raw`: all rows of the sender's file, with the columns of states (`Reader.read` with `with_states`). Empty if the
    layout has no such columns.
    """
    counted = leave_out_rows(raw, layout)
    if counted.table.num_rows == raw.table.num_rows:
        return {}
    gone = raw.table.filter(pc.invert(pc.is_in(raw.table[ROW_NO], counted.table[ROW_NO])))
    words: dict[int, str] = {}
    for at, state in enumerate(layout.row_states):
        name = numbered_column("row_states", at)
        if name not in gone.column_names:
            continue
        for row, text in zip(gone[ROW_NO].to_pylist(), gone[name].to_pylist(), strict=True):
            if row not in words and state_meaning(text, state) == "not_counted":
                words[row] = f"{layout.label(name)}：{shown(name, text) or '空白'}"
    return words


def lines_of(
    raw: RawTable,
    layout: Layout,
    delivery: Delivery,
    rows: Sequence[int],
    faults: Mapping[int, Sequence[tuple[str, str]]],
    warnings: Mapping[int, Sequence[tuple[str, str]]],
    loaded: Collection[int],
    left_out: Mapping[int, str] = MappingProxyType({}),
) -> tuple[Line, ...]:
    """Return one line of the feedback workbook for each row number of `rows`, in that order: cells, result, reasons.

    `raw`: the data rows of the sender's file as texts, with their sheet, header row and totals. Document numbers in the
    cells are masked. `layout`: gives the headings that reasons name. `delivery`: its state gives the result of rows
    without a fault. `faults`, `warnings`: row number -> (reason code, canonical column) each. `loaded`: numbers of the
    rows that are valid and no duplicates. `left_out`: rows that do not count, each with its state, of `left_out_rows`.
    """
    names = [name for name in raw.table.column_names if name != ROW_NO]
    listed = raw.table.filter(pc.is_in(raw.table[ROW_NO], pa.array(rows, pa.int32())))  # few rows of a large delivery
    places = {row: at for at, row in enumerate(listed[ROW_NO].to_pylist())}
    texts = {name: listed[name].to_pylist() for name in names}
    totals = {int(total[ROW_NO]): total for total in raw.totals}

    def cells(row: int) -> tuple[str, ...]:
        if row in totals:
            return tuple(shown(name, totals[row].get(name) or "") for name in names)
        return (
            tuple(shown(name, texts[name][places[row]] or "") for name in names)
            if row in places
            else ("",) * len(names)
        )

    return tuple(
        Line(
            row_key(raw, row),
            cells(row),
            TOTAL
            if row in totals
            else LEFT_OUT
            if row in left_out
            else _result(delivery.state, row in faults, row in loaded),
            (
                *(f"提示：{message_zh(_NOT_COUNTED)}（{left_out[row]}）" for _ in range(row in left_out)),
                *(reason_text(code, column, layout) for code, column in faults.get(row, ())),
                *(
                    f"提示：{reason_text(code, column, layout)}"
                    for code, column in warnings.get(row, ())
                    if code != _NOT_COUNTED
                ),
            ),
        )
        for row in rows
    )


def _result(state: str, is_faulty: bool, is_loaded: bool) -> str:
    if is_faulty:
        return FAULTY
    if state in _WHOLE:
        return _WHOLE[state]
    if not is_loaded:
        return DUPLICATE
    return f"合格，{INEFFECTIVE_LABELS[state]}" if state in INEFFECTIVE_LABELS else LOADED


def file_remarks(
    raw: RawTable, warnings: Mapping[int, Sequence[tuple[str, str]]], listed: Collection[int]
) -> tuple[str, ...]:
    """Return one Chinese text per reason code of the warnings that no listed row shows, with the first places of each.

    `raw`: the data rows of the sender's file as texts, with their sheet, header row and totals. `warnings`: row number
    -> (reason code, letter of a column, place of a sheet in Chinese, or '') each; warnings about the whole file have
    the number of the header's row, and no place without a letter. `listed`: numbers of the rows that the workbook lists
    with their own reasons.
    """
    places: dict[str, list[str]] = {}
    for row in sorted(warnings.keys() - set(listed), key=file_order):
        for code, letter in warnings[row]:
            place = "" if row == raw.header_row else f"第{row_key(raw, row)}行"
            place = f"{letter}列" if letter.isascii() and letter else letter or place
            places.setdefault(code, []).extend([place] * bool(place))
    return tuple(message_zh(code) + _first_places_zh(of_code) for code, of_code in places.items())


def _first_places_zh(places: Sequence[str]) -> str:
    more = "等" if len(places) > _MOST_PLACES else ""
    return f"（{'、'.join(places[:_MOST_PLACES])}{more}）" if places else ""


def reason_text(code: str, column: str, layout: Layout) -> str:
    """Return the Chinese text that states a reason and how to correct it.

    `code`: reason code, such as plan_year_not_payable. `column`: canonical column, or that of a state (`row_states/1`);
    if the layout has it, the text begins with its heading in 【】.
    """
    text = message_zh(code)
    if column in layout.columns:
        return f"【{layout.label(column)}】{text}"
    position = column.removeprefix(_STATES) if column.startswith(_STATES) else ""
    if not position.isdecimal() or int(position) > len(layout.row_states):
        return text
    return f"【{layout.label(column)}】{text}{_state_words(code, layout.row_states[int(position) - 1])}"


def _state_words(code: str, state: RowState) -> str:
    """Return which words of the state count and which do not, for a row whose state is undecided or unknown."""
    if code not in ("state_undecided", "state_unknown"):
        return ""
    count = "、".join(f"“{word}”" for word in state.counts[:_MOST_WORDS])
    not_counted = "、".join(f"“{word}”" for word in state.not_counted[:_MOST_WORDS])
    return f"计入的写法：{count or '空白'}；不计入的{f'写法：{not_counted}' if not_counted else '请标“删除”'}。"

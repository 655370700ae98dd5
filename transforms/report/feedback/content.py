"""What a feedback workbook says, before it is written: the cover's figures, the sender's own rows, the cross-check."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import PERSON_STRIDE, ROW_NO, RawTable, file_order
from transforms.intake.base.reasons import Reason, message_zh
from transforms.intake.layouts.model import Layout
from transforms.report.feedback.masking import shown
from transforms.text.figures import yuan_grouped

FULL_ROWS = 50_000
"""Up to so many rows are listed whole; of a larger delivery only the rows of which there is something to say."""
LOADED, DUPLICATE, FAULTY, HELD, RETURNED, TOTAL = (
    "已入库",
    "重复，未再入库",
    "不合格，未入库",
    "暂存",
    "未入库",
    "合计行",
)
LOADED_STATES = ("committed", "superseded", "revoked")
_WHOLE = {"held": HELD, "rejected": RETURNED}
_SOUND = {"superseded": "合格，本版不生效", "revoked": "合格，本版已撤回"}


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
    """The highest version of this list that is taken: a mended one must be higher."""
    other_parts: int
    """Other deliveries of the same version that are in force beside this one."""


@dataclass(frozen=True)
class Line:
    """One row of the sender: its key in the sender's file, its cells as shown, what became of it, and why."""

    key: str
    cells: tuple[str, ...]
    result: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """One thing that the cross-check found about a row's person. `detail` names lists, units or days, no person."""

    key: str
    name: str
    number: str
    text: str
    advice: str
    detail: str


@dataclass(frozen=True)
class Funded:
    """One person of the deduplicated list. `cells`: key, name, masked number, category and unit. `fen`: what the funds
    give by the last assessment, None where the pack does not say. Not `is_assessed`: it is not known yet.
    """

    cells: tuple[str, ...]
    fen: int | None
    is_assessed: bool

    @property
    def fen_zh(self) -> str:
        if not self.is_assessed:
            return "待核定"
        return "标准未定" if self.fen is None else yuan_grouped(self.fen) if self.fen else "不资助"


@dataclass(frozen=True)
class Feedback:
    """One workbook. `columns`: canonical, heading. `is_whole`: every row of the sender is listed.

    `to_fund`: the deduplicated list; None where the delivery is no list of persons to be funded, or was not accepted.
    `file_rows`: rows of the file, where a row of it names several persons; the delivery's counts are of persons then.
    `not_compared`: what has not come yet, in words, of all that the persons are compared with.
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

    @property
    def subsidised(self) -> list[int]:
        """Fen of each person of the deduplicated list whom the funds give something."""
        return [one.fen for one in self.to_fund or () if one.fen]

    @property
    def is_loaded(self) -> bool:
        """Whether rows of it were loaded, in force or not."""
        return self.delivery.state in LOADED_STATES


def row_key(raw: RawTable, row_no: int) -> str:
    """A row as the sender finds it: its number, with its sheet where several sheets hold data, and which person of it
    where it names several."""
    sheet, row = raw.sender_place(row_no)
    place, person = file_order(row_no)
    return (str(row) if row == place else f"{sheet}-{row}") + (f"第{person + 1}人" if person else "")


def file_rows(raw: RawTable) -> int | None:
    """Rows of the file where a row names several persons, else None."""
    row_nos = raw.table[ROW_NO].to_numpy()
    if not (row_nos >= PERSON_STRIDE).any():
        return None
    return len(set((row_nos % PERSON_STRIDE).tolist())) + len(raw.malformed)


def columns_of(raw: RawTable, layout: Layout) -> tuple[tuple[str, str], ...]:
    """The sender's own columns in their order, with the heading that their form gives them."""
    names = [name for name in raw.table.column_names if name != ROW_NO]
    return tuple((name, heading(name, layout, raw.fen_per_unit)) for name in names)


def heading(canonical: str, layout: Layout, fen_per_unit: int) -> str:
    """The form's heading; an amount in another unit than yuan names it."""
    unit = {1: "分", 10: "角", 1_000_000: "万元"}.get(fen_per_unit) if canonical == "amount_fen" else None
    label = layout.label(canonical)
    return f"{label.removesuffix('(元)')}({unit})" if unit else label


def shown_rows(raw: RawTable, told: Collection[int]) -> tuple[list[int], bool]:
    """Row numbers that are listed, in the sender's order, and whether they are all. `told`: rows with a reason."""
    rows = {*raw.table[ROW_NO].to_pylist(), *raw.malformed}
    totals = {int(one[ROW_NO]) for one in raw.totals}
    is_whole = len(rows) <= FULL_ROWS
    return sorted((rows if is_whole else rows & set(told)) | totals, key=file_order), is_whole


def lines_of(
    raw: RawTable, layout: Layout, delivery: Delivery, rows: Sequence[int],
    faults: Mapping[int, Sequence[tuple[str, str]]], warnings: Mapping[int, Sequence[tuple[str, str]]],
    loaded: Collection[int],
) -> tuple[Line, ...]:  # fmt: skip
    """A line per row of `rows`. faults, warnings: row -> (reason code, canonical column). `loaded`: rows that are sound
    and no repetition."""
    names = [name for name in raw.table.column_names if name != ROW_NO]
    listed = raw.table.filter(pc.is_in(raw.table[ROW_NO], pa.array(rows, pa.int32())))  # few rows of a large delivery
    places = {row: at for at, row in enumerate(listed[ROW_NO].to_pylist())}
    texts = {name: listed[name].to_pylist() for name in names}
    totals = {int(one[ROW_NO]): one for one in raw.totals}

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
            row_key(raw, row), cells(row),
            TOTAL if row in totals else _result(delivery.state, row in faults, row in loaded),
            (
                *(reason_text(code, column, layout) for code, column in faults.get(row, ())),
                *(f"提示：{reason_text(code, column, layout)}" for code, column in warnings.get(row, ())),
            ),
        )
        for row in rows
    )  # fmt: skip


def _result(state: str, is_faulty: bool, is_loaded: bool) -> str:
    if is_faulty:
        return FAULTY
    return _WHOLE.get(state, _SOUND.get(state, LOADED) if is_loaded else DUPLICATE)


def reason_text(code: str, column: str, layout: Layout) -> str:
    """The reason in plain Chinese with how to mend it, and the column that it is about."""
    return f"【{layout.label(column)}】{message_zh(code)}" if column in layout.columns else message_zh(code)

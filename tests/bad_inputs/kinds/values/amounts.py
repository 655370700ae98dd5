"""Units of amounts beside yuan, in the title, the header or a row of their own. Kinds 233 and 234."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tests.bad_inputs.files.forms import ROLL, TAX
from tests.bad_inputs.files.grid import Grid, Line
from tests.bad_inputs.files.make import Damage, both, in_csv, in_xlsx
from tests.bad_inputs.kinds.model import Kind, holds, kind, loads

FEN = {"分": 1, "角": 10, "元": 100, "千元": 100_000, "万元": 1_000_000}


def _amounts(unit: str, header: str = "缴费金额") -> Damage:
    """All amounts and the total in another unit; the header is without one."""

    def damage(table: Grid, rng: random.Random) -> None:
        table.lines[table.header_at].cells[4] = header
        for line in table.data:
            assert line.truth is not None
            line.cells[4] = _in(unit, line.truth.fen)
        table.lines[-1].cells[4] = _in(unit, sum(line.truth.fen for line in table.data if line.truth))

    return damage


def _in(unit: str, fen: int) -> str:
    whole, rest = divmod(fen, FEN[unit])
    places = len(str(FEN[unit])) - 1
    return f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".") if places else str(whole)


def _title(*cells: str) -> Damage:
    return lambda table, rng: table.insert(0, list(cells))


def _below(*cells: Any) -> Damage:
    """A row of units below the header."""
    return lambda table, rng: table.lines.insert(table.header_at + 1, Line(list(cells)))


def _xlsx(unit: str, *damages: Damage) -> Callable[[random.Random], Any]:
    return in_xlsx(TAX, both(_amounts(unit), *damages))


KINDS: tuple[Kind, ...] = (
    kind(
        233,
        "amounts in another unit than yuan: 单位：千元, 人、万元, 角, 分",
        "N",
        ("千元 above the table", in_csv(TAX, both(_amounts("千元"), _title("单位：千元"))), loads()),
        ("persons and 万元", in_csv(TAX, both(_amounts("万元"), _title("某县", "单位：人、万元"))), loads()),
        ("two cells", _xlsx("千元", _title("单位：", "千元")), loads("form_differs")),
        ("in brackets of a title", _xlsx("万元", _title("2020年缴费明细（万元）")), loads("form_differs")),
        ("角 for 人民币", in_csv(TAX, both(_amounts("角"), _title("金额以人民币角为单位"))), loads()),
        ("分 beside an office", in_csv(TAX, both(_amounts("分"), _title("填报单位：税务局  单位：分"))), loads()),
        ("千元 in the header", in_csv(TAX, _amounts("千元", "缴费金额（单位：千元）")), loads()),
        ("a row of units", in_csv(TAX, both(_amounts("千元"), _below("", "", "", "年", "千元", *[""] * 4))), loads()),
        ("yuan per person", in_csv(TAX, both(_amounts("元"), _title("单位：元/人"))), loads()),
        ("an office of 元 and 分", in_csv(TAX, both(_amounts("元"), _title("填报单位：元坝镇分局"))), loads()),
        ("a list without amounts", in_csv(ROLL, _title("单位：户、人")), loads()),
        decided="the header's unit outweighs the title's",
    ),
    kind(
        234,
        "amounts in several units, or in a unit that nobody states",
        "H",
        ("two units", in_csv(TAX, both(_amounts("元"), _title("单位：元、万元"))), holds("amount_unit_unclear")),
        ("another currency", in_csv(TAX, both(_amounts("元"), _title("货币单位：美元"))), holds("amount_unit_unclear")),
        (
            "two titles",
            in_csv(TAX, both(_amounts("千元"), _title("单位：千元"), _title("合计（万元）"))),
            holds("amount_unit_unclear"),
        ),
        ("千元 without a word", in_csv(TAX, _amounts("千元")), holds("amount_scale")),
        ("角 without a word", in_csv(TAX, _amounts("角")), holds("amount_scale")),
    ),
)

"""G. Money that goes back: kinds 105, 111 and 112, in feeds that name the receipt and in feeds that do not."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tests.bad_inputs.files.forms import REVERSING, TAX, yuan
from tests.bad_inputs.files.grid import Grid, Line, control
from tests.bad_inputs.files.make import Damage, in_csv, in_xlsx
from tests.bad_inputs.kinds.model import Kind, drops, kind, loads, quarantines, rejects
from transforms.intake.values.amounts import parse_amount

LISTED = "takes nothing back and is listed (`core.reversal_state`, `mart.reversal`)"
Written = Callable[[int], Any]


def minus(fen: int) -> str:
    return f"-{yuan(fen)}"


def total(table: Grid) -> None:
    """The control row of what stands in the table, whatever it means."""
    at = table.form.at("amount_fen")
    fen = sum(parse_amount(str(line.cells[at])).fen or 0 for line in table.data)
    table.lines[-1] = Line(control([line.truth for line in table.data if line.truth], fen=fen))
    table.lines[-1].cells += [""] * (len(table.header) - len(table.lines[-1].cells))


def taken_back(
    written: Written = minus, *, parts: Sequence[int] = (1,), of: int = 1, receipt: str | None = None,
    number: str | None = None, hit: bool = False, times: int = 1,
) -> Damage:  # fmt: skip
    """Rows that take the second receipt back: so many of `of` equal parts each.

    `receipt`: another number that they name; `number`: their own number, if not one of their own; `times`: how often
    each stands there.
    """

    def damage(table: Grid, rng: random.Random) -> None:
        first = table.data[1].truth
        assert first is not None
        for at, part in enumerate(parts):
            fen = first.fen * part // of
            mark = first.receipt if number is None else number
            one = replace(first, receipt=mark if number is not None else f"{mark}C{at}", fen=-fen,
                          reverses=first.receipt if receipt is None else receipt)  # fmt: skip
            cells = table.form.cells(one)
            cells[table.form.at("amount_fen")] = written(fen)
            for time in range(times):
                table.lines.insert(-1, Line(list(cells), one, hit or time > 0))
        total(table)

    return damage


def unnamed(written: Written, rows: int = 1) -> Damage:
    """Negative amounts in some rows that name no receipt."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in rng.sample(table.data, rows):
            assert line.truth is not None
            table.set(line, "amount_fen", written(line.truth.fen))
        total(table)

    return damage


def _own_number(table: Grid, rng: random.Random) -> None:
    """The row has the number of the receipt that it takes back: receipts and reversals are numbered apart."""
    first = table.data[1].truth
    assert first is not None
    taken_back(number=first.receipt)(table, rng)


def _paid_twice_negative(table: Grid, rng: random.Random) -> None:
    """A control row that counts what went back as if it had come in."""
    taken_back()(table, rng)
    fen = sum(abs(line.truth.fen) for line in table.data if line.truth)
    table.lines[-1].cells[table.form.at("amount_fen")] = yuan(fen)


def _numeric_number(table: Grid, rng: random.Random) -> None:
    taken_back(receipt="123456789012345680", hit=True)(table, rng)
    (line,) = (one for one in table.data if one.hit)
    line.cells[table.form.at("reversed_receipt_no")] = 123456789012345680.0


def _two_sums(table: Grid, rng: random.Random) -> None:
    taken_back(number="C-1", parts=(1, 2), of=3, hit=True)(table, rng)


_NOT_POSITIVE = quarantines("amount_not_positive")
KINDS: tuple[Kind, ...] = (
    kind(
        105,
        "parentheses or trailing minus negatives",
        "N",
        ("parentheses", in_csv(REVERSING, taken_back(lambda fen: f"({yuan(fen)})")), loads()),
        ("trailing minus", in_csv(REVERSING, taken_back(lambda fen: f"{yuan(fen)}-")), loads()),
        ("full-width parentheses", in_csv(REVERSING, taken_back(lambda fen: f"\uff08{yuan(fen)}\uff09")), loads()),
        ("minus in front", in_csv(REVERSING, taken_back(minus)), loads()),
        ("the sign of mathematics", in_csv(REVERSING, taken_back(lambda fen: f"\u2212{yuan(fen)}"), encoding="utf-8"),
         loads()),
        ("a number in a workbook", in_xlsx(REVERSING, taken_back(lambda fen: -fen / 100)), loads("form_differs")),
        ("all three, of parts", in_csv(REVERSING, taken_back(lambda fen: f"({yuan(fen)})", parts=(1, 1, 1), of=4)),
         loads()),
        ("without the receipt's number", in_csv(TAX, unnamed(lambda fen: f"({yuan(fen)})")), _NOT_POSITIVE),
        decided="read as negative, in the control sum, too; what a negative row is: 111",
    ),
    kind(
        111,
        "negative reversal with or without the original receipt",
        "N / suspense",
        ("of a receipt in the file", in_csv(REVERSING, taken_back()), loads()),
        ("of an unknown receipt", in_csv(REVERSING, taken_back(receipt="PZ-UNKNOWN")), loads()),
        ("of a part", in_csv(REVERSING, taken_back(parts=(1,), of=3)), loads()),
        ("in two parts", in_csv(REVERSING, taken_back(parts=(1, 1), of=2)), loads()),
        ("twice, under two numbers", in_csv(REVERSING, taken_back(parts=(1, 1))), loads()),
        ("under the receipt's own number", in_csv(REVERSING, _own_number), loads()),
        ("the same row again", in_csv(REVERSING, taken_back(times=2)), drops()),
        ("one number, two sums", in_csv(REVERSING, _two_sums), quarantines("receipt_conflict")),
        ("a feed without the column", in_csv(TAX, unnamed(minus)), _NOT_POSITIVE),
        ("two in a feed without the column", in_csv(TAX, unnamed(minus, 2)), _NOT_POSITIVE),
        ("the column left blank", in_csv(REVERSING, unnamed(minus)), _NOT_POSITIVE),
        ("a sum above zero that names a receipt", in_csv(REVERSING, taken_back(yuan, hit=True)),
         quarantines("reversal_not_negative")),
        ("zero that names a receipt", in_csv(REVERSING, taken_back(lambda fen: "0.00", hit=True)), _NOT_POSITIVE),
        ("the receipt's number is rounded", in_xlsx(REVERSING, _numeric_number),
         quarantines("receipt_numeric_cell", remarks=("form_differs",))),
        ("a total without its sign", in_csv(REVERSING, _paid_twice_negative), rejects("control_amount")),
        decided="a row that names the receipt in a column of its own is a fact, whichever of both comes first "
        f"(docs/explanation/decisions/0004-receipts.md); without its receipt it {LISTED}. A row that names none: Q",
    ),
    kind(
        112,
        "partial refund larger than paid",
        "Q",
        ("more than was paid", in_csv(TAX, unnamed(lambda fen: minus(fen * 2))), _NOT_POSITIVE),
        ("by a fen", in_csv(TAX, unnamed(lambda fen: minus(fen + 1))), _NOT_POSITIVE),
        ("by ten thousand yuan", in_csv(TAX, unnamed(lambda fen: f"({yuan(fen + 1_000_000)})")), _NOT_POSITIVE),
        ("more than was paid, of a named receipt", in_csv(REVERSING, taken_back(parts=(2,))), loads()),
        decided=f"Q; in a feed that names the receipt it {LISTED}, whatever comes in which order",
    ),
)  # fmt: skip

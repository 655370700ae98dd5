"""G. Money: kinds 103 to 115 without 105, 111 and 112 (`kinds_g_reversals`)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.bad_inputs.files.forms import TAX, yuan
from tests.bad_inputs.files.grid import Grid, Line, control
from tests.bad_inputs.files.make import Damage, everywhere, in_csv, in_xlsx
from tests.bad_inputs.kinds.model import Kind, drops, holds, kind, loads, quarantines, rejects, warns
from tests.support.files.raw_xlsx import Cell
from transforms.intake.values.amounts import parse_amount

UNREAD = ("control_unverified",)


def _paid(printed: Callable[[int], Any], rows: int = 1, unread: bool = False) -> Damage:
    """Other amounts in some rows. The control row counts what can be read in them."""

    def damage(table: Grid, rng: random.Random) -> None:
        fen = sum(line.truth.fen for line in table.data if line.truth)
        for line in rng.sample(table.data, rows):
            assert line.truth is not None
            new = printed(line.truth.fen)
            table.set(line, "amount_fen", new)
            if not unread:
                fen += (parse_amount(str(new)).fen or 0) - line.truth.fen
        table.lines[-1] = Line(control([line.truth for line in table.data if line.truth], fen=fen))

    return damage


def _usual(fen: int) -> Damage:
    """Somebody who paid another amount than the tariff knows."""

    def damage(table: Grid, rng: random.Random) -> None:
        line = rng.choice(table.data)
        assert line.truth is not None
        line.truth = replace(line.truth, fen=fen)
        table.set(line, "amount_fen", yuan(fen))
        table.lines[-1] = Line(control([one.truth for one in table.data if one.truth]))

    return damage


def _in_unit(header: str, printed: Callable[[int], str]) -> Damage:
    """The whole column, and the control row, in another unit."""

    def damage(table: Grid, rng: random.Random) -> None:
        table.lines[table.header_at].cells[4] = header
        for line in table.data:
            assert line.truth is not None
            line.cells[4] = printed(line.truth.fen)
        table.lines[-1].cells[4] = printed(sum(line.truth.fen for line in table.data if line.truth))

    return damage


def _again(change: Callable[[Line], None], both_hit: bool = False) -> Damage:
    """A receipt once more, the second one changed."""

    def damage(table: Grid, rng: random.Random) -> None:
        first = table.data[1]
        second = Line(list(first.cells), first.truth, True)
        change(second)
        first.hit = both_hit
        table.lines.insert(-1, second)
        fen = sum(parse_amount(line.cells[4]).fen or 0 for line in table.data)
        table.lines[-1] = Line(control([line.truth for line in table.data if line.truth], fen=fen))

    return damage


def _other(position: int, text: str) -> Callable[[Line], None]:
    return lambda line: line.cells.__setitem__(position, text)


def _scaled(factor: Callable[[int], str]) -> Damage:
    def damage(table: Grid, rng: random.Random) -> None:
        _in_unit("缴费金额(元)", factor)(table, rng)

    return damage


def _wan(fen: int) -> str:
    return f"{fen / 1_000_000:.6f}".rstrip("0").rstrip(".")


def _numeric(fen: int) -> Cell:
    return Cell(f'<c r="{{r}}"><v>{fen / 100!r}</v></c>')


KINDS: tuple[Kind, ...] = (
    kind(
        103,
        "￥ ¥ 元 万元 suffix",
        "N",
        ("￥ in front", in_csv(TAX, everywhere("amount_fen", "￥{}".format)), loads()),
        ("¥ in front, 元 behind", in_csv(TAX, everywhere("amount_fen", "¥{}元".format), encoding="utf-8"), loads()),
        (
            "万元 behind each figure",
            in_csv(
                TAX,
                lambda t, rng: [
                    line.cells.__setitem__(4, _wan(line.truth.fen) + "万元") for line in t.data if line.truth
                ],
            ),
            loads(),
        ),
        ("万元 in the header", in_csv(TAX, _in_unit("缴费金额(万元)", _wan)), loads()),
        ("分 in the header", in_csv(TAX, _in_unit("缴费金额(分)", str)), loads()),
        ("人民币 in front, 元整 behind", in_csv(TAX, everywhere("amount_fen", "人民币{}元整".format)), loads()),
    ),
    kind(
        104,
        "thousands commas, 1,23 or 1.234,50",
        "Q",
        ("1,23", in_csv(TAX, _paid(lambda fen: "1,23", unread=True)), quarantines("amount_format", remarks=UNREAD)),
        (
            "1.234,50",
            in_csv(TAX, _paid(lambda fen: "1.234,50", unread=True)),
            quarantines("amount_format", remarks=UNREAD),
        ),
        (
            "12,34,567",
            in_csv(TAX, _paid(lambda fen: "12,34,567", unread=True)),
            quarantines("amount_format", remarks=UNREAD),
        ),
        ("well grouped", in_csv(TAX, lambda t, rng: _grouped(t)), warns("amount_unusual")),
        decided="groups of three where they belong are read; any other comma: Q",
    ),
    kind(
        106,
        "full-width \uff0d\uff13\uff18\uff10",
        "N",
        (
            "digits",
            in_csv(
                TAX, everywhere("amount_fen", lambda t: t.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}))
            ),
            loads(),
        ),
        (
            "digits and point",
            in_csv(
                TAX, everywhere("amount_fen", lambda t: t.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789."}))
            ),
            loads(),
        ),
        ("with ￥ and blanks", in_csv(TAX, everywhere("amount_fen", lambda t: f" ￥ {t}\u3000")), loads()),
    ),
    kind(
        107,
        "text number with green triangle",
        "N",
        ("text in a workbook", in_xlsx(TAX), loads("form_differs")),
        ("shared text", in_xlsx(TAX, book_shared=True), loads("form_differs")),
        (
            "numbers in a workbook",
            in_xlsx(
                TAX,
                lambda t, rng: [line.cells.__setitem__(4, _numeric(line.truth.fen)) for line in t.data if line.truth],
            ),
            loads("form_differs"),
        ),
    ),
    kind(
        108,
        "float noise 379.99999999997",
        "Q unless exactly 2 decimals after decimal parse",
        (
            "in a csv",
            in_csv(TAX, _paid(lambda fen: f"{fen // 100 - 1}.99999999997", unread=True)),
            quarantines("amount_format", remarks=UNREAD),
        ),
        (
            "a little more",
            in_csv(TAX, _paid(lambda fen: f"{yuan(fen)}0000000001", unread=True)),
            quarantines("amount_format", remarks=UNREAD),
        ),
        (
            "in a numeric cell",
            in_xlsx(TAX, _paid(lambda fen: fen / 100 - 3e-11, unread=True)),
            quarantines("amount_format", remarks=(*UNREAD, "form_differs")),
        ),
        ("zeros behind are none", in_csv(TAX, everywhere("amount_fen", "{}00".format)), loads()),
    ),
    kind(
        109,
        "three decimals, fen and yuan mixed up",
        "H by distribution check",
        ("fen as yuan", in_csv(TAX, _scaled(str)), holds("amount_scale")),
        (
            "a hundredth of a yuan",
            in_csv(TAX, _scaled(lambda fen: f"{fen // 10000}.{fen // 100 % 100:02d}")),
            holds("amount_scale"),
        ),
        ("most of them", in_csv(TAX, _scaled(str), 9), holds("amount_scale")),
        (
            "three decimals",
            in_csv(TAX, _paid(lambda fen: f"{yuan(fen)}5", unread=True)),
            quarantines("amount_format", remarks=UNREAD),
        ),
        decided="more than half of the amounts a due amount in another unit: H; a single part of a fen: Q",
    ),
    kind(
        110,
        "zero or blank amount",
        "Q",
        ("zero", in_csv(TAX, _paid(lambda fen: "0.00")), quarantines("amount_not_positive")),
        ("blank", in_csv(TAX, _paid(lambda fen: "", unread=True)), quarantines("amount_blank", remarks=UNREAD)),
        (
            "two blanks of spaces",
            in_csv(TAX, _paid(lambda fen: " \u3000", 2, unread=True)),
            quarantines("amount_blank", remarks=UNREAD),
        ),
    ),
    kind(
        113,
        "duplicate receipt number",
        "same amount: skip; other amount: H",
        ("the same row again", in_csv(TAX, _again(lambda line: None)), drops()),
        (
            "the same in another dress",
            in_csv(TAX, _again(lambda line: line.cells.__setitem__(4, "¥" + line.cells[4])), encoding="utf-8"),
            drops(),
        ),
        (
            "another amount",
            in_csv(TAX, _again(_other(4, "123.45"), both_hit=True), context={"plausible_amounts_fen": ()}),
            quarantines("receipt_conflict"),
        ),
        (
            "another person's name",
            in_csv(TAX, _again(_other(1, "另一人"), both_hit=True)),
            quarantines("receipt_conflict"),
        ),
        decided="the same content: skipped; other content: both rows wait for a person in quarantine "
        "(docs/explanation/decisions/0004-receipts.md), not the whole day's money",
    ),
    kind(
        114,
        "amount not in the year's tariff",
        "W",
        ("a fen more", in_csv(TAX, _usual(25_001)), warns("amount_unusual")),
        ("last year's", in_csv(TAX, _usual(22_000)), warns("amount_unusual")),
        ("very much", in_csv(TAX, _usual(9_999_900)), warns("amount_unusual")),
    ),
    kind(
        115,
        "trailer total differs from the sum",
        "R",
        ("by a fen", in_csv(TAX, lambda t, rng: _wrong_total(t, 1)), rejects("control_amount")),
        ("by a receipt", in_csv(TAX, lambda t, rng: _wrong_total(t, 25_000)), rejects("control_amount")),
        ("in a workbook", in_xlsx(TAX, lambda t, rng: _wrong_total(t, -100)), rejects("control_amount")),
    ),
)


def _grouped(table: Grid) -> None:
    line = table.data[2]
    assert line.truth is not None
    line.truth = replace(line.truth, fen=123_450)
    table.set(line, "amount_fen", "1,234.50")
    table.lines[-1] = Line(control([one.truth for one in table.data if one.truth]))


def _wrong_total(table: Grid, by_fen: int) -> None:
    people = [line.truth for line in table.data if line.truth]
    table.lines[-1] = Line(control(people, fen=sum(one.fen for one in people) + by_fen))

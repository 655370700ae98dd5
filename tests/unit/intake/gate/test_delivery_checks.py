"""Checks of a delivery as a whole: each share is tested just below, at and above its limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pytest

from tests.support.files.builders import LAYOUTS, ROLL_SOURCE, TAX_SOURCE, FakeSource, context, number
from tests.support.files.raw_tables import raw_table
from transforms.intake.gate.delivery_checks import check_delivery, file_warnings
from transforms.intake.gate.gate import judge_table
from transforms.intake.gate.kinds.registry import KINDS
from transforms.intake.values.parser import Parser

Checked = tuple[list[str], list[str], list[str]]


def check(
    columns: Mapping[str, Sequence[str]], source: FakeSource = ROLL_SOURCE, mode: str = "full", **changes: Any
) -> Checked:
    """Return the codes of reasons to reject, of reasons to hold, and of warnings."""
    facts = {
        name: changes.pop(name) for name in ("modified_on", "totals", "malformed", "hold_reasons") if name in changes
    }
    raw, layout, about = raw_table(columns, **facts), LAYOUTS[source.layout], context(mode, **changes)
    parser = Parser(raw, layout, about)
    parsed = KINDS[source.kind].parse(parser, source)
    rejecting, holding, remarks = check_delivery(raw, source, layout, about, parser, parsed)
    return [reason.code for reason in rejecting], [reason.code for reason in holding], remarks


def roll(size: int = 4, **columns: Sequence[str]) -> dict[str, Sequence[str]]:
    good = {
        "name": ["张三"] * size,
        "document_number": [number(at + 1) for at in range(size)],
        "unit": ["甲镇"] * size,
    }
    return {**good, **columns}


def feed(amounts: Sequence[str]) -> dict[str, Sequence[str]]:
    size = len(amounts)
    day = ["2019-11-02"] * size
    stated = {"receipt_no": [f"P{at}" for at in range(size)], "plan_year": ["2020"] * size, "collected_on": day}
    return {**roll(size), **stated, "received_on": day, "channel": ["微信"] * size, "amount_fen": amounts}


def units(strange: int, size: int) -> list[str]:
    return ["外地镇"] * strange + ["甲镇"] * (size - strange)


def test_a_good_list_has_no_reason() -> None:
    assert check(roll()) == ([], [], [])


@pytest.mark.parametrize(
    ("strange", "size", "rejecting", "holding"),
    [
        (2, 4, [], []),  # half is not most, and fewer than three are a slip
        (3, 5, ["other_place"], ["mostly_quarantined"]),
        (3, 15, [], []),  # a fifth is not more than a fifth
        (3, 14, [], ["other_place_rows"]),
    ],
)
def test_rows_of_other_places_hold_above_a_fifth_and_reject_above_half(
    strange: int, size: int, rejecting: list[str], holding: list[str]
) -> None:
    assert check(roll(size, unit=units(strange, size))) == (rejecting, holding, [])


def test_half_of_the_rows_may_be_bad() -> None:
    assert check(roll(name=["", "", "张三", "张三"]))[1] == []
    assert check(roll(name=["", "", "", "张三"]))[1] == ["mostly_quarantined"]
    assert check(roll(3, name=["", "张三", "张三"]), malformed=[9, 10])[1] == ["mostly_quarantined"]


def test_swapped_columns_and_masked_numbers_reject_above_half() -> None:
    masked = [number(at)[:6] + "********" + number(at)[-4:] for at in (1, 2, 3)]
    assert check(roll(document_number=[*masked[:2], number(3), number(4)]))[0] == []
    assert check(roll(document_number=[*masked, number(4)]))[0] == ["mostly_masked"]
    names = [number(at) for at in (1, 2, 3)]
    assert check(roll(name=[*names[:2], "张三", "张三"]))[0] == []
    assert check(roll(name=[*names, "张三"]))[0] == ["columns_swapped"]


@pytest.mark.parametrize(
    ("text", "is_unsafe"),
    [('=HYPERLINK("http://x")', True), (" '＝webservice(1)", True), ("+IMPORTXML(1)", True), ("=SUM(1)", False)],
)
def test_a_formula_that_reaches_out_rejects_at_its_place(text: str, is_unsafe: bool) -> None:
    assert check(roll(household_no=["", text, "", ""]))[0] == (["formula_unsafe"] if is_unsafe else [])


def test_test_rows_reject_by_name_or_sample_number() -> None:
    assert check(roll(name=["张三", "测试1", "张三", "张三"]))[0] == ["test_data"]
    assert check(roll(document_number=["110101190001010018", number(2), number(3), number(4)]))[0] == ["test_data"]


def test_a_full_list_that_states_changes_is_held() -> None:
    columns = {**roll(), "category": ["低保对象"] * 4, "op": ["", "", "", "减少"], "change_on": ["2019-11-01"] * 4}
    assert check(columns, FakeSource())[1] == ["wrong_mode"]
    assert check({**columns, "op": [""] * 4}, FakeSource())[1] == []


def test_a_list_without_rows_is_held_only_if_it_is_full() -> None:
    assert check(roll(0)) == ([], ["no_rows"], [])
    assert check(roll(0), mode="change") == ([], [], [])


@pytest.mark.parametrize(
    ("amounts", "holding"),
    [
        (["250", "25000"], []),
        (["250", "25000", "25000"], ["amount_scale"]),
        (["250", "2.5", "2.5"], ["amount_scale"]),
        (["250", "2500", "2500"], ["amount_scale"]),
        (["250", "0.25", "0.25"], ["amount_scale"]),
        (["100", "1.23", "7"], []),
    ],
)
def test_amounts_in_another_unit_hold_above_half(amounts: list[str], holding: list[str]) -> None:
    yuan = sum(float(amount) for amount in amounts)
    totals = [{"row_no": "9", "name": str(len(amounts)), "amount_fen": f"{yuan:.2f}"}]
    checked = check(feed(amounts), TAX_SOURCE, "feed", totals=totals, plausible_amounts_fen=(25_000,))
    assert checked == ([], holding, [])


def test_unknown_categories_of_most_rows_are_held_from_three_rows_on() -> None:
    def labelled(strange: int, size: int) -> list[str]:
        columns = roll(size, category=["新类"] * strange + ["低保对象"] * (size - strange))
        return check(columns, FakeSource())[1]

    assert labelled(2, 2) == [] and labelled(3, 6) == []
    assert labelled(3, 5) == ["categories_unknown"]


def test_one_number_with_two_names_holds_a_list_and_not_a_feed() -> None:
    twice = roll(3, name=["张三", "李四", "王五"], document_number=[number(1), number(1), number(2)])
    judged = judge_table(raw_table(twice), ROLL_SOURCE, LAYOUTS["roll"], context())
    assert [reason.code for reason in judged.holding] == ["same_number_two_names"]
    assert judged.holding[0].row == 2 and "共 2 行" in judged.holding[0].message_zh
    paid = {**feed(["250"] * 3), **twice}
    totals = [{"row_no": "9", "name": "3", "amount_fen": "750"}]
    judged = judge_table(raw_table(paid, totals=totals), TAX_SOURCE, LAYOUTS["tax"], context("feed"))
    assert judged.holding == [] and judged.result.decision == "accept"


def test_a_file_of_tomorrow_is_a_warning() -> None:
    assert check(roll(), modified_on="2019-12-10")[2] == []
    assert check(roll(), modified_on="2019-12-11")[2] == ["file_from_future"]


def test_warnings_about_the_file_are_at_the_headers_row() -> None:
    raw = raw_table(
        roll(), first_row=4, form="xlsx", extra=["I"], remarks=["hidden_rows"], notes=[(6, "serial_broken", "A")]
    )
    assert file_warnings(raw, LAYOUTS["roll"], ["hidden_rows", "total_differs"]) == [
        (3, "extra_column", "I"),
        (3, "hidden_rows", ""),
        (3, "total_differs", ""),
        (6, "serial_broken", "A"),
        (3, "form_differs", ""),  # the roll is agreed as csv
    ]


def test_a_doubt_of_the_reader_holds_with_its_place() -> None:
    hold_reasons = [("colour_meaning", 5, None), ("sheet_unread", None, "第2个工作表")]
    raw = raw_table(roll(), hold_reasons=hold_reasons, sheet="第1个工作表")
    judged = judge_table(raw, ROLL_SOURCE, LAYOUTS["roll"], context())
    assert [(reason.code, reason.sheet, reason.row) for reason in judged.holding] == [
        ("colour_meaning", "第1个工作表", 5),
        ("sheet_unread", "第2个工作表", None),
    ]


def test_no_reason_repeats_a_value_of_the_file() -> None:
    columns = roll(5, unit=["秘密镇"] * 5, name=["秘密人"] * 5)
    judged = judge_table(raw_table(columns), ROLL_SOURCE, LAYOUTS["roll"], context())
    assert judged.rejecting and not any("秘密" in reason.message_zh for reason in judged.rejecting + judged.holding)
    assert isinstance(judged.values, pa.Table)


def test_a_reason_is_at_the_letter_of_its_column() -> None:
    def columns_of(columns: Mapping[str, Sequence[str]]) -> set[tuple[str, str | None]]:
        judged = judge_table(raw_table(columns), ROLL_SOURCE, LAYOUTS["roll"], context())
        return {(reason.code, reason.column) for reason in judged.rejecting + judged.holding}

    assert ("other_place", "C") in columns_of(roll(5, unit=units(3, 5)))
    assert ("other_place_rows", "C") in columns_of(roll(14, unit=units(3, 14)))
    assert ("columns_swapped", "A") in columns_of(roll(3, name=[number(at) for at in (1, 2, 3)]))

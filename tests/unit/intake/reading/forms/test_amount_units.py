"""The unit of amounts is found wherever senders write it; several units are never guessed."""

from __future__ import annotations

import pytest

from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.forms.amount_units import unit_below, unit_of_header, unit_of_titles


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("缴费金额(元)", ("缴费金额", 100)),
        ("缴费金额(千元)", ("缴费金额", 100_000)),
        ("缴费金额(单位:万元)", ("缴费金额", 1_000_000)),
        ("金额(人民币元)", ("金额", 100)),
        ("金额(百元)", ("金额", 10_000)),
        ("缴费金额", None),
        ("街道(镇)", None),
    ],
)
def test_a_header_names_its_unit_in_brackets(header: str, found: tuple[str, int] | None) -> None:
    assert unit_of_header(header) == found


@pytest.mark.parametrize(
    ("title", "fen"),
    [
        (["单位：千元"], 100_000),
        (["单位：人、万元"], 1_000_000),
        (["填报单位：某局　　金额单位：角"], 10),
        (["单位：元/人"], 100),
        (["单位：", "千元"], 100_000),
        (["某县缴费明细（万元）"], 1_000_000),
        (["金额以人民币千元为单位"], 100_000),
        (["单位：人"], None),
        (["填报单位：元氏县"], None),
        (["单位：分水镇"], None),
        (["缴费明细(第一分册)"], None),
        (["2020年缴费明细"], None),
        (["缴费千元以上人员"], None),
    ],
)
def test_a_title_states_the_unit(title: list[str], fen: int | None) -> None:
    assert unit_of_titles([["缴费明细"], title], None, 1) == fen


@pytest.mark.parametrize("titles", [[["单位：元、万元"]], [["单位：千元"], ["单位：元"]], [["货币单位：美元"]]])
def test_several_units_or_a_foreign_currency_need_a_person(titles: list[list[str]]) -> None:
    with pytest.raises(ReadRefused) as refused:
        unit_of_titles(titles, None, 1)
    (found,) = refused.value.reasons
    assert (found.code, found.row, refused.value.hold) == ("amount_unit_unclear", len(titles), True)


@pytest.mark.parametrize(
    ("row", "fen"),
    [
        (["", "", "（千元）"], 100_000),
        (["", "年", "元"], 100),
        (["", "", "单位：万元"], 1_000_000),
        (["PZ1", "", "元"], None),
        (["", "2020", "250"], None),
        (["", "年", ""], None),
        (["年"], None),
    ],
)
def test_a_row_of_units_below_the_header_belongs_to_it(row: list[str], fen: int | None) -> None:
    assert unit_below(row, 2) == fen

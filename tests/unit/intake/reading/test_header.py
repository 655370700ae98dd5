"""The header is found among the first rows, its columns are named, and what is missing or twice is refused."""

from __future__ import annotations

import pytest

from tests.support.files.builders import CIVIL_HEADER, LAYOUTS, number
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.header import (
    column_letter,
    column_position,
    find_header,
    folded_headers,
    folded_row,
    has_only_columns_of_full_list,
    map_header,
    most_similar_column,
)

CIVIL, TAX, ROLL = LAYOUTS["civil_affairs"], LAYOUTS["tax"], LAYOUTS["roll"]
TAX_HEADER = ["凭证号", "姓名", "证件号码", "缴费年度", "缴费金额", "缴费日期", "入库日期", "缴费渠道"]


def refused(rows: list[list[str]], layout: Layout = CIVIL, mode: str = "full") -> tuple[list[str], bool]:
    with pytest.raises(ReadRefused) as refusal:
        map_header(rows, layout, mode)
    return [reason.code for reason in refusal.value.reasons], refusal.value.hold


def test_column_letters() -> None:
    positions, letters = (0, 25, 26, 701, 702, 16383), ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert [column_letter(at) for at in positions] == letters
    assert tuple(column_position(letter) for letter in letters) == positions


@pytest.mark.parametrize(
    ("header", "is_joined"),
    [
        ("出生日期入职日期", True), ("身份证号码出生日期", True), ("户主姓名与户主电话", True), ("单位联系电话", False),
        ("监护人身份证号码", False), ("首次参保日期", False), ("单位名称", False), ("户主姓名", False),
    ],
)  # fmt: skip
def test_two_headers_in_one_are_noticed(header: str, is_joined: bool) -> None:
    assert map_header([[*CIVIL_HEADER, header]], CIVIL, "full").joined == ((8,) if is_joined else ())


def test_the_row_with_the_most_known_headers_is_the_header() -> None:
    assert find_header([["名册"], ["姓名", "日期"], CIVIL_HEADER], CIVIL) == 2
    assert find_header([["姓名"], ["乡镇"]], CIVIL) is None  # one known header is no header


def test_columns_titles_serial_and_unknown_columns_are_named() -> None:
    header = map_header([["名 册"], [*CIVIL_HEADER, "手机", ""]], CIVIL, "full")
    assert (header.index, header.width, header.serial, header.extra) == (1, 10, 0, [8])
    assert (header.nameless, header.remarks, header.label_positions) == ((9,), (7,), (0, 7))
    assert header.columns["name"] == 1 and header.columns["hukou_local"] == 6
    assert header.titles == frozenset({("名册",)})


def test_a_missing_column_is_refused_with_the_place_where_it_may_be() -> None:
    header = [cell if cell != "认定日期" else "认定日" for cell in CIVIL_HEADER]
    with pytest.raises(ReadRefused) as refusal:
        map_header([header], CIVIL, "full", first_row=4)
    (reason,) = refusal.value.reasons
    assert (reason.code, reason.row, reason.column) == ("column_missing", 4, "认定日期")
    assert "F 列的表头与之相近" in reason.message_zh and "“认定日”" not in reason.message_zh


def test_a_column_that_is_there_twice_is_refused_with_both_letters() -> None:
    with pytest.raises(ReadRefused, match="column_duplicate") as refusal:
        map_header([[*CIVIL_HEADER, "证件号码"]], CIVIL, "full")
    assert "C 列与 I 列" in refusal.value.reasons[0].message_zh


def test_no_header_is_refused_with_the_expected_columns() -> None:
    assert refused([["a", "b"], ["1", "2"]]) == (["header_unknown"], False)


def test_a_full_list_sent_as_a_change_list_is_held() -> None:
    assert refused([CIVIL_HEADER], mode="change") == (["wrong_mode"], True)
    assert refused([[*CIVIL_HEADER, "变动类型"]], mode="change") == (["column_missing"], False)
    columns = map_header([CIVIL_HEADER], CIVIL, "full").columns
    assert has_only_columns_of_full_list(columns, CIVIL)
    assert not has_only_columns_of_full_list({"name": 0}, CIVIL)


@pytest.mark.parametrize(
    ("title", "header", "fen"),
    [
        ("", "缴费金额", 100),
        ("", "缴费金额(分)", 1),
        ("", "缴费金额（万元）", 1_000_000),
        ("金额单位：角", "缴费金额", 10),
        ("金额单位：角", "缴费金额(元)", 100),
        ("填报单位：元氏县", "缴费金额", 100),
    ],
)
def test_the_unit_of_amounts_is_in_the_header_or_above_it(title: str, header: str, fen: int) -> None:
    cells = [header if cell == "缴费金额" else cell for cell in TAX_HEADER]
    assert map_header([[title], cells], TAX, "feed").fen_per_unit == fen


def test_a_row_of_data_above_the_header_is_refused() -> None:
    assert refused([["1", "张三", number(1)], CIVIL_HEADER]) == (["tables_stacked"], False)


def test_two_rows_are_one_header_only_if_the_layout_states_it() -> None:
    rows = [["姓名", "证件", "乡镇"], ["", "号码", ""]]
    assert refused(rows, ROLL)[0] == ["column_missing"]
    two = ROLL.model_copy(update={"header_rows": 2})
    header = map_header(rows, two, "full")
    assert (header.index, header.columns) == (1, {"name": 0, "document_number": 1, "unit": 2})


def test_the_most_similar_column_is_the_first_of_equals_and_must_be_half_alike() -> None:
    assert most_similar_column([(0, "甲"), (3, "姓名1"), (5, "姓名2")], ["姓名"]) == 3
    assert most_similar_column([(0, "甲乙丙丁")], ["姓名"]) is None
    assert folded_row(["", " 名 册", "（一）"]) == ("名册", "(一)")


def test_the_second_column_of_one_heading_has_a_number_if_the_layout_names_it_so() -> None:
    layout = LAYOUTS["roll"]
    cells = ["姓名", "身份证号", "配偶", "身份证号"]
    ignoring = Layout.model_validate({**layout.model_dump(), "ignored": ["身份证号#2"]})
    assert folded_headers(cells, ignoring.named_headers) == ["姓名", "身份证号", "配偶", "身份证号#2"]
    assert folded_headers(cells, layout.named_headers) == cells
    header = map_header([[*cells, "乡镇"], ["甲", "1", "乙", "2", "甲镇"]], ignoring, "full")
    assert header.columns == {"name": 0, "document_number": 1, "unit": 4}


def test_the_column_of_a_guardian_is_not_similar_to_the_persons_own() -> None:
    cells = [(0, "残疾人证号码"), (1, "监护人身份证号")]
    assert most_similar_column(cells, ["公民身份号码", "身份证号"]) != 1

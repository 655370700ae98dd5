"""Every row reason is found, alone and together with others, and at the sender's own row number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.files.builders import (
    ROLL_HEADER,
    ROLL_SOURCE,
    TAX_HEADER,
    TAX_SOURCE,
    FakeSource,
    civil_file,
    civil_row,
    number,
    tax_file,
    tax_row,
    write_csv,
    write_xlsx,
)
from transforms.intake.base.reasons import message_zh
from transforms.intake.values.context import GateResult

Gate = Callable[..., GateResult]
ENDS_IN_1 = next(one for one in map(number, range(100)) if one.endswith("1"))
BROKEN = number(7)[:-1] + ("0" if number(7)[-1] != "0" else "1")


def reasons_at(result: GateResult, row: int) -> set[tuple[str, str]]:
    return {(r["reason_code"], r["column_name"]) for r in result.quarantine.to_pylist() if r["row_no"] == row}


CIVIL_FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"document": ""}, "document_blank", "document_number"),
    ({"document": BROKEN}, "document_checksum", "document_number"),
    ({"document": number(7)[:-1]}, "document_length", "document_number"),
    ({"document": number(7) + "1"}, "document_length", "document_number"),
    ({"document": ENDS_IN_1[:-1] + "①"}, "document_characters", "document_number"),
    ({"document": ENDS_IN_1[:-1] + "¹"}, "document_characters", "document_number"),
    ({"document": number(7, "19800230")}, "document_birth_date", "document_number"),
    ({"document": number(7, "20191211")}, "document_birth_future", "document_number"),
    ({"document": number(7, "18881209")}, "document_age", "document_number"),
    ({"document": number(7)[:6] + "**********" + number(7)[-2:]}, "document_masked", "document_number"),
    ({"document": float(number(7)[:17] + "1")}, "document_numeric_cell", "document_number"),
    ({"document": "1.99999E+17"}, "document_scientific", "document_number"),
    ({"document": number(7)[:15] + "000"}, "document_rounded", "document_number"),
    ({"document": "P123456789"}, "document_certificate", "document_number"),
    ({"document": "身份证待补办"}, "document_characters", "document_number"),
    ({"name": "  "}, "name_blank", "name"),
    ({"name": "长" * 51}, "name_length", "name"),
    ({"name": "锟斤拷"}, "name_characters", "name"),
    ({"name": "张三😀"}, "name_characters", "name"),
    ({"name": "张?"}, "name_characters", "name"),
    ({"name": "张*"}, "name_masked", "name"),
    ({"name": "张某某"}, "name_masked", "name"),
    ({"name": "同上"}, "name_missing", "name"),
    ({"name": 0}, "name_missing", "name"),
    ({"unit": "别处镇"}, "unit_unknown", "unit"),
    ({"on": "01/02/2019"}, "date_ambiguous", "effective_on"),
    ({"on": "19-2-3"}, "date_ambiguous", "effective_on"),
    ({"on": "2019-02-30"}, "date_impossible", "effective_on"),
    ({"on": "2019-12-11"}, "date_out_of_range", "effective_on"),
    ({"on": "1899-12-31"}, "date_out_of_range", "effective_on"),
    ({"on": "去年秋天"}, "date_format", "effective_on"),
    ({"on": "2019-9-1①"}, "date_format", "effective_on"),
    ({"on": "2019-9-1\n1"}, "date_format", "effective_on"),
    ({"on": "2019-09-01 24:00:00"}, "date_format", "effective_on"),
    ({"category": ""}, "category_blank", "category"),
    ({"category": "see note 12"}, "category_unknown", "category"),
    ({"local": "也许"}, "yes_no_unknown", "hukou_local"),
]


@pytest.mark.parametrize(
    ("changes", "code", "column"), CIVIL_FAULTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_fault_of_a_list_is_found_at_its_row(
    gate: Gate, tmp_path: Path, changes: dict[str, Any], code: str, column: str
) -> None:
    rows = [civil_row(1), civil_row(7, **changes), civil_row(2), civil_row(3)]
    result = gate(civil_file(tmp_path / "a.xlsx", rows))
    assert result.decision == "accept"
    assert (code, column) in reasons_at(result, 5)  # two title rows, header, then the second row of data
    assert (result.row_count, result.clean_count, result.quarantine_count) == (4, 3, 1)
    assert set(result.quarantine["row_no"].to_pylist()) == {5}
    assert message_zh(code)


TAX_FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"receipt": ""}, "receipt_blank", "receipt_no"),
    ({"year": "2018"}, "plan_year_not_payable", "plan_year"),
    ({"year": "明年"}, "plan_year_unknown", "plan_year"),
    ({"year": "②0②0"}, "plan_year_unknown", "plan_year"),
    ({"year": "20 20"}, "plan_year_unknown", "plan_year"),
    ({"amount": '"1,23"'}, "amount_format", "amount_fen"),
    ({"amount": "250.123"}, "amount_format", "amount_fen"),
    ({"amount": "250①"}, "amount_format", "amount_fen"),
    ({"amount": "25 0"}, "amount_format", "amount_fen"),
    ({"amount": "379.99999999997"}, "amount_format", "amount_fen"),
    ({"amount": ""}, "amount_blank", "amount_fen"),
    ({"amount": "0"}, "amount_not_positive", "amount_fen"),
    ({"amount": "-250"}, "amount_not_positive", "amount_fen"),
    ({"amount": "(250.00)"}, "amount_not_positive", "amount_fen"),
    ({"collected": ""}, "date_blank", "collected_on"),
    ({"received": "2020-01-01"}, "date_out_of_range", "received_on"),
]


@pytest.mark.parametrize(
    ("changes", "code", "column"), TAX_FAULTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_fault_of_a_receipt_is_found_at_its_row(
    gate: Gate, tmp_path: Path, changes: dict[str, Any], code: str, column: str
) -> None:
    good = [tax_row(1), tax_row(2), tax_row(3)]
    stated = {"0": "750.00", "-250": "500.00", "(250.00)": "500.00"}.get(changes.get("amount", ""), "1000.00")
    result = gate(tax_file(tmp_path / "a.csv", [*good, tax_row(9, **changes)], stated), TAX_SOURCE, "feed")
    assert result.decision == "accept", result.reasons
    assert (code, column) in reasons_at(result, 5)
    assert result.clean_count == 3
    assert result.amount_fen == 75_000


BACK = [
    ("-250.00", "PZ000001", None, None), ("(250.00)", "PZ000001", None, None), ("250.00-", " PZ000001 ", None, None),
    ("-0.01", "unknown", None, None), ("-250.00", "", "amount_not_positive", "amount_fen"),
    ("250.00", "PZ000001", "reversal_not_negative", "amount_fen"),
    ("0", "PZ000001", "amount_not_positive", "amount_fen"),
    ("", "PZ000001", "amount_blank", "amount_fen"),
]  # fmt: skip


@pytest.mark.parametrize(("amount", "of", "code", "column"), BACK)
def test_a_row_that_names_a_receipt_takes_it_back(
    gate: Gate, tmp_path: Path, amount: str, of: str, code: str | None, column: str | None
) -> None:
    fen = {"250.00": 25_000, "-0.01": -1, "0": 0, "": 0}.get(amount, -25_000)
    head = TAX_HEADER + ",原凭证号"
    lines = [head, tax_row(1, of=""), tax_row(2, of=""), tax_row(9, amount=amount, of=of)]
    lines.append(f"合计,3笔,,,{(50_000 + fen) / 100:.2f},,,,,")
    result = gate(write_csv(tmp_path / "a.csv", lines, "gb18030"), TAX_SOURCE, "feed")
    assert result.decision == "accept", result.reasons
    if code is not None:
        assert reasons_at(result, 4) == {(code, column)} and result.amount_fen == 50_000
        assert "请" in message_zh(code)
        return
    assert result.quarantine_count == 0 and result.amount_fen == 50_000 + fen
    assert result.clean["reversed_receipt_no"].to_pylist() == [None, None, of.strip().upper()]
    assert result.clean["amount_fen"].to_pylist()[-1] == fen
    assert result.warnings.num_rows == 0  # a part of a price is nothing unusual in what goes back


def test_every_reason_of_a_row_is_given(gate: Gate, tmp_path: Path) -> None:
    bad = civil_row(7, name="", document=BROKEN, unit="别处镇", on="2019-13-01", category="")
    result = gate(civil_file(tmp_path / "a.xlsx", [civil_row(1), civil_row(2), bad]))
    assert reasons_at(result, 6) == {
        ("name_blank", "name"), ("document_checksum", "document_number"), ("unit_unknown", "unit"),
        ("date_impossible", "effective_on"), ("category_blank", "category"),
    }  # fmt: skip
    assert result.quarantine_count == 1


def test_dress_is_taken_off_and_nothing_else(gate: Gate, tmp_path: Path) -> None:
    old = number(8)[:6] + number(8)[8:17]
    with_x = next(number(n) for n in range(999) if number(n).endswith("X"))
    rows = [
        civil_row(1, name=" 买买提•艾山 ", document=f"'{number(1)[:6]} {number(1)[6:14]}-{number(1)[14:]}"),
        civil_row(2, name="NA", document=with_x[:-1] + "x"),
        civil_row(3, document=with_x[:-1].translate({ord(str(d)): 0xFF10 + d for d in range(10)}) + "×", name="=1+1"),
        civil_row(4, document=old, on="二〇一九年九月一日", unit="某省某县甲镇"),
    ]
    result = gate(civil_file(tmp_path / "a.xlsx", rows))
    clean = result.clean.to_pylist()
    assert [row["name"] for row in clean] == ["买买提·艾山", "NA", "=1+1", "张三"]
    assert [row["document_number"] for row in clean] == [number(1), with_x, with_x, number(8)]
    assert {row["effective_on"].isoformat() for row in clean} == {"2019-09-01"}
    warned = {(row["row_no"], row["reason_code"]) for row in result.warnings.to_pylist()}
    assert (7, "document_upgraded") in warned
    assert {(5, "document_two_names"), (6, "document_two_names")} <= warned


def test_equal_rows_count_once_and_contradicting_receipts_not_at_all(gate: Gate, tmp_path: Path) -> None:
    rows = [
        tax_row(1),
        tax_row(1, received="2019/11/3"),
        tax_row(2),
        tax_row(2, amount="100.00"),
        tax_row(2),
        tax_row(3),
    ]
    result = gate(tax_file(tmp_path / "a.csv", rows, "1350.00"), TAX_SOURCE, "feed")
    assert (result.row_count, result.clean_count, result.duplicate_count, result.quarantine_count) == (6, 2, 1, 3)
    assert result.clean["row_no"].to_pylist() == [2, 7]
    assert {code for row in (4, 5, 6) for code, _ in reasons_at(result, row)} == {"receipt_conflict"}


def test_roll_needs_a_unit_and_compares_what_the_number_says(gate: Gate, tmp_path: Path) -> None:
    def line(at: int, unit: str = "甲镇", born: str = "1980-05-15", sex: str = "") -> str:
        sex = sex or ("男" if at % 2 else "女")
        return f"赵{'一二三四五'[at - 1]},{number(at)},{born},{sex},{unit},某村,H1,是,否"

    lines = [ROLL_HEADER, line(1), line(2), line(3, unit=""), line(4, born="1980-05-16"), line(5, sex="女")]
    result = gate(write_csv(tmp_path / "r.csv", lines), ROLL_SOURCE)
    assert reasons_at(result, 4) == {("unit_blank", "unit")}
    warned = {(row["row_no"], row["reason_code"]) for row in result.warnings.to_pylist()}
    assert warned == {(5, "birth_mismatch"), (6, "sex_mismatch")}
    first = result.clean.to_pylist()[0]
    assert (first["hukou_local"], first["insured_last_year"], first["household_no"], first["unit_id"]) == (
        True,
        False,
        "H1",
        "u1",
    )


def test_a_row_whose_name_says_more_is_loaded_and_remarked_on(gate: Gate, tmp_path: Path) -> None:
    result = gate(civil_file(tmp_path / "a.xlsx", [civil_row(1, name="赵一、钱二"), civil_row(2), civil_row(3)]))
    assert result.clean["name"].to_pylist() == ["赵一、钱二", "张三", "张三"]
    remarks = [row for row in result.warnings.to_pylist() if row["reason_code"] == "name_and_more"]
    assert remarks == [{"row_no": 4, "reason_code": "name_and_more", "column_name": "name"}]


def test_a_grade_is_no_mark_of_a_note(gate: Gate, tmp_path: Path) -> None:
    written = ["①", "²", "③级", "㊀级", "一级", "１ 级", "2"]
    people = [["人", number(at), grade, "甲镇", "2019-09-01"] for at, grade in enumerate(written, 1)]
    source = FakeSource(
        "disabled_federation", layout="disabled_federation", categories={}, category_by_grade={1: "severe", 2: "severe"}
    )
    header = ["姓名", "公民身份号码", "残疾等级", "户籍乡镇", "发证日期"]
    result = gate(write_xlsx(tmp_path / "a.xlsx", [header, *people]), source)
    assert [reasons_at(result, row) for row in (2, 3, 4, 5)] == [{("grade_unknown", "grade")}] * 4
    assert [(row["row_no"], row["grade"]) for row in result.clean.to_pylist()] == [(6, 1), (7, 1), (8, 2)]


def test_a_word_for_no_end_is_the_whole_cell(gate: Gate, tmp_path: Path) -> None:
    written = ["9999-12-31", "9999/12/31 00:00:00", "至 今", "9999-12-3 1", "9999-12-3①"]
    lines = [f"人,{number(at)},本区,2018-01-01,{until}" for at, until in enumerate(written, 1)]
    header = "姓名,证件号码,统筹区,参保开始日期,参保终止日期"
    result = gate(write_csv(tmp_path / "a.csv", [header, *lines]), FakeSource("employee", "employee", "employee"))
    assert result.clean["insured_to"].to_pylist() == [None] * 3
    assert [reasons_at(result, row) for row in (5, 6)] == [{("date_format", "insured_to")}] * 2


def test_a_mark_in_a_label_that_nobody_knows_stays(gate: Gate, tmp_path: Path) -> None:
    people = [civil_row(1, category="低保对象①"), civil_row(2), civil_row(3)]
    result = gate(civil_file(tmp_path / "a.xlsx", people))
    assert result.clean["category"].to_pylist()[0] == "unknown:低保对象①"


def test_an_unknown_label_is_kept_if_it_can_be_a_category(gate: Gate, tmp_path: Path) -> None:
    result = gate(
        civil_file(tmp_path / "a.xlsx", [civil_row(1, category="专项帮扶人员(分散)"), civil_row(2), civil_row(3)])
    )
    assert result.clean["category"].to_pylist() == ["unknown:专项帮扶人员(分散)", "minimum_living", "minimum_living"]
    assert {"row_no": 4, "reason_code": "category_undefined", "column_name": "category"} in result.warnings.to_pylist()


def test_many_different_unknown_labels_are_no_categories(gate: Gate, tmp_path: Path) -> None:
    people = [
        civil_row(at, category="某某" + "甲乙丙丁戊己庚辛壬癸"[at % 10] + "子丑寅卯"[at // 10]) for at in range(1, 31)
    ]
    result = gate(civil_file(tmp_path / "a.xlsx", people))
    assert result.decision == "hold"
    assert result.clean_count == 0
    assert set(result.quarantine["reason_code"].to_pylist()) == {"category_unknown"}


def test_somebodys_name_is_no_category(gate: Gate, tmp_path: Path) -> None:
    """A label that is kept stands in marts, where nobody's name may."""
    names = ["赵钱", "孙李", "周吴", "郑王", "冯陈", "褚卫"]
    said = {2: "冯陈", 4: "某种新类别"}
    rows = [civil_row(n, name=name, category=said.get(n, "低保对象")) for n, name in enumerate(names, 1)]
    result = gate(civil_file(tmp_path / "a.xlsx", rows))
    assert [one for one in result.clean["category"].to_pylist() if one.startswith("unknown:")] == ["unknown:某种新类别"]
    assert result.quarantine["reason_code"].to_pylist() == ["category_unknown"]

"""What becomes of a whole delivery: accepted, held for a person, or rejected, each with a reason for the sender."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.support.files.builders import (
    CIVIL_HEADER,
    LAYOUTS,
    TAX_HEADER,
    TAX_SOURCE,
    FakeSource,
    civil_file,
    civil_row,
    context,
    number,
    tax_file,
    tax_row,
    write_csv,
    write_xlsx,
)
from tests.support.files.raw_tables import raw_table
from transforms.intake.base.reasons import reason, refuse
from transforms.intake.gate.gate import Judged, decide, judge_table, refused_result
from transforms.intake.values.context import GateResult

Gate = Callable[..., GateResult]
CHANGE_HEADER = [*CIVIL_HEADER, "变动类型", "变动日期"]


def codes(result: GateResult) -> list[str]:
    return [reason.code for reason in result.reasons]


def test_an_empty_file_is_rejected(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    result = gate(tmp_path / "a.csv")
    assert (result.decision, codes(result), result.row_count) == ("reject", ["file_empty"], 0)


def test_a_full_list_without_rows_is_held_and_a_change_list_accepted(gate: Gate, tmp_path: Path) -> None:
    full = gate(write_xlsx(tmp_path / "a.xlsx", [["标题"], CIVIL_HEADER]))
    assert (full.decision, codes(full)) == ("hold", ["no_rows"])
    change = gate(write_xlsx(tmp_path / "b.xlsx", [["标题"], CHANGE_HEADER]), mode="change")
    assert (change.decision, change.row_count, change.reasons) == ("accept", 0, [])


def test_a_change_list_says_who_comes_goes_and_died(gate: Gate, tmp_path: Path) -> None:
    rows = [
        [*civil_row(1), "新增", "2019-11-20"],
        [*civil_row(2, on=""), "新增", ""],
        [*civil_row(3), "减少", "2019-11-21"],
        [*civil_row(4, on="乱填"), "死亡", "2019-11-22"],
        [*civil_row(5), "搬走", "2019-11-22"],
        [*civil_row(6), "减少", ""],
    ]
    result = gate(write_xlsx(tmp_path / "a.xlsx", [CHANGE_HEADER, *rows]), mode="change")
    clean = {row["row_no"]: (row["op"], row["effective_on"].isoformat()) for row in result.clean.to_pylist()}
    assert clean == {
        2: ("add", "2019-09-01"), 3: ("add", "2019-11-30"), 4: ("end", "2019-11-21"), 5: ("death", "2019-11-22"),
    }  # fmt: skip
    faults = {(row["row_no"], row["reason_code"], row["column_name"]) for row in result.quarantine.to_pylist()}
    assert faults == {(6, "op_unknown", "op"), (7, "date_blank", "change_on")}


def test_the_modes_are_not_mixed_up(gate: Gate, tmp_path: Path) -> None:
    change_as_full = gate(write_xlsx(tmp_path / "a.xlsx", [CHANGE_HEADER, [*civil_row(1), "新增", ""]]))
    assert (change_as_full.decision, codes(change_as_full)) == ("hold", ["wrong_mode"])
    full_as_change = gate(civil_file(tmp_path / "b.xlsx", [civil_row(1)]), mode="change")
    assert (full_as_change.decision, codes(full_as_change)) == ("hold", ["wrong_mode"])


def test_a_control_row_that_disagrees_or_is_missing_rejects(gate: Gate, tmp_path: Path) -> None:
    rows = [tax_row(1), tax_row(2)]
    assert gate(tax_file(tmp_path / "a.csv", rows), TAX_SOURCE, "feed").decision == "accept"
    wrong_sum = gate(tax_file(tmp_path / "b.csv", rows, "499.99"), TAX_SOURCE, "feed")
    assert (wrong_sum.decision, codes(wrong_sum), wrong_sum.reasons[0].row) == ("reject", ["control_amount"], 4)
    wrong_count = gate(tax_file(tmp_path / "c.csv", rows, count=3), TAX_SOURCE, "feed")
    assert (wrong_count.decision, codes(wrong_count)) == ("reject", ["control_count"])
    missing = gate(write_csv(tmp_path / "d.csv", [TAX_HEADER, *rows], "gb18030"), TAX_SOURCE, "feed")
    assert (missing.decision, codes(missing)) == ("reject", ["control_missing"])


def test_an_unreadable_amount_leaves_the_sum_open_but_not_the_count(gate: Gate, tmp_path: Path) -> None:
    rows = [tax_row(1), tax_row(2), tax_row(3, amount="1.234")]
    result = gate(tax_file(tmp_path / "a.csv", rows, "123.45"), TAX_SOURCE, "feed")
    assert result.decision == "accept"
    assert "control_unverified" in result.warnings["reason_code"].to_pylist()


def test_a_day_without_payments_is_accepted(gate: Gate, tmp_path: Path) -> None:
    result = gate(tax_file(tmp_path / "a.csv", [], "0.00"), TAX_SOURCE, "feed")
    assert (result.decision, result.row_count, result.amount_fen) == ("accept", 0, 0)


def test_another_countys_file_is_rejected(gate: Gate, tmp_path: Path) -> None:
    rows = [civil_row(1), *(civil_row(at, unit=f"外地{at}镇") for at in (2, 3))]
    result = gate(civil_file(tmp_path / "a.xlsx", rows))
    assert result.decision == "reject"
    assert "other_place" in codes(result)
    half = gate(civil_file(tmp_path / "b.xlsx", rows[:2]))
    assert half.decision == "accept"  # exactly half is not more than half


def test_a_mostly_bad_file_is_held(gate: Gate, tmp_path: Path) -> None:
    rows = [civil_row(1), civil_row(2, name=""), civil_row(3, name="")]
    result = gate(civil_file(tmp_path / "a.xlsx", rows))
    assert (result.decision, codes(result)) == ("hold", ["mostly_quarantined"])


def test_swapped_columns_and_masked_numbers_are_rejected(gate: Gate, tmp_path: Path) -> None:
    swapped = [civil_row(at, name=number(at), document="张三") for at in (1, 2, 3)]
    result = gate(civil_file(tmp_path / "a.xlsx", swapped))
    assert result.decision == "reject" and "columns_swapped" in codes(result)
    masked = [civil_row(at, document=number(at)[:6] + "********" + number(at)[-4:]) for at in (1, 2, 3)]
    result = gate(civil_file(tmp_path / "b.xlsx", masked))
    assert result.decision == "reject" and "mostly_masked" in codes(result)


def test_a_missing_column_is_named_with_what_was_expected(gate: Gate, tmp_path: Path) -> None:
    header = [cell if cell != "身份证号码" else "身份号" for cell in CIVIL_HEADER]
    result = gate(write_xlsx(tmp_path / "a.xlsx", [header, civil_row(1)]))
    assert (result.decision, codes(result)) == ("reject", ["column_missing"])
    message = result.reasons[0].message_zh
    assert "身份证号码" in message and "证件号码" in message and "C 列" in message
    assert "身份号的" not in message  # the sender's own text is not repeated
    assert (result.reasons[0].row, result.reasons[0].column) == (1, "身份证号码")


def test_an_extra_column_is_a_warning_and_a_second_one_of_a_kind_rejects(gate: Gate, tmp_path: Path) -> None:
    result = gate(write_xlsx(tmp_path / "a.xlsx", [[*CIVIL_HEADER, "手机"], [*civil_row(1), "138"]]))
    assert result.decision == "accept"
    assert {"row_no": 1, "reason_code": "extra_column", "column_name": "I"} in result.warnings.to_pylist()
    result = gate(write_xlsx(tmp_path / "b.xlsx", [[*CIVIL_HEADER, "证件号码"], [*civil_row(1), number(2)]]))
    assert (result.decision, codes(result)) == ("reject", ["column_duplicate"])


def test_total_footer_and_repeated_header_are_no_rows(gate: Gate, tmp_path: Path) -> None:
    rows = [civil_row(1), ["小计", "1人"], [], CIVIL_HEADER, civil_row(2, name="李四")]
    result = gate(civil_file(tmp_path / "a.xlsx", rows, total=2))
    assert (result.row_count, result.clean["row_no"].to_pylist()) == (2, [4, 8])
    assert result.warnings.num_rows == 0
    result = gate(civil_file(tmp_path / "b.xlsx", [civil_row(1), civil_row(2, name="李四")], total=3))
    assert result.warnings["reason_code"].to_pylist() == ["total_differs"]


def test_the_disabled_federations_grade_decides_the_category(gate: Gate, tmp_path: Path) -> None:
    header = ["序号", "姓名", "性别", "公民身份号码", "残疾类别", "残疾等级", "户籍乡镇", "发证日期", "是否本县户籍"]
    grades = ["一级", "2级", "三级", "四级", "五级", ""]
    rows = [
        [at, "孙七", "", number(at), "肢体", grade, "甲镇", "2018-01-01", "是"] for at, grade in enumerate(grades, 1)
    ]
    by_grade = {1: "severely_disabled", 2: "severely_disabled", 3: "disabled", 4: "disabled"}
    source = FakeSource("disabled_federation", layout="disabled_federation", categories={}, category_by_grade=by_grade)
    result = gate(write_xlsx(tmp_path / "a.xlsx", [["名册"], header, *rows]), source)
    assert result.clean["category"].to_pylist() == ["severely_disabled", "severely_disabled", "disabled", "disabled"]
    assert result.clean["grade"].to_pylist() == [1, 2, 3, 4]
    assert result.quarantine["row_no"].to_pylist() == [7, 8]
    assert set(result.quarantine["reason_code"].to_pylist()) == {"grade_unknown"}


def test_targets_keep_blanks_and_refuse_contradictions(gate: Gate, tmp_path: Path) -> None:
    rows = [
        ["甲镇", "参保任务数", 1200, "正式", "县政府文件"], ["乙乡", "参保任务数", "", "正式", "县政府文件"],
        ["丙街道", "常住人口", "3,400人", "草案", "统计局"], ["甲镇", "常住人口", 10.5, "正式", "统计局"],
        ["乙乡", "户籍人口", 10, "正式", "公安局"], ["乙乡", "户籍人口", 11, "正式", "公安局"],
    ]  # fmt: skip
    source = FakeSource("targets", "target_table", "targets", "full", {})
    result = gate(
        write_xlsx(tmp_path / "a.xlsx", [["任务数"], ["单位", "指标", "人数", "状态", "来源"], *rows]), source
    )
    clean = [(row["unit_id"], row["measure"], row["persons"]) for row in result.clean.to_pylist()]
    assert clean == [("u1", "target", 1200), ("u2", "target", None), ("u3", "常住人口", 3400)]
    faults = [(row["row_no"], row["reason_code"]) for row in result.quarantine.to_pylist()]
    assert faults == [(6, "persons_format"), (7, "measure_conflict"), (8, "measure_conflict")]


def test_employees_may_still_be_insured(gate: Gate, tmp_path: Path) -> None:
    lines = ["姓名,证件号码,统筹区,参保开始日期,参保终止日期"]
    for at, (start, end) in enumerate(
        [("2018-01-01", ""), ("2018/1/1", "9999-12-31"), ("20180101", "20190630"), ("2019-01-01", "2018-12-31")], 1
    ):
        lines.append(f"周八,{number(at)},某市,{start},{end}")
    result = gate(write_csv(tmp_path / "a.csv", lines), FakeSource("employee", "employee", "employee", "full", {}))
    ends = [row["insured_to"] and row["insured_to"].isoformat() for row in result.clean.to_pylist()]
    assert ends == [None, None, "2019-06-30"]
    assert result.quarantine["reason_code"].to_pylist() == ["date_order"]


def test_counts_always_add_up(gate: Gate, tmp_path: Path) -> None:
    lines = [tax_row(1), tax_row(1), tax_row(2, name=""), "多了一列," + tax_row(3), tax_row(4), "短了"]
    result = gate(tax_file(tmp_path / "a.csv", lines), TAX_SOURCE, "feed")
    assert result.row_count == 6 == result.clean_count + result.duplicate_count + result.quarantine_count
    assert (result.clean_count, result.duplicate_count, result.quarantine_count) == (2, 1, 3)
    malformed = [row["row_no"] for row in result.quarantine.to_pylist() if row["reason_code"] == "row_fields"]
    assert malformed == [5, 7]


def judged(rejecting: tuple[str, ...] = (), holding: tuple[str, ...] = ()) -> Judged:
    result = refused_result("roll", refuse("file_empty"))
    return Judged("roll", result, [reason(code) for code in rejecting], [reason(code) for code in holding])


def test_one_reason_to_reject_outweighs_every_reason_to_hold() -> None:
    assert decide(judged(), ()).decision == "accept"
    assert decide(judged(holding=("no_rows",)), ()).decision == "hold"
    assert decide(judged(("control_count",), ("no_rows",)), ()).decision == "reject"


def test_a_failed_suite_holds_with_its_codes_and_unknown_units_reject_once() -> None:
    held = decide(judged(), ("name_blank", "document_form"))
    assert (held.decision, codes(held)) == ("hold", ["gate_failed"])
    assert held.reasons[0].message_zh.endswith("未通过的检查：document_form、name_blank。")
    assert codes(decide(judged(), ("unit_unknown",))) == ["other_place"]
    assert codes(decide(judged(("other_place",)), ("unit_unknown",))) == ["other_place"]


def test_a_file_that_cannot_be_read_has_no_rows_and_its_reasons() -> None:
    held = refused_result("tax_feed", refuse("file_growing", hold=True))
    assert (held.decision, held.amount_fen, held.row_count, held.clean.num_rows) == ("hold", 0, 0, 0)
    assert refused_result("roll", refuse("file_empty")).amount_fen is None
    assert "receipt_no" in held.clean.schema.names


def test_a_table_without_rows_needs_no_suite() -> None:
    columns = {"name": [], "document_number": [], "unit": []}
    empty = judge_table(raw_table(columns), FakeSource(kind="roll", layout="roll"), LAYOUTS["roll"], context())
    assert empty.values is None and codes(empty.result) == ["no_rows"]

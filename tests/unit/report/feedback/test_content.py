"""The sender's own rows in a workbook: which are listed, under which key, with which result and reasons."""

from dataclasses import replace

import pyarrow as pa
import pytest

from tests.support.feedback_content import NUMBER, content, delivery, layout, raw_table
from transforms.intake.base.raw_table import PERSON_STRIDE, SHEET_STRIDE, RawTable
from transforms.intake.base.reasons import MESSAGES_ZH
from transforms.report.feedback import content as feedback
from transforms.report.feedback.content import (
    Funded,
    columns_of,
    file_remarks,
    file_rows,
    heading,
    left_out_rows,
    lines_of,
    reason_text,
    row_key,
    shown_rows,
)

CODE = next(iter(MESSAGES_ZH))
RAW = raw_table([(2, "张三", NUMBER), (3, "李四", ""), (5, "王五", NUMBER)], malformed=[4])


@pytest.mark.parametrize(
    ("row_no", "form", "key"),
    [
        (7, "xlsx", "7"),
        (SHEET_STRIDE + 7, "xlsx", "第2个工作表-7"),
        (7 + PERSON_STRIDE, "xlsx", "7第2人"),
        (SHEET_STRIDE + 7 + 2 * PERSON_STRIDE, "xlsx", "第2个工作表-7第3人"),
        (SHEET_STRIDE + 7, "csv", str(SHEET_STRIDE + 7)),
    ],
)
def test_a_key_names_sheet_row_and_person(row_no: int, form: str, key: str) -> None:
    assert row_key(raw_table([(row_no, "张三", NUMBER)], form=form), row_no) == key


def test_rows_of_the_file_are_counted_only_if_a_row_names_several_persons() -> None:
    assert file_rows(RAW) is None
    several = raw_table([(2, "张三", ""), (2 + PERSON_STRIDE, "张四", ""), (3, "李四", "")], malformed=[4, 5])
    assert file_rows(several) == 4


def test_columns_have_the_headings_of_the_layout() -> None:
    assert columns_of(RAW, layout()) == (("name", "姓名"), ("document_number", "身份证号码"))


@pytest.mark.parametrize(("fen_per_unit", "unit"), [(1, "(分)"), (10, "(角)"), (100, ""), (1_000_000, "(万元)")])
def test_an_amount_in_another_unit_names_its_unit(fen_per_unit: int, unit: str) -> None:
    label = layout("tax").label("amount_fen")
    assert heading("amount_fen", layout("tax"), fen_per_unit) == (
        f"{label.removesuffix('(元)')}{unit}" if unit else label
    )
    assert heading("name", layout(), fen_per_unit) == "姓名"


def test_a_delivery_is_listed_whole_with_malformed_and_total_rows_in_the_senders_order() -> None:
    raw = raw_table([(5, "王五", ""), (2, "张三", "")], malformed=[4], totals=[{"row_no": "6", "name": "合计"}])
    assert shown_rows(raw, []) == ([2, 4, 5, 6], True)


def test_persons_of_a_row_stay_together() -> None:
    raw = raw_table([(2, "张三", ""), (3, "李四", ""), (2 + PERSON_STRIDE, "张四", "")])
    assert shown_rows(raw, [])[0] == [2, 2 + PERSON_STRIDE, 3]


def test_of_a_large_delivery_only_rows_with_a_reason_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "FULL_ROWS", 4)
    assert shown_rows(RAW, [5, 99]) == ([2, 3, 4, 5], True)
    monkeypatch.setattr(feedback, "FULL_ROWS", 3)
    assert shown_rows(RAW, [5, 4, 99]) == ([4, 5], False)


def test_a_line_has_masked_cells_result_and_reasons() -> None:
    raw = raw_table([(2, "张三", NUMBER), (3, "李四", "")], malformed=[4], totals=[{"row_no": "5", "name": "合计"}])
    faults, warnings = {3: [(CODE, "document_number")], 4: [(CODE, "")]}, {2: [(CODE, "name")]}
    lines = lines_of(raw, layout(), delivery(), [2, 3, 4, 5], faults, warnings, [2])
    assert [(line.key, line.cells, line.result) for line in lines] == [
        ("2", ("张三", "110101************"), "已入库"),
        ("3", ("李四", ""), "不合格，未入库"),
        ("4", ("", ""), "不合格，未入库"),
        ("5", ("合计", ""), "合计行"),
    ]
    message = MESSAGES_ZH[CODE]
    assert [line.reasons for line in lines] == [
        (f"提示：【姓名】{message}",), (f"【身份证号码】{message}",), (message,), (),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "loaded", "duplicate"),
    [
        ("committed", "已入库", "重复，未再入库"),
        ("superseded", "合格，本版不生效", "重复，未再入库"),
        ("revoked", "合格，本版已撤回", "重复，未再入库"),
        ("held", "暂存", "暂存"),
        ("rejected", "未入库", "未入库"),
    ],
)
def test_a_sound_row_has_the_result_of_its_delivery(state: str, loaded: str, duplicate: str) -> None:
    lines = lines_of(RAW, layout(), delivery(state=state), [2, 3, 5], {3: [(CODE, "name")]}, {}, [2])
    assert [line.result for line in lines] == [loaded, "不合格，未入库", duplicate]


def test_a_reason_without_a_column_of_the_layout_names_none() -> None:
    assert reason_text(CODE, "amount_fen", layout()) == MESSAGES_ZH[CODE]
    with pytest.raises(KeyError):
        reason_text("no such code", "name", layout())


@pytest.mark.parametrize(
    ("fen", "is_assessed", "text"),
    [
        (13050, True, "130.50"),
        (0, True, "不资助"),
        (None, True, "标准未定"),
        (None, False, "待核定"),
        (5, False, "待核定"),
    ],
)
def test_what_the_funds_give_to_a_person(fen: int | None, is_assessed: bool, text: str) -> None:
    assert Funded((), fen, is_assessed).fen_zh == text


def test_only_who_gets_money_is_subsidised() -> None:
    people = tuple(Funded((), fen, True) for fen in (100, 0, None, 200))
    assert content(to_fund=people).subsidised == [100, 200] and content().subsidised == []
    states = ("committed", "superseded", "revoked", "held", "rejected")
    assert [content(delivery(state=state)).is_loaded for state in states] == [True, True, True, False, False]


def test_remarks_are_about_the_file_and_about_rows_that_are_not_listed() -> None:
    examples = {row: [("example_row", "")] for row in range(10, 17)}
    warnings = {1: [("extra_column", "H"), ("form_differs", "")], 2: [("name_variant", "name")], **examples}
    assert file_remarks(RAW, warnings, [2, 3, 5]) == (
        f"{MESSAGES_ZH['extra_column']}（H列）",
        MESSAGES_ZH["form_differs"],
        f"{MESSAGES_ZH['example_row']}（第10行、第11行、第12行、第13行、第14行等）",
    )
    assert file_remarks(RAW, {2: [("name_variant", "name")]}, [2]) == ()


CARDS = layout("disabled_federation_certificates")


def with_states(*words: str) -> RawTable:
    raw = raw_table([(at, f"甲{at}", NUMBER) for at in range(2, 2 + len(words))])
    return replace(raw, table=raw.table.append_column("row_states/1", pa.chunked_array([list(words)], pa.string())))


def test_rows_that_do_not_count_are_named_with_their_state() -> None:
    raw = with_states("有效", "注销", "冻结", "")
    assert left_out_rows(raw, CARDS) == {3: "状态：注销"}
    assert left_out_rows(raw, layout()) == left_out_rows(RAW, CARDS) == {}


def test_a_row_that_does_not_count_is_no_fault_and_no_duplicate() -> None:
    warnings = {3: [("row_not_counted", ""), (CODE, "name")]}
    (line,) = lines_of(with_states("有效", "注销"), CARDS, delivery(), [3], {}, warnings, [2], {3: "状态：注销"})
    assert line.result == "不计入" and line.cells[-1] == "注销"
    message = MESSAGES_ZH["row_not_counted"]
    assert line.reasons == (f"提示：{message}（状态：注销）", f"提示：【姓名】{MESSAGES_ZH[CODE]}")


def test_an_undecided_state_names_the_words_that_settle_it() -> None:
    text = reason_text("state_undecided", "row_states/1", CARDS)
    assert text.startswith("【状态】") and "计入的写法：“有效”" in text and "“注销”" in text
    assert "删除" in reason_text("state_unknown", "row_states/1", layout("poverty_persons_export"))
    assert reason_text("state_undecided", "row_states/9", CARDS) == MESSAGES_ZH["state_undecided"]
    assert reason_text("end_missing", "row_states/1", CARDS) == "【状态】" + MESSAGES_ZH["end_missing"]

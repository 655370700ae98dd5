"""Reasons for late entry: words of the pack, withdrawn rows, proofs, and faults with their texts."""

from __future__ import annotations

from tests.support.files.builders import LAYOUTS, FakeSource, context, number, passing
from tests.support.files.raw_tables import faults, parser, raw_table
from transforms.intake.base.reasons import MESSAGES_ZH
from transforms.intake.gate.gate import gate_table
from transforms.intake.gate.kinds.late_entry import KIND

SOURCE = FakeSource("late_entry", "late_entry", "late_entry", "change", {})
WORDS = {"moved_in": "moved_in", "当年新迁入户口": "moved_in", "新迁入": "moved_in", "released": "released"}
ROWS = {
    "name": ["甲", "乙", "丙", "丁", "戊"],
    "document_number": [number(at) for at in (1, 2, 3, 4, 5)],
    "reason": ["新迁入", "当年新迁入户口", "", "", "忘记缴费"],
    "proof": ["户口簿", "", "", "", ""],
    "op": ["", "新增", "撤销", "", ""],
}


def test_the_packs_words_are_reasons_and_another_word_is_a_fault() -> None:
    parsed = parser(ROWS, "late_entry", "change", late_reasons=WORDS)
    values = KIND.parse(parsed, SOURCE)
    assert values["op"].to_pylist() == ["add", "add", "end", "add", "add"]
    assert values["reason"].to_pylist() == ["moved_in", "moved_in", None, None, None]
    assert values["has_proof"].to_pylist() == [True, False, False, False, False]
    assert faults(parsed) == [(5, "late_reason_unlisted", "reason"), (6, "late_reason_unlisted", "reason")]
    assert "通知" in MESSAGES_ZH["late_reason_unlisted"]


def test_a_proof_is_asked_for_where_the_notice_asks_for_it() -> None:
    rows = ROWS | {"reason": ["新迁入", "新迁入", "", "released", "released"]}
    parsed = parser(rows, "late_entry", "change", late_reasons=WORDS, proof_reasons=["moved_in"])
    KIND.parse(parsed, SOURCE)
    assert faults(parsed) == [(3, "late_proof_blank", "proof")]
    assert "证明材料" in MESSAGES_ZH["late_proof_blank"]


def test_a_word_for_a_death_is_no_withdrawal() -> None:
    parsed = parser(ROWS | {"op": ["死亡", *ROWS["op"][1:]]}, "late_entry", "change", late_reasons=WORDS)
    KIND.parse(parsed, SOURCE)
    assert (2, "op_unknown", "op") in faults(parsed)


def test_a_list_without_columns_for_proof_and_withdrawal_is_accepted() -> None:
    rows = {"name": ["甲"], "document_number": [number(1)], "reason": ["新迁入"]}
    around = context("change", late_reasons=WORDS)
    result = gate_table(raw_table(rows), SOURCE, LAYOUTS["late_entry"], around, passing)
    assert (result.decision, result.clean["op"].to_pylist()) == ("accept", ["add"])
    assert result.clean.schema == KIND.schema and KIND.staged == ("row_no", "op", "reason", "has_proof")

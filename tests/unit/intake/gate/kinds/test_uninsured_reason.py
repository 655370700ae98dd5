"""Answers of townships: words of the layout, rows that answer nothing, and notes that are not staged."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.support.files.builders import LAYOUTS, FakeSource, context, number, passing
from tests.support.files.raw_tables import faults, parser, raw_table
from transforms.intake.base.reasons import MESSAGES_ZH
from transforms.intake.gate.gate import gate_table
from transforms.intake.gate.kinds.uninsured_reason import KIND
from transforms.text.folding import fold
from transforms.text.labels import UNINSURED_REASON_LABELS

SOURCE = FakeSource("uninsured_reason", "uninsured_reason", "uninsured_reason", "change", {})
ROWS = {
    "name": ["甲", "乙", "丙", "丁"],
    "document_number": [number(at) for at in (1, 2, 3, 4)],
    "reason": ["参军", "本地职工（在职）", "", "出国"],
    "note": ["", "在某厂", "", "见李四"],
}


def test_words_are_reasons_a_blank_answers_nothing_and_another_word_is_a_fault() -> None:
    parsed = parser(ROWS, "uninsured_reason")
    values = KIND.parse(parsed, SOURCE)
    assert values["reason"].to_pylist() == ["soldier", "employee_here", None, None]
    assert values["note"].to_pylist() == [None, "在某厂", None, "见李四"]
    assert faults(parsed) == [(5, "reason_unlisted", "reason")]
    assert "备注" in MESSAGES_ZH["reason_unlisted"] and "自愿放弃" in MESSAGES_ZH["reason_unlisted"]


def test_a_list_of_which_few_rows_are_answered_is_accepted() -> None:
    rows = ROWS | {"reason": ["", "", "", "失联"]}
    result = gate_table(raw_table(rows), SOURCE, LAYOUTS["uninsured_reason"], context("change"), passing)
    assert (result.decision, result.clean_count, result.quarantine_count) == ("accept", 4, 0)
    codes = result.warnings["reason_code"].to_pylist()
    assert [code for code in codes if code != "form_differs"] == ["reason_blank"] * 3


def test_every_reason_of_the_form_has_a_word_in_the_layout() -> None:
    words = {fold(word): reason for word, reason in LAYOUTS["uninsured_reason"].reason_words.items()}
    assert set(words.values()) == set(UNINSURED_REASON_LABELS)
    assert {words[fold(label)] for label in UNINSURED_REASON_LABELS.values()} == set(UNINSURED_REASON_LABELS)


def test_only_a_layout_of_answers_has_words_for_reasons() -> None:
    for name, words in (("roll", {"参军": "soldier"}), ("uninsured_reason", {})):
        with pytest.raises(ValidationError, match="且只有这种版式，写 reason_words"):
            type(LAYOUTS[name]).model_validate(LAYOUTS[name].model_dump() | {"reason_words": words})


def test_neither_identity_nor_note_is_staged_as_text() -> None:
    assert ["row_no", *KIND.parse(parser(ROWS, "uninsured_reason"), SOURCE)] == KIND.schema.names
    assert (KIND.staged, KIND.sealed) == (("row_no", "reason"), ("person_key", "note_cipher"))

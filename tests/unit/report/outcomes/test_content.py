"""The notes and lines of the outcomes."""

from __future__ import annotations

from transforms.report.outcomes.content import OutcomeLine, OutcomeTable, outcome_notes


def line(**persons: int) -> OutcomeLine:
    return OutcomeLine("合计", None, persons)


def test_all_but_other_reasons_and_the_unanswered_are_done() -> None:
    total = line(enrolled=6, soldier=2, dead=1, other=4, unanswered=7)
    assert (total.members, total.done, total.enrolled) == (20, 9, 6)


def test_the_note_states_both_rates() -> None:
    (note,) = outcome_notes(OutcomeTable((), line(enrolled=6, soldier=3, other=4, unanswered=7)))
    assert "已参保6人（参保率30.00%）" in note and "已说明原因3人" in note and "其他原因或未反馈11人" in note
    assert "完成率45.00%含已说明原因的人，不是参保率" in note
    assert outcome_notes(OutcomeTable((), line())) == []

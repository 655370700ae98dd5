"""Each subject of money controls has its words, and a recipient's figures that it belongs to."""

from __future__ import annotations

from transforms.report.money_controls.content import SUBJECTS


def test_each_subject_is_shown_with_figures_that_packs_name() -> None:
    assert {subject.field for subject in SUBJECTS.values()} == {"money", "enrolment"}
    assert {code for code, subject in SUBJECTS.items() if not subject.has_money} == {
        *("household", "request_open", "request_missed", "changed_after_payment")
    }


def test_labels_differ_and_next_steps_are_sentences() -> None:
    assert len({subject.label for subject in SUBJECTS.values()}) == len(SUBJECTS)
    assert all(subject.next_step.endswith("。") and subject.counted for subject in SUBJECTS.values())

"""Check that acknowledged warnings are listed separately, change no result, and end with their warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.packs.changed_packs import PACKS, POLICIES, changed, text_of, write
from tests.support.packs.entries import dongan, dongan_sections, sections
from transforms.policy import Pack, Problem, check_pack, compile_pack, load_pack, review_pack
from transforms.policy.checks.warnings.acknowledged import mark_acknowledged, stable_place
from transforms.policy.diff.sentences import CITATION, compare_packs
from transforms.policy.model.acknowledged import UNUSED_ACKNOWLEDGEMENT, Acknowledgement
from transforms.strict_yaml.problems import build_warning

DONGAN = PACKS[4]
GOOD = text_of(DONGAN)
KNOWN = GOOD[GOOD.index("\nacknowledged:") :]
WITHOUT = GOOD.removesuffix(KNOWN) + "\n"


def review(folder: Path, text: str) -> list[Problem]:
    """Review Dong'an's pack with this text."""
    return review_pack(write(folder, DONGAN, text))


def test_it_turns_exactly_its_warning_and_keeps_its_place_and_reason(tmp_path: Path) -> None:
    """Compare the review with and without the acknowledgement."""
    (warning,) = review(tmp_path, WITHOUT)
    assert (warning.severity, warning.field) == ("warning", "targets.DA-22.printed_total.total_acknowledged")
    (known,) = review(tmp_path, GOOD)
    assert (known.severity, known.code, known.line) == ("acknowledged", warning.code, warning.line)
    assert known.fix_zh.startswith("附件1所印合计578500") and "确认理由" in known.text_zh()


def test_it_holds_when_entries_are_put_before_it(tmp_path: Path) -> None:
    """Insert an entry: the place names the rule_id, not the position."""
    text, code = text_of("zhaoqing-2021"), "zhaoqing-2021"
    start, end = text.index("  - rule_id: ZQ-04-payer_fiscal"), text.index("categories:")
    payer = text[start:end].replace("payer_fiscal", "payer_new").replace("payer: fiscal", "payer: new")
    first = "  - rule_id: ZQ-04-payer_medical_aid"
    more = changed(text, first, f"{payer.rstrip()}\n{first}")
    severities = {problem.field: problem.severity for problem in review_pack(write(tmp_path, code, more))}
    assert severities == {
        "units.children.zq-xinqu.name": "acknowledged", "funding.personal_fen": "acknowledged",
        "payers.ZQ-04-payer_medical_aid.payer": "acknowledged", "payers.ZQ-04-payer_fiscal.payer": "acknowledged",
        "payers.ZQ-04-payer_new.payer": "warning",
    }  # fmt: skip


@pytest.mark.parametrize(
    "entry",
    [
        "  - {warning: doubt.window_gap, where: windows.DA-03.starts_on, reason_zh: 没有这样的空档}\n",
        "  - {warning: doubt.no_such_code, where: campaign.plan_year, reason_zh: 没有这样的提醒}\n",
        "  - {warning: doubt.total_differs, where: targets.DA-22.printed_total.total_acknowledged,\n"
        "     reason_zh: 前面已经确认}\n",
    ],
)
def test_an_unused_acknowledgement_is_a_warning_on_its_line(tmp_path: Path, entry: str) -> None:
    """Append an entry that fits no warning, or repeats an entry."""
    text = GOOD + entry
    unused, known = review(tmp_path, text)
    assert (unused.severity, unused.code, unused.field) == ("warning", UNUSED_ACKNOWLEDGEMENT, "acknowledged.1")
    assert unused.line == text.count("\n", 0, text.index(entry)) + 1
    assert known.severity == "acknowledged"
    assert check_pack(write(tmp_path, DONGAN, text)) == [], "a warning keeps no pack from being used"


def test_no_acknowledgement_is_unused_while_a_section_is_wrong(tmp_path: Path) -> None:
    """Break a section: its warnings are not computed, so their acknowledgements are not unused."""
    text = changed(GOOD, "      persons: 578500", "      persons: x")
    codes = {problem.code for problem in review(tmp_path, text)}
    assert UNUSED_ACKNOWLEDGEMENT not in codes and len(codes) > 0


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("reason_zh: 附件1所印", "reason_en: 附件1所印", "pack.extra_forbidden"),
        ("warning: doubt.total_differs", "warning: total_differs", "pack.string_pattern_mismatch"),
        ("    reason_zh: " + KNOWN.split("reason_zh: ")[1], "    reason_zh: ok ok\n", "pack.string_pattern_mismatch"),
    ],
)
def test_it_is_read_strictly(tmp_path: Path, old: str, new: str, code: str) -> None:
    """Try a wrong key, a wrong code, and a reason that is not Chinese."""
    problems = check_pack(write(tmp_path, DONGAN, changed(GOOD, old, new)))
    assert code in {problem.code for problem in problems}
    assert all(problem.field.startswith("acknowledged.0") for problem in problems)


def test_it_is_no_part_of_the_version_nor_of_a_result(tmp_path: Path) -> None:
    """Compare version, content and compiled rows."""
    with_it = load_pack(POLICIES / DONGAN)
    without = load_pack(write(tmp_path, DONGAN, WITHOUT))
    assert with_it.acknowledged and not without.acknowledged
    assert (with_it.version, with_it.content) == (without.version, without.content)
    assert compile_pack(with_it) == compile_pack(without)
    assert Pack.model_validate_json(with_it.content) == without


def test_a_difference_lists_it_as_a_citation(tmp_path: Path) -> None:
    """Compare the pack without and with the acknowledgement."""
    difference = compare_packs(load_pack(write(tmp_path, DONGAN, WITHOUT)), load_pack(POLICIES / DONGAN))
    assert [sentence.topic for sentence in difference.sentences] == [CITATION]
    assert (
        difference.sentences[0].text.startswith("新增已确认的提醒：")
        and "doubt.total_differs" in difference.sentences[0].text
    )


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), "."),
        (("household", "whole"), "household.whole"),
        (("targets", 0, "rows", 1, "persons"), "targets.DA-22.rows.da-damiaokou.persons"),
        (("units", "children", 2, "name"), "units.children.da-zixishi.name"),
        (("sources", 0, "change_due_on", 3), "sources.DA-10-civil_affairs.change_due_on.3"),
        (("acknowledged", 0), "acknowledged.0"),
    ],
)
def test_a_place_stays_right_when_a_list_grows(path: tuple[str | int, ...], place: str) -> None:
    """Name entries by rule_id or unit_id, else by their position."""
    assert stable_place(dongan_sections(), path) == place


def test_only_the_warning_of_that_code_and_place_is_acknowledged() -> None:
    """Mark one of three warnings, one that is gone, and one twice."""
    known = Acknowledgement(warning="doubt.ended", where="household.whole", reason_zh="核对无误")
    gone = Acknowledgement(warning="doubt.ended", where="campaign", reason_zh="核对无误")
    part = sections(household=dongan().household, acknowledged=(known, gone, known))
    whole = ("household", "whole")
    places = (whole, "doubt.ended"), (whole, "doubt.other"), (("household",), "doubt.ended")
    findings = [build_warning(path, code, "疑", "查", "odd", "see") for path, code in places]
    first, second, third, *unused = mark_acknowledged(findings, part, is_complete=True)
    assert (first.severity, first.fix_zh) == ("acknowledged", "核对无误")
    assert [second, third] == findings[1:]
    assert [(finding.path, finding.code) for finding in unused] == [
        (("acknowledged", 1), UNUSED_ACKNOWLEDGEMENT), (("acknowledged", 2), UNUSED_ACKNOWLEDGEMENT),
    ]  # fmt: skip
    assert mark_acknowledged(findings, part, is_complete=False) == [first, second, third]

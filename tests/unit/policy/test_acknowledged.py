"""What an officer acknowledges is listed apart, changes no version and no result, and does not outlive its warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.packs.changed_packs import PACKS, POLICIES, changed, text_of, write
from transforms.policy import Pack, Problem, check_pack, compile_pack, load_pack, review_pack
from transforms.policy.diff.sentences import CITATION, compare_packs
from transforms.policy.model.acknowledged import UNUSED_ACKNOWLEDGEMENT

DONGAN = PACKS[4]
GOOD = text_of(DONGAN)
KNOWN = GOOD[GOOD.index("\nacknowledged:") :]
WITHOUT = GOOD.removesuffix(KNOWN) + "\n"


def said(folder: Path, text: str) -> list[Problem]:
    return review_pack(write(folder, DONGAN, text))


def test_it_turns_exactly_its_warning_and_keeps_its_place_and_reason(tmp_path: Path) -> None:
    (warning,) = said(tmp_path, WITHOUT)
    assert (warning.severity, warning.field) == ("warning", "targets.DA-22.printed_total.total_acknowledged")
    (known,) = said(tmp_path, GOOD)
    assert (known.severity, known.code, known.line) == ("acknowledged", warning.code, warning.line)
    assert known.fix_zh.startswith("附件1所印合计578500") and "确认理由" in known.text_zh()


def test_it_holds_when_entries_are_put_before_it(tmp_path: Path) -> None:
    """An entry is told by its rule_id, not by its number."""
    text, code = text_of("zhaoqing-2021"), "zhaoqing-2021"
    start, end = text.index("  - rule_id: ZQ-04-payer_fiscal"), text.index("categories:")
    payer = text[start:end].replace("payer_fiscal", "payer_new").replace("payer: fiscal", "payer: new")
    first = "  - rule_id: ZQ-04-payer_medical_aid"
    more = changed(text, first, f"{payer.rstrip()}\n{first}")
    found = {one.field: one.severity for one in review_pack(write(tmp_path, code, more))}
    assert found == {
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
def test_one_that_fits_no_warning_is_a_warning_on_its_line(tmp_path: Path, entry: str) -> None:
    text = GOOD + entry
    idle, known = said(tmp_path, text)
    assert (idle.severity, idle.code, idle.field) == ("warning", UNUSED_ACKNOWLEDGEMENT, "acknowledged.1")
    assert idle.line == text.count("\n", 0, text.index(entry)) + 1
    assert known.severity == "acknowledged"
    assert check_pack(write(tmp_path, DONGAN, text)) == [], "it keeps no place from working"


def test_nothing_is_called_idle_while_a_section_is_unsound(tmp_path: Path) -> None:
    """Warnings of a section that cannot be read wait, and so do those who acknowledge them."""
    text = changed(GOOD, "      persons: 578500", "      persons: x")
    codes = {one.code for one in said(tmp_path, text)}
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
    found = check_pack(write(tmp_path, DONGAN, changed(GOOD, old, new)))
    assert code in {one.code for one in found}
    assert all(one.field.startswith("acknowledged.0") for one in found)


def test_it_is_no_part_of_the_version_nor_of_a_result(tmp_path: Path) -> None:
    with_it = load_pack(POLICIES / DONGAN)
    without = load_pack(write(tmp_path, DONGAN, WITHOUT))
    assert with_it.acknowledged and not without.acknowledged
    assert (with_it.version, with_it.content) == (without.version, without.content)
    assert compile_pack(with_it) == compile_pack(without)
    assert Pack.model_validate_json(with_it.content) == without


def test_a_difference_tells_it_as_a_citation(tmp_path: Path) -> None:
    found = compare_packs(load_pack(write(tmp_path, DONGAN, WITHOUT)), load_pack(POLICIES / DONGAN))
    assert [one.topic for one in found.sentences] == [CITATION]
    assert found.sentences[0].text.startswith("新增已确认的提醒：") and "doubt.total_differs" in found.sentences[0].text

"""Notes of a corrected pack: basis, changed rules, and what it changes for the units of the notice."""

import json
from datetime import date
from typing import Any

import pytest

from tests.support.sample_report import money, progress, snapshot
from transforms.report.progress.policy_correction_notes import correction_notes, reason

CORRECTION: dict[str, Any] = {
    "assess_no": 2, "old_version": "a" * 64, "new_version": "b" * 64, "business_date": date(2019, 11, 5),
    "takes_effect": "from_date", "from_on": date(2019, 11, 1), "rule_id": "SD-08", "clause": "更正通知",
    "quote": "财政兜底140元", "persons": 3,
    "changes": [{"text": "困难：财政补助由130元改为140元", "rule_ids": ["SD-08", "SD-08-b"]}],
}  # fmt: skip


def effect(unit_id: str, persons: int, amounts: dict[str, int], payer: str = "fiscal") -> dict[str, Any]:
    """Return a row of the change."""
    return progress(unit_id, persons, amounts, "poor", payer) | {"is_policy": True}


def notes(*rows: Any, persons: Any = (), has_data_changes: bool = False, **changes: Any) -> tuple[str, ...]:
    """Return the notes of one correction, by way of its manifest."""
    kept = reason([CORRECTION | changes], rows, persons, snapshot(), has_data_changes=has_data_changes)
    return correction_notes(json.loads(json.dumps(kept)))


def test_the_first_note_names_day_basis_and_versions() -> None:
    assert notes()[0] == (
        "更正说明：2019年11月5日更正政策，自2019年11月1日起生效；依据更正通知“财政兜底140元”（SD-08）；"
        "政策包版本aaaaaaaaaaaa改为bbbbbbbbbbbb。"
    )
    head = notes(from_on=None, clause="")[0]
    assert "追溯生效；政策包未注明更正依据；" in head


def test_the_second_note_lists_at_most_30_changed_rules() -> None:
    assert notes()[1] == "更正内容：困难：财政补助由130元改为140元（SD-08→SD-08-b）。"
    assert notes(changes=[])[1] == "更正内容：没有改变结果的内容。"
    many = [{"text": f"第{number}条", "rule_ids": []} for number in range(1, 33)]
    assert notes(changes=many)[1].endswith("；第30条；另有2条。")
    assert notes(changes=many[:30])[1].endswith("；第30条。")


def test_a_correction_that_changes_no_account_says_so() -> None:
    assert notes()[2:] == ("更正影响：未改变人员和资金，只改变任务、目标或名称。",)


def test_a_village_counts_for_its_town_and_units_are_in_the_notices_order() -> None:
    rows = [
        effect("b", 0, money(0, 500)),
        effect("a1", -1, money(0, 1000, refundable=200)),
        effect("a", 0, money(0, 300)),
    ]
    texts = notes(*rows, persons=[{"unit_id": "a1", "persons": 2}, {"unit_id": "b", "persons": 1}])
    assert texts[2] == (
        "更正影响（截至本表日期）：甲镇2人，参保人数-1人，财政资助+13.00元，待退+2.00元；乙镇1人，财政资助+5.00元。"
    )
    assert texts[3] == "更正影响合计：3人，参保人数-1人，财政资助+18.00元，待退+2.00元。"


def test_one_unit_needs_no_sum() -> None:
    texts = notes(effect("", 0, money(0, -700), "aid"), persons=[{"unit_id": "gone", "persons": 1}])
    assert texts[2:] == ("更正影响（截至本表日期）：（单位待定）1人，救助资金资助-7.00元。",)


def test_sums_that_cancel_each_other_are_no_change() -> None:
    rows = [effect("a", 1, money(0, 100)), effect("a", -1, money(0, -100))]
    assert notes(*rows)[2] == "更正影响：未改变人员和资金，只改变任务、目标或名称。"


@pytest.mark.parametrize("changed", [True, False])
def test_later_deliveries_are_mentioned_if_there_are_any(changed: bool) -> None:
    text = "除政策更正外，其余变动来自上次发布后收到的数据。"
    assert (text in notes(has_data_changes=changed)) is changed

"""Notes under the printed table: each applies in its case, and in no other."""

from dataclasses import replace
from typing import Any

import pytest

from tests.support import sample_report
from transforms.report.progress.content import Coverage, Report
from transforms.report.progress.notes import notes
from transforms.text.labels import NO_UNIT

REPORT = sample_report.report()


def notes_of(report: Report = REPORT, are_the_notices: bool = True, **campaign: Any) -> list[str]:
    """Return the notes of a report."""
    return list(notes(report, campaign, are_the_notices))


def with_head(**changes: Any) -> Report:
    """Change the header of the report."""
    return replace(REPORT, header=replace(REPORT.header, **changes))


def having(words: str, texts: list[str]) -> list[str]:
    """Return the notes that contain these words."""
    return [text for text in texts if words in text]


def test_the_first_note_says_what_rates_mean_and_the_last_what_money_means() -> None:
    texts = notes_of()
    assert "完成率＝参保人数÷目标任务数；排名按完成率，率相同名次相同。" in texts[0]
    assert texts[-1].startswith("金额单位：元。")
    assert notes_of(with_head(target_stand=""))[0].startswith("通知未下达分单位目标任务。")


def test_only_stated_goals_are_named() -> None:
    assert having("通知要求", notes_of()) == ["通知要求：完成率不低于98.00%，特殊人群参保率不低于100.00%。"]
    none = with_head(completion_goal_bp=None, enrolment_goal_bp=None, special_goal_bp=None)
    assert having("通知要求", notes_of(none)) == []


def test_units_without_a_target_are_named_unless_no_unit_has_one() -> None:
    assert having("无目标任务数", notes_of())[0].startswith("无目标任务数：丙乡；")
    none = replace(REPORT, units=tuple(replace(line, target_persons=None) for line in REPORT.units))
    assert having("无目标任务数", notes_of(none)) == []
    every = replace(REPORT, units=tuple(replace(line, target_persons=1) for line in REPORT.units))
    assert having("无目标任务数", notes_of(every)) == []


def test_persons_of_no_unit_are_counted() -> None:
    assert having("单位待定", notes_of()) == ["2人单位待定：计入合计人数，不计入完成率。"]
    without = replace(REPORT, units=tuple(line for line in REPORT.units if line.label != NO_UNIT))
    assert having("单位待定", notes_of(without)) == []


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (350, []),
        (None, []),
        (351, ["通知所印合计351人，分项相加350人，相差-1人；本表以分项为准。"]),
        (1350, ["通知所印合计1,350人，分项相加350人，相差-1,000人；本表以分项为准。"]),
    ],
)
def test_a_printed_total_that_differs_is_stated(printed: int | None, text: list[str]) -> None:
    assert REPORT.total.target_persons == 350
    assert having("所印合计", notes_of(printed_total=printed)) == text
    assert having("所印合计", notes_of(are_the_notices=False, printed_total=printed)) == []


@pytest.mark.parametrize(
    ("head", "campaign", "text"),
    [
        ({"denominator_name": None}, {}, "参保率：通知未指明分母，列为“—”。"),
        ({"denominator_source": None}, {}, "参保率分母：常住人口；未取得数字，列为“—”。"),
        ({"denominator_source": "公报"}, {}, "参保率分母：常住人口（来源：公报）。"),
        (
            {"denominator_source": "公报"}, {"employee_counts_as_covered": True},
            "参保率分母：常住人口（来源：公报）。分子仅为居民医保参保人数，未计职工医保参保人数。",
        ),
    ],
)  # fmt: skip
def test_the_denominator_is_named_with_its_source(head: dict[str, Any], campaign: dict[str, Any], text: str) -> None:
    assert having("分母", notes_of(with_head(**head), **campaign)) == [text]


def test_other_plan_years_are_mentioned_if_there_are_any() -> None:
    assert "其他参保年度另列" in notes_of()[-1]
    assert "另列" not in notes_of(replace(REPORT, plan_years=REPORT.plan_years[:1]))[-1]


def test_open_amounts_are_counted_in_each_category_with_those_who_paid() -> None:
    (text,) = having("金额未定", notes_of())
    assert text.startswith(
        "金额未定：重残17人（已缴费9人）、未登记类别1号1人（已缴费0人）、名单外人员2人（已缴费2人）。"
    )
    none = replace(REPORT, categories=(), tracked=(), ordinary=Coverage())
    assert having("金额未定", notes_of(none)) == []

"""Days of a campaign, and business dates that are probably mistyped."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.packs.worked_cases import PACKS, pack_of
from transforms.policy.model.season import intake_days, misplaced_zh

PACK = pack_of("dongan-2020")
LATER = date(2026, 12, 1)


def test_deliveries_are_taken_in_from_before_the_window_to_the_end_of_the_plan_year() -> None:
    first, last = intake_days(PACK)
    assert (PACK.starts_on - first).days == 31 and last == date(2020, 12, 31)


@pytest.mark.parametrize("pack_code", PACKS)
def test_each_day_of_a_campaign_of_the_past_is_plausible(pack_code: str) -> None:
    pack = pack_of(pack_code)
    assert [misplaced_zh(pack, day, LATER) for day in intake_days(pack)] == [None, None]


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2022, 1, 1), date(2091, 11, 1), LATER])
def test_a_day_of_another_year_is_misplaced(day: date) -> None:
    assert f"业务日期 {day} 不在政策包 dongan-2020 的年份（2019–2021）内" == misplaced_zh(PACK, day, LATER)


def test_a_day_after_today_is_misplaced_while_the_campaign_runs() -> None:
    today = date(2019, 11, 5)
    assert misplaced_zh(PACK, today, today) is None
    assert misplaced_zh(PACK, date(2019, 11, 6), today) == "业务日期 2019-11-06 晚于今天（2019-11-05）"
    assert misplaced_zh(PACK, date(2019, 11, 6), date(2018, 1, 1)) is None  # tried out before it begins

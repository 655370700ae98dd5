"""The forecast: pace of two weeks times the factors; none before the half, at the end, or of few persons."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.docs.plain_english import ROOT
from transforms.board.forecast import FACTORS, LEAST_PERSONS, OFF_AT_HALF, Forecast, forecast

STARTS, ENDS = dt.date(2019, 9, 1), dt.date(2019, 12, 9)  # 100 days


def _even(per_day: int, days: int = 100) -> dict[dt.date, int]:
    return {STARTS + dt.timedelta(days=number): per_day for number in range(days)}


def _at(day_number: int) -> dt.date:
    return STARTS + dt.timedelta(days=day_number - 1)


def test_the_rest_of_the_window_goes_on_with_the_pace_times_the_factors() -> None:
    least, middle, most = FACTORS[5]
    assert forecast(_even(100), STARTS, ENDS, _at(50)) == Forecast(
        ENDS, 5_000 + 50 * middle, 5_000 + 50 * least, 5_000 + 50 * most, 100, 5
    )


def test_later_days_do_not_count_and_the_last_fourteen_make_the_pace() -> None:
    change = {STARTS: 1_000, _at(36): 7_000, _at(37): 1_400, _at(51): 9_999}
    expected = forecast(change, STARTS, ENDS, _at(50))
    assert expected is not None and expected.pace == 100
    assert expected.persons == 9_400 + 50 * FACTORS[5][1]


@pytest.mark.parametrize(
    ("number", "exists"), [(1, False), (49, False), (50, True), (99, True), (100, False), (120, False)]
)
def test_only_in_the_second_half_of_the_window(number: int, exists: bool) -> None:
    assert (forecast(_even(100, 120), STARTS, ENDS, _at(number)) is not None) == exists


@pytest.mark.parametrize(
    "change",
    [{_at(50): LEAST_PERSONS - 1}, {STARTS: 5_000}, {STARTS: 5_000, _at(45): -3}, {}],
    ids=["few persons", "nobody lately", "fewer lately", "nobody"],
)
def test_without_a_pace_there_is_none(change: dict[dt.date, int]) -> None:
    assert forecast(change, STARTS, ENDS, _at(50)) is None


@pytest.mark.parametrize("tenths", FACTORS)
def test_the_range_holds_the_middle_and_the_pace_itself(tenths: int) -> None:
    least, middle, most = FACTORS[tenths]
    assert 0 < least <= middle <= most and most >= 100


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("board.md", "differed from the final count by {} % in the middle and by {} % at most"),
        ("board.zh.md", "推算数与最后人数一般相差 {}%，最多相差 {}%"),
    ],
)
def test_the_documented_error_is_the_measured_one(page: str, text: str) -> None:
    assert text.format(*OFF_AT_HALF) in (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")

"""Dates as senders write them: every usual form is one day, and nothing is guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.intake.values.dates import Habits, ParsedDate, column_habits, parse_date


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_every_usual_form_of_a_date_is_the_same_day(day: dt.date) -> None:
    y, m, d = day.year, day.month, day.day
    chinese = f"{''.join('〇一二三四五六七八九'[int(c)] for c in str(y))}年{_numeral(m)}月{_numeral(d)}日"
    forms = [
        day.isoformat(), f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y:04d}{m:02d}{d:02d}", f"{y}年{m}月{d}日", chinese,
        f"{day.isoformat()} 00:00:00", f" {y}-{m}-{d} ",
    ]  # fmt: skip
    assert {parse_date(form) for form in forms} == {ParsedDate(day)}
    if 25569 <= (serial := (day - dt.date(1899, 12, 30)).days) < 70000:
        assert parse_date(str(serial), numeric=True).on == day
        assert parse_date(str(serial)).fault == "date_format"  # as text it may be anything


def _numeral(n: int) -> str:
    ones = "〇一二三四五六七八九"
    return ones[n] if n < 10 else ("" if n < 20 else ones[n // 10]) + "十" + (ones[n % 10] if n % 10 else "")


@given(st.text(max_size=15), st.booleans())
def test_any_text_is_a_date_or_has_a_fault(text: str, numeric: bool) -> None:
    parsed = parse_date(text, numeric)
    assert parsed.on is None or parsed.fault is None


@pytest.mark.parametrize(
    "text",
    [
        "2019-9-1①", "2019-9-1²", "2019-9-1₂", "2019-9-1𝟏", "2019-9-1\n1", "2019-1-1 5", "2019 09 01",
        "2019 年 9 月 1 1日", "２０１９-９-１　１", "2019年9月1㏠", "二〇一九年九月一㊀日", "2019-09-01 99:99",
        "2019-09-01 24:00", "2019-09-01 24:00:00", "2019-09-01 12:60", "2019-09-01T24:00:00Z",
    ],
)  # fmt: skip
def test_a_date_is_never_made_of_more_than_itself(text: str) -> None:
    assert parse_date(text) == ParsedDate(None, "date_format")


@pytest.mark.parametrize(
    "text",
    [
        "２０１９-０９-０１", "2019／9／1", "2019．9．1", "2019 年 9 月 1 日", "2019 - 9 - 1",
        "2019-09-01　", "2019年9月\n1日", "2019-09-01 23:59:59", "2019-09-01 0:00",
        "2019-09-01T00:00:00.000", "2019-09-01 ００：００", "2019-09-01T08:00:00Z",
    ],
)  # fmt: skip
def test_dress_of_a_date_is_taken_off(text: str) -> None:
    assert parse_date(text).on == dt.date(2019, 9, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2019年9月1号", "2019年09月01号", "二〇一九年九月一号", "2019年9月1日上午", "2019年9月1日 下午",
        "2019-09-01 上午",
        "2019年9月1日上午9:30", "2019年9月1日 下午3时", "2019年9月1日9时30分", "2019年9月1号下午3点半",
        "2019/9/1 9:30 AM",
        "2019、9、1", "2019。9。1", "2019，9，1", "2019\\9\\1", "2019.9.1.", "2019-9-1日", "2019·9·1", "2019—9—1",
        "2019.9月1日",
    ],
)  # fmt: skip
def test_a_day_as_offices_write_it(text: str) -> None:
    assert parse_date(text) == ParsedDate(dt.date(2019, 9, 1))


@pytest.mark.parametrize(
    "text",
    [
        "2019年9月", "2019年9月份", "2019-9", "2019-09", "2019.09", "2019.9", "2019/09", "2019/9", "201909",
        "２０１９０９",
        "2019、9", "2019-09月", "2019 年 9 月", "二〇一九年九月", "2019年9月底", "2019年9月末",
    ],
)  # fmt: skip
def test_a_month_is_its_last_day(text: str) -> None:
    assert parse_date(text) == ParsedDate(dt.date(2019, 9, 30), period=True, first_on=dt.date(2019, 9, 1))


@pytest.mark.parametrize(
    ("text", "first_on", "on"),
    [
        ("2019年9月上旬", (9, 1), (9, 10)), ("2019年9月初", (9, 1), (9, 10)), ("2019年9月中旬", (9, 11), (9, 20)),
        ("2019年2月下旬", (2, 21), (2, 28)), ("2019年", (1, 1), (12, 31)), ("2019年度", (1, 1), (12, 31)),
        ("2019年底", (1, 1), (12, 31)),
    ],
)  # fmt: skip
def test_other_periods_are_their_last_day(text: str, first_on: tuple[int, int], on: tuple[int, int]) -> None:
    assert parse_date(text) == ParsedDate(dt.date(2019, *on), period=True, first_on=dt.date(2019, *first_on))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("九月一日", "date_format"), ("9月1号", "date_format"), ("2019", "date_format"), ("43709", "date_format"),
        ("上午", "date_format"), ("T12:30", "date_format"), ("12:30", "date_format"), ("2019-13", "date_impossible"),
        ("201913", "date_impossible"), ("2019.00", "date_impossible"), ("190231", "date_impossible"),
        ("200901", "date_ambiguous"), ("190901", "date_ambiguous"), ("200930", "date_ambiguous"),
        ("19年9月1号", "date_ambiguous"), ("2019年9月1日25时", "date_format"), ("2019-9.1", "date_format"),
    ],
)  # fmt: skip
def test_what_may_be_another_day_is_a_fault(text: str, fault: str) -> None:
    assert parse_date(text) == ParsedDate(None, fault)


def test_six_digits_are_months_where_their_column_shows_it() -> None:
    months = column_habits(["200901", "201909", "2018-03-04"], zeros_are_kept=True)
    assert parse_date("200901", habits=months).on == dt.date(2009, 1, 31)
    for texts in (["200901", "200912"], ["200901", "201909", "190930"]):
        assert parse_date("200901", habits=column_habits(texts, zeros_are_kept=True)).fault == "date_ambiguous"


def test_the_month_of_a_figure_is_never_october_by_chance() -> None:
    """A spreadsheet keeps 2019.10 as the number 2019.1."""
    assert parse_date("2019.1").on == dt.date(2019, 1, 31)
    assert parse_date("2019.1", numeric=True).fault == "date_ambiguous"
    assert parse_date("2019.1", habits=Habits(zeros_are_kept=False)).fault == "date_ambiguous"
    assert parse_date("2019.11", numeric=True).on == dt.date(2019, 11, 30)
    assert parse_date("2019.9", numeric=True).on == dt.date(2019, 9, 30)
    for other in ("2019.10", "2018.03"):
        assert column_habits(["2019.1", other], zeros_are_kept=False).zeros_are_kept
    assert not column_habits(["2019.1", "2019.9", "2019.11"], zeros_are_kept=False).zeros_are_kept


@pytest.mark.parametrize(
    ("texts", "is_workbook", "days"),
    [
        (["2019-08-31 16:00:00"], True, [dt.date(2019, 9, 1)]),
        (["2019-08-31 16:00:00", "1988-06-01T15:00:00", "2019/9/1"], True, [dt.date(2019, 9, 1), dt.date(1988, 6, 2)]),
        (["2019-08-31 15:59:59.999998"], True, [dt.date(2019, 9, 1)]),
        (["2019-08-31 16:00:00", "2019-09-30 16:00:00"], False, [dt.date(2019, 9, 1), dt.date(2019, 10, 1)]),
    ],
)
def test_a_day_that_begins_in_utc_is_the_next_day(texts: list[str], is_workbook: bool, days: list[dt.date]) -> None:
    habits = column_habits(texts, is_workbook)
    parsed = [parse_date(text, habits=habits) for text in texts]
    assert [date.on for date in parsed if date.moved] == days


@pytest.mark.parametrize(
    ("texts", "is_workbook"),
    [
        (["2019-08-31 16:00:00"], False),
        (["2019-08-31 16:00:00", "2019-09-30 09:30:00"], True),
        (["2019-08-31 16:00:00", "2019-09-30"], True),
        (["2019-08-31 15:00:00"], True),
        (["2019-08-31 99:00:00"], True),
    ],
)
def test_a_time_of_day_moves_no_day(texts: list[str], is_workbook: bool) -> None:
    habits = column_habits(texts, is_workbook)
    assert not habits.moments_are_utc and not any(parse_date(text, habits=habits).moved for text in texts)


def test_daylight_saving_of_shanghai_counts_for_moments_with_a_zone() -> None:
    assert parse_date("1988-06-01T15:00:00Z").on == dt.date(1988, 6, 2)
    assert parse_date("2019-06-01T15:00:00Z").on == dt.date(2019, 6, 1)

"""Dates as senders write them: every usual form is one day, and nothing is guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.intake.values.dates import parse_date


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_every_usual_form_of_a_date_is_the_same_day(day: dt.date) -> None:
    y, m, d = day.year, day.month, day.day
    chinese = f"{''.join('〇一二三四五六七八九'[int(c)] for c in str(y))}年{_numeral(m)}月{_numeral(d)}日"
    forms = [
        day.isoformat(), f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y:04d}{m:02d}{d:02d}", f"{y}年{m}月{d}日", chinese,
        f"{day.isoformat()} 00:00:00", f" {y}-{m}-{d} ",
    ]  # fmt: skip
    assert {parse_date(form) for form in forms} == {(day, None, False)}
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
    assert parse_date(text) == (None, "date_format", False)


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

"""The curve of enrolled persons: every day has a point, and nothing leaves the picture."""

from __future__ import annotations

from datetime import date

from transforms.board.curve import HEIGHT, RECENT_DAYS, WIDTH, YearBefore, curve
from transforms.board.increase import DayPersons

ROWS = [
    DayPersons(date(2019, 10, 1), "a", 40, 0),
    DayPersons(date(2019, 10, 1), "b", 10, 0),
    DayPersons(date(2019, 10, 3), "a", 30, 0),
    DayPersons(date(2019, 10, 4), "", -5, 0),
]
LAST = date(2019, 10, 5)


def test_days_without_a_change_have_a_point_and_a_row() -> None:
    drawn = curve(ROWS, None, LAST, 100)
    assert drawn is not None and (drawn.first, drawn.last, drawn.target) == ("2019-10-01", "2019-10-05", 0)
    assert drawn.points == "0.0,70 150.0,70 300.0,28 450.0,35 600.0,35"
    assert drawn.text == "2019年10月1日的50人，到2019年10月5日的75人，目标任务100人"
    assert drawn.recent[:3] == (
        ("2019-10-05", "0", "75", "—"),
        ("2019-10-04", "-5", "75", "—"),
        ("2019-10-03", "+30", "80", "—"),
    )
    assert drawn.before == drawn.before_text == ""


def test_units_of_a_reader_alone_count() -> None:
    drawn = curve(ROWS, frozenset({"b"}), LAST, None)
    assert drawn is not None and drawn.recent[0] == ("2019-10-05", "0", "10", "—") and drawn.target is None
    assert "目标" not in drawn.text


def test_beyond_the_target_the_target_is_lower() -> None:
    drawn = curve(ROWS, None, LAST, 40)
    assert drawn is not None and drawn.target == HEIGHT // 2 and min(_heights(drawn.points)) == 0


def test_a_long_and_a_short_period_stay_in_the_picture() -> None:
    for last in (date(2019, 10, 1), date(2020, 9, 30)):
        drawn = curve(ROWS[:2], None, last, 0)
        assert drawn is not None and len(drawn.recent) <= RECENT_DAYS
        assert all(0 <= height <= HEIGHT for height in _heights(drawn.points))
        assert all(0 <= float(point.split(",")[0]) <= WIDTH + 0.1 for point in drawn.points.split(" "))


def _before(last_on: date | None, reason_zh: str = "") -> YearBefore:
    rows = [DayPersons(date(2018, 9, 20), "a", 60, 0), DayPersons(date(2018, 10, 4), "b", 40, 0)]
    return YearBefore("shidian-2019", rows if last_on else [], last_on, reason_zh)


def test_the_year_before_has_the_same_days() -> None:
    drawn = curve(ROWS, None, LAST, None, _before(date(2018, 10, 5)))
    assert drawn is not None
    assert drawn.before == "0.0,56 150.0,56 300.0,56 450.0,0 600.0,0"
    assert drawn.before_text == "上年同日（2018年10月5日）100人，取自政策包shidian-2019"
    assert [row[3] for row in drawn.recent] == ["100", "100", "60", "60", "60"]
    own = curve(ROWS, frozenset({"b"}), LAST, None, _before(date(2018, 10, 5)))
    assert own is not None and [row[3] for row in own.recent] == ["40", "40", "0", "0", "0"]


def test_the_year_before_ends_where_it_is_not_known() -> None:
    drawn = curve(ROWS, None, LAST, None, _before(date(2018, 10, 3), "只核定到2018年10月3日"))
    assert drawn is not None and drawn.before.count(",") == 3
    assert [row[3] for row in drawn.recent] == ["—", "—", "60", "60", "60"]
    assert drawn.before_text == "上年同日缺：只核定到2018年10月3日"
    nothing = curve(ROWS, None, LAST, None, _before(None, "政策包没有入库"))
    assert nothing is not None and (nothing.before, nothing.before_text) == ("", "上年同日缺：政策包没有入库")


def test_without_persons_there_is_no_curve() -> None:
    assert curve([], None, LAST, 100) is None and curve(ROWS, frozenset({"x"}), LAST, 100) is None


def _heights(points: str) -> list[int]:
    return [int(point.split(",")[1]) for point in points.split(" ")]

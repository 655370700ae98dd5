"""The reminder: what one sender owes, how late it is, and the list of all who owe."""

from datetime import date, timedelta
from typing import Any

import pytest

from transforms.mail.reminder import ExpectedDelivery, missing_lines, reminder_mail

DUE, TODAY = date(2019, 9, 30), date(2019, 10, 8)


def owes(due_on: date = DUE, **changes: Any) -> ExpectedDelivery:
    """Make a delivery that is late on 8 October."""
    values = {
        "source": "civil_affairs", "sender": "县民政局", "contact": "civil@b.test", "list_mode": "full",
        "period": f"{due_on:%Y-%m}", "due_on": due_on, "arrived_on": None, "state": "missing",
        "days_late": (TODAY - due_on).days, "reminded_on": None,
    }  # fmt: skip
    return ExpectedDelivery(**values | changes)


def test_the_subject_names_the_first_due_day_and_how_many() -> None:
    mail = reminder_mail("试点县", 2020, [owes(), owes(date(2019, 8, 31))], TODAY)
    assert mail.subject == "试点县2020年度城乡居民基本医疗保险：2019年8月31日起应报数据2批尚未收到，请予报送"
    assert mail.html is None


def test_a_line_says_period_list_day_and_delay() -> None:
    body = reminder_mail("试点县", 2020, [owes(), owes(list_mode="change", period="2019-10")], TODAY).plain
    assert body.startswith("县民政局：\n")
    assert "- 2019-09 全量名册，应于2019年9月30日前报送，已逾期8天\n" in body
    assert "- 2019-10 变动名册，应于2019年9月30日前报送，已逾期8天\n" in body


@pytest.mark.parametrize(("mode", "is_stated"), [("change", True), ("full", False), ("feed", False)])
def test_only_a_list_of_changes_may_be_empty(mode: str, is_stated: bool) -> None:
    body = reminder_mail("试点县", 2020, [owes(list_mode=mode)], TODAY).plain
    assert ("没有变动，也请报送一份无记录的" in body) is is_stated


@pytest.mark.parametrize(("count", "lines"), [(40, 40), (41, 40)])
def test_a_long_list_is_cut_and_counted(count: int, lines: int) -> None:
    body = reminder_mail("试点县", 2020, [owes(DUE - timedelta(days=n)) for n in range(count)], TODAY).plain
    assert body.count("\n- ") == lines and (f"……共{count}批" in body) is (count > lines)


def test_who_owes_longest_comes_first_and_only_what_is_missing_counts() -> None:
    expected = [
        owes(),
        owes(date(2019, 10, 7), days_late=1),
        owes(date(2019, 8, 31), source="roll", sender="县医保局", reminded_on=date(2019, 9, 5)),
        owes(date(2019, 7, 31), source="tax", sender="县税务局", state="late"),
        owes(date(2019, 10, 31), source="tax", sender="县税务局", state="not_due"),
    ]
    assert missing_lines(expected) == [
        "县医保局（roll）：2019-08，应于2019-08-31前报送，逾期38天，2019-09-05已催报",
        "县民政局（civil_affairs）：共2批，最早2019-09，应于2019-09-30前报送，逾期8天",
    ]
    assert missing_lines([]) == []

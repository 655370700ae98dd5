"""Requests for correction: one state each, whatever the order of arrival; the clock of three working days."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing.deliver import Announcement, deliver
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.files.builders import write_xlsx
from tests.support.files.small_deliveries import PACK, UNIT, Desk, name, number
from tests.support.quick import quick_and_long

HEAD = ["乡镇", "姓名", "证件号码", "更正事项", "更正前", "更正后", "申请日期", "办结日期"]
KINDS = ["roll", "tax_feed", "correction_request"]
STATES = "SELECT requested_on::text, state, term, due_on::text FROM mart_case.correction_request ORDER BY 1, 2, 3"
CLOCK = """
SELECT sum(requests), sum(met_requests), sum(open_requests), sum(missed_requests), sum(refused_requests),
    sum(changed_after_payment), sum(unknown_persons) FROM mart.request_clock
"""


@dataclass
class Town:
    """Dong'an with a town that asks for corrections."""

    settings: Settings
    folder: Path

    def ask(self, *rows: tuple[int, str, str, str], period: str = "2019-10", version: int = 1) -> Announcement:
        """Return a list of requests: person, item, day of the request, day of completion or ''."""
        lines = [[UNIT, name(who), number(who), item, "", "", on, done] for who, item, on, done in rows]
        file = write_xlsx(self.folder / f"requests-{period}-{version}.xlsx", [HEAD, *lines])
        on = dt.date(2019, 10, 31)
        return Announcement(file, "correction_request", period, "change", on, on, version)

    def take_in(self, *announced: Announcement) -> None:
        deliver(self.settings, PACK, announced)
        intake.run(self.settings, PACK, KINDS, dt.date(2019, 12, 10))

    def assess(self, on: str) -> None:
        assess.run(self.settings, PACK, dt.date.fromisoformat(on))

    def rows(self, query: str, role: str = "caseworker") -> list[tuple[Any, ...]]:
        with psycopg.connect(self.settings.warehouse_url(role)) as conn:
            return conn.execute(query).fetchall()


@pytest.fixture()
def town(settings: Settings, tmp_path: Path) -> Town:
    place = Town(settings, tmp_path)
    place.take_in(Desk(tmp_path / "desk", "2019-10-31").roll(range(6), "2019-10", "2019-10-01"))
    return place


def test_three_working_days_with_a_make_up_day(town: Town) -> None:
    """27 September: 30 September, 8 and 9 October; 29 September and 12 October are make-up days."""
    town.take_in(
        town.ask(
            (0, "姓名", "2019-09-27", "2019-10-08"),
            (1, "姓名", "2019-09-27", "2019-10-09"),
            (2, "所属单位", "2019-10-11", ""),
        )
    )
    town.assess("2019-10-15")
    assert town.rows(STATES) == [
        ("2019-09-27", "applied", "met", "2019-10-08"),
        ("2019-09-27", "applied", "missed", "2019-10-08"),
        ("2019-10-11", "open", "open", "2019-10-15"),
    ]
    assert town.rows(CLOCK, "analyst") == [(3, 1, 1, 1, 0, 0, 0)]
    town.assess("2019-10-16")
    assert town.rows(CLOCK, "analyst") == [(3, 1, 0, 2, 0, 0, 0)]
    assert not [found for found in invariants.run(town.settings, PACK) if found.problems]


def test_who_has_paid_is_not_changed_any_more_and_a_change_all_the_same_is_named(town: Town) -> None:
    paid = Desk(town.folder / "tax", "2019-10-31").tax([(0, 250), (1, 250), (2, 250)], "2019-10-10")
    town.take_in(
        paid,
        town.ask(
            (0, "人员类别", "2019-10-09", ""),
            (1, "人员类别", "2019-10-10", ""),
            (2, "人员类别", "2019-10-11", "2019-10-12"),
            (77, "姓名", "2019-10-11", ""),
        ),
    )
    town.assess("2019-10-31")
    assert [row[:3] for row in town.rows(STATES)] == [
        ("2019-10-09", "open", "missed"),
        ("2019-10-10", "refused_paid", None),
        ("2019-10-11", "changed_after_payment", None),
        ("2019-10-11", "unknown_person", None),
    ]
    assert town.rows(CLOCK, "analyst") == [(4, 0, 0, 1, 1, 1, 1)]
    assert town.rows("SELECT count(*) FROM core.trait", "auditor") == [(6,)], "a request makes nobody a person"


@pytest.mark.parametrize("order", quick_and_long(itertools.permutations(range(3)), {(0, 1, 2), (2, 1, 0)}))
def test_payment_request_and_completion_come_in_any_order(town: Town, order: Sequence[int]) -> None:
    steps: list[Callable[[], Announcement]] = [
        lambda: Desk(town.folder / "tax", "2019-10-31").tax([(0, 250)], "2019-10-10"),
        lambda: town.ask((0, "姓名", "2019-10-08", ""), (1, "姓名", "2019-10-08", "")),
        lambda: town.ask((0, "姓名", "2019-10-08", "2019-10-09"), period="2019-11"),
    ]
    for step in order:
        town.take_in(steps[step]())
        town.assess("2019-10-31")
    assert town.rows(STATES) == [
        ("2019-10-08", "applied", "met", "2019-10-11"), ("2019-10-08", "open", "missed", "2019-10-11"),
    ]  # fmt: skip


def test_a_higher_version_without_a_request_takes_it_back(town: Town) -> None:
    town.take_in(town.ask((0, "姓名", "2019-10-08", ""), (1, "姓名", "2019-10-08", "")))
    town.take_in(town.ask((1, "姓名", "2019-10-08", ""), version=2))
    town.assess("2019-10-31")
    assert len(town.rows(STATES)) == 1

"""Who owes nothing and dies before coverage: counted until the death is known, then neither enrolled nor paid for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.assess import run as assess
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from simulation.facts import ListRow, Person, Receipt, Roll
from simulation.localities import PLACES
from tests.support.warehouse import campaign, explanations, facts

PACK = "heyuan-2020"
UNIT = PLACES[PACK].units[0][0]
LISTED, DIED, KNOWN = dt.date(2019, 8, 10), dt.date(2019, 9, 3), dt.date(2019, 10, 15)
BORN = dt.date(1950, 1, 1)
FREE, PAID_BY_MISTAKE, OWED = range(3)


def _row(op: str, on: dt.date, cut_off: dt.date, category: str = "destitute") -> ListRow:
    return ListRow("civil_affairs", category, category, op, on, on, cut_off, None, True, UNIT)


def _people() -> list[Person]:
    """All die on one day: two owed nothing, one of whom paid by mistake; the third has paid the price."""
    roll = Roll(UNIT, True, True)
    money = Receipt(1, 2020, 25000, dt.date(2019, 8, 20), dt.date(2019, 8, 20), "微信", UNIT)
    free = [_row("add", LISTED, LISTED), _row("death", DIED, KNOWN)]
    return [
        Person(FREE, BORN, roll, list(free)),
        Person(PAID_BY_MISTAKE, BORN, roll, list(free), [money]),
        Person(OWED, BORN, roll, [_row("death", DIED, KNOWN)], [money]),
    ]


@pytest.fixture(scope="module")
def settings(make_warehouse: Callable[..., Settings]) -> Settings:
    """Assessed before the death, while it is not known, and when it is known: only who is changed by time."""
    settings = make_warehouse()
    facts.put(settings, PACK, _people())
    return settings


def _on(settings: Settings, day: dt.date) -> dict[int, tuple[Any, ...]]:
    assess.run(settings, PACK, day)
    assert [finding for finding in invariants.run(settings, PACK) if finding.problems] == []
    rows = facts.results(settings, PACK)
    found = {person.index: rows[facts.key_of(person), 2020] for person in _people()}
    columns = ("status", "category", "due_fen", "fund_fen", "refundable_fen", "settled_on", "flags")
    return {index: tuple(row[name] for name in columns) for index, row in found.items()}


def test_before_and_after_the_death_is_known(settings: Settings) -> None:
    before = _on(settings, KNOWN - dt.timedelta(days=1))
    dead = ["died_after_enrolment"]
    assert before[FREE] == ("enrolled", "destitute", 0, 25000, 0, LISTED, dead)
    assert before[PAID_BY_MISTAKE] == ("enrolled", "destitute", 0, 25000, 25000, LISTED, ["overpaid", *dead])
    after = _on(settings, KNOWN)
    assert after[FREE] == ("deceased", "ordinary", 0, 0, 0, None, [])
    assert after[PAID_BY_MISTAKE] == ("deceased", "ordinary", 0, 0, 25000, None, ["paid_without_due"])
    assert after[OWED] == before[OWED] == ("enrolled", "ordinary", 25000, 0, 0, dt.date(2019, 8, 20), dead)


def test_a_report_about_a_day_before_still_counts_the_person(settings: Settings) -> None:
    _on(settings, KNOWN)
    days = [KNOWN - dt.timedelta(days=1), KNOWN]
    destitute = [campaign.progress(settings, PACK, day).get((UNIT, "destitute")) for day in days]
    assert destitute == [(2, 25000, 50000), (0, 25000, 0)]
    members = [campaign.special(settings, PACK, day).get((UNIT, "destitute")) for day in (LISTED, DIED)]
    assert members == [(2, 2, 0, 0), None], "a living member who is enrolled, and then no member"


def test_it_is_explained(settings: Settings) -> None:
    _on(settings, KNOWN)
    lines = explanations.mart(settings, PACK)[facts.key_of(_people()[FREE]), 2020]
    said = [line["explanation_zh"] for line in lines if line["topic"] == "exclusion"]
    assert said == ["2019-09-03死亡，其时尚未开始享受待遇，本人又无须缴费：不再计入参保，不予资助"]
    assert [line["verdict"] for line in lines if line["topic"] in ("result", "settlement")] == ["deceased", "out"]


def test_everybody_again_changes_nothing(settings: Settings) -> None:
    known = _on(settings, KNOWN)
    assess.run(settings, PACK, KNOWN, everyone=True)
    events = campaign.frame(settings, "SELECT count(*) FROM ledger.event").iloc[0, 0]
    assess.run(settings, PACK, KNOWN, everyone=True)
    assert _on(settings, KNOWN) == known
    assert campaign.frame(settings, "SELECT count(*) FROM ledger.event").iloc[0, 0] == events

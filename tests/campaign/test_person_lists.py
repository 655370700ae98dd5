"""A list of persons has those and the reasons that the simulation knows: read by plain Python from its truth."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from typing import Any

import psycopg
import pyarrow.parquet as pq
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pipeline.publish import inputs, reports
from tests.campaign.conftest import Finished
from tests.support.quick import quick_and_long
from tests.support.warehouse import campaign
from tests.support.warehouse.campaign import PACKS
from transforms.policy import campaign_id, load_pack
from transforms.report.lists.content import PersonList
from transforms.report.publication import Edition, Period, View
from warehouse import engine

QUICK = "dongan-2020"  # as other tests of this folder, which share its finished campaign
EVERY_PACK = quick_and_long(PACKS, (QUICK,))


def made(done: Finished, code: str, as_of: dt.date, view: View | None = None) -> PersonList:
    """Compose a list of a finished campaign as of a day, as the last assessment knows it."""
    report, number = reports.find(code), campaign_id(done.pack_code)
    pack = load_pack(done.settings.pack_path(done.pack_code))
    with engine.create(done.settings.warehouse_url("loader")).connect() as conn:
        known = inputs.assessment(conn, number)
        assert known is not None
        snapshot = report.read_snapshot(conn, inputs.campaign(conn, done.pack_code), pack, known.committed_no)
        facts = report.read_facts(conn, number, known.assess_no, as_of, view or View())
    edition = Edition(Period(code, "once", as_of, as_of, as_of), view=view or View())
    content: PersonList = report.compose(edition, snapshot, facts)
    return content


def roll_rows(done: Finished) -> dict[str, dict[str, str]]:
    """Return the clean rows of the roll by document number, as the file states them."""
    rows: dict[str, dict[str, str]] = {}
    for path in sorted(done.folder.rglob("roll*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows |= {row["证件号码"]: row for row in csv.DictReader(lines)}
    assert rows
    return rows


def truth(done: Finished, table: str) -> list[dict[str, Any]]:
    """Return the rows of one table of the simulation's truth."""
    rows: list[dict[str, Any]] = pq.read_table(done.folder / "truth" / f"{table}.parquet").to_pylist()
    return rows


def main_year(done: Finished) -> int:
    """Return the plan year of the campaign."""
    return load_pack(done.settings.pack_path(done.pack_code)).campaign.plan_year


def is_enrolled(row: dict[str, Any], on: dt.date) -> bool:
    """Return whether the truth counts a person as enrolled on a day."""
    if row["lapse_from"] is not None:
        return bool(row["lapse_from"] <= on < row["lapsed_on"])
    return row["settled_on"] is not None and row["settled_on"] <= on


def members(done: Finished, on: dt.date) -> dict[str, set[str]]:
    """Return the categories of each living member on a day: document number -> categories."""
    found: dict[str, set[str]] = {}
    for row in truth(done, "membership"):
        is_active = row["from_on"] <= on and (row["to_on"] is None or on < row["to_on"])
        if is_active and (row["died_on"] is None or on < row["died_on"]):
            found.setdefault(row["document_number"], set()).add(row["category"])
    return found


def expected_missing(done: Finished, on: dt.date, with_last_year: bool) -> dict[str, tuple[str, str, set[str]]]:
    """Return unit, reason and categories of each person who is not enrolled on the last day, by document number."""
    roll, listed, found, year = roll_rows(done), members(done, on), {}, main_year(done)
    for row in truth(done, "person"):
        number = row["document_number"]
        was_insured = with_last_year and number in roll and roll[number]["上年是否参保"] == "是"
        if row["plan_year"] != year or is_enrolled(row, on) or row["status"] == "deceased":
            continue
        if number in listed or was_insured:
            reason = {"insured_elsewhere": "employee_insured", "undefined": "undefined"}.get(row["status"], "")
            if reason == "undefined" and row["paid_fen"]:
                reason = "undefined_paid"
            if not reason:
                unpaid = "not_paid" if number in roll else "not_on_roll"
                reason = "paid_not_enrolled" if row["paid_fen"] else unpaid
            found[number] = (row["unit_name"] or "", reason, listed.get(number, set()))
    return found


@pytest.mark.parametrize("pack_code", EVERY_PACK)
@pytest.mark.parametrize("code", ["missing_persons", "uninsured_feedback"])
def test_the_missing_are_those_of_the_truth_with_their_reasons(
    finished: Callable[[str], Finished], pack_code: str, code: str
) -> None:
    done = finished(pack_code)
    on = done.business_date
    expected = expected_missing(done, on, with_last_year=code == "missing_persons")
    numbers = sorted(expected)
    keys = campaign.person_keys(done.settings, numbers)
    names = campaign._printed_names(done.settings, pack_code)
    words = campaign._unlisted_words(done.settings, pack_code)
    by_key = {
        key: (names.get(expected[number][0], expected[number][0]), *expected[number][1:])
        for key, number in zip(keys, numbers, strict=True)
    }
    content = made(done, code, on)
    actual = {
        str(person.row.person_key): (
            person.unit_name,
            person.state,
            {words.get(category, category) for category in person.row.categories},
        )
        for person in content.persons
    }
    assert len(actual) == len(content.persons) > 20
    assert len({reason for _, reason, _ in actual.values()}) >= 3
    assert actual == by_key


@pytest.mark.parametrize("pack_code", EVERY_PACK)
def test_on_an_earlier_day_nobody_who_was_enrolled_is_missing(
    finished: Callable[[str], Finished], pack_code: str
) -> None:
    done = finished(pack_code)
    settled = sorted(row["settled_on"] for row in truth(done, "person") if row["settled_on"])
    on = settled[len(settled) // 2]
    listed, year = members(done, on), main_year(done)
    expected = {
        row["document_number"]
        for row in truth(done, "person")
        if row["plan_year"] == year and row["document_number"] in listed and not is_enrolled(row, on)
    }
    keys = set(campaign.person_keys(done.settings, sorted(expected)))
    content = made(done, "uninsured_feedback", on)
    assert {str(person.row.person_key) for person in content.persons} == keys and len(keys) > 20


def stated_dead(done: Finished, on: dt.date) -> set[str]:
    """Return the keys of all whom a list states as dead on a day: a list may state a death that the truth lacks."""
    stated = "SELECT person_key FROM core.membership_fact WHERE op = 'death' AND effective_on <= %s"
    with psycopg.connect(done.settings.warehouse_url("owner")) as conn:
        return {str(key) for (key,) in conn.execute(stated, (on,))}


@pytest.mark.parametrize("pack_code", EVERY_PACK)
def test_the_roster_before_the_start_is_the_roll(finished: Callable[[str], Finished], pack_code: str) -> None:
    done = finished(pack_code)
    on, states = done.business_date, {"是": "insured", "否": "not_insured", "": "not_stated"}
    dead = {row["document_number"] for row in truth(done, "membership") if row["died_on"] and row["died_on"] <= on}
    living = {number: states[row["上年是否参保"]] for number, row in roll_rows(done).items() if number not in dead}
    stated = stated_dead(done, on)
    keys = dict(zip(campaign.person_keys(done.settings, list(living)), living.values(), strict=True))
    content = made(done, "start_roster", on)
    actual = {str(person.row.person_key): person.state for person in content.persons}
    assert len(actual) > 1_000 and {"insured", "not_insured"} <= set(actual.values())
    assert actual == {key: state for key, state in keys.items() if key is not None and key not in stated}


@pytest.mark.long  # the quick case, with persons but without files: tests/properties/test_simulation_agreement.py
def test_the_list_of_coverage_has_the_days_of_the_truth(finished: Callable[[str], Finished]) -> None:
    done = finished("kaijiang-2020")
    on, year = done.business_date, main_year(done)
    dead = {row["document_number"] for row in truth(done, "membership") if row["died_on"] and row["died_on"] <= on}
    stated = stated_dead(done, on)
    covered = {
        row["document_number"]: row["coverage_from"]
        for row in truth(done, "person")
        if row["plan_year"] == year and row["enrolled"] and row["coverage_from"] and row["document_number"] not in dead
    }
    keys = dict(zip(campaign.person_keys(done.settings, list(covered)), covered.values(), strict=True))
    content = made(done, "coverage_list", on)
    actual = {str(person.row.person_key): person.row.coverage_from for person in content.persons}
    assert actual == {key: day for key, day in keys.items() if key not in stated}
    assert len(set(actual.values())) > 20 and {person.state for person in content.persons} == {"listed"}


def test_a_township_sees_its_own_persons_only(finished: Callable[[str], Finished]) -> None:
    done = finished(QUICK)
    whole = made(done, "missing_persons", done.business_date)
    units = {person.row.unit_id: person.unit_name for person in whole.persons if person.row.unit_id}
    parts = [made(done, "missing_persons", done.business_date, View("offices", units=(unit_id,))) for unit_id in units]
    for name, part in zip(units.values(), parts, strict=True):
        assert {person.unit_name for person in part.persons} == {name} == set(part.unit_names)
    assert sum(len(part.persons) for part in parts) == len([p for p in whole.persons if p.row.unit_id])


def test_the_rows_of_a_list_are_those_of_villages_and_days(finished: Callable[[str], Finished]) -> None:
    done = finished(QUICK)
    roll, content = roll_rows(done), made(done, "missing_persons", done.business_date)
    year, paid = main_year(done), dict[str, tuple[int, dt.date]]()
    for row in truth(done, "receipt"):
        if row["plan_year"] == year:
            fen, last = paid.get(row["document_number"], (0, dt.date.min))
            paid[row["document_number"]] = fen + row["amount_fen"], max(last, row["received_on"])
    numbers = sorted({*roll, *paid})
    number_of = dict(zip(campaign.person_keys(done.settings, numbers), numbers, strict=True))
    with_village = 0
    for person in content.persons:
        number = number_of.get(str(person.row.person_key), "")
        fen, last = paid.get(number, (0, None))
        assert (person.row.received_fen, person.row.paid_on) == (fen, last)
        with_village += bool(person.row.village)
    assert with_village > len(content.persons) / 2


def test_the_publisher_cannot_read_identities(finished: Callable[[str], Finished]) -> None:
    settings = finished(QUICK).settings
    refused = pytest.raises(DBAPIError, match="InsufficientPrivilege")
    with engine.create(settings.warehouse_url("publisher")).connect() as conn, refused:
        conn.execute(text("SELECT name_cipher FROM vault.person"))

"""The list of coverage: who is covered from which day and why, and later what has changed since the list before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text

from pipeline.assess import rewind
from pipeline.assess import run as assess
from pipeline.policy import registry
from pipeline.publish import publications, reports
from pipeline.publish.manifest import Publication
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from simulation.facts import ListRow, Person, Receipt, Roll
from tests.support.warehouse import facts, ledger
from transforms.policy import Slot, all_slots, campaign_id
from transforms.report.lists.content import PersonList
from transforms.report.lists.coverage import coverage_grounds
from transforms.report.publication import View
from warehouse import statements

PACK, HOME, OTHER = "kaijiang-2020", "新宁镇", "普安镇"
AT_HOME, AT_OTHER = "kj-xinning", "kj-puan"
CONTINUING, NEW, LATE, NEWBORN, INFANT, UNPAID, LATE_FILE = range(1, 8)
DEAD, REVOKED, RECOGNISED, MOVED, ALIAS, PERSON = range(8, 14)
GROWN, PAID = dt.date(1980, 5, 1), dt.date(2019, 10, 10)
NEW_YEAR, FEBRUARY = dt.date(2020, 1, 1), dt.date(2020, 2, 1)
Row = tuple[str, dt.date | None, dt.date | None, str]


def _person(index: int, paid_on: dt.date | None = PAID, born: dt.date = GROWN, roll: bool | None = True) -> Person:
    receipts = [Receipt(1, 2020, 25000, paid_on, paid_on, "微信", HOME)] if paid_on else []
    return Person(index, born, None if roll is None else Roll(HOME, True, roll), [], receipts)


def _listed(index: int, category: str, on: dt.date, op: str = "add", unit: str = HOME) -> ListRow:
    return ListRow("s", category, category, op, on, on, on, None, None, unit)


@dataclass
class Place:
    """A county whose facts come in numbered deliveries, and whose lists are made for one town after the other."""

    settings: Settings
    committed: int = 0
    numbers: dict[object, int] = field(default_factory=dict)

    def take(self, *people: Person) -> None:
        """Write the facts of one delivery."""
        self.committed += 1
        facts.put(self.settings, PACK, people, self.committed)
        self.numbers |= {facts.key_of(person): person.index for person in people}

    def revoke(self, delivery: int, *indices: int) -> None:
        """Withdraw a delivery, which is of these persons."""
        self.committed += 1
        with ledger.owner(self.settings) as conn:
            of = {"n": campaign_id(PACK), "no": delivery}
            conn.execute(text("UPDATE landing.delivery SET state = 'revoked' WHERE committed_no = :no"), of)
        self._touch(*indices)

    def link(self, key: int, person: int) -> None:
        """State that the facts of one key belong to another person."""
        self.committed += 1
        keys = {"key": facts.key_of(_person(key)), "person": facts.key_of(_person(person))}
        with ledger.owner(self.settings) as conn:
            of = {"n": campaign_id(PACK), "no": self.committed, **keys}
            conn.execute(
                text("INSERT INTO core.person_link VALUES (:key, :n, :no, :person, 'decision', gen_random_uuid())"), of
            )
            conn.execute(text("INSERT INTO core.linked_person VALUES (:key, :person)"), keys)
        self._touch(key, person)

    def _touch(self, *indices: int) -> None:
        of = {"n": campaign_id(PACK), "no": self.committed}
        with ledger.owner(self.settings) as conn:
            for index in indices:
                conn.execute(
                    text("INSERT INTO core.changed_person VALUES (:n, :key, :no)"),
                    {**of, "key": facts.key_of(_person(index))},
                )
            conn.execute(text("UPDATE landing.watermark SET committed_no = :no WHERE campaign_id = :n"), of)

    def publish(self, as_of: dt.date, unit: str = AT_HOME, correct: bool = False) -> Publication:
        """Publish the pack's list up to a day for one town."""
        pack, view = registry.load(self.settings, PACK), View(f"townships@{unit}", units=(unit,))
        due = publications.DuePublication(_slot(self.settings, as_of), view, correct, ())
        with loader(self.settings).begin() as conn:
            return publications.publish(conn, self.settings, pack, due)

    def content(self, publication: Publication) -> PersonList:
        """Compose a published list again."""
        with loader(self.settings).connect() as conn:
            content: PersonList = reports.find("coverage_list").content_of(conn, publication)
        return content

    def rows(self, publication: Publication) -> dict[int, Row]:
        """Return person -> state, day, day in the list before, and ground, as a published list states them."""
        return {
            self.numbers[listed.row.person_key]: (
                *(listed.state, listed.row.coverage_from, listed.row.coverage_before, listed.ground),
            )
            for listed in self.content(publication).persons
        }

    def changes(self) -> list[tuple[int, dt.date | None]]:
        """Return person and day of every recorded change, in the order of persons and assessments."""
        with loader(self.settings).connect() as conn:
            rows = conn.execute(text("SELECT * FROM core.coverage_change")).mappings().all()
        found = sorted((self.numbers[row["person_key"]], row["assess_no"], row["coverage_from"]) for row in rows)
        return [(person, day) for person, _, day in found]


def _slot(settings: Settings, as_of: dt.date) -> Slot:
    slots = all_slots(registry.load(settings, PACK))
    (slot,) = [slot for slot in slots if slot.report == "coverage_list" and slot.as_of == as_of]
    return slot


FIRST, SECOND, THIRD, LAST = (dt.date(2019, 12, 25), dt.date(2019, 12, 31), dt.date(2020, 1, 31), dt.date(2020, 4, 30))
BEFORE_NEW_YEAR, BEFORE_FEBRUARY = "续保人员", "新增参保人员"


@pytest.fixture(scope="module")
def place(make_warehouse: Callable[..., Settings]) -> Place:
    """The first two lists are published, and what comes in January is assessed."""
    place = Place(make_warehouse())
    moved = _person(MOVED)
    moved.receipts = [moved.receipts[0]._replace(unit=None)]
    dead = _person(DEAD)
    dead.rows = [_listed(DEAD, "student", PAID), _listed(DEAD, "student", dt.date(2019, 12, 1), "death")]
    place.take(
        *(_person(CONTINUING), _person(NEW, roll=False), _person(UNPAID, None), dead, moved),
        *(_person(RECOGNISED, roll=None), _person(ALIAS, roll=None), _person(REVOKED, None)),
    )
    poor = _person(REVOKED, None, roll=None)
    poor.rows = [_listed(REVOKED, "registered_poor", PAID)._replace(hukou_local=True)]
    place.take(poor)
    assess.run(place.settings, PACK, dt.date(2019, 12, 26))
    return place


def test_the_lists_of_a_year(place: Place) -> None:
    first = place.publish(FIRST)
    listed = {
        CONTINUING: ("listed", NEW_YEAR, None, BEFORE_NEW_YEAR), REVOKED: ("listed", NEW_YEAR, None, BEFORE_NEW_YEAR),
        MOVED: ("listed", NEW_YEAR, None, BEFORE_NEW_YEAR), NEW: ("listed", FEBRUARY, None, BEFORE_FEBRUARY),
        RECOGNISED: ("listed", FEBRUARY, None, BEFORE_FEBRUARY), ALIAS: ("listed", FEBRUARY, None, BEFORE_FEBRUARY),
    }  # fmt: skip
    assert place.rows(first) == listed
    assert "首期" in place.content(first).notes[0]
    assert any("续保人员3人，依据三、筹资及待遇享受时间(三)" in note for note in place.content(first).notes)
    assert place.rows(place.publish(FIRST, AT_OTHER)) == {}

    recorded = place.changes()
    assess.run(place.settings, PACK, dt.date(2019, 12, 26), everyone=True)
    assess.run(place.settings, PACK, NEW_YEAR, everyone=True)
    assert place.changes() == recorded, "an equal result adds nothing"
    assert place.rows(place.publish(SECOND)) == {} == place.rows(place.publish(SECOND, AT_OTHER))

    moved = _person(MOVED, None)
    moved.rows = [_listed(MOVED, "student", dt.date(2020, 1, 5), unit=OTHER)]
    late, late_file = _person(LATE, dt.date(2020, 1, 15)), _person(LATE_FILE, dt.date(2019, 12, 20))
    place.take(late, late_file, _person(RECOGNISED, None), moved, _person(PERSON, None, roll=None))
    place.revoke(2, REVOKED)
    place.link(ALIAS, PERSON)
    assess.run(place.settings, PACK, FEBRUARY)
    third = place.publish(THIRD)
    assert place.rows(third) == {
        LATE: ("listed", dt.date(2020, 2, 14), None, "集中期后缴费"),
        LATE_FILE: ("listed", NEW_YEAR, None, BEFORE_NEW_YEAR),
        RECOGNISED: ("changed", NEW_YEAR, FEBRUARY, BEFORE_NEW_YEAR),
        MOVED: ("moved_out", None, NEW_YEAR, ""),
        REVOKED: ("withdrawn", None, NEW_YEAR, ""),
    }
    assert place.rows(place.publish(THIRD, AT_OTHER)) == {MOVED: ("moved_in", NEW_YEAR, NEW_YEAR, BEFORE_NEW_YEAR)}
    assert "2019年12月31日" in place.content(third).notes[0]
    ended = [change for change in place.changes() if change[0] in (REVOKED, ALIAS, PERSON)]
    assert ended == [(REVOKED, NEW_YEAR), (REVOKED, None), (ALIAS, FEBRUARY), (ALIAS, None), (PERSON, FEBRUARY)]
    again = place.publish(FIRST, correct=True)
    corrected = {**listed, LATE_FILE: listed[CONTINUING], RECOGNISED: listed[CONTINUING], PERSON: listed[ALIAS]}
    assert place.rows(again) == {k: row for k, row in corrected.items() if k not in (REVOKED, MOVED, ALIAS)}
    assert again.correction_no == 1 and place.rows(first) == listed, "the first edition stays as it was known"
    assert place.publish(THIRD, correct=True) == third

    newborn = _person(NEWBORN, dt.date(2020, 3, 1), born=dt.date(2020, 1, 20), roll=None)
    infant = _person(INFANT, dt.date(2020, 4, 20), born=dt.date(2020, 1, 5), roll=None)
    place.take(newborn, infant)
    assess.run(place.settings, PACK, dt.date(2020, 5, 1))
    assert place.rows(place.publish(LAST)) == {
        NEWBORN: ("listed", dt.date(2020, 1, 20), None, "新生儿90日内"),
        INFANT: ("listed", dt.date(2020, 5, 20), None, "新生儿90日后"),
    }
    assert not _problems(place)


def test_a_rewind_takes_days_back_by_further_rows(make_warehouse: Callable[..., Settings]) -> None:
    place = Place(make_warehouse())
    late = _person(LATE, dt.date(2020, 1, 15))
    place.take(_person(CONTINUING), late)
    assess.run(place.settings, PACK, FEBRUARY)
    days = [(CONTINUING, NEW_YEAR), (LATE, dt.date(2020, 2, 14))]
    assert place.changes() == days
    rewind.run(place.settings, PACK, dt.date(2020, 1, 10), "县医保局", "wrong_date")
    assert place.changes() == [*days, (LATE, None)] and not _problems(place)
    assess.run(place.settings, PACK, FEBRUARY)
    assert place.changes() == [*days, (LATE, None), days[1]] and not _problems(place)


def test_the_list_before_went_out_and_other_rules_make_a_correction_due(
    make_warehouse: Callable[..., Settings],
) -> None:
    place, report = Place(make_warehouse()), reports.find("coverage_list")
    place.take(_person(CONTINUING))
    assess.run(place.settings, PACK, NEW_YEAR)
    first, second = place.publish(FIRST), place.publish(SECOND)
    assert (second.manifest["snapshot"]["since"] or {})["as_of"] == FIRST.isoformat()
    with ledger.owner(place.settings) as conn:
        waiting = """UPDATE ledger.publication SET manifest = manifest || '{"waits_for": ["first"]}'
                     WHERE publication_id = :id"""
        conn.execute(text(waiting), {"id": second.publication_id})
    place.take(_person(LATE_FILE))
    assess.run(place.settings, PACK, FEBRUARY)
    third = place.publish(THIRD)
    assert third.manifest["snapshot"]["since"] == {"known_no": first.manifest["known_no"], "as_of": FIRST.isoformat()}
    assert set(place.rows(third)) == {LATE_FILE}

    kept, pack = first.manifest["snapshot"], registry.load(place.settings, PACK)
    rules = tuple(rule.model_copy(update={"ground_zh": None}) for rule in pack.coverage)
    other = pack.model_copy(update={"coverage": rules})
    assert report.agrees_with_pack(kept, pack) and not report.agrees_with_pack(kept, other)
    assert not report.is_changed_by_pack(first, kept)
    assert report.is_changed_by_pack(first, {**kept, "grounds": coverage_grounds(other)})


def test_a_row_that_is_missing_or_stale_is_a_problem(make_warehouse: Callable[..., Settings]) -> None:
    place = Place(make_warehouse())
    place.take(_person(CONTINUING), _person(NEW, roll=False))
    assess.run(place.settings, PACK, NEW_YEAR)
    for statement in (
        "UPDATE core.coverage_change SET coverage_from = '2020-03-01'",
        "DELETE FROM core.coverage_change",
    ):
        with ledger.owner(place.settings) as conn:
            conn.execute(text(statement))
        with loader(place.settings).connect() as conn:
            found = statements.run(conn, "verify/coverage_changes_equal_dues", campaign_id=campaign_id(PACK))
            assert found.scalar_one() == 2


def _problems(place: Place) -> list[str]:
    return [finding.invariant for finding in invariants.run(place.settings, PACK) if finding.problems]

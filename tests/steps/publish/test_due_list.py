"""Due lists for the tax bureau: what it may charge by all lists is what persons owe; nothing twice, nothing missing."""

from __future__ import annotations

import itertools
import json
import random
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import psycopg
import pytest
from sqlalchemy import text

from pipeline.publish import publications
from pipeline.publish import run as publish
from pipeline.publish.failures import PublishFailures
from pipeline.publish.lists.due_lines import LedgerLines, make_list
from pipeline.runtime import locks
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from tests.support.postbox import Postbox
from tests.support.reports.tax_side import ListRefused, TaxSide
from tests.support.warehouse import ledger
from transforms.identity.keyring import Keyring
from transforms.policy import Pack, Slot, all_slots
from warehouse import bulk, statements

FIRST = date(2019, 8, 30)
"""Last day of the whole list of Dong'an."""
FULL, PART = 25_000, 12_000


def number_of(index: int) -> str:
    return f"P{index:04d}"


def dues(
    status: str, due: int | None, paid: int = 0, refundable: int = 0, category: str = "ordinary"
) -> dict[str, object]:
    return {
        "status": status,
        "due_fen": due,
        "paid_fen": paid,
        "refundable_fen": refundable,
        "category": category,
        "settled_on": FIRST if status == "enrolled" else None,
    }


@dataclass
class Place:
    """Dong'an with results of persons by hand. `charges`: what each may be charged, as the tests know it."""

    settings: Settings
    pack: Pack
    charges: dict[tuple[str, int], int] = field(default_factory=dict)
    assess_no: int = 0
    known: set[int] = field(default_factory=set)

    def owe(self, index: int, charge: int, row: dict[str, object] | None, plan_year: int = 2020) -> None:
        """Replace the result of a person (None: there is none any more), and note what may be charged then."""
        key, unit = uuid.UUID(int=index), self.pack.units.children[index % 3].unit_id
        with ledger.owner(self.settings) as conn:
            if index not in self.known:
                keyring = Keyring(self.settings.hash_key, self.settings.cipher_key)
                (number,), (name,) = keyring.encrypt([number_of(index)]), keyring.encrypt(["某人"])
                row_of = {"person_key": key, "document_kind": "resident", "number_cipher": number, "name_cipher": name}
                bulk.insert(conn, "vault.person", [row_of])
                self.known.add(index)
            of = {"n": ledger.number(), "key": key, "year": plan_year}
            conn.execute(
                text("DELETE FROM core.dues WHERE campaign_id = :n AND person_key = :key AND plan_year = :year"), of
            )
            if row is not None:
                same = {"campaign_id": ledger.number(), "person_key": key, "plan_year": plan_year, "unit_id": unit}
                rest = {"rule_id": "DA-02", "fund_fen": 0, "payer": "", "reimbursable_fen": 0, "is_special": False}
                bulk.insert(conn, "core.dues", [{**same, **rest, "flags": [], **row}])
            # as an assessment does for each result that it changes
            changed = {"campaign_id": ledger.number(), "person_key": key, "plan_year": plan_year}
            bulk.insert(conn, "core.changed_due", [changed])
        self.charges.pop((number_of(index), plan_year), None)
        if charge:
            self.charges[number_of(index), plan_year] = charge

    def assess(self, on: date) -> None:
        self.assess_no += 1
        with ledger.owner(self.settings) as conn:
            ledger.assess(conn, self.pack, self.assess_no, on)

    def slot(self, as_of: date) -> Slot:
        (slot,) = [slot for slot in all_slots(self.pack) if (slot.report, slot.as_of) == ("due_list", as_of)]
        return slot

    def publish(self, as_of: date, correct: bool = False) -> str:
        (number,) = publish.run(self.settings, ledger.PACK, as_of, [self.slot(as_of)], correct=correct)
        return number

    def files(self, as_of: date) -> tuple[bytes, bytes]:
        """Return csv and manifest of a list as the office fetches them."""
        slot = self.slot(as_of)
        stem = f"{ledger.PACK}_due_list_{slot.cadence}_{slot.period_from:%Y%m%d}_{as_of:%Y%m%d}_county_tax"
        lines, manifest = (self.settings.lists.read(f"{ledger.PACK}/{stem}.{kind}") for kind in ("csv", "json"))
        return lines, manifest

    def day(self, as_of: date) -> tuple[bytes, bytes]:
        """Assess as of a day, make its list, and return the files."""
        self.assess(as_of)
        self.publish(as_of)
        return self.files(as_of)

    def problems(self) -> int:
        with loader(self.settings).connect() as conn:
            found = statements.run(conn, "verify/due_lists_equal_dues", campaign_id=ledger.number())
            return int(found.scalar_one())


@pytest.fixture()
def place(settings: Settings) -> Place:
    return Place(settings, ledger.load_policy(settings))


@pytest.fixture()
def begun(place: Place) -> tuple[Place, TaxSide]:
    """Four persons; the tax side has the whole list."""
    place.owe(1, FULL, dues("owing", FULL))
    place.owe(2, PART, dues("owing", PART, category="minimum_living"))
    place.owe(3, 0, dues("enrolled", 0, category="destitute"))
    place.owe(4, FULL, dues("owing", FULL))
    tax = TaxSide()
    tax.take(*place.day(FIRST))
    assert tax.charges == place.charges and len(tax.charges) == 3
    assert tax.categories["P0002", 2020] == "minimum_living"
    return place, tax


def test_later_lists_have_only_what_changed(begun: tuple[Place, TaxSide]) -> None:
    place, tax = begun
    place.owe(1, 0, dues("enrolled", FULL, FULL))
    place.owe(4, FULL - 5_000, dues("owing", FULL, 5_000))
    place.owe(5, FULL, dues("owing", FULL))
    lines, manifest = place.day(FIRST + timedelta(days=1))
    assert sorted(line.split(",")[4] for line in lines.decode().split("\r\n")[1:-1]) == ["P0001", "P0004", "P0005"]
    tax.take(lines, manifest)
    assert tax.charges == place.charges
    nothing, manifest = place.day(FIRST + timedelta(days=2))
    tax.take(nothing, manifest)
    assert nothing.count(b"\r\n") == 1 and tax.list_no == 3 and tax.charges == place.charges
    with psycopg.connect(place.settings.warehouse_url("analyst")) as conn:
        rows = conn.execute(
            "SELECT list_no, list_kind, persons, list_fen, chargeable_persons, chargeable_fen, sha256 IS NOT NULL"
            " FROM mart.due_list ORDER BY 1"
        ).fetchall()
    owed = sum(place.charges.values())
    assert rows == [
        (1, "whole", 3, 2 * FULL + PART, 3, 2 * FULL + PART, True),
        (2, "changes", 3, 2 * FULL - 5_000, 3, owed, True),
        (3, "changes", 0, 0, 3, owed, True),
    ]


def test_a_change_of_category_alone_is_listed_only_where_categories_are(begun: tuple[Place, TaxSide]) -> None:
    place, tax = begun
    place.owe(2, PART, dues("owing", PART, category="registered_poor"))
    place.assess(FIRST + timedelta(days=1))
    with loader(place.settings).connect() as conn:  # not committed
        make_list(conn, ledger.number(), FIRST + timedelta(days=1), has_categories=False)
        hidden = list(LedgerLines(conn, ledger.number(), 2))
    assert [line.category for line in hidden] == ["", "", ""], "everybody is listed again, without categories"
    place.publish(FIRST + timedelta(days=1))
    tax.take(*place.files(FIRST + timedelta(days=1)))
    assert tax.categories["P0002", 2020] == "registered_poor" and tax.charges == place.charges


def test_a_list_that_is_missing_twice_or_out_of_order_is_noticed(begun: tuple[Place, TaxSide]) -> None:
    place, tax = begun
    lists = []
    for back, paid in ((1, 1_000), (2, 2_000), (3, 3_000)):
        place.owe(1, FULL - paid, dues("owing", FULL, paid))
        lists.append(place.day(FIRST + timedelta(days=back)))
    for order in itertools.permutations(range(3)):
        if order != (0, 1, 2):
            with pytest.raises(ListRefused, match="missing"):
                TaxSide(dict(tax.charges), {}, tax.list_no, tax.sha256).take_all([lists[number] for number in order])
    with pytest.raises(ListRefused, match="missing"):
        TaxSide(dict(tax.charges), {}, tax.list_no, tax.sha256).take_all([lists[0], lists[0]])
    lines, manifest = lists[0]
    with pytest.raises(ListRefused, match="damaged"):
        tax.take(lines.replace(b"24000", b"2400"), manifest)
    with pytest.raises(ListRefused, match="another"):
        TaxSide(dict(tax.charges), {}, tax.list_no, "0" * 64).take(lines, manifest)
    tax.take_all(lists)
    assert tax.charges == place.charges


def test_a_list_is_made_once_and_its_bytes_stay(begun: tuple[Place, TaxSide]) -> None:
    place, _ = begun
    before, number = place.files(FIRST), place.publish(FIRST)
    place.owe(1, 0, dues("deceased", 0))
    place.assess(FIRST)
    assert place.publish(FIRST) == place.publish(FIRST, correct=True) == number
    assert publish.correct(place.settings, ledger.PACK) == []
    remade = publish.remake(place.settings, number)
    assert tuple(remade[name] for name in sorted(remade)) == before == place.files(FIRST)
    with ledger.owner(place.settings) as conn:
        assert conn.execute(text("SELECT count(*), max(list_no) FROM ledger.due_list")).one() == (1, 1)


def test_a_run_that_was_killed_before_its_end_leaves_a_list_whose_file_the_next_run_makes(
    begun: tuple[Place, TaxSide], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, tax = begun
    place.owe(1, 0, dues("enrolled", FULL, FULL))
    place.assess(FIRST + timedelta(days=1))
    with monkeypatch.context() as broken:
        broken.setattr(publications, "queue_mails", lambda *_: 1 / 0)
        with pytest.raises(PublishFailures):
            place.publish(FIRST + timedelta(days=1))
    with ledger.owner(place.settings) as conn:
        assert conn.execute(text("SELECT max(list_no) FROM ledger.due_line")).scalar_one() == 2
    stated = dict(place.charges)
    place.owe(4, 0, dues("enrolled", FULL, FULL))
    place.assess(FIRST + timedelta(days=2))
    with pytest.raises(PublishFailures, match="due list 2 has no file yet"):
        place.publish(FIRST + timedelta(days=2))
    place.publish(FIRST + timedelta(days=1))
    tax.take(*place.files(FIRST + timedelta(days=1)))
    assert tax.charges == stated
    place.publish(FIRST + timedelta(days=2))
    tax.take(*place.files(FIRST + timedelta(days=2)))
    assert tax.charges == place.charges and place.problems() == 0


def test_a_list_that_was_late_has_the_next_number(begun: tuple[Place, TaxSide]) -> None:
    place, tax = begun
    place.owe(1, 0, dues("enrolled", FULL, FULL))
    tax.take(*place.day(FIRST + timedelta(days=5)))
    place.owe(2, 0, dues("undefined", None))
    place.assess(FIRST + timedelta(days=6))
    place.publish(FIRST + timedelta(days=3))
    tax.take(*place.files(FIRST + timedelta(days=3)))
    assert tax.list_no == 3 and tax.charges == place.charges
    assert place.problems() == 0


def test_two_at_once_make_one_list(begun: tuple[Place, TaxSide]) -> None:
    place, _ = begun
    place.owe(1, 0, dues("enrolled", FULL, FULL))
    as_of = FIRST + timedelta(days=1)
    place.assess(as_of)
    meet = threading.Barrier(2)
    made: list[str] = []

    def make() -> None:
        meet.wait(10)
        made.append(place.publish(as_of))

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(made) == 2 and made[0] == made[1]
    with ledger.owner(place.settings) as conn:
        assert conn.execute(text("SELECT count(*) FROM ledger.due_list")).scalar_one() == 2
        assert conn.execute(text("SELECT count(*) FROM ledger.due_line WHERE list_no = 2")).scalar_one() == 1


def test_the_first_list_and_a_list_of_changes_read_whom_they_must(begun: tuple[Place, TaxSide]) -> None:
    place, _ = begun
    place.owe(1, 0, dues("enrolled", FULL, FULL))
    place.day(FIRST + timedelta(days=1))
    with ledger.owner(place.settings) as conn:
        assert conn.execute(text("SELECT count(*) FROM staging.post_charge")).scalar_one() == 1
        assert conn.execute(text("SELECT count(*) FROM core.changed_due")).scalar_one() == 0
        stated = conn.execute(text("SELECT chargeable_persons, chargeable_fen FROM ledger.due_list ORDER BY list_no"))
        assert stated.all() == [(3, 2 * FULL + PART), (2, FULL + PART)]


def test_an_assessment_waits_for_no_file(begun: tuple[Place, TaxSide], monkeypatch: pytest.MonkeyPatch) -> None:
    place, _ = begun
    place.owe(1, 0, dues("enrolled", FULL, FULL))
    place.assess(FIRST + timedelta(days=1))
    free: list[bool] = []

    def lock_is_free(*_: object) -> None:
        with loader(place.settings).begin() as conn:
            taken = statements.run(conn, "runtime/try_lock", lock_no=int(locks.Lock.ASSESS))
            free.append(bool(taken.scalar_one()))

    monkeypatch.setattr(publications, "queue_mails", lock_is_free)
    place.publish(FIRST + timedelta(days=1))
    assert free == [True]


def test_the_list_after_the_last_day_withdraws_all_who_are_still_to_be_charged(begun: tuple[Place, TaxSide]) -> None:
    place, tax = begun
    place.owe(1, 0, dues("enrolled", FULL, FULL))
    lines, manifest = place.day(place.pack.ends_on)
    assert sorted(line.split(",")[10] for line in lines.decode().split("\r\n")[1:-1]) == ["closed", "closed", "paid"]
    assert json.loads(manifest)["kind"] == "closing"
    tax.take(lines, manifest)
    assert tax.charges == {} and place.problems() == 0
    place.owe(4, FULL - 1_000, dues("owing", FULL, 1_000))
    place.owe(5, FULL, dues("owing", FULL))
    late = place.day(FIRST + timedelta(days=1))
    tax.take(*late)
    assert tax.charges == {} and late[0].count(b"\r\n") == 1 and place.problems() == 0, "a late list charges nobody"


def test_verify_notices_lines_that_are_not_the_dues(begun: tuple[Place, TaxSide]) -> None:
    place, _ = begun
    assert place.problems() == 0
    with ledger.owner(place.settings) as conn:
        conn.execute(text("UPDATE core.dues SET due_fen = due_fen + 1 WHERE status = 'owing'"))
        conn.execute(text("INSERT INTO core.changed_due SELECT campaign_id, person_key, plan_year FROM core.dues"))
    assert place.problems() == 3, "each person who owes another amount than the lists state"
    place.assess(FIRST + timedelta(days=1))
    assert place.problems() == 0, "the next list states it"
    with ledger.owner(place.settings) as conn:
        conn.execute(text("UPDATE ledger.due_line SET due_fen = due_fen + 1 WHERE due_fen > 20000"))
    assert place.problems() == 1, "a list whose lines are not its sums"


def test_a_list_is_not_sent_if_the_lines_of_all_lists_are_not_the_dues(begun: tuple[Place, TaxSide]) -> None:
    place, _ = begun
    place.owe(1, 0, dues("enrolled", FULL, FULL))
    place.assess(FIRST + timedelta(days=1))
    with ledger.owner(place.settings) as conn:
        conn.execute(text("CREATE RULE lost AS ON INSERT TO ledger.due_line DO INSTEAD NOTHING"))
    with pytest.raises(PublishFailures, match="campaign verify"):
        place.publish(FIRST + timedelta(days=1))
    with ledger.owner(place.settings) as conn:
        assert conn.execute(text("SELECT max(list_no) FROM ledger.due_list")).scalar_one() == 1


def test_the_mail_has_no_file_and_no_person(begun: tuple[Place, TaxSide]) -> None:
    place, tax = begun
    postbox = Postbox()
    postbox.collect(place.settings, ledger.PACK)
    (mail,) = postbox.messages
    body = mail.get_body(("plain",)).get_content()
    assert list(mail.iter_attachments()) == [] and "应缴清单（第1号，全量）" in mail["Subject"]
    assert tax.sha256 in body and "620.00元" in body and "P000" not in body and "某人" not in body


OPERATIONS: tuple[Callable[[random.Random], tuple[int, dict[str, object] | None]], ...] = (
    lambda _: (FULL, dues("owing", FULL)),
    lambda _: (PART, dues("owing", PART, category="minimum_living")),
    lambda _: (FULL, dues("owing", FULL, category="registered_poor")),
    lambda chance: (FULL - (paid := chance.randrange(1, FULL)), dues("owing", FULL, paid)),
    lambda _: (FULL, dues("owing", FULL, 3_000, 3_000)),
    lambda _: (0, dues("enrolled", FULL, FULL)),
    lambda _: (0, dues("enrolled", FULL, 2 * FULL, FULL)),
    lambda _: (0, dues("enrolled", 0, category="destitute")),
    lambda chance: (0, dues("undefined", None, chance.choice((0, FULL)))),
    lambda _: (0, dues("insured_elsewhere", 0)),
    lambda _: (0, dues("deceased", 0)),
    lambda _: (0, dues("repaired", FULL, FULL)),
    lambda _: (0, None),
)
"""What may happen to a person between two lists, with what may be charged then."""


@pytest.mark.parametrize("seed", [1, pytest.param(range(2, 42), marks=pytest.mark.long)])
def test_lists_applied_in_order_are_the_dues_of_every_person_after_each_step(
    place: Place, seed: int | range, make_warehouse: Callable[..., Settings]
) -> None:
    for number in (seed,) if isinstance(seed, int) else seed:
        chance, tax = random.Random(number), TaxSide()
        here = place if number == 1 else Place(make_warehouse(), place.pack)
        if here is not place:
            ledger.load_policy(here.settings)
        for step in range(8):
            for _ in range(chance.randrange(25)):
                charge, row = chance.choice(OPERATIONS)(chance)
                here.owe(chance.randrange(1, 30), charge, row, chance.choice((2019, 2020, 2020, 2020)))
            tax.take(*here.day(FIRST + timedelta(days=step)))
            assert tax.charges == here.charges, (number, step)
        assert here.problems() == 0

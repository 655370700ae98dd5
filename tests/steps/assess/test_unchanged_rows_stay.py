"""What says the same as before is not written again, though everybody's facts are read."""

from __future__ import annotations

from datetime import date

import psycopg

from pipeline.assess import run as assess
from pipeline.runtime.settings import Settings
from simulation.facts import Person, Receipt, Roll
from simulation.localities import PLACES
from tests.support.warehouse import facts

PACK = "dongan-2020"


def _versions(settings: Settings, table: str) -> list[tuple[str, str]]:
    """Each row of a person with the transaction that wrote it."""
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        return conn.execute(f"SELECT person_key::text, xmin::text FROM {table} ORDER BY 1").fetchall()  # type: ignore[arg-type]


def test_a_second_look_writes_who_differs(settings: Settings) -> None:
    rules = PLACES[PACK].rules
    unit, on = PLACES[PACK].units[0][0], rules.starts_on
    people = [Person(serial, date(1980, 5, serial), Roll(unit, True, True), []) for serial in (1, 2)]
    later = Receipt(1, rules.plan_year, rules.standard_fen, on, on, "微信", unit)
    facts.put(settings, PACK, [people[0], Person(2, people[1].birth_on, people[1].roll, [], [later])])
    assess.run(settings, PACK, on, everyone=True)
    before = {table: _versions(settings, table) for table in ("core.trait", "core.dues")}
    assert all(len(rows) == len(people) for rows in before.values())

    assess.run(settings, PACK, on, everyone=True)
    assert before == {table: _versions(settings, table) for table in before}

    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        conn.execute("UPDATE core.payment SET amount_fen = amount_fen - 1")
    assess.run(settings, PACK, on, everyone=True)
    for table, rows in before.items():
        now = _versions(settings, table)
        assert len(set(now) - set(rows)) == 1 and len(now) == len(rows), table

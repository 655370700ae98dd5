"""Explain with clauses what a person, or the person of a worked case, owes. Reads `mart_case.explanation`, no facts.

A person of the warehouse is read by its functions, which record who reads; cases are made up and are read directly.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from pipeline.identity.keys import open_keys
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from pipeline.workbench import cases as worked_cases
from transforms.identity.normalise import normalise_number
from transforms.policy import Pack
from transforms.policy.cases.facts import person_key
from transforms.policy.cases.model import Case
from transforms.report.explanation import Line
from warehouse import engine, statements
from warehouse.statements import Query

_LINES = Query("workbench/lines", Line)
_RECORDED_LINES = Query("workbench/recorded_lines", Line)


def lines_of_person(
    settings: Settings, pack_code: str, person: uuid.UUID, read_by: str, reason: str = ""
) -> list[Line]:
    """Record who reads; return the explanation of what one person owes, by plan year and in the order of reading.

    A `Line` has plan year, topic, verdict, Chinese text, rule_id, clause, quote, amount in fen, payer's label and day;
    from `rule_id` on, None where the line has none. The list is empty if the campaign does not know the person.
    `person`: person key. `read_by`: name or number of the official who reads, not empty. Reads in the role
    `caseworker`; raises SettingsError if its URL is not set.
    """
    with engine.create(settings.warehouse_url("caseworker")).connect() as conn:
        reading = statements.run(
            conn,
            "workbench/record_reading",
            pack_code=pack_code,
            person_key=person,
            read_by=read_by,
            reason=reason,
        ).scalar_one()
        if reading is None:
            return []
        conn.commit()  # the warehouse shows nothing that could be taken back together with its record
        return _RECORDED_LINES.all(conn, reading_id=reading)


def find_person(settings: Settings, number: str) -> uuid.UUID | None:
    """Return the person key of the person with this document number, or None if the warehouse knows nobody by it.

    `number`: as it is printed on the document; spaces and small letters do not matter. If the number is linked to
    another person, the key of that person is returned. The number is hashed at once; it is neither stored nor logged.
    """
    with loader(settings).connect() as conn:
        (alias,) = open_keys(conn, settings).keyring.alias_keys([normalise_number(number)])
        key = statements.run(conn, "workbench/person", alias_key=uuid.UUID(bytes=alias)).scalar()
    return None if key is None else uuid.UUID(str(key))


def lines_of_cases(settings: Settings, pack: Pack, cases: Sequence[Case]) -> list[tuple[Case, list[Line]]]:
    """Compute worked cases in an empty scratch warehouse; return each case with the explanation lines of its person.

    A scratch warehouse is a temporary database, which the caller creates and drops; `settings` lead to it. This
    function writes the facts and results of the cases into it. The result is ordered by the business dates of the
    cases; cases of one date keep their order. A `Line` is one sentence of the explanation in Chinese, with plan year,
    topic, verdict, rule, clause, quote, and amount in fen where it has one.
    """
    explained: list[tuple[Case, list[Line]]] = []

    def read_lines(cases_of_day: Sequence[Case]) -> None:
        with loader(settings).connect() as conn:
            for case in cases_of_day:
                key = person_key(pack.pack_code, case)
                explained.append((case, _LINES.all(conn, pack_code=pack.pack_code, person_key=key)))

    worked_cases.run(settings, pack, cases, read_lines)
    return explained

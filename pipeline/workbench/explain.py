"""Explain with clauses what a person, or the person of a worked case, owes. Reads `mart_case.explanation`, no facts.

A person of the warehouse is read by its functions, which record who reads; cases are made up and are read directly.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from pipeline.identity.keys import open_keys
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from pipeline.workbench import cases as worked_cases
from transforms.identity.normalise import normalise_number
from transforms.policy import Pack
from transforms.policy.cases.facts import person_key
from transforms.policy.cases.model import Case
from transforms.text.figures import yuan_zh
from warehouse import engine, statements
from warehouse.statements import Query


@dataclass(frozen=True)
class Line:
    """One row of `mart_case.explanation`: a verdict in Chinese, with rule and amount (`fen`, whole fen)."""

    plan_year: int
    topic: str
    topic_label: str
    verdict: str
    explanation_zh: str
    rule_id: str | None
    clause: str | None
    quote: str | None
    fen: int | None
    payer_label: str | None
    on_date: date | None


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


def sentences(lines: Sequence[Line]) -> list[str]:
    """Compose one Chinese sentence per plan year: amount owed, payers, day of enrolment, first day of coverage.

    `lines`: the explanation lines of one person, sorted by plan year, as `lines_of_person` returns them; each plan year
    must have exactly one line of the topic `result`. No lines give no sentences.
    """
    return [f"{year}年度：{_sentence(list(group))}。" for year, group in groupby(lines, lambda line: line.plan_year)]


_SHARES = {
    "pays": "{payer}代缴{fen}",
    "would_pay": "参保后{payer}代缴{fen}",
    "reimburses": "{payer}事后报销{fen}",
    "gained": "{payer}承担{fen}",
}


def _sentence(lines: list[Line]) -> str:
    (result,) = (line for line in lines if line.topic == "result")
    parts = [f"应缴{yuan_zh(result.fen)}" if result.fen is not None else "应缴金额未定"]
    # money that goes back comes last
    for line in sorted(lines, key=lambda line: line.topic == "refund"):
        if line.topic == "share":
            parts.append(_SHARES[line.verdict].format(payer=line.payer_label, fen=yuan_zh(line.fen or 0)))
        elif line.topic == "exclusion":
            parts.append(line.explanation_zh)
        elif line.topic == "settlement" and line.verdict != "out":
            settled = result.verdict == "enrolled"
            parts.append(f"{line.on_date}参保" if settled else line.explanation_zh)
        elif (line.topic in ("coverage", "waiting", "refund")) and line.verdict != "none":
            parts.append(line.explanation_zh)
    return "，".join(parts)

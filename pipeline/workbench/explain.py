"""`campaign policy explain`: why a person, or the person of a worked case, owes what they owe, with the clauses.

Reads `mart.explanation`, nothing else decides. A document number is asked for on the terminal without echo, becomes a
pseudonym at once, and is neither printed nor logged.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from pipeline.workbench import cases as policy_cases
from transforms.identity.keyring import Keyring
from transforms.identity.normalise import normalise_number
from transforms.policy import Pack
from transforms.policy.cases.facts import person_key
from transforms.policy.cases.model import Case
from transforms.text.figures import yuan_zh
from warehouse import engine, statements


@dataclass(frozen=True)
class Line:
    """One line of an explanation, as `mart.explanation` says it; `fen` in whole fen."""

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


def lines_of_person(settings: Settings, pack_code: str, person: uuid.UUID, role: str = "analyst") -> list[Line]:
    """The lines of one person, by plan year, in order; empty if nothing is known of the person in this campaign."""
    with engine.create(settings.warehouse_url(role)).connect() as conn:
        rows = statements.run(conn, "workbench/lines", pack_code=pack_code, person_key=person).mappings().all()
    return [Line(**row) for row in rows]


def find_person(settings: Settings, number: str) -> uuid.UUID | None:
    """The pseudonym of whoever has this document number, or None. The number goes nowhere but into the keyed hash."""
    (alias,) = Keyring(settings.hash_key, settings.cipher_key).alias_keys([normalise_number(number)])
    with loader(settings).connect() as conn:
        found = statements.run(conn, "workbench/person", alias_key=uuid.UUID(bytes=alias)).scalar()
    return None if found is None else uuid.UUID(str(found))


def lines_of_cases(settings: Settings, pack: Pack, cases: Sequence[Case]) -> list[tuple[Case, list[Line]]]:
    """Run worked cases in this (scratch, empty) warehouse by the statements of production; the lines of each."""
    explained: list[tuple[Case, list[Line]]] = []

    def look(together: Sequence[Case]) -> None:
        for case in together:
            key = person_key(pack.pack_code, case)
            explained.append((case, lines_of_person(settings, pack.pack_code, key, "loader")))

    policy_cases.run(settings, pack, cases, look)
    return explained


def sentences(lines: Sequence[Line]) -> list[str]:
    """One sentence for each plan year: what is owed, who pays, since when enrolled, from when covered."""
    return [f"{year}年度：{_sentence(list(group))}。" for year, group in groupby(lines, lambda line: line.plan_year)]


_GIVES = {
    "pays": "{payer}代缴{fen}", "would_pay": "参保后{payer}代缴{fen}", "reimburses": "{payer}事后报销{fen}",
    "gained": "{payer}承担{fen}",
}  # fmt: skip


def _sentence(lines: list[Line]) -> str:
    (result,) = (line for line in lines if line.topic == "result")
    parts = [f"应缴{yuan_zh(result.fen)}" if result.fen is not None else "应缴金额未定"]
    # money that goes back comes last
    for line in sorted(lines, key=lambda line: line.topic == "refund"):
        if line.topic == "share":
            parts.append(_GIVES[line.verdict].format(payer=line.payer_label, fen=yuan_zh(line.fen or 0)))
        elif line.topic == "exclusion":
            parts.append(line.explanation_zh)
        elif line.topic == "settlement" and line.verdict != "out":
            settled = result.verdict == "enrolled"
            parts.append(f"{line.on_date}参保" if settled else line.explanation_zh)
        elif (line.topic in ("coverage", "waiting", "refund")) and line.verdict != "none":
            parts.append(line.explanation_zh)
    return "，".join(parts)

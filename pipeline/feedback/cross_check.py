"""The cross-check of one delivery: what others say of its persons, as words for the sender."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection

from transforms.identity.keyring import Keyring
from transforms.intake.base.raw_table import in_file
from warehouse import statements

COMPARED = ("special_list", "roll")
# who already has another payer, or can have none: no money is to be secured for them
NOT_TO_FUND = frozenset({"employee_insured", "other_list", "deceased", "enrolled_elsewhere"})
AGAINST = {"roll": "参保底册", "employee": "职工参保名单"}
_ALWAYS = ("employee_insured", "insured_elsewhere", "enrolled_elsewhere", "deceased")
_LISTS = (*_ALWAYS, "other_list", "not_on_roll", "removed_from_roll", "other_place", "other_unit")
_BATCH = 50_000
WORDS = {
    "employee_insured": ("已参加职工医保", "不再资助参加居民医保；已停保的，请附停保证明后报回。"),
    "insured_elsewhere": ("在其他统筹区参加职工医保", "请与本人核实是否仍在参保，避免重复参保。"),
    "enrolled_elsewhere": ("已在其他统筹区参加居民医保", "本年度不再资助；请与本人核实参保地，避免重复参保。"),
    "other_place": ("属于其他统筹区的参保底册", "请核实户籍和居住地；确为本地应参保人员的，请由其乡镇补入底册。"),
    "other_list": ("已在其他部门名单中", "请与该部门核对由谁资助，同一人只资助一次。"),
    "deceased": ("已有部门报告死亡", "请核实；确已死亡的从名单中减去。"),
    "not_on_roll": ("不在参保底册中", "请核对证件号码；确为本地应参保人员的，请由其户籍乡镇补入底册。"),
    "removed_from_roll": ("已从参保底册中减去", "请核实是否迁出、死亡或已在外地参保。"),
    "other_unit": ("参保底册登记在其他单位", "请与该单位核对人员归属，避免漏办或重办。"),
}


@dataclass(frozen=True)
class Hit:
    """One finding about a row of the delivery. `detail` names a list, a unit, a region or a day; no person."""

    row_no: int
    code: str
    detail: str

    @property
    def text(self) -> str:
        return WORDS[self.code][0]

    @property
    def advice(self) -> str:
        return WORDS[self.code][1]


def compare(
    conn: Connection, keyring: Keyring, campaign: int, source: str, kind: str, people: pa.Table, as_of: dt.date
) -> list[Hit]:
    """Findings about the persons of `people` (row_no, document_number, unit_id), in the order of the file.

    Looks at these persons only, and at what is in force on `as_of`.
    """
    if kind not in COMPARED:
        return []
    wanted = _LISTS if kind == "special_list" else _ALWAYS
    hits = []
    for start in range(0, people.num_rows, _BATCH):
        rows = _rows(conn, keyring, campaign, source, people.slice(start, _BATCH), as_of)
        hits += [Hit(row["row_no"], row["finding"], row["detail"]) for row in rows if row["finding"] in wanted]
    return sorted(hits, key=lambda hit: in_file(hit.row_no))


@dataclass(frozen=True)
class Owed:
    """Whose a row is, and what the last assessment gives that person: the category that decides, and fen (None where
    the pack does not say). Not `is_assessed`: nothing is known of it yet."""

    person: uuid.UUID
    category: str | None
    fen: int | None
    is_assessed: bool

    def is_asked_of(self, category: str, codes: AbstractSet[str]) -> bool:
        """Whether a list that names the person in a category is the one to secure the money, whatever `codes` the
        cross-check found. Who is assessed is judged by the assessment: of several lists, the one that decided."""
        left = codes & NOT_TO_FUND
        if self.is_assessed and self.fen:
            left -= {"employee_insured", "deceased"}
        if self.is_assessed and self.category == category:
            left -= {"other_list"}
        return not left


def owed(
    conn: Connection, keyring: Keyring, campaign: int, plan_year: int, people: pa.Table, is_assessed: bool
) -> dict[int, Owed]:
    """Row -> what is owed to its person. `people`: row_no, document_number. Without `is_assessed` the last assessment
    does not count: it did not know this delivery."""
    found: dict[int, Owed] = {}
    for start in range(0, people.num_rows, _BATCH):
        some = people.slice(start, _BATCH)
        rows = statements.run(
            conn, "feedback/dues", campaign_id=campaign, plan_year=plan_year, row_nos=some["row_no"].to_pylist(),
            alias_keys=_aliases(keyring, some),
        )  # fmt: skip
        for one in rows:
            fen = None if one.due_fen is None else one.fund_fen
            found[one.row_no] = Owed(one.person_key, one.category, fen, is_assessed and one.is_assessed)
    return found


def not_compared(conn: Connection, campaign: int, kind: str, kinds: Sequence[str]) -> tuple[str, ...]:
    """What has not come yet of all that a delivery of the kind is compared with, in words. `kinds` are the pack's."""
    come = set(statements.run(conn, "feedback/kinds", campaign_id=campaign).scalars())
    against = [one for one in AGAINST if one in kinds and one != kind]
    return tuple(AGAINST[one] for one in against if one not in come)


def _aliases(keyring: Keyring, people: pa.Table) -> list[str]:
    return [alias.hex() for alias in keyring.alias_keys(people["document_number"].to_pylist())]


def _rows(
    conn: Connection, keyring: Keyring, campaign: int, source: str, people: pa.Table, as_of: dt.date
) -> Sequence[Mapping[str, Any]]:
    return list(
        statements.run(
            conn, "feedback/cross_check", campaign_id=campaign, source=source, as_of=as_of,
            row_nos=people["row_no"].to_pylist(), alias_keys=_aliases(keyring, people),
            unit_ids=[unit or "" for unit in people["unit_id"].to_pylist()],
        ).mappings()
    )  # fmt: skip

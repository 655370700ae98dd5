"""Cross-check one delivery: findings of other deliveries about its persons, in words for the sender."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import pyarrow as pa
from sqlalchemy import Connection

from transforms.identity.keyring import Keyring
from transforms.intake.base.raw_table import file_order
from transforms.text.labels import KIND_LABELS
from warehouse import statements
from warehouse.statements import Query

COMPARED = ("special_list", "roll")
# findings about persons with another payer, or who cannot have one: no money is to be secured for them
NOT_TO_FUND = frozenset({"employee_insured", "other_list", "deceased", "enrolled_elsewhere"})
AGAINST = ("roll", "employee")
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
class CrossCheckRow:
    """Row of feedback/cross_check: a finding about one row of the delivery."""

    row_no: int
    finding: str
    detail: str


CROSS_CHECK = Query("feedback/cross_check", CrossCheckRow)


@dataclass(frozen=True)
class Hit:
    """A finding about one row of the delivery. `detail` names a list, a unit, a region or a day; no person."""

    row_no: int
    code: str
    detail: str

    @property
    def text(self) -> str:
        """Return the finding as a Chinese phrase, for example 已参加职工医保, without list, unit, region or day."""
        return WORDS[self.code][0]

    @property
    def advice(self) -> str:
        """Return a Chinese sentence: how the sender should correct the finding."""
        return WORDS[self.code][1]


def compare(
    conn: Connection, keyring: Keyring, campaign: int, source: str, kind: str, people: pa.Table, as_of: dt.date
) -> list[Hit]:
    """Compare the persons of one delivery with other deliveries; return the findings, in the order of the file's rows.

    A `Hit` is one finding: row number, code (for example `deceased`), and detail (list, unit, region or day).
    `keyring`: hashes the document numbers; `source`, `kind`: code of the delivery's source, and its kind
    (`special_list`, `roll` …); `people`: its rows, with the columns row_no, document_number, unit_id, and category
    where the kind of list has one. Other deliveries count as far as they are effective on `as_of`. A row may have
    several findings or none. Only lists of special populations and rolls are compared; any other kind gives an empty
    list.
    """
    if kind not in COMPARED:
        return []
    wanted = _LISTS if kind == "special_list" else _ALWAYS
    hits = [
        Hit(row.row_no, row.finding, row.detail)
        for batch in _batches(people)
        for row in CROSS_CHECK.all(
            conn,
            campaign_id=campaign,
            source=source,
            as_of=as_of,
            row_nos=batch["row_no"].to_pylist(),
            alias_keys=_alias_keys(keyring, batch),
            unit_ids=[unit or "" for unit in batch["unit_id"].to_pylist()],
            categories=_categories(batch),
        )
        if row.finding in wanted
    ]
    return sorted(hits, key=lambda hit: file_order(hit.row_no))


@dataclass(frozen=True)
class Owed:
    """The person of one row, and what the last assessment gives that person.

    `category` is the category that decides; `fen` what the funds pay, None if the pack defines no amount. Unless
    `is_assessed` both are unknown.
    """

    person: uuid.UUID
    category: str | None
    fen: int | None
    is_assessed: bool

    def is_asked_of(self, category: str, codes: AbstractSet[str]) -> bool:
        """Return whether the sender of a list has to secure the fund's money for the person of this row.

        `category`: the category in which the list names the person; `codes`: codes of the cross-check's findings about
        the row. The sender need not if a code speaks against it: `enrolled_elsewhere` always does; `employee_insured`
        and `deceased` do unless the last assessment gives the person money of the funds; `other_list` does unless the
        last assessment decided by `category`. Other codes have no effect.
        """
        against = codes & NOT_TO_FUND
        if self.is_assessed and self.fen:
            against -= {"employee_insured", "deceased"}
        if self.is_assessed and self.category == category:
            against -= {"other_list"}
        return not against


def owed(
    conn: Connection, keyring: Keyring, campaign: int, plan_year: int, people: pa.Table, is_assessed: bool
) -> dict[int, Owed]:
    """Return row number -> what the last assessment gives the row's person: deciding category, and fen of the funds.

    An `Owed` also has the person key. `keyring`: hashes the document numbers; `plan_year`: year whose dues are read;
    `people`: rows with the columns row_no and document_number. A person without a result has an entry, too, whose
    category and fen are None. `is_assessed`: whether the last assessment knew this delivery; if not, every entry is
    marked as not assessed, without category and fen.
    """
    by_row: dict[int, Owed] = {}
    for batch in _batches(people):
        result = statements.run(
            conn,
            "feedback/dues",
            campaign_id=campaign,
            plan_year=plan_year,
            row_nos=batch["row_no"].to_pylist(),
            alias_keys=_alias_keys(keyring, batch),
        )
        for row in result:
            fen = None if row.due_fen is None else row.fund_fen
            by_row[row.row_no] = Owed(row.person_key, row.category, fen, is_assessed and row.is_assessed)
    return by_row


def not_compared(conn: Connection, campaign: int, kind: str, kinds: Sequence[str]) -> tuple[str, ...]:
    """Return Chinese labels of the kinds of list that `kind` is compared with, but of which no delivery has arrived.

    The order is that of `AGAINST`, the kinds of the cross-check; empty if all have arrived. `kind`: kind of source of
    the compared delivery, for example `special_list`. `kinds`: the kinds of the pack's sources; a kind that the pack
    does not expect is not missing.
    """
    arrived = set(statements.run(conn, "feedback/kinds", campaign_id=campaign).scalars())
    missing = (other for other in AGAINST if other in kinds and other != kind and other not in arrived)
    return tuple(KIND_LABELS[other] for other in missing)


def _batches(people: pa.Table) -> Iterator[pa.Table]:
    for start in range(0, people.num_rows, _BATCH):
        yield people.slice(start, _BATCH)


def _categories(people: pa.Table) -> list[str]:
    """Return the category of each row; '' where the list has none."""
    return people["category"].to_pylist() if "category" in people.column_names else [""] * people.num_rows


def _alias_keys(keyring: Keyring, people: pa.Table) -> list[str]:
    return [alias.hex() for alias in keyring.alias_keys(people["document_number"].to_pylist())]

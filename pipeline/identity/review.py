"""The queue of pairs that may be one person: raise entries, list them, and carry out an official's decision.

No pair is merged by machine. A decision is one transaction and a row of `vault.review_decision`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypedDict, get_args

import pyarrow.compute as pc
from sqlalchemy import Connection

from pipeline.identity import links
from pipeline.identity.keys import check_known, open_keys
from pipeline.landing.delivery import Delivery, DeliveryKey
from pipeline.runtime import locks
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import loader
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.identity.keyring import Keyring
from transforms.identity.likeness import Pair, score_pair
from transforms.intake.gate.kinds.registry import KINDS
from transforms.intake.values.context import GateResult
from transforms.policy import campaign_id
from transforms.report.feedback.masking import STAR, masked
from warehouse import bulk, statements

Verdict = Literal["same", "different", "undo"]
NAME_CHARACTERS, REASON_CHARACTERS, MOST_SHOWN = 100, 1000, 200
STATE_ZH = {
    "open": "待核",
    "linked": "报送已同列，视为同一人",
    "same": "已定为同一人",
    "different": "已定为不同的人",
    "withdrawn": "有关名单已撤回",
}
_TWO_NAMES_WARNING = "document_two_names"


class ReviewRefused(Refusal):
    """A decision that cannot be carried out. The Chinese text states why and what to do, and names no person."""


@dataclass(frozen=True)
class Entry:
    """One entry of the queue as an official sees it. Names and numbers are masked."""

    review_id: str
    kind: str
    source: str
    state: str
    score: int
    agreeing: tuple[str, ...]
    differing: tuple[str, ...]
    names: tuple[str, str]
    numbers: tuple[str, str]


@dataclass(frozen=True)
class Reviewed:
    """Outcome of a decision. `moved`: keys that belong to another person now; `is_new`: False if nothing changed."""

    review_id: str
    state: str
    moved: int
    is_new: bool


@dataclass(frozen=True)
class _StoredEntry:
    """State of one entry, and how often an official decided about it."""

    review_id: uuid.UUID
    kind: str
    state: str
    decisions: int


@dataclass(frozen=True)
class _ListedEntry:
    """One entry with the ciphers of its two persons; a person without a row in the vault has none."""

    review_id: uuid.UUID
    kind: str
    source: str
    state: str
    score: int
    agreeing: list[str]
    differing: list[str]
    first_name: bytes | None
    second_name: bytes | None
    first_number: bytes | None
    second_number: bytes | None


@dataclass(frozen=True)
class _Pair:
    """Two persons of the campaign with equal name and birth date, and the ciphers of their numbers."""

    review_id: uuid.UUID
    first_key: uuid.UUID
    second_key: uuid.UUID
    first_number: bytes
    second_number: bytes
    first_kind: str
    second_kind: str
    same_unit: bool | None
    same_household: bool | None


class _ReviewRow(TypedDict):
    """One row of `vault.review`."""

    review_id: uuid.UUID
    kind: str
    campaign_id: int
    source: str
    first_key: uuid.UUID
    second_key: uuid.UUID
    score: int
    agreeing: list[str]
    differing: list[str]


_ENTRY = statements.Query("identity/entry", _StoredEntry)
_ENTRIES = statements.Query("identity/entries", _ListedEntry)
_LOOK_ALIKES = statements.Query("identity/look_alikes", _Pair)


def search(settings: Settings, pack_code: str) -> int:
    """Search for pairs of assessed persons that look like one person under two numbers; return how many pairs are new.

    Adds each new pair to the review queue; merges none. docs/explanation/identity.md states which pairs count. A pair
    that was in the queue before, decided or not, is not added again.
    """
    number = campaign_id(pack_code)
    database = loader(settings)
    with database.begin() as conn:  # looks at every person, so without a lock: other steps go on meanwhile
        keyring = open_keys(conn, settings).keyring
        pairs = _LOOK_ALIKES.all(conn, campaign_id=number)
    rows = [row for pair in pairs if (row := _similar_pair_row(keyring, number, pair)) is not None]
    with database.begin() as conn:
        locks.take_campaign(conn, number)
        locks.take(conn, locks.Lock.MERGE)
        ids = [row["review_id"] for row in rows]
        # another search may have raised some since
        known = set(statements.run(conn, "identity/raised", review_ids=ids).scalars())
        new = [dict(row) for row in rows if row["review_id"] not in known]
        bulk.insert(conn, "vault.review", new)
        recount(conn, number)
    return len(new)


def raise_two_names(conn: Connection, key: DeliveryKey, delivery: Delivery) -> None:
    """Add an entry to the review queue for each staged row whose document number is known under another name.

    Call it before the delivery's new persons are written to the vault. `key`: primary key of the delivery; `delivery`:
    the same delivery as it was announced. Nothing is added for a kind without persons, such as a table of targets.
    """
    if KINDS[delivery.kind].names_persons:
        statements.run(conn, "identity/two_names", **key, source=delivery.source)


def raise_two_names_inside(conn: Connection, key: DeliveryKey, delivery: Delivery, result: GateResult) -> None:
    """Add an entry to the review queue for each document number to which the delivery itself gives two names.

    Call it after the delivery's persons are written to the vault. `key`: primary key of the delivery; `delivery`: the
    same delivery as it was announced; `result`: the gate's result. Nothing is added if it has no warning about such
    numbers.
    """
    if pc.index(result.warnings["reason_code"], _TWO_NAMES_WARNING).as_py() >= 0:
        raise_two_names(conn, key, delivery)


def recount(conn: Connection, number: int) -> None:
    """Count the campaign's review queue again, by state, and replace the stored counts, which a mart shows analysts.

    `number`: id of the campaign (`campaign_id(pack_code)`). No entry of the queue changes. Does not commit.
    """
    statements.run(conn, "identity/forget_counts", campaign_id=number)
    statements.run(conn, "identity/count", campaign_id=number)


def entries(settings: Settings, pack_code: str, everything: bool = False, most: int = MOST_SHOWN) -> list[Entry]:
    """Return the open entries of a campaign's review queue, highest score first; with `everything`, all entries.

    An entry is a pair of persons that may be one person, or one number with two names. An `Entry` has id, kind, source,
    state, score, the fields that agree and those that differ, and both names and numbers, masked by stars. Returns at
    most `most` entries; an empty list if there are none.
    """
    with loader(settings).begin() as conn:
        keyring = open_keys(conn, settings).keyring
        rows = _ENTRIES.all(conn, campaign_id=campaign_id(pack_code), everything=everything, most=most)
    return [_masked_entry(keyring, row) for row in rows]


def decide(
    settings: Settings,
    pack_code: str,
    review_id: str,
    verdict: Verdict,
    decided_by: str,
    reason: str,
    business_date: dt.date,
    clock: Callable[[], dt.datetime] = technical_now,
) -> Reviewed:
    """Record an official's decision about a review entry; for a pair of persons, also link or unlink their keys.

    `verdict`: same (the two are one person), different (they are two), or undo (take the last decision back). About one
    number with two names, the decision is only recorded. `review_id`: id of the entry or its beginning. `decided_by`,
    `reason`: the official's name and reason. `business_date`: day of the decision; `clock` gives its technical time. A
    `Reviewed` has the entry's full id and state, `moved` (number of keys that belong to another person now), and
    `is_new` (False if nothing changed). The persons of moved keys are queued, and the next run assesses them.
    Idempotent. Raises ReviewRefused if no entry or several have such an id, if a name or a reason is missing, or if
    there is no decision to undo.
    """
    check_known(settings)
    decider, why = decided_by.strip(), reason.strip()
    _check_decision(verdict, decider, why)
    number = campaign_id(pack_code)
    with loader(settings).begin() as conn:
        locks.take_campaign(conn, number)
        locks.take(conn, locks.Lock.MERGE)
        entry = _load_entry(conn, number, review_id)
        if entry.state == verdict:
            return Reviewed(str(entry.review_id), entry.state, 0, is_new=False)
        if verdict == "undo" and entry.state not in ("same", "different"):
            raise ReviewRefused(
                "这一条没有人工决定可以收回。由报送直接归并而有误的，请用 campaign identity different 定为不同的人。"
            )
        committed_no = statements.run(conn, "runtime/next_committed", campaign_id=number).scalar_one()
        statements.run(
            conn,
            "identity/decide",
            review_id=entry.review_id,
            campaign_id=number,
            committed_no=committed_no,
            verdict=verdict,
            decided_by=decider,
            reason=why,
            business_date=business_date,
            now=clock(),
            decision_no=entry.decisions + 1,
        )
        moved = 0
        if entry.kind != "two_names":
            moved = links.relink_review(conn, number, entry.review_id, committed_no)
        recount(conn, number)
        state = _load_entry(conn, number, str(entry.review_id)).state
        return Reviewed(str(entry.review_id), state, moved, is_new=True)


def _load_entry(conn: Connection, number: int, start: str) -> _StoredEntry:
    """Return the one entry whose id begins with `start`. Raises ReviewRefused."""
    matches = _ENTRY.all(conn, campaign_id=number, start=start.strip().lower())
    if not matches or not start.strip():
        raise ReviewRefused("没有这个核对编号，请用 campaign identity review 查看。")
    if len(matches) > 1:
        raise ReviewRefused("有几条的编号都这样开头，请多写几位。")
    return matches[0]


def _check_decision(verdict: str, decider: str, why: str) -> None:
    if verdict not in get_args(Verdict):
        raise ReviewRefused("决定只能是 same（同一人）、different（不同的人）或 undo（收回上一个决定）。")
    if not decider or len(decider) > NAME_CHARACTERS:
        raise ReviewRefused(f"请写明决定人（不超过 {NAME_CHARACTERS} 字）。")
    if not why or len(why) > REASON_CHARACTERS:
        raise ReviewRefused(f"请写明理由（不超过 {REASON_CHARACTERS} 字）。")


def _similar_pair_row(keyring: Keyring, number: int, pair: _Pair) -> _ReviewRow | None:
    """Return the entry to raise for a pair, or None if too little agrees. Document numbers are decrypted here only."""
    first, second = keyring.decrypt([bytes(pair.first_number), bytes(pair.second_number)])
    similarity = score_pair(
        Pair(
            (first or "", second or ""),
            (pair.first_kind, pair.second_kind),
            pair.same_unit,
            pair.same_household,
        )
    )
    if not similarity.is_raised:
        return None
    first_key, second_key = sorted((pair.first_key, pair.second_key))
    return {
        "review_id": pair.review_id,
        "kind": "look_alike",
        "campaign_id": number,
        "source": "",
        "first_key": first_key,
        "second_key": second_key,
        "score": similarity.score,
        "agreeing": list(similarity.agreeing),
        "differing": list(similarity.differing),
    }


def _masked_entry(keyring: Keyring, row: _ListedEntry) -> Entry:
    ciphers = [row.first_name, row.second_name, row.first_number, row.second_number]
    texts = [text or "" for text in keyring.decrypt([bytes(cipher) if cipher else None for cipher in ciphers])]
    return Entry(
        review_id=str(row.review_id),
        kind=row.kind,
        source=row.source,
        state=row.state,
        score=row.score,
        agreeing=tuple(row.agreeing),
        differing=tuple(row.differing),
        names=(masked_name(texts[0]), masked_name(texts[1])),
        # the entry has no birth date
        numbers=(masked(texts[2], last=4), masked(texts[3], last=4)),
    )


def masked_name(name: str) -> str:
    """Mask a name with stars for display: its first character stays, and of three or more characters also the last."""
    if len(name) < 3:
        return name[:1] + STAR * max(len(name) - 1, 1) if name else ""
    return name[0] + STAR * (len(name) - 2) + name[-1]

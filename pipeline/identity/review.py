"""The queue of persons to check: who may be one person, what an official decided, and what that changes.

Never merged by machine: an entry is a question. A decision is one transaction and a row of `vault.review_decision`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import pyarrow.compute as pc
from sqlalchemy import Connection

from pipeline.identity import links
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import loader
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.identity.keyring import Keyring
from transforms.identity.likeness import Pair, likeness
from transforms.intake.values.context import GateResult
from transforms.policy import campaign_id
from transforms.report.feedback.masking import STAR, masked
from warehouse import bulk, statements

Verdict = Literal["same", "different", "undo"]
NAME_CHARACTERS, REASON_CHARACTERS, MOST_SHOWN = 100, 1000, 200
STATE_ZH = {
    "open": "待核", "linked": "报送已同列，视为同一人", "same": "已定为同一人", "different": "已定为不同的人",
    "withdrawn": "有关名单已撤回",
}  # fmt: skip
_TWO_NAMES_WARNING = "document_two_names"


class ReviewRefused(Refusal):
    """A decision that cannot be taken as it was made. The text says why and what to do, in Chinese; it names nobody."""


@dataclass(frozen=True)
class Entry:
    """One entry as an official sees it. Names and numbers are masked; nothing here is a whole value."""

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
    """What a decision did. `moved`: keys whose person is another now; `is_new`: False if it stood already."""

    review_id: str
    state: str
    moved: int
    is_new: bool


def search(settings: Settings, pack_code: str) -> int:
    """Raise who looks like one person under two numbers (docs/identity.md); returns how many pairs are new.

    Looks at who has been assessed. Pairs that were raised before, decided or not, are not raised again.
    """
    number, keyring = campaign_id(pack_code), Keyring(settings.hash_key, settings.cipher_key)
    database = loader(settings)
    with database.begin() as conn:  # everybody is looked at: others go on meanwhile
        found = statements.run(conn, "identity/look_alikes", campaign_id=number).mappings().all()
    rows = [row for one in found if (row := _row(keyring, number, dict(one))) is not None]
    with database.begin() as conn:
        statements.run(conn, "runtime/lock", campaign_id=number)
        statements.run(conn, "runtime/lock", campaign_id=links.MERGE_LOCK)
        ids = [row["review_id"] for row in rows]
        known = set(statements.run(conn, "identity/raised", review_ids=ids).scalars())  # by another search, just now
        new = [row for row in rows if row["review_id"] not in known]
        bulk.insert(conn, "vault.review", new)
        recount(conn, number)
    return len(new)


def two_names(conn: Connection, key: dict[str, Any], delivery: dict[str, Any]) -> None:
    """Raise the staged rows whose number is known by another name; before the delivery's new persons are written."""
    if delivery["kind"] != "target_table":
        statements.run(conn, "identity/two_names", **key, source=delivery["source"])


def two_names_inside(conn: Connection, key: dict[str, Any], delivery: dict[str, Any], result: GateResult) -> None:
    """The same for numbers that the delivery itself brings with two names; after its persons are written."""
    if pc.index(result.warnings["reason_code"], _TWO_NAMES_WARNING).as_py() >= 0:
        two_names(conn, key, delivery)


def recount(conn: Connection, number: int) -> None:
    """Write the counts of the queue anew, which the mart shows."""
    statements.run(conn, "identity/forget_counts", campaign_id=number)
    statements.run(conn, "identity/count", campaign_id=number)


def entries(settings: Settings, pack_code: str, everything: bool = False, most: int = MOST_SHOWN) -> list[Entry]:
    """The open entries of a campaign, the likeliest first, or all of them; names and numbers masked."""
    keyring = Keyring(settings.hash_key, settings.cipher_key)
    asked = {"campaign_id": campaign_id(pack_code), "everything": everything, "most": most}
    with loader(settings).begin() as conn:
        rows = statements.run(conn, "identity/entries", **asked).mappings().all()
    return [_entry(keyring, dict(row)) for row in rows]


def decide(
    settings: Settings, pack_code: str, review_id: str, verdict: Verdict, decided_by: str, reason: str,
    business_date: dt.date, clock: Callable[[], dt.datetime] = technical_now,
) -> Reviewed:  # fmt: skip
    """Record what an official decided about an entry, and make one person of two keys or two of one.

    The same answer again changes nothing. Raises ReviewRefused if there is no such entry, if several begin so, if a
    name or a reason is missing, or if there is nothing to take back. Who is concerned is assessed by the next run.
    """
    who, why = decided_by.strip(), reason.strip()
    _check(verdict, who, why)
    number = campaign_id(pack_code)
    with loader(settings).begin() as conn:
        statements.run(conn, "runtime/lock", campaign_id=number)
        statements.run(conn, "runtime/lock", campaign_id=links.MERGE_LOCK)
        entry = _found(conn, number, review_id)
        if entry["state"] == verdict:
            return Reviewed(str(entry["review_id"]), entry["state"], 0, is_new=False)
        if verdict == "undo" and entry["state"] not in ("same", "different"):
            raise ReviewRefused(
                "这一条没有人工决定可以收回。由报送直接归并而有误的，请用 campaign identity different 定为不同的人。"
            )
        committed_no = statements.run(conn, "runtime/next_committed", campaign_id=number).scalar_one()
        said = {"verdict": verdict, "decided_by": who, "reason": why, "business_date": business_date, "now": clock()}
        key = {"review_id": entry["review_id"], "campaign_id": number, "committed_no": committed_no}
        statements.run(conn, "identity/decide", **key, **said, decision_no=entry["decisions"] + 1)
        moved = 0
        if entry["kind"] != "two_names":
            moved = links.of_review(conn, number, entry["review_id"], committed_no)
        recount(conn, number)
        return Reviewed(str(entry["review_id"]), _found(conn, number, str(entry["review_id"]))["state"], moved, True)


def _found(conn: Connection, number: int, start: str) -> dict[str, Any]:
    rows = statements.run(conn, "identity/entry", campaign_id=number, start=start.strip().lower()).mappings().all()
    if not rows or not start.strip():
        raise ReviewRefused("没有这个核对编号，请用 campaign identity review 查看。")
    if len(rows) > 1:
        raise ReviewRefused("有几条的编号都这样开头，请多写几位。")
    return dict(rows[0])


def _check(verdict: str, who: str, why: str) -> None:
    if verdict not in get_args(Verdict):
        raise ReviewRefused("决定只能是 same（同一人）、different（不同的人）或 undo（收回上一个决定）。")
    if not who or len(who) > NAME_CHARACTERS:
        raise ReviewRefused(f"请写明决定人（不超过 {NAME_CHARACTERS} 字）。")
    if not why or len(why) > REASON_CHARACTERS:
        raise ReviewRefused(f"请写明理由（不超过 {REASON_CHARACTERS} 字）。")


def _row(keyring: Keyring, number: int, pair: dict[str, Any]) -> dict[str, Any] | None:
    """The entry of a pair that looks like one person; None if too little agrees. Numbers are opened here only."""
    first, second = keyring.decrypt([bytes(pair["first_number"]), bytes(pair["second_number"])])
    found = likeness(
        Pair((first or "", second or ""), (pair["first_kind"], pair["second_kind"]), pair["same_unit"],
             pair["same_household"])
    )  # fmt: skip
    if not found.is_raised:
        return None
    keys: Sequence[uuid.UUID] = sorted((pair["first_key"], pair["second_key"]))
    return {
        "review_id": pair["review_id"], "kind": "look_alike", "campaign_id": number, "source": "",
        "first_key": keys[0], "second_key": keys[1], "score": found.score, "agreeing": list(found.agreeing),
        "differing": list(found.differing),
    }  # fmt: skip


def _entry(keyring: Keyring, row: dict[str, Any]) -> Entry:
    ciphers = [row[name] for name in ("first_name", "second_name", "first_number", "second_number")]
    texts = [text or "" for text in keyring.decrypt([bytes(one) if one else None for one in ciphers])]
    return Entry(
        str(row["review_id"]), row["kind"], row["source"], row["state"], row["score"], tuple(row["agreeing"]),
        tuple(row["differing"]), (masked_name(texts[0]), masked_name(texts[1])), (masked(texts[2]), masked(texts[3])),
    )  # fmt: skip


def masked_name(name: str) -> str:
    """The first character of a name, and the last of a longer one; the rest as stars."""
    if len(name) < 3:
        return name[:1] + STAR * max(len(name) - 1, 1) if name else ""
    return name[0] + STAR * (len(name) - 2) + name[-1]

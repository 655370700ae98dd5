"""Held deliveries: what waits, what a person is shown, and what the person decides.

A decision is one transaction and a row of `landing.decision` for either verdict. Nothing waits for it: the intake goes
on with other deliveries, and a decision that is made twice is made once.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import Connection

from expectations import validate_each
from pipeline.holds.presentation import UNREAD_ZH, Shown, shown_of
from pipeline.intake import run as intake
from pipeline.policy import install, registry
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import loader
from pipeline.runtime.ids import NoSuchId, the_one
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.identity.keyring import Keyring
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import GateResult
from transforms.policy import Pack, campaign_id
from transforms.report.feedback.content import LOADED_STATES
from transforms.text.labels import state_label
from warehouse import statements

Verdict = Literal["accept", "reject"]
NAME_CHARACTERS, NOTE_CHARACTERS = 100, 1000


class DecisionRefused(Refusal):
    """A decision that cannot be taken as it was made. The text says why and what to do, in Chinese."""


@dataclass(frozen=True)
class Decided:
    """What became of it. `state` is the delivery's; `is_new` is False if this very decision had been recorded."""

    delivery_id: str
    state: str
    is_new: bool


@dataclass(frozen=True)
class Standing:
    """Where a question that somebody was asked stands now. `decided_on`: business date of the last decision."""

    state: str
    is_open: bool
    decided_on: dt.date | None

    @property
    def came_in(self) -> bool:
        """Whether the delivery was taken, so that an assessment may have something to do."""
        return self.state in LOADED_STATES

    def text_zh(self) -> str:
        if self.state == "held":
            return "所示内容已经变化，这里不再等待答复；下一次接收时重新提问。"
        return f"这份报送已另行处理，不再等待答复（现状：{state_label(self.state)}）。"


@dataclass(frozen=True)
class _Answer:
    verdict: Verdict
    decided_by: str
    note: str
    shown_sha256: str
    business_date: dt.date
    now: dt.datetime


def waiting(settings: Settings, pack_code: str) -> list[dict[str, Any]]:
    """One row per held delivery, the longest-waiting first: ids, sender, period, counts and reasons; no file name."""
    with loader(settings).connect() as conn:
        rows = statements.run(conn, "holds/waiting", campaign_id=campaign_id(pack_code)).mappings()
        return [dict(row) | {"delivery_id": str(row["delivery_id"])} for row in rows]


def find(settings: Settings, pack_code: str, start: str) -> str:
    """The id of the one delivery of the campaign, waiting or not, whose id begins so. Raises DecisionRefused."""
    with loader(settings).connect() as conn:
        known = statements.run(conn, "holds/ids", campaign_id=campaign_id(pack_code)).scalars().all()
    try:
        return the_one(known, start)
    except NoSuchId as none:
        raise DecisionRefused(f"{none}，请用 campaign held 查看待决定的报送。") from None


def show(settings: Settings, pack_code: str, delivery_id: str) -> Shown:
    """What an official is shown of a held delivery. Raises DecisionRefused if it does not wait, or does not exist."""
    with loader(settings).connect() as conn:
        return _shown(conn, campaign_id(pack_code), _uuid(delivery_id))


def standing(settings: Settings, pack_code: str, delivery_id: str, shown_sha256: str) -> Standing:
    """Whether the question that was asked with this fingerprint still waits. Raises DecisionRefused as `show` does."""
    number, wanted = campaign_id(pack_code), _uuid(delivery_id)
    with loader(settings).connect() as conn:
        conn.execution_options(isolation_level="REPEATABLE READ")  # one moment, also while somebody decides
        delivery = _row(conn, number, wanted)
        last = statements.run(conn, "holds/last", campaign_id=number, delivery_id=wanted).mappings().first()
        is_open = delivery["state"] == "held" and _shown(conn, number, wanted).sha256 == shown_sha256
    return Standing(delivery["state"], is_open, last["business_date"] if last else None)


def decide(
    settings: Settings, pack_code: str, delivery_id: str, verdict: Verdict, decided_by: str, note: str,
    shown_sha256: str, business_date: dt.date, clock: Callable[[], dt.datetime] = technical_now,
) -> Decided:  # fmt: skip
    """Record an official's verdict and carry it out, in one transaction.

    accept: the file is gated once more, the reasons that were shown do not count, and it is merged as by the intake; a
    reason that was not shown holds it again (state `held`). reject: it is rejected. Raises DecisionRefused if what was
    shown has changed since, if nothing was read that could be accepted, or the delivery does not wait for anybody;
    PackError for a pack that may not be used.
    """
    answer = _Answer(verdict, decided_by.strip(), note.strip(), shown_sha256, business_date, clock())
    _check(answer)
    pack = registry.load(settings, pack_code)
    number, wanted = campaign_id(pack_code), _uuid(delivery_id)
    result = None
    with loader(settings).connect() as conn:
        if verdict == "accept":
            with conn.begin():
                install.ensure_installed(conn, pack)
                waits = _row(conn, number, wanted)
            # the file is read before anything is locked: others go on meanwhile
            result = gate_again(settings, pack, waits) if waits["state"] == "held" else None
        with conn.begin():
            statements.run(conn, "runtime/lock", campaign_id=number)
            return _settled(conn, settings, pack, wanted, answer, result)


def gate_again(settings: Settings, pack: Pack, delivery: Mapping[str, Any]) -> GateResult:
    """The gate's result for a delivery of the ledger, by today's pack and layouts."""
    with Reader() as reader:
        (result,) = intake.gated(settings, pack, reader, [delivery], validate_each)
        return result


def _settled(
    conn: Connection, settings: Settings, pack: Pack, wanted: uuid.UUID, answer: _Answer, result: GateResult | None
) -> Decided:
    number = campaign_id(pack.pack_code)
    key = {"campaign_id": number, "delivery_id": wanted}
    delivery = _row(conn, number, wanted)
    if (known := _known(conn, key, delivery, answer)) is not None:
        return known
    shown = _shown(conn, number, wanted)
    if shown.sha256 != answer.shown_sha256:
        raise DecisionRefused("所示内容已经变化，未作处理，请重新查看后再决定。")
    if shown.is_unread and answer.verdict == "accept":
        raise DecisionRefused(UNREAD_ZH)
    codes: list[str] = []
    if result is None:
        statements.run(conn, "holds/reject", **key, business_date=answer.business_date, now=answer.now)
        state = "rejected"
    else:
        codes = sorted(shown.codes)
        for statement in ("holds/reopen", "holds/forget_quarantine", "holds/forget_warnings"):
            statements.run(conn, statement, **key)
        keyring = Keyring(settings.hash_key, settings.cipher_key)
        # a person's acceptance never becomes a rejection by machine: what is found anew is for a person again
        state = intake.settle(
            conn, pack, keyring, delivery, intake.held_rather_than_rejected(result), answer.business_date, answer.now,
            intake.answered(shown.facts["reasons"]),
        )  # fmt: skip
    statements.run(
        conn, "holds/record", **key, decision_no=delivery["decisions"] + 1, verdict=answer.verdict, outcome=state,
        decided_by=answer.decided_by, note=answer.note, waived=codes, shown=shown.content,
        shown_sha256=shown.sha256, file_sha256=delivery["sha256"], business_date=answer.business_date, now=answer.now,
    )  # fmt: skip
    return Decided(str(wanted), state, is_new=True)


def _known(conn: Connection, key: dict[str, Any], delivery: Mapping[str, Any], answer: _Answer) -> Decided | None:
    """The same answer to the same question again changes nothing; another answer comes too late."""
    last = statements.run(conn, "holds/last", **key).mappings().first()
    same = last is not None and (last["verdict"], last["shown_sha256"]) == (answer.verdict, answer.shown_sha256)
    if same and (delivery["state"] != "held" or last["outcome"] == "held"):
        return Decided(str(key["delivery_id"]), delivery["state"], is_new=False)
    if delivery["state"] != "held":
        raise DecisionRefused(f"这份报送不在待决定之列（现状：{state_label(delivery['state'])}）。")
    return None


def _check(answer: _Answer) -> None:
    if answer.verdict not in get_args(Verdict):
        raise DecisionRefused("决定只能是 accept（放行）或 reject（退回）。")
    if not answer.decided_by or len(answer.decided_by) > NAME_CHARACTERS:
        raise DecisionRefused(f"请写明决定人（不超过 {NAME_CHARACTERS} 字）。")
    if len(answer.note) > NOTE_CHARACTERS:
        raise DecisionRefused(f"理由不超过 {NOTE_CHARACTERS} 字。")


def _shown(conn: Connection, number: int, wanted: uuid.UUID) -> Shown:
    delivery = _row(conn, number, wanted)
    if delivery["state"] != "held":
        raise DecisionRefused(f"这份报送不在待决定之列（现状：{state_label(delivery['state'])}）。")
    found = statements.run(conn, "holds/findings", campaign_id=number, delivery_id=wanted).mappings().all()
    return shown_of(delivery, [dict(one) for one in found])


def _row(conn: Connection, number: int, wanted: uuid.UUID) -> dict[str, Any]:
    row = statements.run(conn, "holds/delivery", campaign_id=number, delivery_id=wanted).mappings().first()
    if row is None:
        raise DecisionRefused("没有这个编号的报送，请用 campaign held 查看待决定的报送。")
    return dict(row)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise DecisionRefused("报送编号的写法不对，请用 campaign held 查看。") from None

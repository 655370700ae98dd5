"""Held deliveries: list them, show one to an official, and carry out the official's decision.

A decision is one transaction and a row of `landing.decision`, for either verdict. The intake does not wait for it: it
goes on with other deliveries. A decision is idempotent.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import Connection

from expectations import validate_each
from pipeline.holds.presentation import UNREAD_ZH, FindingCount, Presentation, presentation_of
from pipeline.identity.keys import open_keys
from pipeline.intake import gate, outcome
from pipeline.intake.turns import limits_of
from pipeline.landing.delivery import Delivery, DeliveryKey, DeliveryStatus, find_delivery
from pipeline.landing.states import set_state
from pipeline.policy import install, registry
from pipeline.runtime import locks
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import loader
from pipeline.runtime.ids import NoSuchId, complete_id
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.intake.base.reasons import ReasonRecord
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import GateResult
from transforms.policy import Pack, campaign_id
from transforms.report.feedback.content import LOADED_STATES
from transforms.text.labels import state_label
from warehouse import statements

Verdict = Literal["accept", "reject"]
NAME_CHARACTERS, NOTE_CHARACTERS = 100, 1000


class DecisionRefused(Refusal):
    """A decision that cannot be carried out. The text states why and what to do, in Chinese."""


@dataclass(frozen=True)
class Decided:
    """Outcome of a decision. `state` is the delivery's; `is_new` is False if this decision was already recorded."""

    delivery_id: str
    state: str
    is_new: bool


@dataclass(frozen=True)
class WaitingDelivery:
    """One held delivery. Its dates are business dates; `overtaken_by`: a higher effective version of its list."""

    delivery_id: uuid.UUID
    source: str
    sender: str
    kind: str
    period: str
    version: int
    list_mode: str
    delivered_on: dt.date
    decided_on: dt.date | None
    row_count: int
    clean_count: int
    reasons: list[ReasonRecord]
    overtaken_by: int | None


@dataclass(frozen=True)
class QuestionState:
    """Whether a question to an official is still open. `decided_on`: business date of the last decision."""

    state: str
    is_open: bool
    decided_on: dt.date | None

    @property
    def is_loaded(self) -> bool:
        """Whether the delivery was loaded, so that an assessment may have something to do.

        True for the states committed, superseded and revoked.
        """
        return self.state in LOADED_STATES

    def text_zh(self) -> str:
        """Return a Chinese sentence for the official: why an answer is no longer needed.

        Call it only for a question that is not open.
        """
        if self.state == "held":
            return "所示内容已经变化，这里不再等待答复；下一次接收时重新提问。"
        return f"这份报送已另行处理，不再等待答复（现状：{state_label(self.state)}）。"


@dataclass(frozen=True)
class Answer:
    """An official's answer to the question whose content has the digest `shown_sha256`."""

    verdict: Verdict
    decided_by: str
    note: str
    shown_sha256: str
    business_date: dt.date
    now: dt.datetime


@dataclass(frozen=True)
class _LastDecision:
    """The last decision of an official about a delivery."""

    decision_no: int
    verdict: str
    outcome: str
    shown_sha256: str
    business_date: dt.date


_WAITING = statements.Query("holds/waiting", WaitingDelivery)
_LAST_DECISION = statements.Query("holds/last", _LastDecision)
_FINDINGS = statements.Query("holds/findings", FindingCount)


def waiting(settings: Settings, pack_code: str) -> list[WaitingDelivery]:
    """Return the held deliveries of a campaign, by day of arrival, the earliest first; [] if there are none.

    Changes nothing. A `WaitingDelivery` has id, source, sender, kind, period, version, list mode, days of arrival and
    of the last decision, counts of rows, the reasons of the hold (code and Chinese text), and `overtaken_by`: a higher
    version that is effective, or None.
    """
    with loader(settings).connect() as conn:
        return _WAITING.all(conn, campaign_id=campaign_id(pack_code))


def find(settings: Settings, pack_code: str, start: str) -> str:
    """Return the full id (UUID text) of the delivery, held or not, whose id begins with `start`.

    Raises DecisionRefused if no delivery of the campaign, or more than one, has such an id.
    """
    with loader(settings).connect() as conn:
        known = statements.run(conn, "holds/ids", campaign_id=campaign_id(pack_code)).scalars().all()
    try:
        return complete_id(known, start)
    except NoSuchId as refused:
        raise DecisionRefused(f"{refused}，请用 campaign held 查看待决定的报送。") from None


def show(settings: Settings, pack_code: str, delivery_id: str) -> Presentation:
    """Return the facts of a held delivery that an official needs for a decision. Changes nothing.

    A `Presentation` has these facts (counts, reasons, sums) as JSON text (`content`), its digest, a Chinese text, and
    `overtaken_by`: the higher version that is effective, or None. `delivery_id`: full id, as text. Raises
    DecisionRefused if the delivery is unknown or not held.
    """
    with loader(settings).connect() as conn:
        return _present(conn, campaign_id(pack_code), parse_id(delivery_id))


def question_state(settings: Settings, pack_code: str, delivery_id: str, shown_sha256: str) -> QuestionState:
    """Return whether an official still has to decide about the delivery as it was shown, and the delivery's state.

    A `QuestionState` has `state`, `is_open`, and `decided_on` (business date of the last decision, or None).
    `delivery_id`: full id. `shown_sha256`: digest of the presentation that the question showed; the question is open if
    the delivery is held and its presentation still has this digest. Raises DecisionRefused for an unknown delivery.
    """
    number, parsed_id = campaign_id(pack_code), parse_id(delivery_id)
    with loader(settings).connect() as conn:
        # one snapshot, although an official may decide meanwhile
        conn.execution_options(isolation_level="REPEATABLE READ")
        delivery = load_delivery(conn, number, parsed_id)
        last = _LAST_DECISION.first(conn, campaign_id=number, delivery_id=parsed_id)
        is_open = delivery.state == "held" and _present(conn, number, parsed_id).sha256 == shown_sha256
    return QuestionState(delivery.state, is_open, last.business_date if last else None)


def decide(
    settings: Settings,
    pack_code: str,
    delivery_id: str,
    verdict: Verdict,
    decided_by: str,
    note: str,
    shown_sha256: str,
    business_date: dt.date,
    clock: Callable[[], dt.datetime] = technical_now,
) -> Decided:
    """Record an official's verdict about a held delivery and carry it out, in one transaction; return the new state.

    accept: gate the file again and merge it as the intake does, without regard to the reasons that were shown. A reason
    that was not shown holds the delivery again (state `held`). reject: set the state `rejected`. `delivery_id`: full
    id. `decided_by`, `note`: the official's name and reason; the reason may be empty. `shown_sha256`: digest of the
    presentation that the official saw. `clock` gives the technical time of the decision. A `Decided` has the delivery's
    id and state, and whether the decision is new. Idempotent. Raises DecisionRefused if the content has changed since
    it was shown, if no row was read that could be accepted, if the delivery is unknown or not held, or if a name is
    missing or a text too long; PackError if the pack is invalid.
    """
    answer = Answer(verdict, decided_by.strip(), note.strip(), shown_sha256, business_date, clock())
    _check_answer(answer)
    pack = registry.load(settings, pack_code)
    number, parsed_id = campaign_id(pack_code), parse_id(delivery_id)
    result = None
    with loader(settings).connect() as conn:
        if verdict == "accept":
            with conn.begin():
                open_keys(conn, settings)
                install.ensure_installed(conn, pack)
                delivery = load_delivery(conn, number, parsed_id)
            # the file is read before anything is locked, so that other steps can go on meanwhile
            result = gate_again(settings, pack, delivery) if delivery.state == "held" else None
        with conn.begin():
            locks.take_campaign(conn, number)
            return carry_out(conn, settings, pack, parsed_id, answer, result)


def gate_again(settings: Settings, pack: Pack, delivery: Delivery) -> GateResult:
    """Read and judge a delivery's stored file again, by today's pack and layouts. Writes nothing.

    Returns the gate's result: decision, reasons, clean and quarantined rows.
    """
    with Reader(limits_of(settings.fair_share)) as reader:
        (result,) = gate.gate_pending(settings, pack, reader, [delivery], validate_each)
        return result


def carry_out(
    conn: Connection,
    settings: Settings,
    pack: Pack,
    delivery_id: uuid.UUID,
    answer: Answer,
    result: GateResult | None,
    is_trial: bool = False,
) -> Decided:
    """Record the answer and the delivery's outcome; the caller holds the campaign's lock. Raises DecisionRefused.

    `result`: what `gate_again` returned, None for a rejection. `is_trial`: the caller rolls the transaction back.
    """
    number = campaign_id(pack.pack_code)
    delivery = load_delivery(conn, number, delivery_id)
    key = delivery.key(number)
    if (recorded := _recorded_decision(conn, key, delivery, answer)) is not None:
        return recorded
    shown = _present(conn, number, delivery_id)
    if shown.sha256 != answer.shown_sha256:
        raise DecisionRefused("所示内容已经变化，未作处理，请重新查看后再决定。")
    if shown.is_unread and answer.verdict == "accept":
        raise DecisionRefused(UNREAD_ZH)
    codes: list[str] = []
    if result is None:
        set_state(
            conn,
            **key,
            event="reject",
            state="rejected",
            decided_on=answer.business_date,
            decided_at=answer.now,
        )
        state = "rejected"
    else:
        codes = sorted(shown.codes)
        set_state(conn, **key, event="reopen", state="landed")
        for statement in ("holds/forget_quarantine", "holds/forget_warnings"):
            statements.run(conn, statement, **key)
        # an accepted delivery is never rejected by machine: an official decides about new reasons, too
        state = outcome.record_outcome(
            conn,
            pack,
            open_keys(conn, settings).keyring,
            delivery,
            outcome.hold_instead_of_reject(result),
            answer.business_date,
            answer.now,
            outcome.waived_by(shown.facts["reasons"]),
            is_trial=is_trial,
        )
    _record(conn, key, delivery, shown, answer, state, codes)
    return Decided(str(delivery_id), state, is_new=True)


def _record(
    conn: Connection,
    key: DeliveryKey,
    delivery: DeliveryStatus,
    shown: Presentation,
    answer: Answer,
    state: str,
    codes: list[str],
) -> None:
    """Write the row of the trail: the answer, what was shown, the reasons that are waived, and the outcome."""
    statements.run(
        conn,
        "holds/record",
        **key,
        decision_no=delivery.decisions + 1,
        verdict=answer.verdict,
        outcome=state,
        decided_by=answer.decided_by,
        note=answer.note,
        waived=codes,
        shown=shown.content,
        shown_sha256=shown.sha256,
        file_sha256=delivery.sha256,
        business_date=answer.business_date,
        now=answer.now,
    )


def _recorded_decision(conn: Connection, key: DeliveryKey, delivery: DeliveryStatus, answer: Answer) -> Decided | None:
    """Return the recorded decision if it equals the answer, None if the delivery is still held.

    Raises DecisionRefused if it is not held any more and was decided otherwise.
    """
    last = _LAST_DECISION.first(conn, **key)
    is_equal = last is not None and (last.verdict, last.shown_sha256) == (answer.verdict, answer.shown_sha256)
    if is_equal and (delivery.state != "held" or (last is not None and last.outcome == "held")):
        return Decided(str(key["delivery_id"]), delivery.state, is_new=False)
    _check_held(delivery)
    return None


def _check_held(delivery: DeliveryStatus) -> None:
    if delivery.state != "held":
        raise DecisionRefused(f"这份报送不在待决定之列（现状：{state_label(delivery.state)}）。")


def _check_answer(answer: Answer) -> None:
    if answer.verdict not in get_args(Verdict):
        raise DecisionRefused("决定只能是 accept（放行）或 reject（退回）。")
    if not answer.decided_by or len(answer.decided_by) > NAME_CHARACTERS:
        raise DecisionRefused(f"请写明决定人（不超过 {NAME_CHARACTERS} 字）。")
    if len(answer.note) > NOTE_CHARACTERS:
        raise DecisionRefused(f"理由不超过 {NOTE_CHARACTERS} 字。")


def _present(conn: Connection, number: int, delivery_id: uuid.UUID) -> Presentation:
    """Return what an official is shown. Raises DecisionRefused if the delivery is unknown or not held."""
    delivery = load_delivery(conn, number, delivery_id)
    _check_held(delivery)
    return presentation_of(delivery, _FINDINGS.all(conn, campaign_id=number, delivery_id=delivery_id))


def load_delivery(conn: Connection, number: int, delivery_id: uuid.UUID) -> DeliveryStatus:
    """Return one delivery of a campaign with its state and counts. Raises DecisionRefused for an unknown id.

    A `DeliveryStatus` has what was announced (source, period, version, dates), the state with its reasons, the counts
    of rows, and what is known about other versions of the list. `number`: id of the campaign
    (`campaign_id(pack_code)`).
    """
    delivery = find_delivery(conn, number, delivery_id)
    if delivery is None:
        raise DecisionRefused("没有这个编号的报送，请用 campaign held 查看待决定的报送。")
    return delivery


def parse_id(text: str) -> uuid.UUID:
    """Return the full id of a delivery from its text. Raises DecisionRefused for a text that is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise DecisionRefused("报送编号的写法不对，请用 campaign held 查看。") from None

"""Effect of a release: try it in a transaction that is rolled back, and return which persons and what money would move.

The trial runs the product's own steps (decision, merge, assessment, posting), so a release gives exactly these numbers
as long as no other delivery is loaded in between. Pending facts are assessed first and are no part of the difference.
No step waits for a trial: a step that needs its locks ends it, and it begins again when the step has ended.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from pipeline.assess import run as assess
from pipeline.holds import decide
from pipeline.holds.presentation import UNREAD_ZH, Presentation
from pipeline.identity.keys import open_keys
from pipeline.identity.review import masked_name
from pipeline.policy import registry
from pipeline.policy.impact import NO_SUMS, BeforeAfter, Impact, Sums, measure_impact
from pipeline.runtime import locks
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import loader
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.identity.keyring import Keyring
from transforms.intake.values.context import GateResult
from transforms.policy import Pack, PackError, campaign_id
from transforms.report.feedback.masking import masked
from transforms.text.figures import yuan_grouped
from transforms.text.labels import payer_label, state_label
from warehouse import statements

TRIAL = "trial"
ATTEMPTS = 3
PAUSE_SECONDS = 0.5  # before a trial begins again, in which the step that ended it takes its lock
_NO_IMPACT = Impact((), (), 0, NO_SUMS)


class TrialEnded(Refusal):
    """Other steps needed the data at every attempt. The Chinese text states what to do."""


@dataclass(frozen=True)
class PersonCounts:
    """Persons that a release would add, remove and change, each counted once."""

    added: int
    removed: int
    changed: int


@dataclass(frozen=True)
class Posted:
    """Postings that a release would make: persons enrolled, and whole fen by account."""

    enrolled_persons: int
    received_fen: int
    fund_fen: int
    contribution_fen: int
    refundable_fen: int
    reimbursable_fen: int
    suspense_fen: int


@dataclass(frozen=True)
class PersonRow:
    """One person that a release would change, for the bureau alone. Name and number are masked; dues in fen."""

    change: str
    name: str
    number: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    status_before: str
    status_after: str
    due_before_fen: int | None
    due_after_fen: int | None


@dataclass(frozen=True)
class Effect:
    """Effect of a release. `assessed`: persons who would be judged again; `state`: the delivery's new state.

    `total`: sums over the persons whose result changes; `by_payer`: payer -> amount that the fund gives, before and
    after. `committed_no`: last delivery that counts before the release. `labels`: the pack's words for payers and
    categories. `rows` has persons only if they were asked for.
    """

    business_date: dt.date
    committed_no: int
    state: str
    assessed: int
    persons: PersonCounts
    total: Sums
    by_payer: Mapping[str, BeforeAfter]
    posted: Posted
    labels: Mapping[str, str]
    rows: tuple[PersonRow, ...] = ()

    def text_zh(self) -> str:
        """Return the effect as Chinese Markdown: counts and sums, nothing of a single person."""
        if self.state == "held":
            return "放行后的变化：重新检查时有新的原因，放行后仍然暂存，数据不变。"
        if self.state != "committed":
            return f"放行后的变化：这一版{state_label(self.state)}，放行后不生效，数据不变。"
        persons, posted = self.persons, self.posted
        head = (
            f"放行后的变化（按 {self.business_date}、入库序号 {self.committed_no} 以前的数据试算，试算未入库；"
            "此后另有入库的，以 campaign held 编号 为准）："
        )
        unchanged = self.assessed - persons.added - persons.removed - persons.changed
        lines = [
            f"- 人员：新增 {persons.added:,}，移出 {persons.removed:,}，变更 {persons.changed:,}，"
            f"重新核定而无变化 {max(unchanged, 0):,}；参保人数 {posted.enrolled_persons:+,}。",
            f"- 个人应缴（结果有变的人）：{_change(self.total['due'])} 元。",
        ]
        lines += [
            f"- {payer_label(payer, self.labels)}资助：{_change(pair)} 元。" for payer, pair in self.by_payer.items()
        ]
        accounts = [
            ("缴费实收", posted.received_fen),
            ("各方资助", posted.fund_fen),
            ("保费收入", posted.contribution_fen),
            ("待退", posted.refundable_fen),
            ("待报销", posted.reimbursable_fen),
            ("暂挂", posted.suspense_fen),
        ]
        moved = [f"{label} {_signed(fen)}" for label, fen in accounts if fen]
        lines.append(f"- 记账：{'，'.join(moved)} 元。" if moved else "- 记账：没有变动。")
        return "\n".join([head, *lines])


@dataclass(frozen=True)
class _TrialRow:
    """Row of holds/trial_row: a person with ciphers of name and number."""

    change: str
    gained: list[str]
    lost: list[str]
    name_cipher: bytes | None
    number_cipher: bytes | None
    status_before: str | None
    status_after: str | None
    due_before_fen: int | None
    due_after_fen: int | None


_COUNT = statements.Query("holds/trial_count", PersonCounts)
_POSTED = statements.Query("holds/trial_posted", Posted)
_ROW = statements.Query("holds/trial_row", _TrialRow)


def effect_of(
    settings: Settings, pack_code: str, delivery_id: str, on: dt.date | None = None, most_rows: int = 0
) -> Effect:
    """Return what a release of a held delivery would change, as of the day `on`. Writes nothing: all is rolled back.

    `delivery_id`: full id. `on`: None is the day of arrival; a day before the last assessment is replaced by that day.
    `most_rows`: number of persons to return with masked name and number, removed ones first. Other
    steps that need the locks of assessments or merges end it; it then begins again. Raises TrialEnded after ATTEMPTS
    such ends; DecisionRefused if the delivery is unknown, not held, or was not read;
    PackError or CorrectionRefused if no assessment could run either.
    """
    pack, number, parsed_id = registry.load(settings, pack_code), campaign_id(pack_code), decide.parse_id(delivery_id)
    shown = decide.show(settings, pack_code, delivery_id)
    if shown.is_unread:
        raise decide.DecisionRefused(UNREAD_ZH)
    with loader(settings).connect() as conn:
        with conn.begin():
            delivery = decide.load_delivery(conn, number, parsed_id)
        # the file is read before anything is locked, so that other steps can go on meanwhile
        result = decide.gate_again(settings, pack, delivery)
        for _ in range(ATTEMPTS):
            with conn.begin() as transaction:
                try:
                    return _try_release(conn, settings, pack, shown, result, on or delivery.delivered_on, most_rows)
                except (OperationalError, psycopg.errors.QueryCanceled) as error:
                    if not isinstance(getattr(error, "orig", error), psycopg.errors.QueryCanceled):
                        raise
                finally:
                    transaction.rollback()
            time.sleep(PAUSE_SECONDS)
        raise TrialEnded(f"收件、核定等步骤正在进行，试算让开了 {ATTEMPTS} 次；请稍后用 campaign held 编号 再看")


def effect_text(settings: Settings, pack_code: str, delivery_id: str, on: dt.date | None = None) -> str:
    """Return the effect of a release as Chinese Markdown without persons, or why it cannot be tried.

    Parameters as of `effect_of`. A trial that is refused stops no question to an official.
    """
    try:
        return effect_of(settings, pack_code, delivery_id, on).text_zh()
    except (Refusal, PackError) as refused:
        return f"放行后的变化：现在不能试算（{str(refused).splitlines()[0]}）。"


def _try_release(
    conn: Connection,
    settings: Settings,
    pack: Pack,
    shown: Presentation,
    result: GateResult,
    on: dt.date,
    most_rows: int,
) -> Effect:
    """Assess what is pending, release the delivery, assess again, and measure the second assessment."""
    number = campaign_id(pack.pack_code)
    locks.take(conn, locks.Lock.TRIAL)
    locks.take(conn, locks.Lock.ASSESS)  # an assessment takes the campaign's lock after this one
    before = assess.assess_in(conn, pack, on)
    day = dt.date.fromisoformat(before.business_date)
    locks.take_campaign(conn, number)
    answer = decide.Answer("accept", TRIAL, "", shown.sha256, day, technical_now())
    decided = decide.carry_out(conn, settings, pack, uuid.UUID(shown.delivery_id), answer, result, is_trial=True)
    impacts = [_NO_IMPACT]

    def keep(conn: Connection) -> None:
        statements.run(conn, "holds/trial_result")
        impacts.append(measure_impact(conn, number))

    after = assess.assess_in(conn, pack, on, before_writing=keep)
    if not after.persons:
        statements.run(conn, "holds/trial_result")  # no rows: the work tables are empty
    params = {"campaign_id": number, "assess_no": before.assess_no + 1}
    statements.run(conn, "holds/trial_person", **params, business_date=day)
    rows = _ROW.all(conn, most=most_rows) if most_rows else []
    impact = impacts[-1]
    return Effect(
        business_date=day,
        committed_no=before.committed_no,
        state=decided.state,
        assessed=after.persons,
        persons=_COUNT.single(conn),
        total=impact.total,
        by_payer=_by_payer(pack, impact),
        posted=_POSTED.single(conn, **params),
        labels={fund.payer: fund.label_zh for fund in pack.payers}
        | {category.category: category.label_zh for category in pack.categories},
        rows=_masked_rows(open_keys(conn, settings).keyring, rows) if rows else (),
    )


def _by_payer(pack: Pack, impact: Impact) -> Mapping[str, BeforeAfter]:
    """Sum the lines of an impact by fund, in the pack's order; the persons' own part is left out."""
    sums: dict[str, BeforeAfter] = {}
    for line in impact.lines:
        if line.payer:
            sums[line.payer] = sums.get(line.payer, BeforeAfter(0, 0)).plus(line.sums["fund"])
    order = {fund.payer: place for place, fund in enumerate(pack.payers)}
    return {payer: sums[payer] for payer in sorted(sums, key=lambda payer: (order.get(payer, len(order)), payer))}


def _masked_rows(keyring: Keyring, rows: list[_TrialRow]) -> tuple[PersonRow, ...]:
    names = keyring.decrypt([bytes(row.name_cipher) if row.name_cipher else None for row in rows])
    numbers = keyring.decrypt([bytes(row.number_cipher) if row.number_cipher else None for row in rows])
    return tuple(
        PersonRow(
            row.change,
            masked_name(name or ""),
            masked(number or "", last=4),  # the row has no birth date
            tuple(row.gained),
            tuple(row.lost),
            row.status_before or "",
            row.status_after or "",
            row.due_before_fen,
            row.due_after_fen,
        )
        for row, name, number in zip(rows, names, numbers, strict=True)
    )


def _signed(fen: int) -> str:
    return f"{'+' if fen >= 0 else ''}{yuan_grouped(fen)}"


def _change(pair: BeforeAfter) -> str:
    return f"{yuan_grouped(pair.before_fen)} → {yuan_grouped(pair.after_fen)}（{_signed(pair.difference_fen)}）"

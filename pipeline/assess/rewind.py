"""Go back to an earlier business date: assess everybody as of that day, and post the differences to the ledger.

Nothing is deleted: events that came too early are reversed by further events, and publications stay. Facts stay as
well, so the runs of the days after it end in the state of a campaign that never went ahead.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from pipeline.assess import run as assess
from pipeline.identity import keys
from pipeline.policy import corrections, registry
from pipeline.policy.watermark import WATERMARK, Watermark
from pipeline.runtime import locks
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import loader
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.policy import Pack, campaign_id
from transforms.policy.model.season import misplaced_zh
from transforms.text.labels import REWIND_REASON_LABELS
from warehouse import statements

log = logging.getLogger(__name__)
NAME_CHARACTERS, NOTE_CHARACTERS = 100, 1000
LOCK_WAIT = "3s"


class RewindRefused(Refusal):
    """The campaign cannot go back to that day. The Chinese text states why and what to do."""


@dataclass(frozen=True)
class Rewound:
    """Outcome of a rewind: the days, the number of the assessment, and how many persons it judged.

    `is_new` is False if the campaign has gone back to this day already and nothing was assessed since.
    """

    from_on: dt.date
    to_on: dt.date
    assess_no: int
    persons: int
    is_new: bool


@dataclass(frozen=True)
class _LastRewind:
    """Row of assess/read/last_rewind: the last assessment, if it was a rewind."""

    assess_no: int
    from_on: dt.date
    to_on: dt.date


_LAST = statements.Query("assess/read/last_rewind", _LastRewind)


def run(
    settings: Settings,
    pack_code: str,
    to: dt.date,
    rewound_by: str,
    reason: str,
    note: str = "",
    clock: Callable[[], dt.datetime] = technical_now,
    progress: Callable[[str], None] = log.info,
) -> Rewound:
    """Assess everybody again as of the earlier day `to`, in one transaction, and record who ordered it and why.

    Later runs go on from that day. Publications made by later assessments stay, and get a numbered correction when
    their slots are published again with other figures; it states the label of `reason`, a code of
    REWIND_REASON_LABELS. `note` is for the trail, and leaves the warehouse nowhere. Idempotent. Raises RewindRefused
    without a name, for an unknown reason, for `other` without a note, a future day, a day outside of the pack's years,
    a day that is not before the last assessed one, if nothing was assessed yet, if the pack was changed since the last
    assessment, or while another step is running.
    """
    pack = registry.load(settings, pack_code)
    keys.check_known(settings)
    now = clock()
    _check_reason(rewound_by.strip(), reason, note.strip())
    _check_day(pack, to, now.date())
    number = campaign_id(pack_code)
    with loader(settings).begin() as conn:
        _take_locks(conn, number)
        if corrections.find_change(conn, pack) is not None:
            raise RewindRefused(
                f"政策包已更换，还没有按新版核定。请先按原日期执行 campaign run --pack {pack_code} --on 日期，再退回。"
            )
        mark = WATERMARK.first(conn, campaign_id=number)
        last = _LAST.first(conn, campaign_id=number)
        if last is not None and last.to_on == to:
            return Rewound(last.from_on, to, last.assess_no, 0, is_new=False)
        from_on = _day_to_leave(mark, to)
        report = assess.assess_in(conn, pack, to, progress, everyone=True, may_go_back=True)
        statements.run(
            conn,
            "assess/write/rewind",
            campaign_id=number,
            assess_no=report.assess_no,
            from_on=from_on,
            to_on=to,
            rewound_by=rewound_by.strip(),
            reason=reason,
            note=note.strip(),
            now=now,
        )
    return Rewound(from_on, to, report.assess_no, report.persons, is_new=True)


def _check_reason(rewound_by: str, reason: str, note: str) -> None:
    if reason not in REWIND_REASON_LABELS:
        codes = "、".join(f"{code}（{label}）" for code, label in REWIND_REASON_LABELS.items())
        raise RewindRefused(f"请写明退回的理由（--reason），只能是：{codes}。")
    if reason == "other" and not note:
        raise RewindRefused("理由是 other（其他原因）的，请用 --note 说明；说明只留在库里，不写进报表和邮件。")
    if len(note) > NOTE_CHARACTERS:
        raise RewindRefused(f"说明太长，请不超过 {NOTE_CHARACTERS} 字（--note）。")
    if not rewound_by or len(rewound_by) > NAME_CHARACTERS:
        raise RewindRefused(f"请写明决定人（--by，不超过 {NAME_CHARACTERS} 字）。")


def _check_day(pack: Pack, to: dt.date, today: dt.date) -> None:
    if to > today:
        raise RewindRefused(f"{to} 晚于今天（{today}），不能退回到将来的日期。")
    if (misplaced := misplaced_zh(pack, to, today)) is not None:
        raise RewindRefused(f"{misplaced}，没有执行。请写明正确的日期（--to）。")


def _take_locks(conn: Connection, campaign: int) -> None:
    """Take the locks of an assessment and of the campaign's deliveries, or refuse if another step holds one."""
    statements.run(conn, "runtime/lock_timeout", lock_timeout=LOCK_WAIT)
    try:
        locks.take(conn, locks.Lock.ASSESS)
        locks.take_campaign(conn, campaign)
    except OperationalError as error:
        if isinstance(error.orig, psycopg.errors.LockNotAvailable):
            raise RewindRefused("有步骤正在运行（收件、放行或核定），没有执行。请等它结束后再试。") from None
        raise
    statements.script(conn, "SET LOCAL lock_timeout TO DEFAULT")


def _day_to_leave(mark: Watermark | None, to: dt.date) -> dt.date:
    """Return the last assessed day. Raises RewindRefused if there is none, or if it is not after `to`."""
    if mark is None or mark.assessed_on is None:
        raise RewindRefused("还没有核定过任何数据，不需要退回。")
    if to >= mark.assessed_on:
        raise RewindRefused(f"现在核定到 {mark.assessed_on}，只能退回到更早的日期。往后请用 campaign run --on 日期。")
    return mark.assessed_on

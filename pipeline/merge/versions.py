"""Versions of lists: of each source and period, the highest version that its sender has not revoked is effective.

The state of a list follows from versions and revocations alone, so it does not depend on their order of arrival. When a
list becomes effective or stops being effective, its persons are queued for the next assessment.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import Connection

from pipeline.identity import links
from pipeline.landing.states import set_state
from pipeline.policy import install, registry
from pipeline.runtime import locks
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import loader
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.policy import Pack, campaign_id
from warehouse import statements

REVOCABLE = (
    *("special_list", "roll", "employee", "history", "fund_claim", "uninsured_reason", "fund_transfer"),
    *("due_acknowledgement", "tax_statement", "late_entry", "correction_request"),
)

_WITHDRAWS_BY_ABSENCE = {"special_list": "merge/queue/source_changed", "late_entry": "merge/queue/reasons_changed"}
"""Kinds whose full list also speaks about the persons that it does not name -> statement that queues these persons."""


class RevocationRefused(Refusal):
    """A revocation that cannot be carried out. The Chinese text states what to do instead."""


class RevocationRecord(TypedDict):
    """One row of `landing.revocation` without its campaign."""

    source: str
    period: str
    version: int
    revoked_on: dt.date
    revoked_by: str
    reason: str
    recorded_at: dt.datetime


@dataclass(frozen=True)
class Revoked:
    """Outcome of a revocation. `deliveries`: how many accepted lists became effective or stopped being effective."""

    is_new: bool
    deliveries: int


@dataclass(frozen=True)
class _VersionState:
    """One accepted list of a source and period, with its state before and after a change of versions."""

    delivery_id: uuid.UUID
    list_mode: str
    kind: str
    old_state: str
    new_state: str


_VERSION_STATES = statements.Query("merge/versions/effective_version", _VersionState)


def revoke(
    settings: Settings,
    pack_code: str,
    source: str,
    period: str,
    version: int,
    *,
    revoked_by: str,
    reason: str,
    business_date: dt.date,
    clock: Callable[[], dt.datetime] = technical_now,
) -> Revoked:
    """Revoke a version of a list with all its parts, also parts that arrive later; the next lower version is effective.

    `source`: code of a source of the pack; `period`: as it was announced. `revoked_by`, `reason`: who withdraws the
    list and why, recorded as texts. `business_date`: day of the revocation; `clock` gives its technical time. Facts
    stay; the persons of all lists whose state changes are queued for the next assessment. A `Revoked` states whether
    the revocation is new (`is_new`), and how many deliveries became or stopped being effective. Idempotent. Raises
    RevocationRefused if the source is unknown or sends a tax feed or targets, or if a name or a reason is missing.
    """
    pack = registry.load(settings, pack_code)
    _check_revocable(pack, source)
    if not revoked_by.strip() or not reason.strip():
        raise RevocationRefused("请写明由谁撤回和撤回原因")
    revocation: RevocationRecord = {
        "source": source,
        "period": period,
        "version": version,
        "revoked_on": business_date,
        "revoked_by": revoked_by.strip(),
        "reason": reason.strip(),
        "recorded_at": clock(),
    }
    with loader(settings).begin() as conn:
        install.ensure_installed(conn, pack)
        return record_revocation(conn, campaign_id(pack_code), revocation)


def record_revocation(conn: Connection, campaign: int, revocation: RevocationRecord) -> Revoked:
    """Record a revocation of one version of a list, and update the states of the deliveries of its source and period.

    Also links the person keys of that source and period again, and queues the persons of deliveries whose state
    changes. `revocation`: source, period and version, the business date, who revokes and why, and the technical time.
    The result states whether the revocation is new, and how many deliveries became or stopped being effective. A
    revocation that is recorded already changes nothing. Runs in the caller's transaction.
    """
    source, period = revocation["source"], revocation["period"]
    locks.take_campaign(conn, campaign)
    locks.take(conn, locks.Lock.MERGE)
    if not statements.run(conn, "merge/versions/revoke", campaign_id=campaign, **revocation).rowcount:
        return Revoked(False, 0)
    committed_no = statements.run(conn, "runtime/next_committed", campaign_id=campaign).scalar_one()
    changed = _update_states(conn, campaign, source, period, committed_no, None)
    links.relink_period(conn, campaign, source, period, committed_no)
    return Revoked(True, len(changed))


def _check_revocable(pack: Pack, source: str) -> None:
    kinds = {pack_source.source: pack_source.kind for pack_source in pack.sources}
    if source not in kinds:
        raise RevocationRefused(f"来源“{source}”不在政策包 {pack.pack_code} 中；可用来源：{', '.join(kinds)}")
    if kinds[source] == "tax_feed":
        raise RevocationRefused("缴费流水不能整批撤回：凭证一经接收不再删除，多缴、错缴请逐笔办理退费")
    if kinds[source] not in REVOCABLE:
        raise RevocationRefused("任务数与基数不能撤回：请报送更正后的表，版本号加一")


def accept_version(
    conn: Connection, campaign: int, source: str, period: str, committed_no: int, delivery_id: uuid.UUID
) -> str:
    """Write the states of the other versions of a list of which a delivery is being accepted; return its own state.

    The delivery's state is 'committed', 'superseded' or 'revoked', by the versions and revocations of the source and
    period; the caller writes it. For a feed or a table of targets it is always 'committed'. `campaign`: id of the
    campaign; `source`, `period`: code of the delivery's source, and its period as announced. `committed_no`: number of
    the commit under which persons whose result may change are queued for assessment; those of the delivery are queued
    already.
    """
    states = _update_states(conn, campaign, source, period, committed_no, delivery_id)
    return states.get(delivery_id, "committed")


def _update_states(
    conn: Connection, campaign: int, source: str, period: str, committed_no: int, accepted: uuid.UUID | None
) -> dict[uuid.UUID, str]:
    """Write the states that differ, and queue the persons of those lists; return the changed states.

    The state of `accepted` is returned, too, but not written: its caller records it.
    """
    versions = _VERSION_STATES.all(conn, campaign_id=campaign, source=source, period=period, delivery_id=accepted)
    changed = [
        version for version in versions if version.new_state != version.old_state or version.delivery_id == accepted
    ]
    known = [version.delivery_id for version in changed if version.delivery_id != accepted]
    for version in changed:
        if version.delivery_id != accepted:
            set_state(conn, campaign, version.delivery_id, "version", version.new_state)
    if known:
        statements.run(
            conn, "merge/queue/effective_changed", campaign_id=campaign, committed_no=committed_no, delivery_ids=known
        )
    for kind in {version.kind for version in changed if version.list_mode == "full"} & _WITHDRAWS_BY_ABSENCE.keys():
        statements.run(
            conn,
            _WITHDRAWS_BY_ABSENCE[kind],
            campaign_id=campaign,
            committed_no=committed_no,
            source=source,
            delivery_id=accepted,
        )
    if known and changed[0].kind == "history":
        statements.run(conn, "merge/queue/history_changed", campaign_id=campaign, committed_no=committed_no)
    return {version.delivery_id: version.new_state for version in changed}

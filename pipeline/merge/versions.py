"""Which lists are in force: of each source and period the highest version that its sender has not taken back.

The state of a list follows from versions and revocations alone, so it does not depend on the order in which they came.
Who may be concerned when a list comes into force or goes out of it is put into the queue of the next assessment.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from pipeline.identity import links
from pipeline.policy import install, registry
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import loader
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.policy import Pack, campaign_id
from warehouse import statements

REVOCABLE = ("special_list", "roll", "employee", "history")


class RevocationRefused(Refusal):
    """What was said cannot be revoked. The text says, in Chinese, what to do instead; it holds no content of a list."""


@dataclass(frozen=True)
class Revoked:
    """What a revocation did. `deliveries`: how many accepted lists it put out of force or into force again."""

    is_new: bool
    deliveries: int


def revoke(
    settings: Settings, pack_code: str, source: str, period: str, version: int, *, revoked_by: str, reason: str,
    business_date: dt.date, clock: Callable[[], dt.datetime] = technical_now,
) -> Revoked:  # fmt: skip
    """Take a version of a list back, with all its parts, whether it is here already or still comes.

    The version below it comes into force again. Said twice it is said once. Raises RevocationRefused for what is not a
    list of that pack, or lacks a name or a reason.
    """
    pack = registry.load(settings, pack_code)
    said = _checked(pack, source, period, version, revoked_by, reason)
    with loader(settings).begin() as conn:
        install.ensure_installed(conn, pack)
        return take_back(conn, campaign_id(pack_code), said | {"revoked_on": business_date, "recorded_at": clock()})


def take_back(conn: Connection, number: int, said: dict[str, Any]) -> Revoked:
    """Record a revocation (a row of landing.revocation without its campaign) in the caller's transaction."""
    statements.run(conn, "runtime/lock", campaign_id=number)
    statements.run(conn, "runtime/lock", campaign_id=links.MERGE_LOCK)
    if not statements.run(conn, "merge/versions/revoke", campaign_id=number, **said).rowcount:
        return Revoked(False, 0)
    committed_no = statements.run(conn, "runtime/next_committed", campaign_id=number).scalar_one()
    changed = _restand(conn, number, said["source"], said["period"], committed_no, None)
    links.of_period(conn, number, said["source"], said["period"], committed_no)
    return Revoked(True, len(changed))


def _checked(pack: Pack, source: str, period: str, version: int, revoked_by: str, reason: str) -> dict[str, str | int]:
    known = {one.source: one for one in pack.sources}
    if source not in known:
        raise RevocationRefused(f"来源“{source}”不在政策包 {pack.pack_code} 中；可用来源：{', '.join(known)}")
    if known[source].kind == "tax_feed":
        raise RevocationRefused("缴费流水不能整批撤回：凭证一经接收不再删除，多缴、错缴请逐笔办理退费")
    if known[source].kind not in REVOCABLE:
        raise RevocationRefused("任务数与基数不能撤回：请报送更正后的表，版本号加一")
    if not revoked_by.strip() or not reason.strip():
        raise RevocationRefused("请写明由谁撤回和撤回原因")
    return {
        "source": source, "period": period, "version": version, "revoked_by": revoked_by.strip(),
        "reason": reason.strip(),
    }  # fmt: skip


def settle(conn: Connection, number: int, source: str, period: str, committed_no: int, delivery_id: uuid.UUID) -> str:
    """The state of a delivery that is being accepted; the other versions of its period get theirs.

    Whom the delivery itself names is in the queue already. A feed or a table of targets is always 'committed'.
    """
    states = _restand(conn, number, source, period, committed_no, delivery_id)
    return states.get(delivery_id, "committed")


def _restand(
    conn: Connection, number: int, source: str, period: str, committed_no: int, new: uuid.UUID | None
) -> dict[uuid.UUID, str]:
    """Write the states that differ and queue who may be concerned; returns the changed states and that of `new`."""
    rows = statements.run(
        conn, "merge/versions/standing", campaign_id=number, source=source, period=period, delivery_id=new
    ).mappings().all()  # fmt: skip
    changed = [row for row in rows if row["stands"] != row["stood"] or row["delivery_id"] == new]
    known = [row["delivery_id"] for row in changed if row["delivery_id"] != new]
    for row in changed:
        if row["delivery_id"] != new:
            statements.run(
                conn, "merge/versions/stand", campaign_id=number, delivery_id=row["delivery_id"], state=row["stands"]
            )
    queue = {"campaign_id": number, "committed_no": committed_no}
    if known:
        statements.run(conn, "merge/queue/stood_changed", **queue, delivery_ids=known)
    if any(row["kind"] == "special_list" and row["list_mode"] == "full" for row in changed):
        statements.run(conn, "merge/queue/source_changed", **queue, source=source, delivery_id=new)
    if known and changed[0]["kind"] == "history":
        statements.run(conn, "merge/queue/history_changed", **queue)
    return {row["delivery_id"]: row["stands"] for row in changed}

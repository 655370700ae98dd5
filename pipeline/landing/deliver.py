"""Step 1, land: the bytes are copied unchanged into the store and get one row in the delivery ledger.

The same bytes for the same campaign, source and period are a no-op, whatever the file's name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from pipeline.policy import registry
from pipeline.runtime import content_store
from pipeline.runtime.clock import technical_now
from pipeline.runtime.settings import Settings
from transforms.intake.base.file_names import is_dropping
from transforms.policy import Pack, campaign_id
from warehouse import engine, statements

LIST_MODES = ("full", "change", "feed")
log = logging.getLogger(__name__)


class DeliveryRefused(ValueError):  # noqa: N818 - a refusal is an answer to the sender, not a fault
    """What was said about a file cannot be right. The text says what to change; it holds no content of the file."""


@dataclass(frozen=True)
class Announcement:
    """What is said about one file when it is handed in. Dates are business dates."""

    file: Path
    source: str
    period: str
    list_mode: str
    cut_off_on: dt.date
    delivered_on: dt.date
    version: int = 1


@dataclass(frozen=True)
class Landed:
    """One delivery in the ledger; `is_new` is False if the same bytes were there already."""

    delivery_id: str
    is_new: bool


def deliver(
    settings: Settings,
    pack_code: str,
    announcements: Iterable[Announcement],
    clock: Callable[[], dt.datetime] = technical_now,
    *,
    as_parts: bool = True,
) -> list[Landed]:
    """Land files in one transaction; the result follows the order of the announcements.

    `as_parts`: other content for a version of a list is a further part of it; without it such a file is refused. Raises
    DeliveryRefused for this, an unknown source, mode, or unreadable file, before anything is recorded.
    """
    pack = registry.load(settings, pack_code)
    rows = [_row(settings, pack, one, clock()) for one in announcements]
    landed = []
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        for row in rows:
            refusal = None if as_parts or row["list_mode"] == "feed" else _beside(conn, row)
            if refusal is not None:
                raise DeliveryRefused(refusal)
            is_new = statements.run(conn, "landing/delivery", **row).rowcount == 1
            landed.append(Landed(str(row["delivery_id"]), is_new))
    return landed


def _beside(conn: Connection, row: Mapping[str, object]) -> str | None:
    """Why a file is not taken without a word that it is a part of its version; None if nothing speaks against it."""
    names = ("campaign_id", "source", "period", "version", "sha256")
    found = statements.run(conn, "landing/same_version", **{name: row[name] for name in names}).one()
    if found.is_known or not (found.others or found.is_revoked):
        return None
    list_zh, next_zh = f"{row['source']} {row['period']} 第 {row['version']} 版", f"--version {found.last_version + 1}"
    if found.is_revoked:
        return f"{list_zh}已由报送单位撤回，再以这一版次报送不生效，没有登记。请用 {next_zh}。"
    whole = "" if found.others == 1 else "把各份合并为一份后"
    return (
        f"{list_zh}已收过 {found.others} 份内容不同的文件，没有登记这一份。"
        f"若是更正，请{whole}用 {next_zh}；若是同一版的又一部分，请加 --part。"
    )


def _row(settings: Settings, pack: Pack, one: Announcement, now: dt.datetime) -> dict[str, object]:
    source = next((s for s in pack.sources if s.source == one.source), None)
    if source is None:
        known = ", ".join(s.source for s in pack.sources)
        raise DeliveryRefused(f"来源“{one.source}”不在政策包 {pack.pack_code} 中；可用来源：{known}")
    if one.list_mode not in LIST_MODES:
        raise DeliveryRefused(f"方式“{one.list_mode}”应为 {' / '.join(LIST_MODES)} 之一")
    if is_dropping(one.file.name):
        raise DeliveryRefused(f"{one.file.name} 是表格软件或操作系统留下的临时文件，不是报送，请交原文件")
    if not one.file.is_file() or one.file.is_symlink():
        raise DeliveryRefused(f"找不到文件，或不是普通文件：{one.file.name}")
    sha256 = content_store.keep(settings.landing_dir, one.file)
    identity = "\n".join((pack.pack_code, one.source, one.period, sha256))
    return {
        "campaign_id": campaign_id(pack.pack_code),
        "delivery_id": uuid.UUID(bytes=hashlib.sha256(identity.encode()).digest()[:16]),
        "source": one.source,
        "kind": source.kind,
        "sender": source.sender_label,
        "list_mode": one.list_mode,
        "period": one.period,
        "cut_off_on": one.cut_off_on,
        "version": one.version,
        "file_name": one.file.name,
        "sha256": sha256,
        "byte_count": content_store.place(settings.landing_dir, sha256).stat().st_size,
        "delivered_on": one.delivered_on,
        "landed_at": now,
    }

"""Step 1, land: copy the bytes of delivered files unchanged into the content store and record them in the ledger.

Idempotent: equal bytes for one campaign, source and period are recorded once, whatever the file's name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from sqlalchemy import Connection

from pipeline.landing.delivery import NewDelivery
from pipeline.policy import registry
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import loader
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.intake.base.file_names import is_left_by_program
from transforms.policy import Pack, Source, campaign_id
from transforms.text.one_line import has_control_character
from warehouse import statements

LIST_MODES = ("full", "change", "feed")
PERIOD_CHARACTERS = 50
PERIOD_ZH = (
    "所属期应写年、月、日、旬、季、批次，如 2019-10、2019-10-08、2019年第2批，可加本地单位名，"
    f"不超过 {PERIOD_CHARACTERS} 字，不写其他文字"
)
# Mails, logs and marts show the period, so that nothing but a time may stand in it.
_PERIOD = re.compile(
    r"(?=.*[0-9〇零一二三四五六七八九十])(?!.*[0-9]{9})(?!.*[A-Za-z]{2})"
    r"[0-9A-Za-z〇零一二三四五六七八九十年月日旬季度上中下半全初末底第期批次份补报更正增减至到、，,~_./() （）-]+"
)
log = logging.getLogger(__name__)


class DeliveryRefused(Refusal):
    """An announcement is wrong. The Chinese text states what to change and repeats nothing that was announced."""


@dataclass(frozen=True)
class Announcement:
    """One file to land, with what its sender announced about it. Dates are business dates."""

    file: Path
    source: str
    period: str
    list_mode: str
    cut_off_on: dt.date
    delivered_on: dt.date
    version: int = 1


@dataclass(frozen=True)
class Landed:
    """Outcome of landing one file. `is_new` is False if the ledger already contained its bytes."""

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
    """Copy files into the content store and record them as pending deliveries; return one `Landed` per announcement.

    `announcements`: files with what their senders announced about them: source, period, version, list mode, dates. A
    `Landed` has the delivery's id, and whether its bytes are new to the ledger; the order is that of the announcements.
    The rows of the ledger are written in one transaction; nothing is judged yet. `clock` gives the technical time of
    landing. `as_parts`: take a file as a further part of its list's version if that version already has other content;
    if False, refuse it. Raises DeliveryRefused for that, for an unknown source or mode, and for a file that is missing
    or not a regular file; then nothing is recorded.
    """
    pack = registry.load(settings, pack_code)
    rows = [ledger_row(settings, pack, announcement, clock()) for announcement in announcements]
    landed = []
    with loader(settings).begin() as conn:
        for row in rows:
            refusal = None if as_parts or row.list_mode == "feed" else _refusal_of_version(conn, row)
            if refusal is not None:
                raise DeliveryRefused(refusal)
            is_new = statements.run(conn, "landing/delivery", **vars(row)).rowcount == 1
            landed.append(Landed(str(row.delivery_id), is_new))
    return landed


@dataclass(frozen=True)
class _SameVersion:
    """State of the ledger for the version that a file is announced for."""

    other_files: int
    is_known: bool
    is_revoked: bool
    last_version: int | None


_SAME_VERSION = statements.Query("landing/same_version", _SameVersion)


def _refusal_of_version(conn: Connection, row: NewDelivery) -> str | None:
    """Return why the file needs a new version or `--part`, or None if its version is free or contains these bytes."""
    known = _SAME_VERSION.single(
        conn,
        campaign_id=row.campaign_id,
        source=row.source,
        period=row.period,
        version=row.version,
        sha256=row.sha256,
    )
    if known.is_known or not (known.other_files or known.is_revoked):
        return None
    next_version = (known.last_version or 0) + 1
    list_zh, next_zh = f"{row.source} {row.period} 第 {row.version} 版", f"--version {next_version}"
    if known.is_revoked:
        return f"{list_zh}已由报送单位撤回，再以这一版次报送不生效，没有登记。请用 {next_zh}。"
    merge_zh = "" if known.other_files == 1 else "把各份合并为一份后"
    return (
        f"{list_zh}已收过 {known.other_files} 份内容不同的文件，没有登记这一份。"
        f"若是更正，请{merge_zh}用 {next_zh}；若是同一版的又一部分，请加 --part。"
    )


def check_announcement(pack: Pack, announcement: Announcement) -> Source:
    """Return the pack's source of an announced file. Raises DeliveryRefused for what is wrong besides the file's size.

    That is an unknown source or mode, a period that is no time, and a file that is missing, no regular file, or left by
    a program. The text names no value: a sender may have written a name into any column of `deliveries.csv`.
    """
    source = next((source for source in pack.sources if source.source == announcement.source), None)
    if source is None:
        known = ", ".join(source.source for source in pack.sources)
        raise DeliveryRefused(f"来源不在政策包 {pack.pack_code} 中；可用来源：{known}")
    if announcement.list_mode not in LIST_MODES:
        raise DeliveryRefused(f"方式应为 {' / '.join(LIST_MODES)} 之一")
    if not is_period(announcement.period, place_names(pack)):
        raise DeliveryRefused(PERIOD_ZH)
    if is_left_by_program(announcement.file.name):
        raise DeliveryRefused("文件是表格软件或操作系统留下的临时文件，不是报送，请交原文件")
    if not announcement.file.is_file() or announcement.file.is_symlink():
        raise DeliveryRefused("找不到文件，或不是普通文件")
    return source


def ledger_row(settings: Settings, pack: Pack, announcement: Announcement, now: dt.datetime) -> NewDelivery:
    """Copy an announced file into the content store and return its row for the ledger, which the caller inserts.

    The row has a delivery id that follows from pack, source, period and bytes, the sha256 of the file, and what was
    announced. `now`: technical time of landing. Raises DeliveryRefused for an unknown source or mode, for a period
    that is no time, and for a file that is missing, no regular file, or not from a sender (lock file,
    thumbnails). Raises it for a file above `CAMPAIGN_DELIVERY_MB`, too, before a byte is copied.
    """
    source = check_announcement(pack, announcement)
    if refusal := too_large_zh(settings, announcement.file):
        raise DeliveryRefused(refusal)
    kept = settings.landing.keep_file(announcement.file)
    identity = "\n".join((pack.pack_code, announcement.source, announcement.period, kept.sha256))
    return NewDelivery(
        campaign_id=campaign_id(pack.pack_code),
        delivery_id=uuid.UUID(bytes=hashlib.sha256(identity.encode()).digest()[:16]),
        source=announcement.source,
        kind=source.kind,
        sender=source.sender_label,
        list_mode=announcement.list_mode,
        period=announcement.period,
        cut_off_on=announcement.cut_off_on,
        version=announcement.version,
        file_name=announcement.file.name,
        sha256=kept.sha256,
        byte_count=kept.byte_count,
        delivered_on=announcement.delivered_on,
        landed_at=now,
    )


def too_large_zh(settings: Settings, file: Path) -> str | None:
    """Return why a file is too large to be taken in, with what to do, or None. Opens nothing."""
    megabytes, most = file.lstat().st_size / (1 << 20), settings.fair_share.delivery_mb
    if megabytes <= most:
        return None
    return (
        f"文件有 {megabytes:.1f} MB，超过单个文件的限额 {most} MB，没有登记，原文件未动。"
        "请报送单位分批报送；确需整份收下的，提高 CAMPAIGN_DELIVERY_MB 后再收一次。"
    )


def place_names(pack: Pack) -> tuple[str, ...]:
    """List the names of the pack's units, which a period may contain (2019-07/源城区), the longest first."""
    names = {name for unit in pack.units.all() for name in (unit.name, *unit.aliases)}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def is_period(period: str, places: Sequence[str] = ()) -> bool:
    """Return whether a text is a time in a usual spelling (2019-10, 2019年第三季度, 2032,2031), and names nobody.

    `places`: names of units that the text may contain, of `place_names`.
    """
    is_short = len(period.strip()) <= PERIOD_CHARACTERS and not has_control_character(period)
    time = reduce(lambda text, place: text.replace(place, ""), places, period)
    return is_short and _PERIOD.fullmatch(time) is not None

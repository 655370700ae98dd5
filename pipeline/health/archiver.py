"""Check of the archive of PostgreSQL's write-ahead log, with which a server goes back to any time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from pipeline.health.finding import Checked, Finding
from pipeline.runtime.clock import SHANGHAI
from warehouse.statements import Query

# The server archives at the latest what five minutes have written (archive_timeout in docker/postgres/postgresql.conf).
ARCHIVE_WAITS = dt.timedelta(minutes=30)
CHECK = "archive_age_seconds"


@dataclass(frozen=True)
class Archiver:
    """Row of health/archiver. `waiting_files`: finished files of the log that are not archived, None if not known."""

    is_on: bool
    archived_at: dt.datetime | None
    failed_at: dt.datetime | None
    counted_since: dt.datetime
    waiting_files: int | None


_ARCHIVER = Query("health/archiver", Archiver)


def check_archive(conn: Connection, moment: dt.datetime) -> Checked:
    """Check that the server archives its log, if that is switched on; finds nothing if the role may not see it."""
    try:
        with conn.begin_nested():
            archiver = _ARCHIVER.single(conn)
    except DBAPIError:
        return Checked(CHECK)
    return judge_archive(archiver, moment)


def judge_archive(archiver: Archiver, moment: dt.datetime) -> Checked:
    """Judge the state of the archiver: it has failed since its last success, or files have waited for 30 minutes.

    The measure is the age of the last success in seconds. Pure.
    """
    if not archiver.is_on:
        return Checked(CHECK)
    last = archiver.archived_at or archiver.counted_since
    measures = {"last": max((moment - last).total_seconds(), 0.0)}
    if archiver.failed_at is not None and (archiver.archived_at is None or archiver.failed_at > archiver.archived_at):
        text = (
            f"数据库日志（WAL）归档失败，最近一次在 {archiver.failed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}，此后没有"
            "成功过：不能恢复到这以后的时刻，磁盘会越占越多。请看归档文件夹（磁盘满、权限、重名）和数据库服务的输出；"
            "改好后自动继续。"
        )
        return Checked(CHECK, "", (Finding("archive", text),), measures)
    if moment - last > ARCHIVE_WAITS and (archiver.waiting_files is None or archiver.waiting_files > 0):
        text = (
            f"数据库日志（WAL）从 {last.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 起没有归档：不能恢复到这以后的时刻。"
            "请看归档文件夹能否写入（网络文件夹是否断开）和数据库服务的输出。"
        )
        return Checked(CHECK, "", (Finding("archive", text),), measures)
    return Checked(CHECK, measures=measures)

"""Check the health of an installation: its machine, its database, and each of its campaigns.

A further check is a function that returns a `Checked`, and one line here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from pipeline.health import campaigns
from pipeline.health.archiver import check_archive
from pipeline.health.finding import Checked, Finding, Health
from pipeline.health.machine import check_active_packs, check_disks, check_restarts, check_services
from pipeline.identity import keys
from pipeline.policy import registry
from pipeline.policy.directory import read_directory
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import publisher
from pipeline.runtime.database_errors import database_text
from pipeline.runtime.settings import Settings
from pipeline.trust import backup
from transforms.clocks.terms import last_day
from transforms.clocks.working_days import WorkingDaysError
from transforms.directory.load import DirectoryError
from transforms.directory.model import Directory
from transforms.intake.layouts.files import LayoutError
from transforms.policy import Pack, PackError
from transforms.policy.model.season import intake_days
from warehouse.statements import Query


@dataclass(frozen=True)
class LogSetting:
    """Row of health/log_settings: a setting of the server with which its log may hold values of rows."""

    name: str
    setting: str


@dataclass(frozen=True)
class Stored:
    """Row of health/stored: when the first delivery landed, None without any."""

    since: dt.datetime | None


_LOG_SETTINGS = Query("health/log_settings", LogSetting)
_STORED = Query("health/stored", Stored)


def check(settings: Settings, clock: Callable[[], dt.datetime] = technical_now) -> Health:
    """Check everything, and return the results; changes nothing.

    A `Health` has the moment and one `Checked` per check (and pack), with what is wrong and what to do. A database that
    does not answer is a finding; the checks of campaigns are left out then. `clock` gives the present moment.
    """
    moment = clock()
    checks = [
        check_services(settings),
        check_active_packs(settings),
        check_restarts(settings, moment),
        check_disks(settings),
        _check_operators(settings, moment.date()),
    ]
    try:
        with publisher(settings).connect() as conn:
            checks += [_check_log_settings(conn), Checked("database"), _check_keys(settings)]
            checks += [_check_backup(settings, conn, moment), check_archive(conn, moment)]
            for pack_code in settings.packs:
                checks += _check_campaign(settings, conn, pack_code, moment)
    except (SQLAlchemyError, psycopg.Error) as error:
        text = database_text(error)
        if text is None:
            raise
        checks = [*checks[:5], Checked("database", findings=(Finding("database", text),))]
    return Health(moment, tuple(checks))


def _check_campaign(settings: Settings, conn: Connection, pack_code: str, moment: dt.datetime) -> Iterator[Checked]:
    try:
        pack = registry.load(settings, pack_code)
    except (PackError, FileNotFoundError) as error:
        text = f"政策包 {pack_code} 不能使用，请执行 campaign policy check 查看：{type(error).__name__}。"
        yield Checked("packs", pack_code, (Finding(pack_code, text),))
        return
    yield Checked("packs", pack_code)
    yield campaigns.check_reports(conn, pack, moment)
    yield campaigns.check_mail(conn, pack, moment, _directory_or_none(settings))
    yield campaigns.check_approvals(conn, pack, moment)
    yield campaigns.check_held(conn, pack, moment.date(), settings.held_days)
    yield campaigns.check_senders(conn, pack, moment.date())
    yield campaigns.check_shares(conn, pack, moment.date(), settings.fair_share)
    yield _check_working_days(settings, pack, moment.date())


def _check_working_days(settings: Settings, pack: Pack, day: dt.date) -> Checked:
    """Check that the terms of the pack which begin on `day` have a last day, as long as the campaign takes payments."""
    clocks = pack.clocks if day <= intake_days(pack)[1] else ()
    try:
        table = registry.working_days(settings)
        for clock in clocks:
            last_day(clock, day, table)
    except (WorkingDaysError, LayoutError) as error:
        return Checked("working_days", pack.pack_code, (Finding("working_days", str(error)),))
    return Checked("working_days", pack.pack_code)


def _directory_or_none(settings: Settings) -> Directory | None:
    """Return the directory; None without one, or if it has errors, which are a finding of another check."""
    try:
        return read_directory(settings)
    except (DirectoryError, OSError):
        return None


def _check_keys(settings: Settings) -> Checked:
    """Check that the keys of this installation are those of the warehouse, if it knows any."""
    try:
        keys.check_known(settings)
    except keys.KeysRefused as refused:
        return Checked("keys", findings=(Finding("keys", str(refused)),))
    return Checked("keys")


def _check_backup(settings: Settings, conn: Connection, moment: dt.datetime) -> Checked:
    """Check that the last backup is younger than `backup_days` days.

    Without any backup, a bureau's own server is found once it has data, the embedded size when the data are so old. The
    measure is the age in seconds. A backup of the future (the clock was wrong) counts as none.
    """
    limit, file = dt.timedelta(days=settings.backup_days), backup.last_backup_file(settings)
    made = dt.datetime.fromtimestamp(file.stat().st_mtime, moment.tzinfo) if file.exists() else None
    if made is not None and made <= moment + dt.timedelta(hours=1):
        measures = {"last": max((moment - made).total_seconds(), 0.0)}
        if moment - made < limit:
            return Checked("backup_age_seconds", measures=measures)
        text = f"最近一次备份是 {made:%Y-%m-%d %H:%M}，已超过 {settings.backup_days} 天。请备份。"
        return Checked("backup_age_seconds", "", (Finding("backup", text),), measures)
    since = _STORED.single(conn).since
    if since is None or (settings.embedded and moment - since < limit):
        return Checked("backup_age_seconds")
    text = "还没有备份过。嵌入式请执行 make backup；服务器式的做法见 docs/how-to/run-on-a-server.md。"
    return Checked("backup_age_seconds", findings=(Finding("backup", text),))


def _check_operators(settings: Settings, day: dt.date) -> Checked:
    """Check that the directory, if there is one, is readable and names somebody for each pack who gets the alerts."""
    try:
        directory = read_directory(settings)
    except (DirectoryError, OSError):
        return Checked(
            "operators", findings=(Finding("directory", "通讯录有错误，请执行 campaign directory check 查看。"),)
        )
    findings = tuple(
        Finding(pack_code, f"通讯录里没有人接收 {pack_code} 的告警：请给一名在任人员加上职责 operator 和邮箱。")
        for pack_code in settings.packs
        if directory and not directory.operators(pack_code, day)
    )
    return Checked("operators", findings=findings)


def _check_log_settings(conn: Connection) -> Checked:
    """Check that the server's log cannot hold values of rows; a bureau's own server has other defaults."""
    findings = tuple(
        Finding(
            row.name,
            f"数据库日志可能记下个人信息：{row.name} = {row.setting}。请按 docker/postgres/postgresql.conf 设置。",
        )
        for row in _LOG_SETTINGS.all(conn)
    )
    return Checked("log_settings", findings=findings)

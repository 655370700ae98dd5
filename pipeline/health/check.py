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
from pipeline.health.finding import Checked, Finding, Health
from pipeline.health.machine import check_disks, check_services
from pipeline.identity import keys
from pipeline.policy import registry
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import publisher
from pipeline.runtime.database_errors import database_text
from pipeline.runtime.settings import Settings
from transforms.policy import PackError
from warehouse.statements import Query


@dataclass(frozen=True)
class LogSetting:
    """Row of health/log_settings: a setting of the server with which its log may hold values of rows."""

    name: str
    setting: str


_LOG_SETTINGS = Query("health/log_settings", LogSetting)


def check(settings: Settings, clock: Callable[[], dt.datetime] = technical_now) -> Health:
    """Check everything, and return the results; changes nothing.

    A `Health` has the moment and one `Checked` per check (and pack), with what is wrong and what to do. A database that
    does not answer is a finding; the checks of campaigns are left out then. `clock` gives the present moment.
    """
    moment = clock()
    checks = [check_services(settings), check_disks(settings)]
    try:
        with publisher(settings).connect() as conn:
            checks += [_check_log_settings(conn), Checked("database"), _check_keys(settings)]
            for pack_code in settings.packs:
                checks += _check_campaign(settings, conn, pack_code, moment)
    except (SQLAlchemyError, psycopg.Error) as error:
        text = database_text(error)
        if text is None:
            raise
        checks = [*checks[:2], Checked("database", findings=(Finding("database", text),))]
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
    yield campaigns.check_mail(conn, pack, moment)
    yield campaigns.check_held(conn, pack, moment.date(), settings.held_days)
    yield campaigns.check_senders(conn, pack, moment.date())


def _check_keys(settings: Settings) -> Checked:
    """Check that the keys of this installation are those of the warehouse, if it knows any."""
    try:
        keys.check_known(settings)
    except keys.KeysRefused as refused:
        return Checked("keys", findings=(Finding("keys", str(refused)),))
    return Checked("keys")


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

"""Texts for errors of the database: what an operator must do. Errors that the program itself causes have none."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from sqlalchemy.exc import DBAPIError

NO_DATABASE = "连接不上数据库。嵌入式请先执行 make up；服务器式请检查连接设置和数据库。"
WRONG_LOGIN = "数据库不接受这个用户或口令。请检查 CAMPAIGN_WAREHOUSE_URL_…；嵌入式请检查 secrets 文件夹是否被改动。"
NO_ROOM_TO_CONNECT = "数据库的连接数已满。请关闭不用的连接，或稍后再执行同一命令。"
NOT_READY = "数据库正在启动、停止或恢复。请稍后再执行同一命令。"
NO_TABLES = "数据库还没有建表，或版本较旧。嵌入式请执行 make up（会自动升级）；服务器式请先升级数据库。"
NOT_ALLOWED = "数据库拒绝了这一操作：所用角色没有权限，请检查 CAMPAIGN_WAREHOUSE_URL_… 的用户。"
_AGAIN = "没有提交的都已撤销；请处理后再执行同一命令，已完成的不会重做。"
LOST = f"数据库中途断开。{_AGAIN}"
DISK_FULL = f"数据库所在的磁盘已满。{_AGAIN}"
NO_MEMORY = f"数据库的内存或资源不足。{_AGAIN}"
TOO_SLOW = f"等待数据库超过了时限（{{}}），可能有人占用着它。{_AGAIN}"
READ_ONLY = "数据库只读，可能连到了备用库。请检查 CAMPAIGN_WAREHOUSE_URL_…。"
DAMAGED = "数据库的文件读不出或已损坏（{}）。请停止使用，检查磁盘，从备份恢复。"

_BY_STATE = {
    "25006": READ_ONLY,
    "42501": NOT_ALLOWED,
    "3D000": NO_DATABASE,
    "3F000": NO_TABLES,
    "42P01": NO_TABLES,
    "42703": NO_TABLES,
    "42883": NO_TABLES,
    "53100": DISK_FULL,
    "53300": NO_ROOM_TO_CONNECT,
    "57P03": NOT_READY,
    **dict.fromkeys(("25P03", "25P04", "40001", "40P01", "55P03", "57014"), TOO_SLOW),
    **dict.fromkeys(("58030", "58P01", "XX001", "XX002"), DAMAGED),
}
"""SQLSTATE -> text; `{}` takes the SQLSTATE."""
_BY_CLASS = {"08": LOST, "28": WRONG_LOGIN, "53": NO_MEMORY, "57": LOST}
"""The first two signs of a SQLSTATE -> text, for those that `_BY_STATE` does not name."""
_BY_REFUSAL = {
    "password authentication failed": WRONG_LOGIN,
    "no password supplied": WRONG_LOGIN,
    "is not permitted to log in": WRONG_LOGIN,
    "no pg_hba.conf entry": WRONG_LOGIN,
    "permission denied for database": WRONG_LOGIN,
    "too many connections": NO_ROOM_TO_CONNECT,
    "remaining connection slots": NO_ROOM_TO_CONNECT,
    "too many clients": NO_ROOM_TO_CONNECT,
    "the database system is": NOT_READY,
}
"""Text of a server that refuses a connection -> our text. The client library gets no SQLSTATE then."""


def database_text(error: BaseException) -> str | None:
    """Return a Chinese text about an error of the database, with no value of any row; None for every other error.

    None, too, for an error that the program caused (a wrong statement, a broken constraint). An error that only
    followed from a lost connection counts as the lost connection.
    """
    for origin in _origins(error):
        is_connecting = False
        if isinstance(origin, DBAPIError):
            is_connecting = origin.statement is None and not origin.connection_invalidated
            origin = origin.orig or origin
        if isinstance(origin, psycopg.Error) and (text := _text(origin, is_connecting)):
            return text
    return None


def _text(error: psycopg.Error, is_connecting: bool) -> str | None:
    if state := error.sqlstate:
        text = _BY_STATE.get(state) or _BY_CLASS.get(state[:2])
        return text and text.format(state)
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return None
    words = str(error)
    refusal = next((text for part, text in _BY_REFUSAL.items() if part in words), None)
    return refusal or (NO_DATABASE if is_connecting or "connection failed" in words else LOST)


def _origins(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and then its causes and contexts, each once."""
    pending, seen = [error], set[int]()
    while pending:
        current = pending.pop(0)
        if id(current) not in seen:
            seen.add(id(current))
            yield current
            pending += [origin for origin in (current.__cause__, current.__context__) if origin is not None]

"""What a command says of an error that is nobody's fault in the program: one line in Chinese, with what to do."""

from __future__ import annotations

import errno
import smtplib
from pathlib import Path

from sqlalchemy.exc import OperationalError, ProgrammingError

from pipeline.mail.message import MailError
from pipeline.publish.inputs import PublishError
from pipeline.runtime.settings import SettingsError
from transforms.policy import PackError
from warehouse.embedded.place import EmbeddedError

NO_DATABASE = "连接不上数据库。嵌入式请先执行 make up；服务器式请检查连接设置和数据库。"
NO_TABLES = "数据库还没有建表，或版本较旧。嵌入式请执行 make up（会自动升级）；服务器式请先升级数据库。"
NOT_ALLOWED = "数据库拒绝了这一操作：所用角色没有权限，请检查 CAMPAIGN_WAREHOUSE_URL_… 的用户。"
NO_MAIL = "邮件服务器没有收下邮件（{}）。报表和台账不受影响，没有寄出的下次运行时补寄；请检查邮件服务器设置。"
# errno -> what to do about it
FILES = {
    errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EROFS: "所在磁盘只读", errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满", errno.ENOENT: "不存在", errno.ENOTDIR: "不是文件夹",
    errno.EISDIR: "是文件夹，应为文件", errno.EEXIST: "已有同名文件，应为文件夹",
}  # fmt: skip
UNDEFINED_TABLE, UNDEFINED_COLUMN, NO_PRIVILEGE = "42P01", "42703", "42501"


def told_zh(error: BaseException) -> str | None:
    """The line for an error; None for one that nobody but a developer can mend. It holds no value of any row."""
    if isinstance(error, OperationalError):
        return NO_DATABASE if error.statement is None else None
    if isinstance(error, ProgrammingError):
        return _of_database(getattr(error.orig, "sqlstate", None))
    if isinstance(error, smtplib.SMTPException | MailError):
        return NO_MAIL.format(type(error).__name__)
    if isinstance(error, PackError):
        return "\n".join(["政策包有错误，不能使用：", *(problem.text_zh() for problem in error.problems)])
    if isinstance(error, PublishError):
        return f"不能发布：{error.reason_zh}。请先收下名单和流水（campaign deliver），再执行 campaign run。"
    if isinstance(error, SettingsError | EmbeddedError):
        return str(error)
    return _of_system(error) if isinstance(error, OSError) else None


def _of_database(state: str | None) -> str | None:
    if state in (UNDEFINED_TABLE, UNDEFINED_COLUMN):
        return NO_TABLES
    return NOT_ALLOWED if state == NO_PRIVILEGE else None


def _of_system(error: OSError) -> str | None:
    """Files that cannot be read or written; connections of a command other than the database's are for mail."""
    if isinstance(error, BrokenPipeError):
        return None  # whoever read the output has gone
    if isinstance(error, ConnectionError | TimeoutError):
        return NO_MAIL.format(type(error).__name__)
    if error.errno is None:
        return str(error)  # our own words
    if error.errno not in FILES:
        return None
    name = Path(str(error.filename)).name if error.filename else "文件"
    return f"{name}：{FILES[error.errno]}。请处理后再执行同一命令，已完成的不会重做。"

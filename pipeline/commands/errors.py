"""Expected errors of a command: each ends it with one Chinese text that states what to do, and exit status 1."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError, ProgrammingError
from typer.core import TyperGroup

from pipeline.commands.console import stop
from pipeline.publish.failures import PublishFailures
from pipeline.publish.inputs import PublishError
from pipeline.runtime.content_store import StoreRefusedError, StoreUnavailableError
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import SettingsError
from transforms.directory.load import DirectoryError
from transforms.intake.layouts.files import LayoutError
from transforms.policy import PackError
from transforms.policy.diff.correction_check import CorrectionRefused
from warehouse.embedded.place import EmbeddedError

NO_DATABASE = "连接不上数据库。嵌入式请先执行 make up；服务器式请检查连接设置和数据库。"
NO_TABLES = "数据库还没有建表，或版本较旧。嵌入式请执行 make up（会自动升级）；服务器式请先升级数据库。"
NOT_ALLOWED = "数据库拒绝了这一操作：所用角色没有权限，请检查 CAMPAIGN_WAREHOUSE_URL_… 的用户。"
NO_CONNECTION = "连接中断或没有应答（{}）。请检查网络，稍后再执行同一命令，已完成的不会重做。"
STORE_DOWN = "对象存储没有应答（{}）。请检查网络，稍后再执行同一命令，已完成的不会重做。"
STORE_REFUSED = "对象存储拒绝访问（{}）。请检查 CAMPAIGN_LANDING、CAMPAIGN_OUTBOX 和 AIRFLOW_CONN_CAMPAIGN_S3。"
PACK_WRONG = "政策包有错误，不能使用："
CORRECTION_WRONG = "这次更正不能替换正在使用的政策包，没有按它核定："
DIRECTORY_WRONG = "通讯录有错误，改好以前不发邮件，报表和台账不受影响："
LAYOUT_WRONG = "版式文件有错误，改好以前用到它的报送不作处理："
FILES = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在磁盘只读",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.ENOENT: "不存在",
    errno.ENOTDIR: "不是文件夹",
    errno.EISDIR: "是文件夹，应为文件",
    errno.EEXIST: "已有同名文件，应为文件夹",
}
"""errno of a file that cannot be read or written -> reason."""
UNDEFINED_TABLE, UNDEFINED_COLUMN, NO_PRIVILEGE = "42P01", "42703", "42501"


class Commands(TyperGroup):
    """A group of commands that ends with the text of an expected error instead of a stack trace."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that the command line names, and return its result; typer calls this method.

        For an expected error it prints a Chinese text and raises typer.Exit(1); every other exception passes unchanged.
        `ctx`: typer's context.
        """
        try:
            return super().invoke(ctx)
        except Exception as error:
            if (text := explanation_zh(error)) is None:
                raise
            raise stop(text) from None


def explanation_zh(error: BaseException) -> str | None:
    """Return a Chinese text that states what an operator must do about an expected error; None for an unexpected error.

    Expected: database, file, settings, pack, layout or report at fault. The text contains no value of any
    row.
    """
    match error:
        case OperationalError():
            return NO_DATABASE if error.statement is None else None
        case ProgrammingError():
            return _of_database(getattr(error.orig, "sqlstate", None))
        case CorrectionRefused():
            return _lines(CORRECTION_WRONG, error)
        case PackError():
            return _lines(PACK_WRONG, error)
        case DirectoryError():
            return _lines(DIRECTORY_WRONG, error)
        case LayoutError():
            return f"{LAYOUT_WRONG}\n{error}"
        case PublishFailures():
            return _of_reports(error)
        case PublishError():
            return f"不能发布：{error.reason_zh}。请先收下名单和流水（campaign deliver），再执行 campaign run。"
        case SettingsError() | EmbeddedError() | Refusal():
            return str(error)
        case StoreUnavailableError():
            return STORE_DOWN.format(error)
        case StoreRefusedError():
            return STORE_REFUSED.format(error)
        case OSError():
            return _of_system(error)
    return None


def _of_reports(error: PublishFailures) -> str | None:
    """Return the texts for all reports that failed, each text once; None if any of them is unexpected."""
    texts = list(dict.fromkeys(explanation_zh(failure.error) for failure in error.failures))
    return None if None in texts else "\n".join(text for text in texts if text)


def _lines(head: str, error: PackError | DirectoryError) -> str:
    return "\n".join([head, *(problem.text_zh() for problem in error.problems)])


def _of_database(state: str | None) -> str | None:
    if state in (UNDEFINED_TABLE, UNDEFINED_COLUMN):
        return NO_TABLES
    return NOT_ALLOWED if state == NO_PRIVILEGE else None


def _of_system(error: OSError) -> str | None:
    """Return the text for a file or a connection that fails; the database's has a text of its own."""
    if isinstance(error, BrokenPipeError):
        return None  # the reader of the output has closed it
    if isinstance(error, ConnectionError | TimeoutError):
        return NO_CONNECTION.format(type(error).__name__)
    if error.errno is None:
        return str(error)  # raised by our own code, with its own text
    if error.errno not in FILES:
        return None
    name = Path(str(error.filename)).name if error.filename else "文件"
    return f"{name}：{FILES[error.errno]}。请处理后再执行同一命令，已完成的不会重做。"

"""Expected errors of a command: each ends it with one Chinese text that states what to do, and exit status 1."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from pipeline.commands.console import stop
from pipeline.publish.failures import PublishFailures
from pipeline.publish.inputs import PublishError
from pipeline.runtime.content_store import StoreRefusedError, StoreUnavailableError
from pipeline.runtime.database_errors import database_text
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import SettingsError
from transforms.clocks.working_days import WorkingDaysError
from transforms.directory.load import DirectoryError
from transforms.intake.layouts.files import LayoutError
from transforms.policy import PackError
from transforms.policy.diff.correction_check import CorrectionRefused
from transforms.report.due_list.compose import DueListImbalanceError
from transforms.report.progress.compose import ImbalanceError
from transforms.report.refund.compose import RefundImbalanceError
from transforms.report.settlement.compose import SettlementImbalanceError
from warehouse.embedded.place import EmbeddedError

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
    errno.EFBIG: "超过了允许的文件大小",
    errno.ELOOP: "是链接，不是普通文件",
    errno.ENAMETOOLONG: "名称太长",
    errno.EIO: "磁盘读写出错，请检查磁盘",
    errno.ESTALE: "网络文件夹已断开",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EBUSY: "正在被占用",
    errno.ETXTBSY: "正在被占用",
}
"""errno of a file that cannot be read or written -> reason."""
IMBALANCE = (
    "报表或清单的各行之和与台账不平，没有发布。请执行 campaign verify 查看哪里不平，并联系系统维护人员；不要手工改数。"
)
NO_MEMORY = "内存不足。请关闭其他程序，或换内存更大的机器，再执行同一命令；已完成的不会重做。"


class Commands(TyperGroup):
    """A group of commands that ends with the text of an expected error instead of a stack trace."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that the command line names, and return its result; typer calls this method.

        For an expected error it prints a Chinese text and raises typer.Exit(1); every other exception passes unchanged.
        `ctx`: typer's context.
        """
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort):
            raise  # the command has ended by itself, with its own text
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
            return _of_publication(error)
        case ImbalanceError() | SettlementImbalanceError() | DueListImbalanceError() | RefundImbalanceError():
            return IMBALANCE
        case SettingsError() | EmbeddedError() | Refusal() | WorkingDaysError():
            return str(error)
        case StoreUnavailableError():
            return STORE_DOWN.format(error)
        case StoreRefusedError():
            return STORE_REFUSED.format(error)
        case MemoryError():
            return NO_MEMORY
        case OSError() if text := _of_system(error):
            return text
    return database_text(error)


def _of_publication(error: PublishError) -> str:
    """Return the text for what cannot be published, with the run that makes it possible."""
    if not error.pack_code:
        return f"不能发布：{error.reason_zh}。"
    command = f"campaign run --pack {error.pack_code} --on {error.run_on or '日期'}"
    return f"不能发布：{error.reason_zh}。请先收下名单和流水（campaign deliver），再执行 {command}。"


def _of_reports(error: PublishFailures) -> str | None:
    """Return the texts for all reports that failed, each text once; None if any of them is unexpected."""
    texts = list(dict.fromkeys(explanation_zh(failure.error) for failure in error.failures))
    return None if None in texts else "\n".join(text for text in texts if text)


def _lines(head: str, error: PackError | DirectoryError) -> str:
    return "\n".join([head, *(problem.text_zh() for problem in error.problems)])


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

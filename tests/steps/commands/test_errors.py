"""What outside the program is wrong ends a command with one line that says what to do, and no trace."""

from __future__ import annotations

import datetime as dt
import errno
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from ops.local.supervisor import main as supervise
from pipeline.commands import errors
from pipeline.commands.main import app
from pipeline.runtime.content_store import StoreRefusedError, StoreUnavailableError
from pipeline.runtime.settings import Settings
from tests.support.session import CIPHER_KEY, HASH_KEY

Call = Callable[..., str]
PACK = "dongan-2020"


def _closed_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture()
def refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """A function: arguments -> the one line that the command ends with. No database runs without `settings`."""

    def run(*arguments: str, settings: Settings | None = None, **env: str) -> str:
        nowhere = f"postgresql://loader@127.0.0.1:{_closed_port()}/warehouse"
        home = settings.home if settings else tmp_path / "home"
        monkeypatch.setenv("CAMPAIGN_HOME", str(home))
        for role in ("LOADER", "PUBLISHER", "OWNER"):
            url = settings.warehouse_url(role.lower()) if settings else nowhere
            monkeypatch.setenv(f"CAMPAIGN_WAREHOUSE_URL_{role}", url)
        monkeypatch.setenv("CAMPAIGN_HASH_KEY", HASH_KEY.hex())
        monkeypatch.setenv("CAMPAIGN_CIPHER_KEY", CIPHER_KEY.hex())
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        result = CliRunner().invoke(app, list(arguments))
        assert result.exit_code == 1 and isinstance(result.exception, SystemExit), result.output
        (line,) = result.output.strip().splitlines()
        return line

    return run


@pytest.mark.parametrize("command", ["run", "held", "progress", "verify", "publish", "feedback"])
def test_without_a_database_it_says_how_to_start_one(refused: Call, command: str) -> None:
    day = [] if command in ("held", "verify") else ["--on", "2019-11-01"]
    assert "make up" in refused(command, *day)


def test_a_pack_that_does_not_exist_is_named_with_those_that_do(refused: Call) -> None:
    shown = refused("run", "--pack", "nowhere-2020")
    assert "没有政策包“nowhere-2020”" in shown and PACK in shown
    assert PACK in refused("simulate", "anywhere", "--pack", "nowhere-2020")
    assert "normal" in refused("simulate", "anywhere", "--forms", "real", "--years", "2")


@pytest.mark.parametrize(
    ("manifest", "shown"),
    [
        (None, "deliveries.csv：不存在"),
        ("file,source\nx.csv,tax\n", "第2行不对"),
        ("file,source,period,list_mode,cut_off_on,version,delivered_on\nx.csv,tax,2019-10,feed,31.10.2019,1,2019-11-01\n",
         "日期写成 2019-10-31"),
        ("file,source,period,list_mode,cut_off_on,version,delivered_on\nx.csv,tax,2019-10,feed,2019-10-31,1,2019-11-01\n",
         "找不到文件"),
    ],
)  # fmt: skip
def test_a_folder_that_is_announced_wrongly(refused: Call, tmp_path: Path, manifest: str | None, shown: str) -> None:
    if manifest is not None:
        (tmp_path / "deliveries.csv").write_text(manifest)
    assert shown in refused("deliver-all", str(tmp_path))


def test_an_outbox_that_cannot_be_written(refused: Call, settings: Settings) -> None:
    _landed(settings)
    (settings.home / "outbox").touch()
    shown = refused("publish", "--on", "2019-11-01", settings=settings)
    assert shown.startswith("outbox：") and "同一命令" in shown


def test_where_nothing_was_delivered_nothing_is_published(refused: Call, settings: Settings) -> None:
    shown = refused("run", "--on", "2019-11-01", settings=settings)
    next_step = "请先收下名单和流水（campaign deliver），再执行 campaign run --pack dongan-2020 --on 2019-10-31。"
    assert shown == f"不能发布：还没有核定过任何数据。{next_step}"


def test_a_period_with_a_line_break_is_refused_when_it_comes_in(
    refused: Call, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("姓名\n")
    for period in ("2019-10\r\nBcc: x@y.test", "2019\u2028", " ", "张三", "2019年张三", "第1批" * 17):
        shown = refused(
            *("deliver", str(file), "--source", "civil_affairs", "--period", period, "--mode", "full"),
            *("--cut-off", "2019-10-25"),
            settings=settings,
        )
        assert shown.startswith("所属期应写年、月、日") and "张三" not in shown


def test_a_warehouse_without_tables(refused: Call, settings: Settings) -> None:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        conn.execute("DROP SCHEMA landing CASCADE")
    assert "建表" in refused("held", settings=settings)


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (OSError(errno.ENOSPC, "No space left", "/outbox/report.xlsx"), "report.xlsx：磁盘已满"),
        (PermissionError(errno.EACCES, "denied", "/outbox/report.xlsx"), "report.xlsx：没有权限"),
        (TimeoutError(), "连接中断或没有应答（TimeoutError）"),
        (StoreUnavailableError("s3://bucket/a: SlowDown"), "对象存储没有应答（s3://bucket/a: SlowDown）"),
        (StoreRefusedError("s3://bucket/a: AccessDenied"), "对象存储拒绝访问（s3://bucket/a: AccessDenied）"),
    ],
)
def test_what_else_the_world_refuses(error: Exception, shown: str) -> None:
    line = errors.explanation_zh(error)
    assert line and line.startswith(shown) and "\n" not in line and "/outbox" not in line


def test_a_fault_of_the_program_is_no_fault_of_the_official() -> None:
    assert errors.explanation_zh(KeyError("x")) is None
    assert errors.explanation_zh(OSError(errno.EPIPE, "nobody reads")) is None


def test_make_up_with_a_wrong_setting_says_which(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CAMPAIGN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CAMPAIGN_HASH_KEY", "zz")
    assert supervise("up") == 1
    assert capsys.readouterr().err.startswith("make up: CAMPAIGN_HASH_KEY must be hexadecimal")


def _landed(settings: Settings) -> None:
    """The pack is in the warehouse and was assessed: something is due and owed."""
    from tests.support.warehouse import ledger

    pack = ledger.load_policy(settings)
    with ledger.owner(settings) as conn:
        ledger.assess(conn, pack, 1, dt.date(2019, 11, 1))

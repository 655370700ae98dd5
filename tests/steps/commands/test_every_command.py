"""Every command ends in one line where the database or the disk fails: server stopped, killed, full, wrong password."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.runtime import database_errors as texts
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support.broken_servers import closed_port, cut_after, with_port
from warehouse.access import ROLES
from warehouse.embedded.server import Server

PACK = "dongan-2020"
PACK_FOLDER = str(REPOSITORY / "policies" / PACK)
NOBODY = "00000000-0000-0000-0000-000000000001"
DECISION = ["--by", "张三", "--note", "核实", "--yes"]
REVIEWED = [NOBODY, "--by", "张三", "--reason", "核实"]
LIST = ["--source", "poverty_relief", "--period", "2019-08"]
DAY = ["--on", "2019-11-01"]
# The arguments with which each command reaches the database; a new command needs its line here.
ARGUMENTS: dict[str, list[str]] = {
    "approve": [NOBODY, *DECISION, *DAY],
    "deliver": ["{file}", *LIST, "--cut-off", "2019-08-31", "--mode", "full", *DAY],
    "deliver-all": ["{folder}"],
    "directory rights": [],
    "export": ["{folder}/counts.csv"],
    "export-marts": ["{folder}/marts", "--mart", "unit_month"],
    "feedback": DAY,
    "health": [],
    "held": [],
    "identity different": [*REVIEWED, *DAY],
    "identity review": [],
    "identity same": [*REVIEWED, *DAY],
    "identity search": [],
    "identity undo": [*REVIEWED, *DAY],
    "keys check": [],
    "keys rewrap": [],
    "keys rotate": [],
    "mail export-sent": [],
    "mail import-sent": ["{file}"],
    "mail list": [],
    "mail retry": [],
    "mail send": [],
    "policy diff": [PACK_FOLDER, PACK_FOLDER, "--against"],
    "policy explain": ["--pack", PACK, "--person", NOBODY.replace("-", "")],
    "progress": DAY,
    "publish": DAY,
    "refuse": [NOBODY, *DECISION, *DAY],
    "reject": [NOBODY, *DECISION, *DAY],
    "release": [NOBODY, *DECISION, *DAY],
    "remind": DAY,
    "reread": [],
    "rewind": ["--to", "2019-11-01", "--by", "张三", "--reason", "wrong_date"],
    "revoke": [*LIST, "--by", "县民政局", "--reason", "误报", *DAY],
    "run": DAY,
    "verify": [],
    "waiting": [],
}
WITHOUT_DATABASE = {
    "directory check",
    "layout check",
    "layout new",
    "layout try",
    "policy check",
    "policy new",
    "simulate",
}
SCRATCH = {"policy test"}  # makes a database of its own; tests/steps/commands/test_policy_test.py


def leaves(command: Any, path: str = "") -> Iterator[str]:
    """Yield the words of each command, such as `identity same`."""
    if children := getattr(command, "commands", None):
        for name, child in children.items():
            yield from leaves(child, f"{path} {name}".strip())
    else:
        yield path


def test_every_command_is_drilled() -> None:
    assert set(leaves(get_command(app))) == {*ARGUMENTS, *WITHOUT_DATABASE, *SCRATCH}


@pytest.fixture()
def invoke(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """A function: command, URLs by role -> exit code and output. A stack trace fails the test."""
    file = tmp_path / "名单.csv"
    file.write_text("姓名\n", encoding="utf-8")
    (tmp_path / "deliveries.csv").write_text(
        "file,source,period,list_mode,cut_off_on,version,delivered_on\n"
        "名单.csv,poverty_relief,2019-08,full,2019-08-31,1,2019-09-01\n",
        encoding="utf-8",
    )

    def run(command: str, urls: dict[str, str], home: Path | None = None) -> tuple[int, str]:
        monkeypatch.setenv("CAMPAIGN_HOME", str(home or tmp_path / "home"))
        monkeypatch.setenv("CAMPAIGN_HASH_KEY", "ab" * 32)
        monkeypatch.setenv("CAMPAIGN_CIPHER_KEY", "cd" * 64)
        monkeypatch.setenv("CAMPAIGN_MASTER_KEY", "ef" * 32)
        monkeypatch.setenv("CAMPAIGN_NEW_MASTER_KEY", "01" * 32)
        monkeypatch.setenv("CAMPAIGN_SMTP_URL", "smtp://127.0.0.1:9/?disable_ssl=true&from_email=campaign@localhost")
        monkeypatch.setenv("CAMPAIGN_DIRECTORY", str(REPOSITORY / "policies" / "template" / "directory.yaml"))
        for role, url in urls.items():
            monkeypatch.setenv(f"CAMPAIGN_WAREHOUSE_URL_{role.upper()}", url)
        words = {"file": str(file), "folder": str(tmp_path)}
        arguments = [argument.format(**words) for argument in ARGUMENTS[command]]
        result = CliRunner().invoke(app, [*command.split(), *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), (command, result.exception)
        return result.exit_code, result.output.strip()

    return run


def _urls(settings: Settings, port: int) -> dict[str, str]:
    return {role: with_port(url, port) for role, url in settings.warehouse_urls.items()}


def _nowhere() -> dict[str, str]:
    port = closed_port()
    return {role: f"postgresql://{role}:x@127.0.0.1:{port}/warehouse" for role in ("owner", *ROLES)}


Invoke = Callable[[str, dict[str, str]], tuple[int, str]]


def test_a_server_that_is_stopped(invoke: Invoke) -> None:
    urls = _nowhere()
    for command in ARGUMENTS:
        code, output = invoke(command, urls)
        assert code == 1 and "\n" not in output and "make up" in output, (command, output)


@pytest.mark.long
def test_a_wrong_password(invoke: Invoke, server: Server) -> None:
    urls = {role: f"postgresql://{role}:wrong@127.0.0.1:{server.port}/warehouse" for role in ("owner", *ROLES)}
    for command in ARGUMENTS:
        code, output = invoke(command, urls)
        expected = "make up" if command.startswith("policy ") else texts.WRONG_LOGIN
        assert code == 1 and "\n" not in output and expected in output, (command, output)
        assert "127.0.0.1" not in output


def _ends_in_one_line(code: int, output: str) -> bool:
    """Return whether a command succeeded, or ended with the text about a lost connection (after lines of progress)."""
    last = output.splitlines()[-1] if output else ""
    return code == 0 or (code == 1 and last.startswith(("数据库", "连接不上数据库", "连不上数据库")))


@pytest.mark.parametrize("byte_count", [1_000, 4_000])
@pytest.mark.parametrize("command", ["run", "held", "release"])
def test_a_server_killed_in_the_middle(invoke: Invoke, settings: Settings, command: str, byte_count: int) -> None:
    _check_cut(invoke, settings, command, byte_count)


@pytest.mark.long
@pytest.mark.parametrize("byte_count", [400, 700, 1_500, 3_000, 6_000, 15_000, 40_000])
@pytest.mark.parametrize("command", ARGUMENTS)
def test_a_server_killed_anywhere(invoke: Invoke, settings: Settings, command: str, byte_count: int) -> None:
    _check_cut(invoke, settings, command, byte_count)


def _check_cut(invoke: Invoke, settings: Settings, command: str, byte_count: int) -> None:
    port = int(settings.warehouse_url("loader").rsplit(":", 1)[1].split("/")[0])
    with cut_after(byte_count, port) as broken:
        code, output = invoke(command, _urls(settings, broken))
    refused = not _ends_in_one_line(code, output)
    # a command that asks little may get its refusal before the cut, which is one line as well
    assert not refused or (code == 1 and "\n" not in output), output


def test_a_disk_that_is_full(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/somewhere/.arriving-1")

    monkeypatch.setattr(tempfile, "mkstemp", full)
    for command in ("deliver", "deliver-all"):
        code, output = invoke(command, _nowhere())
        assert (code, output) == (1, ".arriving-1：磁盘已满。请处理后再执行同一命令，已完成的不会重做。")


@pytest.mark.parametrize("number", [errno.EACCES, pytest.param(errno.EROFS, marks=pytest.mark.long)])
def test_a_state_folder_that_cannot_be_written(
    invoke: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int
) -> None:
    home, real = tmp_path / "elsewhere", Path.mkdir

    def refuse(path: Path, *arguments: Any, **options: Any) -> None:
        if path == home:
            raise OSError(number, "refused", str(path))
        real(path, *arguments, **options)

    monkeypatch.setattr(Path, "mkdir", refuse)
    for command in sorted(ARGUMENTS):
        code, output = invoke(command, _nowhere(), home)
        assert code == 1 and output.startswith("elsewhere：") and "\n" not in output, (command, output)

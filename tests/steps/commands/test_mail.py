"""`campaign mail`: mails that wait or were refused are listed, sent and tried again; a server may be down."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.mail import queue
from pipeline.runtime.database import publisher
from pipeline.runtime.settings import Settings, Smtp
from tests.support.rude_smtp import RudeServer
from tests.support.warehouse import ledger
from transforms.mail.text import MailText

DAY, NOW = dt.date(2019, 10, 31), dt.datetime(2019, 11, 1, tzinfo=dt.UTC)


@pytest.fixture()
def place(settings: Settings) -> Settings:
    ledger.load_policy(settings)
    with publisher(settings).begin() as conn:
        queue.enqueue(
            conn,
            ledger.number(),
            "publication/1",
            ["county_tax", "townships"],
            MailText("月报", "甲镇"),
            on=DAY,
            now=NOW,
        )
    return settings


def run(monkeypatch: pytest.MonkeyPatch, settings: Settings, port: int | None, *arguments: str) -> str:
    smtp = None if port is None else Smtp("127.0.0.1", port, "bureau@example.test")
    values = {**vars(settings), "smtp": smtp}
    monkeypatch.setattr(Settings, "from_environment", lambda: Settings(**values))
    result = CliRunner().invoke(app, ["mail", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_what_is_not_sent_is_listed_with_its_answer_and_sent_again(
    monkeypatch: pytest.MonkeyPatch, place: Settings
) -> None:
    assert "没有设置邮件服务器，2 封邮件待发" in run(monkeypatch, place, None, "send")
    with RudeServer("RCPT", "refuse", "townships") as server:
        assert "发出 1 封，待发 0 封，被拒收 1 封" in run(monkeypatch, place, server.port, "send")
        listed = run(monkeypatch, place, server.port, "list")
        assert "townships  2019-10-31  月报" in listed and "被拒收，试过 1 次：RCPT: 550 not for us" in listed
        assert "county_tax" not in listed and "county_tax" in run(monkeypatch, place, server.port, "list", "--all")
        server.mend()
        assert "0 封被拒收的邮件改回待发" in run(monkeypatch, place, server.port, "retry", "--recipient", "county_tax")
        shown = run(monkeypatch, place, server.port, "retry")
    assert "1 封被拒收的邮件改回待发" in shown and "发出 1 封，待发 0 封，被拒收 0 封" in shown


def test_a_server_that_is_down_is_no_error_and_is_tried_again_without_a_pause(
    monkeypatch: pytest.MonkeyPatch, place: Settings
) -> None:
    with RudeServer() as server:
        port = server.port
    assert "发出 0 封，待发 2 封" in run(monkeypatch, place, port, "send")
    assert "待发，试过 1 次：CONNECT: " in run(monkeypatch, place, port, "list")
    with RudeServer() as server:
        assert "发出 2 封，待发 0 封" in run(monkeypatch, place, server.port, "send")


def test_a_directory_with_errors_stops_mails_and_not_the_report(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    pack = ledger.load_policy(settings)
    with ledger.owner(settings) as conn:
        ledger.assess(conn, pack, 1, dt.date(2019, 11, 1))
    (settings.home / "directory.yaml").write_text("offices: []\n")
    values = {**vars(settings), "smtp": Smtp("127.0.0.1", 9, "bureau@example.test")}
    monkeypatch.setattr(Settings, "from_environment", lambda: Settings(**values))
    result = CliRunner().invoke(app, ["publish", "--on", "2019-11-01"])
    assert result.exit_code == 1 and result.output.startswith("通讯录有错误") and "offices" in result.output
    with ledger.owner(settings) as conn:
        counts = conn.execute(text("SELECT (SELECT count(*) FROM ledger.publication), count(*) FROM ledger.mail")).one()
    # two progress reports, a bulletin, a due list, a poster of each town, tables of money of the towns and two offices
    assert counts[0] == 4 + 16 + 18 and counts[1] > counts[0]

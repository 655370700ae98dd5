"""Operators are told each finding once a day: by the queue, by a failed task, by the watchdog without a database."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.health import alerts
from pipeline.health.finding import Checked, Finding, Health
from pipeline.runtime.clock import SHANGHAI
from pipeline.runtime.settings import Settings
from tests.support import environment
from tests.support.broken_servers import closed_port, with_port
from tests.support.packs.changed_packs import POLICIES
from tests.support.postbox import Postbox
from tests.support.rude_smtp import RudeServer

PACK = "dongan-2020"
NOW = dt.datetime(2026, 12, 1, 9, 30, tzinfo=SHANGHAI)
DEAD = Checked("services", findings=(Finding("scheduler", "服务 scheduler 已停止。"),))
LATE = Checked("late_reports", PACK, (Finding("progress day 2019-12-01", "报表未按时发布"),))
OTHER = Checked("late_reports", "hefei-2020", (Finding("x", "另一政策包"),))


def _health(*checks: Checked, hours: int = 0) -> Health:
    return Health(NOW + dt.timedelta(hours=hours), checks)


@pytest.fixture
def here(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with the example directory: li_si is operator, with a mailbox of the own."""
    path = tmp_path / "directory.yaml"
    path.write_text((POLICIES / "template" / "directory.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return replace(settings, directory=path, packs=(PACK,))


def _queued(settings: Settings) -> list[tuple[str, str]]:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        return conn.execute("SELECT recipient, plain FROM ledger.mail ORDER BY queued_at").fetchall()


def test_a_finding_is_queued_once_a_day_and_new_ones_at_once(here: Settings) -> None:
    assert alerts.queue_findings(here, PACK, _health(DEAD, OTHER)) == 1
    assert alerts.queue_findings(here, PACK, _health(DEAD, hours=1)) == 0
    assert alerts.queue_findings(here, PACK, _health(DEAD, LATE, hours=2)) == 1
    assert alerts.queue_findings(here, PACK, _health(DEAD, LATE, hours=24)) == 1
    queued = _queued(here)
    assert [recipient for recipient, _ in queued] == ["official/li_si"] * 3
    first, second, third = [text for _, text in queued]
    assert "scheduler" in first and "另一政策包" not in first
    assert "scheduler" not in second and "报表未按时发布" in second
    assert "scheduler" in third and "报表未按时发布" in third


def test_a_queued_alert_reaches_the_operators_own_mailbox(here: Settings) -> None:
    alerts.queue_findings(here, PACK, _health(DEAD))
    postbox = Postbox()
    postbox.collect(here, PACK)
    assert [message["To"] for message in postbox.messages] == ["li-si@example.org"]


def test_without_a_directory_an_alias_is_told(settings: Settings) -> None:
    alerts.queue_findings(settings, PACK, _health(DEAD))
    postbox = Postbox()
    postbox.collect(settings, PACK)
    assert [message["To"] for message in postbox.messages] == ["operators@example.test"]


def test_a_failed_task_is_told_once_a_day_without_its_error(here: Settings) -> None:
    for _ in range(2):
        alerts.queue_failed_task(here, PACK, f"{PACK}__intake_roll", "take_in", NOW)
    ((_, text),) = _queued(here)
    assert f"{PACK}__intake_roll" in text and "take_in" in text


def test_the_watchdog_sends_by_itself_once_a_day(here: Settings) -> None:
    postbox = Postbox()
    stopped = _without_database(here)
    assert alerts.send_findings(stopped, _health(DEAD, OTHER), postbox) == alerts.Notified(1, 0)
    assert alerts.send_findings(stopped, _health(DEAD, OTHER, hours=1), postbox) == alerts.Notified(0, 0)
    assert alerts.send_findings(stopped, _health(DEAD, LATE, hours=2), postbox) == alerts.Notified(1, 0)
    assert [message["To"] for message in postbox.messages] == ["li-si@example.org"] * 2
    bodies = [_body(message) for message in postbox.messages]
    assert "scheduler" in bodies[0] and "scheduler" not in bodies[1]
    assert postbox.messages[0]["Message-ID"] != postbox.messages[1]["Message-ID"]


def test_what_could_not_be_sent_is_sent_the_next_time(here: Settings) -> None:
    postbox = Postbox()
    postbox.fails = True
    assert alerts.send_findings(here, _health(DEAD), postbox) == alerts.Notified(0, 1)
    postbox.fails = False
    assert alerts.send_findings(here, _health(DEAD), postbox) == alerts.Notified(1, 0)


def test_what_the_queue_has_told_the_watchdog_tells_no_second_time(here: Settings) -> None:
    alerts.queue_findings(here, PACK, _health(DEAD))
    assert alerts.send_findings(here, _health(DEAD), Postbox()) == alerts.Notified(0, 0)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"day": "2026-12-01"}', '{"day": "2026-12-01", "sent": 1}'])
def test_a_damaged_record_tells_again(here: Settings, content: str) -> None:
    (here.home / "alerts.json").write_text(content)
    assert alerts.send_findings(here, _health(DEAD), Postbox()).sent == 1
    assert json.loads((here.home / "alerts.json").read_text())["sent"]


def test_a_directory_with_errors_stops_no_watchdog(here: Settings) -> None:
    assert here.directory is not None
    here.directory.write_text("offices: []\n")
    postbox = Postbox()
    alerts.send_findings(here, _health(DEAD), postbox)
    assert [message["To"] for message in postbox.messages] == ["operators@example.test"]


def test_the_notifier_queues_what_its_context_names(here: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from campaign.alerts import OperatorNotifier

    environment.leads_to(here, monkeypatch)
    monkeypatch.setenv("CAMPAIGN_DIRECTORY", str(here.directory))
    context = {"ti": SimpleNamespace(dag_id=f"{PACK}__intake_roll", task_id="take_in"), "exception": ValueError("秘密")}
    OperatorNotifier(PACK).notify(cast(Any, context))
    ((recipient, text),) = _queued(here)
    assert recipient == "official/li_si" and "take_in" in text and "秘密" not in text


def test_the_command_notifies_although_the_database_is_dead(here: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    environment.leads_to(_without_database(here), monkeypatch)
    monkeypatch.setenv("CAMPAIGN_DIRECTORY", str(here.directory))
    with RudeServer() as server:
        monkeypatch.setenv(
            "CAMPAIGN_SMTP_URL",
            f"smtp://127.0.0.1:{server.port}/?disable_ssl=true&disable_tls=true&from_email=campaign@example.test",
        )
        results = [CliRunner().invoke(app, ["health", "--notify"]) for _ in range(2)]
        received = list(server.accepted)
    assert [result.exit_code for result in results] == [1, 1]
    assert len(received) == 1


def test_the_command_without_a_mail_server_states_so(here: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    environment.leads_to(_without_database(here), monkeypatch)
    result = CliRunner().invoke(app, ["health", "--notify"])
    assert result.exit_code == 1 and "没有设置邮件服务器" in result.output


def _without_database(settings: Settings) -> Settings:
    port = closed_port()
    return replace(
        settings, warehouse_urls={role: with_port(url, port) for role, url in settings.warehouse_urls.items()}
    )


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())

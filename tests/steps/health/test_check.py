"""Checks of a campaign find reports that are late or not mailed, deliveries held too long, and missing lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import psycopg
import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.health.check import check
from pipeline.health.finding import Health
from pipeline.identity import keys
from pipeline.publish import run as publishing
from pipeline.runtime.clock import SHANGHAI
from pipeline.runtime.settings import Settings
from tests.support import environment
from tests.support.broken_servers import closed_port, with_port
from tests.support.fixtures.held_deliveries import HELD, answer, take_in
from tests.support.warehouse import ledger
from transforms.policy import publications_due
from warehouse.embedded.server import Server

PACK = "dongan-2020"


def _at(year: int, month: int, day: int, hour: int = 12) -> Callable[[], dt.datetime]:
    return lambda: dt.datetime(year, month, day, hour, tzinfo=SHANGHAI)


def _subjects(health: Health) -> dict[str, list[str]]:
    """Return what was found, by check; checks that found nothing are left out."""
    return {
        checked.check: [finding.subject for finding in checked.findings]
        for checked in health.checks
        if checked.findings
    }


def test_before_the_campaign_all_is_well(settings: Settings) -> None:
    ledger.load_policy(settings)
    health = check(settings, _at(2019, 5, 1))
    assert health.is_good and {checked.check for checked in health.checks} == {
        "services", "active_packs", "restarts", "operators", "backup_age_seconds", "archive_age_seconds",
        "disk_free_bytes", "log_settings",
        "database", "keys", "packs", "late_reports",
        "unsent_mails", "reports_waiting_for_approval",
        "long_held_deliveries", "missing_deliveries", "senders_over_share", "working_days",
    }  # fmt: skip


def test_a_delivery_held_longer_than_the_limit_is_found_until_it_is_decided(
    settings: Settings, hand_in: Callable[..., str]
) -> None:
    delivery_id = hand_in(HELD)  # arrives on 31 August
    take_in(settings)
    found = {days: _subjects(check(replace(settings, held_days=days), _at(2019, 9, 4))) for days in (3, 4)}
    assert found[3]["long_held_deliveries"] == [delivery_id] and "long_held_deliveries" not in found[4]
    answer(settings, delivery_id, "reject")
    assert "long_held_deliveries" not in _subjects(check(settings, _at(2019, 9, 30)))


def test_a_report_is_late_from_noon_until_it_is_published(settings: Settings) -> None:
    pack = ledger.load_policy(settings)
    with ledger.owner(settings) as conn:
        ledger.assess(conn, pack, 1, dt.date(2019, 11, 1))
    (due, *_) = publications_due(pack, dt.date(2019, 11, 1))
    subject = f"{due.report} {due.cadence} {due.period_to}"
    assert subject not in _subjects(check(settings, _at(2019, 11, 1, 11))).get("late_reports", [])
    assert subject in _subjects(check(settings, _at(2019, 11, 1, 12)))["late_reports"]
    publishing.run(settings, PACK, due.due_on)
    assert subject not in _subjects(check(settings, _at(2019, 11, 1, 12))).get("late_reports", [])


@pytest.mark.parametrize(("state", "hour", "is_found"), [("waiting", 9, False), ("waiting", 11, True),
                                                         ("refused", 9, True), ("sent", 11, False)])  # fmt: skip
def test_a_mail_that_waits_or_was_refused_is_found(settings: Settings, state: str, hour: int, is_found: bool) -> None:
    ledger.load_policy(settings)
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        conn.execute(
            "INSERT INTO ledger.mail (campaign_id, mail_key, recipient, subject, plain, attachments, business_date,"
            " queued_at, state, ended_at) VALUES (%s, 'k', 'office', 's', 'p', '[]', '2019-11-01',"
            " '2019-11-01 08:00+08', %s, CASE WHEN %s <> 'waiting' THEN now() END)",
            (ledger.number(), state, state),
        )
    assert ("unsent_mails" in _subjects(check(settings, _at(2019, 11, 1, hour)))) == is_found


def test_a_sender_that_owes_a_list_is_found_while_the_campaign_runs(settings: Settings) -> None:
    ledger.load_policy(settings)
    missing = _subjects(check(settings, _at(2019, 9, 20)))["missing_deliveries"]
    assert missing and all(" 2019-" in subject for subject in missing)
    assert "missing_deliveries" not in _subjects(check(settings, _at(2026, 12, 1)))


def test_a_log_that_may_hold_values_is_found(settings: Settings, server: Server) -> None:
    name = settings.warehouse_url("owner").rsplit("/", 1)[1]
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as conn:
        for setting, value in (("log_statement", "mod"), ("log_min_messages", "warning")):
            conn.execute(f"ALTER DATABASE {name} SET {setting} = {value}")
    log_settings = _subjects(check(settings, _at(2019, 5, 1)))["log_settings"]
    assert log_settings == ["log_min_messages", "log_statement"]


def test_other_keys_than_those_of_the_warehouse_are_found(settings: Settings) -> None:
    keys.check(settings)  # the warehouse is empty: it records these
    assert "keys" not in _subjects(check(settings, _at(2019, 5, 1)))
    other = replace(settings, hash_key=bytes(32))
    assert _subjects(check(other, _at(2019, 5, 1)))["keys"] == ["keys"]


@pytest.fixture()
def stopped(settings: Settings) -> Settings:
    """Settings whose database does not answer."""
    port = closed_port()
    return replace(
        settings, warehouse_urls={role: with_port(url, port) for role, url in settings.warehouse_urls.items()}
    )


def test_a_database_that_does_not_answer_is_found(stopped: Settings) -> None:
    assert _subjects(check(stopped, _at(2019, 5, 1))) == {"database": ["database"]}


@pytest.mark.parametrize(
    ("option", "sign"),
    [("text", "连接不上数据库"), ("json", '"is_good": false'),
     ("prometheus", 'campaign_problems{check="database",pack=""} 1')],
)  # fmt: skip
def test_the_command_ends_with_1_and_says_what_is_wrong(
    stopped: Settings, monkeypatch: pytest.MonkeyPatch, option: str, sign: str
) -> None:
    environment.leads_to(stopped, monkeypatch)
    result = CliRunner().invoke(app, ["health", "--format", option])
    assert result.exit_code == 1 and sign in result.output


def test_the_command_ends_with_0_if_all_is_well(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.load_policy(settings)
    environment.leads_to(settings, monkeypatch)
    result = CliRunner().invoke(app, ["health"])  # years after the campaign of the pack
    assert (result.exit_code, result.output) == (0, "一切正常。\n")


@pytest.mark.parametrize(
    ("days", "left_on", "is_found"),
    [
        ((1, 2, 3), 1, True),
        ((2, 3, 4), 1, True),
        ((1, 3, 4), 1, False),  # not in a row
        ((2, 3), 1, False),
        ((1, 2, 3), 5, False),  # nothing had arrived that was left
    ],
)
def test_a_sender_over_its_share_three_days_in_a_row_is_found(
    settings: Settings, days: tuple[int, ...], left_on: int, is_found: bool
) -> None:
    ledger.load_policy(settings)
    with ledger.owner(settings) as conn:
        for day in days:
            ledger.delivery(conn, "tax", "committed", dt.date(2019, 10, 1), period=f"2019-10-0{day}", committed_no=day)
        ledger.delivery(conn, "tax", "landed", dt.date(2019, 10, left_on), period="2019-10-09")
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        conn.execute("UPDATE landing.delivery SET decided_on = period::date WHERE state = 'committed'")
        conn.execute(f"UPDATE landing.delivery SET byte_count = {600 << 10}")
    small = replace(settings, fair_share=replace(settings.fair_share, sender_day_mb=1))
    found = _subjects(check(small, _at(2019, 10, 4)))
    assert found.get("senders_over_share", []) == (["tax-sender"] if is_found else [])
    assert "senders_over_share" not in _subjects(check(settings, _at(2019, 10, 4)))

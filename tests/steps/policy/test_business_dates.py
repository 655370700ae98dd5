"""A business date that is probably mistyped is refused, in commands and tasks alike; a reason for it is recorded."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.policy.business_dates import BusinessDateRefused, check, run_command
from pipeline.runtime.clock import SHANGHAI
from pipeline.runtime.settings import Settings
from tests.support import environment
from tests.support.fixtures.held_deliveries import HELD, HandIn, take_in

PACK = "dongan-2020"
MISTYPED = "2091-11-01"
NOW = dt.datetime(2019, 11, 5, 9, tzinfo=SHANGHAI)


def _trail(settings: Settings) -> list[tuple[Any, ...]]:
    with psycopg.connect(settings.warehouse_url("auditor")) as conn:
        return conn.execute("SELECT business_date::text, step, reason FROM landing.forced_date").fetchall()


def test_a_plausible_date_passes_and_leaves_no_trail(settings: Settings) -> None:
    assert check(settings, PACK, NOW.date(), "run", "unused", clock=lambda: NOW) == NOW.date()
    assert _trail(settings) == []


def test_a_date_after_today_needs_a_reason_which_is_recorded(settings: Settings) -> None:
    tomorrow = dt.date(2019, 11, 6)
    for reason in ("", "  "):
        with pytest.raises(BusinessDateRefused, match=r"晚于今天.*--force 理由.*force_reason"):
            check(settings, PACK, tomorrow, "run", reason, clock=lambda: NOW)
    assert check(settings, PACK, tomorrow, "run", "补录次日到账", clock=lambda: NOW) == tomorrow
    check(settings, PACK, tomorrow, None, "补录次日到账", clock=lambda: NOW)
    assert _trail(settings) == [("2019-11-06", "run", "补录次日到账")]


def test_the_hint_names_a_command_that_works(
    settings: Settings, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """During the campaign without a date; afterwards with the last day that the campaign knows."""
    assert run_command(settings, PACK, lambda: NOW) == f"campaign run --pack {PACK}"
    assert run_command(settings, PACK) == f"campaign run --pack {PACK} --on 2019-09-01"
    environment.leads_to(settings, monkeypatch)
    held = hand_in(HELD)  # arrived on 2019-08-31
    take_in(settings)
    result = CliRunner().invoke(app, ["release", held, "--by", "王科长", "--note", "核实", "--yes"])
    assert result.exit_code == 0
    command = result.output.rsplit("下一步：", 1)[1].split()
    assert command == ["campaign", "run", "--pack", PACK, "--on", "2019-08-31"]
    result = CliRunner().invoke(app, command[1:], catch_exceptions=False)
    assert result.exit_code == 0 and "核定 4 人" in result.output
    assert CliRunner().invoke(app, ["run", "--pack", PACK]).exit_code == 1, "the hint of before is refused"


def test_a_day_that_needs_a_reason_asks_for_it(settings: Settings, hand_in: HandIn) -> None:
    hand_in(HELD)
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        conn.execute("UPDATE landing.delivery SET delivered_on = '2026-11-30'")
    assert run_command(settings, PACK) == f"campaign run --pack {PACK} --on 2026-11-30 --force 理由"


@pytest.mark.parametrize(
    "arguments",
    [["run"], ["publish"], ["remind"], ["feedback"],
     ["revoke", "--source", "poverty_relief", "--period", "2019-08", "--by", "县民政局", "--reason", "误报"],
     ["release", "0", "--by", "张三", "--note", "核实", "--yes"],
     ["reject", "0", "--by", "张三", "--note", "核实", "--yes"],
     ["identity", "same", "0", "--by", "张三", "--reason", "核实"]],
    ids=lambda arguments: " ".join(arguments[:2]),
)  # fmt: skip
def test_every_command_refuses_a_mistyped_date(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    environment.leads_to(settings, monkeypatch)
    result = CliRunner().invoke(app, [*arguments, "--on", MISTYPED])
    assert result.exit_code == 1 and f"业务日期 {MISTYPED} 不在政策包" in result.output.replace("\n", "")
    result = CliRunner().invoke(app, [*arguments, "--on", MISTYPED, "--force", "演练"])
    assert "不在政策包" not in result.output
    assert [(day, reason) for day, _, reason in _trail(settings)] == [(MISTYPED, "演练")]


def _context(**conf: Any) -> Any:
    run = SimpleNamespace(conf=conf, logical_date=None, run_after=NOW)
    return {"dag_run": run, "task": SimpleNamespace(outlets=[]), "triggering_asset_events": {}}


def test_a_task_refuses_a_mistyped_date_and_an_unknown_parameter(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.sdk.exceptions import AirflowFailException
    from campaign import checked_dates

    environment.leads_to(settings, monkeypatch)
    with pytest.raises(AirflowFailException, match=f"业务日期 {MISTYPED} 不在政策包"):
        checked_dates.checked_date(PACK, _context(business_date=MISTYPED), "take_in")
    with pytest.raises(AirflowFailException, match=f"业务日期 {MISTYPED} 不在政策包"):
        checked_dates.checked_days(PACK, _context(publish_on=["2019-11-01", MISTYPED]), "publish")
    with pytest.raises(AirflowFailException, match=r"不认识的参数：busines_date.*business_date、force_reason"):
        checked_dates.checked_date(PACK, _context(busines_date="2019-11-01"), "take_in")
    assert checked_dates.checked_date(PACK, _context(business_date=None, force_reason=None), "x") == NOW.date()
    forced = _context(business_date=MISTYPED, force_reason="演练")
    assert checked_dates.checked_date(PACK, forced, "take_in") == dt.date.fromisoformat(MISTYPED)
    assert _trail(settings) == [(MISTYPED, "take_in", "演练")]


def test_a_run_that_assets_started_is_not_checked_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from campaign import checked_dates

    environment.leads_to(settings, monkeypatch)
    event = SimpleNamespace(extra={"business_date": "2026-12-01"})  # an official answered years later
    context = _context() | {"triggering_asset_events": {"decided": [event]}}
    assert checked_dates.checked_date(PACK, context, "assess") == dt.date(2026, 12, 1)

"""Default arguments of the tasks: a pool of its own for each campaign where pools are used."""

from __future__ import annotations

from typing import Any

import pytest
from campaign.defaults import DEFAULTS, defaults

from pipeline.runtime.settings import SettingsError


def _without_alert(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments without the alert about failed tasks, after checking that it is that of the campaign."""
    alert = arguments["on_failure_callback"]
    assert (alert.pack_code, alert.about) == ("dongan-2020", "task")
    return {name: value for name, value in arguments.items() if name != "on_failure_callback"}


def test_each_campaign_has_a_pool_of_its_own_where_pools_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPAIGN_POOL_SLOTS", "3")
    pools = [defaults(pack_code)["pool"] for pack_code in ("dongan-2020", "hefei-2020")]
    assert pools == ["dongan-2020", "hefei-2020"]
    assert _without_alert(defaults("dongan-2020")) == DEFAULTS | {"pool": "dongan-2020"}


def test_without_the_variable_tasks_use_the_pool_of_airflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPAIGN_POOL_SLOTS", "")
    assert _without_alert(defaults("dongan-2020")) == DEFAULTS and "pool" not in DEFAULTS


@pytest.mark.parametrize("slots", ["0", "-1", "many", "1.5"])
def test_a_number_of_slots_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, slots: str) -> None:
    monkeypatch.setenv("CAMPAIGN_POOL_SLOTS", slots)
    with pytest.raises(SettingsError, match="CAMPAIGN_POOL_SLOTS must be a whole number above 0"):
        defaults("dongan-2020")

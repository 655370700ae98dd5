"""Airflow's configuration: this machine only, no internet, private secrets, none of the caller's settings."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ops.airflow.environment import FIXED, USER, airflow_environment, password_file
from pipeline.runtime.settings import SettingsError, held_check_interval


@pytest.fixture
def env(home: Path) -> dict[str, str]:
    callers = {"PATH": "/usr/bin", "AIRFLOW__CORE__PARALLELISM": "2", "AIRFLOW__API__INSTANCE_NAME": "医保"}
    return airflow_environment(home, ("dongan-2020", "hefei-2020"), callers)


def test_everything_stays_on_this_machine(env: dict[str, str]) -> None:
    assert env["AIRFLOW__API__HOST"] == "127.0.0.1"
    urls = [value for value in env.values() if "://" in value]
    assert len(urls) >= 4
    assert {urlsplit(url).hostname for url in urls} == {"127.0.0.1"}


def test_the_users_own_airflow_settings_pass(env: dict[str, str]) -> None:
    assert env["AIRFLOW__CORE__PARALLELISM"] == "2" and env["AIRFLOW__API__INSTANCE_NAME"] == "医保"
    assert env["AIRFLOW__CORE__EXECUTOR"] == "ops.airflow.executor.OrderedLocalExecutor"


@pytest.mark.parametrize("name", FIXED)
def test_a_setting_that_the_embedded_size_needs_is_refused_by_name(home: Path, name: str) -> None:
    with pytest.raises(SettingsError, match=f"AIRFLOW__{name}: "):
        airflow_environment(home, (), {f"AIRFLOW__{name}": "other"})
    ours = airflow_environment(home, (), {"PATH": "/usr/bin"})
    assert airflow_environment(home, (), ours)[f"AIRFLOW__{name}"] == ours[f"AIRFLOW__{name}"]


def test_packs_and_home_are_passed_on(env: dict[str, str], home: Path) -> None:
    assert env["CAMPAIGN_PACKS"] == "dongan-2020,hefei-2020"
    assert env["CAMPAIGN_HOME"] == str(home)
    assert Path(env["AIRFLOW_HOME"]).is_relative_to(home)


def test_secrets_are_kept_and_private(env: dict[str, str], home: Path) -> None:
    again = airflow_environment(home, ("dongan-2020", "hefei-2020"), {"PATH": "/usr/bin"})
    assert {key: again[key] for key in again if "SECRET" in key or "KEY" in key} == {
        key: env[key] for key in env if "SECRET" in key or "KEY" in key
    }
    login = password_file(home)
    assert login.stat().st_mode & 0o777 == 0o600
    assert len(json.loads(login.read_text())[USER]) == 24


def test_a_mail_server_of_the_users_own_is_kept(home: Path) -> None:
    given = airflow_environment(home, (), {"AIRFLOW_CONN_CAMPAIGN_SMTP": "smtp://mail.example:25"})
    assert given["AIRFLOW_CONN_CAMPAIGN_SMTP"] == "smtp://mail.example:25"
    assert "AIRFLOW_CONN_CAMPAIGN_SMTP" not in airflow_environment(home, (), {"CAMPAIGN_SMTP_URL": "smtp://m:25"})


def test_officials_may_log_in_with_passwords_of_their_own(home: Path) -> None:
    env = airflow_environment(home, (), {"CAMPAIGN_USERS": "wang, li"})
    assert env["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS"] == "admin:admin,wang:viewer,li:viewer"
    first = json.loads(password_file(home).read_text())
    assert set(first) == {USER, "wang", "li"} and len(set(first.values())) == 3
    airflow_environment(home, (), {"CAMPAIGN_USERS": "li,zhao"})
    later = json.loads(password_file(home).read_text())
    assert first.items() <= later.items() and set(later) == {*first, "zhao"}
    assert password_file(home).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("names", ["Wang", "wang:admin", "王", "admin", "a b"])
def test_an_invalid_user_name_is_refused(home: Path, names: str) -> None:
    with pytest.raises(SettingsError, match="CAMPAIGN_USERS"):
        airflow_environment(home, (), {"CAMPAIGN_USERS": names})


def test_interval_between_checks_of_approvals(home: Path) -> None:
    assert held_check_interval({}).total_seconds() == 6 * 3600
    assert held_check_interval({"CAMPAIGN_HELD_CHECK_SECONDS": "60"}).total_seconds() == 60
    for text in ("0", "-5", "1.5", "soon", "²"):
        with pytest.raises(SettingsError, match="CAMPAIGN_HELD_CHECK_SECONDS"):
            held_check_interval({"CAMPAIGN_HELD_CHECK_SECONDS": text})

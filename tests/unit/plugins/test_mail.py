"""The mail server of a task: that of the environment, else of the connection that is stored in Airflow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException
from campaign.mail import settings_with_mail

from pipeline.runtime.settings import SettingsError, Smtp


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAMPAIGN_HOME", str(tmp_path / "home"))
    for name in ("AIRFLOW_CONN_CAMPAIGN_SMTP", "CAMPAIGN_SMTP_URL"):
        monkeypatch.delenv(name, raising=False)


def stored(monkeypatch: pytest.MonkeyPatch, **parts: Any) -> list[str]:
    asked: list[str] = []

    def get(name: str) -> Connection:
        asked.append(name)
        if not parts:
            raise AirflowNotFoundException(name)
        return Connection(conn_id=name, conn_type="smtp", **parts)

    monkeypatch.setattr(Connection, "get", get)
    return asked


def test_a_stored_connection_gives_the_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    extra = '{"disable_ssl": "true", "from_email": "office@b.test"}'
    stored(monkeypatch, host="mail", port=2525, login="robot", password="pw", extra=extra)
    assert settings_with_mail().smtp == Smtp("mail", 2525, "office@b.test", "robot", "pw", use_starttls=True)


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = stored(monkeypatch, host="mail")
    monkeypatch.setenv("CAMPAIGN_SMTP_URL", "smtp://other:25/?disable_ssl=true")
    smtp = settings_with_mail().smtp
    assert smtp is not None and smtp.host == "other" and asked == []


def test_without_a_connection_there_is_no_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = stored(monkeypatch)
    assert settings_with_mail().smtp is None and asked == ["campaign_smtp"]


def test_a_connection_without_a_host_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    stored(monkeypatch, port=25)
    with pytest.raises(SettingsError, match="campaign_smtp"):
        settings_with_mail()

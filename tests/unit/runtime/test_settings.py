"""Settings: nothing to set on one machine, everything from the environment on a server, secrets never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.runtime.settings import Settings, SettingsError

HASH_KEY, CIPHER_KEY = "ab" * 32, "cd" * 64


@pytest.fixture
def on_a_server(tmp_path: Path) -> dict[str, str]:
    return {
        "CAMPAIGN_HOME": str(tmp_path / "home"),
        "CAMPAIGN_WAREHOUSE_URL_LOADER": "postgresql://loader:pw-of-loader@db:5432/warehouse",
        "CAMPAIGN_HASH_KEY": HASH_KEY,
        "CAMPAIGN_CIPHER_KEY": CIPHER_KEY,
    }


def test_embedded_secrets_are_made_once_and_are_private(tmp_path: Path) -> None:
    env = {"CAMPAIGN_HOME": str(tmp_path / "home")}
    first, second = Settings.from_environment(env), Settings.from_environment(env)
    assert first.embedded
    assert first == second
    assert len(first.hash_key) == 32
    assert len(first.cipher_key) == 64
    assert first.home.stat().st_mode & 0o777 == 0o700
    files = [path for path in (first.home / "secrets").iterdir() if path.is_file()]
    assert len(files) >= 7
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_two_homes_share_no_secret(tmp_path: Path) -> None:
    one, two = (Settings.from_environment({"CAMPAIGN_HOME": str(tmp_path / name)}) for name in ("one", "two"))
    assert one.hash_key != two.hash_key
    assert one.cipher_key != two.cipher_key
    assert one.warehouse_url("loader") != two.warehouse_url("loader")


def test_repr_shows_no_secret(on_a_server: dict[str, str]) -> None:
    on_a_server["AIRFLOW_CONN_CAMPAIGN_SMTP"] = "smtp://robot:pw-of-mail@mail:465/?from_email=a%40b.cn"
    text = repr(Settings.from_environment(on_a_server))
    for secret in ("pw-of-loader", "pw-of-mail", HASH_KEY, CIPHER_KEY, str(bytes.fromhex(HASH_KEY))):
        assert secret not in text


def test_a_server_makes_nothing(on_a_server: dict[str, str]) -> None:
    settings = Settings.from_environment(on_a_server)
    assert not settings.embedded
    assert settings.warehouse_url("loader").endswith("@db:5432/warehouse")
    assert list(settings.home.iterdir()) == []


@pytest.mark.parametrize("name", ["CAMPAIGN_HASH_KEY", "CAMPAIGN_CIPHER_KEY"])
def test_a_missing_key_on_a_server_is_named(on_a_server: dict[str, str], name: str) -> None:
    del on_a_server[name]
    with pytest.raises(SettingsError, match=f"{name} is not set"):
        Settings.from_environment(on_a_server)


@pytest.mark.parametrize("key", ["not hexadecimal", "ab", "ab" * 31])
def test_a_malformed_key_is_refused_without_being_shown(on_a_server: dict[str, str], key: str) -> None:
    on_a_server["CAMPAIGN_CIPHER_KEY"] = key
    with pytest.raises(SettingsError, match="CAMPAIGN_CIPHER_KEY must be") as refused:
        Settings.from_environment(on_a_server)
    assert key not in str(refused.value).replace("CAMPAIGN_CIPHER_KEY", "")


def test_a_role_without_access_is_named(on_a_server: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="CAMPAIGN_WAREHOUSE_URL_OWNER"):
        Settings.from_environment(on_a_server).warehouse_url("owner")


def test_a_url_of_another_database_is_refused(on_a_server: dict[str, str]) -> None:
    on_a_server["CAMPAIGN_WAREHOUSE_URL_LOADER"] = "mysql://loader:pw-of-loader@db/warehouse"
    with pytest.raises(SettingsError, match="CAMPAIGN_WAREHOUSE_URL_LOADER must look like") as refused:
        Settings.from_environment(on_a_server)
    assert "pw-of-loader" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "smtp://robot:p%40ss@mail:2525/?disable_ssl=true&disable_tls=true&from_email=office%40b.cn",
        '{"conn_type": "smtp", "host": "mail", "port": 2525, "login": "robot", "password": "p@ss",'
        ' "extra": {"disable_ssl": true, "disable_tls": true, "from_email": "office@b.cn"}}',
    ],
)
def test_mail_is_read_as_airflow_reads_it(on_a_server: dict[str, str], text: str) -> None:
    smtp = Settings.from_environment(on_a_server | {"AIRFLOW_CONN_CAMPAIGN_SMTP": text}).smtp
    assert smtp is not None
    assert (smtp.host, smtp.port, smtp.login, smtp.password) == ("mail", 2525, "robot", "p@ss")
    assert (smtp.sender, smtp.use_ssl, smtp.use_starttls) == ("office@b.cn", False, False)


def test_packs_are_listed_with_commas(on_a_server: dict[str, str]) -> None:
    env = on_a_server | {"CAMPAIGN_PACKS": " hefei-2020, dongan-2020,"}
    assert Settings.from_environment(env).packs == ("hefei-2020", "dongan-2020")

"""Settings: nothing to set on one machine, everything from the environment on a server, secrets never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.runtime import key_files
from pipeline.runtime.settings import Settings, SettingsError

HASH_KEY, CIPHER_KEY, MASTER_KEY = "ab" * 32, "cd" * 64, "ef" * 32


@pytest.fixture
def on_a_server(tmp_path: Path) -> dict[str, str]:
    return {
        "CAMPAIGN_HOME": str(tmp_path / "home"),
        "CAMPAIGN_WAREHOUSE_URL_LOADER": "postgresql://loader:pw-of-loader@db:5432/warehouse",
        "CAMPAIGN_HASH_KEY": HASH_KEY,
        "CAMPAIGN_CIPHER_KEY": CIPHER_KEY,
    }


def test_embedded_passwords_are_made_once_and_are_private(tmp_path: Path) -> None:
    env = {"CAMPAIGN_HOME": str(tmp_path / "home")}
    first, second = Settings.from_environment(env), Settings.from_environment(env)
    assert first.embedded
    assert first == second
    assert first.home.stat().st_mode & 0o777 == 0o700
    files = [path for path in (first.home / "secrets").iterdir() if path.is_file()]
    assert len(files) >= 5
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_reading_settings_makes_no_data_key_and_takes_those_in_the_files(tmp_path: Path) -> None:
    env = {"CAMPAIGN_HOME": str(tmp_path / "home")}
    first = Settings.from_environment(env)
    assert (first.hash_key, first.cipher_key) == (b"", b"")
    assert not any((first.home / "secrets" / name).exists() for name in ("hash_key", "cipher_key"))
    made = key_files.create(first.home)
    second = Settings.from_environment(env)
    assert (second.hash_key, second.cipher_key) == (made.hash_key, made.cipher_key)
    (first.home / "secrets" / "cipher_key").write_text("damaged")
    with pytest.raises(SettingsError, match="cipher_key must be hexadecimal"):
        Settings.from_environment(env)


def test_two_homes_share_no_password(tmp_path: Path) -> None:
    one, two = (Settings.from_environment({"CAMPAIGN_HOME": str(tmp_path / name)}) for name in ("one", "two"))
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


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("CAMPAIGN_MASTER_KEY", MASTER_KEY),
        ("AIRFLOW_CONN_CAMPAIGN_MASTER_KEY", f"generic://:{MASTER_KEY}@"),
        ("AIRFLOW_CONN_CAMPAIGN_MASTER_KEY", f'{{"conn_type": "generic", "password": "{MASTER_KEY}"}}'),
    ],
)
def test_a_server_with_a_master_key_needs_no_data_keys(on_a_server: dict[str, str], name: str, text: str) -> None:
    del on_a_server["CAMPAIGN_HASH_KEY"], on_a_server["CAMPAIGN_CIPHER_KEY"]
    settings = Settings.from_environment(on_a_server | {name: text})
    assert settings.master_key == bytes.fromhex(MASTER_KEY) and settings.hash_key == b""
    assert MASTER_KEY not in repr(settings) and str(settings.master_key) not in repr(settings)


@pytest.mark.parametrize("text", ["ab" * 31, "master", "{}", "generic://:ab@", "[1]"])
def test_a_malformed_master_key_is_refused(on_a_server: dict[str, str], text: str) -> None:
    with pytest.raises(SettingsError, match="CAMPAIGN_MASTER_KEY must be"):
        Settings.from_environment(on_a_server | {"CAMPAIGN_MASTER_KEY": text})


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

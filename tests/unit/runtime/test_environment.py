"""The environment variables: which there are, what they become, and errors that name the variable and no value."""

from pathlib import Path

import pytest

from pipeline.runtime.environment import (
    DEFAULT_HELD_CHECK_SECONDS,
    DEFAULT_PACK,
    REPOSITORY,
    Environment,
    SettingsError,
    read_environment,
    variable_names,
)

URL = "postgresql://loader:pw-of-loader@db/warehouse"


def test_without_a_variable_there_is_a_checkout_with_one_pack() -> None:
    environment = read_environment({})
    assert (environment.packs, environment.held_check_seconds) == ((DEFAULT_PACK,), DEFAULT_HELD_CHECK_SECONDS)
    assert (environment.home, environment.policies) == (REPOSITORY / ".campaign", REPOSITORY / "policies")
    assert environment.warehouse_urls() == {} and environment.hash_key is None


@pytest.mark.parametrize(
    "name", ["CAMPAIGN_PACKS", "CAMPAIGN_HOME", "CAMPAIGN_HELD_CHECK_SECONDS", "CAMPAIGN_SMTP_URL"]
)
def test_an_empty_variable_counts_as_not_set(name: str) -> None:
    assert read_environment({name: ""}) == read_environment({})


@pytest.mark.parametrize(
    ("text", "packs"),
    [("dongan-2020", ("dongan-2020",)), (" hefei-2020 , dongan-2020,", ("hefei-2020", "dongan-2020")), (",", ())],
)
def test_packs_are_separated_by_commas(text: str, packs: tuple[str, ...]) -> None:
    assert read_environment({"CAMPAIGN_PACKS": text}).packs == packs


def test_folders_are_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    environment = read_environment({"CAMPAIGN_HOME": "state", "CAMPAIGN_POLICIES": "~/packs"})
    assert (environment.home, environment.policies) == (tmp_path / "state", tmp_path / "me" / "packs")


def test_only_roles_with_a_url_are_listed() -> None:
    environment = read_environment({"CAMPAIGN_WAREHOUSE_URL_LOADER": URL, "CAMPAIGN_WAREHOUSE_URL_AUDITOR": "x"})
    assert environment.warehouse_urls() == {"loader": URL, "auditor": "x"}


@pytest.mark.parametrize("text", ["0", "-1", "6h", "1.5", "１０", " 10"])
def test_a_wrong_number_of_seconds_is_refused_by_its_variable(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_environment({"CAMPAIGN_HELD_CHECK_SECONDS": text})
    assert str(refused.value) == "CAMPAIGN_HELD_CHECK_SECONDS must be a whole number of seconds above 0"


def test_a_number_of_seconds_is_read() -> None:
    assert read_environment({"CAMPAIGN_HELD_CHECK_SECONDS": "1"}).held_check_seconds == 1


def test_a_given_mapping_is_not_mixed_with_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPAIGN_PACKS", "hefei-2020")
    assert read_environment({}).packs == (DEFAULT_PACK,)
    assert read_environment().packs == ("hefei-2020",)


def test_no_secret_is_shown() -> None:
    secrets = {
        "CAMPAIGN_HASH_KEY": "geheim1",
        "CAMPAIGN_WAREHOUSE_URL_OWNER": URL,
        "CAMPAIGN_SMTP_URL": "smtp://u:geheim2@m",
    }
    text = repr(read_environment(secrets))
    assert not any(word in text for word in ("geheim1", "geheim2", "pw-of-loader"))


def test_every_field_has_one_variable_with_a_description() -> None:
    names = variable_names()
    assert len(names) == len(Environment.model_fields) and all(names.values())
    connections = {name for name in names if not name.startswith("CAMPAIGN_")}
    names_of = ("MASTER_KEY", "S3", "SMTP")
    assert connections == {f"AIRFLOW_CONN_CAMPAIGN_{name}" for name in names_of}


def test_variables_of_other_programs_are_ignored() -> None:
    assert read_environment({"PACKS": "x", "HOME": "/x", "CAMPAIGN_UNKNOWN": "x"}) == read_environment({})


def test_a_malformed_variable_concerns_only_its_reader() -> None:
    environ = {"CAMPAIGN_HELD_CHECK_SECONDS": "soon", "CAMPAIGN_PACKS": "hefei-2020"}
    assert read_environment(environ, "packs").packs == ("hefei-2020",)
    with pytest.raises(SettingsError, match="CAMPAIGN_HELD_CHECK_SECONDS"):
        read_environment(environ, "held_check_seconds")

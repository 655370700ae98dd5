"""The address of a store decides its kind; what is no address is refused without being shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.runtime.folder_store import FolderStore
from pipeline.runtime.settings import Settings, SettingsError
from pipeline.runtime.stores import open_store


def test_a_folder_with_blanks_and_chinese_letters_is_found_again(tmp_path: Path) -> None:
    folder = tmp_path / "收件 #1?"
    store = open_store(folder.as_uri(), tmp_path)
    assert isinstance(store, FolderStore) and store.root == folder


def test_an_object_store_names_bucket_and_prefix(tmp_path: Path) -> None:
    store = open_store("s3://bureau/county/landing/", tmp_path)
    assert store.location() == "s3://bureau/county/landing"
    assert store.location("ab/abc") == "s3://bureau/county/landing/ab/abc"
    assert open_store("s3://bureau", tmp_path).location("a") == "s3://bureau/a"


@pytest.mark.parametrize(
    "address",
    [
        "landing", "/landing", "file:landing", "file://host/landing", "ftp://bureau/landing", "s3:///landing",
        "s3://Bureau/landing", "s3://key:pw-of-store@bureau/landing", "s3://bureau/landing?secret=pw-of-store",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_by_the_name_of_the_variable(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingsError, match="CAMPAIGN_OUTBOX: an address") as refused:
        Settings.from_environment({"CAMPAIGN_HOME": str(tmp_path), "CAMPAIGN_OUTBOX": address})
    assert "pw-of-store" not in str(refused.value)


def test_without_an_address_the_stores_are_in_the_state_folder(tmp_path: Path) -> None:
    settings = Settings.from_environment({"CAMPAIGN_HOME": str(tmp_path), "CAMPAIGN_OUTBOX": ""})
    assert settings.landing.location() == str(tmp_path / "landing")
    assert settings.outbox.location() == str(tmp_path / "outbox")


def test_the_access_of_the_connection_is_used_and_never_shown(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "CAMPAIGN_HOME": str(tmp_path),
            "CAMPAIGN_LANDING": "s3://bureau/landing",
            "AIRFLOW_CONN_CAMPAIGN_S3": "aws://robot:pw-of-store@/?endpoint_url=https%3A%2F%2Fstore.test",
        }
    )
    assert settings.s3 is not None and settings.s3.secret == "pw-of-store"
    assert settings.landing.location("a") == "s3://bureau/landing/a" and "pw-of-store" not in repr(settings)

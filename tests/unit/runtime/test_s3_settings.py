"""Access to the object store is read as Airflow reads a connection."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.runtime.s3_settings import S3Access, parse_s3
from pipeline.runtime.settings import Settings, SettingsError

EXPECTED = S3Access("robot", "p/ss+", "token", "https://store.test:9000", "cn-south-1", "virtual")


@pytest.mark.parametrize(
    "text",
    [
        "aws://robot:p%2Fss%2B@/?endpoint_url=https%3A%2F%2Fstore.test%3A9000&region_name=cn-south-1"
        "&aws_session_token=token&addressing_style=virtual",
        '{"conn_type": "aws", "login": "robot", "password": "p/ss+", "extra": {"endpoint_url":'
        ' "https://store.test:9000", "region_name": "cn-south-1", "aws_session_token": "token",'
        ' "addressing_style": "virtual"}}',
    ],
)
def test_both_forms_of_a_connection_give_the_same_access(text: str) -> None:
    assert parse_s3(text) == EXPECTED
    assert all(secret not in repr(parse_s3(text)) for secret in ("p/ss+", "token"))


def test_without_a_key_boto3_looks_for_one() -> None:
    assert parse_s3("aws://") == S3Access()


@pytest.mark.parametrize(
    "text",
    [
        "smtp://robot:pw-of-store@host",
        "aws://robot@/",
        "aws://:pw-of-store@/",
        "aws://robot:pw-of-store@/?endpoint_url=store.test",
        "aws://robot:pw-of-store@/?addressing_style=other",
        '{"login": "robot", "password": "pw-of-store"',
    ],
)
def test_a_malformed_connection_is_refused_without_being_shown(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match="AIRFLOW_CONN_CAMPAIGN_S3 must look like") as refused:
        Settings.from_environment({"CAMPAIGN_HOME": str(tmp_path), "AIRFLOW_CONN_CAMPAIGN_S3": text})
    assert "pw-of-store" not in str(refused.value)

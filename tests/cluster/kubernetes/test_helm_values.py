"""docker/helm-values.yaml states what docker-compose.yml states, and the chart accepts it if its schema is here."""

from __future__ import annotations

import json
import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from pipeline.runtime.settings import REPOSITORY

FILE = REPOSITORY / "docker" / "helm-values.yaml"
# The chart itself sets these, from its own values and the secrets that they name.
SET_BY_THE_CHART = {
    "AIRFLOW__CORE__EXECUTOR", "AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN",
    "AIRFLOW__CELERY__RESULT_BACKEND", "AIRFLOW__CELERY__BROKER_URL", "AIRFLOW__CELERY__WORKER_CONCURRENCY",
    "AIRFLOW__CORE__EXECUTION_API_SERVER_URL", "AIRFLOW__CORE__HOSTNAME_CALLABLE",
    "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK",
    "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME", "AIRFLOW__LOGGING__BASE_LOG_FOLDER",
    "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY", "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG",
}  # fmt: skip
# Limits with a default, and the api-server's address, which has the name of the release.
LEFT_OUT = {"CAMPAIGN_MAIL_SECONDS", "CAMPAIGN_HELD_DAYS", "CAMPAIGN_BACKUP_DAYS", "CAMPAIGN_AIRFLOW_URL"}
SECRET_WORDS = ("PASSWORD", "KEY", "URL_", "CONN_")


@pytest.fixture(scope="module")
def values() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return content


def _names(entries: list[dict[str, Any]]) -> set[str]:
    names = [entry["name"] for entry in entries]
    assert len(names) == len(set(names))
    return set(names)


def test_all_services_have_the_environment_of_compose(values: dict[str, Any], compose: dict[str, Any]) -> None:
    common = compose["services"]["airflow-scheduler"]["environment"]
    ours = {entry["name"]: entry["value"] for entry in values["env"]}
    assert set(ours) == set(common) - SET_BY_THE_CHART - {"AIRFLOW__API_AUTH__JWT_SECRET"}
    equal = [name for name in ours if not str(common[name]).startswith("${")]
    assert len(equal) > 10 and {name: ours[name] for name in equal} == {name: common[name] for name in equal}


def test_workers_and_the_migration_have_those_of_compose_too(values: dict[str, Any], compose: dict[str, Any]) -> None:
    common = set(compose["services"]["airflow-scheduler"]["environment"])
    for part, service in (("workers", "airflow-worker"), ("migrateDatabaseJob", "airflow-init")):
        expected = set(compose["services"][service]["environment"]) - common - LEFT_OUT
        assert _names(values[part]["env"]) == expected, part


def test_no_secret_is_in_the_file_and_only_workers_have_keys(values: dict[str, Any]) -> None:
    secrets = 0
    for part in ("workers", "migrateDatabaseJob"):
        for entry in values[part]["env"]:
            if any(word in entry["name"] for word in SECRET_WORDS):
                secrets += 1
                assert set(entry) == {"name", "valueFrom"} and "secretKeyRef" in entry["valueFrom"], entry["name"]
    assert secrets >= 12
    names = _names(values["env"]) | _names(values["migrateDatabaseJob"]["env"])
    assert not [name for name in names if "HASH_KEY" in name or "CIPHER_KEY" in name or "MASTER_KEY" in name]


def test_versions_and_rights(values: dict[str, Any]) -> None:
    assert values["airflowVersion"] == version("apache-airflow")
    container = values["securityContexts"]["container"]
    assert container == {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    assert values["securityContexts"]["pod"]["runAsNonRoot"] and values["networkPolicies"]["enabled"]
    for name in ("apiServer", "scheduler", "dagProcessor", "triggerer"):
        assert values[name]["resources"]["limits"]["memory"], name


def test_the_chart_accepts_the_values(values: dict[str, Any]) -> None:
    """Validate with the chart's own schema, which is too large for this repository; CAMPAIGN_CHART_SCHEMA names it."""
    file = os.environ.get("CAMPAIGN_CHART_SCHEMA")
    if not file:
        pytest.skip("CAMPAIGN_CHART_SCHEMA names no values.schema.json of Airflow's chart")
    validator = jsonschema.Draft7Validator(json.loads(Path(file).read_text(encoding="utf-8")))
    assert not [error.message for error in validator.iter_errors(values)]
    wrong = {**values, "workers": {**values["workers"], "celery": {"replicas": "two"}}}
    assert list(validator.iter_errors(wrong)), "the schema refuses nothing"

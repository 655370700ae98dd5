"""docker-compose.yml: the schema of the specification, and rules that the schema does not check."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from pipeline.runtime.settings import REPOSITORY
from tests.cluster.compose_file import COMPOSE_FILE, VARIABLE, ComposeError, interpolate, load, read_environment_file
from warehouse.embedded.config import server_configuration

# Services of Airflow's official file without its debugging helpers; airflow-init ends and has no health check there.
OFFICIAL = {
    "postgres",
    "redis",
    "airflow-apiserver",
    "airflow-scheduler",
    "airflow-dag-processor",
    "airflow-triggerer",
    "airflow-worker",
    "airflow-init",
}
ENDING = {"airflow-init", "campaign"}
SECRET = re.compile(r"PASSWORD|SECRET|KEY")
EXAMPLE = read_environment_file(REPOSITORY / ".env.example")
SECRETS = sorted(name for name in EXAMPLE if SECRET.search(name))


def strings(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)
    elif isinstance(node, str):
        yield node


def variables(text: str) -> dict[str, set[str]]:
    """Return name -> the ways in which it is used: ':?' required, ':-' default, '' bare."""
    used: dict[str, set[str]] = {}
    for match in VARIABLE.finditer(text):
        if not match["escaped"]:
            used.setdefault(match["name"], set()).add(match["mark"] or "")
    return used


def test_meets_the_compose_specification() -> None:
    tool = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(
        [str(tool), "--builtin-schema", "vendor.compose-spec", str(COMPOSE_FILE)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_services_and_health_checks(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == OFFICIAL | {"mail", "campaign"}
    assert {name for name, body in services.items() if "healthcheck" not in body} == ENDING
    for name, body in services.items():
        if name not in ENDING:
            assert {"test", "interval", "timeout", "retries", "start_period"} <= set(body["healthcheck"]), name


def test_everything_that_is_named_is_declared_and_used(compose: dict[str, Any]) -> None:
    services = compose["services"]
    used: dict[str, set[str]] = {"networks": set(), "volumes": set()}
    for name, body in services.items():
        assert set(body.get("depends_on", {})) <= set(services), name
        used["networks"] |= set(body["networks"])
        for volume in body.get("volumes", []):
            source = interpolate(volume, {}).split(":")[0]
            if source.startswith("."):
                assert (REPOSITORY / source).is_file(), source
            else:
                used["volumes"].add(source)
    assert used["networks"] == set(compose["networks"])
    assert used["volumes"] == set(compose["volumes"])


def test_nothing_waits_for_the_health_of_a_service_that_ends(compose: dict[str, Any]) -> None:
    waits = [
        (dependency, wait["condition"])
        for body in compose["services"].values()
        for dependency, wait in body.get("depends_on", {}).items()
    ]
    assert waits
    for dependency, condition in waits:
        assert condition == ("service_completed_successfully" if dependency in ENDING else "service_healthy")


def test_ports_are_published_on_this_host_only(compose: dict[str, Any]) -> None:
    ports = {name: body["ports"] for name, body in compose["services"].items() if "ports" in body}
    assert list(ports) == ["airflow-apiserver"]
    assert all(port.startswith("127.0.0.1:") for port in ports["airflow-apiserver"])
    assert not any("network_mode" in body for body in compose["services"].values())
    assert compose["networks"]["data"] == {"internal": True}


def test_what_holds_keys_or_persons_has_no_way_out(compose: dict[str, Any]) -> None:
    """Only the api-server, which has neither, is in a network that is not internal."""
    outside = {name for name, body in compose["services"].items() if set(body["networks"]) != {"data"}}
    assert outside == {"airflow-apiserver"}
    added = yaml.safe_load((REPOSITORY / "docker" / "outside.yml").read_text(encoding="utf-8"))
    assert set(added["services"]) == {"airflow-worker", "campaign"}
    for name, body in added["services"].items():
        assert body == {"networks": ["data", "office"]}, name


def test_every_service_has_limits_and_no_capability_that_it_does_not_need(compose: dict[str, Any]) -> None:
    for name, body in compose["services"].items():
        assert body["cap_drop"] == ["ALL"] and body["security_opt"] == ["no-new-privileges:true"], name
        assert re.fullmatch(r"(\$\{[A-Z_]+:-)?\d+[mg]\}?", str(body["mem_limit"])), name
        assert 0 < body["pids_limit"] <= 512, name
        assert ("privileged" not in body and "user" not in body) or body.get("user") == "redis", name
    added = {name: body["cap_add"] for name, body in compose["services"].items() if "cap_add" in body}
    assert added == {"postgres": ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"]}


def test_every_variable_is_required_or_has_a_default(raw_text: str) -> None:
    used = variables(raw_text)
    assert all(marks in ({":?"}, {":-"}) for marks in used.values()), used
    assert {name for name, marks in used.items() if marks == {":?"}} == set(SECRETS)
    assert set(used) == set(EXAMPLE)


def test_the_example_holds_no_value() -> None:
    assert len(SECRETS) > 10
    assert not any(EXAMPLE.values())


@pytest.mark.parametrize("name", SECRETS)
def test_an_unset_secret_is_refused_by_name(name: str, values: dict[str, str]) -> None:
    load(COMPOSE_FILE, values)
    for without in ({**values, name: ""}, {key: value for key, value in values.items() if key != name}):
        with pytest.raises(ComposeError, match=rf"\b{name}\b.*\.env\.example"):
            load(COMPOSE_FILE, without)


def test_no_literal_password(compose: dict[str, Any]) -> None:
    looked = 0
    for name, body in compose["services"].items():
        for key, value in body.get("environment", {}).items():
            if SECRET.search(key):
                looked += 1
                assert re.fullmatch(r"\$\{[A-Z_]+:\?[^}]*\}", value), f"{name}: {key}"
    for text in strings(compose):
        for password in re.findall(r"://[^:/@\s]*:([^@/\s]*(?:\s[^@]*)?)@", text):
            looked += 1
            assert password.startswith("${"), text
    assert looked > 20


def test_each_secret_goes_only_where_it_is_needed(compose: dict[str, Any]) -> None:
    where: dict[str, set[str]] = {}
    for name, body in compose["services"].items():
        for variable in variables("\n".join(strings(body))):
            where.setdefault(variable, set()).add(name)
    assert where["WAREHOUSE_OWNER_PASSWORD"] == {"postgres", "airflow-init"}
    assert where["POSTGRES_PASSWORD"] == {"postgres"}
    for name in ("CAMPAIGN_HASH_KEY", "CAMPAIGN_CIPHER_KEY"):
        assert where[name] == {"airflow-worker", "campaign"}
    for name in ("WAREHOUSE_LOADER_PASSWORD", "WAREHOUSE_PUBLISHER_PASSWORD"):
        assert where[name] == {"airflow-worker", "campaign", "airflow-init"}
    assert where["AIRFLOW_JWT_SECRET"] == {"airflow-apiserver", "airflow-scheduler"}
    homes = {
        n for n, b in compose["services"].items() if any(v.startswith("campaign-home:") for v in b.get("volumes", []))
    }
    assert homes == {"airflow-worker", "campaign"}


def test_urls_name_services_of_the_file(values: dict[str, str]) -> None:
    services = load(COMPOSE_FILE, values)
    hosts = {
        urlsplit(value).hostname
        for service in services.values()
        for key, value in service.environment.items()
        if "://" in value and not key.endswith("BASE_URL")
    }
    assert hosts == {"postgres", "redis", "airflow-apiserver", "mail"}


def test_the_servers_log_keeps_no_values(compose: dict[str, Any]) -> None:
    """Principle P18 applies to both sizes."""
    embedded = _settings(server_configuration(5432, "campaign", Path("/nowhere")))
    server = _settings((REPOSITORY / "docker" / "postgres" / "postgresql.conf").read_text(encoding="utf-8"))
    names = [
        name for name in embedded if name.startswith("log_") and not re.search("file|director|rotation|timezone", name)
    ]
    assert {"log_error_verbosity", "log_min_error_statement", "log_parameter_max_length_on_error"} <= set(names)
    assert {name: server.get(name) for name in names} == {name: embedded[name] for name in names}
    assert server["password_encryption"] == embedded["password_encryption"] == "scram-sha-256"
    assert "--auth=scram-sha-256" in compose["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]


def _settings(text: str) -> dict[str, str]:
    pairs = re.findall(r"^(\w+) = '?([^'\n]*)'?$", text, re.MULTILINE)
    return {name: value for name, value in pairs if name != "logging_collector"}


def test_a_real_compose_reads_it_too(make_env: Any) -> None:
    docker = shutil.which("docker")
    known = docker and subprocess.run([docker, "compose", "version"], capture_output=True).returncode == 0
    if not docker or not known:
        pytest.skip("no docker client with compose here; the other tests do not depend on it")
    command = [docker, "compose", "--file", str(COMPOSE_FILE), "--env-file", str(make_env("made.env")), "config", "-q"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

"""Translate services of docker-compose.yml for a run without Docker: their commands and environment on 127.0.0.1.

Only the contributions of a container are replaced: host names, ports, mounted folders, the host's name.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ops.local.ports import reserved_port
from pipeline.runtime.settings import REPOSITORY
from tests.cluster.compose_file import Service
from warehouse.embedded.server import Server

IMAGE_ENTRY = ("sh", str(REPOSITORY / "docker" / "entry.sh"))
# host:port inside the compose network -> the name under which `ops.local.ports` keeps the native port
ADDRESSES = {
    "redis:6379": "redis",
    "airflow-apiserver:8080": "api-server",
    "localhost:8080": "api-server",
    "localhost:8974": "scheduler-health",
    "mail:1025": "mail-catcher",
    "localhost:1025": "mail-catcher",
}
MOUNTS = {"/var/lib/campaign": "campaign-home", "/var/log/airflow": "airflow-logs", "/var/lib/mail": "mail"}
# Variables of the caller that are passed on: nothing of its Airflow, its campaign, its proxies.
KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE")


@dataclass(frozen=True)
class Instance:
    """One native process: one replica of a service."""

    name: str
    service: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    test: tuple[str, ...] | None


class Native:
    """Translates services for one state folder; uses the embedded PostgreSQL and a native Redis instead of images."""

    def __init__(self, home: Path, server: Server, redis_environment: Mapping[str, str]) -> None:
        self.home = home
        self._redis = redis_environment
        self._server = server
        local = {address: f"127.0.0.1:{reserved_port(home, name)}" for address, name in ADDRESSES.items()}
        local["postgres:5432"] = f"127.0.0.1:{server.port}"
        local["/opt/campaign"] = str(REPOSITORY)
        local |= {mount: str(self.volume(name)) for mount, name in MOUNTS.items()}
        self._local = local
        self._pattern = re.compile("|".join(re.escape(text) for text in sorted(local, key=len, reverse=True)))

    def volume(self, name: str) -> Path:
        """Return the folder that replaces a named volume; create it if missing, mode 700."""
        folder = self.home / "volumes" / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def instances(self, service: Service) -> list[Instance]:
        """Return one instance per replica, each with a host name of its own."""
        many = service.replicas > 1
        return [
            self._instance(service, f"{service.name}-{number + 1}" if many else service.name)
            for number in range(service.replicas)
        ]

    def one_off(self, service: Service, arguments: Sequence[str]) -> Instance:
        """Return an instance as `docker compose run` does: the arguments replace the service's command."""
        return self._instance(replace(service, command=tuple(arguments)), service.name)

    def text(self, text: str) -> str:
        """Replace container addresses and folders in a text by native ones."""
        return self._pattern.sub(lambda match: self._local[match[0]], text)

    def _instance(self, service: Service, name: str) -> Instance:
        entry = service.entrypoint or (() if service.name in ("redis", "postgres") else IMAGE_ENTRY)
        command = [self.text(word) for word in (*entry, *service.command)]
        if service.name == "redis":
            command = ["sh", str(REPOSITORY / "docker" / "redis.sh")]
        elif service.name == "mail":
            command[-2:] = ["127.0.0.1", str(reserved_port(self.home, "mail-catcher"))]
        elif command[len(entry) : len(entry) + 2] == ["celery", "worker"]:
            # Two containers have two host names. On one machine each worker needs a name of its own.
            command += ["--celery-hostname", f"celery@{name}"]
        elif command[0] == "campaign":
            command[:1] = ["sh", str(REPOSITORY / "docker" / "campaign.sh")]
        return Instance(name, service.name, tuple(command), self._environment(service, name), self._test(service, name))

    def _environment(self, service: Service, name: str) -> dict[str, str]:
        env = {key: os.environ[key] for key in KEPT if key in os.environ}
        env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env.get('PATH', os.defpath)}"
        env |= self._image(name)
        env |= {key: self.text(value) for key, value in service.environment.items()}
        if service.name == "redis":
            folder = str(self.volume("redis-data"))
            port = str(reserved_port(self.home, "redis"))
            env |= {**self._redis, "REDIS_BIND": "127.0.0.1", "REDIS_PORT": port, "REDIS_FOLDER": folder}
        elif service.name == "postgres":
            env["PATH"] = f"{self._server.binaries}{os.pathsep}{env['PATH']}"
        elif "AIRFLOW__CORE__EXECUTOR" in env:
            env |= self._alone_on_this_machine()
        return env

    def _image(self, name: str) -> dict[str, str]:
        """Variables that image and container set; see docker/Dockerfile."""
        folder = self.home / "hosts" / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return {
            "HOME": str(folder),
            "HOSTNAME": name,
            "AIRFLOW_HOME": str(folder),
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONUNBUFFERED": "1",
        }

    def _alone_on_this_machine(self) -> dict[str, str]:
        """Settings for one machine: listen on 127.0.0.1 only, one name per "host", no division of two cores."""
        return {
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(reserved_port(self.home, "api-server")),
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__CORE__HOSTNAME_CALLABLE": "tests.cluster.host.hostname",
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_HOST": "127.0.0.1",
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(reserved_port(self.home, "scheduler-health")),
            "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
            # A killed task is noticed after this time; Airflow's default is five minutes.
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "40",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_SEC": "5",
        }

    def _test(self, service: Service, name: str) -> tuple[str, ...] | None:
        if service.test is None:
            return None
        kind, *words = service.test
        words = [self.text(word) for word in words]
        if service.name == "postgres":
            words.append(f"--port={self._server.port}")
        elif service.name == "redis":
            words = [word.replace("redis-cli", f"redis-cli -p {reserved_port(self.home, 'redis')}") for word in words]
        return ("sh", "-c", words[0]) if kind == "CMD-SHELL" else tuple(words)

"""The service `postgres` of docker-compose.yml without a container: its own command, environment, files and scripts."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg

from pipeline.runtime.settings import REPOSITORY
from tests.cluster.compose_file import COMPOSE_FILE, MAKER, load, read_environment_file
from tests.support.broken_servers import closed_port
from warehouse.embedded.place import Place, find
from warehouse.embedded.server import SERVER_RIGHTS

MOUNTED = "/etc/campaign"
# The wheel's pg_verifybackup crashes, even with --version: this one compares the sha256 of each file as well.
VERIFY = """#!/bin/sh
cd "$2"
sed -n 's/.*"Path": "\\([^"]*\\)".*"Checksum": "\\([0-9a-f]*\\)".*/\\2  \\1/p' backup_manifest |
  sha256sum --check --quiet
"""
SMALL = {"POSTGRES_SHARED_BUFFERS": "128MB", "POSTGRES_ARCHIVE": "on"}


class Container:
    """One server with an archive, in folders of its own; `remove` stops it and deletes them."""

    def __init__(self, home: Path) -> None:
        subprocess.run(["sh", str(MAKER), str(home / "made.env")], check=True, capture_output=True)
        self.values = read_environment_file(home / "made.env") | SMALL
        self._service = load(COMPOSE_FILE, self.values)["postgres"]
        self._place: Place = find(home)
        self._base, self.port = self._place.base, closed_port()
        self._child: subprocess.Popen[bytes] | None = None
        self.data, self.archive, self._mounted = (self._base / name for name in ("data", "archive", "mounted"))
        for folder in (self.archive / "wal", self.archive / "base", self._mounted):
            folder.mkdir(parents=True)
        for file in (*(REPOSITORY / "docker" / "postgres").iterdir(), SERVER_RIGHTS):
            text = file.read_text(encoding="utf-8").replace(MOUNTED, str(self._mounted))
            (self._mounted / file.name).write_text(text, encoding="utf-8")
        self._programs = self._mounted / "programs"
        self._programs.mkdir()
        (self._programs / "pg_verifybackup").write_text(VERIFY)
        (self._programs / "pg_verifybackup").chmod(0o755)
        if self._place.uid is not None and self._place.gid is not None:
            for path in (self._base, *self._base.rglob("*")):
                os.chown(path, self._place.uid, self._place.gid)

    def initialise(self) -> None:
        """Initialise the data as the image does, with the options of the compose file, and start."""
        password = self._mounted / "password"
        password.write_text(self.values["POSTGRES_PASSWORD"])
        options = self._service.environment["POSTGRES_INITDB_ARGS"].split()
        self._run(
            "initdb", f"--pgdata={self.data}", "--username=postgres", f"--pwfile={password}", "--no-sync", *options
        )
        self.start()

    def start(self) -> None:
        """Start the server, and wait until it accepts writes: after a recovery, when it has come to its end."""
        command = [word.replace(MOUNTED, str(self._mounted)) for word in self._service.command]
        # nobody takes the power away from a test
        own = {"fsync": "off", "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        command += [word for name, value in own.items() for word in ("-c", f"{name}={value}")]
        command[0] = str(self._place.binaries / command[0])
        with (self._base / "server.log").open("ab") as log:
            self._child = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **self._as_user())
        end = time.monotonic() + 60
        while not self._is_writable():
            if self._child.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the server does not start:\n{self.log_tail()}")
            time.sleep(0.05)

    def log_tail(self) -> str:
        """Return the end of the server's log."""
        return (self._base / "server.log").read_text(errors="replace")[-3000:]

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server as `docker compose stop` does, or another way."""
        if self._child is not None and self._child.poll() is None:
            os.kill(self._child.pid, how)
            self._child.wait(60)

    def script(self, name: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a script of docker/postgres as `docker compose exec` or `run` does; return how it ended."""
        return subprocess.run(
            ["sh", str(self._mounted / name), *arguments],
            capture_output=True, text=True, check=False, **self._as_user(more),
        )  # fmt: skip

    def url(self, user: str = "postgres", database: str = "postgres") -> str:
        """Return the address of a database for a user of the container's environment."""
        names = {"postgres": "POSTGRES_PASSWORD", "airflow": "AIRFLOW_DATABASE_PASSWORD"}
        password = self.values[names.get(user, f"WAREHOUSE_{user.upper()}_PASSWORD")]
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def finish_log(self) -> Path:
        """Finish the present file of the log; return the path under which it will be archived."""
        with psycopg.connect(self.url(), autocommit=True) as conn:
            conn.execute("SELECT pg_create_restore_point('trial')")  # a file without any entry is not finished
            name = conn.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        assert name is not None
        return self.archive / "wal" / f"{name[0]}.gz"

    def archive_now(self) -> None:
        """Finish the present file of the log, and wait until it is archived."""
        self.wait_for(self.finish_log().exists)

    def wait_for(self, condition: Any, seconds: float = 30) -> None:
        """Wait until a condition holds. Raises RuntimeError with the server's log if it does not in time."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise RuntimeError(f"waited {seconds} s in vain:\n{self.log_tail()}")
            time.sleep(0.02)

    def remove(self) -> None:
        """Stop the server at once, and delete its folders."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._base, ignore_errors=True)

    def _is_writable(self) -> bool:
        try:
            with psycopg.connect(self.url(), connect_timeout=5) as conn:
                return conn.execute("SELECT pg_is_in_recovery()").fetchone() == (False,)
        except psycopg.OperationalError:
            return False

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._place.binaries / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, **self._as_user())

    def _as_user(self, more: dict[str, str] | None = None) -> dict[str, Any]:
        """Options of a process: the server's user, and the environment that the service has."""
        environment = {
            "PATH": os.pathsep.join((str(self._programs), str(self._place.binaries), os.environ["PATH"])),
            "LC_ALL": "C",
            **self._service.environment,
            "ARCHIVE": str(self.archive),
            "PGDATA": str(self.data),
            "PGPORT": str(self.port),
        }
        options: dict[str, Any] = {"cwd": "/", "env": environment | (more or {}), "stdin": subprocess.DEVNULL}
        if self._place.uid is not None:
            options |= {"user": self._place.uid, "group": self._place.gid, "extra_groups": []}
        return options

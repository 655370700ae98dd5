"""The embedded PostgreSQL server: one process tree per state folder, on 127.0.0.1, with passwords.

`Server(home)` starts and stops only the server whose data folder belongs to `home`; a process is touched after its
command line has shown that data folder. Data and log are folders of one place (see `place`).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from warehouse.embedded.config import ACCESS_RULES, server_configuration
from warehouse.embedded.place import MAJOR_VERSION, EmbeddedError, Place, find, read_or_create_secret

SUPERUSER = "postgres"
# database -> the role that owns it
DATABASES = {"airflow": "airflow", "warehouse": "owner"}
SERVER_RIGHTS = Path(__file__).resolve().parents[2] / "sql" / "access" / "server.sql"
"""Rights that only the superuser can give or take."""
START_TIMEOUT_SECONDS = 120.0  # recovery after a crash may replay up to max_wal_size
STOP_TIMEOUT_SECONDS = 60.0
SSL_REQUEST = 80877103  # code of the SSLRequest message of the PostgreSQL protocol

__all__ = ["DATABASES", "SUPERUSER", "EmbeddedError", "Server", "read_or_create_secret"]


class Server:
    """One embedded server. `home` is the campaign's state folder (mode 700)."""

    def __init__(self, home: Path) -> None:
        self.home = Path(home).resolve()
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._child: subprocess.Popen[bytes] | None = None
        self._place: Place | None = None

    @property
    def place(self) -> Place:
        """Return the folders (data, log files, PostgreSQL's programs) and the operating system's user of the server.

        The first call creates missing folders.
        """
        if self._place is None:
            self._place = find(self.home)
        return self._place

    @property
    def port(self) -> int:
        """Return the server's TCP port on 127.0.0.1; chooses and stores one if there is none yet.

        It stays the same, unless another program uses it when the server starts.
        """
        file = self.home / "postgres" / "port"
        if not file.exists():
            self._choose_port()
        return int(file.read_text())

    def password(self, role: str) -> str:
        """Return the password of a database role; the first call creates it in a file of the state folder."""
        return read_or_create_secret(self.home / "secrets" / f"{role}.password")

    def url(self, database: str, role: str) -> str:
        """Return `postgresql://role:password@127.0.0.1:port/database` with the role's password; does not connect."""
        return f"postgresql://{role}:{self.password(role)}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the embedded PostgreSQL server of this state folder unless it runs, and return when it answers.

        The first start creates its files, databases and roles. Raises EmbeddedError if it does not start, or if its
        data are of another major version of PostgreSQL.
        """
        with self._lock():
            self._place = find(self.home)  # the former holder of the lock may have destroyed it
            # A process that was just killed may still be listed: only one that answers counts as running.
            self._wait_until(lambda: self.pid() is None or self._accepts(), START_TIMEOUT_SECONDS)
            if self.pid() is not None:
                return
            self._clear_after_crash()
            if not (self.place.base / "initialised").exists():
                self._initialise()
            self._check_version()
            self._launch()
            self._ensure_databases()

    def stop(self) -> None:
        """Stop the embedded PostgreSQL server if it runs, and wait until it has ended; its data stay.

        Open transactions are rolled back, everything committed is on disk. Raises EmbeddedError if it does not stop.
        """
        with self._lock():
            self._stop((signal.SIGINT, STOP_TIMEOUT_SECONDS), (signal.SIGQUIT, 15.0))

    def _stop(self, *ways: tuple[signal.Signals, float]) -> None:
        """Stop the server by one signal after the other, under the lock. Raises EmbeddedError if it still runs."""
        for how, wait_seconds in ways:
            pid = self.pid()
            if pid is None:
                break
            os.kill(pid, how)
            self._wait_until(lambda: self.pid() is None, wait_seconds)
        if (pid := self.pid()) is not None:
            raise EmbeddedError(f"PostgreSQL (process {pid}) does not stop; see {self.log_folder}")
        if self._child is not None:
            self._child.wait()
            self._child = None

    def pid(self) -> int | None:
        """Return the process id of this server's main process, or None if it does not run. A zombie counts as ended."""
        file = self.place.data / "postmaster.pid"
        try:
            process = psutil.Process(int(file.read_text().split("\n", 1)[0]))
            alive = process.status() != psutil.STATUS_ZOMBIE and str(self.place.data) in process.cmdline()
        except (OSError, ValueError, psutil.Error):
            return None
        if self._child is not None:
            self._child.poll()  # reap our own child, so that it does not stay a zombie
        return process.pid if alive else None

    @property
    def log_folder(self) -> Path:
        """Return the path of the folder of the server's log files; does not create it."""
        return self.place.log

    @property
    def binaries(self) -> Path:
        """Return the folder with psql, pg_dump and pg_restore, of the PostgreSQL release that this server runs."""
        return self.place.binaries

    def destroy(self) -> None:
        """Stop the embedded PostgreSQL server at once and delete its data and log files for good.

        The passwords in the state folder stay. Raises EmbeddedError if it does not stop; then nothing is deleted.
        """
        with self._lock():
            self._stop((signal.SIGQUIT, 15.0), (signal.SIGKILL, 15.0))  # nothing needs to reach the disk any more
            shutil.rmtree(self.place.base, ignore_errors=True)
            self._lock_file.unlink(missing_ok=True)

    # ---------------------------------------------------------------- how

    @property
    def _lock_file(self) -> Path:
        return self.place.base.parent / f".{self.place.base.name}.lock"

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Let one process at a time start, stop or destroy; after a destroy, a waiting process uses the new file."""
        while True:
            with self._lock_file.open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if self._is_lock_file(file.fileno()):
                    yield
                    return

    def _is_lock_file(self, handle: int) -> bool:
        try:
            return os.path.samestat(self._lock_file.stat(), os.fstat(handle))
        except FileNotFoundError:
            return False

    def _choose_port(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._write_port(probe.getsockname()[1])

    def _write_port(self, port: int) -> None:
        temporary = self.home / "postgres" / "port.new"
        temporary.parent.mkdir(mode=0o700, exist_ok=True)
        temporary.write_text(str(port))
        temporary.rename(temporary.with_name("port"))

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.place.binaries / program), *arguments],
            capture_output=True,
            text=True,
            check=False,
            **self._as_user(),
        )
        if done.returncode:
            raise EmbeddedError(f"{program} failed: {done.stderr.strip() or done.stdout.strip()}")

    def _as_user(self) -> dict[str, Any]:
        """Popen arguments: the server's user, a clean environment (no PG… of the caller), a folder anyone can enter."""
        options: dict[str, Any] = {
            "cwd": "/",
            "env": {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            "stdin": subprocess.DEVNULL,
        }
        if self.place.uid is not None:
            options |= {"user": self.place.uid, "group": self.place.gid, "extra_groups": []}
        return options

    def _own(self, path: Path) -> None:
        if self.place.uid is not None and self.place.gid is not None:
            os.chown(path, self.place.uid, self.place.gid)

    def _write_private(self, path: Path, text: str) -> None:
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)
        self._own(path)

    def _initialise(self) -> None:
        place = self.place
        shutil.rmtree(place.data, ignore_errors=True)  # what an interrupted initdb left
        place.log.mkdir(mode=0o700, exist_ok=True)
        self._own(place.log)
        password_file = place.base / "superuser.password"
        self._write_private(password_file, self.password(SUPERUSER) + "\n")
        try:
            self._run(
                "initdb", "-D", str(place.data), "-U", SUPERUSER, f"--pwfile={password_file}", "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                "--no-instructions",
            )  # fmt: skip
        finally:
            password_file.unlink()
        self._write_private(place.data / "pg_hba.conf", ACCESS_RULES)
        (place.base / "initialised").touch()

    def _check_version(self) -> None:
        version = (self.place.data / "PG_VERSION").read_text().strip()
        if version != str(MAJOR_VERSION):
            raise EmbeddedError(
                f"the data of {self.home} were written by PostgreSQL {version}, this release carries {MAJOR_VERSION}: "
                "dump with the old release and restore, see docs/how-to/operate.md"
            )

    def _clear_after_crash(self) -> None:
        """After a kill: wait for the old backends, then drop a pid file that names a zombie or a stranger.

        PostgreSQL itself clears a pid file whose process is gone, but refuses to start while that number is in use.
        """
        file = self.place.data / "postmaster.pid"
        if not file.exists():
            return
        if not self._wait_until(lambda: not self._leftovers(), 30.0):
            raise EmbeddedError(f"processes of a killed PostgreSQL still run: {self._leftovers()}; wait or end them")
        try:
            number = int(file.read_text().split("\n", 1)[0])
        except ValueError:
            number = 0
        if not number or psutil.pid_exists(number):
            file.unlink()

    def _leftovers(self) -> list[int]:
        """Return the process ids of living processes of this cluster; their title contains its name."""
        title = f"postgres: {self.place.name}: "
        pids = []
        for process in psutil.process_iter(["cmdline", "status"]):
            line = " ".join(process.info["cmdline"] or [])
            if line.startswith(title) and process.info["status"] != psutil.STATUS_ZOMBIE:
                pids.append(process.pid)
        return pids

    def _launch(self) -> None:
        for attempt in range(5):
            if attempt or not _port_is_free(self.port):
                self._choose_port()
            text = server_configuration(self.port, self.place.name, self.place.log)
            self._write_private(self.place.data / "postgresql.conf", text)
            if self._launch_once():
                return
        raise EmbeddedError(f"PostgreSQL did not start; its log is in {self.place.log}")

    def _launch_once(self) -> bool:
        output = self.place.base / "start.log"
        self._write_private(output, "")
        with output.open("ab") as log:
            self._child = subprocess.Popen(
                [str(self.place.binaries / "postgres"), "-D", str(self.place.data)],
                stdout=log, stderr=log, start_new_session=True, **self._as_user(),
            )  # fmt: skip
        return (
            self._wait_until(lambda: self._child_ended() or self._answers(), START_TIMEOUT_SECONDS)
            and not self._child_ended()
        )

    def _child_ended(self) -> bool:
        return self._child is not None and self._child.poll() is not None

    def _answers(self) -> bool:
        """Whether our child says that it is ready; the file may still be that of a predecessor that was killed."""
        try:
            lines = (self.place.data / "postmaster.pid").read_text().split("\n")
            return self._child is not None and int(lines[0]) == self._child.pid and lines[7].strip() == "ready"
        except (OSError, IndexError, ValueError):
            return False

    def _accepts(self) -> bool:
        """Whether the postmaster still starts backends: one answers the request for encryption with one letter."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2.0) as probe:
                probe.sendall(struct.pack("!ii", 8, SSL_REQUEST))
                return probe.recv(1) in (b"N", b"S")
        except OSError:
            return False

    def _ensure_databases(self) -> None:
        """Roles that own a database, and the databases; what exists stays, passwords follow the files."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url("postgres", SUPERUSER), autocommit=True) as conn:
            roles = {row[0] for row in conn.execute("SELECT rolname FROM pg_roles")}
            databases = {row[0] for row in conn.execute("SELECT datname FROM pg_database")}
            for database, role in DATABASES.items():
                name = sql.Identifier(role)
                if role not in roles:
                    conn.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
                    if role == "owner":  # makes the other roles of the warehouse (sql/access)
                        conn.execute(sql.SQL("ALTER ROLE {} CREATEROLE").format(name))
                    verifier = conn.pgconn.encrypt_password(
                        self.password(role).encode(), role.encode(), b"scram-sha-256"
                    )
                    conn.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, verifier.decode()))
                if database not in databases:
                    conn.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), name))
        if "warehouse" in DATABASES:
            with psycopg.connect(self.url("warehouse", SUPERUSER), autocommit=True) as conn:
                conn.execute(SERVER_RIGHTS.read_bytes())

    @staticmethod
    def _wait_until(condition: Any, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True


def _port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True

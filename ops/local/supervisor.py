"""Start and stop the embedded size: database server, migrations, Airflow's services, mail catcher.

`make up`, `make down` and `make status` call this module; `make run` uses `Supervisor` directly.
The state is in pid files of the state folder, so that a later process finds what is running.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ops.airflow.environment import USER, airflow_environment, api_url, password_file
from ops.local.ports import ensure_free_port, is_free, reserved_port
from ops.local.processes import Process, stop, stop_alone
from pipeline.runtime.settings import REPOSITORY
from warehouse.embedded.place import EmbeddedError
from warehouse.embedded.server import Server

if TYPE_CHECKING:
    import psycopg

    from pipeline.runtime.settings import Settings

AIRFLOW_SERVICES = ("api-server", "scheduler", "dag-processor")
POSTGRES, MAIL_CATCHER, WATCHER = "postgres", "mail-catcher", "watcher"
SERVICES = (POSTGRES, MAIL_CATCHER, *AIRFLOW_SERVICES)
"""Services that the watcher starts again when they died, in this order."""
HEALTH_TIMEOUT_SECONDS = 120.0
PROGRESS_EVERY_SECONDS = 4.0


class SupervisorError(RuntimeError):
    """A service that did not start or has ended; the text names it, its log and the next step for the operator."""


class Supervisor:
    """All processes of one state folder. `say` receives the lines of progress."""

    def __init__(self, home: Path, packs: tuple[str, ...], say: Callable[[str], None] = print) -> None:
        self.home = home
        self.packs = packs
        self.say = say
        self.server = Server(home)
        self.processes = {name: Process(home, name) for name in (MAIL_CATCHER, *AIRFLOW_SERVICES)}
        self.watcher = Process(home, WATCHER)
        self._lock: IO[str] | None = None
        self._given_up = False

    def claim(self) -> None:
        """Lock the state folder for this process until it ends, so that only one `make run` or `make up` works on it.

        Raises SupervisorError if another process has the lock.
        """
        file = self.home / "run" / "lock"
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = file.open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SupervisorError(
                f"another `make run` or `make up` is working on {self.home}: wait until it has ended"
            ) from None

    def clear_for_run(self) -> None:
        """Stop the processes that an earlier, killed `make run` left in this state folder.

        Does nothing if there are none. Raises SupervisorError if they belong to `make up`, which must be stopped first.
        """
        running = [name for name in self.running() if name != POSTGRES]
        if not running:
            return
        if self.up_mark.exists():
            raise SupervisorError(f"`make up` is running on {self.home}: stop it with `make down` first")
        self.say(f"an earlier run was killed; stopping its processes: {', '.join(running)}")
        self.stop_all()

    @property
    def up_mark(self) -> Path:
        """Path of the file that exists while the services of `make up` are on; does not create it."""
        return self.home / "run" / "up"

    def settings_changed(self) -> bool:
        """Return whether the services of `make up` run with other settings than those that they would get now."""
        try:
            return self.up_mark.read_text() != self._settings_mark()
        except OSError:
            return True

    def mark_up(self) -> None:
        """Write the mark of `make up`, with a check value of the settings of its services, and its packs."""
        self.up_mark.write_text(self._settings_mark())

    def _settings_mark(self) -> str:
        env = airflow_environment(self.home, self.packs)
        names = sorted(name for name in env if name.startswith(("AIRFLOW_", "CAMPAIGN_")))
        digest = hashlib.sha256("\n".join(f"{name}={env[name]}" for name in names).encode()).hexdigest()
        return json.dumps({"packs": self.packs, "settings": digest})

    def running(self) -> list[str]:
        """List the names of the state folder's running processes, `postgres` first; empty if none runs.

        The others are `mail-catcher`, the names of Airflow's services, and `watcher`.
        """
        watcher = [WATCHER] if self.watcher.running() else []
        return [name for name in SERVICES if self.is_running(name)] + watcher

    def is_running(self, name: str) -> bool:
        """Return whether one of SERVICES runs; a process that hangs runs."""
        return (self.server.pid() if name == POSTGRES else self.processes[name].running()) is not None

    def log_tail(self, name: str) -> str:
        """Return the last lines of the log of one of SERVICES; of the database, where its logs are."""
        return f"see {self.server.log_folder}" if name == POSTGRES else self.processes[name].log_tail()

    def start_database(self) -> None:
        """Start the database server unless it runs, and wait until it answers. Raises EmbeddedError if that fails."""
        self.server.start()

    def migrate_warehouse(self) -> None:
        """Migrate the warehouse's schema to this release and set the passwords of its roles; the server must run.

        Raises SupervisorError if that fails, for example because a newer release made the database, or because other
        sessions hold locks; the text names them.
        """
        import psycopg
        from sqlalchemy.exc import SQLAlchemyError

        from warehouse import access, migrate

        passwords = {role: self.server.password(role) for role in access.ROLES}
        try:
            migrate.upgrade(self.server.url("warehouse", "owner"), passwords)
        except migrate.MigrationBlocked as blocked:
            raise SupervisorError(f"the warehouse cannot be migrated: {blocked}") from None
        except (psycopg.Error, SQLAlchemyError) as error:
            raise SupervisorError(
                f"the warehouse in {self.home} cannot be brought up to this release ({str(error).splitlines()[0]}); "
                "use the release that made it, or another CAMPAIGN_HOME"
            ) from error

    def start_airflow(self) -> None:
        """Start those of Airflow's services and the mail catcher that do not run.

        Migrates Airflow's database first, if necessary. Does not wait until they are healthy. The database server must
        run. Raises SupervisorError if the migration fails, or if `give_up` was called.
        """
        self._choose_ports(MAIL_CATCHER, "api-server")
        self._migrate_airflow()
        for name in (MAIL_CATCHER, *AIRFLOW_SERVICES):
            if self._given_up:
                raise SupervisorError("given up")
            self._start(name)

    def restart(self, name: str) -> int:
        """Start one of SERVICES again that died, on its old port; return the number of orphans that were ended before.

        Raises EmbeddedError if the database does not start, SupervisorError if another program uses the port by now.
        """
        if name == POSTGRES:
            port = self.server.port
            self.server.start()
            if self.server.port != port:  # all other services know the old one; the watcher starts them again
                self.stop_airflow()
            return 0
        orphans = self.processes[name].end_orphans()
        if name in (MAIL_CATCHER, "api-server") and not is_free(reserved_port(self.home, name)):
            raise SupervisorError(f"another program uses port {reserved_port(self.home, name)}")
        self._start(name)
        return orphans

    def start_watcher(self) -> None:
        """Start the process that watches the services of `make up`, unless it runs."""
        self.watcher.start([sys.executable, "-m", "ops.local.watch"], os.environ, REPOSITORY)

    def wait_until_healthy(self) -> None:
        """Wait until Airflow's scheduler, dag-processor, api-server and the API for its tasks are healthy.

        Raises SupervisorError if a service ends, after HEALTH_TIMEOUT_SECONDS, or if `give_up` was called.
        """
        start = reported = time.monotonic()
        warm_up = threading.Thread(target=self._warm_up_task_api, daemon=True)
        warm_up.start()
        while missing := self._unhealthy_services() + (["task API"] if warm_up.is_alive() else []):
            self.check_alive()
            if self._given_up:
                raise SupervisorError("given up")
            now = time.monotonic()
            if now - start > HEALTH_TIMEOUT_SECONDS:
                raise SupervisorError(
                    f"{', '.join(missing)} not healthy after {now - start:.0f} s; logs: {self.home}/logs"
                )
            if now - reported >= PROGRESS_EVERY_SECONDS:
                reported = now
                self.say(f"waiting for Airflow ({now - start:.0f} s): {', '.join(missing)}")
            time.sleep(0.25)

    def _warm_up_task_api(self) -> None:
        """Request the API for tasks once: the api-server builds it at the first request, which takes seconds."""
        end = time.monotonic() + HEALTH_TIMEOUT_SECONDS
        while time.monotonic() < end and not self._given_up and self.processes["api-server"].running():
            try:
                with urllib.request.urlopen(f"{api_url(self.home)}/execution/health", timeout=60):
                    return
            except OSError:  # not listening yet
                time.sleep(0.25)

    def stop_airflow(self) -> list[str]:
        """Stop Airflow and the mail catcher, not the database; return the names of those that were running."""
        # The scheduler first: while it ends, its tasks still report to the api-server.
        stopped = stop([self.processes["scheduler"]], 10)
        return stopped + stop([self.processes[name] for name in ("dag-processor", "api-server", MAIL_CATCHER)], 10)

    def give_up(self) -> None:
        """Make `start_airflow` and `wait_until_healthy` in other threads raise SupervisorError; stops no process."""
        self._given_up = True

    def stop_all(self) -> list[str]:
        """Stop the watcher, Airflow, mail catcher and database, and return the names of those that were running.

        Deletes the mark of `make up`; data and logs stay. Raises EmbeddedError if the database does not stop.
        """
        self.up_mark.unlink(missing_ok=True)
        stopped = [WATCHER] if stop_alone(self.watcher) else []
        stopped += self.stop_airflow()
        if self.server.pid():
            self.server.stop()
            stopped.append(POSTGRES)
        return stopped

    def _choose_ports(self, *names: str) -> None:
        for name in names:
            if self.processes[name].running() is None:
                ensure_free_port(self.home, name)

    def _start(self, name: str) -> None:
        arguments = {
            MAIL_CATCHER: [
                "ops.local.mail_catcher",
                str(self.home / "mail"),
                str(reserved_port(self.home, MAIL_CATCHER)),
            ],
            # The scheduler's own log server is not needed: the api-server reads the same folder.
            "scheduler": ["ops.airflow.scheduler", "--skip-serve-logs"],
        }.get(name, ["airflow", name])
        env = airflow_environment(self.home, self.packs)
        self.processes[name].start([sys.executable, "-m", *arguments], env, REPOSITORY)

    def _migrate_airflow(self) -> None:
        """Run `airflow db migrate`, which takes seconds, unless this release of Airflow has migrated this database."""
        import psycopg

        stamp = self.home / "airflow" / "migrated.json"
        with psycopg.connect(self.server.url("airflow", "airflow")) as conn:
            present = {"airflow": version("apache-airflow"), "database": _airflow_revision(conn)}
            if present["database"] and stamp.exists() and json.loads(stamp.read_text()) == present:
                return
        stamp.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        env = airflow_environment(self.home, self.packs)
        log = self.home / "logs" / "airflow-migrate.log"
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with log.open("ab") as out:
            migration = subprocess.run(
                [sys.executable, "-m", "airflow", "db", "migrate"],
                env=env,
                cwd=REPOSITORY,
                stdout=out,
                stderr=out,
                check=False,
            )
        if migration.returncode:
            raise SupervisorError(f"Airflow could not migrate its database; see {log}")
        with psycopg.connect(self.server.url("airflow", "airflow")) as conn:
            stamp.write_text(json.dumps({**present, "database": _airflow_revision(conn)}))

    def check_alive(self) -> None:
        """Check that all services of Airflow run. Raises SupervisorError with the end of the log if one has ended.

        Does not check that they are healthy, nor the database or the mail catcher.
        """
        for name in AIRFLOW_SERVICES:
            if self.processes[name].running() is None:
                process = self.processes[name]
                raise SupervisorError(f"{name} ended; the end of {process.log_file}:\n{process.log_tail()}")

    def _unhealthy_services(self) -> list[str]:
        try:
            with urllib.request.urlopen(f"{api_url(self.home)}/api/v2/monitor/health", timeout=2) as response:
                health = json.load(response)
        except (OSError, ValueError):
            return ["api-server"]
        return [name for name in ("scheduler", "dag_processor") if (health.get(name) or {}).get("status") != "healthy"]


def _airflow_revision(conn: psycopg.Connection) -> str | None:
    """Revision of Airflow's schema in its database, None if there is none yet."""
    table = conn.execute("SELECT to_regclass('public.alembic_version')").fetchone()
    if table is None or table[0] is None:
        return None
    row = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def up(supervisor: Supervisor, settings: Settings) -> None:
    """Start the database and Airflow for `make up`, print their addresses, and return while they run on.

    `supervisor`: starts and stops all processes of one state folder; `settings`: of the same folder. Migrates the
    warehouse and compares its keys first; Airflow's schedules are on. Raises SupervisorError if a service does not
    start or another `make` has the lock, EmbeddedError if the database does not start, and KeysRefused if the keys are
    not those of the warehouse.
    """
    from pipeline.identity.keys import check as check_keys

    supervisor.claim()
    stop_alone(supervisor.watcher)  # two must not start services at once; it begins again at the end
    if not set(supervisor.running()) >= {POSTGRES, *AIRFLOW_SERVICES}:
        supervisor.stop_all()  # after a crash only some of them may run
    supervisor.say("starting the database")
    supervisor.start_database()
    supervisor.migrate_warehouse()
    check_keys(settings)
    if supervisor.up_mark.exists() and supervisor.settings_changed():
        supervisor.say("the settings have changed: starting Airflow again")
        supervisor.stop_airflow()
    supervisor.up_mark.touch()
    supervisor.say("starting Airflow")
    supervisor.start_airflow()
    supervisor.mark_up()
    supervisor.wait_until_healthy()
    supervisor.start_watcher()
    supervisor.say(f"Airflow:  {api_url(supervisor.home)}  user {USER}, password in {password_file(supervisor.home)}")
    supervisor.say(
        f"Packs:    {', '.join(supervisor.packs)} (schedules are on; past campaigns run by explicit dates only)"
    )
    supervisor.say(f"Database: make psql ROLE=analyst    Mail: {supervisor.home / 'mail'}    Stop: make down")


def main(action: str) -> int:
    """Execute `make up`, `make down` or `make status`, and return the exit code: 0, or 1 with a printed reason.

    `action`: `up` starts the database and Airflow, `down` stops them, `status` prints the names of running processes
    and, while `make up` is on, what is wrong (`campaign health`): the code is 1 then.
    """
    from pipeline.runtime.settings import Settings, SettingsError

    try:
        settings = Settings.from_environment()
    except (SettingsError, OSError) as error:
        print(f"make {action}: {error}", file=sys.stderr)
        return 1
    supervisor = Supervisor(settings.home, settings.packs)
    if action == "down":
        try:
            supervisor.claim()  # what `make run` watches, it would start again
        except SupervisorError as error:
            print(f"make down: {error}, or end it with Ctrl-C", file=sys.stderr)
            return 1
        stopped = supervisor.stop_all()
        print(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")
    elif action == "status":
        print(f"running: {', '.join(supervisor.running()) or 'nothing'}")
        if supervisor.up_mark.exists():
            return _print_health(settings)
    else:
        try:
            up(supervisor, settings)
        except BaseException as error:
            supervisor.stop_all()
            if not isinstance(error, SupervisorError | SettingsError | EmbeddedError | OSError):
                raise
            print(f"make up: {error}", file=sys.stderr)
            return 1
    return 0


def _print_health(settings: Settings) -> int:
    """Print what is wrong with the installation, and return 1, or that all is well, and return 0."""
    from pipeline.health.check import check
    from pipeline.health.finding import lines_zh
    from transforms.text.terminal import terminal_line

    health = check(settings)
    for line in lines_zh(health):
        print(terminal_line(line))
    return 0 if health.is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "status"))

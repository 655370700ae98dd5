"""`make test-cluster`: run the server size without Docker, and compare its result with that of one process.

Starts the services of docker-compose.yml natively on 127.0.0.1 with their own commands, environment and health checks;
docker/make_env.sh generates the secrets. Runs a small Dong'an through all DAGs on two Celery workers. Compares the
warehouse with one that the same functions filled in this process. Ends with `N passed, N failed`.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from ops.airflow.dag_runs import DagRun, prove_scheduled
from ops.airflow.environment import password_file
from ops.local.console import Console
from ops.local.processes import Process, stop
from ops.local.run import last_due_days
from ops.local.simulated import ensure_simulated
from pipeline.runtime.settings import DEFAULT_PACK, REPOSITORY, Settings
from pipeline.verify import invariants
from tests.cluster import compare, drills
from tests.cluster import flow as cluster_flow
from tests.cluster import redis as cluster_redis
from tests.cluster import reference as cluster_reference
from tests.cluster.checks import Checks, documents_seen, listening_beyond_this_machine, ports_still_open, processes_of
from tests.cluster.compose_file import Service, load, read_environment_file
from tests.cluster.native import Instance, Native
from tests.cluster.services import Services
from tests.support.stores import outbox_folder
from warehouse.access import ROLES
from warehouse.embedded.server import Server

PACK, BURST_PACK = DEFAULT_PACK, "kaijiang-2020"
SCALE, SEED = 0.01, 1
LIMIT_SECONDS = 900  # with both drills, ten minutes on two loaded cores
LOG_PATIENCE_SECONDS = 10.0
HEALTH_SECONDS = 240.0
WORKERS = 2


class ClusterError(RuntimeError):
    """The test cannot continue; the text states the reason."""


class Cluster:
    """One run in a state folder of its own below the campaign's, which is deleted at the end."""

    def __init__(self, folder: Path, console: Console, checks: Checks) -> None:
        self.folder = folder
        self.home = folder / "state"
        self.console = console
        self.checks = checks
        self.server: Server | None = None
        self.services: Services | None = None

    def run(self) -> None:
        """Run the whole test. Raises the error that stops it."""
        self.server = Server(self.home)
        native, composition = self._prepare(self.server)
        instances = self._instances(native, composition)
        self.services = services = Services(self.home, composition, instances, self.console.say, self.console.doing)
        services.adopt(native.instances(composition["postgres"])[0])
        worker = instances["airflow-worker"][0]
        settings = Settings.from_environment(worker.environment)
        reference = cluster_reference.reference_settings(worker.environment, self.home / "reference")
        with self._step("reference", "migrating its database"):
            # Before airflow-init, not at the same time: both create the roles of the warehouse.
            cluster_reference.make_database(self.server, self.passwords)
        with self._services_in_parallel(services):
            with self._step("simulation", f"{PACK}, scale {SCALE:g}, seed {SEED}"):
                place = ensure_simulated(self.home, PACK, SCALE, SEED)
            publish_on = last_due_days(settings, PACK, place.business_date)
            with self._step("reference", "the same deliveries in this process"):
                cluster_reference.run(reference, PACK, place, publish_on, self.console.say)
        for name in sorted(services.healthy):
            self.checks.add(f"{name} is healthy", True)
        with self._step("campaign", "landing the deliveries"):
            arguments = ("deliver-all", str(place.folder), "--pack", PACK)
            services.run(native.one_off(composition["campaign"], arguments))
        api = cluster_flow.PatientApi(self.home)
        with self._step("api-server", "its first answer to a task"):
            api.warm_up()
        workers, url = instances["airflow-worker"], self.server.url("airflow", "airflow")
        drill = drills.WorkerKill(services, workers, url, PACK, self.console.say)
        flow = cluster_flow.Flow(settings, PACK, api, self.home, drill.look, self.console.say)
        with self._step("Airflow", "running the DAGs on the workers"):
            runs = flow.run(place.business_date, publish_on)
        with self._step("burst", "many tasks of another campaign"):
            burst = drills.send_burst(api, self.home, url, BURST_PACK, PACK, services.check_alive)
        self.checks.add("no DAG file has an import error", not api.import_errors())
        self._check_drills(drill, burst)
        self._check_workers(runs, [instance.name for instance in instances["airflow-worker"]])
        self._check_results(settings, reference)
        self._check_silence(place.folder)

    def stop(self) -> None:
        """Stop everything that was started, and check that nothing runs. Safe to call at any time."""
        ports = sorted((self.home / "run").glob("*.port"))
        numbers = [int(path.read_text()) for path in ports]
        if self.services is not None:
            self.services.stop()
        if self.server is not None:
            self.server.destroy()
        if self.services is not None:
            left = [f"port {number}" for number in ports_still_open(numbers)]
            left += [f"process {process.pid}" for process in processes_of(self.home)]
            self.checks.add("nothing that was started still runs or listens", not left, ", ".join(left))

    def clear(self) -> None:
        """Stop and remove what a killed run left."""
        if not self.home.exists():
            return
        self.console.say("an earlier run was killed; removing its state")
        stop([Process(self.home, path.stem) for path in sorted((self.home / "run").glob("*.pid"))])
        if (self.home / "postgres").exists():
            Server(self.home).destroy()
        shutil.rmtree(self.home)

    def _prepare(self, server: Server) -> tuple[Native, dict[str, Service]]:
        """Generate the secrets, start the database server, find Redis, read the composition."""
        (self.home / "logs").mkdir(mode=0o700)
        values = self._secrets()
        with self._step("database", "initialising"):
            server.start()
        self.console.say("PostgreSQL is up, with the databases airflow and warehouse")
        with self._step("Redis", "unpacking the distribution's packages"):
            redis = cluster_redis.environment(self.folder)
        composition = load(REPOSITORY / "docker-compose.yml", values)
        return Native(self.home, server, redis), composition

    def _secrets(self) -> dict[str, str]:
        """Generate .env as an administrator does, and store its passwords where the embedded server reads them."""
        env_file = self.home / "server.env"
        maker = REPOSITORY / "docker" / "make_env.sh"
        subprocess.run(["sh", str(maker), str(env_file)], check=True, capture_output=True)
        values = read_environment_file(env_file)
        values |= {"AIRFLOW_WORKERS": str(WORKERS), "AIRFLOW_WORKER_CONCURRENCY": "1"}
        values |= {"CAMPAIGN_PACKS": f"{PACK},{BURST_PACK}", "CAMPAIGN_POOL_SLOTS": str(WORKERS - 1)}
        passwords = {role: values[f"WAREHOUSE_{role.upper()}_PASSWORD"] for role in ("owner", *ROLES)}
        passwords |= {"postgres": values["POSTGRES_PASSWORD"], "airflow": values["AIRFLOW_DATABASE_PASSWORD"]}
        for role, password in passwords.items():
            _write_private(self.home / "secrets" / f"{role}.password", password)
        # `ops.airflow.api` reads its login here.
        _write_private(password_file(self.home), json.dumps({"admin": values["AIRFLOW_ADMIN_PASSWORD"]}))
        self.passwords = passwords
        return values

    def _instances(self, native: Native, composition: dict[str, Service]) -> dict[str, list[Instance]]:
        """All services except PostgreSQL, which runs already, and those that only a profile starts."""
        return {
            name: native.instances(service)
            for name, service in composition.items()
            if name != "postgres" and not service.profiles
        }

    @contextmanager
    def _services_in_parallel(self, services: Services) -> Iterator[None]:
        """Start the other services while the block runs, and wait until everything is healthy."""
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(services.wait, lambda: not services.missing(), HEALTH_SECONDS)
            try:
                yield
                waiting.result()
            except BaseException:
                services.give_up()
                raise

    def _check_workers(self, runs: list[DagRun], workers: list[str]) -> None:
        assert self.server is not None
        self.checks.add(f"{len(runs)} DAG runs succeeded", True)
        count = prove_scheduled(self.server, runs)
        self.checks.add(f"a scheduler job queued each of {count} tasks", count > 0)
        hosts = cluster_flow.tasks_by_host(self.server.url("airflow", "airflow"), runs)
        for name in workers:
            log, end = self.home / "logs" / f"{name}.log", time.monotonic() + LOG_PATIENCE_SECONDS
            # A worker logs the end of a task a little after Airflow's database records it.
            while (logged := cluster_flow.tasks_in_log(log)) < hosts[name] and time.monotonic() < end:
                time.sleep(0.5)
            text = f"{name} ran {hosts[name]} tasks (its own log: {logged})"
            self.checks.add(text, hosts[name] > 0 and logged >= hosts[name])
        self.checks.add("no task ran anywhere else", set(hosts) <= set(workers), str(sorted(set(hosts) - set(workers))))

    def _check_drills(self, drill: drills.WorkerKill, burst: drills.Burst) -> None:
        attempt, state = drill.attempts() if drill.killed else (0, "no intake was seen running")
        text = f"the task of the killed worker succeeded at attempt {attempt}"
        self.checks.add(text, attempt > 1 and state == "success", state)
        text = f"a burst of {burst.tasks} tasks left a worker: {burst.began_after_other} began after another campaign's"
        self.checks.add(text, burst.most_at_once == WORKERS - 1 and burst.began_after_other > 0, str(burst))

    def _check_results(self, settings: Settings, reference: Settings) -> None:
        assert self.server is not None
        urls = [self.server.url(name, "owner") for name in ("warehouse", cluster_reference.DATABASE)]
        for comparison in compare.compare(*urls):
            self.checks.add(str(comparison), comparison.equal)
        names = [_contents(folder) for folder in (outbox_folder(settings), outbox_folder(reference))]
        self.checks.add(f"{len(names[0])} published files equal, byte by byte", bool(names[0]) and names[0] == names[1])
        broken = [result.invariant for result in invariants.run(settings, PACK) if result.problems]
        self.checks.add("every invariant of `campaign verify` holds", not broken, ", ".join(broken))
        mails = len(list((self.home / "volumes" / "mail").glob("*.eml")))
        sent = compare.mailed(urls[0])
        self.checks.add(f"the mail catcher has the {sent} mails sent", sent == mails > 0, f"it has {mails}")

    def _check_silence(self, folder: Path) -> None:
        assert self.server is not None
        metadata_url = self.server.url("airflow", "airflow")
        places = documents_seen(folder / "truth" / "person.parquet", self.home, metadata_url)
        self.checks.add("no log, mail or XCom contains a document number", not places, ", ".join(places))
        open_to_others = listening_beyond_this_machine(self.home)
        self.checks.add("every port listens on 127.0.0.1 only", not open_to_others, ", ".join(open_to_others))

    @contextmanager
    def _step(self, part: str, text: str) -> Iterator[None]:
        self.console.doing(part, text)
        try:
            yield
        finally:
            self.console.doing(part, "")


def _contents(folder: Path) -> dict[str, bytes]:
    """Published files by path. Feedback to senders is left out: it contains the time at which it was made."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in files
        if path.relative_to(folder).parts[0] != "feedback"
    }


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def keep_logs(home: Path, target: Path) -> Path:
    """Copy the logs of a failed run to a folder that the next run keeps, and return the folder."""
    shutil.rmtree(target, ignore_errors=True)
    for name, source in (("services", home / "logs"), ("airflow", home / "volumes" / "airflow-logs")):
        if source.exists():
            shutil.copytree(source, target / name, symlinks=True)
    return target


def campaign_home() -> Path:
    """Return the campaign's state folder."""
    return Path(os.environ.get("CAMPAIGN_HOME") or REPOSITORY / ".campaign").expanduser().resolve()


def _give_up(number: int, frame: FrameType | None) -> None:
    raise ClusterError(f"not finished after {LIMIT_SECONDS} s" if number == signal.SIGALRM else "interrupted")


def run(console: Console, folder: Path) -> Checks:
    """Run the test once; at the end everything is stopped and the state folder deleted, whatever happens."""
    checks = Checks(console.say)
    cluster = Cluster(folder, console, checks)
    cluster.clear()
    try:
        cluster.run()
    except Exception as error:
        trace = cluster.home / "logs" / "cluster.log"
        trace.write_text(traceback.format_exc())
        checks.add("the run reaches its end", False, f"{type(error).__name__}: {error}")
    finally:
        _without_interrupts(cluster.stop)
        if checks.failed:
            kept = keep_logs(cluster.home, folder / "failed")
            console.say(f"logs: {kept}/services/cluster.log, one per service next to it, tasks' in {kept}/airflow")
        shutil.rmtree(cluster.home, ignore_errors=True)
    return checks


def _without_interrupts(action: Callable[[], None]) -> None:
    """Run the action with signals ignored: Ctrl-C or the alarm during the stop would leave processes behind."""
    signal.alarm(0)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    action()


def main(arguments: list[str] | None = None) -> int:
    """Run the test with a lock and a time limit, and return the exit code."""
    argparse.ArgumentParser(prog="make test-cluster", description=__doc__).parse_args(arguments)
    folder = campaign_home() / "cluster"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _give_up)
    with (folder / "lock").open("w") as lock, Console() as console:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"another `make test-cluster` is working on {folder}: wait until it has ended", file=sys.stderr)
            return 1
        signal.alarm(LIMIT_SECONDS)
        started = time.monotonic()
        checks = run(console, folder)
    print(f"ended after {time.monotonic() - started:.0f} s; nothing is left running")
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed or not checks.passed else 0


if __name__ == "__main__":
    sys.exit(main())

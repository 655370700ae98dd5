"""Start the instances in the order that `depends_on` asks for, watch them, ask their health checks, stop them all."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from ops.local.processes import Process, stop
from pipeline.runtime.settings import REPOSITORY
from tests.cluster.compose_file import Service
from tests.cluster.native import Instance

TEST_TIMEOUT_SECONDS = 60.0


class ServiceError(RuntimeError):
    """A service ended or did not become healthy; the text names it and its log."""


class Watched(Process):
    """A process that was started here, whose exit code is of interest."""

    def exit_code(self) -> int | None:
        """None while it runs."""
        return None if self._child is None else self._child.poll()


class Services:
    """The running instances of one composition. `say` takes a line of progress, `doing` what is going on."""

    def __init__(
        self,
        home: Path,
        services: Mapping[str, Service],
        instances: Mapping[str, list[Instance]],
        say: Callable[[str], None],
        doing: Callable[[str, str], None],
    ) -> None:
        self._home = home
        self._services = services
        self._instances = instances
        self._say = say
        self._doing = doing
        self._given_up = False
        self._processes: dict[str, Watched] = {}
        self._healthy: set[str] = set()
        self._completed: set[str] = set()

    @property
    def healthy(self) -> set[str]:
        """Names of the instances whose own health check has passed."""
        return set(self._healthy)

    def process(self, name: str) -> Watched:
        return self._processes.setdefault(name, Watched(self._home, name))

    def adopt(self, one: Instance) -> None:
        """A service that runs already counts once its health check passes. Raises ServiceError."""
        if not self._passes(one):
            raise ServiceError(f"{one.name} runs, but its health check fails\n{self._logs()}")
        self._healthy.add(one.name)

    def start_ready(self) -> None:
        """Start every instance whose dependencies are there; then look once after those that are on their way."""
        for name, instances in self._instances.items():
            for one in instances:
                if self._given_up:
                    return
                if one.name not in self._processes and self._may_start(self._services[name]):
                    self.process(one.name).start(one.command, one.environment, REPOSITORY)
                    self._say(f"started {one.name}")
        self.check_alive()
        for instances in self._instances.values():
            for one in instances:
                if one.test and one.name in self._processes and one.name not in self._healthy and self._passes(one):
                    self._healthy.add(one.name)
                    self._say(f"{one.name} is healthy by its own check")

    def missing(self) -> list[str]:
        """Instances that are not healthy (or, without a health check, not completed) yet."""
        names = [one.name for instances in self._instances.values() for one in instances]
        return [name for name in names if name not in self._healthy and name not in self._completed]

    def wait(self, done: Callable[[], bool], seconds: float) -> None:
        """Go on starting until `done`. Raises ServiceError when that takes longer."""
        end = time.monotonic() + seconds
        while not done():
            self._doing("waiting for", ", ".join(self.missing()))
            self.start_ready()
            if self._given_up:
                raise ServiceError("given up")
            if time.monotonic() > end:
                raise ServiceError(f"{', '.join(self.missing())} not healthy after {seconds:.0f} s\n{self._logs()}")
            time.sleep(0.3)
        self._doing("waiting for", "")

    def give_up(self) -> None:
        """Start nothing more: what another thread waits for ends with ServiceError."""
        self._given_up = True

    def check_alive(self) -> None:
        """Raises ServiceError if an instance has ended that should run, or one that should end has failed."""
        for name, process in self._processes.items():
            if name in self._completed or process.running() is not None:
                continue
            if self._must_end(name) and process.exit_code() == 0:
                self._completed.add(name)
                self._say(f"{name} completed")
                continue
            raise ServiceError(f"{name} ended; the end of {process.log_file}:\n{process.log_tail(30)}")

    def run(self, one: Instance) -> str:
        """Run a one-off service to its end; returns its output. Raises ServiceError."""
        log = self._home / "logs" / f"{one.name}.log"
        with log.open("ab") as err:
            done = subprocess.run(
                one.command, env=dict(one.environment), cwd=REPOSITORY, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=err, text=True, check=False,
            )  # fmt: skip
            err.write(done.stdout.encode())
        if done.returncode:
            raise ServiceError(f"{one.name}: exit code {done.returncode}; see {log}")
        return done.stdout

    def stop(self) -> list[str]:
        """Stop in the reverse order of starting: workers finish before what they need goes away."""
        stopped: list[str] = []
        base = [self._processes[name] for name in ("redis", "mail") if name in self._processes]
        workers = [p for name, p in self._processes.items() if name.startswith("airflow-worker")]
        others = [p for p in self._processes.values() if p not in base and p not in workers]
        for group, patience_seconds in ((workers, 20), (others, 10), (base, 5)):
            stopped += stop(group, patience_seconds)
        return stopped

    def _may_start(self, service: Service) -> bool:
        return all(self._is(name, condition) for name, condition in service.depends_on.items())

    def _is(self, service: str, condition: str) -> bool:
        names = {one.name for one in self._instances.get(service, [])} or {service}
        return names <= (self._completed if condition == "service_completed_successfully" else self._healthy)

    def _must_end(self, name: str) -> bool:
        """Whether some service waits for this one's completion."""
        return any(
            condition == "service_completed_successfully" and dependency == name
            for service in self._services.values()
            for dependency, condition in service.depends_on.items()
        )

    def _passes(self, one: Instance) -> bool:
        assert one.test is not None
        log = self._home / "logs" / "health.log"
        with log.open("ab") as out:
            out.write(f"--- {one.name}: {one.test[-1]}\n".encode())
            out.flush()
            try:
                done = subprocess.run(
                    one.test, env=dict(one.environment), cwd=REPOSITORY, stdin=subprocess.DEVNULL, stdout=out,
                    stderr=out, timeout=TEST_TIMEOUT_SECONDS, check=False,
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                return False
        return done.returncode == 0

    def _logs(self) -> str:
        return f"logs: {self._home / 'logs'}"

"""Start instances in the order of `depends_on`, watch them, run their health checks, stop them."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

from ops.local.processes import Process, stop
from pipeline.runtime.settings import REPOSITORY
from tests.cluster.compose_file import Service
from tests.cluster.native import Instance

TEST_TIMEOUT_SECONDS = 60.0


class ServiceError(RuntimeError):
    """A service ended or did not become healthy; the text names it and its log."""


class Watched(Process):
    """A process that was started here; its exit code is known."""

    def exit_code(self) -> int | None:
        """Return the exit code, None while the process runs."""
        return None if self._child is None else self._child.poll()


class Services:
    """The running instances of one composition. `say` receives lines of progress, `doing` the step in progress."""

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
        """Return the process of an instance."""
        return self._processes.setdefault(name, Watched(self._home, name))

    def adopt(self, instance: Instance) -> None:
        """Count a service that runs already as healthy. Raises ServiceError if its health check fails."""
        if not self._passes(instance):
            raise ServiceError(f"{instance.name} runs, but its health check fails\n{self._logs()}")
        self._healthy.add(instance.name)

    def start_ready(self) -> None:
        """Start every instance with satisfied dependencies, then run the health checks of those not yet healthy."""
        for name, instances in self._instances.items():
            for instance in instances:
                if self._given_up:
                    return
                if instance.name not in self._processes and self._may_start(self._services[name]):
                    self.process(instance.name).start(instance.command, instance.environment, REPOSITORY)
                    self._say(f"started {instance.name}")
        self.check_alive()
        for instances in self._instances.values():
            for instance in instances:
                if (
                    instance.test
                    and instance.name in self._processes
                    and instance.name not in self._healthy
                    and self._passes(instance)
                ):
                    self._healthy.add(instance.name)
                    self._say(f"{instance.name} is healthy by its own check")

    def missing(self) -> list[str]:
        """List instances that are not healthy (or, without a health check, not completed) yet."""
        names = [instance.name for instances in self._instances.values() for instance in instances]
        return [name for name in names if name not in self._healthy and name not in self._completed]

    def wait(self, done: Callable[[], bool], seconds: float) -> None:
        """Start instances until `done`. Raises ServiceError after `seconds`."""
        end = time.monotonic() + seconds
        while not done():
            self._doing("waiting for", ", ".join(self.missing()))
            self.start_ready()
            if self._given_up:
                raise ServiceError("given up")
            if time.monotonic() > end and not done():
                raise ServiceError(f"{', '.join(self.missing())} not healthy after {seconds:.0f} s\n{self._logs()}")
            time.sleep(0.3)
        self._doing("waiting for", "")

    def give_up(self) -> None:
        """Make every wait in another thread end with ServiceError."""
        self._given_up = True

    def check_alive(self) -> None:
        """Check that all instances run or completed well.

        Raises ServiceError if one has ended that should run, or one that should complete has failed.
        """
        for name, process in self._processes.items():
            if name in self._completed or process.running() is not None:
                continue
            if self._must_end(name) and process.exit_code() == 0:
                self._completed.add(name)
                self._say(f"{name} completed")
                continue
            raise ServiceError(f"{name} ended; the end of {process.log_file}:\n{process.log_tail(30)}")

    def run(self, instance: Instance) -> str:
        """Run a one-off service to its end, and return its output. Raises ServiceError."""
        log = self._home / "logs" / f"{instance.name}.log"
        with log.open("ab") as err:
            done = subprocess.run(
                instance.command,
                env=dict(instance.environment),
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=err,
                text=True,
                check=False,
            )
            err.write(done.stdout.encode())
        if done.returncode:
            raise ServiceError(f"{instance.name}: exit code {done.returncode}; see {log}")
        return done.stdout

    def kill(self, name: str) -> None:
        """Kill an instance and all its descendants with SIGKILL, as the end of its host does."""
        leader = self._processes[name].running()
        if leader is None:
            raise ServiceError(f"{name} does not run")
        family = leader.children(recursive=True)
        for process in (leader, *family):
            with contextlib.suppress(psutil.Error):
                process.kill()
        for process in (leader, *family):
            with contextlib.suppress(psutil.Error):
                process.wait(10)

    def restart(self, instance: Instance) -> None:
        """Start an instance again that was killed. Does not wait until it is healthy."""
        self._processes[instance.name].start(instance.command, instance.environment, REPOSITORY)
        self._say(f"started {instance.name} again")

    def stop(self) -> list[str]:
        """Stop in the reverse order of starting, so that workers finish before their database and broker go away."""
        stopped: list[str] = []
        base = [self._processes[name] for name in ("redis", "mail") if name in self._processes]
        workers = [p for name, p in self._processes.items() if name.startswith("airflow-worker")]
        remaining = [p for p in self._processes.values() if p not in base and p not in workers]
        for group, patience_seconds in ((workers, 20), (remaining, 10), (base, 5)):
            stopped += stop(group, patience_seconds)
        return stopped

    def _may_start(self, service: Service) -> bool:
        return all(self._is(name, condition) for name, condition in service.depends_on.items())

    def _is(self, service: str, condition: str) -> bool:
        names = {instance.name for instance in self._instances.get(service, [])} or {service}
        return names <= (self._completed if condition == "service_completed_successfully" else self._healthy)

    def _must_end(self, name: str) -> bool:
        """Whether a service waits for the completion of this one."""
        return any(
            condition == "service_completed_successfully" and dependency == name
            for service in self._services.values()
            for dependency, condition in service.depends_on.items()
        )

    def _passes(self, instance: Instance) -> bool:
        assert instance.test is not None
        log = self._home / "logs" / "health.log"
        with log.open("ab") as out:
            out.write(f"--- {instance.name}: {instance.test[-1]}\n".encode())
            out.flush()
            try:
                done = subprocess.run(
                    instance.test,
                    env=dict(instance.environment),
                    cwd=REPOSITORY,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    timeout=TEST_TIMEOUT_SECONDS,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return False
        return done.returncode == 0

    def _logs(self) -> str:
        return f"logs: {self._home / 'logs'}"

"""Watch the services of a state folder: start again what died, with a limit, and record it for `campaign health`.

`make up` starts this module as a process of its own (`python -m ops.local.watch`), which `make down` stops first;
`make run` watches in a thread. Only readings of a monotonic clock decide: setting the system clock changes nothing.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ops.local.housekeeping import Housekeeping
from ops.local.supervisor import POSTGRES, SERVICES, Supervisor, SupervisorError
from pipeline.health import restarts
from pipeline.runtime.clock import technical_now
from warehouse.embedded.place import EmbeddedError

LOOK_EVERY_SECONDS = 1.0


@dataclass(frozen=True)
class Limit:
    """How often a service is started again: at most `starts` times within `seconds`, then it is given up.

    `pause_seconds` lie between the first two attempts; the pause doubles with each attempt within `seconds`.
    """

    starts: int = 5
    seconds: float = 600.0
    pause_seconds: float = 4.0


@dataclass
class _Attempts:
    """Attempts to start one service again, as readings of the monotonic clock."""

    moments: list[float] = field(default_factory=list)
    is_given_up: bool = False

    def within(self, limit: Limit, now: float) -> list[float]:
        return [moment for moment in self.moments if now - moment < limit.seconds]


class Watcher:
    """Starts services again that died. `clock`: monotonic seconds; `now`: the time of day, for the record only."""

    def __init__(
        self,
        supervisor: Supervisor,
        limit: Limit | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = technical_now,
    ) -> None:
        self._supervisor, self._limit, self._clock, self._now = supervisor, limit or Limit(), clock, now
        self._attempts = {name: _Attempts() for name in SERVICES}
        self._record("", "watching")

    def look(self) -> None:
        """Look at each service once, and start again what died, unless its pause is not over or it is given up.

        Airflow's services wait for the database. A service that does not start counts as an attempt; it raises nothing.
        """
        for name in SERVICES:
            if not self._supervisor.is_running(name):
                self._handle_dead(name)
                if name == POSTGRES and not self._supervisor.is_running(POSTGRES):
                    return

    def check(self) -> None:
        """Check that no service was given up. Raises SupervisorError that names them and the end of their logs."""
        given_up = [name for name, attempts in self._attempts.items() if attempts.is_given_up]
        if given_up:
            tails = "\n".join(self._supervisor.log_tail(name) for name in given_up)
            raise SupervisorError(
                f"{', '.join(given_up)} died again and again and is given up; end of the log:\n{tails}"
            )

    def _handle_dead(self, name: str) -> None:
        attempts, now = self._attempts[name], self._clock()
        recent = attempts.within(self._limit, now)
        if attempts.is_given_up:
            return
        if len(recent) >= self._limit.starts:
            attempts.is_given_up = True
            self._record(name, "given_up")
            self._say(f"{name} died {len(recent)} times within {self._limit.seconds:.0f} s: given up")
        elif not recent or now - recent[-1] >= self._limit.pause_seconds * 2 ** (len(recent) - 1):
            attempts.moments = [*recent, now]
            self._restart(name)

    def _restart(self, name: str) -> None:
        try:
            orphans = self._supervisor.restart(name)
        except (SupervisorError, EmbeddedError, OSError) as error:
            self._record(name, "failed")
            self._say(f"{name} died and did not start again: {error}")
            return
        self._record(name, "restarted")
        left = f"; processes that it had left were ended: {orphans}" if orphans else ""
        self._say(f"{name} died and was started again{left}")

    def _record(self, name: str, kind: restarts.Kind) -> None:
        with contextlib.suppress(OSError):  # a full disk must not end the watch
            restarts.append(self._supervisor.home, restarts.event(name, kind, self._now()))

    def _say(self, text: str) -> None:
        with contextlib.suppress(OSError):
            self._supervisor.say(f"watch: {text}")


@contextmanager
def watching(supervisor: Supervisor) -> Iterator[Watcher]:
    """Start a thread that watches the services while the block runs; after the block nothing is started any more."""
    watcher, ended = Watcher(supervisor), threading.Event()

    def watch() -> None:
        while not ended.wait(LOOK_EVERY_SECONDS):
            watcher.look()

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield watcher
    finally:
        ended.set()
        thread.join()


def main() -> int:
    """Look after the services of `make up` until SIGTERM or SIGINT, or until `make down` has removed its mark."""
    from pipeline.runtime.settings import Settings

    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    settings = Settings.from_environment()
    supervisor = Supervisor(
        settings.home, settings.packs, lambda text: print(f"{technical_now():%F %T} {text}", flush=True)
    )
    watcher, housekeeping = Watcher(supervisor), Housekeeping(settings)
    while supervisor.up_mark.exists() and not ended.wait(LOOK_EVERY_SECONDS):
        watcher.look()
        housekeeping.work()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Who a delivery names: their numbers and names go to the vault, for a bulk load beside its facts.

Persons on one side, facts and the queue on the other are tables of the same size. Neither side needs what the other
writes, so the persons of a bulk load have a connection and a thread of their own, on the other core.

Persons are committed first. Should the facts then fail, the vault knows persons whom no fact names yet; the delivery is
still undecided, and its next intake finds them and goes on: what is written about a person follows from the number.
Nobody else writes to the vault meanwhile, for the caller holds the lock of merges.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from sqlalchemy import Connection

from warehouse import statements

Step = Callable[[Connection], object]
# The commit does not wait for the disk: the facts' own commit comes later in the server's log, and waits for all of it.
_LOGGED_WITH_FACTS = "SET LOCAL synchronous_commit = off"


class Named:
    """Steps about persons, one after the other: at once on the caller's connection, or beside the caller on another.

    A context manager; steps of another connection that were not `finish`ed are taken back.
    """

    def __init__(self, conn: Connection, is_beside: bool) -> None:
        self.is_beside = is_beside
        self._conn = conn.engine.connect() if is_beside else conn
        if is_beside:
            statements.script(self._conn, _LOGGED_WITH_FACTS)
        self._thread = ThreadPoolExecutor(1) if is_beside else None
        self._running: list[Future[object]] = []

    def do(self, step: Step) -> None:
        """Run the next step. One that fails says so here or, beside, in `finish`; none runs after it."""
        if self._thread is None:
            step(self._conn)
            return
        before = self._running[-1] if self._running else None
        self._running.append(self._thread.submit(_after, before, step, self._conn))

    def finish(self) -> None:
        """Wait for all steps and commit those of another connection. Raises what a step raised."""
        for one in self._running:
            one.result()
        if self.is_beside:
            self._conn.commit()

    def __enter__(self) -> Named:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)
            self._conn.close()


def _after(before: Future[object] | None, step: Step, conn: Connection) -> object:
    if before is not None:
        before.result()
    return step(conn)

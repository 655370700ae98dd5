"""Write the persons of a delivery to the vault; for a bulk load, on a second connection while facts are written.

The tables about persons, and those of facts and queue, are of equal size, and neither needs what the other writes. So
the persons of a bulk load have a connection and a thread of their own, on the second core.

Persons are committed first. If the facts then fail, the vault contains persons without facts. The delivery is still
pending, and its next intake continues with them: what is written about a person follows from the number alone. No other
process writes to the vault meanwhile, because the caller holds the lock of merges.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from sqlalchemy import Connection

from pipeline.runtime import planner
from warehouse import statements

Step = Callable[[Connection], object]
# This commit does not wait for the disk: the facts' commit comes later in the server's log, and waits for all of it.
_LOGGED_WITH_FACTS = "SET LOCAL synchronous_commit = off"


class PersonWriter:
    """Runs steps about persons in order: at once on the caller's connection, or in a thread on a second connection.

    A context manager. Leaving the block without `commit` rolls the second connection back.
    """

    def __init__(self, conn: Connection, is_separate: bool) -> None:
        """Open the second connection if `is_separate`."""
        self.is_separate = is_separate
        self._conn = conn.engine.connect() if is_separate else conn
        if is_separate:
            statements.script(self._conn, _LOGGED_WITH_FACTS)
            planner.expect_cached_pages(self._conn)
        self._thread = ThreadPoolExecutor(1) if is_separate else None
        self._running: list[Future[object]] = []

    def submit(self, step: Step) -> None:
        """Run a step at once on the caller's connection or, if there is a second connection, later on that in a thread.

        `step`: a function that gets the connection. Steps run in the order of the calls; after a step that failed, none
        runs. Raises what the step raises; with a second connection, `commit` raises it.
        """
        if self._thread is None:
            step(self._conn)
            return
        previous = self._running[-1] if self._running else None
        self._running.append(self._thread.submit(_run_after, previous, step, self._conn))

    def commit(self) -> None:
        """Wait for all steps, then commit the second connection. Raises what a step raised.

        Without a second connection nothing is committed: the steps are part of the caller's transaction.
        """
        for future in self._running:
            future.result()
        if self.is_separate:
            self._conn.commit()

    def __enter__(self) -> PersonWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)
            self._conn.close()


def _run_after(previous: Future[object] | None, step: Step, conn: Connection) -> object:
    if previous is not None:
        previous.result()
    return step(conn)

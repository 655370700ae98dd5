"""Seven events that can come in any order, and the state that they leave, compared row for row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from expectations import validate_each
from pipeline.assess import run as assess
from pipeline.intake import gate as intake_gate
from pipeline.intake import outcome as intake_outcome
from pipeline.landing import deliver as landing
from pipeline.landing.deliver import Announcement
from pipeline.merge import versions
from pipeline.policy import install, registry
from pipeline.runtime.settings import Settings
from tests.support.files.small_deliveries import PACK, POOR, SAFETY_NET, Desk
from tests.support.warehouse.snapshot import LEFT_OUT, _query
from transforms.identity.keyring import Keyring
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import GateResult
from transforms.policy import Pack, campaign_id
from warehouse import engine, statements

BUSINESS_DATE = dt.date(2019, 12, 31)
NOW = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
# what was said on the way, and by whom: a trail, not a state
TRAIL = {"landing.decision", "landing.feedback"}


class Everything(frozenset[tuple[str, str]]):
    """The person of these tests answers for every reason."""

    def __ge__(self, other: object) -> bool:
        return True


@dataclass(frozen=True)
class Revocation:
    """A sender takes a version back."""

    source: str
    period: str
    version: int


Event = Announcement | Revocation


def nasty(desk: Desk) -> list[Event]:
    """Two full lists, a change list between, a higher version of the first list and its revocation, a feed, jobs.

    The second list silently drops some, names others again with the date of old; the change list ends and adds some.
    """
    return [
        desk.full([0, 1, 2, 3, (4, "2019-10-20"), (10, "2019-02-03", SAFETY_NET)], "2019-08", "2019-08-31"),
        desk.full([0, 1, (3, "2019-03-01", SAFETY_NET), 5, (4, "2019-10-20")], "2019-08", "2019-08-31", version=2),
        desk.change(
            [(6, "新增", "2019-09-10"), (1, "减少", "2019-09-15"), (3, "死亡", "2019-11-25"),
             (2, "新增", "2019-09-20")],
            "2019-09", "2019-09-30",
        ),
        desk.full([0, 2, (7, "2019-10-15"), (1, "2019-10-02"), (10, "2019-02-03", POOR)], "2019-10", "2019-10-31"),
        Revocation("poverty_relief", "2019-08", 2),
        desk.tax(
            [(0, 120), (1, 250), (2, 120), (3, 120), (5, 250), (6, 120), (7, 250), (8, 250), (9, 120)], "2019-11-20"
        ),
        desk.employee([2, 8, 5], "2019-12", "2019-12-05"),
    ]  # fmt: skip


def other(desk: Desk) -> list[Event]:
    """The same kinds with other fates: the second full list is revoked, a roll comes, and the feed has two parts."""
    return [
        desk.full([0, 1, 2, 3], "2019-08", "2019-08-31"),
        desk.full([0, 1, 4, (2, "2019-10-05")], "2019-08", "2019-08-31", version=3),
        desk.change([(5, "新增", "2019-09-10"), (0, "减少", "2019-09-15")], "2019-09", "2019-09-30"),
        desk.full([1, (5, "2019-09-10"), 6], "2019-10", "2019-10-31"),
        Revocation("poverty_relief", "2019-10", 1),
        desk.tax([(0, 120), (1, 120), (2, 250), (5, 120), (7, 250)], "2019-11-20"),
        desk.roll([0, 1, 2, 3, 7, 8, 9], "2019-07", "2019-07-31"),
    ]


class Inside:
    """An engine that stays inside one open transaction: what would commit ends a savepoint."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with self.conn.begin_nested():
            yield self.conn


class Town:
    """A warehouse in one open transaction, and the seven events, each file read and gated once."""

    def __init__(self, settings: Settings, conn: Connection, events: Sequence[Event]) -> None:
        self.settings, self.conn, self.events = settings, conn, events
        self.pack: Pack = registry.load(settings, PACK)
        self.keyring = Keyring(settings.hash_key, settings.cipher_key)
        install.ensure_installed(conn, self.pack)
        self.rows = [
            landing.ledger_row(settings, self.pack, event, NOW) if isinstance(event, Announcement) else None
            for event in events
        ]
        self.gated = dict(zip((at for at, row in enumerate(self.rows) if row), self._gate(), strict=True))
        self.snapshot_sql = snapshot_statement(conn)

    def _gate(self) -> list[GateResult]:
        with Reader() as reader:
            wanted = [row for row in self.rows if row]
            return list(intake_gate.gate_pending(self.settings, self.pack, reader, wanted, validate_each))

    def apply(self, at: int) -> None:
        """The event comes; what would be held is accepted at once; then everybody concerned is assessed."""
        event, row = self.events[at], self.rows[at]
        if isinstance(event, Revocation):
            said = {"revoked_on": BUSINESS_DATE, "revoked_by": "某局", "reason": "误报", "recorded_at": NOW}
            versions.record_revocation(self.conn, campaign_id(PACK), vars(event) | said)
        else:
            assert row is not None and statements.run(self.conn, "landing/delivery", **vars(row)).rowcount == 1
            state = intake_outcome.record_outcome(
                self.conn, self.pack, self.keyring, row, self.gated[at], BUSINESS_DATE, NOW, Everything()
            )
            assert state in ("committed", "superseded", "revoked")
        assess.run(self.settings, PACK, BUSINESS_DATE)

    def state(self) -> tuple[Any, ...]:
        """(table, rows, md5 of the sorted rows) for each table."""
        return tuple(tuple(row) for row in self.conn.execute(text(self.snapshot_sql)))


@contextmanager
def open_town(settings: Settings, events: Sequence[Event]) -> Iterator[Town]:
    """A town in one open transaction, which is rolled back at the end."""
    with engine.create(settings.warehouse_url("owner")).connect() as conn, conn.begin() as transaction:
        create = engine.create
        try:
            engine.create = lambda url: Inside(conn)  # type: ignore[assignment,return-value]
            yield Town(settings, conn, events)
        finally:
            engine.create = create
            transaction.rollback()


def walk(town: Town, path: tuple[int, ...], known: dict[frozenset[int], Any]) -> int:
    """Every set is reached once by its events in ascending order; from there each missing event comes last."""
    steps = 0
    for last in range(len(town.events)):
        if last in path:
            continue
        savepoint = town.conn.begin_nested()
        town.apply(last)
        steps += 1
        now = town.state()
        whole = frozenset(path) | {last}
        before = known.setdefault(whole, now)
        assert now == before, (path, last, [pair for pair in zip(before, now, strict=True) if pair[0] != pair[1]])
        if not path or last > max(path):
            steps += walk(town, (*path, last), known)
        savepoint.rollback()
    return steps


def snapshot_statement(conn: Connection) -> str:
    """One statement that gives for each table of business content its number of rows and the md5 of the sorted rows."""
    driver: Any = conn.connection.driver_connection
    tables = driver.execute(
        "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
        " AND table_schema IN ('landing', 'vault', 'core', 'ledger') ORDER BY 1"
    ).fetchall()
    parts = [
        f"SELECT '{table}' AS name, count(*) AS rows, md5(string_agg(t::text, '|' ORDER BY t::text)) AS said"
        f" FROM ({_query(driver, table).replace(' reasons,', '').replace(', reasons', '')}) AS t"
        for (table,) in tables
        if table not in LEFT_OUT | TRAIL
    ]
    return " UNION ALL ".join(parts)

"""A warehouse in one open transaction, to which deliveries come one by one; every scene is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from expectations import validate_each
from pipeline.assess import run as assess
from pipeline.intake import gate as intake_gate
from pipeline.intake import outcome as intake_outcome
from pipeline.landing import deliver as landing
from pipeline.landing.deliver import Announcement
from pipeline.merge import versions
from pipeline.policy import install, registry
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.files.small_deliveries import PACK
from tests.support.warehouse.seven_events import BUSINESS_DATE, NOW, Everything, Inside, Revocation, snapshot_statement
from transforms.identity.keyring import Keyring
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import GateResult
from transforms.policy import campaign_id
from warehouse import engine, statements

NUMBER = campaign_id(PACK)
# how it came to be, in the order in which it came; what holds now is core.linked_person
TRAIL = ("core.person_link", "vault.review_decision")


class Nursery:
    """Files are gated as they come, each once; what would be held is accepted."""

    def __init__(self, settings: Settings, conn: Connection, reader: Reader) -> None:
        self.settings, self.conn, self.reader = settings, conn, reader
        self.pack = registry.load(settings, PACK)
        self.keyring = Keyring(settings.hash_key, settings.cipher_key)
        install.ensure_installed(conn, self.pack)
        self._gated: dict[Any, GateResult] = {}
        self._snapshot = snapshot_statement(conn).replace("%", "%%")

    def comes(self, event: Announcement) -> str:
        """The state that the delivery gets."""
        row = landing.ledger_row(self.settings, self.pack, event, NOW)
        statements.run(self.conn, "landing/delivery", **vars(row))
        if row.delivery_id not in self._gated:
            (result,) = intake_gate.gate_pending(self.settings, self.pack, self.reader, [row], validate_each)
            self._gated[row.delivery_id] = result
        result = self._gated[row.delivery_id]
        return intake_outcome.record_outcome(
            self.conn, self.pack, self.keyring, row, result, BUSINESS_DATE, NOW, Everything()
        )

    def revoke(self, source: str, period: str, version: int = 1) -> None:
        said = {"revoked_on": BUSINESS_DATE, "revoked_by": "某局", "reason": "误报", "recorded_at": NOW}
        versions.record_revocation(self.conn, NUMBER, vars(Revocation(source, period, version)) | said)

    def assess(self, everyone: bool = False) -> None:
        assess.run(self.settings, PACK, BUSINESS_DATE, everyone=everyone)

    def rows(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.conn.exec_driver_sql(sql, tuple(params))]

    def dues(self) -> list[tuple[Any, ...]]:
        """(status, paid, refundable, category), one for each person and plan year."""
        return self.rows("SELECT status, paid_fen, refundable_fen, category FROM core.dues ORDER BY 1, 2, 3, 4")

    def state(self) -> dict[str, tuple[Any, ...]]:
        """Table of business content -> rows and their md5; the trail left out."""
        return {row[0]: row[1:] for row in self.rows(self._snapshot) if row[0] not in TRAIL}

    def broken(self) -> list[str]:
        """The invariants that do not hold."""
        found = {name.removeprefix("verify/"): statements.run(self.conn, name, campaign_id=NUMBER).scalar_one()
                 for name in invariants.INVARIANTS}  # fmt: skip
        return [name for name, problems in found.items() if problems]

    @contextmanager
    def scene(self) -> Iterator[None]:
        savepoint = self.conn.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()


@contextmanager
def opened(settings: Settings) -> Iterator[Nursery]:
    """A nursery whose product code connects to nothing but its open transaction."""
    with (
        Reader() as reader,
        engine.create(settings.warehouse_url("owner")).connect() as conn,
        conn.begin() as transaction,
    ):
        create = engine.create
        try:
            engine.create = lambda url: Inside(conn)  # type: ignore[assignment,return-value]
            yield Nursery(settings, conn, reader)
        finally:
            engine.create = create
            transaction.rollback()

"""What a report is made from, read from the warehouse: the pack's snapshot, the ledger's sums, what is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Connection

from pipeline.runtime.database import publisher
from pipeline.runtime.settings import Settings
from transforms.intake.base.reasons import MESSAGES_ZH
from transforms.policy import Pack
from transforms.report.progress.compose import Facts, Snapshot
from transforms.report.progress.history_notes import history_gaps
from warehouse import statements


class PublishError(RuntimeError):
    """Nothing can be published; the text names pack and reason, no values. `reason_zh` says it to officials."""

    def __init__(self, text: str, reason_zh: str = "") -> None:
        super().__init__(text)
        self.reason_zh = reason_zh or text


@contextmanager
def connect(settings: Settings) -> Iterator[Connection]:
    """A read-only look into the warehouse as the publisher."""
    with publisher(settings).connect() as conn:
        yield conn


def rows(conn: Connection, name: str, **params: Any) -> list[dict[str, Any]]:
    """The rows of `sql/<name>.sql` as plain dictionaries."""
    return [dict(row) for row in statements.run(conn, name, **params).mappings()]


def campaign(conn: Connection, pack_code: str) -> dict[str, Any]:
    """The campaign of a pack. Raises PublishError if the pack was never loaded into the warehouse."""
    found = rows(conn, "publish/read/campaign", pack_code=pack_code)
    if not found:
        raise PublishError(f"{pack_code}: not in the warehouse; load the pack first", "政策包还没有入库")
    return found[0]


def assessment(conn: Connection, campaign_id: int, known_no: int | None = None) -> dict[str, Any] | None:
    """The last assessment (not after known_no), or None if nothing was ever assessed."""
    found = rows(conn, "publish/read/assessment", campaign_id=campaign_id, known_no=known_no)
    return found[0] if found else None


def snapshot(conn: Connection, campaign_row: dict[str, Any], committed_no: int, pack: Pack) -> Snapshot:
    """The pack's part, as the warehouse holds it now, with the targets that were known at committed_no.

    The total that the notice prints is not in the warehouse: it comes from the pack, if that is the same version.
    """
    campaign_id = campaign_row["campaign_id"]
    printed = pack.target_table.printed_total if pack.version == campaign_row["pack_version"] else None
    return Snapshot(
        campaign_row | {"printed_total": printed.persons if printed else None},
        rows(conn, "publish/read/unit", campaign_id=campaign_id),
        rows(conn, "publish/read/target", pack_code=campaign_row["pack_code"], committed_no=committed_no),
        rows(conn, "publish/read/category", campaign_id=campaign_id),
        rows(conn, "publish/read/payer", campaign_id=campaign_id),
    )


def facts(conn: Connection, campaign_id: int, known_no: int, as_of: date) -> Facts:
    """The ledger's sums known at known_no about days up to as_of; never changes once the assessment is done."""
    params = {"campaign_id": campaign_id, "known_no": known_no, "as_of": as_of}
    return Facts(rows(conn, "publish/read/progress", **params), rows(conn, "publish/read/coverage", **params))


def history(conn: Connection, pack_code: str) -> dict[str, Any] | None:
    """What is missing of past years, now, as counts; None for a pack without waiting or reward rules."""
    years = rows(conn, "progress/history_year", pack_code=pack_code)
    # everybody's dues are looked at only where a rule asks for it
    return history_gaps(years, rows(conn, "progress/history_missing", pack_code=pack_code)[0]) if years else None


def open_matters(conn: Connection, pack_code: str, as_of: date) -> dict[str, list[dict[str, Any]]]:
    """Deliveries held or rejected and rows quarantined up to as_of, as JSON-able rows without any value of a row."""
    deliveries = rows(conn, "publish/read/open_delivery", pack_code=pack_code, as_of=as_of)
    quarantine = rows(conn, "publish/read/quarantine", pack_code=pack_code, as_of=as_of)
    return {
        "deliveries": [{**row, "delivered_on": row["delivered_on"].isoformat()} for row in deliveries],
        "quarantine": [
            row | {"reason_zh": MESSAGES_ZH.get(row["reason_code"], row["reason_code"])} for row in quarantine
        ],
    }

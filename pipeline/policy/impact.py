"""What judged results would change in what stands, without persons: counts and sums before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from warehouse import statements

MEASURES = ("due", "fund", "posted_fund", "refundable", "reimbursable")
KEYS = ("plan_year", "unit_id", "category_before", "category_after", "payer")
SUMS = tuple(f"{name}_{when}_fen" for name in MEASURES for when in ("before", "after"))


@dataclass(frozen=True)
class Effect:
    """`lines`: per plan year, unit, category before and after, and payer ('' = the persons' own part: due, refundable);
    `statuses`: persons per status before and after ('' = no row); `total`: every person once. Sums are whole fen.

    `fund` is what a payer would give for everybody who is entitled, `posted_fund` what the ledger shows.
    """

    lines: tuple[dict[str, Any], ...]
    statuses: tuple[dict[str, Any], ...]
    total: dict[str, Any]

    @property
    def persons(self) -> int:
        """Persons of whom anything changes, each once."""
        return int(self.total.get("persons", 0))


def compare(conn: Connection, campaign: int) -> Effect:
    """The judged results in the work tables against core.dues; reads only. One statement over all persons."""
    rows = [dict(row) for row in statements.run(conn, "policy/whatif/difference", campaign_id=campaign).mappings()]
    of: dict[str, list[dict[str, Any]]] = {"line": [], "status": [], "total": []}
    for row in rows:
        of[row["kind"]].append(row)
    lines = tuple({name: row[name] for name in (*KEYS, "persons", *SUMS)} for row in of["line"])
    statuses = tuple({name: row[name] for name in ("status_before", "status_after", "persons")} for row in of["status"])
    total = {name: of["total"][0][name] for name in ("persons", *SUMS)} if of["total"] else {}
    return Effect(lines, statuses, total)

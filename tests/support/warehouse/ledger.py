"""A small campaign in a fresh warehouse: a real pack's policy, a few events by hand. Persons are invented uuids."""

from __future__ import annotations

import json
import uuid
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from pipeline.policy import install, registry
from pipeline.runtime.settings import Settings
from transforms.policy import Pack
from transforms.policy import campaign_id as number_of
from warehouse import bulk, engine

PACK = "dongan-2020"
ACCOUNTS = ("received", "fund", "contribution", "refundable", "reimbursable", "suspense")
MOMENT = datetime(2019, 11, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


def number() -> int:
    return number_of(PACK)


def load_policy(settings: Settings) -> Pack:
    """Put the pack into the warehouse and return it."""
    pack = registry.load(settings, PACK)
    with engine.create(settings.warehouse_url("owner")).begin() as conn:
        install.ensure_installed(conn, pack)
    return pack


def owner(settings: Settings) -> Any:
    """A transaction as the owner, to write what other parts would write."""
    return engine.create(settings.warehouse_url("owner")).begin()


def assess(conn: Connection, pack: Pack, assess_no: int, on: date, committed_no: int | None = None) -> None:
    """One assessment that ran and knew `committed_no` deliveries (as many as its own number unless given)."""
    committed = assess_no if committed_no is None else committed_no
    row = {"campaign_id": number(), "assess_no": assess_no, "committed_no": committed, "business_date": on,
           "pack_version": pack.version, "persons": 1}  # fmt: skip
    bulk.insert(conn, "ledger.assessment", [row])
    conn.execute(text("DELETE FROM landing.watermark WHERE campaign_id = :n"), {"n": number()})
    bulk.insert(conn, "landing.watermark", [{"campaign_id": number(), "committed_no": committed,
                  "assessed_no": committed, "assess_no": assess_no, "assessed_on": on}])  # fmt: skip


def event(conn: Connection, assess_no: int, on: date, unit_id: str, persons: int = 0, *, category: str = "ordinary",
          payer: str = "", plan_year: int = 2020, channel: str = "", **fen: int) -> None:  # fmt: skip
    """One row of totals; money by account (received=…, fund=…), the contribution is what is left."""
    money = {f"{account}_fen": fen.get(account, 0) for account in ACCOUNTS}
    if "contribution" not in fen:
        out = money["refundable_fen"] + money["reimbursable_fen"] + money["suspense_fen"]
        money["contribution_fen"] = money["received_fen"] + money["fund_fen"] - out
    bulk.insert(conn, "ledger.event_total", [{
        "campaign_id": number(), "plan_year": plan_year, "assess_no": assess_no, "on_date": on, "unit_id": unit_id,
        "category": category, "payer": payer, "channel": channel, "enrolled_persons": persons, **money,
    }])  # fmt: skip


def coverage(
    conn: Connection,
    assess_no: int,
    on: date,
    unit_id: str,
    category: str,
    members: int,
    enrolled: int,
    undefined: int = 0,
    undefined_paid: int = 0,
) -> None:
    bulk.insert(conn, "ledger.coverage_total", [{
        "campaign_id": number(), "assess_no": assess_no, "category": category, "on_date": on, "unit_id": unit_id,
        "member_persons": members, "enrolled_persons": enrolled,
        "undefined_persons": undefined, "undefined_paid_persons": undefined_paid,
    }])  # fmt: skip


def delivery(
    conn: Connection, source: str, state: str, on: date, *, kind: str = "special_list", period: str = "2019-10",
    committed_no: int | None = None, reasons: list[dict[str, Any]] | None = None, version: int = 1,
) -> uuid.UUID:  # fmt: skip
    """One delivery of the given fate; returns its id."""
    delivery_id = uuid.uuid4()
    conn.execute(text(
        "INSERT INTO landing.delivery (campaign_id, delivery_id, source, kind, sender, list_mode, period, cut_off_on,"
        " version, file_name, sha256, byte_count, delivered_on, state, committed_no, row_count, clean_count,"
        " duplicate_count, quarantine_count, reasons, landed_at) VALUES (:n, :id, :source, :kind, :sender, 'full',"
        " :period, :on, :version, 'list.xlsx', :sha, 10, :on, :state, :no, 5, 4, 0, 1, CAST(:reasons AS jsonb), :at)"
    ), {"n": number(), "id": delivery_id, "source": source, "kind": kind, "sender": f"{source}-sender",
        "period": period, "on": on, "version": version, "sha": uuid.uuid4().hex * 2, "state": state,
        "no": committed_no, "reasons": json.dumps(reasons or []), "at": MOMENT})  # fmt: skip
    return delivery_id

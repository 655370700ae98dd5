"""The same deliveries through the same functions in this process, into another fresh warehouse: what must come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg

from ops.local.simulated import SimulatedLocality
from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import folder as landing_folder
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from warehouse import migrate
from warehouse.access import ROLES
from warehouse.embedded.server import SUPERUSER, Server

DATABASE = "reference"
KINDS = ("roll", "employee", "special_list", "target_table", "tax_feed")


def reference_settings(environment: Mapping[str, str], home: Path) -> Settings:
    """The workers' settings with another database and state folder, and without mail."""
    changed = {
        name: value.removesuffix("/warehouse") + f"/{DATABASE}" if name.startswith("CAMPAIGN_WAREHOUSE_URL_") else value
        for name, value in environment.items()
        if name != "AIRFLOW_CONN_CAMPAIGN_SMTP"
    }
    return Settings.from_environment({**changed, "CAMPAIGN_HOME": str(home)})


def make_database(server: Server, passwords: dict[str, str]) -> None:
    """A fresh migrated warehouse under the same roles."""
    with psycopg.connect(server.url("postgres", SUPERUSER), autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {DATABASE} OWNER owner")
    migrate.upgrade(server.url(DATABASE, "owner"), {role: passwords[role] for role in ROLES})


def run(
    settings: Settings, pack_code: str, place: SimulatedLocality, publish_on: list[dt.date], say: Callable[[str], None]
) -> None:
    """Land, take in, assess and publish, one after the other."""
    landing_folder.deliver_all(settings, pack_code, place.folder)
    report = intake.run(settings, pack_code, KINDS, place.business_date)
    say(f"reference: {report.committed} deliveries committed, {report.clean} rows")
    assessed = assess.run(settings, pack_code, place.business_date)
    made = [one for on in publish_on for one in publish.run(settings, pack_code, on)]
    say(f"reference: {assessed.persons} persons assessed, {len(made)} publications")

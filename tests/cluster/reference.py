"""The reference: the same deliveries, processed by the same functions in this process, in another warehouse."""

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
KINDS = ("roll", "employee", "special_list", "target_table", "late_entry", "tax_feed")


def reference_settings(environment: Mapping[str, str], home: Path) -> Settings:
    """Return the workers' settings with another database and state folder, and without mail."""
    changed = {
        name: value.removesuffix("/warehouse") + f"/{DATABASE}" if name.startswith("CAMPAIGN_WAREHOUSE_URL_") else value
        for name, value in environment.items()
        if name != "AIRFLOW_CONN_CAMPAIGN_SMTP"
    }
    return Settings.from_environment({**changed, "CAMPAIGN_HOME": str(home)})


def make_database(server: Server, passwords: dict[str, str]) -> None:
    """Create a migrated warehouse with the same roles."""
    with psycopg.connect(server.url("postgres", SUPERUSER), autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {DATABASE} OWNER owner")
    migrate.upgrade(server.url(DATABASE, "owner"), {role: passwords[role] for role in ROLES})


def run(
    settings: Settings, pack_code: str, place: SimulatedLocality, publish_on: list[dt.date], say: Callable[[str], None]
) -> None:
    """Land, take in, assess and publish, one step after another."""
    landing_folder.deliver_all(settings, pack_code, place.folder)
    report = intake.run(settings, pack_code, KINDS, place.business_date)
    say(f"reference: {report.committed} deliveries committed, {report.clean} rows")
    assessed = assess.run(settings, pack_code, place.business_date)
    published = [number for day in publish_on for number in publish.run(settings, pack_code, day)]
    say(f"reference: {assessed.persons} persons assessed, {len(published)} publications")

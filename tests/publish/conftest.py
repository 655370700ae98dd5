"""A warehouse with Dong'an's policy and a month of events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from pipeline.runtime.settings import Settings
from tests.publish import ledger
from transforms.policy import Pack

OCTOBER = date(2019, 10, 31)
DUE = date(2019, 11, 1)


@dataclass(frozen=True)
class Campaign:
    settings: Settings
    pack: Pack
    units: list[str]


@pytest.fixture()
def campaign(settings: Settings) -> Campaign:
    """Two units with enrolments up to 31 October, one event after it, one assessment."""
    pack = ledger.load_policy(settings)
    units = [unit.unit_id for unit in pack.units.children]
    with ledger.owner(settings) as conn:
        ledger.assess(conn, pack, 1, DUE)
        ledger.event(conn, 1, date(2019, 10, 2), units[0], 100, received=2_500_000, channel="app")
        ledger.event(conn, 1, OCTOBER, units[1], 50, received=600_000, fund=650_000, category="registered_poor",
                     payer="fiscal")  # fmt: skip
        ledger.event(conn, 1, date(2019, 11, 1), units[1], 7, received=175_000)
        ledger.coverage(conn, 1, date(2019, 9, 1), units[1], "", 60, 0)
        ledger.coverage(conn, 1, OCTOBER, units[1], "", 0, 50)
    return Campaign(settings, pack, units)

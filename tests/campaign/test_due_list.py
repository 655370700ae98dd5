"""Due lists of simulated places: applied in order they are the dues of every person, and at the end the truth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from pipeline.assess import run as assess
from pipeline.identity.keys import open_keys
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.landing import folder as landing_folder
from pipeline.policy import registry
from pipeline.publish import run as publish
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from simulation import simulate
from simulation.deliveries.acknowledgements import write_acknowledgement
from tests.support.files import simulated_manifest
from tests.support.quick import quick_and_long
from tests.support.reports.tax_side import TaxSide
from tests.support.warehouse import campaign
from tests.support.warehouse.campaign import ALL_KINDS, scale_of
from transforms.policy import Slot, all_slots, campaign_id

EVERY_PACK = quick_and_long(("zhaoqing-2021", "dongan-2020"), ())
PERSONS, LOST_A_LINE = 1_500, 1
Charges = dict[tuple[str, int], int]


def owed(settings: Settings, pack_code: str) -> Charges:
    """Return number and plan year -> what the person still owes, by core.dues, worked out in plain Python."""
    rows = campaign.frame(
        settings,
        """SELECT v.number_cipher, d.plan_year, d.status, d.due_fen, d.paid_fen, d.refundable_fen
           FROM core.dues AS d INNER JOIN vault.person AS v USING (person_key) WHERE d.campaign_id = :id""",
        id=campaign_id(pack_code),
    )
    with loader(settings).connect() as conn:
        numbers = open_keys(conn, settings).keyring.decrypt(rows["number_cipher"])
    return still_owed(zip(numbers, *(rows[name] for name in rows.columns[1:]), strict=True))


def still_owed(rows: Iterable[Any]) -> Charges:
    """Return what persons still owe; each row: number, plan year, status, due, money received, money refused or above.

    Whoever is enrolled, excluded or of an open amount owes nothing.
    """
    found: Charges = {}
    for number, plan_year, status, due, paid, refundable in rows:
        if status == "owing" and due > paid - refundable:
            found[number, plan_year] = due - (paid - refundable)
    return found


def files(settings: Settings, pack_code: str, slot: Slot) -> list[bytes]:
    """Return csv and manifest of a published list."""
    stem = f"{pack_code}_due_list_{slot.cadence}_{slot.period_from:%Y%m%d}_{slot.as_of:%Y%m%d}_{slot.recipients[0]}"
    return [settings.lists.read(f"{pack_code}/{stem}.{kind}") for kind in ("csv", "json")]


def acknowledge(settings: Settings, pack_code: str, slot: Slot, list_no: int, on: dt.date, folder: Path) -> None:
    """Send the tax bureau's acknowledgement of a published list, and take it in; of one list a line was lost."""
    folder.mkdir(exist_ok=True)
    path = folder / f"acknowledged_{list_no}.csv"
    lines, _ = files(settings, pack_code, slot)
    write_acknowledgement(lines, list_no, path, on, lost=int(list_no == LOST_A_LINE))
    period = f"{on.year}年第{list_no}批"
    landing.deliver(
        settings, pack_code, [landing.Announcement(path, "due_acknowledgement", period, "change", on, on, 1)]
    )
    assert intake.run(settings, pack_code, ["due_acknowledgement"], on).committed == 1


@pytest.mark.parametrize("pack_code", EVERY_PACK)
def test_lists_applied_day_by_day_are_what_persons_owe(settings: Settings, tmp_path: Path, pack_code: str) -> None:
    place = simulate(pack_code, scale_of(pack_code, PERSONS), 11, tmp_path, mistakes=0.01)
    landing_folder.deliver_all(settings, pack_code, tmp_path)
    pack, tax = registry.load(settings, pack_code), TaxSide()
    slots = {slot.as_of: slot for slot in all_slots(pack) if slot.report == "due_list"}
    delivered = {dt.date.fromisoformat(line["delivered_on"]) for line in simulated_manifest.read(tmp_path)}
    days = [day for day in sorted(slots) if day in delivered or day == min(slots)]
    # the list of the second day is late: it is made at the end, when everything was delivered
    steps = [(day, day) for day in days[::6] if day < pack.ends_on] + [(days[1], place.business_date)]
    for as_of, day in steps:
        intake.run(settings, pack_code, ALL_KINDS, day)
        assess.run(settings, pack_code, day)
        publish.run(settings, pack_code, day, [slots[as_of]])
        tax.take(*files(settings, pack_code, slots[as_of]))
        acknowledge(settings, pack_code, slots[as_of], tax.list_no, day, tmp_path / "acknowledged")
        assert tax.charges == owed(settings, pack_code), day
    truth = campaign.truth(settings, pack_code, tmp_path)
    columns = ("document_number", "plan_year", "status", "due_fen", "paid_fen", "refundable_fen")
    assert tax.charges == still_owed(zip(*(truth[name] for name in columns), strict=True))
    assert tax.list_no > 10 and tax.charges
    stated = campaign.frame(settings, "SELECT list_no, acknowledgement, differs_in FROM mart.due_list ORDER BY 1")
    assert stated.to_numpy().tolist() == [
        [no, *(("differs", "persons sum") if no == LOST_A_LINE else ("acknowledged", ""))]
        for no in range(1, tax.list_no + 1)
    ]
    publish.run(settings, pack_code, place.business_date, [slots[pack.ends_on]])
    tax.take(*files(settings, pack_code, slots[pack.ends_on]))
    assert tax.charges == {}, "after the last window nobody may be charged"
    assert {row.invariant for row in invariants.run(settings, pack_code) if row.problems} == set()

"""The product's own functions as stages: each takes what it needs, and returns counts and seconds of its parts.

Every function runs in a process of its own, as a task does in production; `say` takes words of progress.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import folder as landing_folder
from pipeline.policy import registry
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from simulation import simulate
from tests.bench.meter import Say
from transforms.policy import Slot, all_slots

ALL_KINDS = ("special_list", "target_table", "roll", "employee", "late_entry", "tax_feed")


class Outcome(NamedTuple):
    """rows: what the stage went through. parts: seconds by part, as the product reports them. facts: further counts."""

    rows: int
    parts: dict[str, float]
    facts: dict[str, Any]


class Place(NamedTuple):
    """One campaign to be measured and where it lives."""

    settings: Settings
    pack_code: str
    business_date: dt.date


def simulated(pack_code: str, scale: float, seed: int, folder: Path, say: Say) -> Outcome:
    """Simulate without mistakes, so that every row of every file counts."""
    place = simulate(pack_code, scale, seed, folder, mistakes=0)
    facts = {"business_date": place.business_date, "receipts": place.receipts, "deliveries": place.deliveries}
    return Outcome(place.persons, {}, facts)


def landed(place: Place, folder: Path, say: Say) -> Outcome:
    """rows: files that were handed in."""
    found = landing_folder.deliver_all(place.settings, place.pack_code, folder)
    return Outcome(len(found), {}, {"new": sum(one.is_new for one in found)})


def taken(place: Place, say: Say) -> Outcome:
    """Read, gate and merge everything that has landed. Raises ValueError unless all of it was good."""
    report = intake.run(place.settings, place.pack_code, ALL_KINDS, place.business_date, progress=say)
    if report.held or report.rejected or report.quarantined or report.duplicates:
        raise ValueError(f"the simulated files are not clean: {report.as_dict()}")
    return Outcome(report.rows, dict(report.seconds), {"deliveries": report.committed})


def assessed(place: Place, say: Say) -> Outcome:
    """rows: persons assessed. parts: choose, assess, post."""
    report = assess.run(place.settings, place.pack_code, place.business_date, progress=say)
    return Outcome(report.persons, dict(report.seconds), {"assess_no": report.assess_no})


def published(place: Place, correct: bool, say: Say) -> Outcome:
    """One slot of the progress report; rows: publications."""
    slot = month_slot(place)
    ids = publish.run(place.settings, place.pack_code, slot.due_on, slots=[slot], correct=correct)
    return Outcome(len(ids), {}, {"period_to": slot.period_to})


def month_slot(place: Place) -> Slot:
    """The pack's last monthly progress slot, else its last progress slot of any cadence."""
    slots = [s for s in all_slots(registry.load(place.settings, place.pack_code)) if s.report == "progress"]
    return max(slots, key=lambda slot: (slot.cadence == "month", slot.period_to))

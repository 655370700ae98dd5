"""Sequences of deliveries: what was sent, one after the other, and what must become of each in the warehouse."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.runtime.settings import Settings
from tests.bad_inputs.files.clean_rows import Truth
from tests.bad_inputs.files.csv_files import csv_bytes
from tests.bad_inputs.files.forms import CIVIL, DISABLED, TARGETS, Form
from tests.bad_inputs.files.grid import Grid, Line, control, table
from tests.support.files.raw_xlsx import book
from tests.support.warehouse.campaign import ALL_KINDS, frame, person_keys

PACK = "dongan-2020"
UNIT = "白牙市镇"
BUSINESS_DATE = dt.date(2019, 12, 31)
LABELS = {"civil_affairs": "低保对象", "poverty_relief": "建档立卡贫困人口"}
RECOGNISED = dt.date(2019, 5, 6)  # before those who are new pay first
_BOOKS = (CIVIL, DISABLED, TARGETS)
LANDED_ALREADY = "no-op"


@dataclass(frozen=True)
class Step:
    """One delivery and the state that it must reach."""

    grid: Grid
    period: str
    state: str
    mode: str = "full"
    version: int = 1
    name: str = ""
    shared: bool = False
    cut_off_on: dt.date = dt.date(2019, 12, 10)
    pack: str = PACK

    def data(self) -> bytes:
        if self.grid.form in _BOOKS:
            return book(self.grid.rows(), shared=self.shared).data()
        return csv_bytes(self.grid, end="\n" if self.shared else "\r\n")


@dataclass(frozen=True)
class Story:
    """Deliveries in the order in which they come, and what must hold at the end: a question and its answer.

    `between` happens after the first of them; `policies` makes the packs that the place works with, if not the usual.
    """

    steps: Sequence[Step]
    questions: Sequence[tuple[str, Any]] = field(default=())
    people: Sequence[Truth] = ()
    between: Callable[[Settings], object] = lambda settings: None
    policies: Callable[[Path], Path | None] = lambda folder: None


class Told(NamedTuple):
    """States and answers: what was expected and what was found."""

    expected: list[Any]
    found: list[Any]


def local(one: Truth, source: str = "poverty_relief") -> Truth:
    """The person as this place knows it: its town, its words, its prices."""
    return replace(one, unit=UNIT, category=LABELS.get(source, one.category), fen=25_000, on=RECOGNISED)


def people(rng: random.Random, form: Form, count: int = 5) -> Grid:
    return table(form, rng, count, change=lambda one: local(one, form.source.source))


def dated(grid: Grid, day: dt.date) -> Grid:
    """The receipts of one day."""
    for line in grid.data:
        assert line.truth is not None
        line.truth = replace(line.truth, collected=day, received=day)
        line.cells = grid.form.cells(line.truth)
    grid.lines[-1] = Line(control([line.truth for line in grid.data if line.truth]))
    return grid


def truths_of(grid: Grid) -> list[Truth]:
    return [line.truth for line in grid.data if line.truth is not None]


def run(settings: Settings, stories: dict[str, Story], folder: Path) -> dict[str, Told]:
    """All stories side by side in one warehouse, step by step; they share no person and no period."""
    landed: dict[str, list[landing.Landed]] = {name: [] for name in stories}
    packs = sorted({step.pack for story in stories.values() for step in story.steps})
    for at in range(max(len(story.steps) for story in stories.values())):
        for pack in packs:
            sent = [name for name, one in stories.items() if at < len(one.steps) and one.steps[at].pack == pack]
            announced = [_announced(stories[name].steps[at], folder / f"{name}-{at}") for name in sent]
            for name, one in zip(sent, landing.deliver(settings, pack, announced), strict=True):
                landed[name].append(one)
            intake.run(settings, pack, ALL_KINDS, BUSINESS_DATE)
        if at == 0:
            for story in stories.values():
                story.between(settings)
    assess.run(settings, PACK, BUSINESS_DATE)
    return {name: _told(settings, story, landed[name]) for name, story in stories.items()}


def _announced(step: Step, folder: Path) -> landing.Announcement:
    folder.mkdir()
    path = folder / (step.name or folder.name)
    path.write_bytes(step.data())
    day = dt.date(2019, 12, 30)
    return landing.Announcement(
        path, step.grid.form.source.source, step.period, step.mode, step.cut_off_on, day, step.version
    )


def _told(settings: Settings, story: Story, landed: Sequence[landing.Landed]) -> Told:
    states = dict(
        frame(settings, "SELECT delivery_id::text AS id, state FROM landing.delivery").itertuples(
            index=False, name=None
        )
    )
    found: list[Any] = [states[one.delivery_id] if one.is_new else LANDED_ALREADY for one in landed]
    expected: list[Any] = [step.state for step in story.steps]
    keys = [key for key in person_keys(settings, [one.number for one in story.people]) if key]
    for question, answer in story.questions:
        rows = frame(settings, question, keys=keys)
        found.append(sorted(tuple(row) for row in rows.itertuples(index=False, name=None)))
        expected.append(answer)
    return Told(expected, found)

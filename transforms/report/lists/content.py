"""The content of a list of persons, before it is a file. Nothing of it may leave but into the store of lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from transforms.report.publication import Edition


class PersonRow(NamedTuple):
    """Row of publish/lists/person: one person as of a day; name, number and note are ciphers.

    `answer`: code of the reason that a township answered, '' without an answer.
    `past_years`: whether enrolled in the plan year before, and in that before it; None = nobody stated it.
    Of a list of coverage: `is_covered`: enrolled with a first day of benefits, here or in another unit;
    `coverage_from`, `coverage_rule_id`: that day in this unit and its rule, None if not in this unit;
    `coverage_before`: the day that the list before stated, None if none.
    """

    person_key: UUID
    unit_id: str
    village: str
    is_enrolled: bool
    must_enrol: bool
    is_member: bool
    insured_last_year: bool
    is_on_roll: bool
    is_employee: bool
    is_undefined: bool
    is_undefined_paid: bool
    categories: list[str]
    enrolled_on: date | None
    paid_on: date | None
    received_fen: int
    answer: str
    number_cipher: bytes | None
    name_cipher: bytes | None
    note_cipher: bytes | None
    past_years: list[bool | None]
    is_covered: bool
    coverage_from: date | None
    coverage_rule_id: str | None
    coverage_before: date | None


class Listed(NamedTuple):
    """One person of a list: the unit's name, the labels of categories, a code, and the identity as it may be shown.

    `state`: code of the reason or state, with a label in `transforms/text/labels.py`. `name` and `number` are '' until
    they are opened and masked (`kinds.py`). `note`: a township's own words, for the bureau's list only. `ground`: why
    benefits begin on that day, in the pack's words; '' in other lists.
    """

    row: PersonRow
    unit_name: str
    categories: str
    state: str
    name: str = ""
    number: str = ""
    note: str = ""
    ground: str = ""


class PastFigures(NamedTuple):
    """Population and enrolled persons of one unit in one past plan year; None = nobody delivered the figure.

    `is_counted`: the enrolled persons are counted from the persons of the list, because no figure was delivered.
    `source`, `population_source`: pack code of the campaign before from which enrolled persons and population are, ''
    if they are not from one.
    """

    unit_name: str
    plan_year: int
    population: int | None
    enrolled: int | None
    is_counted: bool
    source: str = ""
    population_source: str = ""


@dataclass(frozen=True)
class PersonList:
    """One list for one recipient: its head, its persons by unit, and the units of which it counts persons.

    `unit_names`: names of the units in the notice's order, each with a line in the summary, also without a person;
    `past`: figures of past years, by unit, then the latest year first; () in lists without. `signatures`: labels of the
    lines to be signed below the printed sheets.
    """

    kind: str
    pack_code: str
    place_name: str
    plan_year: int
    edition: Edition
    unit_names: tuple[str, ...]
    persons: tuple[Listed, ...]
    notes: tuple[str, ...] = ()
    past: tuple[PastFigures, ...] = ()
    signatures: tuple[str, ...] = ()

    @property
    def past_plan_years(self) -> tuple[int, ...]:
        """Return the past plan years of which the list has figures, the latest first."""
        return tuple(dict.fromkeys(figures.plan_year for figures in self.past))

    @property
    def is_whole(self) -> bool:
        """Return whether the recipient sees every unit: the bureau's own list, which may have the townships' notes."""
        return self.edition.view.units is None

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Return the number of persons by unit name and state, in the order of the units; units without one as well."""
        counts: dict[str, dict[str, int]] = {name: {} for name in self.unit_names}
        for person in self.persons:
            of_unit = counts.setdefault(person.unit_name, {})
            of_unit[person.state] = of_unit.get(person.state, 0) + 1
        return counts


def labels_of(labels: Iterable[str]) -> str:
    """Return the labels of a person's categories in one text, each once."""
    return "、".join(dict.fromkeys(labels))

"""Compose a list of persons from the pack's part and the rows of the ledger. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from transforms.report.lists.content import Listed, PersonList, PersonRow, labels_of
from transforms.report.lists.coverage import coverage_notes
from transforms.report.lists.kinds import KINDS, ListKind
from transforms.report.lists.past import past_figures, past_notes
from transforms.report.progress import rollup
from transforms.report.publication import Edition
from transforms.report.signatures import signatures_of
from transforms.text.labels import category_label


def person_list(kind: ListKind, edition: Edition, snapshot: Mapping[str, Any], rows: Iterable[PersonRow]) -> PersonList:
    """Compose a list: the persons of the units that the recipient may see, by unit in the notice's order, then by key.

    `snapshot`: rows of campaign, units and categories; of a roster also `past`, with past years, delivered figures and
    the offices that deliver; of a list of coverage also `grounds`, the pack's rules, and `since`, the list before. A
    person below a progress unit is listed under it; one without a known unit has the unit name '' and comes last, and
    is left out if the recipient may see only certain units.
    """
    units, labels = snapshot["units"], {row["category"]: row["label_zh"] for row in snapshot["categories"]}
    unit_of, seen = rollup.progress_units(units), seen_units(edition.view.units, units)
    counted = {unit_of[unit_id] for unit_id in seen}
    shown = {unit["unit_id"]: unit["name"] for unit in rollup.in_notice_order(units) if unit["unit_id"] in counted}
    place = {unit_id: number for number, unit_id in enumerate(shown)}
    grounds = {row["rule_id"]: row["ground"] for row in snapshot.get("grounds", ())}
    persons = []
    for row in rows:
        if row.unit_id in seen or (edition.view.units is None and not unit_of.get(row.unit_id)):
            unit_id = unit_of.get(row.unit_id, "")
            words = labels_of(category_label(category, labels) for category in row.categories)
            ground = grounds.get(row.coverage_rule_id, "")
            listed = Listed(row, shown.get(unit_id, ""), words, kind.state_of(row), ground=ground)
            persons.append((place.get(unit_id, len(place)), row.person_key, listed))
    persons.sort(key=lambda person: person[:2])
    campaign = snapshot["campaign"]
    listed_persons = tuple(listed for _, _, listed in persons)
    past = past_figures(snapshot, shown, listed_persons) if "past" in snapshot else ()
    notes: tuple[str, ...] = ()
    if "past" in snapshot:
        kept = snapshot["past"]
        notes = past_notes(past, listed_persons, campaign["plan_year"], kept["senders"], kept.get("followed", ()))
    if "grounds" in snapshot:
        notes = coverage_notes(listed_persons, snapshot["grounds"], snapshot.get("since"))
    return PersonList(
        kind.code,
        campaign["pack_code"],
        campaign["place_name"],
        campaign["plan_year"],
        edition,
        tuple(shown.values()),
        listed_persons,
        notes,
        past,
        signatures_of(snapshot.get("signatures", ()), edition.period),
    )


def in_reading_order(persons: Iterable[Listed]) -> list[Listed]:
    """Return the persons of a list with each unit's by village and name; the units stay in their order."""
    place: dict[str, int] = {}
    for person in (listed := list(persons)):
        place.setdefault(person.unit_name, len(place))
    return sorted(
        listed,
        key=lambda person: (place[person.unit_name], person.row.village, person.name, person.row.person_key),
    )


def changes(before: PersonList, after: PersonList) -> dict[str, int]:
    """Count what differs between two lists: persons that came, persons that went, and persons with another state.

    `figures` is 1 if figures of past years differ, and else left out.
    """
    old, new = ({person[0]: person[1:] for person in stated(content)} for content in (before, after))
    figures = {"figures": 1} if before.past != after.past else {}
    return figures | {
        "came": len(new.keys() - old.keys()),
        "went": len(old.keys() - new.keys()),
        "changed": sum(old[key] != new[key] for key in old.keys() & new.keys()),
    }


def stated(content: PersonList) -> list[list[Any]]:
    """Return all that a list states about each person, but the identity, as values that JSON can hold."""
    facts = KINDS[content.kind].facts
    return [
        [
            *(str(person.row.person_key), person.row.unit_id, person.row.village, person.state, *facts(person.row)),
            *((person.ground,) if person.ground else ()),
        ]
        for person in content.persons
    ]


def seen_units(own: Sequence[str] | None, units: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the ids of the units that a recipient may see: its own with all below them; None = every unit."""
    above = {unit["unit_id"]: unit["parent_unit_id"] or "" for unit in units}
    if own is None:
        return set(above)
    seen = set(own) & set(above)
    while below := {unit_id for unit_id, parent in above.items() if parent in seen} - seen:
        seen |= below
    return seen

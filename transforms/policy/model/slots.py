"""Compute which reports are due on which day, and who gets which part, by pure functions of a pack."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from transforms.policy.model.pack import Pack
from transforms.policy.model.schedule import Publication, Recipient

_DAY = timedelta(days=1)
OF_UNIT = "@"
"""Divides a recipient into the code of the office and the id of the unit; neither contains it."""


@dataclass(frozen=True, order=True)
class Slot:
    """One report for one period. It counts money received up to and including `as_of`, and is due on `due_on`.

    `recipients` are codes of the pack's recipients; `rule_ids` are the rules that demand the report.
    `own_recipients`: those of them that get their own part of the report only.
    """

    due_on: date
    report: str
    cadence: str
    period_from: date
    period_to: date
    as_of: date
    recipients: tuple[str, ...]
    rule_ids: tuple[str, ...]
    own_recipients: tuple[str, ...] = ()


def publications_due(pack: Pack, on: date) -> list[Slot]:
    """List the slots of the pack that are due on the day `on`: each is one report for one period. [] if none is due.

    A `Slot` has due day, report, cadence, first and last day of the period, as-of date, and codes of recipients and
    rules. Reports that people make (`made_by: human`) have no slots.
    """
    return [slot for slot in all_slots(pack) if slot.due_on == on]


def due_days(pack: Pack) -> list[date]:
    """List every day on which a report of the pack is due, ascending, each day once."""
    return sorted({slot.due_on for slot in all_slots(pack)})


def all_slots(pack: Pack) -> list[Slot]:
    """List every slot of the pack by due day: one report for one period, with its recipients.

    A `Slot` has due day, report, cadence, first and last day of the period, as-of date, and codes of recipients and
    rules. Publications that demand one report, of one cadence and period, share a slot: it has the recipients and rules
    of all. Who gets the whole report by one of them gets no own part of it by another.
    """
    merged: dict[tuple[object, ...], Slot] = {}
    for publication in pack.publications:
        for slot in slots_of(publication):
            key = (slot.report, slot.cadence, slot.period_to)
            merged[key] = _merge_slots(merged[key], slot) if key in merged else slot
    return sorted(merged.values())


def _merge_slots(first: Slot, second: Slot) -> Slot:
    recipients = tuple(dict.fromkeys((*first.recipients, *second.recipients)))
    rule_ids = tuple(dict.fromkeys((*first.rule_ids, *second.rule_ids)))
    whole = {code for slot in (first, second) for code in slot.recipients if code not in slot.own_recipients}
    own = tuple(code for code in recipients if code not in whole)
    return replace(first, recipients=recipients, rule_ids=rule_ids, own_recipients=own)


def slots_of(publication: Publication) -> Iterator[Slot]:
    """Yield the slots of one publication, in order: one for each period, without a gap between them.

    A `Slot` has due day, report, cadence, first and last day of the period, as-of date, and codes of recipients and
    rules. Yields nothing for a report that people make (`made_by: human`).
    """
    if publication.made_by == "human":
        return
    period_from = publication.starts_on
    while period_from <= publication.ends_on:
        period_to = min(_period_end(publication, period_from), publication.ends_on)
        yield Slot(
            _due_on(publication, period_to),
            publication.report,
            publication.cadence,
            period_from,
            period_to,
            period_to,
            publication.recipients,
            (publication.rule_id,),
            publication.recipients if publication.content == "own" else (),
        )
        period_from = period_to + _DAY


def _period_end(publication: Publication, day: date) -> date:
    """The last day of the period that contains this day."""
    match publication.cadence:
        case "day":
            return day
        case "ten_day":
            return _end_of_part(day, (10, 20))
        case "half_month":
            return _end_of_part(day, (15,))
        case "month":
            if publication.period_ends_on_day is not None:
                return _next_month_day(day, publication.period_ends_on_day)
            return _end_of_part(day, ())
    return publication.ends_on


def _end_of_part(day: date, last_days: tuple[int, ...]) -> date:
    """The last day of the part of the month that contains `day`; `last_days` end the earlier parts."""
    for last in last_days:
        if day.day <= last:
            return day.replace(day=last)
    return day.replace(day=monthrange(day.year, day.month)[1])


def _next_month_day(day: date, day_of_month: int) -> date:
    """The first date on or after `day` that has this day of the month."""
    while day.day != day_of_month:
        day += _DAY
    return day


def _due_on(publication: Publication, period_to: date) -> date:
    if publication.due_on is not None:
        return publication.due_on
    if publication.due_on_day is not None:
        return _next_month_day(period_to + _DAY, publication.due_on_day)
    return period_to + _DAY


@dataclass(frozen=True)
class OwnPart:
    """The part of a report that one recipient gets.

    recipient: code of the pack's recipient, with the unit if it is of one (`townships@da-baiyashi`); units: ids of the
    units, None = all; figures: as `own_figures` of the recipient, None = all; payers: as `own_payers`, None = all.
    """

    recipient: str
    units: tuple[str, ...] | None
    figures: tuple[str, ...] | None
    payers: tuple[str, ...] | None = None


def own_parts(pack: Pack, slot: Slot) -> tuple[OwnPart, ...]:
    """List the own parts of a slot, in the order of its recipients and of their units; () if all share one report.

    One for each unit of a recipient's `own_units`, else one with the figures of all units. A recipient of which the
    pack states neither own units nor own figures nor own payers has none.
    """
    entries = {entry.recipient: entry for entry in pack.recipients}
    return tuple(part for code in slot.own_recipients if code in entries for part in _parts_of(entries[code], pack))


def _parts_of(entry: Recipient, pack: Pack) -> list[OwnPart]:
    figures, payers = entry.own_figures or None, entry.own_payers or None
    if entry.own_units:
        every = tuple(unit.unit_id for unit in pack.units.children)
        units = every if entry.own_units == "each" else entry.own_units
        offices = {unit_id: recipient_of_unit(entry.recipient, unit_id) for unit_id in units}
        return [OwnPart(office, (unit_id,), figures, payers) for unit_id, office in offices.items()]
    return [OwnPart(entry.recipient, None, figures, payers)] if figures or payers else []


def recipient_of_unit(office: str, unit_id: str) -> str:
    """Return the recipient of a part of one unit: `townships@da-baiyashi` are the townships' offices of that unit."""
    return f"{office}{OF_UNIT}{unit_id}"


def office_and_unit(recipient: str) -> tuple[str, str]:
    """Return the code of a recipient's office, and the id of the unit that it is of ('' without one)."""
    office, _, unit_id = recipient.partition(OF_UNIT)
    return office, unit_id

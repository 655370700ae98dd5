"""Checks of lists that are numbered and build on each other: one office gets them all, none waits for an approval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from transforms.policy.model.schedule import Publication, Recipient
from transforms.policy.model.slots import slots_of
from transforms.strict_yaml.problems import Finding


class Words(NamedTuple):
    """Code and texts of a finding, in the order of `Finding`. `{day}` in a text becomes the day."""

    code: str
    expected_zh: str
    fix_zh: str
    expected_en: str
    fix_en: str

    def at(self, place: int, field: str, day: date | None = None) -> Finding:
        """Return the finding about a field of the publication at a position of the pack."""
        return Finding(
            ("publications", place, field),
            self.code,
            self.expected_zh.format(day=day),
            self.fix_zh.format(day=day),
            self.expected_en.format(day=day),
            self.fix_en.format(day=day),
        )


def have_one_office(
    report: str, words: Words, publications: tuple[Publication, ...], recipients: tuple[Recipient, ...]
) -> Iterator[Finding]:
    """Yield an error for each series of a report that is divided, or goes to another office than the first series.

    The recipient needs `own_figures`: the file is then for this office alone. `publications`, `recipients`: sections of
    the pack.
    """
    entries = {entry.recipient: entry for entry in recipients}
    places = places_of(report, publications)
    for place in places:
        series = publications[place]
        entry = entries.get(series.recipients[0])
        is_alone = len(series.recipients) == 1 and series.recipients == publications[places[0]].recipients
        if entry is None or (is_alone and entry.own_figures and not entry.own_units):
            continue  # an unknown recipient is an error of its own
        yield words.at(place, "recipients")


def have_days_of_their_own(report: str, words: Words, publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each series of a report with a list up to the last day of another series' list."""
    seen: dict[date, int] = {}
    for place in places_of(report, publications):
        twice = [
            slot.period_to for slot in slots_of(publications[place]) if seen.setdefault(slot.period_to, place) != place
        ]
        if twice:
            yield words.at(place, "cadence", twice[0])


def wait_for_nobody(report: str, words: Words, publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each list of a report that would wait for an approval: the lists after it build on it."""
    for place in places_of(report, publications):
        if publications[place].approved_on:
            yield words.at(place, "approved_on")


def places_of(report: str, publications: tuple[Publication, ...]) -> list[int]:
    """Return the positions of the series of a report that the product makes."""
    return [
        place for place, series in enumerate(publications) if series.report == report and series.made_by == "product"
    ]

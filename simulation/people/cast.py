"""Selection of the persons with a story: drawn as arrays, then built one by one."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from simulation.days import day_number, day_of
from simulation.facts import Person, Roll
from simulation.people.population import NEWBORN, STRANGER, Population
from simulation.place import Sender, Share
from simulation.rules import UNKNOWN_PREFIX
from simulation.stories import ordinary, special
from simulation.stories.draw import Draw
from simulation.stories.employees import employments
from simulation.stories.late_entry import add_reasons
from simulation.stories.listing import Listing

_OVERLAP = 12.0
_EMPLOYED, _EDGE = 0.04, 0.035


@dataclass(frozen=True)
class Cast:
    """Choice of the persons with a story. `shares`: every category of every sender.

    `member`: mask shares × persons. The other masks are over persons; `unusual`: the person has a story.
    """

    shares: tuple[tuple[Sender, Share], ...]
    member: np.ndarray
    employed: np.ndarray
    edge: np.ndarray
    unusual: np.ndarray


def draw_cast(people: Population, rng: np.random.Generator) -> Cast:
    """Draw which persons are on which lists, which are employees, and which others pay in an unusual way.

    A `Cast` has `shares` (sender and share of each category of each list), `member` (mask: shares x persons), and three
    masks over the persons of `people`: `employed`, `edge` (on no list, unusual payment), and `unusual` (all persons
    with a story). The last are the drawn persons, every newborn and every stranger. `rng`: source of the random draws.
    """
    shares = tuple((sender, share) for sender in people.place.senders for share in sender.shares)
    member = _members(people, shares, rng)
    listed = member.any(axis=0)
    age = _ages(people, people.place.roll_cut_off)
    working = (age >= 18) & (age < 60) & (people.kind == 0)
    employed = working & (rng.random(people.size) < _EMPLOYED / 0.61)
    edge = ~listed & ~employed & (people.kind == 0) & (rng.random(people.size) < _EDGE)
    return Cast(shares, member, employed, edge, listed | employed | edge | (people.kind != 0))


def _ages(people: Population, on: date) -> np.ndarray:
    """Age in years, exact enough to choose who can be on which list."""
    return ((day_number(on) - people.birth) / 365.25).astype(np.int32)


def _members(people: Population, shares: tuple[tuple[Sender, Share], ...], rng: np.random.Generator) -> np.ndarray:
    """Mask shares × persons. A person on one list is far more likely to be on a second one."""
    age = _ages(people, people.place.roll_cut_off)
    member = np.zeros((len(shares), people.size), dtype=bool)
    may_be_listed = (people.kind == 0) | ((people.kind == STRANGER) & (rng.random(people.size) < 0.4))
    listed = np.zeros(people.size, dtype=bool)
    graded = np.zeros(people.size, dtype=bool)
    for row, (_, share) in enumerate(shares):
        eligible = may_be_listed & (age >= share.min_age) & (age <= share.max_age)
        rate = share.share * may_be_listed.sum() / max(1, int(eligible.sum()))
        chance = np.where(listed, min(0.5, rate * _OVERLAP), rate * 0.75)
        chance = np.where(people.kind == STRANGER, np.maximum(chance, 0.08), chance)
        member[row] = eligible & ~(graded & bool(share.grades)) & (rng.random(people.size) < chance)
        listed |= member[row]
        graded |= member[row] & bool(share.grades)
    return member


class StoryBuilder:
    """Builds the stories of unusual persons, in the order of the population."""

    def __init__(self, people: Population, cast: Cast, seed: int) -> None:
        self.people, self.cast = people, cast
        self.draw = Draw(people.place, seed)
        self.late_draws = random.Random(f"reasons for late entry {seed}")
        self.stories, self.weights = ordinary.stories_for(self.draw)
        self.units = [name for name, _ in people.place.units]

    def persons(self) -> Iterator[Person]:
        """Yield every person with a story, with roll row, list rows, receipts and employee insurance.

        The order is that of the population. Leaves out persons who appear in no delivery after the story: not on the
        roll, no row on a list, no receipt.
        """
        memberships = self.cast.member.T
        for index in np.flatnonzero(self.cast.unusual).tolist():
            person = self.person(index)
            self._add_story(person, np.flatnonzero(memberships[index]).tolist())
            add_reasons(self.people.place, person, self.late_draws)
            if person.roll or person.rows or person.receipts:
                yield person

    def person(self, index: int) -> Person:
        """Return a new `Person` without a story: date of birth, and the row on the roll if there is one.

        `index`: position in the population. The person has no list rows, receipts or employee insurance yet.
        """
        people = self.people
        roll = None
        if people.kind[index] == 0:
            unit = self.units[people.unit[index]]
            roll = Roll(unit, bool(people.hukou_local[index]), bool(people.insured_last_year[index]))
        return Person(index, day_of(people.birth[index]), roll)

    def _add_story(self, person: Person, listed: list[int]) -> None:
        unit = self.units[self.people.unit[person.index]]
        if self.cast.employed[person.index]:
            person.employments.extend(employments(self.draw))
        if listed:
            self._add_special_story(person, listed, unit)
        elif self.people.kind[person.index] == NEWBORN:
            self._add_ordinary_story(person, ordinary.newborn, unit)
        elif self.people.kind[person.index] == STRANGER:
            self._add_ordinary_story(person, ordinary.stranger, unit)
        elif self.cast.employed[person.index]:
            self._add_ordinary_story(person, ordinary.employee_pays, unit)
        else:
            self._add_ordinary_story(person, self.draw.random.choices(self.stories, self.weights)[0], unit)

    def _add_ordinary_story(self, person: Person, story: ordinary.Story, unit: str) -> None:
        person.story = story.__name__
        person.receipts.extend(story(self.draw, person, unit))

    def _add_special_story(self, person: Person, listed: list[int], unit: str) -> None:
        draw = self.draw
        draw.random.shuffle(listed)
        home = unit if draw.chance(0.97) else draw.random.choice(self.units)
        listings = [Listing(draw, person, *self.cast.shares[row], home) for row in listed]
        if draw.chance(0.015):
            listings.append(self._unknown_category(person, home))
        story = special.choose(draw, len(listings) - 1)
        person.story = story.__name__
        story(special.ListedPerson(draw, person, listings, unit))

    def _unknown_category(self, person: Person, unit: str) -> Listing:
        """A listing with a label that no notice of the place contains."""
        source, label = self.draw.random.choice(sorted(self.people.place.unknown_labels.items()))
        share = Share(UNKNOWN_PREFIX + label, label, 0.0)
        return Listing(self.draw, person, self.people.place.sender(source), share, unit)

"""Stories of persons on no list who pay in an unusual way. Each returns the person's receipts."""

from collections.abc import Callable

from simulation.facts import Person, Receipt
from simulation.stories.draw import Draw, plus

Story = Callable[[Draw, Person, str], list[Receipt]]


def parts(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Pay in two or three parts; one person in four never completes the price."""
    left, receipts = draw.rules.standard_fen, []
    for _ in range(draw.random.randrange(1, 3)):
        part = draw.part_of(left) if left > 200 else 0
        if part:
            receipts.append(draw.receipt(unit, part, draw.window_day()))
            left -= part
    if draw.chance(0.75):
        receipts.append(draw.receipt(unit, left, draw.window_day()))
    return receipts


def twice(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Pay the price twice, one pair in five on one day."""
    first = draw.window_day()
    second = first if draw.chance(0.2) else draw.between(first, plus(draw.place.business_date, -7))
    amount = draw.rules.standard_fen
    return [draw.receipt(unit, amount, first), draw.receipt(unit, amount, second)]


def over(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Pay 10 to 110 yuan more than the price."""
    return [draw.receipt(unit, draw.rules.standard_fen + 1000 * draw.random.randrange(1, 12), draw.window_day())]


def before_window(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Pay in the twelve days before the window."""
    day = draw.between(plus(draw.rules.starts_on, -12), plus(draw.rules.starts_on, -1))
    return [draw.receipt(unit, draw.rules.standard_fen, day)]


def late(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Pay after the window."""
    return [draw.receipt(unit, draw.rules.standard_fen, draw.late_day())]


def lag_over_end(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Pay by the last day, with the money received after it."""
    back = draw.random.randrange(0, 4)
    day = plus(draw.rules.ends_on, -back)
    return [draw.receipt(unit, draw.rules.standard_fen, day, back + draw.random.randrange(1, 6))]


def boundary(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Pay on the first or last day of a window or the day after; the money arrives on that day."""
    start, end = draw.rules.starts_on, draw.rules.ends_on
    day = draw.random.choice((start, draw.place.general_from, end, plus(end, 1)))
    return [draw.receipt(unit, draw.rules.standard_fen, day, 0)]


def gap(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Pay between the two windows, or in the special groups' window."""
    assert draw.place.gap is not None
    first, last = draw.place.gap
    first = first if draw.chance(0.5) else draw.rules.starts_on
    return [draw.receipt(unit, draw.rules.standard_fen, draw.between(first, last), 0)]


def unit_not_stated(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Pay without a unit on the receipt."""
    return [draw.receipt(None, draw.rules.standard_fen, draw.window_day())]


def other_unit(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Pay with a random unit on the receipt."""
    other = draw.random.choice(draw.place.units)[0]
    return [draw.receipt(other, draw.rules.standard_fen, draw.window_day())]


def other_year(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Pay for the running year (the notice has no price for it), then mostly also for the main year."""
    year = min(draw.rules.payable_years)
    first = draw.window_day()
    receipts = [draw.receipt(unit, draw.rules.standard_fen, first, year=year)]
    if draw.chance(0.8):
        receipts.append(draw.receipt(unit, draw.rules.standard_fen, draw.between(first, draw.place.general_to)))
    return receipts


STORIES: tuple[tuple[Story, float], ...] = (
    (parts, 4),
    (twice, 3),
    (over, 3),
    (before_window, 3),
    (late, 4),
    (lag_over_end, 4),
    (boundary, 3),
    (gap, 4),
    (unit_not_stated, 2),
    (other_unit, 2),
    (other_year, 4),
)


def stories_for(draw: Draw) -> tuple[list[Story], list[float]]:
    """Return the stories that can happen in this place, with their weights."""
    possible = [
        (story, weight)
        for story, weight in STORIES
        if (story is not gap or draw.place.gap) and (story is not other_year or len(draw.rules.payable_years) > 1)
    ]
    return [s for s, _ in possible], [w for _, w in possible]


def newborn(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Pay after birth; sometimes only after a hundred days, if the feeds reach that far."""
    last = plus(draw.place.business_date, -6)
    days = draw.random.choice((3, 10, 20, 40, 60, 90, 91, 120))
    day = max(person.birth_on, min(plus(person.birth_on, days), last))
    year, amount = min(draw.rules.payable_years), draw.rules.standard_fen
    receipts = [draw.receipt(unit, amount, day)]
    if year != draw.rules.plan_year and person.birth_on.year == year and draw.chance(0.5):
        receipts.insert(0, draw.receipt(unit, amount, day, year=year))
    return receipts


def stranger(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Pay without being on the roll or a list; nine receipts in ten state a unit."""
    return [draw.receipt(unit if draw.chance(0.9) else None, draw.rules.standard_fen, draw.window_day())]


def employee_pays(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Pay nothing, mostly; some employees pay, a few of them late or in part."""
    lot = draw.random.random()
    amount = draw.rules.standard_fen
    if lot < 0.28:
        return [draw.receipt(unit, amount, draw.window_day())]
    if lot < 0.34:
        return [draw.receipt(unit, amount, draw.late_day())]
    return [draw.receipt(unit, draw.part_of(amount), draw.window_day())] if lot < 0.36 else []

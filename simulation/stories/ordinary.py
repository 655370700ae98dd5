"""Stories of persons on no list who pay in an unusual way. Each returns the person's receipts."""

from collections.abc import Callable

from simulation.facts import Person, Receipt
from simulation.stories.draw import Draw, plus

Story = Callable[[Draw, Person, str], list[Receipt]]


def parts(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Return the receipts of a person on no list who pays in two or three parts; one in four leaves out the last part.

    All parts together are the individual contribution. `unit`: name of the unit on each receipt. `person` is not
    changed. A receipt states amount, plan year, unit, and the days of payment and of receipt. `draw`: gives locality
    and random values.
    """
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
    """Return the two receipts of a person on no list who pays the individual contribution twice.

    One person in five pays both on one day, the rest pay the second later, perhaps after the window. `unit`: name of
    the unit on both receipts. `person` is not changed. A receipt states amount, plan year, unit, and the days of
    payment and of receipt. `draw`: gives locality and random values.
    """
    first = draw.window_day()
    second = first if draw.chance(0.2) else draw.between(first, plus(draw.place.business_date, -7))
    amount = draw.rules.standard_fen
    return [draw.receipt(unit, amount, first), draw.receipt(unit, amount, second)]


def over(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Return the receipt of a person on no list who pays 10 to 110 yuan more than the individual contribution.

    `unit`: name of the unit on the receipt. `person` is not changed. A receipt states amount, plan year, unit, and the
    days of payment and of receipt. `draw`: gives locality and random values.
    """
    return [draw.receipt(unit, draw.rules.standard_fen + 1000 * draw.random.randrange(1, 12), draw.window_day())]


def before_window(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Return the receipt of a person on no list who pays in full in the twelve days before the window.

    `unit`: name of the unit on the receipt. `person` is not changed. A receipt states amount, plan year, unit, and the
    days of payment and of receipt. `draw`: gives locality and random values.
    """
    day = draw.between(plus(draw.rules.starts_on, -12), plus(draw.rules.starts_on, -1))
    return [draw.receipt(unit, draw.rules.standard_fen, day)]


def late(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Return the receipt of a person on no list who pays the individual contribution after the window.

    `unit`: name of the unit on the receipt. `person` is not changed. A receipt states amount, plan year, unit, and the
    days of payment and of receipt. `draw`: gives locality and random values.
    """
    return [draw.receipt(unit, draw.rules.standard_fen, draw.late_day())]


def lag_over_end(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Return the receipt of a person on no list who pays in full in the window's last four days.

    The money is received after the window. `unit`: name of the unit on the receipt. `person` is not changed. A receipt
    states amount, plan year, unit, and the days of payment and of receipt. `draw`: gives locality and random values.
    """
    back = draw.random.randrange(0, 4)
    day = plus(draw.rules.ends_on, -back)
    return [draw.receipt(unit, draw.rules.standard_fen, day, back + draw.random.randrange(1, 6))]


def boundary(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Return the receipt of a person on no list who pays in full on a boundary day of the window.

    The day is the first of the window or of the general window, the last, or the day after the last. The money is
    received on the day of payment. `unit`: name of the unit on the receipt. `person` is not changed. A receipt states
    amount, plan year, unit, and the days of payment and of receipt. `draw`: gives locality and random values.
    """
    start, end = draw.rules.starts_on, draw.rules.ends_on
    day = draw.random.choice((start, draw.place.general_from, end, plus(end, 1)))
    return [draw.receipt(unit, draw.rules.standard_fen, day, 0)]


def gap(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Return the receipt of a person on no list who pays in full before the general window opens.

    Half of the persons pay in the gap between the special groups' window and the general one, the rest on any day from
    the first of the special groups' window to the end of the gap. A receipt states amount, plan year, unit, and the
    days of payment and of receipt. `draw`: gives locality and random values. Raises AssertionError if the place has no
    gap. `unit`: name of the unit on the receipt. `person` is not changed.
    """
    assert draw.place.gap is not None
    first, last = draw.place.gap
    first = first if draw.chance(0.5) else draw.rules.starts_on
    return [draw.receipt(unit, draw.rules.standard_fen, draw.between(first, last), 0)]


def unit_not_stated(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Return the receipt of a person on no list who pays in full in the window; the receipt states no unit.

    `unit`: not used. `person` is not changed. A receipt states amount, plan year, unit, and the days of payment and of
    receipt. `draw`: gives locality and random values.
    """
    return [draw.receipt(None, draw.rules.standard_fen, draw.window_day())]


def other_unit(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Return the receipt of a person on no list who pays in full in the window; it states a random unit.

    `unit`: not used; the random unit may be equal to it by chance. `person` is not changed. A receipt states amount,
    plan year, unit, and the days of payment and of receipt. `draw`: gives locality and random values.
    """
    other = draw.random.choice(draw.place.units)[0]
    return [draw.receipt(other, draw.rules.standard_fen, draw.window_day())]


def other_year(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Return the receipts of a person on no list who pays for the earliest payable year and mostly the main plan year.

    Each receipt is of the individual contribution of the main plan year; the notice has no price for the other year.
    One person in five does not pay for the main plan year. `unit`: name of the unit on each receipt. `person` is not
    changed. A receipt states amount, plan year, unit, and the days of payment and of receipt. `draw`: gives locality
    and random values.
    """
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
    """Return the stories of persons on no list that can happen in the locality, and a weight of each.

    A story is a function (draw, person, name of the unit) -> receipts. The heavier a story, the more often it is to be
    drawn. A locality without a gap between two windows, or with one payable year, has fewer stories. `draw`: gives the
    locality; nothing is drawn.
    """
    possible = [
        (story, weight)
        for story, weight in STORIES
        if (story is not gap or draw.place.gap) and (story is not other_year or len(draw.rules.payable_years) > 1)
    ]
    return [s for s, _ in possible], [w for _, w in possible]


def newborn(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Return the receipts of a newborn: the individual contribution, paid up to 120 days after birth.

    If the year of birth is payable in addition to the main plan year, half of the newborns of that year pay for both
    years. All others pay for the main plan year only. `person`: gives the date of birth; not changed. `unit`: name of
    the unit on each receipt. A receipt states amount, plan year, unit, and the days of payment and of receipt. `draw`:
    gives locality and random values.
    """
    last = plus(draw.place.business_date, -6)
    days = draw.random.choice((3, 10, 20, 40, 60, 90, 91, 120))
    day = max(person.birth_on, min(plus(person.birth_on, days), last))
    year, amount = min(draw.rules.payable_years), draw.rules.standard_fen
    receipts = [draw.receipt(unit, amount, day)]
    if year != draw.rules.plan_year and person.birth_on.year == year and draw.chance(0.5):
        receipts.insert(0, draw.receipt(unit, amount, day, year=year))
    return receipts


def stranger(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Return the receipt of a stranger on no list, who pays the individual contribution in the window.

    `unit`: name of the unit; nine receipts in ten state it, the rest none. `person` is not changed. A receipt states
    amount, plan year, unit, and the days of payment and of receipt. `draw`: gives locality and random values.
    """
    return [draw.receipt(unit if draw.chance(0.9) else None, draw.rules.standard_fen, draw.window_day())]


def employee_pays(draw: Draw, person: Person, unit: str) -> list[Receipt]:
    """Return the receipts of an employee on no list: mostly none, because an employee owes nothing here.

    Of 100 employees, 28 pay the individual contribution in the window, 6 after it, 2 pay a part in the window, and 64
    pay nothing. `unit`: name of the unit on the receipt. `person` is not changed. A receipt states amount, plan year,
    unit, and the days of payment and of receipt. `draw`: gives locality and random values.
    """
    lot = draw.random.random()
    amount = draw.rules.standard_fen
    if lot < 0.28:
        return [draw.receipt(unit, amount, draw.window_day())]
    if lot < 0.34:
        return [draw.receipt(unit, amount, draw.late_day())]
    return [draw.receipt(unit, draw.part_of(amount), draw.window_day())] if lot < 0.36 else []

"""Kinds that only a sequence of deliveries shows: 18 to 20, 117, 118, 120, 121, 123 to 129."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests.badinputs.forms import CIVIL, EDUCATION, EMPLOYEE, POOR, ROLL, TAX, Form
from tests.badinputs.grid import Grid, Line, written
from tests.badinputs.stories import LANDED_ALREADY, Step, Story, dated, local, people, truths_of
from tests.badinputs.truth import Truth

PAYMENTS = "SELECT count(*) FROM core.payment WHERE person_key = ANY(CAST(:keys AS uuid[]))"
MEMBERS = "SELECT DISTINCT category FROM core.membership_fact WHERE person_key = ANY(CAST(:keys AS uuid[]))"
PERSONS = "SELECT count(*) FROM vault.person WHERE person_key = ANY(CAST(:keys AS uuid[]))"
DUES = (
    "SELECT category, due_fen, count(*) FROM core.dues"
    " WHERE person_key = ANY(CAST(:keys AS uuid[])) AND plan_year = 2020 GROUP BY 1, 2"
)
NOT_ON_ROLL = (
    "SELECT count(*) FROM core.dues WHERE person_key = ANY(CAST(:keys AS uuid[])) AND plan_year = 2020"
    " AND 'not_on_roll' = ANY(flags)"
)
Make = Callable[[random.Random], Story]


@dataclass(frozen=True)
class Sequel:
    """A kind of the warehouse with its variants. `pending`: what is missing; until then the states are those that it
    gets today, so that the day on which this changes is noticed."""

    number: int
    title: str
    letter: str
    variants: Sequence[tuple[str, Make]]
    decided: str = ""
    pending: str = ""


def _period(rng: random.Random) -> str:
    return f"2019-{rng.randrange(10**9)}"


def _mode(form: Form) -> str:
    return form.source.list_mode


def _same_bytes(form: Form) -> Make:
    def make(rng: random.Random) -> Story:
        grid, period = people(rng, form), _period(rng)
        first = Step(grid, period, "committed", _mode(form), name="一")
        return Story([first, replace(first, state=LANDED_ALREADY, name="二")], [(PERSONS, [(5,)])], truths_of(grid))

    return make


def _saved_again(form: Form, question: str, answer: list[tuple[object, ...]]) -> Make:
    """Equal rows, other bytes: the second delivery is taken and adds nothing."""

    def make(rng: random.Random) -> Story:
        grid, period = people(rng, form), _period(rng)
        first = Step(grid, period, "committed", _mode(form))
        return Story([first, replace(first, shared=True)], [(question, answer)], truths_of(grid))

    return make


def _same_name(form: Form) -> Make:
    def make(rng: random.Random) -> Story:
        return Story([Step(people(rng, form), _period(rng), "committed", _mode(form), name="名册") for _ in range(2)])

    return make


def _on_lists(*forms: Form, answer: list[tuple[object, ...]]) -> Make:
    """The same persons on several departments' lists: one of the categories decides, once."""

    def make(rng: random.Random) -> Story:
        persons = truths_of(people(rng, forms[0]))
        grids = [written(form, [local(one, form.source.source) for one in persons]) for form in forms]
        return Story([Step(grid, _period(rng), "committed") for grid in grids], [(DUES, answer)], persons)

    return make


def _shorter(form: Form, kept: int, of: int) -> Make:
    """Next month's full list without some of this month's persons."""

    def make(rng: random.Random) -> Story:
        grid = people(rng, form, of)
        later = written(form, truths_of(grid)[:kept])
        return Story([Step(grid, _period(rng), "committed"), Step(later, _period(rng), "committed")])

    return make


def _days(*offsets: int, parts: bool = False) -> Make:
    """Days of payments, in this order; `parts`: all under one period."""

    def make(rng: random.Random) -> Story:
        period = _period(rng)
        grids = [dated(people(rng, TAX), dt.date(2019, 11, 1) + dt.timedelta(days=day)) for day in offsets]
        steps = [Step(grid, period if parts else f"{period}-{day}", "committed", "feed")
                 for grid, day in zip(grids, offsets, strict=True)]  # fmt: skip
        persons = [one for grid in grids for one in truths_of(grid)]
        return Story(steps, [(PAYMENTS, [(5 * len(offsets),)])], persons)

    return make


def _versions(form: Form, *versions: int, states: Sequence[str]) -> Make:
    def make(rng: random.Random) -> Story:
        period = _period(rng)
        return Story([
            Step(people(rng, form), period, state, version=version)
            for version, state in zip(versions, states, strict=True)
        ])  # fmt: skip

    return make


def _unlisted(count: int) -> Make:
    """Payments of persons whom no roll names."""

    def make(rng: random.Random) -> Story:
        grid = people(rng, TAX, count)
        return Story([Step(grid, _period(rng), "committed", "feed")], [(NOT_ON_ROLL, [(count,)])], truths_of(grid))

    return make


def _dead(paid: bool, op: str = "死亡") -> Make:
    """Somebody on the list of the dead who pays, or is listed, afterwards."""

    def make(rng: random.Random) -> Story:
        grid = people(rng, POOR, 3)
        gone = _ended(truths_of(grid), op)
        after = dated(written(TAX, truths_of(grid)), dt.date(2019, 12, 5)) if paid else written(CIVIL, [
            local(one, "civil_affairs") for one in truths_of(grid)])  # fmt: skip
        return Story([
            Step(grid, _period(rng), "committed"), Step(gone, _period(rng), "committed", "change"),
            Step(after, _period(rng), "committed", "feed" if paid else "full"),
        ])  # fmt: skip

    return make


def _ended(persons: list[Truth], op: str) -> Grid:
    gone = written(POOR, persons, mode="change")
    for line in gone.data:
        line.cells[-2:] = [op, "2019-12-01"]
    return gone


def _twice_paid(receipts: str) -> Make:
    """A person who pays here, and in another feed again under another receipt."""

    def make(rng: random.Random) -> Story:
        grid = dated(people(rng, TAX, 2), dt.date(2019, 11, 5))
        again = [replace(one, receipt=receipts + one.receipt) for one in truths_of(grid)]
        return Story(
            [Step(one, _period(rng), "committed", "feed") for one in (grid, written(TAX, again))],
            [(PAYMENTS, [(4,)])],
            truths_of(grid),
        )

    return make


DECIDED_BY_PACK: list[tuple[object, ...]] = [("registered_poor", 12_000, 5)]
SEQUELS: tuple[Sequel, ...] = (
    Sequel(
        18,
        "same bytes, other name",
        "N (no-op)",
        [("a list", _same_bytes(POOR)), ("a workbook", _same_bytes(CIVIL)), ("payments", _same_bytes(TAX))],
    ),
    Sequel(
        19,
        "same rows saved again (other bytes)",
        "N (no-op)",
        [
            ("payments", _saved_again(TAX, PAYMENTS, [(5,)])),
            ("the poor", _saved_again(POOR, DUES, DECIDED_BY_PACK)),
            ("persons of a workbook", _saved_again(CIVIL, PERSONS, [(5,)])),
        ],
    ),
    Sequel(
        20,
        "same name, other content",
        "H",
        [("a list", _same_name(POOR)), ("a workbook", _same_name(CIVIL)), ("the roll", _same_name(ROLL))],
        pending="landing compares bytes, not names: another content under a known name is not held",
    ),
    Sequel(
        117,
        "deceased person in a list, or paying after death",
        "W/H",
        [("pays", _dead(True)), ("is listed elsewhere", _dead(False)), ("is removed, then pays", _dead(True, "减少"))],
        decided="a list: H; a payment: W",
        pending="no cross-check of later deliveries against deaths",
    ),
    Sequel(
        118,
        "person in several special categories",
        "N (priority rule)",
        [
            ("the poor and the minimum living", _on_lists(POOR, CIVIL, answer=DECIDED_BY_PACK)),
            ("the other way round", _on_lists(CIVIL, POOR, answer=DECIDED_BY_PACK)),
            ("a student, too", _on_lists(EDUCATION, POOR, answer=DECIDED_BY_PACK)),
        ],
    ),
    Sequel(
        120,
        "person removed from this month's full list",
        "N with threshold",
        [
            ("one of twelve", _shorter(POOR, 11, 12)),
            ("two of fifteen", _shorter(CIVIL, 13, 15)),
            ("one of twenty", _shorter(EDUCATION, 19, 20)),
        ],
        pending="absence from a full list ends no membership yet",
    ),
    Sequel(
        121,
        "list shrinks or grows by more than 20 %",
        "H",
        [
            ("half of it", _shorter(POOR, 5, 10)),
            ("a quarter less", _shorter(CIVIL, 9, 12)),
            ("nearly nobody", _shorter(EDUCATION, 1, 9)),
        ],
        pending="lists of two periods are not compared in size",
    ),
    Sequel(
        123,
        "payment twice in two counties",
        "H",
        [
            ("two receipts", _twice_paid("X")),
            ("of another county", _twice_paid("Y")),
            ("a third way", _twice_paid("Z")),
        ],
        pending="one campaign knows no other county's receipts; a second receipt here counts as twice paid",
    ),
    Sequel(
        124,
        "enrolment without payment, payment without enrolment",
        "W",
        [("one payment", _unlisted(1)), ("three", _unlisted(3)), ("seven", _unlisted(7))],
    ),
    Sequel(
        125,
        "feed day missing",
        "H",
        [("one day", _days(0, 2)), ("two days", _days(0, 3)), ("a week", _days(0, 7))],
        pending="the calendar of expected senders does not hold a feed yet",
    ),
    Sequel(
        126,
        "days out of order",
        "N",
        [("two days", _days(5, 4)), ("three days", _days(9, 7, 8)), ("the first last", _days(14, 15, 13))],
    ),
    Sequel(
        127,
        "same day in two parts",
        "N",
        [
            ("two parts", _days(20, 20, parts=True)),
            ("three parts", _days(21, 21, 21, parts=True)),
            ("a part of another day under its period", _days(22, 23, parts=True)),
        ],
    ),
    Sequel(
        128,
        "corrected re-send after publication",
        "H",
        [
            ("a list", _versions(POOR, 1, 2, states=["superseded", "committed"])),
            ("a workbook", _versions(CIVIL, 1, 2, states=["superseded", "committed"])),
            ("twice", _versions(EDUCATION, 1, 2, 3, states=["superseded", "superseded", "committed"])),
        ],
        pending="a higher version is taken at once; it is not held where a publication has used the lower one",
    ),
    Sequel(
        129,
        "old file sent again by mistake (older version)",
        "R",
        [
            ("a list", _versions(POOR, 2, 1, states=["committed", "superseded"])),
            ("a workbook", _versions(CIVIL, 3, 2, states=["committed", "superseded"])),
            ("the employees", _versions(EMPLOYEE, 2, 1, states=["committed", "superseded"])),
        ],
        decided="recorded as superseded, never in force",
    ),
)
_ = Line

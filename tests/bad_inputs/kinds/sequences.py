"""Kinds that only a sequence of deliveries shows: 18 to 20, 117, 118, 120, 121, 123 to 129."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.assess import run as assess
from pipeline.publish import run as publish
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.bad_inputs.files.clean_rows import Truth
from tests.bad_inputs.files.forms import CIVIL, DISABLED, EDUCATION, EMPLOYEE, POOR, ROLL, TAX, Form
from tests.bad_inputs.files.grid import Grid, Line, written
from tests.bad_inputs.sequences import BUSINESS_DATE, LANDED_ALREADY, PACK, Step, Story, dated, local, people, truths_of

PAYMENTS = "SELECT count(*) FROM core.payment WHERE person_key = ANY(CAST(:keys AS uuid[]))"
MEMBERS = "SELECT DISTINCT category FROM core.membership_fact WHERE person_key = ANY(CAST(:keys AS uuid[]))"
PERSONS = "SELECT count(*) FROM vault.person WHERE person_key = ANY(CAST(:keys AS uuid[]))"
DUES = (
    "SELECT category, due_fen, count(*) FROM core.dues"
    " WHERE person_key = ANY(CAST(:keys AS uuid[])) AND plan_year = 2020 GROUP BY 1, 2"
)
STILL_LISTED = (
    "SELECT count(*) FROM core.dues WHERE person_key = ANY(CAST(:keys AS uuid[])) AND plan_year = 2020"
    " AND category <> 'ordinary'"
)
NOT_ON_ROLL = (
    "SELECT count(*) FROM core.dues WHERE person_key = ANY(CAST(:keys AS uuid[])) AND plan_year = 2020"
    " AND 'not_on_roll' = ANY(flags)"
)
AFTER_DEATH = (
    "SELECT finding, count(*) FROM mart_case.after_death WHERE person_key = ANY(CAST(:keys AS uuid[])) GROUP BY 1"
)
WARNED = (
    "SELECT count(*) FROM landing.warning AS w INNER JOIN core.payment AS p USING (campaign_id, delivery_id, row_no)"
    " WHERE w.reason_code = 'paid_after_death' AND p.person_key = ANY(CAST(:keys AS uuid[]))"
)
Make = Callable[[random.Random], Story]


@dataclass(frozen=True)
class Sequel:
    """A kind of the warehouse with its variants. `pending`: what is missing; until then the states are those that it
    gets today, so that the day on which this changes is noticed. `apart`: kinds of the same word share a warehouse."""

    number: int
    title: str
    letter: str
    variants: Sequence[tuple[str, Make]]
    decided: str = ""
    pending: str = ""
    apart: str = ""


def _period(rng: random.Random) -> str:
    return f"2019-{rng.randrange(10**8)}"


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
    """Under one name and period, and with no higher version, other persons."""

    def make(rng: random.Random) -> Story:
        period, name = _period(rng), f"名册{rng.randrange(10**6)}"
        steps = [Step(people(rng, form), period, state, _mode(form), name=name) for state in ("committed", "held")]
        return Story(steps)

    return make


def _on_lists(*forms: Form, answer: list[tuple[object, ...]]) -> Make:
    """The same persons on several departments' lists: one of the categories decides, once."""

    def make(rng: random.Random) -> Story:
        persons = truths_of(people(rng, forms[0]))
        grids = [written(form, [local(one, form.source.source) for one in persons]) for form in forms]
        return Story([Step(grid, _period(rng), "committed") for grid in grids], [(DUES, answer)], persons)

    return make


def _next_month(form: Form, kept: int, of: int, grown: int = 0, state: str = "committed") -> Make:
    """Next month's full list: some of this month's persons, and some new ones."""

    def make(rng: random.Random) -> Story:
        grid = people(rng, form, of)
        later = written(form, [*truths_of(grid)[:kept], *truths_of(people(rng, form, grown))])
        steps = [
            Step(grid, _period(rng), "committed", cut_off_on=dt.date(2019, 10, 31)),
            Step(later, _period(rng), state, cut_off_on=dt.date(2019, 11, 30)),
        ]
        listed = kept if state == "committed" else of
        return Story(steps, [(STILL_LISTED, [(listed,)])], truths_of(grid))

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


def _dead(paid: bool, reported_late: bool = False) -> Make:
    """Somebody reported dead who pays, or is listed, afterwards; or whose death is reported after the payment came."""

    def make(rng: random.Random) -> Story:
        grid = people(rng, POOR, 3)
        first = Step(grid, _period(rng), "committed", cut_off_on=dt.date(2019, 10, 31))
        gone = Step(_ended(truths_of(grid), "死亡"), _period(rng), "committed", "change")
        if not paid:
            late = [replace(local(one, "civil_affairs"), on=dt.date(2019, 12, 5)) for one in truths_of(grid)]
            other = written(CIVIL, late)
            return Story([first, gone, Step(other, _period(rng), "held")], [(AFTER_DEATH, [])], truths_of(grid))
        money = Step(dated(written(TAX, truths_of(grid)), dt.date(2019, 12, 5)), _period(rng), "committed", "feed")
        steps = [first, money, gone] if reported_late else [first, gone, money]
        warned = 0 if reported_late else 3
        questions = [(AFTER_DEATH, [("paid_after_death", 3)]), (WARNED, [(warned,)])]
        return Story(steps, questions, truths_of(grid))

    return make


def _ended(persons: list[Truth], op: str) -> Grid:
    gone = written(POOR, persons, mode="change")
    for line in gone.data:
        line.cells[-2:] = [op, "2019-12-01"]
    return gone


def _paid_in(pack: str, count: int) -> Make:
    """Persons who have paid in another county pay here again."""

    def make(rng: random.Random) -> Story:
        persons = truths_of(people(rng, TAX, count))
        there = dated(written(TAX, persons), dt.date(2019, 11, 5))
        here = dated(written(TAX, [replace(one, receipt="X" + one.receipt) for one in persons]), dt.date(2019, 11, 6))
        for line in there.data:
            line.cells[TAX.at("unit")] = ""
        return Story(
            [
                Step(there, _period(rng), "committed", "feed", pack=pack),
                Step(here, _period(rng), "held", "feed"),
            ],
            [(PAYMENTS, [(count,)])],
            persons,
        )

    return make


def _published(settings: Settings) -> None:
    assess.run(settings, PACK, BUSINESS_DATE)
    assert publish.run(settings, PACK, dt.date(2019, 11, 1))


def _corrected(form: Form, *versions: int) -> Make:
    """Higher versions of a list that a publication has used."""

    def make(rng: random.Random) -> Story:
        period = _period(rng)
        states = ["committed", *(["held"] * (len(versions) - 1))]
        steps = [
            Step(people(rng, form), period, state, version=version)
            for version, state in zip(versions, states, strict=True)
        ]
        return Story(steps, between=_published)

    return make


def _gap_is_held(folder: Path) -> Path:
    """Packs in which a day's feed waits for the days before it, from the first of November on."""
    policies = folder / "policies"
    shutil.copytree(REPOSITORY / "policies", policies)
    path = policies / PACK / "pack.yaml"
    text = path.read_text(encoding="utf-8")
    old, new = "    feed_from: 2019-09-01\n", "    feed_from: 2019-11-01\n    gap_is_held: true\n"
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return policies


def _missing(*days: tuple[int, str]) -> Make:
    """Feeds of some days of November, and what becomes of each."""

    def make(rng: random.Random) -> Story:
        steps = []
        for day, state in days:
            on = dt.date(2019, 11, day)
            grid = dated(people(rng, TAX, 3), on)
            steps.append(Step(grid, on.isoformat(), state, "feed", cut_off_on=on))
        return Story(steps, policies=_gap_is_held)

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
        decided="of one source, period and version",
    ),
    Sequel(
        117,
        "deceased person in a list, or paying after death",
        "W/H",
        [
            ("pays", _dead(True)),
            ("is recognised elsewhere", _dead(False)),
            ("paid, and the death is reported later", _dead(True, reported_late=True)),
        ],
        decided="recognised by a list after the death: H; recognised before it and still on a list, or paying: W "
        "(feedback, `mart.after_death`, in any order of arrival)",
        apart="deaths",
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
            ("one of twelve", _next_month(POOR, 11, 12)),
            ("two of fifteen", _next_month(CIVIL, 13, 15)),
            ("one of nine, and two new ones", _next_month(DISABLED, 8, 9, 2)),
        ],
        apart="months",
    ),
    Sequel(
        121,
        "list shrinks or grows by more than 20 %",
        "H",
        [
            ("half of it", _next_month(POOR, 30, 60, state="held")),
            ("a third more", _next_month(CIVIL, 66, 66, 33, state="held")),
            ("nearly nobody", _next_month(DISABLED, 5, 60, state="held")),
        ],
        decided="by more than the pack's share and number of persons",
        apart="sizes",
    ),
    Sequel(
        123,
        "payment twice in two counties",
        "H",
        [
            ("one person", _paid_in("kaijiang-2020", 1)),
            ("three persons", _paid_in("kaijiang-2020", 3)),
            ("of a city", _paid_in("heyuan-2020", 2)),
        ],
        apart="months",
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
        [
            ("the second day", _missing((1, "committed"), (3, "held"))),
            ("two days", _missing((1, "committed"), (2, "committed"), (5, "held"))),
            ("it comes later", _missing((1, "committed"), (3, "committed"), (2, "committed"))),
        ],
        decided="where the pack says `gap_is_held`; the later days follow by themselves once the missing one has come",
        apart="gap each",
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
            ("a list", _corrected(POOR, 1, 2)),
            ("a workbook", _corrected(CIVIL, 1, 2)),
            ("twice", _corrected(EDUCATION, 1, 2, 3)),
        ],
        apart="published",
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
        decided="recorded as superseded, never effective",
    ),
)
_ = Line

"""A later list of the employees' comparison states another end, another start, or another region. Kind 190."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.bad_inputs.files.clean_rows import Truth
from tests.bad_inputs.files.forms import EMPLOYEE, TAX
from tests.bad_inputs.files.grid import written
from tests.bad_inputs.kinds.sequences import Make, Sequel
from tests.bad_inputs.sequences import Step, Story, dated, local, people, truths_of

RESULTS = (
    "SELECT status, refundable_fen / 100, count(*) FROM core.dues"
    " WHERE person_key = ANY(CAST(:keys AS uuid[])) AND plan_year = 2020 GROUP BY 1, 2"
)
INSIDE, OUTSIDE = "永州市", "长沙市"
BEFORE, AT_END = dt.date(2019, 8, 31), dt.date(2019, 12, 20)
START, ENDED, PAID_ON = dt.date(2014, 5, 1), dt.date(2019, 10, 9), dt.date(2019, 12, 20)
Interval = tuple[str, dt.date, dt.date | None]
OPEN: Interval = (INSIDE, START, None)
ENROLLED, INSURED = [("enrolled", 0, 4)], [("insured_elsewhere", 250, 4)]


def _employees(persons: Sequence[Truth], intervals: Sequence[Interval], cut_off: dt.date, period: str) -> Step:
    rows = [
        replace(person, region=region, start=start, end=end) for person in persons for region, start, end in intervals
    ]
    return Step(written(EMPLOYEE, rows), period, "committed", cut_off_on=cut_off)


def _lists(
    first: Sequence[Interval],
    second: Sequence[Interval],
    answer: list[tuple[object, ...]],
    order: Callable[[list[Step]], list[Step]] = list,
) -> Make:
    """Two comparisons about the same persons, who pay; `order`: how the three deliveries arrive."""

    def make(rng: random.Random) -> Story:
        persons = [local(person) for person in truths_of(people(rng, TAX, 4))]
        period = f"2019-{rng.randrange(10**8)}"
        steps = [
            _employees(persons, first, BEFORE, f"{period}-08"),
            _employees(persons, second, AT_END, f"{period}-12"),
            Step(dated(written(TAX, persons), PAID_ON), period, "committed", "feed"),
        ]
        return Story(order(steps), [(RESULTS, answer)], persons)

    return make


def _backwards(steps: list[Step]) -> list[Step]:
    return steps[::-1]


KIND = Sequel(
    190,
    "a later list states another end or start of employee insurance",
    "N",
    [
        ("it has ended", _lists([OPEN], [(INSIDE, START, ENDED)], ENROLLED)),
        (
            "it has ended, and the later list arrives first",
            _lists([OPEN], [(INSIDE, START, ENDED)], ENROLLED, _backwards),
        ),
        ("its end is taken back", _lists([(INSIDE, START, ENDED)], [OPEN], INSURED)),
        ("it began on another day and has ended", _lists([OPEN], [(INSIDE, dt.date(2015, 3, 1), ENDED)], ENROLLED)),
        ("it was in another region", _lists([OPEN], [(OUTSIDE, START, None)], ENROLLED)),
        (
            "another one began afterwards",
            _lists([OPEN], [(INSIDE, START, ENDED), (INSIDE, dt.date(2019, 11, 1), None)], INSURED, _backwards),
        ),
        (
            "only an earlier one is corrected",
            _lists([OPEN], [(INSIDE, dt.date(2010, 1, 1), dt.date(2012, 1, 1))], INSURED),
        ),
    ],
    decided="of several lists of one source about one interval the newest by cut-off counts, in any order of arrival",
    apart="employees each",
)

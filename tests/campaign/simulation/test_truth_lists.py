"""Several lists about one interval, deaths before coverage, and second receipts, each by hand."""

from __future__ import annotations

from datetime import date

import pytest

from simulation.facts import Employment, ListRow
from simulation.truth.account import Lapse
from simulation.truth.lists import effective, stays_of
from tests.campaign.simulation.hand_written_persons import add, death, end, outcome, paid, person

LONG_AGO, AUGUST, OCTOBER, DECEMBER = date(2014, 5, 1), date(2019, 8, 25), date(2019, 10, 31), date(2019, 12, 31)
ENDED = date(2019, 10, 9)


def _job(cut_off: date, until: date | None = None, since: date = LONG_AGO, region: str = "永州市") -> Employment:
    return Employment(region, since, until, cut_off)


@pytest.mark.parametrize(
    ("earlier", "later", "is_overruled"),
    [
        (_job(AUGUST), _job(DECEMBER, ENDED), True),
        (_job(DECEMBER), _job(AUGUST, ENDED), False),
        (_job(AUGUST), _job(AUGUST, ENDED), False),
        (_job(AUGUST), _job(DECEMBER, ENDED, since=date(2015, 1, 1)), True),
        (_job(AUGUST), _job(DECEMBER, ENDED, region="长沙市"), True),
        (_job(AUGUST), _job(DECEMBER, ENDED, since=date(2015, 1, 1), region="长沙市"), False),
        (_job(AUGUST, ENDED), _job(DECEMBER, since=date(2019, 10, 10)), False),
        (_job(AUGUST, ENDED), _job(DECEMBER, since=ENDED), True),
    ],
)
def test_the_newest_list_about_an_interval_counts(earlier: Employment, later: Employment, is_overruled: bool) -> None:
    for both in ([earlier, later], [later, earlier]):
        assert (earlier not in effective(both)) == is_overruled


def test_insurance_that_a_later_list_ends_is_over() -> None:
    payer = person(paid(25000, date(2019, 12, 20)))
    payer.employments += [_job(AUGUST), _job(DECEMBER, ENDED)]
    o = outcome("dongan", payer)
    assert (o.status, o.refundable_fen) == ("enrolled", 0)


def _on(row: ListRow, cut_off: date) -> ListRow:
    return row._replace(cut_off_on=cut_off)


@pytest.mark.parametrize(
    ("rows", "stays"),
    [
        ([], [(LONG_AGO, None)]),
        ([end("destitute", ENDED)], [(LONG_AGO, ENDED)]),
        # a later list names the person again since long ago: the end does not count
        ([end("destitute", ENDED), add("destitute", LONG_AGO, cut_off=DECEMBER)], [(LONG_AGO, None)]),
        ([end("destitute", ENDED), add("destitute", OCTOBER)], [(LONG_AGO, ENDED), (OCTOBER, None)]),
        # a later list moves the end, forwards or back
        ([end("destitute", ENDED), _on(end("destitute", OCTOBER), DECEMBER)], [(LONG_AGO, OCTOBER)]),
        ([_on(end("destitute", ENDED), DECEMBER), end("destitute", OCTOBER)], [(LONG_AGO, ENDED)]),
        # between both ends the person was recognised again: two memberships
        (
            [end("destitute", ENDED), add("destitute", date(2019, 10, 20)), _on(end("destitute", OCTOBER), DECEMBER)],
            [(LONG_AGO, ENDED), (date(2019, 10, 20), OCTOBER)],
        ),
    ],
)
def test_ends_of_several_lists(rows: list[ListRow], stays: list[tuple[date, date | None]]) -> None:
    known = [add("destitute", LONG_AGO), *rows]
    for ordered in (known, known[::-1]):
        assert [(row.effective_on, ended) for row, ended in stays_of(ordered)] == stays


@pytest.mark.parametrize(
    ("died", "status", "fund"),
    [(date(2019, 9, 1), "deceased", 0), (DECEMBER, "deceased", 0), (date(2020, 1, 1), "enrolled", 25000)],
)
def test_who_owes_nothing_and_dies_before_the_plan_year_is_not_claimed_for(died: date, status: str, fund: int) -> None:
    o = outcome("dongan", person(add("destitute", LONG_AGO), death("destitute", died)))
    assert (o.status, o.fund_fen) == (status, fund)
    assert o.lapse == (Lapse(date(2019, 9, 1), died, "destitute", 25000) if status == "deceased" else None)


def test_the_death_counts_from_the_day_on_which_it_is_known() -> None:
    known = _on(death("destitute", date(2019, 10, 11)), OCTOBER)
    member = person(add("destitute", LONG_AGO), known)
    assert outcome("dongan", member, on=date(2019, 10, 30)).status == "enrolled"
    assert outcome("dongan", member, on=OCTOBER).lapse == Lapse(date(2019, 9, 1), OCTOBER, "destitute", 25000)


def test_who_has_paid_stays_enrolled() -> None:
    member = person(
        add("registered_poor", LONG_AGO), paid(12000, date(2019, 9, 5)), death("registered_poor", date(2019, 10, 11))
    )
    o = outcome("dongan", member)
    assert (o.status, o.fund_fen, o.lapse) == ("enrolled", 13000, None)


@pytest.mark.parametrize(("insured", "died", "status"), [
    (True, date(2019, 12, 31), "deceased"), (True, date(2020, 1, 1), "enrolled"),
    (False, date(2020, 1, 31), "deceased"), (False, date(2020, 2, 1), "enrolled"),
])  # fmt: skip
def test_coverage_of_the_notice_decides_where_it_is_stated(insured: bool, died: date, status: str) -> None:
    member = person(add("orphan", LONG_AGO), death("orphan", died), born=date(2008, 3, 4), insured=insured)
    assert outcome("kaijiang", member, on=date(2020, 4, 30)).status == status


@pytest.mark.parametrize(
    ("fen", "is_twice"),
    [((25000,), False), ((25000, 25000), True), ((10000, 25000), False), ((10000, 15000, 25000), True),
     ((30000, 25000), True), ((25000, 24999), False)],
)  # fmt: skip
def test_twice_is_a_second_receipt_of_the_whole_due(fen: tuple[int, ...], is_twice: bool) -> None:
    receipts = [paid(one, date(2019, 9, 5 + at), no=at) for at, one in enumerate(fen)]
    assert outcome("dongan", person(*receipts)).paid_twice == is_twice


def test_twice_also_before_the_recognition() -> None:
    money = [paid(12000, date(2019, 9, 5 + at), no=at) for at in range(2)]
    o = outcome("dongan", person(*money, add("registered_poor", date(2019, 9, 25))))
    assert (o.status, o.settled_on, o.paid_twice, o.refundable_fen) == ("enrolled", date(2019, 9, 25), True, 12000)


@pytest.mark.parametrize(
    ("on", "status", "settled"),
    [
        (date(2020, 1, 2), "owing", None),
        (date(2020, 1, 5), "owing", None),
        (date(2020, 1, 6), "enrolled", date(2020, 1, 6)),
    ],
)
def test_short_in_the_window_and_made_good_by_money_of_the_window(on: date, status: str, settled: date | None) -> None:
    parts = (paid(10000, date(2019, 12, 30), date(2020, 1, 3)), paid(15000, DECEMBER, date(2020, 1, 6), no=2))
    o = outcome("dongan", person(*parts), on=on)
    assert (o.status, o.settled_on, o.due_fen) == (status, settled, 25000)

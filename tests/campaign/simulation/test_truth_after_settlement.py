"""Rules 8 to 14 of "Settlement, exactly", each by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from simulation.facts import Employment, LateReason, Person
from simulation.truth.account import Account, next_month
from simulation.truth.lists import unit_of
from tests.campaign.simulation.hand_written_persons import BORN, add, death, end, outcome, paid, person, rules

LONG_AGO = date(2016, 3, 1)


# 8
def test_what_is_above_the_due_and_every_later_receipt_is_refundable() -> None:
    receipts = (paid(30000, date(2019, 9, 5)), paid(25000, date(2019, 12, 1), no=2))
    o = outcome("dongan", person(*receipts))
    assert (o.due_fen, o.paid_fen, o.refundable_fen) == (25000, 55000, 30000)


def test_identity_is_frozen_at_settlement() -> None:
    rows = (add("registered_poor", LONG_AGO), end("registered_poor", date(2019, 10, 1)))
    o = outcome("dongan", person(*rows, paid(12000, date(2019, 9, 5))))
    assert (o.status, o.category, o.due_fen, o.fund_fen) == ("enrolled", "registered_poor", 12000, 13000)


# 9
def test_gained_after_payment_is_refundable_where_the_place_says_so() -> None:
    facts = (add("minimum_living", date(2020, 11, 5)), paid(28000, date(2020, 10, 5), year=2021))
    o = outcome("hefei", person(*facts), on=date(2021, 1, 31))
    assert (o.category, o.due_fen, o.payer, o.fund_fen, o.refundable_fen) == (
        "ordinary",
        28000,
        "medical_aid",
        25200,
        25200,
    )
    assert (o.settled_on, o.gained) == (date(2020, 10, 5), (date(2020, 11, 5), 25200))


def test_gained_after_payment_is_kept_where_the_place_says_so() -> None:
    o = outcome("dongan", person(add("registered_poor", date(2019, 9, 20)), paid(25000, date(2019, 9, 10))))
    assert (o.category, o.fund_fen, o.refundable_fen, o.gained) == ("ordinary", 0, 0, None)


def test_the_largest_gain_counts_and_only_above_the_share_at_settlement() -> None:
    old, better = add("minimum_living", LONG_AGO), add("destitute", date(2020, 11, 5))
    money = paid(2800, date(2020, 10, 5), year=2021)
    o = outcome("hefei", person(old, better, money), on=date(2021, 1, 31))
    assert (o.category, o.due_fen, o.fund_fen, o.refundable_fen) == ("minimum_living", 2800, 28000, 2800)
    same = outcome("hefei", person(old, add("other_poor", date(2020, 11, 5)), money), on=date(2021, 1, 31))
    assert (same.fund_fen, same.refundable_fen, same.gained) == (25200, 0, None)


@pytest.mark.parametrize(("day", "gained"), [(date(2019, 12, 31), 25000), (date(2020, 1, 1), 0)])
def test_a_gain_counts_up_to_the_end_of_the_window(day: date, gained: int) -> None:
    o = outcome("heyuan", person(add("destitute", day), paid(25000, date(2019, 10, 5))))
    assert (o.status, o.refundable_fen) == ("enrolled", gained)


@pytest.mark.parametrize(
    ("place", "category", "day", "is_open"),
    [
        ("kaijiang", "minimum_living", date(2019, 10, 6), True),
        ("kaijiang", "destitute", date(2019, 10, 6), False), ("heyuan", "destitute", date(2020, 1, 1), True),
        ("dongan", "disabled", date(2019, 10, 6), False),
    ],
)  # fmt: skip
def test_recognised_after_payment_without_an_amount_is_open(
    place: str, category: str, day: date, is_open: bool
) -> None:
    facts = [add(category, day), paid(25000, date(2019, 10, 5))]
    o = outcome(place, person(*facts), on=date(2020, 1, 31))
    assert (o.open_category, o.status == "enrolled") == (category if is_open else None, day > date(2019, 10, 5))


def test_coverage_of_a_late_payer_whose_price_is_undefined() -> None:
    payer = person(paid(25000, date(2020, 1, 15)))
    o = outcome("dongan", payer)
    assert (o.status, o.refundable_fen, o.coverage_from) == ("undefined", 25000, None), "no reason is stated"
    payer.late_reasons.append(LateReason("add", "复转军人", date(2020, 1, 20)))
    o = outcome("dongan", payer)
    assert (o.status, o.refundable_fen, o.coverage_from) == ("undefined", 0, date(2020, 2, 1))
    payer.late_reasons.append(LateReason("end", "复转军人", date(2020, 1, 25)))
    assert outcome("dongan", payer).refundable_fen == 25000
    assert outcome("dongan", payer, on=date(2020, 1, 24)).refundable_fen == 0
    assert outcome("heyuan", person(paid(25000, date(2020, 1, 15)))).coverage_from is None


def test_a_gain_while_the_money_travels_is_posted_when_it_is_settled() -> None:
    facts = (add("destitute", date(2019, 10, 6)), paid(25000, date(2019, 10, 5), date(2019, 10, 8)))
    o = outcome("heyuan", person(*facts))
    # Recognised on the 6th with nothing to pay: settled then, before the money came.
    assert (o.settled_on, o.category, o.due_fen, o.refundable_fen) == (date(2019, 10, 6), "destitute", 0, 25000)
    partly = (
        add("minimum_living", date(2020, 10, 6)),
        paid(28000, date(2020, 10, 5), date(2020, 10, 8), year=2021),
    )
    p = outcome("hefei", person(*partly), on=date(2021, 1, 31))
    assert (p.settled_on, p.category, p.due_fen) == (date(2020, 10, 8), "ordinary", 28000)
    assert p.gained == (date(2020, 10, 8), 25200)


def test_no_gain_after_death() -> None:
    facts = (paid(25000, date(2019, 10, 5)), add("destitute", date(2019, 11, 5)), death("destitute", date(2019, 11, 4)))
    assert outcome("heyuan", person(*facts)).refundable_fen == 0


# 10
def test_deceased_gets_everything_back() -> None:
    facts = (
        add("registered_poor", LONG_AGO),
        death("registered_poor", date(2019, 9, 4)),
        paid(12000, date(2019, 9, 5)),
    )
    o = outcome("dongan", person(*facts))
    assert (o.status, o.category, o.due_fen, o.fund_fen, o.refundable_fen) == ("deceased", "ordinary", 0, 0, 12000)


def test_insured_elsewhere_gets_everything_back() -> None:
    payer = person(paid(25000, date(2019, 9, 5)), add("registered_poor", LONG_AGO))
    payer.employments.append(Employment("永州市", date(2018, 1, 1), None, date(2019, 12, 31)))
    o = outcome("dongan", payer)
    assert (o.status, o.category, o.due_fen, o.payer, o.refundable_fen) == (
        "insured_elsewhere",
        "ordinary",
        0,
        "",
        25000,
    )


def test_owing_shows_the_funds_share() -> None:
    o = outcome("dongan", person(add("registered_poor", LONG_AGO), paid(5000, date(2019, 9, 5))))
    assert (o.status, o.category, o.due_fen, o.payer, o.fund_fen) == (
        "owing",
        "registered_poor",
        12000,
        "fiscal",
        13000,
    )
    assert (o.paid_fen, o.refundable_fen, o.reimbursable_fen) == (5000, 0, 0)


def test_last_day_that_matters_is_the_latest_of_all() -> None:
    part_then_late = person(paid(5000, date(2019, 9, 5)), paid(5000, date(2020, 1, 5), no=2))
    assert outcome("dongan", part_then_late).status == "undefined"
    tracked = person(add("student", date(2020, 1, 5)))
    assert outcome("dongan", tracked).status == "owing"


def test_undefined_keeps_the_money_in_suspense() -> None:
    o = outcome("kaijiang", person(add("minimum_living", LONG_AGO), paid(25000, date(2019, 9, 5))))
    assert (o.status, o.category, o.due_fen, o.fund_fen, o.paid_fen, o.refundable_fen) == (
        "undefined",
        "minimum_living",
        None,
        0,
        25000,
        0,
    )


# 12
def test_unit_of_the_receipt_else_of_the_list_else_of_the_roll() -> None:
    on = date(2020, 1, 31)
    silent, spoken = paid(1, date(2019, 9, 5), unit=None), paid(1, date(2019, 9, 6), no=2)
    listed = (
        add("student", date(2019, 3, 1), unit="丁"),
        add("registered_poor", date(2019, 2, 1), unit=None),
        add("destitute", date(2019, 3, 1), unit="戊"),
    )
    assert _unit(person(silent, spoken, *listed), on) == "丙"
    assert _unit(person(silent, *listed), on) == "戊"
    assert _unit(person(silent), on) == "甲"
    assert _unit(Person(0, BORN, None, [], [silent]), on) is None


def _unit(payer: Person, on: date) -> str | None:
    return unit_of(payer, Account(rules("dongan"), payer, 2020, on).receipts, on)


# 13
@pytest.mark.parametrize(
    ("born", "insured", "day", "start"),
    [
        (BORN, True, date(2019, 12, 25), date(2020, 1, 1)),
        (BORN, False, date(2019, 12, 25), date(2020, 2, 1)),
        (BORN, True, date(2019, 12, 26), date(2020, 1, 25)),
        (date(2019, 11, 3), False, date(2019, 12, 1), date(2020, 2, 1)),
        (date(2020, 1, 10), False, date(2020, 3, 1), date(2020, 1, 10)),
        (date(2020, 1, 10), False, date(2020, 4, 9), date(2020, 1, 10)),
        (date(2020, 1, 10), False, date(2020, 4, 10), date(2020, 5, 10)),
    ],
)
def test_coverage_in_kaijiang(born: date, insured: bool, day: date, start: date) -> None:
    o = outcome("kaijiang", person(paid(25000, day), born=born, insured=insured), on=date(2020, 4, 30))
    assert (o.status, o.coverage_from) == ("enrolled", start)


def test_coverage_counts_from_the_day_of_receipt_in_kaijiang() -> None:
    o = outcome("kaijiang", person(paid(25000, date(2019, 12, 24), date(2019, 12, 29))))
    assert (o.identity_on, o.coverage_from) == (date(2019, 12, 29), date(2020, 1, 28))


@pytest.mark.parametrize("place", ["heyuan", "dongan"])
def test_no_rule_no_date(place: str) -> None:
    o = outcome(place, person(paid(25000, date(2019, 10, 5))))
    assert (o.status, o.coverage_from) == ("enrolled", None)


# 14
def test_memberships_of_the_truth_leave_out_what_matches_no_rule() -> None:
    rows = (add("destitute", LONG_AGO, hukou=False), add("disabled", LONG_AGO, grade=3), add("unknown:某", LONG_AGO))
    account = Account(rules("kaijiang"), person(*rows), 2020, date(2020, 1, 31))
    assert [(m.category, m.from_on) for m in account.memberships] == [("disabled", LONG_AGO), ("unknown:某", LONG_AGO)]


def test_next_month_starts_on_its_first_day() -> None:
    """No place has a late price together with this rule, so the price is added for the test."""
    priced = replace(rules("dongan"), price_fen={(2020, "in_window"): 25000, (2020, "late"): 25000})
    for day, start in ((date(2020, 1, 1), date(2020, 2, 1)), (date(2019, 12, 31), None)):
        o = Account(priced, person(paid(25000, day)), 2020, date(2020, 1, 31)).outcome()
        assert (o.status, o.coverage_from) == ("enrolled", start)
    assert next_month(date(2019, 12, 31)) == date(2020, 1, 1)

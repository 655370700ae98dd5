"""Rules 1 to 7 of "Settlement, exactly", each by hand: the expected answer is typed in, never computed."""

from __future__ import annotations

from datetime import date

import pytest

from simulation.facts import Employment
from tests.campaign.simulation.hand_written_persons import add, death, end, outcome, paid, person

LONG_AGO = date(2016, 3, 1)


def test_ordinary_pays_once_in_the_window() -> None:
    o = outcome("dongan", person(paid(25000, date(2019, 10, 5), date(2019, 10, 7))))
    assert (o.status, o.category, o.due_fen, o.payer, o.fund_fen) == ("enrolled", "ordinary", 25000, "", 0)
    assert (o.settled_on, o.identity_on, o.refundable_fen) == (date(2019, 10, 7), date(2019, 10, 5), 0)


def test_nobody_paid_is_owing() -> None:
    o = outcome("dongan", person())
    assert (o.status, o.due_fen, o.settled_on) == ("owing", 25000, None)


# 1
def test_money_before_the_window_counts_on_its_first_day() -> None:
    o = outcome("dongan", person(paid(25000, date(2019, 8, 20), date(2019, 8, 21))))
    assert (o.settled_on, o.identity_on) == (date(2019, 9, 1), date(2019, 9, 1))


def test_receipt_after_the_business_date_does_not_exist() -> None:
    payer = person(paid(25000, date(2019, 10, 5), date(2019, 10, 7)))
    assert outcome("dongan", payer, on=date(2019, 10, 6)).status == "owing"
    assert outcome("dongan", payer, on=date(2019, 10, 7)).status == "enrolled"


@pytest.mark.parametrize(("place", "identity"), [("dongan", date(2019, 11, 1)), ("kaijiang", date(2019, 11, 3))])
def test_basis_decides_the_identity_day(place: str, identity: date) -> None:
    o = outcome(place, person(paid(25000, date(2019, 11, 1), date(2019, 11, 3))))
    assert (o.identity_on, o.settled_on) == (identity, date(2019, 11, 3))


def test_order_of_one_day_is_by_receipt_number() -> None:
    first, second = paid(15000, date(2019, 10, 5), no=2), paid(10000, date(2019, 10, 1), date(2019, 10, 5), no=1)
    o = outcome("dongan", person(first, second))
    assert (o.identity_on, o.settled_on, o.paid_fen) == (date(2019, 10, 5), date(2019, 10, 5), 25000)


# 2
def test_rows_with_the_same_next_end_are_one_interval_from_the_earliest() -> None:
    rows = (add("registered_poor", LONG_AGO), add("registered_poor", date(2019, 11, 1)))
    o = outcome("dongan", person(*rows, paid(12000, date(2019, 9, 20))))
    assert (o.status, o.category, o.due_fen, o.reimbursable_fen) == ("enrolled", "registered_poor", 12000, 0)


def test_end_is_the_first_day_out_and_a_second_interval_begins() -> None:
    rows = (
        add("registered_poor", LONG_AGO),
        end("registered_poor", date(2019, 10, 1)),
        add("registered_poor", date(2019, 11, 1)),
    )
    assert outcome("dongan", person(*rows, paid(12000, date(2019, 9, 30)))).settled_on == date(2019, 9, 30)
    between = outcome("dongan", person(*rows, paid(12000, date(2019, 10, 1))))
    assert (between.settled_on, between.due_fen) == (date(2019, 11, 1), 12000)
    whole = outcome("dongan", person(*rows, paid(25000, date(2019, 10, 1))))
    assert (whole.category, whole.due_fen, whole.fund_fen) == ("ordinary", 25000, 0)


def test_row_dated_after_the_business_date_does_not_exist() -> None:
    payer = person(add("destitute", date(2019, 9, 20)))
    assert outcome("dongan", payer, on=date(2019, 9, 19)).category == "ordinary"
    assert outcome("dongan", payer, on=date(2019, 9, 20)).settled_on == date(2019, 9, 20)


def test_end_on_the_day_of_recognition_leaves_nothing() -> None:
    rows = (add("destitute", date(2019, 9, 20)), end("destitute", date(2019, 9, 20)))
    assert outcome("dongan", person(*rows)).status == "owing"


# 3
@pytest.mark.parametrize(
    ("born", "status"),
    [(date(1959, 8, 25), "enrolled"), (date(1959, 8, 26), "undefined"), (date(1960, 2, 29), "undefined")],
)
def test_age_is_taken_on_the_cut_off_of_the_first_list(born: date, status: str) -> None:
    rows = (add("low_income_elderly", LONG_AGO), add("low_income_elderly", date(2019, 10, 1)))
    assert outcome("heyuan", person(*rows, born=born)).status == status


@pytest.mark.parametrize(("born", "status"), [(date(2001, 8, 26), "enrolled"), (date(2001, 8, 25), "undefined")])
def test_a_minor_is_seventeen_at_most(born: date, status: str) -> None:
    assert outcome("heyuan", person(add("low_income_minor", LONG_AGO), born=born)).status == status


@pytest.mark.parametrize(("grade", "status"), [(1, "enrolled"), (2, "enrolled"), (3, "owing"), (None, "undefined")])
def test_grade_must_be_stated_and_within(grade: int | None, status: str) -> None:
    assert outcome("heyuan", person(add("severely_disabled", LONG_AGO, grade=grade))).status == status


@pytest.mark.parametrize(
    ("row", "roll", "status"),
    [(True, False, "enrolled"), (False, True, "owing"), (None, True, "enrolled"), (None, False, "owing")],
)
def test_hukou_of_the_row_else_of_the_roll(row: bool | None, roll: bool, status: str) -> None:
    assert outcome("kaijiang", person(add("destitute", LONG_AGO, hukou=row), hukou=roll)).status == status


def test_minimum_living_yields_to_registered_poor() -> None:
    rows = (add("minimum_living", LONG_AGO), add("registered_poor", LONG_AGO))
    o = outcome("dongan", person(*rows, paid(12000, date(2019, 9, 9))))
    assert (o.category, o.payer, o.fund_fen) == ("registered_poor", "fiscal", 13000)


def test_unknown_category_and_late_recognition_are_undefined() -> None:
    o = outcome("dongan", person(add("unknown:某", LONG_AGO), paid(25000, date(2019, 9, 9))))
    assert (o.status, o.category, o.due_fen, o.paid_fen, o.refundable_fen) == (
        "undefined",
        "unknown:某",
        None,
        25000,
        0,
    )
    late = outcome("dongan", person(add("destitute", date(2020, 1, 1))))
    assert (late.status, late.category, late.due_fen) == ("undefined", "destitute", None)


def test_blank_hukou_of_list_and_roll_is_undefined() -> None:
    stranger = person(add("destitute", LONG_AGO, hukou=None), paid(25000, date(2019, 10, 8)))
    stranger.roll = None
    o = outcome("kaijiang", stranger)
    assert (o.status, o.category, o.due_fen, o.refundable_fen) == ("undefined", "destitute", None, 0)


def test_recognised_after_the_window_and_removed_again_is_ordinary() -> None:
    rows = (add("destitute", date(2020, 1, 2)), end("destitute", date(2020, 1, 9)))
    assert outcome("dongan", person(*rows), on=date(2020, 1, 8)).status == "undefined"
    o = outcome("dongan", person(*rows), on=date(2020, 1, 9))
    assert (o.status, o.category, o.due_fen) == ("owing", "ordinary", 25000)


@pytest.mark.parametrize(("day", "outside"), [(date(2019, 9, 10), False), (date(2019, 9, 11), True)])
def test_a_member_of_a_special_group_pays_in_its_own_window(day: date, outside: bool) -> None:
    assert outcome("heyuan", person(add("destitute", LONG_AGO), paid(25000, day))).outside_own_window is outside
    assert outcome("heyuan", person(paid(25000, day))).outside_own_window is False
    assert outcome("dongan", person(add("destitute", LONG_AGO), paid(25000, day))).outside_own_window is False


def test_category_that_meets_no_condition_has_no_effect() -> None:
    o = outcome("kaijiang", person(add("destitute", date(2019, 12, 26), hukou=False)))
    assert (o.status, o.category) == ("owing", "ordinary")


# 4
def test_a_full_subsidy_beats_an_undefined_one() -> None:
    o = outcome("dongan", person(add("disabled", LONG_AGO, grade=3), add("destitute", LONG_AGO)))
    assert (o.status, o.category, o.due_fen, o.payer) == ("enrolled", "destitute", 0, "medical_aid")


def test_an_undefined_one_beats_an_amount() -> None:
    o = outcome("dongan", person(add("disabled", LONG_AGO, grade=3), add("registered_poor", LONG_AGO)))
    assert (o.status, o.category) == ("undefined", "disabled")


def test_tie_goes_by_the_order_of_the_place() -> None:
    o = outcome("heyuan", person(add("destitute", LONG_AGO), add("minimum_living", LONG_AGO)))
    assert o.category == "minimum_living"


def test_tracked_only_never_decides() -> None:
    o = outcome("dongan", person(add("student", LONG_AGO), paid(25000, date(2019, 9, 9))))
    assert (o.status, o.category) == ("enrolled", "ordinary")


# 5
def test_late_price_where_there_is_one() -> None:
    assert outcome("dongan", person(paid(25000, date(2020, 1, 2)))).status == "undefined"
    o = outcome("kaijiang", person(paid(25000, date(2020, 1, 2))))
    assert (o.status, o.settled_on) == ("enrolled", date(2020, 1, 2))


def test_money_on_its_way_over_the_end() -> None:
    payer = person(paid(25000, date(2019, 12, 31), date(2020, 1, 3)))
    o = outcome("dongan", payer)
    assert (o.status, o.identity_on, o.settled_on) == ("enrolled", date(2019, 12, 31), date(2020, 1, 3))


def test_another_plan_year_has_no_price_and_no_subsidy() -> None:
    payer = person(add("destitute", LONG_AGO), paid(25000, date(2019, 9, 9), year=2019))
    o = outcome("dongan", payer, year=2019)
    assert (o.status, o.category, o.due_fen, o.paid_fen) == ("undefined", "ordinary", None, 25000)
    assert outcome("dongan", payer).status == "enrolled"


# 6
@pytest.mark.parametrize(
    ("recognised", "due", "reimbursable"), [(date(2019, 10, 1), 12000, 0), (date(2019, 10, 2), 25000, 13000)]
)
def test_pay_first_is_after_the_day_itself(recognised: date, due: int, reimbursable: int) -> None:
    o = outcome("dongan", person(add("registered_poor", recognised), paid(25000, date(2019, 11, 1))))
    assert (o.due_fen, o.reimbursable_fen, o.fund_fen, o.payer) == (due, reimbursable, 13000, "fiscal")
    assert o.refundable_fen == 25000 - due


def test_who_was_listed_before_does_not_pay_first() -> None:
    rows = (add("minimum_living", LONG_AGO), add("destitute", date(2019, 11, 1)))
    o = outcome("dongan", person(*rows))
    assert (o.status, o.category, o.due_fen, o.settled_on) == ("enrolled", "destitute", 0, date(2019, 11, 1))


def test_having_been_only_tracked_does_not_count_as_listed() -> None:
    o = outcome("dongan", person(add("student", LONG_AGO), add("destitute", date(2019, 11, 1))))
    assert (o.status, o.due_fen, o.fund_fen, o.reimbursable_fen) == ("owing", 25000, 25000, 0)


# 7
def test_due_nothing_is_settled_on_the_first_day() -> None:
    o = outcome("heyuan", person(add("destitute", LONG_AGO)))
    assert (o.status, o.due_fen, o.settled_on, o.payer, o.fund_fen) == (
        "enrolled",
        0,
        date(2019, 8, 1),
        "government",
        25000,
    )


def test_recognised_and_paid_on_one_day_is_recognised_first() -> None:
    o = outcome("heyuan", person(add("destitute", date(2019, 10, 5)), paid(25000, date(2019, 10, 5))))
    assert (o.due_fen, o.settled_on, o.refundable_fen) == (0, date(2019, 10, 5), 25000)


def test_parts_follow_the_completing_receipt() -> None:
    o = outcome("dongan", person(paid(9000, date(2019, 9, 5)), paid(16000, date(2019, 11, 6), no=2)))
    assert (o.settled_on, o.identity_on) == (date(2019, 11, 6), date(2019, 11, 6))
    assert outcome("dongan", person(paid(24900, date(2019, 9, 5)))).status == "owing"


def test_a_part_becomes_enough_when_the_subsidy_comes() -> None:
    o = outcome("dongan", person(add("registered_poor", date(2019, 9, 20)), paid(12000, date(2019, 9, 10))))
    assert (o.settled_on, o.identity_on, o.category) == (date(2019, 9, 20), date(2019, 9, 20), "registered_poor")


def test_the_end_of_an_undefined_membership_settles() -> None:
    rows = (add("disabled", LONG_AGO, grade=4), end("disabled", date(2019, 11, 11)))
    o = outcome("dongan", person(*rows, paid(25000, date(2019, 9, 10))))
    assert (o.status, o.settled_on, o.category) == ("enrolled", date(2019, 11, 11), "ordinary")


@pytest.mark.parametrize(
    ("died", "status"),
    [(date(2019, 10, 6), "deceased"), (date(2019, 10, 7), "enrolled"), (date(2019, 12, 1), "enrolled")],
)
def test_death_before_and_after_the_count_day(died: date, status: str) -> None:
    rows = (add("student", LONG_AGO), death("student", died))
    assert outcome("dongan", person(*rows, paid(25000, date(2019, 10, 5), date(2019, 10, 7)))).status == status


@pytest.mark.parametrize(
    ("region", "since", "until", "status"),
    [
        ("永州市", date(2015, 1, 1), None, "insured_elsewhere"),
        ("永州市", date(2019, 12, 31), None, "insured_elsewhere"),
        ("永州市", date(2015, 1, 1), date(2019, 12, 31), "insured_elsewhere"),
        ("永州市", date(2015, 1, 1), date(2019, 12, 30), "enrolled"),
        ("永州市", date(2020, 1, 1), None, "enrolled"),
        ("衡阳市", date(2015, 1, 1), None, "enrolled"),
    ],
)
def test_employee_insurance_on_the_last_day_of_the_window(
    region: str, since: date, until: date | None, status: str
) -> None:
    payer = person(paid(25000, date(2019, 10, 5)))
    payer.employments.append(Employment(region, since, until, date(2019, 12, 31)))
    assert outcome("dongan", payer).status == status


def test_a_late_payer_is_tested_on_the_day_of_payment() -> None:
    payer = person(paid(25000, date(2020, 1, 9)))
    payer.employments.append(Employment("达州市", date(2020, 1, 9), None, date(2019, 12, 25)))
    assert outcome("kaijiang", payer).status == "insured_elsewhere"
    payer.employments[0] = Employment("达州市", date(2020, 1, 10), None, date(2019, 12, 25))
    assert outcome("kaijiang", payer).status == "enrolled"

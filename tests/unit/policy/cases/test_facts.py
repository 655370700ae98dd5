"""Cases become rows of facts: one person each, the cases of one business date as one delivery."""

from datetime import date
from typing import Any

from tests.support.packs.entries import dongan, entry
from transforms.policy import campaign_id
from transforms.policy.cases.facts import fact_rows, group_by_business_date, person_key
from transforms.policy.cases.model import Case, CaseText

PACK = dongan()
FIRST, SECOND, DEATH = date(2019, 10, 1), date(2020, 2, 1), date(2020, 1, 5)


def case(sentence: str = "普通居民缴费参保", as_of: date = SECOND, **values: Any) -> Case:
    """Make a case without an expectation."""
    text = entry(CaseText, sentence=sentence, requirements=("DA-02",), as_of=as_of, **values)
    return Case(text, (), "one.yaml", 1)


def rows(table: str, *cases: Case) -> list[dict[str, Any]]:
    """Return the rows of one table."""
    return fact_rows(PACK, cases)[table]


def test_a_pseudonym_follows_from_pack_sentence_and_member() -> None:
    keys = {
        person_key("a-2020", case()), person_key("b-2020", case()), person_key("a-2020", case("另一居民缴费参保")),
        person_key("a-2020", case(), "妻子"),
    }  # fmt: skip
    assert len(keys) == 4 and person_key("a-2020", case()) in keys


def test_cases_of_one_date_are_one_delivery_and_the_earliest_is_committed_first() -> None:
    late, early, other = case("甲在二月核定参保"), case("乙在十月核定参保", FIRST), case("丙在二月核定参保")
    assert [(on, len(cases)) for on, cases in group_by_business_date([late, early, other])] == [(FIRST, 1), (SECOND, 2)]
    deliveries = rows("landing.delivery", late, early, other)
    assert [(row["committed_no"], row["cut_off_on"], row["state"]) for row in deliveries] == [
        (1, FIRST, "committed"), (2, SECOND, "committed"),
    ]  # fmt: skip
    roll = rows("core.roll_fact", late, early, other)
    assert [row["delivery_id"] == deliveries[1]["delivery_id"] for row in roll] == [False, True, True]
    assert {row["campaign_id"] for row in roll} == {campaign_id("dongan-2020")}


def test_a_person_is_on_the_roll_of_the_first_unit_unless_the_case_says_otherwise() -> None:
    ordinary, elsewhere, absent = (
        case(sentence, person=person)
        for sentence, person in (
            ("甲没有写明所属单位", {}),
            ("乙写明所属的单位", {"unit": "大庙口"}),
            ("丙不在参保底册上", {"on_roll": False}),
        )
    )
    assert [row["unit_id"] for row in rows("core.roll_fact", ordinary, elsewhere, absent)] == [
        "da-baiyashi",
        "da-damiaokou",
    ]
    assert len(rows("vault.person", ordinary, elsewhere, absent)) == 3


def test_a_membership_ends_with_a_second_row_and_a_death_is_the_last() -> None:
    listed = {"category": "destitute", "cut_off_on": FIRST, "recognised_on": date(2019, 9, 1), "ended_on": SECOND}
    facts = rows("core.membership_fact", case(lists=(listed,), died_on=DEATH))
    assert [(row["row_no"], row["op"], row["effective_on"], row["cut_off_on"]) for row in facts] == [
        (1, "add", date(2019, 9, 1), FIRST), (2, "end", SECOND, SECOND), (3, "death", DEATH, DEATH),
    ]  # fmt: skip
    assert {row["category"] for row in facts} == {"destitute"}
    (alone,) = rows("core.membership_fact", case(died_on=FIRST))
    assert (alone["op"], alone["category"]) == ("death", PACK.categories[0].category)


def test_a_payment_is_of_the_plan_year_and_received_on_the_day_of_payment_by_default() -> None:
    paid = {"yuan": "120.5", "paid_on": FIRST}
    first, second = rows("core.payment", case(payments=(paid, paid | {"received_on": SECOND, "plan_year": 2019})))
    assert (first["amount_fen"], first["plan_year"], first["received_on"], first["unit_id"]) == (
        12050,
        2020,
        FIRST,
        None,
    )
    assert (second["plan_year"], second["received_on"]) == (2019, SECOND)
    assert first["receipt_no"] != second["receipt_no"]


def test_a_past_year_of_any_case_counts_as_delivered_once() -> None:
    facts = fact_rows(
        PACK,
        [
            case("甲前年参过保，去年没有", history={2019: False, 2018: True}),
            case("乙去年参过保", FIRST, history={2019: True}),
        ],
    )
    assert [row["plan_year"] for row in facts["core.history_year"]] == [2018, 2019]
    assert {row["delivery_id"] for row in facts["core.history_year"]} == {facts["landing.delivery"][0]["delivery_id"]}
    assert [(row["plan_year"], row["enrolled"]) for row in facts["core.history_fact"]] == [
        (2019, True),
        (2018, True),
        (2019, False),
    ]


def test_employment_keeps_its_days_and_region() -> None:
    (row,) = rows("core.employee_fact", case(employee=({"from": FIRST, "region": "永州市"},)))
    assert (row["insured_from"], row["insured_to"], row["region"], row["cut_off_on"]) == (FIRST, None, "永州市", SECOND)


def test_employment_is_stated_as_of_the_cut_off_of_its_list() -> None:
    stated = ({"from": FIRST, "cut_off_on": FIRST}, {"from": FIRST, "to": DEATH, "cut_off_on": SECOND})
    assert [row["cut_off_on"] for row in rows("core.employee_fact", case(employee=stated))] == [FIRST, SECOND]


def test_a_death_is_known_from_the_cut_off_of_its_list() -> None:
    (known,) = rows("core.membership_fact", case(died_on=DEATH, death_cut_off_on=SECOND))
    (at_once,) = rows("core.membership_fact", case(died_on=DEATH))
    assert [(row["effective_on"], row["cut_off_on"]) for row in (known, at_once)] == [(DEATH, SECOND), (DEATH, DEATH)]


def test_an_end_is_not_older_than_the_list_that_names_the_person() -> None:
    listing = {"category": "destitute", "recognised_on": FIRST, "cut_off_on": SECOND, "ended_on": DEATH}
    added, ended = rows("core.membership_fact", case(lists=(listing,)))
    assert (added["cut_off_on"], ended["effective_on"], ended["cut_off_on"]) == (SECOND, DEATH, SECOND)


def test_without_a_case_there_is_no_row() -> None:
    assert set(map(len, fact_rows(PACK, []).values())) == {0}

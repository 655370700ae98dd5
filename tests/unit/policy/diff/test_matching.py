"""Entries of two lists that are about one thing are found, however their order, rule_id or line changed."""

from typing import Any

from tests.support.packs.entries import entry
from transforms.policy.diff.matching import match_entries
from transforms.policy.model.conduct import HumanDuty
from transforms.policy.model.prices import Price
from transforms.policy.model.subsidies import Payer, Subsidy


def payer(code: str, label: str = "资金", rule_id: str = "XX-01") -> Payer:
    """Make a fund."""
    return entry(Payer, payer=code, label_zh=label, rule_id=rule_id)


def price(fen: int, year: int = 2020, **values: Any) -> Price:
    """Make a price."""
    return entry(Price, plan_year=year, price={"fen": fen}, **values)


def test_equal_entries_are_pairs_in_any_order() -> None:
    old = (payer("a"), payer("b"), payer("c"))
    assert match_entries(old, (old[2], old[0], old[1])) == [(0, 1), (1, 2), (2, 0)]


def test_nothing_is_paired_with_nothing() -> None:
    assert match_entries((), (payer("a"),)) == match_entries((payer("a"),), ()) == match_entries((), ()) == []


def test_a_code_finds_its_entry_although_label_and_rule_differ() -> None:
    old = payer("a", rule_id="XX-01-a"), payer("b", rule_id="XX-01-b")
    new = payer("b", "新", rule_id="XX-01-d"), payer("c", "别", rule_id="XX-01-c")
    assert match_entries(old, new) == [(1, 0)]


def test_a_code_that_changed_is_found_by_its_rule() -> None:
    assert match_entries((payer("a", rule_id="XX-01-a"),), (payer("b", rule_id="XX-01-a"),)) == [(0, 0)]


def test_a_key_counts_only_where_it_is_the_only_one_of_its_kind() -> None:
    old = (price(1, rule_id="XX-01-a"), price(2, rule_id="XX-01-b"))
    new = (price(3, rule_id="XX-01-b"), price(4, rule_id="XX-01-c"))
    assert match_entries(old, new) == [(1, 0)], "the year that two prices have in common is no key"


def test_conditions_tell_the_rules_of_a_category_apart() -> None:
    def rule(fen: int, **when: Any) -> Subsidy:
        return entry(Subsidy, category="poor", kind="amount", payer="fiscal", amount_fen=fen, when=when)

    old = rule(1, min_grade=1, max_grade=1), rule(2, min_grade=2, max_grade=2)
    new = rule(3, min_grade=2, max_grade=2), rule(4, min_grade=1, max_grade=1)
    assert match_entries(old, new) == [(0, 1), (1, 0)]


def test_a_year_is_like_the_year_that_lies_as_far_from_the_plan_year() -> None:
    old, new = (price(1, 2019), price(2, 2020)), (price(3, 2020), price(4, 2021))
    assert match_entries(old, new, (2020, 2021)) == [(0, 0), (1, 1)]
    assert match_entries(old, new, (2020, 2020)) == [(0, 1), (1, 0)]


def test_entries_without_a_code_are_known_by_their_words_or_as_the_only_ones_left() -> None:
    first, second = (entry(HumanDuty, duty_zh=text) for text in ("开动员会", "印宣传单"))
    other = entry(HumanDuty, duty_zh="入户宣传")
    cited = first.model_copy(update={"quote": "召开动员会"})
    assert match_entries((first, second), (other, cited)) == [(0, 1), (1, 0)]

"""Senders: kind, mode and categories belong together, due days are in order."""

from datetime import date

import pytest

from tests.support.packs.entries import entry, refusal_of
from transforms.policy.model.sources import Source

FIRST, SECOND = date(2019, 9, 30), date(2019, 10, 31)
LIST = {
    "source": "civil_affairs", "kind": "special_list", "sender_label": "县民政局", "layout": "civil_affairs",
    "list_mode": "full", "categories": {"农村低保对象": "minimum_living"},
}  # fmt: skip
FEED = {"source": "tax", "kind": "tax_feed", "sender_label": "县税务局", "layout": "tax", "list_mode": "feed"}


def test_a_row_has_any_category_that_the_words_the_default_or_the_grades_lead_to() -> None:
    assert entry(Source, **LIST, default_category="destitute").all_categories() == {"minimum_living", "destitute"}
    by_grade = entry(Source, **LIST, category_by_grade={1: "severely_disabled"})
    assert by_grade.all_categories() == {"minimum_living", "severely_disabled"}
    assert entry(Source, **FEED).all_categories() == frozenset()


def test_the_kind_follows_from_the_sender() -> None:
    assert refusal_of(Source, **LIST | {"kind": "roll"}) == "the kind does not belong to source civil_affairs"
    assert refusal_of(Source, **FEED | {"source": "roll"}) == "the kind does not belong to source roll"


def test_lists_of_persons_and_only_they_give_categories() -> None:
    text = "lists of persons, and only they, give categories"
    assert refusal_of(Source, **LIST | {"categories": {}}) == text
    assert refusal_of(Source, **FEED, default_category="destitute") == text
    entry(Source, **LIST | {"categories": {}}, default_category="destitute")


def test_a_list_of_claims_has_words_for_categories_and_puts_nobody_into_one() -> None:
    claims = FEED | {"source": "fund_claim", "kind": "fund_claim", "layout": "fund_claim", "list_mode": "full"}
    words = entry(Source, **claims, categories={"农村低保对象": "minimum_living"})
    assert words.categories and words.all_categories() == frozenset()
    text = "lists of persons, and only they, give categories"
    assert refusal_of(Source, **claims, default_category="destitute") == text


def test_a_default_never_takes_the_grades_that_are_not_stated() -> None:
    grades = {"categories": {}, "category_by_grade": {1: "severely_disabled", 2: "severely_disabled"}}
    text = "category_by_grade and default_category exclude each other: grades not stated would all get it"
    assert refusal_of(Source, **LIST | grades, default_category="severely_disabled") == text
    entry(Source, **LIST | grades)


def test_the_tax_feed_and_only_it_is_a_feed() -> None:
    text = "the tax feed, and only it, has list_mode feed"
    assert refusal_of(Source, **FEED | {"list_mode": "full"}) == text
    assert refusal_of(Source, **LIST | {"list_mode": "feed"}) == text


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"feed_from": FIRST}, "feed_from and feed_to are given together"),
        ({"feed_to": FIRST}, "feed_from and feed_to are given together"),
        ({"feed_from": SECOND, "feed_to": FIRST}, "feed_from is not after feed_to"),
        ({"gap_is_held": True}, "gap_is_held needs feed_from and feed_to"),
    ],
)
def test_the_days_of_a_feed(values: dict[str, object], text: str) -> None:
    assert refusal_of(Source, **FEED, **values) == text
    entry(Source, **FEED, feed_from=FIRST, feed_to=FIRST, gap_is_held=True)


@pytest.mark.parametrize(
    ("first", "later", "is_right"),
    [(FIRST, (SECOND,), True), (None, (FIRST, SECOND), True), (SECOND, (FIRST,), False), (FIRST, (FIRST,), False)],
)
def test_due_days_are_in_order_and_appear_once(first: date | None, later: tuple[date, ...], is_right: bool) -> None:
    values = {**LIST, "first_due_on": first, "change_due_on": later, "change_mode": "change"}
    if is_right:
        assert entry(Source, **values).change_due_on == later
    else:
        assert refusal_of(Source, **values) == "due days are in order and appear once"


def test_due_days_of_changes_need_their_mode() -> None:
    assert refusal_of(Source, **LIST, change_due_on=(FIRST,)) == "change due days need a change_mode"


def test_a_list_is_held_above_a_fifth_and_20_persons_unless_the_pack_says_otherwise() -> None:
    source = entry(Source, **LIST)
    assert (source.held_above_bp, source.held_above_persons, source.rule_ids) == (2000, 20, ("XX-01",))

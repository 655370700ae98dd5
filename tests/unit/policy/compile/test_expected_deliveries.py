"""Deliveries that a pack expects: lists by their due days, a feed on the day after each of its days."""

from datetime import date

from tests.support.packs.entries import dongan, entry
from transforms.policy.compile.expected_deliveries import expected_deliveries, expected_of
from transforms.policy.model.sources import Source

LIST = {
    "source": "civil_affairs", "kind": "special_list", "sender_label": "县民政局", "layout": "civil_affairs",
    "list_mode": "full", "default_category": "destitute",
}  # fmt: skip
FEED = {"source": "tax", "kind": "tax_feed", "sender_label": "县税务局", "layout": "tax", "list_mode": "feed"}
SEPTEMBER, OCTOBER, NOVEMBER = date(2019, 9, 30), date(2019, 10, 31), date(2019, 11, 30)


def test_a_first_list_is_full_and_later_ones_are_changes_since_the_last_due_day() -> None:
    source = entry(
        Source,
        **LIST,
        first_due_on=SEPTEMBER,
        change_due_on=(OCTOBER, NOVEMBER),
        change_mode="change",
        contact="office",
    )
    owed = [
        (delivery.due_on, delivery.list_mode, delivery.period, delivery.covers_after, delivery.covers_to)
        for delivery in expected_of(source)
    ]
    assert owed == [
        (SEPTEMBER, "full", "2019-09", None, SEPTEMBER),
        (OCTOBER, "change", "2019-10", SEPTEMBER, OCTOBER),
        (NOVEMBER, "change", "2019-11", OCTOBER, NOVEMBER),
    ]
    assert {(delivery.sender, delivery.contact, delivery.rule_id) for delivery in expected_of(source)} == {
        ("县民政局", "office", "XX-01")
    }


def test_a_feed_owes_a_file_for_each_of_its_days_on_the_next_day() -> None:
    source = entry(Source, **FEED, feed_from=date(2019, 12, 31), feed_to=date(2020, 1, 1))
    owed = [
        (delivery.due_on, delivery.period, delivery.covers_after, delivery.covers_to)
        for delivery in expected_of(source)
    ]
    assert owed == [
        (date(2020, 1, 1), "2019-12-31", date(2019, 12, 30), date(2019, 12, 31)),
        (date(2020, 1, 2), "2020-01-01", date(2019, 12, 31), date(2020, 1, 1)),
    ]
    assert {delivery.contact for delivery in expected_of(source)} == {"tax"}


def test_a_source_without_days_owes_nothing() -> None:
    assert list(expected_of(entry(Source, **LIST))) == list(expected_of(entry(Source, **FEED))) == []


def test_deliveries_of_one_day_keep_the_order_of_the_sources() -> None:
    first = entry(Source, **LIST, first_due_on=OCTOBER)
    second = entry(Source, **LIST | {"source": "veterans"}, first_due_on=OCTOBER)
    third = entry(Source, **LIST | {"source": "health"}, first_due_on=SEPTEMBER)
    pack = dongan().model_copy(update={"sources": (first, second, third)})
    assert [delivery.source for delivery in expected_deliveries(pack)] == ["health", "civil_affairs", "veterans"]

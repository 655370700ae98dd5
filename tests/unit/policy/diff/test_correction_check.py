"""A correction from a date may change what holds from that day on, and nothing of the days before it."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.packs.entries import dongan
from transforms.policy import Pack
from transforms.policy.diff.correction_check import early_change_error, early_changes, unknown_before_error
from transforms.policy.model.conditions import Conditions
from transforms.policy.model.subsidies import Subsidy

PACK = dongan()
FROM = date(2019, 11, 1)
DAY_BEFORE = FROM - timedelta(days=1)
RULE = next(rule for rule in PACK.subsidies if rule.rule_id == "DA-08")


def with_rules(*rules: Subsidy, **changed: Any) -> Pack:
    """Copy the pack with these rules instead of DA-08."""
    at = PACK.subsidies.index(RULE)
    return PACK.model_copy(update={"subsidies": (*PACK.subsidies[:at], *rules, *PACK.subsidies[at + 1 :])} | changed)


def rule(**changed: Any) -> Subsidy:
    """Copy the rule of the registered poor."""
    return RULE.model_copy(update=changed)


def old(last: date = DAY_BEFORE) -> Subsidy:
    """Copy the rule with its last day."""
    return rule(when=Conditions(valid_to=last))


def new(first: date = FROM) -> Subsidy:
    """Make the rule of the days from `first` on, with another amount."""
    return rule(rule_id="DA-08-b", amount_fen=14000, personal_fen=11000, when=Conditions(valid_from=first))


def test_a_rule_in_two_halves_changes_no_day_before_the_second() -> None:
    assert early_changes(PACK, with_rules(old(), new()), FROM) == ()
    assert early_changes(PACK, with_rules(old(), new(FROM + timedelta(days=9))), FROM) == ()


@pytest.mark.parametrize(
    ("rules", "places"),
    [
        ((rule(amount_fen=14000),), ("DA-08",)),
        ((old(DAY_BEFORE - timedelta(days=1)), new()), ("DA-08",)),
        ((old(), new(DAY_BEFORE)), ("DA-08-b",)),
        ((rule(category="destitute"),), ("DA-08",)),
    ],
)
def test_a_rule_that_reaches_an_earlier_day_is_named(rules: tuple[Subsidy, ...], places: tuple[str, ...]) -> None:
    assert set(places) <= set(early_changes(PACK, with_rules(*rules), FROM))


def test_a_rule_that_is_left_out_is_named() -> None:
    assert "DA-08" in early_changes(PACK, with_rules(), FROM)


def test_words_and_figures_of_reports_decide_no_result() -> None:
    notice = PACK.notice.model_copy(update={"title": "另一标题", "status": "expired"})
    assert early_changes(PACK, PACK.model_copy(update={"notice": notice, "targets": PACK.targets[:0]}), FROM) == ()


@pytest.mark.parametrize(
    ("section", "changed", "place"),
    [
        ("decision_date", {"basis": "received"}, "campaign.decision_date_basis"),
        ("gained_after_payment", {"effect": "refundable"}, "campaign.gained_after_payment"),
    ],
)
def test_a_section_without_days_cannot_change_from_a_day_on(section: str, changed: dict[str, Any], place: str) -> None:
    other = PACK.model_copy(update={section: getattr(PACK, section).model_copy(update=changed)})
    assert place in early_changes(PACK, other, FROM)


def test_another_order_of_equal_subsidies_is_a_change() -> None:
    tied = [subsidy.rule_id for subsidy in PACK.subsidies if subsidy.tie_order is not None]
    assert len(tied) >= 2
    assert early_changes(PACK, with_rules(rule(tie_order=50)), FROM)


def test_the_error_states_how_a_dated_rule_is_written() -> None:
    (problem,) = early_change_error(PACK, FROM, ["DA-08"]).problems
    assert (problem.file, problem.field, problem.code) == ("dongan-2020/pack.yaml", "DA-08", "correction.too_early")
    assert "valid_to: 2019-10-31" in problem.fix_zh and "valid_from: 2019-11-01" in problem.fix_zh


@pytest.mark.parametrize("place", ["DA-06", "campaign.decision_date_basis"])
def test_the_error_does_not_ask_for_days_where_there_are_none(place: str) -> None:
    (problem,) = early_change_error(PACK, FROM, [place]).problems
    assert "没有生效日期" in problem.fix_zh and "retroactively" in problem.fix_en


def test_without_the_earlier_version_only_a_retroactive_correction_is_possible() -> None:
    (problem,) = unknown_before_error(PACK).problems
    assert (problem.code, problem.fix_zh) == ("correction.unknown_before", "写 takes_effect: retroactively")

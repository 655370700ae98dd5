"""Each payment is under one limit of cash at most, and its channel is a way to pay that a feed can name."""

from __future__ import annotations

from tests.support.packs.changed_packs import POLICIES
from tests.support.packs.entries import entry
from transforms.policy import load_pack
from transforms.policy.checks.errors.cash_limits import channels_are_those_of_feeds, limits_are_distinct
from transforms.policy.model.conduct import CashLimit

UNIVERSITIES = load_pack(POLICIES / "hefei-2020").cash_limits[0]
ALL_OTHER = entry(CashLimit, days=3, account_zh="国库")


def test_limits_of_different_channels_have_no_fault() -> None:
    assert list(limits_are_distinct((UNIVERSITIES, ALL_OTHER))) == []
    assert list(channels_are_those_of_feeds((UNIVERSITIES, ALL_OTHER))) == []


def test_two_limits_for_one_channel_or_for_all_others_are_refused() -> None:
    again = entry(CashLimit, channels_zh=("学校代收",), days=1, account_zh="国库")
    findings = list(limits_are_distinct((UNIVERSITIES, ALL_OTHER, again, ALL_OTHER)))
    assert [(finding.path[1], finding.code) for finding in findings] == [
        (2, "pack.cash_limit_twice"), (3, "pack.cash_limit_twice"),
    ]  # fmt: skip


def test_a_channel_that_no_feed_can_name_is_refused() -> None:
    limit = entry(CashLimit, channels_zh=("现金", "王老师"), days=1, account_zh="国库")
    findings = list(channels_are_those_of_feeds((limit,)))
    assert [(finding.path, finding.code) for finding in findings] == [
        (("cash_limits", 0, "channels_zh", 1), "pack.cash_limit_channel_unknown")
    ]

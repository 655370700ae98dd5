"""Checks of the limits for collected cash: each payment is under one limit at most, and a feed can name its channel."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.policy.model.conduct import CashLimit
from transforms.strict_yaml.problems import Finding
from transforms.text.channels import is_known_channel


def limits_are_distinct(cash_limits: tuple[CashLimit, ...]) -> Iterator[Finding]:
    """Yield an error for each limit that is for cash of another limit too: the same channel, or both for all others."""
    seen: set[str | None] = set()
    for place, limit in enumerate(cash_limits):
        channels = set(limit.channels_zh or (None,))
        if channels & seen:
            yield Finding(
                ("cash_limits", place, "channels_zh"),
                "pack.cash_limit_twice",
                "每个缴费渠道最多一条现金解款规则，不写渠道的规则最多一条",
                "把两条规则的限额合为一条，或者改正 channels_zh",
                "one limit for each channel, and one without channels",
                "unite the two limits, or correct channels_zh",
            )
        seen |= channels


def channels_are_those_of_feeds(cash_limits: tuple[CashLimit, ...]) -> Iterator[Finding]:
    """Yield an error for each channel that the intake replaces by 其他渠道: the limit would meet no cash."""
    for place, limit in enumerate(cash_limits):
        for at, channel in enumerate(limit.channels_zh or ()):
            if not is_known_channel(channel):
                yield Finding(
                    ("cash_limits", place, "channels_zh", at),
                    "pack.cash_limit_channel_unknown",
                    "缴费流水中的缴费渠道写法，如“高校代收”“村级代收现金”",
                    "改用缴费流水中的写法；确有此写法的，请补充到 transforms/text/channels.py",
                    "a way to pay in the words of the tax bureau's feed",
                    "write it as the feed does, or add its words to transforms/text/channels.py",
                )

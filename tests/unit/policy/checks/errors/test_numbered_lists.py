"""Numbered lists: a check looks at the lists of its own report alone, and fills the day into its words."""

from __future__ import annotations

import pytest

from tests.support.packs.entries import dongan
from transforms.policy.checks.errors import numbered_lists
from transforms.policy.checks.errors.numbered_lists import Words

PACK = dongan()
WORDS = Words("pack.code", "截至 {day}", "改正", "up to {day}", "correct")


@pytest.mark.parametrize("report", ["due_list", "refund_list"])
def test_only_lists_of_the_report_are_checked(report: str) -> None:
    day = PACK.starts_on
    waiting = tuple(entry.model_copy(update={"approved_on": day}) for entry in PACK.publications)
    found = list(numbered_lists.wait_for_nobody(report, WORDS, waiting))
    of_report = [place for place, entry in enumerate(PACK.publications) if entry.report == report]
    assert [finding.path for finding in found] == [("publications", place, "approved_on") for place in of_report] != []


def test_a_day_that_two_series_have_is_in_the_words() -> None:
    (monthly,) = (entry for entry in PACK.publications if entry.report == "refund_list")
    found = list(numbered_lists.have_days_of_their_own("refund_list", WORDS, (monthly, monthly)))
    assert [(finding.path, finding.code) for finding in found] == [(("publications", 1, "cadence"), "pack.code")]
    assert found[0].expected_zh.startswith("截至 20") and found[0].expected_en.startswith("up to 20")

"""Notes about missing past years: persons and years, and no note if nothing is missing."""

import json
from typing import Any

import pytest

from transforms.report.progress.history_notes import complete_text, history_gaps, history_notes, is_complete


def year(plan_year: int, deliveries: int) -> dict[str, Any]:
    """Return a past year with its deliveries."""
    return {"plan_year": plan_year, "for_waiting": True, "for_reward": False, "deliveries": deliveries}


def gaps(waiting: int = 0, reward: int = 0, *missing: int) -> dict[str, Any]:
    """Return the gaps of 2018 and 2019 as a manifest keeps them."""
    years = [year(2018, 2018 not in missing), year(2019, 2019 not in missing)]
    kept = history_gaps(years, {"waiting_persons": waiting, "reward_persons": reward})
    assert kept is not None
    return json.loads(json.dumps(kept))


def test_a_pack_without_rules_about_past_years_has_no_gaps() -> None:
    assert history_gaps([], {"waiting_persons": 0, "reward_persons": 0}) is None
    assert history_notes(None) == ()


def test_what_a_manifest_keeps() -> None:
    assert gaps(3, 0, 2019) == {
        "waiting_persons": 3, "reward_persons": 0, "years": [2018, 2019], "missing_years": [2019],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("missing", "complete"),
    [(gaps(), True), (gaps(1), False), (gaps(0, 1), False), (gaps(0, 0, 2018), False)],
)
def test_a_history_is_complete_without_a_person_or_year_missing(missing: dict[str, Any], complete: bool) -> None:
    assert is_complete(missing) is complete
    assert (history_notes(missing) == ()) is complete


def test_one_note_names_persons_and_years() -> None:
    assert history_notes(gaps(1200, 3, 2018, 2019)) == (
        "往年参保记录不全（按最近一次核定）：已参保人员中，1,200人的待遇等待期、3人的连续参保激励因未收到本人往年记录，"
        "无法核定；2018、2019年度未收到任何人的参保记录。补送后将重新核定。",
    )
    assert history_notes(gaps(0, 0, 2018)) == (
        "往年参保记录不全（按最近一次核定）：2018年度未收到任何人的参保记录。补送后将重新核定。",
    )


def test_the_text_of_a_complete_history_names_its_years() -> None:
    assert complete_text(gaps()) == "往年参保记录齐全（2018、2019年度）。"

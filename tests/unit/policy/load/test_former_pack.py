"""A pack follows the one of the year before: what it may name, and what the error tells its author to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.packs.changed_packs import changed
from tests.support.packs.worked_cases import MADE_UP
from transforms.policy import check_pack, load_pack
from transforms.policy.load.former_pack import FILE_NAME

NOW, BEFORE = "madeupb-2033", "madeupb-2032"


@pytest.fixture()
def policies(tmp_path: Path) -> Path:
    for code in (NOW, BEFORE):
        shutil.copytree(MADE_UP / code, tmp_path / code, ignore=shutil.ignore_patterns("cases"))
    return tmp_path


def _edit(policies: Path, code: str, old: str, new: str) -> None:
    file = policies / code / FILE_NAME
    file.write_text(changed(file.read_text(encoding="utf-8"), old, new), encoding="utf-8")


def _refused(policies: Path, code: str = NOW) -> list[str]:
    problems = check_pack(policies / code)
    assert {problem.field for problem in problems} <= {"campaign.follows"}
    assert all("follows" in problem.fix_zh and problem.line > 1 for problem in problems)
    return [problem.code for problem in problems]


def test_a_pack_follows_the_pack_of_the_year_before(policies: Path) -> None:
    assert _refused(policies) == [] == _refused(policies, BEFORE)
    assert load_pack(policies / NOW).campaign.follows == BEFORE
    assert load_pack(policies / BEFORE).campaign.follows is None


def test_a_pack_does_not_follow_itself(policies: Path) -> None:
    _edit(policies, NOW, f"follows: {BEFORE}", f"follows: {NOW}")
    assert _refused(policies) == ["pack.follows_itself"]


def test_packs_do_not_follow_each_other_in_a_circle(policies: Path) -> None:
    _edit(policies, BEFORE, "payable_plan_years: [2032]", f"payable_plan_years: [2032], follows: {NOW}")
    assert _refused(policies) == ["pack.follows_cycle"]
    assert _refused(policies, BEFORE) == ["pack.follows_cycle", "pack.follows_year"]


def test_a_circle_of_other_packs_is_their_own_error(policies: Path) -> None:
    _edit(policies, BEFORE, "payable_plan_years: [2032]", f"payable_plan_years: [2032], follows: {BEFORE}")
    assert _refused(policies) == [] and _refused(policies, BEFORE) == ["pack.follows_itself"]


@pytest.mark.parametrize("content", [None, b"\xff", b"- a list"])
def test_the_pack_before_must_be_there(policies: Path, content: bytes | None) -> None:
    file = policies / BEFORE / FILE_NAME
    file.unlink() if content is None else file.write_bytes(content)
    assert _refused(policies) == ["pack.follows_unknown"]


@pytest.mark.parametrize("year", ["2031", "two"])
def test_the_pack_before_is_of_the_year_before(policies: Path, year: str) -> None:
    _edit(policies, BEFORE, "plan_year: 2032", f"plan_year: {year}")
    assert _refused(policies) == ["pack.follows_year"]


def test_the_pack_before_is_of_the_same_place(policies: Path) -> None:
    for unit in ("mb-north", "mb-south"):
        _edit(policies, BEFORE, f"unit_id: {unit}", f"unit_id: {unit}2")
    assert _refused(policies) == ["pack.follows_units"]


def test_a_unit_in_common_is_enough(policies: Path) -> None:
    _edit(policies, BEFORE, "unit_id: mb-north", "unit_id: mb-north2")
    assert _refused(policies) == []
    _edit(policies, BEFORE, "  children:\n", "  parts:\n")
    assert _refused(policies) == ["pack.follows_units"]

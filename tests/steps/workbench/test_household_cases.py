"""Who may be missing from a household: cases of a made-up pack that excuses two categories, one paid for, one not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.workbench import cases
from tests.support.packs.worked_cases import MADE_UP, scratch_on
from transforms.policy import load_pack
from transforms.policy.cases.load import load_cases
from warehouse.embedded.server import Server

CODE = "madeupc-2034"
PACK = MADE_UP / CODE / "pack.yaml"
CASE = """\
cases:
  - sentence: 妻子缴400元，丈夫在名单上而没有缴费
    as_of: 2034-02-01
    requirements: [MC-02]
    payments: [{yuan: 400, paid_on: 2033-10-08}]
    household:
      - {who: 丈夫, lists: [{category: <category>, cut_off_on: 2033-08-31}]}
    expect: {status: enrolled, household_incomplete: <incomplete>}
"""


def _differences(server: Server, tmp_path: Path, category: str, incomplete: str) -> list[str]:
    folder = tmp_path / CODE
    (folder / "cases").mkdir(parents=True)
    shutil.copy(PACK, folder / "pack.yaml")
    case = CASE.replace("<category>", category).replace("<incomplete>", incomplete)
    (folder / "cases" / "one.yaml").write_text(case, encoding="utf-8")
    pack = load_pack(folder)
    with scratch_on(server, tmp_path, tmp_path) as settings:
        report = cases.run(settings, pack, load_cases(pack, folder))
    assert report.cases == 1 and not report.broken
    return [one.text() for found in report.differences.values() for one in found]


@pytest.mark.parametrize(("category", "incomplete"), [("model", "false"), ("lame", "true"), ("poor_home", "true")])
def test_a_member_of_an_excused_category_may_be_missing_and_no_other(
    server: Server, tmp_path: Path, category: str, incomplete: str
) -> None:
    assert _differences(server, tmp_path, category, incomplete) == []


def test_an_excused_category_that_is_only_tracked_excuses_too(server: Server, tmp_path: Path) -> None:
    assert "conscript" in load_pack(PACK).household.excused
    assert _differences(server, tmp_path, "conscript", "false") == []


def test_a_difference_names_the_rule_of_the_household(server: Server, tmp_path: Path) -> None:
    (said,) = _differences(server, tmp_path, "model", "true")
    assert said == "2034年度 未整户参保：应为 是，实为 否。依据 MC-02-household（二）“整户参保，现役、劳模除外”"

"""Check that one change to Dong'an's good pack causes one error on the right line."""

from pathlib import Path
from typing import cast

import pytest

from tests.support.packs.changed_packs import changed, line_of, problems_with, text_of, write
from tests.support.packs.entries import dongan, dongan_sections, sections
from tests.unit.policy.checks.errors.error_cases import CASES, Case
from transforms.policy import PackError, check_pack, load_pack
from transforms.policy.checks.errors.all import find_errors
from transforms.policy.model.sections import Sections

GOOD = text_of("dongan-2020")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_bad_pack_is_refused_with_file_line_and_correction(case: Case, tmp_path: Path) -> None:
    """Apply one bad change; the pack no longer loads."""
    text = changed(GOOD, case.old, case.new, case.after)
    line = line_of(text, case.at, search_start(text, case))
    problems = problems_with(tmp_path, "dongan-2020", text)
    assert (line, case.code) in [(problem.line, problem.code) for problem in problems], problems
    for problem in problems:
        assert problem.file == "dongan-2020/pack.yaml"
        assert all((problem.expected_zh, problem.fix_zh, problem.expected_en, problem.fix_en))
    with pytest.raises(PackError):
        load_pack(tmp_path / "dongan-2020")


def search_start(text: str, case: Case) -> str:
    """Return the text after which the line is searched: `after`, unless the change removed or passed it."""
    start = text.find(case.after)
    return case.after if start >= 0 and text.find(case.at, start) >= 0 else ""


def test_the_good_pack_has_no_problem(tmp_path: Path) -> None:
    """Check the unchanged pack."""
    assert problems_with(tmp_path, "dongan-2020", GOOD) == []


def test_overlapping_windows_of_one_group_are_refused(tmp_path: Path) -> None:
    """Move a window by one day, from touching to overlapping."""
    good = text_of("heyuan-2020")
    touching = changed(good, "group: special\n    starts_on: 2019-08-01\n    ends_on: 2019-09-10",
                       "group: general\n    starts_on: 2019-08-01\n    ends_on: 2019-09-14")  # fmt: skip
    assert problems_with(tmp_path, "heyuan-2020", touching) == []
    overlapping = changed(touching, "ends_on: 2019-09-14", "ends_on: 2019-09-15", "windows:")
    problems = problems_with(tmp_path, "heyuan-2020", overlapping)
    assert [(problem.code, problem.line) for problem in problems] == [
        ("pack.window_overlap", line_of(overlapping, "- rule_id: HY-08\n", "windows:"))
    ]
    everyone = changed(good, "group: special", "group: everyone")
    assert problems_with(tmp_path, "heyuan-2020", everyone) == []


def test_funding_that_does_not_add_up_is_refused(tmp_path: Path) -> None:
    """Change the printed total of Hefei."""
    text = changed(text_of("hefei-2020"), "total_fen: 83000", "total_fen: 83100")
    problems = problems_with(tmp_path, "hefei-2020", text)
    assert [(problem.code, problem.line) for problem in problems] == [("pack.total", line_of(text, "total_fen: 83100"))]


def test_all_problems_are_reported_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Make five mistakes of different kinds."""
    text = changed(GOOD, "basis: collected", "basis: paid")
    text = changed(text, "whole: true", "whole: yes")
    text = changed(text, "persons: 112156", "persons: 112157")
    text = changed(text, "    tie_order: 1\n", "")
    text = changed(text, "recipient: county_tax", "recipient: county_tax\n    colour: red")
    problems = problems_with(tmp_path, "dongan-2020", text)
    codes = [problem.code for problem in problems]
    assert {"pack.literal_error", "yaml.word", "pack.tie", "pack.extra_forbidden"} <= set(codes)
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)


def test_a_file_that_is_not_there_or_not_utf8_or_empty_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    """Check a missing file, an empty file and a file in another encoding."""
    assert [problem.code for problem in check_pack(tmp_path / "nowhere")] == ["pack.unreadable"]
    place = write(tmp_path, "dongan-2020", "")
    assert [problem.code for problem in check_pack(place)] == ["pack.empty"]
    (place / "pack.yaml").write_bytes("标题".encode("gb18030"))
    assert [problem.code for problem in check_pack(place)] == ["pack.unreadable"]


def test_the_error_is_bilingual_and_names_no_folder_of_the_machine(tmp_path: Path) -> None:
    """Read the text of the exception."""
    text = changed(GOOD, "whole: true", "whole: 1")
    with pytest.raises(PackError) as raised:
        load_pack(write(tmp_path, "dongan-2020", text))
    line = line_of(text, "whole: 1")
    assert f"dongan-2020/pack.yaml 第{line}行 household.whole" in str(raised.value)
    assert f"dongan-2020/pack.yaml:{line} household.whole: true or false" in str(raised.value)
    assert str(tmp_path) not in str(raised.value)


def test_a_check_runs_only_if_its_sections_are_there() -> None:
    """Break the tie of two subsidies; without the prices nobody can compare amounts."""
    rules = tuple(rule.model_copy(update={"tie_order": None}) for rule in dongan().subsidies)
    whole = dongan_sections(subsidies=rules)
    assert {finding.code for finding in find_errors(whole, "dongan-2020")} == {"pack.tie"}
    without_prices = cast(Sections, {name: value for name, value in whole.items() if name != "prices"})
    assert find_errors(without_prices, "dongan-2020") == find_errors(sections(), "dongan-2020") == []


def test_the_folder_of_a_pack_bears_its_code() -> None:
    """Compare the code with the name of another folder."""
    assert [finding.code for finding in find_errors(dongan_sections(), "dongan")] == ["pack.folder"]

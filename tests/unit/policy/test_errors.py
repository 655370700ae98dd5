"""One change to Dong'an's good pack, one refusal, on the right line."""

from pathlib import Path

import pytest

from tests.support.packs.changed_packs import changed, line_of, problems_with, text_of, write
from tests.unit.policy.error_cases import CASES, Case
from transforms.policy import PackError, check_pack, load_pack

GOOD = text_of("dongan-2020")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_bad_pack_is_refused_with_file_line_and_mend(case: Case, tmp_path: Path) -> None:
    text = changed(GOOD, case.old, case.new, case.after)
    line = line_of(text, case.at, changed_start(text, case))
    found = problems_with(tmp_path, "dongan-2020", text)
    assert (line, case.code) in [(problem.line, problem.code) for problem in found], found
    for problem in found:
        assert problem.file == "dongan-2020/pack.yaml"
        assert all((problem.expected_zh, problem.fix_zh, problem.expected_en, problem.fix_en))
    with pytest.raises(PackError):
        load_pack(tmp_path / "dongan-2020")


def changed_start(text: str, case: Case) -> str:
    """Where to look for the line: behind `after`, unless the change took that text away or the line is above it."""
    start = text.find(case.after)
    return case.after if start >= 0 and text.find(case.at, start) >= 0 else ""


def test_the_good_pack_has_no_problem(tmp_path: Path) -> None:
    assert problems_with(tmp_path, "dongan-2020", GOOD) == []


def test_overlapping_windows_of_one_group_are_refused(tmp_path: Path) -> None:
    good = text_of("heyuan-2020")
    touching = changed(good, "group: special\n    starts_on: 2019-08-01\n    ends_on: 2019-09-10",
                       "group: general\n    starts_on: 2019-08-01\n    ends_on: 2019-09-14")  # fmt: skip
    assert problems_with(tmp_path, "heyuan-2020", touching) == []
    overlapping = changed(touching, "ends_on: 2019-09-14", "ends_on: 2019-09-15", "windows:")
    found = problems_with(tmp_path, "heyuan-2020", overlapping)
    assert [(one.code, one.line) for one in found] == [
        ("pack.window_overlap", line_of(overlapping, "- rule_id: HY-08\n", "windows:"))
    ]
    everyone = changed(good, "group: special", "group: everyone")
    assert problems_with(tmp_path, "heyuan-2020", everyone) == []


def test_funding_that_does_not_add_up_is_refused(tmp_path: Path) -> None:
    text = changed(text_of("hefei-2020"), "total_fen: 83000", "total_fen: 83100")
    found = problems_with(tmp_path, "hefei-2020", text)
    assert [(one.code, one.line) for one in found] == [("pack.total", line_of(text, "total_fen: 83100"))]


def test_all_problems_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = changed(GOOD, "basis: collected", "basis: paid")
    text = changed(text, "whole: true", "whole: yes")
    text = changed(text, "persons: 112156", "persons: 112157")
    text = changed(text, "    tie_order: 1\n", "")
    text = changed(text, "recipient: county_tax", "recipient: county_tax\n    colour: red")
    found = problems_with(tmp_path, "dongan-2020", text)
    codes = [problem.code for problem in found]
    assert {"pack.literal_error", "yaml.word", "pack.tie", "pack.extra_forbidden"} <= set(codes)
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)


def test_a_file_that_is_not_there_or_not_utf8_or_empty_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    assert [one.code for one in check_pack(tmp_path / "nowhere")] == ["pack.unreadable"]
    place = write(tmp_path, "dongan-2020", "")
    assert [one.code for one in check_pack(place)] == ["pack.empty"]
    (place / "pack.yaml").write_bytes("标题".encode("gb18030"))
    assert [one.code for one in check_pack(place)] == ["pack.unreadable"]


def test_the_error_is_bilingual_and_names_no_folder_of_the_machine(tmp_path: Path) -> None:
    text = changed(GOOD, "whole: true", "whole: 1")
    with pytest.raises(PackError) as raised:
        load_pack(write(tmp_path, "dongan-2020", text))
    line = line_of(text, "whole: 1")
    assert f"dongan-2020/pack.yaml 第{line}行 household.whole" in str(raised.value)
    assert f"dongan-2020/pack.yaml:{line} household.whole: true or false" in str(raised.value)
    assert str(tmp_path) not in str(raised.value)

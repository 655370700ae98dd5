"""A review lists the pack's problems, and those of its cases only once the pack is right."""

from pathlib import Path

import pytest

from tests.support.packs.changed_packs import PACKS, POLICIES, changed, text_of, write
from transforms.policy.review.review import review

DONGAN = PACKS[4]
GOOD = text_of(DONGAN)
CASE = """\
cases:
  - sentence: 普通居民缴二百五十元
    requirements: [DA-02]
    as_of: 2020-02-01
    payments:
      - {yuan: 250, paid_on: 2019-09-20}
    expect: {due_yuan: 250}
"""


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    """Write Dong'an's pack with one case that is right."""
    folder = write(tmp_path, DONGAN, GOOD)
    (folder / "cases").mkdir()
    (folder / "cases" / "one.yaml").write_text(CASE, encoding="utf-8")
    return folder


def edit_case(folder: Path, old: str, new: str) -> None:
    """Change the case."""
    (folder / "cases" / "one.yaml").write_text(changed(CASE, old, new), encoding="utf-8")


def test_a_right_pack_with_right_cases_has_its_known_warnings_only(folder: Path) -> None:
    assert {problem.severity for problem in review(folder)} <= {"warning", "acknowledged"}
    assert [problem.text_zh() for problem in review(folder)] == [
        problem.text_zh() for problem in review(POLICIES / DONGAN)
    ]


def test_the_file_of_a_pack_stands_for_its_folder(folder: Path) -> None:
    edit_case(folder, "yuan: 250", "yuan: 0")
    assert review(folder) == review(folder / "pack.yaml")
    assert "cases.meaning" in {problem.code for problem in review(folder)}


def test_errors_of_a_case_come_before_the_warnings_of_the_pack(folder: Path) -> None:
    edit_case(folder, "[DA-02]", "[DA-99]")
    first, *other_problems = review(folder)
    assert (first.file, first.line, first.code) == (f"{DONGAN}/cases/one.yaml", 3, "cases.unknown")
    assert "error" not in {problem.severity for problem in other_problems}


def test_a_wrong_pack_hides_the_problems_of_its_cases(folder: Path) -> None:
    edit_case(folder, "[DA-02]", "[DA-99]")
    (folder / "pack.yaml").write_text(changed(GOOD, "basis: collected", "basis: paid"), encoding="utf-8")
    errors = [problem for problem in review(folder) if problem.severity == "error"]
    assert {problem.file for problem in errors} == {f"{DONGAN}/pack.yaml"}


def test_a_placeholder_hides_the_errors_that_it_causes_and_no_other(folder: Path) -> None:
    edit_case(folder, "yuan: 250", "yuan: 【待填】缴多少元")
    errors = [problem for problem in review(folder) if problem.severity == "error"]
    assert [(problem.code, problem.line, problem.expected_zh) for problem in errors] == [
        ("pack.to_fill", 6, "此处待填：缴多少元")
    ]
    second = CASE.replace("cases:\n", "").replace("普通居民", "另一居民").replace("DA-02", "DA-99")
    text = changed(CASE, "yuan: 250", "yuan: 【待填】缴多少元") + second
    (folder / "cases" / "one.yaml").write_text(text, encoding="utf-8")
    assert {problem.code for problem in review(folder) if problem.severity == "error"} == {
        "pack.to_fill",
        "cases.unknown",
    }


def test_a_file_that_is_not_utf8_is_a_problem(folder: Path) -> None:
    (folder / "cases" / "one.yaml").write_bytes("算例：".encode("gbk"))
    assert review(folder)[0].expected_zh == "文件应为 UTF-8 编码"

"""Reading a pack: from a folder or a file, errors before warnings, lines of rules."""

from pathlib import Path

import pytest

from tests.support.packs.changed_packs import PACKS, POLICIES, changed, line_of, text_of, write
from transforms.policy import PackError, campaign_id, check_pack, load_pack, review_pack
from transforms.policy.load.loader import find_rule_lines

DONGAN = PACKS[4]
GOOD = text_of(DONGAN)


def test_a_campaign_has_the_number_of_its_code() -> None:
    numbers = {code: campaign_id(code) for code in PACKS}
    assert all(0 <= number < 2**31 for number in numbers.values()) and len(set(numbers.values())) == len(PACKS)
    assert campaign_id("") == 0xE3B0C442 >> 1  # sha256 of nothing


def test_a_pack_is_read_from_its_folder_or_its_file() -> None:
    assert load_pack(POLICIES / DONGAN) == load_pack(POLICIES / DONGAN / "pack.yaml")


def test_a_wrong_pack_is_not_loaded_and_the_error_has_every_problem(tmp_path: Path) -> None:
    text = changed(changed(GOOD, "whole: true", "whole: 1", "household:"), "basis: collected", "basis: paid")
    folder = write(tmp_path, DONGAN, text)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert [problem.field for problem in caught.value.problems] == ["decision_date.basis", "household.whole"]
    assert caught.value.problems == check_pack(folder)


def test_a_problem_names_folder_and_file_and_no_place_of_the_machine(tmp_path: Path) -> None:
    (problem,) = check_pack(tmp_path / DONGAN)
    assert (problem.code, problem.line, problem.field) == ("pack.unreadable", 1, ".")
    (problem,) = check_pack(write(tmp_path, DONGAN, changed(GOOD, "whole: true", "whole: 1", "household:")))
    assert problem.file == f"{DONGAN}/pack.yaml" and problem.line == line_of(GOOD, "whole: true", "household:")


def test_a_review_lists_errors_then_warnings_then_acknowledged_warnings(tmp_path: Path) -> None:
    text = changed(GOOD, "basis: collected", "basis: paid")
    text = changed(text, "persons: 34159", "persons: 0")
    severities = [problem.severity for problem in review_pack(write(tmp_path, DONGAN, text))]
    assert severities == sorted(severities, key=["error", "warning", "acknowledged"].index)
    assert set(severities) == {"error", "warning", "acknowledged"}


def test_every_rule_has_its_line() -> None:
    lines = find_rule_lines(POLICIES / DONGAN)
    written = GOOD.splitlines()
    assert set(lines) == {rule.rule_id for rule in load_pack(POLICIES / DONGAN).rules()}
    assert all(f"rule_id: {rule}" in written[line - 1] for rule, line in lines.items())

"""The directory file: the example is right, every fault has its line, no text repeats an address."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.packs.changed_packs import POLICIES
from transforms.directory.load import DirectoryError, load_directory, review_directory
from transforms.policy import load_pack

EXAMPLE = POLICIES / "template" / "directory.yaml"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "directory.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_is_right_and_names_only_example_addresses() -> None:
    found = load_directory(EXAMPLE)
    mailboxes = [office.mailbox for office in found.offices if office.mailbox]
    assert len(mailboxes) >= 4 and all(mailbox.endswith("@example.org") for mailbox in mailboxes)
    assert found.members_of("townships", "dongan-2020")
    text = EXAMPLE.read_text(encoding="utf-8")
    assert text.count("@") == text.count("@example.org")


def test_offices_that_a_pack_needs_and_the_directory_lacks_are_listed() -> None:
    problems = review_directory(EXAMPLE, (load_pack(POLICIES / "dongan-2020"),))
    missing = {problem.expected_zh for problem in problems}
    assert "政策包用到的 dongan-2020/county_government 应有邮箱" in missing
    assert "政策包用到的 dongan-2020/civil_affairs 应有邮箱" in missing, "contacts of senders count, too"
    assert not [text for text in missing if "county_tax" in text]
    without_office = {text for text in missing if "townships" in text}
    assert "dongan-2020/townships@da-shunguanju 应有单位接收该地区的报表" in without_office, (
        "each town gets its own reports"
    )
    assert len(without_office) == 15 and not [text for text in without_office if "da-baiyashi" in text]
    assert review_directory(EXAMPLE) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line_of"),
    [
        ("mailbox: tax@example.org", "mailbox: tax at example.org", "directory.string_pattern_mismatch", "tax at"),
        ("mailbox: tax@example.org", "mailbx: tax@example.org", "directory.extra_forbidden", "mailbx"),
        ("units: all", "units: everything", "directory.literal_error", "everything"),
        ("[viewer, approver]", "[boss]", "directory.literal_error", "boss"),
        ("members: [baiyashi_town", "members: [townships", "directory.member", "members:"),
        ("members: [baiyashi_town", "members: [nobody", "directory.member", "members:"),
        ("office: jingtouwei_town", "office: baiyashi_town", "directory.office_twice", ""),
        ("user: li_si", "user: zhang_san", "directory.user_twice", ""),
        ("roles: [operator]", "roles: []", "directory.too_short", "roles: []"),
        ("until: 2027-06-30", "until: 2027-6-30", "yaml.date", "until"),
    ],
)
def test_every_fault_has_its_place(tmp_path: Path, old: str, new: str, code: str, line_of: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    path = written(tmp_path, text.replace(old, new))
    with pytest.raises(DirectoryError) as refused:
        load_directory(path)
    codes = [problem.code for problem in refused.value.problems]
    assert any(found.startswith(code) for found in codes), codes
    lines = path.read_text(encoding="utf-8").splitlines()
    places = [lines[problem.line - 1] for problem in refused.value.problems]
    assert not line_of or any(line_of in place for place in places), places
    assert "@" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "offices: []", "- a", "offices: *x", "offices: [\n"])
def test_a_file_without_offices_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DirectoryError):
        load_directory(written(tmp_path, text))


def test_a_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError, match="检查路径"):
        load_directory(tmp_path / "directory.yaml")


def test_a_numbered_list_of_persons_belongs_to_a_single_office(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    group = "offices:\n  - {office: county_tax, label_zh: 税务部门, packs: [dongan-2020], members: [tax_branch]}\n"
    changed = text.replace("office: county_tax\n", "office: tax_branch\n").replace("offices:\n", group, 1)
    assert changed.count("tax_branch") == 2
    pack = load_pack(POLICIES / "dongan-2020")
    found = [
        problem for problem in review_directory(written(tmp_path, changed), (pack,)) if "编号" in problem.expected_zh
    ]
    assert [problem.code for problem in found] == ["directory.list_for_group"]
    assert "dongan-2020/county_tax" in found[0].expected_zh
    assert not [problem for problem in review_directory(EXAMPLE, (pack,)) if problem.code == "directory.list_for_group"]

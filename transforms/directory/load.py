"""Read the directory file strictly: either it is right, or every problem is reported at once, with its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from transforms.directory.model import Directory, Office
from transforms.policy import Pack, all_slots
from transforms.policy.load.pydantic_messages import translate_error
from transforms.policy.model.known_reports import NUMBERED_LISTS
from transforms.policy.model.slots import office_and_unit, own_parts
from transforms.strict_yaml.problems import Finding, Problem
from transforms.strict_yaml.reader import Tree, read_tree

# Code -> what is expected and how to correct it, in Chinese and English; `{}` is a code of the file, never an address.
_TEXTS = {
    "unreadable": (
        *("文件应能读取，编码为 UTF-8", "检查路径、权限和编码"),
        *("a readable file in UTF-8", "check path, rights and encoding"),
    ),
    "office_twice": (
        *("单位代码 {} 在一个政策包里只写一次", "删去一条，或用 packs 分开"),
        *("office {} once for each pack", "delete an entry, or divide them by packs"),
    ),
    "member": (
        *("成员 {} 应是有邮箱的单位", "先在 offices 中写该单位"),
        *("member {} is an office with a mailbox", "add the office"),
    ),
    "unknown_office": (
        *("{} 应是 offices 中的单位", "先写该单位，或改正代码"),
        *("{} is one of the offices", "add the office, or correct the code"),
    ),
    "user_twice": (
        *("登录名 {} 只写一次", "合并为一条"),
        *("log-in name {} once", "unite the entries"),
    ),
    "nobody_of_unit": (
        *("{} 应有单位接收该地区的报表", "给该组的一个成员单位写上 units；补上以前，给它的邮件一直待发"),
        *("an office for the unit of {}", "give a member of the group this unit; until then its mails wait"),
    ),
    "list_for_group": (
        *("{} 应是单个单位：编号的人员清单只归一个单位，组的成员不能下载", "给该单位写 mailbox，不写 members"),
        *("{} is a single office: members of a group may not fetch a numbered list of persons", "give it a mailbox"),
    ),
    "no_mailbox": (
        *("政策包用到的 {} 应有邮箱", "补上该单位：补上以前，给它的邮件一直待发"),
        *("the packs' office {} has a mailbox", "add it; until then its mails wait"),
    ),
}


class DirectoryError(Exception):
    """Raised for a directory that cannot be used. `problems` lists every error; no text contains an address."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(problem.text_zh() for problem in self.problems))


def load_directory(path: Path) -> Directory:
    """Load the directory file. Raises DirectoryError with every problem if it cannot be used.

    A `Directory` has offices with mailboxes and units, and officials with roles.
    """
    directory, _, problems = _read(path)
    if problems or directory is None:
        raise DirectoryError(problems)
    return directory


def review_directory(path: Path, packs: tuple[Pack, ...] = ()) -> list[Problem]:
    """List the errors of a directory file; if there are none, the recipients and contacts of `packs` that it lacks.

    A `Problem` has file and line, place, and in Chinese and English what is expected and how to correct it. Mails to an
    office that the directory lacks wait.
    """
    directory, tree, problems = _read(path)
    if directory is None or problems:
        return sorted(problems)
    return [_problem(path, tree, finding) for pack in packs for finding in _missing_offices(directory, pack)]


def _read(path: Path) -> tuple[Directory | None, Tree, list[Problem]]:
    try:
        tree = read_tree(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        tree = Tree()
        tree.refuse(1, _finding("unreadable", ()))
    findings = [finding for _, finding in tree.findings]
    directory = None
    if not findings:
        try:
            directory = Directory.model_validate(tree.content)
            findings = list(_contradictions(directory))
        except ValidationError as error:
            findings = [translate_error(detail, ()) for detail in error.errors(include_url=False)]
    return directory, tree, [_problem(path, tree, finding) for finding in findings]


def _problem(path: Path, tree: Tree, finding: Finding) -> Problem:
    return Problem(
        file=path.name,
        line=tree.line_of(finding.path),
        field=".".join(map(str, finding.path)) or ".",
        code=finding.code.replace("pack.", "directory."),
        expected_zh=finding.expected_zh,
        fix_zh=finding.fix_zh,
        expected_en=finding.expected_en,
        fix_en=finding.fix_en,
    )


def _contradictions(directory: Directory) -> Iterator[Finding]:
    """Find entries that do not fit each other: offices and log-in names twice, unknown members, groups of groups."""
    for place, office in enumerate(directory.offices):
        if any(_overlap(office, other) for other in directory.offices[:place]):
            yield _finding("office_twice", ("offices", place, "office"), office.office)
        for member in office.members:
            if not _has_mailbox_wherever(directory, member, office):
                yield _finding("member", ("offices", place, "members"), member)
    codes = {office.office for office in directory.offices}
    users: set[str] = set()
    for place, official in enumerate(directory.officials):
        if official.office not in codes:
            yield _finding("unknown_office", ("officials", place, "office"), official.office)
        if official.user in users:
            yield _finding("user_twice", ("officials", place, "user"), official.user)
        users.add(official.user)


def _overlap(office: Office, other: Office) -> bool:
    share_a_pack = not office.packs or not other.packs or bool(set(office.packs) & set(other.packs))
    return office.office == other.office and share_a_pack


def _has_mailbox_wherever(directory: Directory, member: str, group: Office) -> bool:
    """Return whether a member is an office with a mailbox in every pack in which its group is valid."""
    if group.packs:
        return all(directory.mailbox_of(member, pack_code) is not None for pack_code in group.packs)
    return any(office.office == member and office.mailbox and not office.packs for office in directory.offices)


def _missing_offices(directory: Directory, pack: Pack) -> Iterator[Finding]:
    """Find recipients and contacts of a pack that the directory lacks, or has as a group where an office is needed."""
    recipients = {code for publication in pack.publications for code in publication.recipients}
    contacts = {source.contact or source.source for source in pack.sources}
    for code in sorted(recipients | contacts):
        if directory.office_of(code, pack.pack_code) is None:
            yield _finding("no_mailbox", ("offices",), f"{pack.pack_code}/{code}")
    listed = {
        code
        for publication in pack.publications
        if publication.report in NUMBERED_LISTS
        for code in publication.recipients
    }
    for code in sorted(listed):
        if directory.members_of(code, pack.pack_code):
            yield _finding("list_for_group", ("offices",), f"{pack.pack_code}/{code}")
    own = {part.recipient for slot in all_slots(pack) for part in own_parts(pack, slot)}
    for recipient in sorted(own):
        office, unit_id = office_and_unit(recipient)
        is_known = directory.office_of(office, pack.pack_code) is not None
        if unit_id and is_known and not directory.receivers_of(recipient, pack.pack_code):
            yield _finding("nobody_of_unit", ("offices",), f"{pack.pack_code}/{recipient}")


def _finding(name: str, path: tuple[str | int, ...], code: str = "") -> Finding:
    zh, fix_zh, en, fix_en = (text.format(code) for text in _TEXTS[name])
    return Finding(path, f"directory.{name}", zh, fix_zh, en, fix_en)

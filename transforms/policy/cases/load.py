"""Reads the worked cases of a pack (`cases/*.yaml`): all of them are right, or every problem is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from transforms.policy.cases.check import Known, findings_against
from transforms.policy.cases.model import Case, CaseText, ExpectationText
from transforms.policy.cases.tables import depends_on_row, expand
from transforms.policy.load.deduplicate import drop_consequences
from transforms.policy.load.loader import load_pack
from transforms.policy.load.pydantic_messages import translate_error
from transforms.policy.model.pack import Pack
from transforms.strict_yaml.problems import Finding, PackError, Problem
from transforms.strict_yaml.reader import Tree, read_tree
from transforms.strict_yaml.scalars import UNREAD_CODES

FOLDER = "cases"
EXPECT, BEFORE = "expect", "before_correction"
_USUAL = ("as_of", "requirements", "person")
_Path = tuple[str | int, ...]


@dataclass(frozen=True)
class _Draft:
    """One case before it is validated: where it stands, what it says itself, what is usual, and its table, if any."""

    path: _Path
    own: dict[str | int, Any]
    usual: dict[str | int, Any]
    table: tuple[_Path, dict[str | int, Any]] | None = None

    @property
    def content(self) -> dict[str | int, Any]:
        """The case with what is usual; its own words come first, a person attribute at a time."""
        merged = {**self.usual, **self.own}
        person = self.own.get("person")
        if isinstance(person, dict):
            merged["person"] = {**(self.usual.get("person") or {}), **person}
        return merged

    def place(self, inner: _Path) -> _Path:
        """Where the value at `inner` was written: among what is usual, in the row, or in the case itself."""
        if _has(self.usual, inner) and not _has(self.own, inner):
            return ("usual", *inner)
        if self.table is None:
            return (*self.path, *inner)
        path, template = self.table
        return self.path if depends_on_row(template, inner) else (*path, *inner)


def load_cases(pack: Pack, folder: Path) -> list[Case]:
    """The cases of the pack in this folder, in the order of files and lines. Raises PackError with every problem."""
    cases, problems = _read(pack, folder)
    if problems:
        raise PackError(problems)
    return cases


def load_matching_cases(folder: Path, words: str) -> tuple[Pack, list[Case]]:
    """Load the pack in this folder, and those of its cases whose sentence contains `words` ('' = all of them).

    Raises PackError with every problem of the pack, else with every problem of its cases.
    """
    pack = load_pack(folder)
    return pack, [case for case in load_cases(pack, folder) if words in case.sentence]


def check_cases(pack: Pack, folder: Path) -> list[Problem]:
    """Every problem of the pack's cases; empty when they are right, or when there are none."""
    return sorted(_read(pack, folder)[1])


def _read(pack: Pack, folder: Path) -> tuple[list[Case], list[Problem]]:
    known = Known.of(pack)
    cases: list[Case] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for file in sorted((folder / FOLDER).glob("*.yaml")):
        shown = f"{folder.resolve().name}/{FOLDER}/{file.name}"
        try:
            tree = read_tree(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            problems.append(_problem(shown, 1, _said((), "文件应为 UTF-8 编码", "a readable UTF-8 file")))
            continue
        problems += [_problem(shown, line, finding) for line, finding in tree.findings]
        found, findings = _cases_of(known, tree, shown, seen)
        findings = drop_consequences(findings, (one.path for _, one in tree.findings if one.code in UNREAD_CODES))
        cases += found
        problems += [_problem(shown, tree.line_of(one.path), one) for one in dict.fromkeys(findings)]
    return cases, problems


def _cases_of(known: Known, tree: Tree, file: str, seen: dict[str, str]) -> tuple[list[Case], list[Finding]]:
    if not isinstance(tree.content, dict):
        return [], [] if tree.findings else [_said((), "文件应为键值对", "a mapping")]
    drafts, findings = _drafts(tree.content)
    cases = []
    for draft in drafts:
        case, wrong = _case(draft, tree, file)
        if case is not None:
            wrong = [*_repeated(case, seen), *findings_against(known, case)]
            cases.append(case)
        findings += [_moved(draft, one) for one in wrong]
    return cases, findings


def _drafts(content: dict[str | int, Any]) -> tuple[list[_Draft], list[Finding]]:
    findings = [
        _said((key,), "文件只有 usual、cases、tables 三个键", "a file has the keys usual, cases and tables")
        for key in content if key not in ("usual", "cases", "tables")
    ]  # fmt: skip
    usual = content.get("usual") or {}
    if not isinstance(usual, dict) or set(usual) - set(_USUAL):
        findings.append(_said(("usual",), f"usual 只写 {'、'.join(_USUAL)}", f"usual holds {', '.join(_USUAL)}"))
        usual = {}
    drafts = [_Draft(path, one, usual) for path, one in _items(content, "cases", findings)]
    for path, table in _items(content, "tables", findings):
        rows, wrong = expand(table, path)
        findings += wrong
        drafts += [_Draft(row, case, usual, (path, table)) for row, case in rows]
    if not drafts and not findings:
        findings.append(_said((), "文件里没有算例", "there is no case in the file"))
    return drafts, findings


def _items(content: dict[str | int, Any], key: str, findings: list[Finding]) -> Iterator[tuple[_Path, dict[Any, Any]]]:
    items = content.get(key) or ()
    if not isinstance(items, tuple):
        findings.append(_said((key,), "应为列表", "a list"))
        return
    for number, item in enumerate(items):
        if isinstance(item, dict):
            yield (key, number), item
        else:
            findings.append(_said((key, number), "应为键值对", "a mapping"))


def _has(content: dict[str | int, Any], inner: _Path) -> bool:
    """Whether a case says something at this place; attributes of the person are places of their own."""
    if not inner or inner[0] not in content:
        return False
    value = content[inner[0]]
    return inner[0] != "person" or len(inner) < 2 or not isinstance(value, dict) or inner[1] in value


def _case(draft: _Draft, tree: Tree, file: str) -> tuple[Case | None, list[Finding]]:
    said = {key: value for key, value in draft.content.items() if key not in (EXPECT, BEFORE)}
    findings: list[Finding] = []
    text: CaseText | None = None
    try:
        text = CaseText.model_validate(said)
    except ValidationError as error:
        findings += [translate_error(detail, ()) for detail in error.errors(include_url=False)]
    expected = _expectations(draft.content, EXPECT, findings)
    before = _expectations(draft.content, BEFORE, findings)
    if not expected and not findings:
        findings.append(_said(("expect",), "写明应得的结果", "what is expected"))
    if findings or text is None:
        return None, findings
    row = draft.path[-1] if draft.table else None
    number = row + 1 if isinstance(row, int) else None
    return Case(text, expected, file, tree.line_of(draft.path), number, before), []


def _expectations(content: dict[str | int, Any], key: str, findings: list[Finding]) -> tuple[ExpectationText, ...]:
    """The results under a key, one or a list of them; what is wrong with them goes to the findings."""
    said = content.get(key)
    if isinstance(said, tuple):
        placed: list[tuple[_Path, Any]] = [((key, number), one) for number, one in enumerate(said)]
    else:
        placed = [] if said is None else [((key,), said)]
    expected = []
    for path, one in placed:
        try:
            expected.append(ExpectationText.model_validate(one))
        except ValidationError as error:
            findings += [translate_error(detail, path) for detail in error.errors(include_url=False)]
    return tuple(expected)


def _repeated(case: Case, seen: dict[str, str]) -> list[Finding]:
    here = f"{case.file} 第{case.line}行"
    first = seen.setdefault(case.sentence, here)
    if first == here:
        return []
    return [
        _said(("sentence",), f"句子在本政策包内唯一，已见于 {first}", "the sentence names one case of the pack only")
    ]


def _moved(draft: _Draft, finding: Finding) -> Finding:
    return Finding(
        draft.place(finding.path), finding.code.replace("pack.", "cases."),
        finding.expected_zh, finding.fix_zh, finding.expected_en, finding.fix_en,
    )  # fmt: skip


def _said(path: _Path, zh: str, en: str) -> Finding:
    return Finding(path, "cases.meaning", zh, "改正这一项", en, "correct this item")


def _problem(file: str, line: int, finding: Finding) -> Problem:
    place = ".".join(str(part) for part in finding.path) or "."
    return Problem(
        file, line, place, finding.code,
        finding.expected_zh, finding.fix_zh, finding.expected_en, finding.fix_en,
    )  # fmt: skip

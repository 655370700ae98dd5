"""Load the worked cases of a pack (`cases/*.yaml`), or report every problem of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from transforms.policy.cases.check import Known, find_unknown_names
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
_DEFAULTS = ("as_of", "requirements", "person")
_Path = tuple[str | int, ...]


@dataclass(frozen=True)
class _Draft:
    """One case before validation: path, own content, the file's defaults (key `usual`), and its table, if any."""

    path: _Path
    own: dict[str | int, Any]
    defaults: dict[str | int, Any]
    table: tuple[_Path, dict[str | int, Any]] | None = None

    @property
    def content(self) -> dict[str | int, Any]:
        """The case merged with the defaults; its own values win, and so does each attribute of its person."""
        merged = {**self.defaults, **self.own}
        person = self.own.get("person")
        if isinstance(person, dict):
            merged["person"] = {**(self.defaults.get("person") or {}), **person}
        return merged

    def place(self, inner: _Path) -> _Path:
        """Return the path in the file at which the value was written: in the defaults, in the row, or in the case.

        `inner` is the path of the value inside the case.
        """
        if _has(self.defaults, inner) and not _has(self.own, inner):
            return ("usual", *inner)
        if self.table is None:
            return (*self.path, *inner)
        path, template = self.table
        return self.path if depends_on_row(template, inner) else (*path, *inner)


def load_cases(pack: Pack, folder: Path) -> list[Case]:
    """Load the worked cases of the pack from `cases/*.yaml` in `folder`, the pack's folder; empty if there are none.

    A case has its sentence, the person's facts, the expected results, and its file and line. The order is that of the
    files; within a file, single cases go before cases of tables. Raises PackError with every problem if any case is
    wrong.
    """
    cases, problems = _read(pack, folder)
    if problems:
        raise PackError(problems)
    return cases


def load_matching_cases(folder: Path, words: str) -> tuple[Pack, list[Case]]:
    """Load the pack in this folder, and those of its cases whose sentence contains the text `words` ('': all cases).

    A `Case` has its sentence, the person's facts, the expected results, and its file and line. The order is that of the
    files. Raises PackError with every problem of the pack, else with every problem of its cases, matching or not.
    """
    pack = load_pack(folder)
    return pack, [case for case in load_cases(pack, folder) if words in case.sentence]


def check_cases(pack: Pack, folder: Path) -> list[Problem]:
    """List every problem of the worked cases in the pack's folder, by file and line.

    The list is empty if all cases are right, or if there are none. A `Problem` has file and line, place, code,
    severity, and in Chinese and English what is expected and how to correct it.
    """
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
            problems.append(_problem(shown, 1, _finding((), "文件应为 UTF-8 编码", "a readable UTF-8 file")))
            continue
        problems += [_problem(shown, line, finding) for line, finding in tree.findings]
        cases_of_file, findings = _cases_of(known, tree, shown, seen)
        unread = (finding.path for _, finding in tree.findings if finding.code in UNREAD_CODES)
        cases += cases_of_file
        problems += [
            _problem(shown, tree.line_of(finding.path), finding)
            for finding in dict.fromkeys(drop_consequences(findings, unread))
        ]
    return cases, problems


def _cases_of(known: Known, tree: Tree, file: str, seen: dict[str, str]) -> tuple[list[Case], list[Finding]]:
    if not isinstance(tree.content, dict):
        return [], [] if tree.findings else [_finding((), "文件应为键值对", "a mapping")]
    drafts, findings = _drafts(tree.content)
    cases = []
    for draft in drafts:
        case, wrong = _case(draft, tree, file)
        if case is not None:
            wrong = [*_repeated_sentence(case, seen), *find_unknown_names(known, case)]
            cases.append(case)
        findings += [_at_written_path(draft, finding) for finding in wrong]
    return cases, findings


def _drafts(content: dict[str | int, Any]) -> tuple[list[_Draft], list[Finding]]:
    findings = [
        _finding((key,), "文件只有 usual、cases、tables 三个键", "a file has the keys usual, cases and tables")
        for key in content
        if key not in ("usual", "cases", "tables")
    ]
    defaults = content.get("usual") or {}
    if not isinstance(defaults, dict) or set(defaults) - set(_DEFAULTS):
        findings.append(
            _finding(("usual",), f"usual 只写 {'、'.join(_DEFAULTS)}", f"usual holds {', '.join(_DEFAULTS)}")
        )
        defaults = {}
    drafts = [_Draft(path, case, defaults) for path, case in _items(content, "cases", findings)]
    for path, table in _items(content, "tables", findings):
        rows, wrong = expand(table, path)
        findings += wrong
        drafts += [_Draft(row, case, defaults, (path, table)) for row, case in rows]
    if not drafts and not findings:
        findings.append(_finding((), "文件里没有算例", "there is no case in the file"))
    return drafts, findings


def _items(content: dict[str | int, Any], key: str, findings: list[Finding]) -> Iterator[tuple[_Path, dict[Any, Any]]]:
    items = content.get(key) or ()
    if not isinstance(items, tuple):
        findings.append(_finding((key,), "应为列表", "a list"))
        return
    for number, item in enumerate(items):
        if isinstance(item, dict):
            yield (key, number), item
        else:
            findings.append(_finding((key, number), "应为键值对", "a mapping"))


def _has(content: dict[str | int, Any], inner: _Path) -> bool:
    """Whether the content has a value at this path; of deeper paths only attributes of the person are looked up."""
    if not inner or inner[0] not in content:
        return False
    value = content[inner[0]]
    return inner[0] != "person" or len(inner) < 2 or not isinstance(value, dict) or inner[1] in value


def _case(draft: _Draft, tree: Tree, file: str) -> tuple[Case | None, list[Finding]]:
    facts = {key: value for key, value in draft.content.items() if key not in (EXPECT, BEFORE)}
    findings: list[Finding] = []
    text: CaseText | None = None
    try:
        text = CaseText.model_validate(facts)
    except ValidationError as error:
        findings += [translate_error(detail, ()) for detail in error.errors(include_url=False)]
    expected = _expectations(draft.content, EXPECT, findings)
    before = _expectations(draft.content, BEFORE, findings)
    if not expected and not findings:
        findings.append(_finding(("expect",), "写明应得的结果", "what is expected"))
    if findings or text is None:
        return None, findings
    row = draft.path[-1] if draft.table else None
    number = row + 1 if isinstance(row, int) else None
    return Case(text, expected, file, tree.line_of(draft.path), number, before), []


def _expectations(content: dict[str | int, Any], key: str, findings: list[Finding]) -> tuple[ExpectationText, ...]:
    """Return the expected results under a key, a mapping or a list of them; append their errors to `findings`."""
    written = content.get(key)
    if isinstance(written, tuple):
        placed: list[tuple[_Path, Any]] = [((key, number), item) for number, item in enumerate(written)]
    else:
        placed = [] if written is None else [((key,), written)]
    expected = []
    for path, item in placed:
        try:
            expected.append(ExpectationText.model_validate(item))
        except ValidationError as error:
            findings += [translate_error(detail, path) for detail in error.errors(include_url=False)]
    return tuple(expected)


def _repeated_sentence(case: Case, seen: dict[str, str]) -> list[Finding]:
    here = f"{case.file} 第{case.line}行"
    first = seen.setdefault(case.sentence, here)
    if first == here:
        return []
    return [
        _finding(("sentence",), f"句子在本政策包内唯一，已见于 {first}", "the sentence names one case of the pack only")
    ]


def _at_written_path(draft: _Draft, finding: Finding) -> Finding:
    return Finding(
        draft.place(finding.path),
        finding.code.replace("pack.", "cases."),
        finding.expected_zh,
        finding.fix_zh,
        finding.expected_en,
        finding.fix_en,
    )


def _finding(path: _Path, zh: str, en: str) -> Finding:
    return Finding(path, "cases.meaning", zh, "改正这一项", en, "correct this item")


def _problem(file: str, line: int, finding: Finding) -> Problem:
    place = ".".join(str(part) for part in finding.path) or "."
    return Problem(
        file,
        line,
        place,
        finding.code,
        finding.expected_zh,
        finding.fix_zh,
        finding.expected_en,
        finding.fix_en,
    )

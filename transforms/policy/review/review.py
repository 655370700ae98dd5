"""Everything that is to be said about a pack and its worked cases, for the official who writes them."""

from __future__ import annotations

from pathlib import Path

from transforms.policy.cases.load import FOLDER, check_cases
from transforms.policy.load.loader import load_pack, review_pack
from transforms.policy.load.placeholders import MARK, find_placeholders
from transforms.strict_yaml.problems import Problem
from transforms.strict_yaml.reader import read_tree


def review(path: Path) -> list[Problem]:
    """Errors of the pack and, once it has none, of its cases; then the warnings, then the acknowledged ones.

    Each in the order of the files.

    `path` is the pack's folder or its file; the cases lie beside it.
    """
    found = review_pack(path)
    if any(one.severity == "error" for one in found):
        return found
    folder = path if path.is_dir() else path.parent
    return [*_case_problems(path, folder), *found]


def _case_problems(path: Path, folder: Path) -> list[Problem]:
    unfilled = [problem for file in sorted((folder / FOLDER).glob("*.yaml")) for problem in _to_fill(folder, file)]
    marked = [(one.file, one.field.split(".")) for one in unfilled]
    wrong = [one for one in check_cases(load_pack(path), folder) if not _is_echo(one, marked)]
    return sorted([*unfilled, *wrong])


def _to_fill(folder: Path, file: Path) -> list[Problem]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []  # check_cases tells it
    if MARK not in text:
        return []
    tree, shown = read_tree(text), f"{folder.resolve().name}/{FOLDER}/{file.name}"
    return [
        Problem(
            shown, tree.line_of(one.path), ".".join(map(str, one.path)), one.code,
            one.expected_zh, one.fix_zh, one.expected_en, one.fix_en,
        )
        for one in find_placeholders(tree.content)
    ]  # fmt: skip


def _is_echo(problem: Problem, marked: list[tuple[str, list[str]]]) -> bool:
    """Whether a placeholder causes the problem: one in the same case, or in what the file's cases have in common."""
    place = problem.field.split(".")
    return any(
        file == problem.file and (field[0] == "usual" or field[:2] == place[:2]) for file, field in marked
    )  # fmt: skip

"""Collect every problem of a pack and its worked cases, for the official who writes them."""

from __future__ import annotations

from pathlib import Path

from transforms.policy.cases.load import FOLDER, check_cases
from transforms.policy.load.loader import KnownLayouts, load_pack, review_pack
from transforms.policy.load.placeholders import MARK, find_placeholders
from transforms.strict_yaml.problems import Problem
from transforms.strict_yaml.reader import read_tree


def review(path: Path, layouts: KnownLayouts | None = None) -> list[Problem]:
    """List the errors of a pack, or else those of its worked cases; then the warnings, then the acknowledged ones.

    A `Problem` has file and line, place, code, severity, and in Chinese and English what is expected and how to correct
    it. Each group is in the order of the files. `path` is the pack's folder or its file; its cases are in the folder.
    `layouts`: the valid layouts by name, with which the pack's sources are compared; None leaves that check out. If the
    pack has errors, its cases are not read.
    """
    problems = review_pack(path, layouts)
    if any(problem.severity == "error" for problem in problems):
        return problems
    folder = path if path.is_dir() else path.parent
    return [*_case_problems(path, folder), *problems]


def _case_problems(path: Path, folder: Path) -> list[Problem]:
    unfilled = [problem for file in sorted((folder / FOLDER).glob("*.yaml")) for problem in _to_fill(folder, file)]
    marked = [(problem.file, problem.field.split(".")) for problem in unfilled]
    problems = check_cases(load_pack(path), folder)
    wrong = [problem for problem in problems if not _is_consequence(problem, marked)]
    return sorted([*unfilled, *wrong])


def _to_fill(folder: Path, file: Path) -> list[Problem]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []  # check_cases reports it
    if MARK not in text:
        return []
    tree, shown = read_tree(text), f"{folder.resolve().name}/{FOLDER}/{file.name}"
    return [
        Problem(
            shown,
            tree.line_of(mark.path),
            ".".join(map(str, mark.path)),
            mark.code,
            mark.expected_zh,
            mark.fix_zh,
            mark.expected_en,
            mark.fix_en,
        )
        for mark in find_placeholders(tree.content)
    ]


def _is_consequence(problem: Problem, marked: list[tuple[str, list[str]]]) -> bool:
    """Whether a placeholder causes the problem: a placeholder in its case, or in the defaults of its file."""
    place = problem.field.split(".")
    return any(file == problem.file and (field[0] == "usual" or field[:2] == place[:2]) for file, field in marked)

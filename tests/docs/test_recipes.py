"""Carry out each recipe of CONTRIBUTING.md on a copy of the repository.

A recipe's own tests must fail before the change and pass after it, so that a recipe fails here when the code moves.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.plain_english import ROOT, problems
from tests.docs.test_every_module_is_tested import untested

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCK = re.compile(r'^```(\w+) title="([^"]+)"\n(.*?)^```$', re.DOTALL | re.MULTILINE)
COPIED = (
    "expectations",
    "pipeline",
    "plugins",
    "policies",
    "pyproject.toml",
    "sql",
    "tests",
    "transforms",
    "warehouse",
)
EXISTING_TESTS = (
    "tests/unit/publish/test_reports.py",
    "tests/unit/intake/gate/kinds/test_schema.py",
    "tests/unit/identity/test_other_documents.py",
    "tests/unit/report/progress/test_summary.py",
    "tests/docs/test_sizes.py",
)
"""Tests of the places that the recipes change; all of them hold after the five changes."""


@dataclass(frozen=True)
class Block:
    """One code block of a recipe: a file shown whole, or (`is_diff`) lines of a file to take away and to add."""

    file: str
    content: str
    is_diff: bool

    @property
    def is_test(self) -> bool:
        """Whether the block is a test of the recipe."""
        return Path(self.file).name.startswith("test_")


def read_recipes() -> dict[str, list[Block]]:
    """Read heading -> code blocks of each recipe."""
    sections = TEXT.split("\n## Recipes\n")[1].split("\n### ")[1:]
    return {
        section.split("\n", 1)[0]: [Block(name, code, kind == "diff") for kind, name, code in BLOCK.findall(section)]
        for section in sections
    }


RECIPES = read_recipes()


def changed(text: str, diff: str, file: str) -> str:
    """Apply the parts of a diff, which `@@` separates. Each must match the text exactly once.

    An unchanged line that ends with ` …` matches any line with that beginning.
    """
    for part in diff.split("@@\n"):
        lines = part.splitlines()
        assert all(line[:1] in (" ", "+", "-") for line in lines), f"a line of the diff of {file} begins with no mark"
        assert any(line[0] != " " for line in lines), f"the diff of {file} changes nothing"
        pattern = "".join(f"({_pattern(line[1:])}\n)" for line in lines if line[0] != "+")
        matches = list(re.finditer(f"^{pattern}", text, re.MULTILINE))
        assert len(matches) == 1, f"{file} contains {len(matches)} times:\n{part}"
        old = iter(matches[0].groups())
        new = [line[1:] + "\n" if line[0] == "+" else next(old) for line in lines]
        kept = [piece for piece, line in zip(new, lines, strict=True) if line[0] != "-"]
        text = text[: matches[0].start()] + "".join(kept) + text[matches[0].end() :]
    return text


def _pattern(line: str) -> str:
    return re.escape(line.removesuffix("…")) + ".*" if line.endswith(" …") else re.escape(line)


def write_blocks(folder: Path, blocks: list[Block]) -> None:
    """Write new files and change existing ones below a folder."""
    for block in blocks:
        path = folder / block.file
        if block.is_diff:
            path.write_text(changed(path.read_text(encoding="utf-8"), block.content, block.file), encoding="utf-8")
        else:
            assert not path.exists(), f"{block.file} exists: the recipe must show it as a diff"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.content, encoding="utf-8")


def copy_repository(folder: Path) -> Path:
    """Copy what the recipes change and what their tests import."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "campaign", "bench"))
        else:
            shutil.copy(source, folder / name)
    return folder


def run_tests(folder: Path, files: list[str]) -> dict[str, bool]:
    """Run test files in a copy; return test file -> whether it ran and all of its tests passed."""
    options = ["--noconftest", "--continue-on-collection-errors", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    command = [sys.executable, "-m", "pytest", *options, "--junitxml=results.xml", *files]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    passed: dict[str, bool] = {}
    for case in ET.parse(folder / "results.xml").iter("testcase"):
        name = (case.get("classname") or case.get("name") or "").replace(".", "/") + ".py"
        is_passed = case.find("failure") is None and case.find("error") is None and case.find("skipped") is None
        passed[name] = passed.get(name, True) and is_passed
    assert passed, done.stdout + done.stderr
    if not all(passed.values()):
        print(done.stdout[-6000:])
    return passed


ALL_BLOCKS = [block for blocks in RECIPES.values() for block in blocks]
TESTS = [block.file for block in ALL_BLOCKS if block.is_test]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bool]:
    """The recipes' tests on a copy without the changes."""
    folder = copy_repository(tmp_path_factory.mktemp("before"))
    write_blocks(folder, [block for block in ALL_BLOCKS if block.file.startswith("tests/")])
    return run_tests(folder, TESTS)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with the changes of all recipes."""
    folder = copy_repository(tmp_path_factory.mktemp("after"))
    write_blocks(folder, ALL_BLOCKS)
    return folder


@pytest.fixture(scope="module")
def after(copy: Path) -> dict[str, bool]:
    """The recipes' tests, and tests that exist, on the changed copy."""
    return run_tests(copy, [*TESTS, *EXISTING_TESTS])


def test_there_are_five_recipes_with_a_change_and_a_test_each() -> None:
    assert len(RECIPES) == 5
    for blocks in RECIPES.values():
        assert {block.is_test for block in blocks} == {True, False}


def test_the_text_before_each_code_block_names_its_file() -> None:
    unnamed, end = [], 0  # a forge shows no title of a code block
    for block in BLOCK.finditer(TEXT):
        if f"`{block.group(2)}`" not in TEXT[end : block.start()]:
            unnamed.append(block.group(2))
        end = block.end()
    assert end and unnamed == []


@pytest.mark.long
@pytest.mark.parametrize("recipe", RECIPES)
def test_the_tests_of_a_recipe_fail_before_the_change_and_pass_after_it(
    recipe: str, before: dict[str, bool], after: dict[str, bool]
) -> None:
    tests = [block.file for block in RECIPES[recipe] if block.is_test]
    assert {test: (before[test], after[test]) for test in tests} == dict.fromkeys(tests, (False, True))


@pytest.mark.long
def test_existing_tests_hold_after_the_five_changes(after: dict[str, bool]) -> None:
    assert {name: after[name] for name in EXISTING_TESTS} == dict.fromkeys(EXISTING_TESTS, True)


def test_every_module_of_the_recipes_has_its_test(copy: Path) -> None:
    assert set(untested(copy)) <= set(untested())


def test_the_code_of_the_recipes_keeps_our_style(copy: Path) -> None:
    paths = [copy / block.file for block in ALL_BLOCKS if block.file.endswith(".py")]
    ruff = Path(sys.executable).with_name("ruff")
    for arguments in (["check", "--no-cache"], ["format", "--no-cache", "--check"]):
        done = subprocess.run([ruff, *arguments, *paths], cwd=copy, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    new = [copy / block.file for block in ALL_BLOCKS if not block.is_diff and not block.file.startswith("tests/")]
    assert new and [(path.name, *problem) for path in new for problem in problems(path)] == []
    assert len(paths) > 10


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "README.md"])
def test_every_path_that_is_named_exists_or_is_made_by_a_recipe(document: str) -> None:
    text = re.sub(r"^```.*?^```$", "", (ROOT / document).read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    folders = "|".join(sorted(path.name for path in ROOT.iterdir() if path.is_dir() and path.name != "build"))
    paths = re.findall(rf"`((?:{re.escape(folders).replace(re.escape('|'), '|')})/[^`\s]*)`", text)
    made = {block.file for block in ALL_BLOCKS} | {f"{Path(block.file).parent}/" for block in ALL_BLOCKS}
    missing = [path for path in paths if "<" not in path and not list(ROOT.glob(path.rstrip("/"))) and path not in made]
    assert len(paths) > 15 and missing == []


def test_a_recipe_whose_file_has_moved_on_is_noticed() -> None:
    with pytest.raises(AssertionError, match="contains 0 times"):
        changed("a = 1\n", "-a = 2\n+a = 3\n", "x.py")
    with pytest.raises(AssertionError, match="contains 2 times"):
        changed("a = 1\na = 1\n", "-a = 1\n+a = 3\n", "x.py")
    with pytest.raises(AssertionError, match="changes nothing"):
        changed("a = 1\n", " a = 1\n", "x.py")
    assert changed("a: 1, 2\nb: 1\n", " a: …\n+c: 1\n", "x.yaml") == "a: 1, 2\nc: 1\nb: 1\n"
    assert changed("a = 1\nb = 1\n", "-a = 1\n+a = 3\n@@\n b = 1\n+c = 1\n", "x.py") == "a = 3\nb = 1\nc = 1\n"

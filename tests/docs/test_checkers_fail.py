"""Each checker of CI fails on a planted fault, in a copy of the files that it looks at."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.runtime.settings import REPOSITORY

pytestmark = pytest.mark.long
BIN = Path(sys.executable).parent
CONFIGURATION = ("pyproject.toml", ".sqlfluff", ".yamllint", "mkdocs.yml")
CODE = ("expectations", "ops", "pipeline", "plugins", "simulation", "sql", "transforms", "warehouse")


@pytest.fixture()
def copy(tmp_path: Path) -> Path:
    """A copy of code, documents and configuration."""
    for name in CONFIGURATION:
        shutil.copy2(REPOSITORY / name, tmp_path / name)
    for name in (*CODE, "docs", "dags", "docker", "policies"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("../__init__.py", "__init__.py", "plain_english.py", "retired_words.yaml", "docstring_verbs.txt"):
        (tmp_path / "tests" / "docs").mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPOSITORY / "tests" / "docs" / name, tmp_path / "tests" / "docs" / name)
    return tmp_path


def _append(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")


CLOCK = "pipeline/runtime/clock.py"
STATUS = '\n\ndef seconds() -> int:\n    """Return a number."""\n    return "1"\n'
RETIRED = '\n\ndef told(one: int) -> None:\n    """The fate."""\n'
PACK, LOCK, GLOSSARY = "policies/dongan-2020/pack.yaml", "sql/runtime/lock.sql", "docs/reference/glossary.md"
IMPORTS = [str(BIN / "lint-imports"), "--no-logo"]
FAULTS = {
    "ruff": ([str(BIN / "ruff"), "check", CLOCK], CLOCK, "\nimport os\n"),
    "ruff format": ([str(BIN / "ruff"), "format", "--check", CLOCK], CLOCK, "\nx = {  'a':1 }\n"),
    "mypy": ([str(BIN / "mypy"), CLOCK], CLOCK, STATUS),
    "imports of an upper room": (IMPORTS, CLOCK, "\nfrom pipeline.intake import run as run\n"),
    "imports of the terminal": (IMPORTS, CLOCK, "\nimport typer as typer\n"),
    "imports of a database": (IMPORTS, "transforms/text/ratio.py", "\nimport psycopg as psycopg\n"),
    "imports of the product": (IMPORTS, "simulation/__main__.py", "\nfrom pipeline.runtime import clock as clock\n"),
    "imports of the simulation": (IMPORTS, CLOCK, "\nimport simulation as simulation\n"),
    "a new room": (IMPORTS, "pipeline/courier/__init__.py", '"""A room that no layer names."""\n'),
    "sqlfluff": ([str(BIN / "sqlfluff"), "lint", "sql/runtime"], LOCK, "\nselect   1 from Lock_table\n"),
    "yamllint": ([str(BIN / "yamllint"), "--strict", "policies"], PACK, "\nbad: [1,2 ]\nbad: 3\n"),
    "plain English": ([sys.executable, "-m", "tests.docs.plain_english", CLOCK], CLOCK, RETIRED),
    "mkdocs": ([str(BIN / "mkdocs"), "build"], GLOSSARY, "\n[nowhere](no-such-page.md)\n"),
}
"""Checker -> (command, file in which the fault is planted, the fault)."""


@pytest.mark.parametrize("checker", sorted(FAULTS))
def test_a_planted_fault_fails_the_checker(copy: Path, checker: str) -> None:
    command, file, fault = FAULTS[checker]
    environment = {"PATH": f"{BIN}:/usr/bin:/bin", "PYTHONPATH": f"{copy}:{copy / 'plugins'}", "HOME": str(copy)}

    def status() -> int:
        return subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False).returncode

    assert status() == 0, "the checker must pass before the fault is planted"
    _append(copy / file, fault)
    assert status() != 0

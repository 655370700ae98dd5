"""Every `make` target, every `campaign` command and every option of it that a page names exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from pipeline.commands.main import app
from tests.docs.plain_english import ROOT

PAGES = [*sorted((ROOT / "docs").rglob("*.md")), *(ROOT / n for n in ("README.md", "README.zh.md", "CONTRIBUTING.md"))]
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
ROOT_COMMAND = typer.main.get_command(app)


def code_of(text: str) -> Iterator[str]:
    """Yield the lines of code blocks without a language, and the texts in backquotes, of a page."""
    outside = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)
    yield from re.findall(r"`([^`]+)`", outside)
    for block in re.findall(r"^ *```\n(.*?)^ *```$", text, flags=re.DOTALL | re.MULTILINE):
        yield from block.splitlines()


def problems_of(code: str) -> Iterator[str]:
    """Yield what a piece of code names and the product does not have."""
    code = " ".join(code.split("#")[0].split())
    made = re.match(r"(?:[A-Z_]+=\S+ )*make ([a-z-]+)", code)
    if made and made.group(1) not in TARGETS:
        yield f"make {made.group(1)}"
    called = re.match(r"(?:\$ )?(?:\.venv/bin/)?campaign ([a-z].*)", code)
    if called:
        yield from _problems_of_call(called.group(1).split())


def _problems_of_call(words: list[str]) -> Iterator[str]:
    command: Any = ROOT_COMMAND
    while words and hasattr(command, "commands"):  # a group
        name = words.pop(0)
        if name not in command.commands:
            yield f"campaign … {name}"
            return
        command = command.commands[name]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    yield from (f"campaign {command.name} {word}" for word in words if word.startswith("--") and word not in known)


def test_what_the_pages_name_exists() -> None:
    named = [(page.name, code) for page in PAGES for code in code_of(page.read_text(encoding="utf-8"))]
    commands = [code for _, code in named if re.search(r"\bmake [a-z]|campaign [a-z]", code)]
    assert len(commands) > 100
    wrong = [(page, problem) for page, code in named for problem in problems_of(code)]
    assert wrong == []


@pytest.mark.parametrize(
    ("code", "problems"),
    [
        ("make run SCALE=0.02", []),
        ("CAMPAIGN_HOME=x make runs", ["make runs"]),
        ("campaign policy check --strict x", []),
        ("campaign polic", ["campaign … polic"]),
        (".venv/bin/campaign policy checks x", ["campaign … checks"]),
        ("$ campaign policy check --stricter x", ["campaign check --stricter"]),
    ],
)
def test_a_command_that_does_not_exist_is_found(code: str, problems: list[str]) -> None:
    assert list(problems_of(code)) == problems

"""The guide "how to add a sender" shows what the product does: its layouts load, its message and its keys are real."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.runtime.settings import REPOSITORY
from tests.support.files import new_department as bureau
from tests.support.files.builders import LAYOUTS, LAYOUTS_FOLDER
from transforms.intake.layouts.files import load_layout
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.worker import explain_file

GUIDES = ["describe-a-source.md", "describe-a-source.zh.md"]
PEOPLE = bureau.veterans(6)
VETERANS = LAYOUTS["veterans"]
OTHERS = [layout for layout in LAYOUTS.values() if layout.layout != "veterans"]


def page(name: str) -> str:
    return (REPOSITORY / "docs" / "how-to" / name).read_text(encoding="utf-8")


def blocks(text: str, language: str = "") -> list[str]:
    """Return the contents of the fenced blocks of one language, without their indentation."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return ["\n".join(line.removeprefix(indent) for line in block.splitlines()) for indent, block in found]


def message(text: str) -> str:
    """Return the message about a held file that the guide shows, from the closest layout on, as one line."""
    (shown,) = [block for block in blocks(text) if "没有登记过这种版式" in block]
    return shown.replace("\n", "").partition("… ")[2]


def described(folder: Path, change: dict[str, Any]) -> Layout:
    """Write the veterans' layout with the keys that the guide shows, and load it as a pack's layout is loaded."""
    content = yaml.safe_load((LAYOUTS_FOLDER / "veterans.yaml").read_text(encoding="utf-8"))
    columns = content["columns"] | change.get("columns", {})
    (folder / "shared").mkdir(exist_ok=True)
    (folder / "shared" / "vocabulary.yaml").write_bytes((LAYOUTS_FOLDER / "shared" / "vocabulary.yaml").read_bytes())
    path = folder / "veterans.yaml"
    path.write_text(yaml.safe_dump(content | change | {"columns": columns}, allow_unicode=True), encoding="utf-8")
    return load_layout(path)


def keys_of_the_table(text: str) -> list[str]:
    """Return the keys in the first column of the guide's table."""
    return re.findall(r"`([a-z_]+)`", " ".join(re.findall(r"^ *\| (`[^|]*)\|", text, re.MULTILINE)))


def test_the_guide_shows_the_message_that_the_product_sends(tmp_path: Path) -> None:
    refusal = explain_file(bureau.write(tmp_path / "a.xlsx", PEOPLE), VETERANS, OTHERS, "full", Limits())
    assert refusal is not None
    sent = refusal.reasons[0].message_zh.partition("最接近的版式是")
    assert message(page(GUIDES[0])) == sent[1] + sent[2]


def test_with_the_layout_of_the_guide_the_file_is_read(tmp_path: Path) -> None:
    change = yaml.safe_load(blocks(page(GUIDES[0]), "yaml")[0])
    layout = described(tmp_path, change)
    assert explain_file(bureau.write(tmp_path / "a.xlsx", PEOPLE), layout, OTHERS, "full", Limits()) is None
    assert set(layout.category_words) <= set(bureau.WORDS)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_layout_of_the_guide_loads(guide: str, tmp_path: Path) -> None:
    examples = [yaml.safe_load(block) for block in blocks(page(guide), "yaml")]
    assert len(examples) >= 2 and all(set(example) <= set(Layout.model_fields) for example in examples)
    for example in examples:
        assert described(tmp_path, example).layout == "veterans"


def test_the_guide_explains_every_key_of_a_layout_and_no_other() -> None:
    documented = keys_of_the_table(page(GUIDES[0]))
    own = set(Layout.__annotations__) - {"layout", "category"}  # explained in the sentences around the table
    assert own <= set(documented), own - set(documented)
    words = {"xlsx", "csv"}
    assert set(documented) - words <= set(Layout.model_fields)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_the_guide_exists(guide: str) -> None:
    commands = set(re.findall(r"campaign ((?:layout )?[a-z]+)\b", page(guide)))
    assert {"layout check", "layout try", "reread", "run"} <= commands
    for command in sorted(commands):
        result = CliRunner().invoke(app, [*command.split(), "--help"])
        assert result.exit_code == 0, command

"""What officials and senders read has Chinese punctuation: every text of the program is looked at."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.runtime.settings import REPOSITORY

FOLDERS = ("transforms", "pipeline", "ops", "expectations", "dags", "plugins", "warehouse")
_ZH = "[\u4e00-\u9fff“”（）]"
# a comma, colon or semicolon of the keyboard between Chinese words, or one of its brackets around some; a unit such as
# (元) behind a heading stays as the forms have it
WRONG = re.compile(rf"{_ZH}[,;:]\s?(?:{_ZH}|$)|{_ZH}\((?!.\))|^\((?!.\))\s?[\u4e00-\u9fff]|^\)[，。；]")
_OTHER = re.compile(r"\\[ds]|\(\?|\|.*\)|键: 值|\[甲, 乙\]")  # a regular expression, and what YAML looks like


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """Line and value of every literal text but docstrings, which are in English."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    said = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def wrong(text: str) -> bool:
    return bool(WRONG.search(text)) and not _OTHER.search(text)


@pytest.mark.parametrize(
    "text", ["号码不对,请核对", "应有的列:姓名", "结果(更正前)", "(其中 3 处待填)", "未填;请补填", "应有:"]
)
def test_what_is_wrong_is_seen(text: str) -> None:
    assert wrong(text)


@pytest.mark.parametrize("text", ["号码不对，请核对。", "应缴(元)", "（其中3处）", "姓名: name", "^(上旬|中旬)$"])
def test_what_is_right_is_let_be(text: str) -> None:
    assert not wrong(text)


def test_texts_have_chinese_punctuation() -> None:
    files = [file for folder in FOLDERS for file in sorted((REPOSITORY / folder).rglob("*.py"))]
    found = [(file, line, text) for file in files for line, text in texts(file)]
    assert sum(bool(re.search(_ZH, text)) for *_, text in found) > 1_000, "there is something to look at"
    assert [f"{file.relative_to(REPOSITORY)}:{line} {text}" for file, line, text in found if wrong(text)] == []

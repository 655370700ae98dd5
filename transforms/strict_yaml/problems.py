"""What can be wrong with a pack, told so that the author of the pack can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# an error keeps the pack from being used; a warning is legal and looks wrong, or was looked at and acknowledged
Severity = Literal["error", "warning", "acknowledged"]
_FIX_LABEL_ZH = {"error": "修改办法", "warning": "请核对", "acknowledged": "确认理由"}
_FIX_LABEL_EN = {"error": "Mend", "warning": "Look at it", "acknowledged": "Acknowledged"}


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: where it is, what was expected, and how to put it right, in Chinese and English.

    `line` counts from 1; `field` is the dotted place inside the pack, list positions counted from 0. A warning says
    in `expected_*` what looks wrong and in `mend_*` what to look at, once acknowledged why it is right;
    its `field` tells the entries of a list by their rule_id or unit_id.
    """

    file: str
    line: int
    field: str
    code: str
    expected_zh: str
    fix_zh: str
    expected_en: str
    fix_en: str
    severity: Severity = "error"

    def text_zh(self) -> str:
        """The problem as one Chinese line."""
        place = "整个文件" if self.field == "." else self.field
        return f"{self.file} 第{self.line}行 {place}：{self.expected_zh}。{_FIX_LABEL_ZH[self.severity]}：{self.fix_zh}"

    def text_en(self) -> str:
        """The problem as one English line."""
        place = "the file" if self.field == "." else self.field
        return f"{self.file}:{self.line} {place}: {self.expected_en}. {_FIX_LABEL_EN[self.severity]}: {self.fix_en}"


@dataclass(frozen=True)
class Finding:
    """A problem before its file and line are known: `path` leads from the root of the pack to the value."""

    path: tuple[str | int, ...]
    code: str
    expected_zh: str
    fix_zh: str
    expected_en: str
    fix_en: str
    severity: Severity = "error"


def build_warning(path: tuple[str | int, ...], code: str, zh: str, look_zh: str, en: str, look_en: str) -> Finding:
    """A warning: what looks wrong at this place, and what to look at, in Chinese and English."""
    return Finding(path, code, zh, look_zh, en, look_en, "warning")


class PackError(Exception):
    """A pack that cannot be used; `problems` holds everything that is wrong, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        lines = [line for problem in self.problems for line in (problem.text_zh(), problem.text_en())]
        super().__init__("\n".join(lines))

"""Problems of a data file, worded so that its author can correct them in the right place, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# An error makes the file unusable. A warning is legal and looks wrong; its author may have acknowledged it.
Severity = Literal["error", "warning", "acknowledged"]
_FIX_LABEL_ZH = {"error": "修改办法", "warning": "请核对", "acknowledged": "确认理由"}
_FIX_LABEL_EN = {"error": "Fix", "warning": "Look at it", "acknowledged": "Acknowledged"}


@dataclass(frozen=True, order=True)
class Problem:
    """One problem with its file and line: what is expected (`expected_*`) and how to correct it (`fix_*`).

    `line` counts from 1. `field` is the dotted place in the file; entries of a list count from 0. For a warning,
    `expected_*` states what looks wrong and `fix_*` what to check, or the reason once it is acknowledged; its `field`
    names entries of a list by their rule_id or unit_id.
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
        """Format the problem as one line in Chinese: file, line, place, what is expected, how to correct it."""
        place = "整个文件" if self.field == "." else self.field
        return f"{self.file} 第{self.line}行 {place}：{self.expected_zh}。{_FIX_LABEL_ZH[self.severity]}：{self.fix_zh}"

    def text_en(self) -> str:
        """Format the problem as one line in English: file, line, place, what is expected, how to correct it."""
        place = "the file" if self.field == "." else self.field
        return f"{self.file}:{self.line} {place}: {self.expected_en}. {_FIX_LABEL_EN[self.severity]}: {self.fix_en}"


@dataclass(frozen=True)
class Finding:
    """A problem whose file and line are not known yet. `path` leads from the root of the file to the value."""

    path: tuple[str | int, ...]
    code: str
    expected_zh: str
    fix_zh: str
    expected_en: str
    fix_en: str
    severity: Severity = "error"


def build_warning(path: tuple[str | int, ...], code: str, zh: str, check_zh: str, en: str, check_en: str) -> Finding:
    """Build a warning about the value at `path` (keys and positions from the file's root: ("units", 0, "name")).

    The finding states place, fault and advice; file and line are added later. `code`: name of the kind of warning, such
    as doubt.window_gap. `zh`, `en`: what looks wrong there; `check_zh`, `check_en`: what its author should check, in
    Chinese and English.
    """
    return Finding(path, code, zh, check_zh, en, check_en, "warning")


class PackError(Exception):
    """Raised for a pack that cannot be used. `problems` lists every error, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        lines = [line for problem in self.problems for line in (problem.text_zh(), problem.text_en())]
        super().__init__("\n".join(lines))

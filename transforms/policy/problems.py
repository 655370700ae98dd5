"""What can be wrong with a pack, told so that the author of the pack can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: where it is, what was expected, and how to put it right, in Chinese and English.

    `line` counts from 1; `field` is the dotted place inside the pack, list positions counted from 0.
    """

    file: str
    line: int
    field: str
    code: str
    expected_zh: str
    mend_zh: str
    expected_en: str
    mend_en: str

    def text_zh(self) -> str:
        """The problem as one Chinese line."""
        return f"{self.file} 第{self.line}行 {self.field}：{self.expected_zh}。修改办法：{self.mend_zh}"

    def text_en(self) -> str:
        """The problem as one English line."""
        return f"{self.file}:{self.line} {self.field}: {self.expected_en}. Mend: {self.mend_en}"


@dataclass(frozen=True)
class Finding:
    """A problem before its file and line are known: `path` leads from the root of the pack to the value."""

    path: tuple[str | int, ...]
    code: str
    expected_zh: str
    mend_zh: str
    expected_en: str
    mend_en: str


class PackError(Exception):
    """A pack that cannot be used; `problems` holds everything that is wrong, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        lines = [line for problem in self.problems for line in (problem.text_zh(), problem.text_en())]
        super().__init__("\n".join(lines))

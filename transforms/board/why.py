"""Model of the page 为什么: the question about one person, and the explanation with its clauses. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from transforms.identity.normalise import normalise_number
from transforms.report.explanation import Line, sentences

REASONS = ("来访询问", "电话询问", "复核数据", "处理投诉", "审计检查")
"""Reasons to look a person up, of which the reader chooses: a text of the reader's own could name the person."""
FULL_NUMBER = 15


@dataclass(frozen=True)
class Reason:
    """A line of the explanation: its topic, its text, and the clause of the notice with its words, empty without."""

    topic: str
    text: str
    clause: str
    quote: str


@dataclass(frozen=True)
class ExplainedYear:
    """A plan year of the person: a sentence, and its reasons in the order of reading."""

    sentence: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Why:
    """The page. `asked`: the end of the number that was asked for, None before a question."""

    takes_numbers: bool
    reasons: tuple[str, ...]
    asked: str | None
    years: tuple[ExplainedYear, ...]


def why(takes_numbers: bool, asked: str | None = None, lines: Sequence[Line] = ()) -> Why:
    """Return the model of the page. `lines`: the explanation of one person, sorted by plan year, none if unknown.

    `takes_numbers`: whether a document number can be asked for, or person keys alone.
    """
    years = [list(group) for _, group in groupby(lines, lambda line: line.plan_year)]
    explained = tuple(
        ExplainedYear(sentence, tuple(_reason(line) for line in of_year))
        for sentence, of_year in zip(sentences(lines), years, strict=True)
    )
    return Why(takes_numbers, REASONS, asked, explained)


def person_key(text: str) -> UUID | None:
    """Return the person key that a text is (32 hexadecimal digits, hyphens do not matter), None if it is none."""
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def shown_end(text: str) -> str:
    """Return the last four characters of a document number or person key, by which the reader checks the typing.

    Empty for a short number, of which no part is shown.
    """
    number = normalise_number(text)
    return number[-4:] if len(number) >= FULL_NUMBER else ""


def _reason(line: Line) -> Reason:
    return Reason(line.topic_label, line.explanation_zh, line.clause or "", line.quote or "")

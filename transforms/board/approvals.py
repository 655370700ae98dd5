"""Model of the page 核定: the questions that wait for an official, with what a release would change. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the question's text, or an item of a list."""

    text: str
    is_item: bool


@dataclass(frozen=True)
class Question:
    """A held delivery that waits. `run_id`: its run in Airflow; `shown`: digest of what the page shows of it."""

    run_id: str
    subject: str
    paragraphs: tuple[Paragraph, ...]
    options: tuple[str, ...]
    shown: str


def approvals(details: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Return the questions of Airflow's list of waiting approvals (`hitlDetails`), the earliest first."""
    ordered = sorted(details, key=lambda detail: str(detail["created_at"]))
    return tuple(_question(detail) for detail in ordered)


def _question(detail: Mapping[str, Any]) -> Question:
    subject, body = str(detail["subject"]), str(detail["body"] or "")
    return Question(
        str(detail["task_instance"]["dag_run_id"]),
        subject,
        tuple(_paragraph(line) for line in body.splitlines() if line.strip()),
        tuple(str(option) for option in detail["options"]),
        hashlib.sha256(f"{subject}\0{body}".encode()).hexdigest(),
    )


def _paragraph(line: str) -> Paragraph:
    """Return a line of the question's Markdown, which has lists and bold words alone."""
    return Paragraph(line.removeprefix("- ").replace("**", ""), line.startswith("- "))

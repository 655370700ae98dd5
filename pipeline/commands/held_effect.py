"""Persons that a release would change, on the screen and in the bureau's own file. Names and numbers are masked."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.commands.policy.whatif import STATUSES
from pipeline.holds.effect import PersonRow
from transforms.spreadsheet.safe_writer import write_csv
from transforms.text.figures import yuan_decimal
from transforms.text.labels import category_label

MOST_SHOWN = 1_000_000
CHANGES = {"added": "新增", "removed": "移出", "changed": "变更"}
HEADER = ("变化", "姓名", "证件号码", "新列入类别", "移出类别", "原状态", "新状态", "原应缴（元）", "新应缴（元）")


def person_lines(rows: Sequence[PersonRow], labels: Mapping[str, str]) -> Iterator[str]:
    """Yield one Chinese line per person: what changes, masked name and number, categories, state and due.

    `labels`: the pack's labels, category -> text.
    """
    for row in rows:
        change, name, number, gained, lost, *results = _cells(row, labels)
        before, after, due_before, due_after = results
        listed = "，".join(words for words in (gained and f"列入 {gained}", lost and f"移出 {lost}") if words)
        parts = [f"{change} {name} {number}", listed]
        if before != after or due_before != due_after:
            parts.append(f"{before} {due_before or '—'} → {after} {due_after or '—'} 元")
        yield "  " + "；".join(part for part in parts if part)


def write_persons(file: Path, rows: Sequence[PersonRow], labels: Mapping[str, str]) -> None:
    """Write all persons to a new csv file that only its owner can read. Raises FileExistsError if the file exists."""
    content = write_csv(HEADER, [_cells(row, labels) for row in rows])
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)


def _cells(row: PersonRow, labels: Mapping[str, str]) -> tuple[str, ...]:
    return (
        CHANGES[row.change],
        row.name,
        row.number,
        "、".join(category_label(category, labels) for category in row.gained),
        "、".join(category_label(category, labels) for category in row.lost),
        STATUSES[row.status_before],
        STATUSES[row.status_after],
        "" if row.due_before_fen is None else yuan_decimal(row.due_before_fen),
        "" if row.due_after_fen is None else yuan_decimal(row.due_after_fen),
    )

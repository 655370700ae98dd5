"""Compose the table of special populations by outcome from the ledger's counts. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from transforms.report.outcomes.content import OutcomeLine, OutcomeTable
from transforms.report.progress import rollup
from transforms.report.progress.rows import OutcomeRow, UnitRow
from transforms.text.ratio import ranks

REST = "其他"
TOTAL = "合计"


def outcome_table(units: Sequence[UnitRow], rows: Sequence[OutcomeRow]) -> OutcomeTable | None:
    """Return persons by progress unit and outcome, the highest rate first; None if there is nobody.

    `units`: the campaign's tree. Units with equal rates share a number and keep the notice's order; a unit without
    persons has no number and comes after the others. Persons of no known unit are in the line 其他, without rate.
    """
    unit_of = rollup.progress_units(units)
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(unit_of.get(row["unit_id"], ""), Counter())[row["outcome"]] += row["persons"]
    if not any(count.total() for count in counts.values()):
        return None
    named = rollup.in_notice_order(units)
    lines = [OutcomeLine(unit["name"], None, dict(counts.get(unit["unit_id"], Counter()))) for unit in named]
    numbered = [
        replace(line, number=place)
        for line, place in zip(lines, ranks([line.done_rate for line in lines]), strict=True)
    ]
    numbered.sort(key=lambda line: line.number or len(lines) + 1)
    if "" in counts:
        numbered.append(OutcomeLine(REST, None, dict(counts[""]), has_rate=False))
    whole: Counter[str] = Counter()
    for count in counts.values():
        whole.update(count)
    return OutcomeTable(tuple(numbered), OutcomeLine(TOTAL, None, dict(whole)))

"""List of coverage: states, grounds and notes about the first day of benefits of each person. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from transforms.policy import Pack
from transforms.policy.words.phrases import Names, labels_in, value_zh
from transforms.report.lists.content import Listed, PersonRow
from transforms.text.figures import date_zh


class CoverageGround(TypedDict):
    """A rule of the pack on the first day of benefits: the ground in a few words, its clause, and its terms in full."""

    rule_id: str
    ground: str
    clause: str
    terms: str


def coverage_state(row: PersonRow) -> str:
    """Return the code of a person's state, compared with the list before (labels: COVERAGE_LABELS).

    A day that is equal is listed because the person came from another unit.
    """
    if row.coverage_from is None:
        return "moved_out" if row.is_covered else "withdrawn"
    if row.coverage_before is None:
        return "listed"
    return "moved_in" if row.coverage_before == row.coverage_from else "changed"


def coverage_grounds(pack: Pack) -> list[CoverageGround]:
    """Return the pack's rules on the first day of benefits, in their order.

    The ground is the pack's own word (`ground_zh`), or the rule's conditions where it has none.
    """
    names = Names(labels_in(pack))
    grounds: list[CoverageGround] = []
    for rule in pack.coverage:
        conditions = value_zh(rule.when, "when", names)
        grounds.append(
            {
                "rule_id": rule.rule_id,
                "ground": rule.ground_zh or conditions,
                "clause": rule.clause,
                "terms": f"{conditions}：{value_zh(rule.starts, 'starts', names)}",
            }
        )
    return grounds


def coverage_notes(
    persons: Iterable[Listed], grounds: Sequence[CoverageGround], since: Mapping[str, Any] | None
) -> tuple[str, ...]:
    """State in Chinese which persons the list has, and each ground with its clause, terms and number of persons.

    `since`: as-of day (`as_of`, ISO text) of the recipient's list before; None: there was none.
    """
    persons = list(persons)
    if since is None:
        notes = ["本期为首期，列出全部已参保并有待遇起始日的人员。以后各期只列变化。"]
    else:
        before = date_zh(date.fromisoformat(since["as_of"]))
        notes = [f"本期与截至{before}的上一期相比，只列新列入、转入、转出、日期有变和不再享受的人员，其余人员不变。"]
    counts = Counter(person.row.coverage_rule_id for person in persons)
    for row in grounds:
        if number := counts[row["rule_id"]]:
            notes.append(f"{row['ground']}{number:,}人，依据{row['clause']}，{row['terms']}。")
    return tuple(notes)

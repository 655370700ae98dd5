"""Find in every statement what a Citus cluster refuses, as far as it can be read off the statement's text.

The rules repeat what a trial on a cluster refused: recursion with a distributed table, MERGE, NOT EXISTS that is
correlated by another column than the person, LATERAL without FROM, DELETE USING a local table, sizes of distributed
tables, joins by the number of a receipt, several subcommands in one ALTER. `citus_offenders.yaml` lists the statements
that break a rule today. The test fails for a new offender, and for a listed statement that no longer offends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from warehouse.statements import SQL_FOLDER

OFFENDERS = Path(__file__).with_name("citus_offenders.yaml")

# Tables that a cluster spreads over its nodes by the person's key; every other table is a reference table or local.
DISTRIBUTED = (
    "vault.person",
    *(f"core.{name}" for name in ("membership_fact", "roll_fact", "employee_fact", "history_fact")),
    *("core.fund_claim_fact", "core.payment"),
    *(f"core.{name}" for name in ("trait", "dues", "changed_person")),
    *("ledger.event", "ledger.coverage_event"),
    *(f"staging.assess_{name}" for name in ("changed", "changed_key", "membership", "interval", "unmet", "job")),
    *(f"staging.{name}" for name in ("assess_person_situation", "assess_difference")),
    *(f"staging.{name}" for name in ("post_person", "post_line", "post_coverage")),
    *("staging.assess_result", "staging.assess_before_after"),  # views over distributed tables
    *("core.reversal_state", "core.taken_back"),  # views over distributed tables
)
# Tables of the coordinator: staged rows of one delivery and keys whose links may change.
LOCAL = tuple(
    f"staging.{name}"
    for name in ("identity_row", "special_list", "roll", "employee", "history", "tax_feed", "target_table")
) + tuple(f"staging.{name}" for name in ("fund_claim", "linked_touched", "linked_reach", "linked_wanted"))


def _reads(text: str, tables: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(table)}\b", text) for table in tables)


def _without_comments(text: str) -> str:
    return re.sub(r"--[^\n]*", "", text)


def _bracketed(text: str, opening: str) -> Iterator[str]:
    """Yield the text in the brackets after each match of `opening`, which ends with the opening bracket."""
    for match in re.finditer(opening, text):
        depth, at = 1, match.end()
        while depth and at < len(text):
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
        yield text[match.end() : at - 1]


def _top_level(text: str) -> str:
    """Return the text without its bracketed parts."""
    while (shorter := re.sub(r"\([^()]*\)", "", text)) != text:
        text = shorter
    return text


def has_recursion(text: str) -> bool:
    """Report WITH RECURSIVE in a statement that reads a distributed table."""
    return "WITH RECURSIVE" in text and _reads(text, DISTRIBUTED)


def has_merge(text: str) -> bool:
    """Report MERGE."""
    return re.search(r"\bMERGE INTO\b", text) is not None


def has_foreign_not_exists(text: str) -> bool:
    """Report NOT EXISTS over a distributed table that is correlated by another column, or with a local table's row."""
    for body in _bracketed(text, r"NOT EXISTS ?\("):
        outside = text.replace(body, "")
        by_person = re.search(r"\.(person_key|fact_key) = \w+\.(person_key|fact_key)", body)
        if _reads(body, DISTRIBUTED) and (by_person is None or _reads(outside, LOCAL)):
            return True
        if _reads(body, (*LOCAL, "staging.assess_linked")) and _reads(outside, DISTRIBUTED):
            return True
    return False


def has_lateral_without_from(text: str) -> bool:
    """Report LATERAL (SELECT …) that reads no table and casts to text, which is stable and not immutable for dates."""
    bodies = _bracketed(text, r"LATERAL\s*\(")
    return any("::text" in body and re.search(r"\bFROM\b", _top_level(body)) is None for body in bodies)


def has_delete_using_local(text: str) -> bool:
    """Report DELETE of a distributed or reference table USING a local table."""
    match = re.search(r"DELETE FROM (\S+)[^;]*?\bUSING\s+(\S+)", text)
    return match is not None and match[1] not in LOCAL and match[2] in LOCAL


def has_relation_size(text: str) -> bool:
    """Report pg_relation_size, which is 0 for a distributed table."""
    return "pg_relation_size" in text


def has_join_by_receipt(text: str) -> bool:
    """Report the views of reversals, which join payments by the number of the receipt."""
    return _reads(text, ("core.reversal_state", "core.taken_back"))


def has_several_subcommands(text: str) -> bool:
    """Report an ALTER TABLE with more than one subcommand."""
    return any("," in _top_level(body) for body in re.findall(r"ALTER TABLE ([^;]*)", text))


RULES: dict[str, Callable[[str], bool]] = {
    "recursion": has_recursion,
    "merge": has_merge,
    "not_exists": has_foreign_not_exists,
    "lateral": has_lateral_without_from,
    "delete_using": has_delete_using_local,
    "relation_size": has_relation_size,
    "join_by_receipt": has_join_by_receipt,
    "alter": has_several_subcommands,
}
PLANTED = {
    "recursion": "WITH RECURSIVE t AS (SELECT 1) SELECT * FROM t, core.dues",
    "merge": "MERGE INTO core.dues USING x ON true",
    "not_exists": "SELECT 1 FROM a WHERE NOT EXISTS (SELECT FROM core.payment AS p WHERE p.receipt_no = a.receipt_no)",
    "lateral": "SELECT 1 FROM a CROSS JOIN LATERAL (SELECT replace(a.x, a.on_date::text, '') AS t) AS l",
    "delete_using": "DELETE FROM core.linked_person AS l USING staging.linked_wanted AS w WHERE true",
    "relation_size": "SELECT pg_relation_size(c.oid) FROM pg_class AS c",
    "join_by_receipt": "SELECT * FROM core.taken_back",
    "alter": "ALTER TABLE core.dues ADD COLUMN a integer, ADD COLUMN b integer",
}
SOUND = (
    "SELECT 1 FROM core.dues AS d WHERE NOT EXISTS (SELECT FROM core.trait AS t WHERE t.person_key = d.person_key)",
    "SELECT 1 FROM a CROSS JOIN LATERAL (SELECT b.c::text FROM b) AS l",
    "-- MERGE INTO\nALTER TABLE core.dues ADD CHECK (a IN (1, 2))",
)


def _broken_rules() -> dict[str, list[str]]:
    """Return the broken rules of each statement; tables and views of `schema` are made before they are distributed."""
    broken = {}
    for path in sorted(SQL_FOLDER.rglob("*.sql")):
        name = str(path.relative_to(SQL_FOLDER).with_suffix(""))
        text = _without_comments(path.read_text(encoding="utf-8"))
        if not name.startswith("schema/") and (rules := [rule for rule, holds in RULES.items() if holds(text)]):
            broken[name] = rules
    return broken


def test_todays_offenders_are_listed_and_no_others() -> None:
    """Refuse a new offender, and a listed statement that no longer offends."""
    listed = yaml.safe_load(OFFENDERS.read_text(encoding="utf-8"))
    assert _broken_rules() == {name: sorted(rules, key=list(RULES).index) for name, rules in listed.items()}
    assert all(reason for rules in listed.values() for reason in rules.values())


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_finds_a_planted_fault(rule: str) -> None:
    """Find a planted fault with its rule."""
    assert RULES[rule](PLANTED[rule])


@pytest.mark.parametrize("statement", SOUND)
def test_sound_statements_break_no_rule(statement: str) -> None:
    """Accept statements that a cluster accepts."""
    assert [rule for rule, holds in RULES.items() if holds(_without_comments(statement))] == []

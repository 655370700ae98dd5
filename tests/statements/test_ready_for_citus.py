"""Find in every statement what a Citus cluster refuses, as far as it can be read off the statement's text.

The rules repeat what a trial on a cluster refused: recursion with a distributed table, MERGE, NOT EXISTS that is
correlated by another column than the person, LATERAL without FROM, DELETE USING a local table, a choice of tables by
their size, outer joins of payments by the number of a receipt or of results by the key that a link gives, several
subcommands in one ALTER.
`citus_offenders.yaml` lists the statements that break a rule today. The test fails for a new offender, and for a listed
statement that no longer offends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.statements.test_distribution import placed
from warehouse.statements import SQL_FOLDER

OFFENDERS = Path(__file__).with_name("citus_offenders.yaml")

_PLACED = placed()
# Tables that a cluster spreads over its nodes, and views over them.
DISTRIBUTED = (
    *(name for name, stored in _PLACED if stored.endswith("_key")),
    *("staging.assess_result", "staging.assess_before_after", "core.reversal_state", "core.taken_back"),
    *("core.assessed_reversal", "core.receipt_state", "core.refund_state"),
)
# Tables of the coordinator: staged rows of one delivery and keys whose links may change. Statements about situations
# read nothing but local and reference tables, or are refused by another rule.
LOCAL = (
    *(name for name, stored in _PLACED if stored == "local" and not name.startswith("staging.assess_")),
    *("trial_result", "trial_person"),
)
# Tables that each node of a cluster has a copy of, and work tables of the assessment that only the coordinator has.
REFERENCE = tuple(name for name, stored in _PLACED if stored == "reference")
WORK_TABLES = tuple(name for name, stored in _PLACED if stored == "local" and name.startswith("staging.assess_"))


def _reads(text: str, tables: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(table)}\b", text) for table in tables)


def without_comments(text: str) -> str:
    """Return the statement without its comments."""
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
    """Report WITH RECURSIVE whose level of the statement, or a level below it, reads a distributed table.

    A recursion inside of a materialised CTE is a level of its own: a cluster runs it first, on one node.
    """
    inner = list(_bracketed(text, r"AS MATERIALIZED \("))
    for body in inner:
        text = text.replace(body, "")
    return any("WITH RECURSIVE" in level and _reads(level, DISTRIBUTED) for level in (text, *inner))


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
    """Report LATERAL (SELECT …) that reads no table and casts to text or takes an age, which is stable for dates.

    The text of a plan year, a whole number, is immutable, and so is the age of two timestamps without a zone.
    """
    bodies = _bracketed(text, r"LATERAL\s*\(")
    stable = r"(?<!\.plan_year)::text|\bage\((?!.*::timestamp)"
    return any(re.search(stable, body) and re.search(r"\bFROM\b", _top_level(body)) is None for body in bodies)


def has_delete_using_local(text: str) -> bool:
    """Report DELETE of a distributed or reference table USING a local table.

    A distributed table takes a work table of the assessment there, which the coordinator sends along.
    """
    match = re.search(r"DELETE FROM (\S+)[^;]*?\bUSING\s+(\S+)", text)
    if match is None:
        return False
    return (match[1] not in LOCAL and match[2] in LOCAL) or (match[1] in REFERENCE and match[2] in WORK_TABLES)


def has_join_of_union(text: str) -> bool:
    """Report a join with a UNION of distributed tables: a cluster does not know by which column it is spread."""
    match = re.search(r"FROM\s*\((?P<parts>\s*SELECT[^()]*\bUNION\b[^()]*)\)\s+AS\s+\w+\s+(?:INNER|LEFT) JOIN", text)
    return match is not None and sum(_reads(part, DISTRIBUTED) for part in match["parts"].split("UNION")) > 1


def has_relation_size(text: str) -> bool:
    """Report a condition on pg_relation_size, which is 0 for a distributed table, as if it were empty."""
    return any("pg_relation_size" in condition for condition in text.split("WHERE")[1:])


def has_join_by_receipt(text: str) -> bool:
    """Report an outer join of payments by the number of the receipt alone: a cluster fetches all payments for it."""
    join = r"LEFT JOIN\s+core\.payment AS (\w+)\s+ON\s(.*?)(?=JOIN|WHERE|GROUP|ORDER|\)|$)"
    joins = re.findall(join, text, re.DOTALL)
    return any(f"{name}.receipt_no" in on and f"{name}.person_key" not in on for name, on in joins)


def has_join_by_link(text: str) -> bool:
    """Report an outer join of results by the key that a link gives: on a cluster its rows are not where the fact is."""
    spread = {name for table, name in re.findall(r"(\S+) AS (\w+)\b", text) if table in DISTRIBUTED}
    by_link = r"coalesce\(\w+\.person_key, (\w+)\.person_key\)\s*=\s*(\w+)\.person_key"
    return any({fact, result} <= spread for fact, result in re.findall(by_link, text, re.IGNORECASE))


def has_several_subcommands(text: str) -> bool:
    """Report an ALTER TABLE with more than one subcommand."""
    return any("," in _top_level(body) for body in re.findall(r"ALTER TABLE ([^;]*)", text))


RULES: dict[str, Callable[[str], bool]] = {
    "recursion": has_recursion,
    "merge": has_merge,
    "not_exists": has_foreign_not_exists,
    "lateral": has_lateral_without_from,
    "delete_using": has_delete_using_local,
    "join_of_union": has_join_of_union,
    "relation_size": has_relation_size,
    "join_by_receipt": has_join_by_receipt,
    "join_by_link": has_join_by_link,
    "alter": has_several_subcommands,
}
PLANTED = {
    "recursion": "WITH RECURSIVE t AS (SELECT 1) SELECT * FROM t, core.dues",
    "merge": "MERGE INTO core.dues USING x ON true",
    "not_exists": "SELECT 1 FROM a WHERE NOT EXISTS (SELECT FROM core.payment AS p WHERE p.receipt_no = a.receipt_no)",
    "lateral": "SELECT 1 FROM a CROSS JOIN LATERAL (SELECT replace(a.x, a.on_date::text, '') AS t) AS l",
    "delete_using": "DELETE FROM core.linked_person AS l USING staging.linked_wanted AS w WHERE true",
    "join_of_union": (
        "SELECT 1 FROM (SELECT a FROM core.dues UNION ALL SELECT a FROM core.trait) AS f "
        "INNER JOIN landing.delivery AS d ON true"
    ),
    "relation_size": "SELECT 1 FROM pg_class AS c WHERE pg_relation_size(c.oid) > 0",
    "join_by_receipt": "SELECT 1 FROM a LEFT JOIN core.payment AS p ON a.receipt_no = p.receipt_no WHERE true",
    "join_by_link": (
        "SELECT 1 FROM core.payment AS p LEFT JOIN core.linked_person AS l ON p.person_key = l.fact_key "
        "LEFT JOIN core.dues AS d ON coalesce(l.person_key, p.person_key) = d.person_key"
    ),
    "alter": "ALTER TABLE core.dues ADD COLUMN a integer, ADD COLUMN b integer",
}
SOUND = (
    "SELECT 1 FROM core.dues AS d WHERE NOT EXISTS (SELECT FROM core.trait AS t WHERE t.person_key = d.person_key)",
    "SELECT 1 FROM a CROSS JOIN LATERAL (SELECT b.c::text FROM b) AS l",
    "WITH s AS MATERIALIZED (WITH RECURSIVE t AS (SELECT 1) SELECT * FROM t) SELECT * FROM s, core.dues",
    "SELECT 1 FROM a LEFT JOIN core.payment AS p ON a.person_key = p.person_key AND a.receipt_no = p.receipt_no",
    "SELECT 1 FROM a LEFT JOIN core.dues AS d ON a.person_key = d.person_key WHERE coalesce(a.x, '') = ''",
    "SELECT CASE WHEN pg_relation_size(c.oid) > 1 THEN 'TRUNCATE' ELSE 'DELETE' END FROM pg_class AS c WHERE true",
    "-- MERGE INTO\nALTER TABLE core.dues ADD CHECK (a IN (1, 2))",
)


def _broken_rules() -> dict[str, list[str]]:
    """Return the broken rules of each statement, mart, and view of the schema; its tables come before distribution."""
    broken = {}
    for path in sorted(SQL_FOLDER.rglob("*.sql")):
        name = str(path.relative_to(SQL_FOLDER).with_suffix(""))
        text = re.sub(r"CREATE TEMPORARY TABLE \w+", "", without_comments(path.read_text(encoding="utf-8")))
        texts = re.findall(r"CREATE VIEW [^;]*", text) if name.startswith("schema/") else [text]
        if rules := [rule for rule, holds in RULES.items() if any(map(holds, texts))]:
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
    assert [rule for rule, holds in RULES.items() if holds(without_comments(statement))] == []

"""Every table of the schema has its place on a cluster: in the script that distributes, and on the page about it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from warehouse.statements import SQL_FOLDER, sql_text

PAGE = SQL_FOLDER.parent / "docs" / "explanation" / "cluster.md"
PLACED = re.compile(r"\('([a-z_.]+)', '([a-z_]+)'\)")


def placed() -> list[tuple[str, str]]:
    """Return the pairs of the script: a table with its schema, and how it is stored."""
    return PLACED.findall(sql_text("cluster/distribute"))


def _definitions() -> dict[str, str]:
    """Return the text of CREATE TABLE of each table of the schema."""
    texts = (path.read_text(encoding="utf-8") for path in sorted((SQL_FOLDER / "schema").glob("*.sql")))
    pattern = r"CREATE (?:UNLOGGED )?TABLE ([a-z_.]+) (\(.*?\n?\)[^;]*);"
    found = dict(pair for text in texts for pair in re.findall(pattern, text, re.DOTALL))
    # a table that is LIKE another has its columns
    copied = {name: re.fullmatch(r"\(LIKE ([a-z_.]+)\)", body) for name, body in found.items()}
    return {name: body if (like := copied[name]) is None else found[like[1]] for name, body in found.items()}


def test_the_script_names_every_table_once() -> None:
    """Name each table of the schema exactly once, and nothing else."""
    names = Counter(name for name, _ in placed())
    assert names == Counter(_definitions().keys()) and len(names) > 90


def test_every_table_is_stored_in_a_known_way() -> None:
    """Store facts of persons by the person, rules as reference tables, and only work tables on the coordinator."""
    stored = dict(placed())
    assert set(stored.values()) == {"person_key", "fact_key", "reference", "local"}
    assert {name.partition(".")[0] for name, how in stored.items() if how == "local"} == {"staging"}
    assert all(how == "reference" for name, how in stored.items() if name.startswith("policy."))
    assert all(how != "reference" for name, how in stored.items() if name.startswith("staging."))


def test_every_unique_key_contains_the_distribution_column() -> None:
    """Distribute by a column of the table that is in each of its unique keys."""
    definitions = _definitions()
    for name, how in placed():
        if how.endswith("_key"):
            keys = re.findall(r"PRIMARY KEY \(([^)]*)\)", definitions[name])
            assert re.search(rf"\b{how} ", definitions[name]), name
            assert all(how in key for key in keys) or f"{how}    uuid PRIMARY KEY" in definitions[name], name
    made_later = re.findall(r"CREATE UNIQUE INDEX", "".join(path.read_text("utf-8") for path in _schema_files()))
    assert not made_later


def test_the_page_names_every_table() -> None:
    """Explain on the page how each table is stored, in a row of that way."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    named = Counter(name for row in rows for name in re.findall(r"`([a-z]+\.[a-z_]+)`", row))
    assert {name for name, _ in placed()} <= set(named)


def _schema_files() -> list[Path]:
    return sorted((SQL_FOLDER / "schema").glob("*.sql"))

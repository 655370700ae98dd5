"""The dictionary and the migrated database name the same columns; bad dictionaries are refused with every problem."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

from warehouse import dictionary, migrate
from warehouse.dictionary import DictionaryError, load, render_markdown

SCHEMAS = ["policy", "landing", "staging", "vault", "core", "ledger", "mart", "mart_case", "mart_office"]
MARTS = ("mart", "mart_case", "mart_office")
HEAD = "dues: {label: 甲, grain: x, sensitivity: internal, columns: "
GOOD = "{label: 甲, unit: fen, meaning: some money, sensitivity: internal}"


def _described() -> set[tuple[str, str, str]]:
    return {(table.schema, table.name, column.name) for table in load() for column in table.columns}


def test_every_column_of_the_database_is_described_and_none_that_does_not_exist(warehouse_url: str) -> None:
    with psycopg.connect(warehouse_url) as conn:
        rows = conn.execute(
            "SELECT n.nspname, c.relname, a.attname FROM pg_attribute AS a"
            " JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace"
            " WHERE n.nspname = ANY(%s) AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped",
            [SCHEMAS],
        )
        existing = {(schema, table, column) for schema, table, column in rows}
    assert len(existing) > 300
    assert sorted(existing - _described()) == []
    assert sorted(_described() - existing) == []


def test_every_table_and_column_has_its_comment(warehouse_url: str) -> None:
    with psycopg.connect(warehouse_url) as conn:
        rows = conn.execute(
            "SELECT n.nspname, c.relname, a.attname, col_description(c.oid, a.attnum),"
            " obj_description(c.oid, 'pg_class')"
            " FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid"
            " JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = ANY(%s) AND c.relkind IN ('r', 'v')"
            " AND a.attnum > 0 AND NOT a.attisdropped",
            [SCHEMAS],
        ).fetchall()
    assert len(rows) > 300
    assert [row[:3] for row in rows if not row[3] or not row[4]] == []
    due = next(row for row in rows if row[:3] == ("mart_case", "dues", "due_fen"))
    office = next(row for row in rows if row[:3] == ("mart_office", "person_dues", "due_fen"))
    assert office[3] == due[3] and office[4].startswith("应缴核定（本单位）: ") and "units only" in office[4]
    assert due[3].startswith("个人应缴 [fen]: ") and due[3].endswith("(pseudonym)")


def test_the_schema_comments_every_table_with_the_dictionarys_grain() -> None:
    pattern = r"CREATE (?:UNLOGGED )?(?:TABLE|VIEW) (\w+\.\w+)"
    comment = r"COMMENT ON (?:TABLE|VIEW) (\w+\.\w+) IS\s+'((?:[^']|'')+)';"
    texts = [path.read_text(encoding="utf-8") for path in sorted((dictionary.FOLDER.parent / "schema").glob("*.sql"))]
    commented = {name: text.replace("''", "'") for whole in texts for name, text in re.findall(comment, whole)}
    assert len(commented) > 80 and set(commented) == {name for whole in texts for name in re.findall(pattern, whole)}
    assert commented == {f"{t.schema}.{t.name}": t.grain for t in load() if t.schema not in MARTS}


def test_applying_twice_changes_nothing(warehouse_url: str) -> None:
    def comments() -> list[tuple[str, ...]]:
        with psycopg.connect(warehouse_url) as conn:
            return conn.execute(
                "SELECT c.oid::regclass::text, d.objsubid, d.description FROM pg_description AS d"
                " JOIN pg_class AS c ON c.oid = d.objoid JOIN pg_namespace AS n ON n.oid = c.relnamespace"
                " WHERE n.nspname = ANY(%s) ORDER BY 1, 2",
                [SCHEMAS],
            ).fetchall()

    before = comments()
    migrate.upgrade(warehouse_url)
    assert len(before) > 300 and comments() == before


def test_the_document_is_up_to_date() -> None:
    shown = dictionary.DOCUMENT.read_text(encoding="utf-8")
    assert shown == render_markdown(), "run: python -m warehouse.dictionary"


def test_no_mart_column_is_personal_and_persons_are_never_less_than_pseudonyms() -> None:
    marts = [table for table in load() if table.schema in MARTS]
    assert len(marts) >= 26
    assert [c.name for table in marts for c in table.columns if c.sensitivity == "personal"] == []
    with_person = [t for t in load() if any(c.name in ("person_key", "household_key") for c in t.columns)]
    assert len(with_person) > 15
    weak = [
        (t.schema, t.name, c.name) for t in with_person for c in t.columns if c.sensitivity in ("public", "internal")
    ]
    assert weak == []


def test_no_mart_reads_vault_or_staging() -> None:
    marts = sorted((dictionary.FOLDER.parent / "marts").rglob("*.sql"))
    assert len(marts) >= 11
    for path in marts:
        text = path.read_text(encoding="utf-8")
        assert "vault." not in text and "staging." not in text and "_cipher" not in text, path.name
        assert text.startswith("-- One row per "), path.name


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"core": HEAD + f"[{{a: {GOOD}}}, {{a: {GOOD}}}]}}"}, "listed twice"),
        ({"core": HEAD + "[due_fen]}"}, "neither shared nor defined"),
        ({"core": "dues: {label: 甲, grain: x, columns: []}"}, "expected exactly"),
        ({"core": HEAD.replace("internal", "secret") + f"[{{a: {GOOD}}}]}}"}, "sensitivity is one of"),
        ({"core": "dues: {like: mart.dues}"}, "like mart.dues, which is not in the dictionary"),
        ({"core": "dues: 1\ndues: 2"}, "written twice"),
        ({"core": "[dues]"}, "expected names"),
        ({"shared": f"a: {GOOD}"}, "no table has it"),
        ({"shared": GOOD.replace("label: 甲", "labl: 甲").replace("{", "a: {", 1)}, "expected exactly"),
        ({"shared": "a: {label: 甲, unit: 1, meaning: x, sensitivity: internal}"}, "every value is text"),
    ],
)  # fmt: skip
def test_a_bad_dictionary_is_refused(tmp_path: Path, files: dict[str, str], complaint: str) -> None:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DictionaryError, match=complaint):
        load(tmp_path)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "core.yaml").write_text("dues: 1\npayment: 2\n", encoding="utf-8")
    with pytest.raises(DictionaryError, match=r"(?s)dues.*payment"):
        load(tmp_path)

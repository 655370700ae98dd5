"""The column dictionary: one YAML file per schema under sql/dictionary, every table and column with label and meaning.

Source of the COMMENT ON statements in the database and of docs/data-dictionary.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from psycopg import sql
from sqlalchemy import Connection

FOLDER = Path(__file__).resolve().parent.parent / "sql" / "dictionary"
Sensitivity = Literal["public", "internal", "pseudonym", "personal"]
SENSITIVITIES: tuple[str, ...] = get_args(Sensitivity)
COLUMN_KEYS = {"label", "unit", "meaning", "sensitivity"}
TABLE_KEYS = {"label", "grain", "columns"}


class DictionaryError(ValueError):
    """The dictionary's files are not well formed; the text lists every problem with its file."""


@dataclass(frozen=True)
class Column:
    """One column: Chinese label, unit (fen, persons, date, … or '' for text), meaning in English, sensitivity."""

    name: str
    label: str
    unit: str
    meaning: str
    sensitivity: Sensitivity


@dataclass(frozen=True)
class Table:
    """One table or view: Chinese label and what one row is."""

    schema: str
    name: str
    label: str
    grain: str
    columns: tuple[Column, ...]


class _UniqueLoader(yaml.SafeLoader):
    """YAML that refuses a key written twice (YAML itself keeps the last one silently)."""


def _unique_mapping(loader: _UniqueLoader, node: yaml.MappingNode) -> dict[str, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    twice = sorted({str(key) for key in keys if keys.count(key) > 1})
    if twice:
        raise DictionaryError(f"line {node.start_mark.line + 1}: written twice: {', '.join(twice)}")
    return {str(k): loader.construct_object(v, deep=True)
            for k, (_, v) in zip(keys, node.value, strict=True)}


_UniqueLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)


def load(folder: Path = FOLDER) -> list[Table]:
    """Every table of every schema, in the order of the files. Raises DictionaryError with all problems."""
    tables: list[Table] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueLoader)
        except (yaml.YAMLError, DictionaryError) as error:
            problems.append(f"{path.name}: {error}")
            continue
        tables += _tables(path, content or {}, problems)
    if problems:
        raise DictionaryError("\n".join(problems))
    return tables


def _tables(path: Path, content: Any, problems: list[str]) -> list[Table]:
    if not isinstance(content, dict):
        problems.append(f"{path.name}: expected tables by name")
        return []
    tables = []
    for name, body in content.items():
        where = f"{path.name}: {name}"
        if not isinstance(body, dict) or set(body) != TABLE_KEYS or not isinstance(body["columns"], dict):
            problems.append(f"{where}: expected exactly {', '.join(sorted(TABLE_KEYS))}")
            continue
        columns = [_column(f"{where}.{key}", key, value, problems) for key, value in body["columns"].items()]
        known = tuple(column for column in columns if column is not None)
        tables.append(Table(path.stem, name, str(body["label"]), str(body["grain"]), known))
    return tables


def _column(where: str, name: str, body: Any, problems: list[str]) -> Column | None:
    if not isinstance(body, dict) or set(body) != COLUMN_KEYS:
        problems.append(f"{where}: expected exactly {', '.join(sorted(COLUMN_KEYS))}")
        return None
    if any(not isinstance(body[key], str) for key in COLUMN_KEYS):
        problems.append(f"{where}: every value is text (quote it)")
        return None
    if not body["label"] or not body["meaning"] or body["sensitivity"] not in SENSITIVITIES:
        problems.append(f"{where}: label and meaning are needed, sensitivity is one of {', '.join(SENSITIVITIES)}")
        return None
    return Column(name, body["label"], body["unit"], body["meaning"], body["sensitivity"])


def comment_statements(conn: Connection, tables: list[Table] | None = None) -> list[sql.Composed]:
    """COMMENT ON statements for the tables, views and columns that exist in this database."""
    existing = _existing(conn)
    statements: list[sql.Composed] = []
    for table in load() if tables is None else tables:
        kind = existing.get((table.schema, table.name))
        if kind is None:
            continue
        target = sql.Identifier(table.schema, table.name)
        statements.append(sql.SQL("COMMENT ON {} {} IS {}").format(
            sql.SQL(kind), target, sql.Literal(f"{table.label}: {table.grain}")))
        for column in table.columns:
            unit = f" [{column.unit}]" if column.unit else ""
            text = f"{column.label}{unit}: {column.meaning} ({column.sensitivity})"
            statements.append(sql.SQL("COMMENT ON COLUMN {} IS {}").format(
                sql.Identifier(table.schema, table.name, column.name), sql.Literal(text)))
    return statements


def _existing(conn: Connection) -> dict[tuple[str, str], str]:
    rows = conn.exec_driver_sql("SELECT table_schema, table_name, table_type FROM information_schema.tables")
    return {(s, t): "VIEW" if kind == "VIEW" else "TABLE" for s, t, kind in rows}


def apply(conn: Connection) -> None:
    """Write the dictionary into the database as comments; idempotent; runs as the owner after migrations."""
    driver = conn.connection.driver_connection
    assert driver is not None
    for statement in comment_statements(conn):
        driver.execute(statement)

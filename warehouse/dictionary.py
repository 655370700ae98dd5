"""The column dictionary: one YAML file per schema under sql/dictionary, every table and column with label and meaning.

Columns that several tables share are defined once, in shared.yaml, and listed by name; a table may define its own.
A view that shows rows of another one names it (`like: mart.dues`) and has its columns. A table about persons lifts the
sensitivity of all its columns. Source of the database's comments and of the document.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from psycopg import sql
from sqlalchemy import Connection

FOLDER = Path(__file__).resolve().parent.parent / "sql" / "dictionary"
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "reference" / "data-dictionary.md"
Sensitivity = Literal["public", "internal", "pseudonym", "personal"]
SENSITIVITIES: tuple[str, ...] = get_args(Sensitivity)
COLUMN_KEYS = {"label", "unit", "meaning", "sensitivity"}
TABLE_KEYS = {"label", "grain", "sensitivity", "columns"}
KEY = "key"
"""Optional: the columns that together differ in every row, with NULL as a value. Each mart of `mart` has it."""
LIKE = "like"
SHARED = "shared"


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
    """One table or view: Chinese label, what one row is, and the least sensitivity of its columns.

    `key`: columns that together differ in every row (NULL is a value); empty if the dictionary states none.
    """

    schema: str
    name: str
    label: str
    grain: str
    sensitivity: Sensitivity
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()


class _UniqueLoader(yaml.SafeLoader):
    """YAML that refuses a key written twice (YAML itself keeps the last one silently)."""


def _unique_mapping(loader: _UniqueLoader, node: yaml.MappingNode) -> dict[str, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    twice = sorted({str(key) for key in keys if keys.count(key) > 1})
    if twice:
        raise DictionaryError(f"line {node.start_mark.line + 1}: written twice: {', '.join(twice)}")
    return {str(k): loader.construct_object(v, deep=True) for k, (_, v) in zip(keys, node.value, strict=True)}


_UniqueLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)


def load(folder: Path = FOLDER) -> list[Table]:
    """Load the column dictionary: every table and view of every schema, in the order of the files and within each.

    Each entry has schema, name, Chinese label, grain (what one row is), sensitivity and columns. `folder`: has one YAML
    file per schema. Raises DictionaryError, which lists all problems, if a file is not well formed.
    """
    problems: list[str] = []
    contents = {path.stem: _read(path, problems) for path in sorted(folder.glob("*.yaml"))}
    shared = {
        name: column
        for name, body in contents.pop(SHARED, {}).items()
        if (column := _column(f"{SHARED}: {name}", name, body, problems)) is not None
    }
    tables = [
        table
        for schema, content in contents.items()
        for name, body in content.items()
        if not _is_like(body) and (table := _table(schema, name, body, shared, problems)) is not None
    ]
    tables += _cut_views(contents, tables, problems)
    tables.sort(key=lambda table: list(contents).index(table.schema))
    used = {column.name for table in tables for column in table.columns}
    problems += [f"{SHARED}: {name}: no table has it" for name in shared if name not in used]
    if problems:
        raise DictionaryError("\n".join(problems))
    return tables


def _read(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueLoader)
    except (yaml.YAMLError, DictionaryError) as error:
        problems.append(f"{path.stem}: {error}")
        return {}
    if not isinstance(content, dict):
        problems.append(f"{path.stem}: expected names and what they are")
        return {}
    return content


def _is_like(body: Any) -> bool:
    return isinstance(body, dict) and set(body) == {LIKE}


def _cut_views(contents: dict[str, dict[str, Any]], tables: list[Table], problems: list[str]) -> list[Table]:
    """Return the views that show some rows of another view, with its columns."""
    known = {f"{table.schema}.{table.name}": table for table in tables}
    views = []
    for schema, content in contents.items():
        for name, body in content.items():
            if not _is_like(body):
                continue
            if whole := known.get(str(body[LIKE])):
                grain = f"{whole.grain}; rows of the reader's units only"
                views.append(replace(whole, schema=schema, name=name, label=f"{whole.label}（本单位）", grain=grain))
            else:
                problems.append(f"{schema}: {name}: like {body[LIKE]}, which is not in the dictionary")
    return views


def _table(schema: str, name: str, body: Any, shared: dict[str, Column], problems: list[str]) -> Table | None:
    where = f"{schema}: {name}"
    if not isinstance(body, dict) or set(body) - {KEY} != TABLE_KEYS or not isinstance(body["columns"], list):
        problems.append(
            f"{where}: expected exactly {', '.join(sorted(TABLE_KEYS))}, and key if known; columns are a list"
        )
        return None
    if body["sensitivity"] not in SENSITIVITIES or not body["label"] or not body["grain"]:
        problems.append(f"{where}: label and grain are needed, sensitivity is one of {', '.join(SENSITIVITIES)}")
        return None
    listed = [_listed(where, item, shared, problems) for item in body["columns"]]
    columns = [_lifted(column, body["sensitivity"]) for column in listed if column is not None]
    names = [column.name for column in columns]
    problems += [f"{where}: {twice} is listed twice" for twice in sorted({n for n in names if names.count(n) > 1})]
    key = tuple(str(column) for column in body.get(KEY, ()))
    problems += [f"{where}: key: {column} is no column of it" for column in key if column not in names]
    return Table(schema, name, str(body["label"]), str(body["grain"]), body["sensitivity"], tuple(columns), key)


def _listed(where: str, item: Any, shared: dict[str, Column], problems: list[str]) -> Column | None:
    """Return a shared column by its name, or a column with its own definition; None (with a problem) otherwise."""
    if isinstance(item, dict) and len(item) == 1:
        ((name, body),) = item.items()
        return _column(f"{where}.{name}", name, body, problems)
    if item in shared:
        return shared[item]
    problems.append(f"{where}: {item}: neither shared nor defined here")
    return None


def _lifted(column: Column, least: Sensitivity) -> Column:
    return replace(column, sensitivity=max(column.sensitivity, least, key=SENSITIVITIES.index))


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
    """Return COMMENT ON statements with the dictionary's texts for each table or view that exists in this database.

    Executes none of them. `tables`: entries of the dictionary, as `load` returns them; None is the whole dictionary.
    One statement per table or view, then one per column.
    """
    existing = _existing(conn)
    statements: list[sql.Composed] = []
    for table in load() if tables is None else tables:
        kind = existing.get((table.schema, table.name))
        if kind is None:
            continue
        target = sql.Identifier(table.schema, table.name)
        statements.append(
            sql.SQL("COMMENT ON {} {} IS {}").format(
                sql.SQL(kind), target, sql.Literal(f"{table.label}: {table.grain}{_stated_key(table)}")
            )
        )
        for column in table.columns:
            unit = f" [{column.unit}]" if column.unit else ""
            text = f"{column.label}{unit}: {column.meaning} ({column.sensitivity})"
            statements.append(
                sql.SQL("COMMENT ON COLUMN {} IS {}").format(
                    sql.Identifier(table.schema, table.name, column.name), sql.Literal(text)
                )
            )
    return statements


def _stated_key(table: Table) -> str:
    return f"; key: {', '.join(table.key)}" if table.key else ""


def _existing(conn: Connection) -> dict[tuple[str, str], str]:
    rows = conn.exec_driver_sql("SELECT table_schema, table_name, table_type FROM information_schema.tables")
    return {(s, t): "VIEW" if kind == "VIEW" else "TABLE" for s, t, kind in rows}


def apply(conn: Connection) -> None:
    """Write the dictionary's texts into the database as comments of tables, views and columns, over earlier comments.

    Idempotent; changes no data. `conn` must have the rights of the owner.
    """
    driver = conn.connection.driver_connection
    assert driver is not None
    for statement in comment_statements(conn):
        driver.execute(statement)


def render_markdown(tables: list[Table] | None = None) -> str:
    """Render the Markdown text of docs/reference/data-dictionary.md, by schema: for each table a table of its columns.

    `tables`: entries of the dictionary, as `load` returns them; None is the whole dictionary. Does not write the file.
    """
    lines = [
        "# Data dictionary",
        "",
        "Generated from `sql/dictionary/*.yaml` by `python -m warehouse.dictionary`; do not edit.",
        "",
        "Sensitivity: *public* may be published; *internal* is sums and bookkeeping; *pseudonym* is about one person",
        "known by key only; *personal* names or identifies a person and stays encrypted in `vault`.",
        "",
        "The statement that fills a table: `grep -rnE '(INTO|UPDATE) core.dues' sql/` with the table's name. If there",
        "is none:",
        "",
        "- A view is defined in `sql/schema/`, a mart in `sql/marts/<subject>/<name>.sql`,",
        "  a mart of `mart_case` in `sql/marts/cases/`, a view of `mart_office` in `sql/access/office_views.sql`.",
        "- `policy.*`: `transforms/policy/compile/` makes the rows, `pipeline/policy/install.py` writes them.",
        "- `staging.*` of a kind of source: copied by `pipeline/merge/staging.py`.",
        "- Rows that Python makes or copies: `grep -rnE 'bulk.(copy|insert)' pipeline/`.",
    ]
    schema = ""
    for table in load() if tables is None else tables:
        if table.schema != schema:
            schema = table.schema
            lines += ["", f"## {schema}"]
        lines += [
            "",
            f"### {table.schema}.{table.name} {table.label}",
            "",
            f"{_cell(table.grain)}{_stated_key(table)}.",
            "",
        ]
        lines += ["| column | 名称 | unit | meaning | sensitivity |", "|---|---|---|---|---|"]
        lines += [
            f"| `{c.name}` | {_cell(c.label)} | {_cell(c.unit)} | {_cell(c.meaning)} | {c.sensitivity} |"
            for c in table.columns
        ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    DOCUMENT.write_text(render_markdown(), encoding="utf-8")

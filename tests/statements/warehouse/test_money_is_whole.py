"""Amounts of money are whole fen everywhere: in the columns of the warehouse, in Arrow schemas, and in the code.

A float holds no sum above 2^53 exactly, and 0.1 yuan never. So no column is a float but a duration of a reading, no
Arrow field with an amount is anything but int64, and no code divides an amount, converts it to a float, or multiplies
it by a number with a fraction. An exact rational (Decimal, Fraction) is allowed. A cell of a spreadsheet is a float by
its format: `yuan_cell` makes it, and no other function.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator

import psycopg
import pyarrow as pa
import pytest

from pipeline.runtime.settings import REPOSITORY, Settings
from warehouse.statements import SQL_FOLDER

PACKAGES = ("expectations", "pipeline", "plugins", "simulation", "transforms", "warehouse", "ops")
AMOUNT = re.compile(r"(^|_)(fen|yuan|amounts?)$|(^|_)(fen|yuan|amounts?)_(?!kind)")
# Seconds that a worker read a file.
FLOAT_COLUMNS = {("landing.delivery", "read_seconds")}
EXACT = {"Decimal", "Fraction"}
# The function that makes the number of a cell.
CELLS = ("transforms/text/figures.py", "return amount_fen / 100")

_COLUMNS = """
SELECT format('%s.%s', n.nspname, c.relname), a.attname::text, format_type(a.atttypid, NULL)
FROM pg_attribute AS a
JOIN pg_class AS c ON a.attrelid = c.oid
JOIN pg_namespace AS n ON c.relnamespace = n.oid
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
"""


def is_amount(name: str) -> bool:
    """Return True if a name is that of an amount, such as due_fen."""
    return AMOUNT.search(name) is not None


def test_columns_of_the_warehouse(settings: Settings) -> None:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        columns = conn.execute(_COLUMNS).fetchall()
    amounts = {(table, name, kind) for table, name, kind in columns if is_amount(name)}
    assert len(amounts) > 100
    assert {kind for _, _, kind in amounts} <= {"bigint", "bigint[]"}, sorted(
        a for a in amounts if "bigint" not in a[2]
    )
    floats = {(table, name) for table, name, kind in columns if kind.startswith(("double", "real"))}
    assert floats == FLOAT_COLUMNS


def _modules() -> Iterator[object]:
    for package in ("expectations", "pipeline", "simulation", "transforms", "warehouse"):
        for module in pkgutil.walk_packages([str(REPOSITORY / package)], f"{package}."):
            yield importlib.import_module(module.name)


def test_fields_of_arrow_schemas() -> None:
    schemas = [value for module in _modules() for value in vars(module).values() if isinstance(value, pa.Schema)]
    amounts = [field for schema in schemas for field in schema if is_amount(field.name)]
    assert len(amounts) >= 5
    assert [field for field in amounts if field.type != pa.int64()] == []


def _mentions_amount(node: ast.AST) -> bool:
    """Return True if an expression computes with an amount that no exact rational holds."""
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in EXACT or name in {"len", "bool"}:
            return False
        return is_amount(name) or any(_mentions_amount(part) for part in ast.iter_child_nodes(node))
    if isinstance(node, ast.Name):
        return is_amount(node.id)
    if isinstance(node, ast.Attribute):
        return is_amount(node.attr)
    if isinstance(node, ast.Subscript):
        key = node.slice.value if isinstance(node.slice, ast.Constant) else ""
        return (isinstance(key, str) and is_amount(key)) or _mentions_amount(node.value)
    return any(_mentions_amount(part) for part in ast.iter_child_nodes(node))


def _has_fraction(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Constant) and isinstance(part.value, float) for part in ast.walk(node))


def inexact(source: str) -> list[int]:
    """Return the lines of Python code that make an amount a float, in their order."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            bad = _mentions_amount(node.left) or _mentions_amount(node.right)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Add | ast.Sub):
            bad = _mentions_amount(node) and _has_fraction(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
            bad = any(_mentions_amount(part) for part in node.args)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "astype":
            bad = _mentions_amount(node.func.value) and any("float" in ast.dump(part) for part in node.args)
        else:
            continue
        if bad:
            lines.append(node.lineno)
    return sorted(lines)


@pytest.mark.parametrize(
    ("source", "is_inexact"),
    [
        ("x = due_fen / 100", True),
        ("x = row['paid_fen'] / 2", True),
        ("x = self.fund_fen * 0.9", True),
        ("x = float(amount_fen)", True),
        ("x = frame['due_fen'].astype('float64')", True),
        ("x = total_fen(rows) / 3", True),
        ("x = Decimal(due_fen) / 100", False),
        ("x = due_fen // 100", False),
        ("x = persons / target", False),
        ("x = due_fen * 9 // 10", False),
        ("x = Decimal(due_fen) * Decimal('0.9')", False),
    ],
)
def test_inexact_code_is_noticed(source: str, is_inexact: bool) -> None:
    assert (inexact(source) == [1]) is is_inexact


def _places(package: str) -> list[str]:
    paths = sorted((REPOSITORY / package).rglob("*.py"))
    assert paths
    places = []
    for path in paths:
        name, source = path.relative_to(REPOSITORY).as_posix(), path.read_text(encoding="utf-8")
        lines = source.splitlines()
        places += [f"{name}:{line}" for line in inexact(source) if (name, lines[line - 1].strip()) != CELLS]
    return places


@pytest.mark.parametrize("package", PACKAGES)
def test_code_keeps_amounts_whole(package: str) -> None:
    assert _places(package) == []


def test_statements_know_no_floats() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in SQL_FOLDER.rglob("*.sql")}
    words = re.compile(r"\b(double precision|real|float[48]?)\b", re.IGNORECASE)
    uses = {
        (path.relative_to(SQL_FOLDER).as_posix(), line.strip())
        for path, text in texts.items()
        for line in re.sub(r"--[^\n]*|'[^']*'", "", text).splitlines()
        if words.search(line)
    }
    assert {path for path, _ in uses} == {"schema/landing.sql", "intake/decide.sql"}
    assert all("read_seconds" in line for _, line in uses), uses

"""Types of the rows have exactly the columns of their statements."""

import re
from pathlib import Path
from typing import get_type_hints

import pytest

from transforms.report.progress import rows

SQL = Path(__file__).parents[4] / "sql"


@pytest.mark.parametrize(
    ("row", "statement"),
    [
        (rows.UnitRow, "publish/read/unit"),
        (rows.TargetRow, "publish/read/target"),
        (rows.CategoryRow, "publish/read/category"),
        (rows.PayerRow, "publish/read/payer"),
        (rows.ProgressRow, "publish/read/progress"),
        (rows.CoverageRow, "publish/read/coverage"),
        (rows.EffectRow, "publish/corrections/policy_effect"),
    ],
)
def test_every_field_of_a_row_is_named_by_its_statement(row: type, statement: str) -> None:
    text = re.sub(r"--.*", "", (SQL / f"{statement}.sql").read_text(encoding="utf-8"))
    assert [name for name in get_type_hints(row) if not re.search(rf"\b{name}\b", text)] == []


def test_accounts_stand_once_for_all_rows_of_money() -> None:
    accounts = set(get_type_hints(rows.MoneyRow))
    assert len(accounts) == 6
    assert accounts < set(get_type_hints(rows.ProgressRow)) < set(get_type_hints(rows.EffectRow))
    assert set(get_type_hints(rows.EffectRow)) - set(get_type_hints(rows.ProgressRow)) == {"is_policy"}

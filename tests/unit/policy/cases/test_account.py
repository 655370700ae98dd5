"""An account has exactly the columns of the statement that returns it."""

import re
from dataclasses import fields
from pathlib import Path

from transforms.policy.cases.account import Account

STATEMENT = Path(__file__).parents[4] / "sql" / "workbench" / "results.sql"


def test_the_fields_are_the_columns_of_the_statement_in_their_order() -> None:
    selected, _, _ = STATEMENT.read_text(encoding="utf-8").partition("\nFROM ")
    columns = re.findall(r"(\w+),?$", selected, re.MULTILINE)[1:]
    assert columns[0] == "person_key" and columns == [field.name for field in fields(Account)]

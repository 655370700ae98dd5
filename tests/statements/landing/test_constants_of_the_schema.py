"""Constants that the schema and Python both state are equal."""

from __future__ import annotations

import re

from pipeline.merge.versions import REVOCABLE
from transforms.text.labels import ORDINARY
from warehouse.statements import SQL_FOLDER


def test_kinds_with_versions_are_stated_once_in_python_and_once_in_the_schema() -> None:
    """Compare the kinds of `landing.delivery_status` with `versions.REVOCABLE`; refuse a list of them elsewhere."""
    schema = (SQL_FOLDER / "schema" / "landing.sql").read_text(encoding="utf-8")
    listed = re.findall(r"kind IN \(([^)]*)\) AS has_versions", schema)
    assert [tuple(re.findall(r"'(\w+)'", kinds)) for kinds in listed] == [REVOCABLE]
    words = "'special_list', 'roll', 'employee', 'history', 'fund_claim', 'uninsured_reason', 'fund_transfer'"
    elsewhere = [path.name for path in SQL_FOLDER.rglob("*.sql") if words in path.read_text(encoding="utf-8")]
    assert elsewhere == ["landing.sql"]


def test_the_label_of_ordinary_persons_is_the_products() -> None:
    """Compare the label of `landing.category_label` with the product's; refuse the label elsewhere."""
    label = f"'{ORDINARY['ordinary']}'"
    holders = [path for path in SQL_FOLDER.rglob("*.sql") if label in path.read_text(encoding="utf-8")]
    assert [path.name for path in holders] == ["landing.sql"]

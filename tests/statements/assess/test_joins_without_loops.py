"""Many persons are joined without nested loops where the planner's estimate of three columns together is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, text

from pipeline.assess import statements as assess
from pipeline.runtime.settings import Settings
from warehouse import engine, statements

PARAMS: assess.AssessParams = {
    "campaign_id": 1, "committed_no": 1, "business_date": dt.date(2020, 1, 24), "assess_no": 1, "everyone": False
}  # fmt: skip


@pytest.mark.parametrize("persons", [assess.FEW_PERSONS, assess.FEW_PERSONS + 1])
def test_only_many_persons_are_joined_without_loops(
    make_warehouse: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch, persons: int
) -> None:
    loops: dict[str, str] = {}
    original = statements.run

    def run(conn: Connection, name: str, /, **params: Any) -> Any:
        loops[name] = conn.execute(text("SHOW enable_nestloop")).scalar_one()
        return original(conn, name, **params)

    monkeypatch.setattr(assess.statements, "run", run)
    with engine.create(make_warehouse().warehouse_url("loader")).connect() as conn, conn.begin() as transaction:
        assess.run_steps(conn, PARAMS, assess.ASSESS_STATEMENTS, persons)
        assert conn.execute(text("SHOW enable_nestloop")).scalar_one() == "on"
        transaction.rollback()
    expected = assess.WITHOUT_LOOPS if persons > assess.FEW_PERSONS else frozenset()
    assert {name for name, setting in loops.items() if setting == "off"} == expected
    assert set(loops) >= assess.WITHOUT_LOOPS


def test_statements_without_loops_read_work_tables_and_rules_alone() -> None:
    for name in assess.WITHOUT_LOOPS:
        # results and facts are looked up by key, which needs loops
        assert not any(schema in statements.sql_text(name) for schema in ("core.", "ledger.", "vault.")), name

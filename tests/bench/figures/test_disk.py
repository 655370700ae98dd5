"""Disk by table: arithmetic per resident, and the warehouse's own tables."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.runtime.settings import Settings
from tests.bench.figures import disk
from tests.bench.figures.disk import Size


def test_lines_per_resident() -> None:
    tables = {"core.dues": Size(3_000, 1_000), "vault.person": Size(500, 500), "policy.pack": Size(8, 0)}
    assert disk.lines(tables, persons=10) == [
        "     400  (100)  core.dues",
        "     100  (50)  vault.person",
        "     501  (150)  all tables that stay",
    ]


def test_sizes_of_a_warehouse_have_its_tables_and_no_work_tables(make_warehouse: Callable[..., Settings]) -> None:
    tables = disk.sizes(make_warehouse().warehouse_url("owner"))
    assert {"core.dues", "core.payment", "vault.person", "ledger.event"} <= set(tables)
    assert not any(name.startswith("staging.") for name in tables)
    totals = [size.total_bytes for size in tables.values()]
    assert totals == sorted(totals, reverse=True) and tables["core.dues"].index_bytes > 0

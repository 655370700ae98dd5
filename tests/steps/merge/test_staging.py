"""The staging tables of a migrated warehouse have the columns that the registry of kinds declares."""

from __future__ import annotations

import psycopg
import pytest

from pipeline.runtime.settings import Settings
from transforms.intake.gate.kinds.registry import KINDS
from transforms.intake.gate.kinds.schema import Kind, missing_places

COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'staging' AND table_name = %s"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_warehouse_has_the_staging_columns_of_each_kind(settings: Settings, kind: Kind) -> None:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        columns = [str(name) for (name,) in conn.execute(COLUMNS, [kind.name])]
    assert missing_places(kind, columns, {"campaign_id", "delivery_id", *kind.staged, *kind.sealed}) == []

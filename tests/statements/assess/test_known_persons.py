"""The planner's costs follow the share of the campaign's persons that is assessed, not their number."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from pipeline.assess import statements as assess
from pipeline.runtime.settings import Settings
from warehouse import engine

FIRST, SECOND = 1, 2


def _traits(conn: Connection, campaign: int, persons: int) -> None:
    conn.execute(
        text(
            "INSERT INTO core.trait (campaign_id, person_key, on_roll, on_list, years_enrolled)"
            " SELECT :campaign, md5(n::text)::uuid, TRUE, FALSE, '{}' FROM generate_series(1, :persons) AS n"
        ),
        {"campaign": campaign, "persons": persons},
    )


def _page_cost(conn: Connection) -> float:
    return float(conn.execute(text("SHOW random_page_cost")).scalar_one())


def test_persons_are_counted_for_their_campaign(make_warehouse: Callable[..., Settings]) -> None:
    with engine.create(make_warehouse().warehouse_url("loader")).connect() as conn, conn.begin() as transaction:
        assert assess._known_persons(conn, FIRST) == 0
        _traits(conn, FIRST, 3_000)
        _traits(conn, SECOND, 1_000)
        conn.execute(text("ANALYZE core.trait"))
        assert abs(assess._known_persons(conn, FIRST) - 3_000) <= 30
        assert abs(assess._known_persons(conn, SECOND) - 1_000) <= 30
        assert assess._known_persons(conn, 3) == 0
        transaction.rollback()


def test_a_part_is_walked_by_key_and_nearly_everybody_is_not(
    make_warehouse: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assess, "FEW_PERSONS", 10)
    with engine.create(make_warehouse().warehouse_url("loader")).connect() as conn, conn.begin() as transaction:
        usual = _page_cost(conn)
        _traits(conn, FIRST, 3_000)
        conn.execute(text("ANALYZE core.trait"))
        for campaign, persons, cost in (
            (FIRST, 1_000, assess.PART_PAGE_COST), (FIRST, 2_000, usual), (SECOND, 1_000, usual),
            (SECOND, 10, assess.PART_PAGE_COST),
        ):  # fmt: skip
            assess._tune(conn, campaign, persons)
            assert _page_cost(conn) == cost
        transaction.rollback()

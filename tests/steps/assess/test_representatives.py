"""People in the same situation are judged once: the result must be the one that each would have had alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from pipeline.assess import run as assess
from pipeline.runtime.settings import Settings
from simulation.localities import PLACES
from tests.support.quick import quick_and_long
from tests.support.warehouse import facts
from tests.support.warehouse.random_persons import Crowd
from warehouse import engine, statements

PERSONS = 700
EACH_ALONE = (
    "INSERT INTO staging.assess_person_situation (campaign_id, person_key, situation_key, paid_unit_ids, named_unit_id,"
    " household_key, next_change_on, died_on)"
    " SELECT t.campaign_id, t.person_key, t.person_key, t.paid_unit_ids, coalesce(t.list_unit_id, t.roll_unit_id),"
    " t.household_key, t.next_change_on, t.died_on FROM core.trait AS t WHERE t.campaign_id = :campaign_id"
)


def _each_alone(name: str, original: Callable[[str], str] = statements.sql_text) -> str:
    return EACH_ALONE if name == "assess/judge/person_situation" else original(name)


@pytest.mark.parametrize("pack_code", quick_and_long(sorted(PLACES), {"kaijiang-2020", "zhaoqing-2021"}))
def test_judged_together_is_judged_alone(
    make_warehouse: Callable[..., Settings], pack_code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = PLACES[pack_code]
    people = Crowd(place, 7).people(PERSONS)
    # twins of everybody, so that situations are shared
    twins = [type(one)(**{**vars(one), "index": one.index + PERSONS}) for one in people]
    together = make_warehouse()
    facts.put(together, pack_code, [*people, *twins])
    assess.run(together, pack_code, place.business_date)
    situations = _scalar(together, "SELECT count(*) FROM staging.assess_representative")
    assert 100 < situations <= PERSONS, "nothing was shared, so nothing was tested"
    expected = facts.results(together, pack_code)
    monkeypatch.setattr(statements, "sql_text", _each_alone)
    alone = make_warehouse()
    facts.put(alone, pack_code, [*people, *twins])
    assess.run(alone, pack_code, place.business_date)
    assert _scalar(alone, "SELECT count(*) FROM staging.assess_representative") == len(people) * 2
    found = facts.results(alone, pack_code)
    assert found.keys() == expected.keys() and len(found) > PERSONS
    # each alone is a situation of its own, and nothing else may differ
    named = {"situation_key": None}
    differing = [(key, row, found[key]) for key, row in expected.items() if found[key] | named != row | named]
    assert not differing, f"{len(differing)} of {len(found)} differ; first: {differing[0]}"


def _scalar(settings: Settings, sql: str) -> Any:
    with engine.create(settings.warehouse_url("loader")).connect() as conn:
        return conn.execute(text(sql)).scalar()

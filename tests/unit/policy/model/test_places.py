"""Units, their days of existence, and tables of targets that hold one kind of figure."""

from datetime import date

import pytest

from tests.support.packs.entries import entry, refusal_of
from transforms.policy.model.places import TargetTable, Unit, UnitTree

DAY, NEXT = date(2019, 9, 1), date(2019, 9, 2)
TABLE = {"table": "target", "set_by": "superior", "status": "正式", "source": "附件1", "printed_total": None}
PERSONS = ({"unit_id": "xx-a", "persons": 5}, {"unit_id": "xx-b", "persons": None})
RATES = ({"unit_id": "xx-a", "persons": None, "rate_bp": 9500},)
BASE = {"denominator": "常住人口", "denominator_source": "统计公报"}


def test_a_unit_that_existed_for_one_day_is_right_and_one_that_ended_before_it_began_is_not() -> None:
    entry(Unit, unit_id="xx-a", name="甲镇", valid_from=DAY, valid_to=DAY)
    text = refusal_of(Unit, unit_id="xx-a", name="甲镇", valid_from=NEXT, valid_to=DAY)
    assert text == "valid_from is not after valid_to"


def test_a_unit_with_successors_has_a_last_day() -> None:
    assert (
        refusal_of(Unit, unit_id="xx-a", name="甲镇", successors=("xx-b",)) == "a unit with successors has a valid_to"
    )
    entry(Unit, unit_id="xx-a", name="甲镇", successors=("xx-b",), valid_to=DAY)


@pytest.mark.parametrize(
    "values", [{"unit_id": "a"}, {"unit_id": "xxx-a"}, {"gb_code": "43112"}, {"gb_code": "4311220"}]
)
def test_identifiers_of_a_unit_have_their_form(values: dict[str, str]) -> None:
    assert refusal_of(Unit, **{"unit_id": "xx-a", "name": "甲镇"} | values).startswith("String should match pattern")


def test_a_tree_lists_its_root_first_and_has_a_unit_below_it() -> None:
    root, first, second = (entry(Unit, unit_id=f"xx-{name}", name=name) for name in "rab")
    assert entry(UnitTree, root=root, children=(first, second)).all() == (root, first, second)
    assert "at least 1 item" in refusal_of(UnitTree, root=root, children=())


def test_a_table_counts_persons_or_gives_rates_of_a_denominator() -> None:
    assert entry(TargetTable, **TABLE, rows=PERSONS).rows[1].persons is None
    assert entry(TargetTable, **TABLE, **BASE, measure="rate", rows=RATES).rows[0].rate_bp == 9500


@pytest.mark.parametrize(
    "values",
    [
        {"measure": "rate", "rows": RATES},
        {**BASE, "rows": PERSONS},
        {"measure": "rate", "rows": RATES, "denominator": "人口"},
    ],
)
def test_a_rate_and_only_a_rate_has_a_denominator_with_its_source(values: dict[str, object]) -> None:
    assert refusal_of(TargetTable, **TABLE, **values) == "a rate, and only it, has a denominator with source"


@pytest.mark.parametrize("values", [{**BASE, "measure": "rate", "rows": PERSONS}, {"rows": RATES}])
def test_rows_hold_the_figure_of_their_table(values: dict[str, object]) -> None:
    assert refusal_of(TargetTable, **TABLE, **values) == "rows of a rate have rate_bp, others persons"


@pytest.mark.parametrize(
    "values", [{**BASE, "measure": "rate", "rows": RATES}, {"measure": "not_below_last_year", "rows": PERSONS}]
)
def test_progress_is_measured_by_a_count(values: dict[str, object]) -> None:
    assert refusal_of(TargetTable, **TABLE, **values, is_measured=True) == "progress is measured by a count"
    assert entry(TargetTable, **TABLE, rows=PERSONS, is_measured=True).is_measured

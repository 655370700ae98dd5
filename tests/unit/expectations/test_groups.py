"""One run for many deliveries gives each the verdict of a run of its own; and it really saves runs."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from great_expectations.expectations.expectation import _mostly_success
from hypothesis import given
from hypothesis import strategies as st

from expectations import groups, validate, validate_each
from expectations.frames import filled, with_as_of
from expectations.runner import Outcome, _batch_definition, outcomes
from tests.unit.expectations.generated_frames import KIND_COLUMNS, LIMITS, NUMBERS, delivery, typed


@pytest.fixture
def members(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many deliveries each run was over, in the order of the runs."""
    counted: list[int] = []
    settle = groups._settle

    def watched(kind: str, together: list[groups.Member], limits: Mapping[str, Any]) -> Any:
        counted.append(len(together))
        return settle(kind, together, limits)

    monkeypatch.setattr(groups, "_settle", watched)
    return counted


@pytest.mark.parametrize(
    ("kind", "seed"),
    [
        pytest.param("tax_feed", 1, marks=pytest.mark.long),
        pytest.param("tax_feed", 2, marks=pytest.mark.long),
        pytest.param("special_list", 3, marks=pytest.mark.long),
        pytest.param("roll", 4, marks=pytest.mark.long),
    ],
)
def test_together_as_alone(members: list[int], kind: str, seed: int) -> None:
    rng = random.Random(seed)
    tables = [delivery(kind, rng) for _ in range(24)]
    alone = [validate(kind, table, LIMITS) for table in tables]
    together = validate_each(kind, tables, LIMITS)
    assert together == [one.critical_failures for one in alone]
    assert 2 <= sum(map(bool, together)) <= 15, "deliveries of both sorts must be in it"
    assert sum(1 < count < len(tables) for count in members) >= 2, "nothing was bisected"
    assert members.count(1) <= len(tables) - 4, "hardly anybody was cleared together with others"
    assert members[0] == len(tables) and len(members) < 2 * len(tables)


@pytest.mark.parametrize("kind", sorted(KIND_COLUMNS))
def test_counts_of_many_are_the_sum_of_the_counts_of_each(kind: str) -> None:
    rng = random.Random(9)
    tables = [delivery(kind, rng) for _ in range(8)]
    alone = [validate(kind, table, LIMITS).unexpected_counts for table in tables]
    together = validate(kind, pa.concat_tables(tables), LIMITS).unexpected_counts
    assert dict(together) == {code: sum(one[code] for one in alone) for code in together}
    assert sum(together.values()) > 20 and len(together) >= 8


def test_rare_faults_cost_one_run(members: list[int]) -> None:
    rng = random.Random(5)
    tables = [delivery("tax_feed", rng, 40) for _ in range(400)]
    clean = [one for one in tables if all(one[name].null_count == 0 for name in one.column_names)]
    good = [one for one in clean if not validate_quickly(one)][:100]
    dirty = with_faults(good[0], 3)
    assert validate_each("tax_feed", [dirty, *good[1:]], LIMITS) == [()] * len(good)
    assert len(good) > 30 and members == [len(good)]


def validate_quickly(table: pa.Table) -> bool:
    """Whether any plan year, unit or number is not among the good ones; only to choose clean deliveries."""
    good = {"plan_year": [2020], "unit": ["甲镇", "乙乡"], "document_number": NUMBERS, "name": ["张三"]}
    odd = any(not pc.all(pc.is_in(table[name], pa.array(values))).as_py() for name, values in good.items())
    late = pc.any(pc.greater(table["received_on"], table["as_of"])).as_py()
    early = pc.any(pc.less(table["received_on"], 0)).as_py()
    return odd or late or early or pc.min(table["amount_fen"]).as_py() < 1


def with_faults(table: pa.Table, count: int) -> pa.Table:
    units = ["别处镇"] * count + table["unit"].to_pylist()[count:]
    return table.set_column(table.column_names.index("unit"), "unit", pa.array(units))


def test_missing_values_are_left_out_of_what_is_divided_by() -> None:
    """Two wrong units among ten rows are few, unless the other eight are blank."""
    base = {"name": ["张三"] * 10, "document_number": NUMBERS[:10], "as_of": [18_300] * 10}
    few = typed(base | {"unit": ["别处镇"] * 2 + ["甲镇"] * 8})
    all_wrong = typed(base | {"unit": ["别处镇"] * 2 + [None] * 8})
    good = typed(base | {"unit": ["甲镇"] * 10})
    assert validate_each("roll", [few, all_wrong, good], LIMITS) == [(), ("unit_unknown", "unit_blank"), ()]


def test_each_delivery_has_its_own_day() -> None:
    """A day that one delivery may name is in the future for another that came before it."""
    rng = random.Random(1)
    table = delivery("roll", rng, 6)
    columns = {name: table[name].to_pylist() for name in table.column_names}
    columns |= {"document_number": NUMBERS[:6], "category": ["x"] * 6, "op": ["add"] * 6, "receipt_no": ["R"] * 6}
    columns |= {"name": ["张三"] * 6, "unit": ["甲镇"] * 6, "plan_year": [2020] * 6, "amount_fen": [1] * 6}
    columns |= {"received_on": [18_300] * 6, "collected_on": [18_300] * 6}
    before, on_the_day = (typed(columns | {"as_of": [day] * 6}) for day in (18_299, 18_300))
    verdicts = validate_each("tax_feed", [before, on_the_day, before], LIMITS)
    assert verdicts == [("received_on_range",), (), ("received_on_range",)]
    assert validate("tax_feed", before, LIMITS).unexpected_counts["collected_on_range"] == 6


def test_great_expectations_divides_by_what_we_divide_by(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows that it considers, as it reports them itself, for every expectation of a dirty delivery."""
    table = with_as_of(delivery("tax_feed", random.Random(12), 400))
    definition = _batch_definition()
    original = type(definition).get_batch
    reported: list[Any] = []

    def watched(self: Any, *arguments: Any, **named: Any) -> Any:
        batch = original(self, *arguments, **named)

        class Watched:
            def validate(self, *a: Any, **k: Any) -> Any:
                reported.append(batch.validate(*a, **k))
                return reported[-1]

        return Watched()

    monkeypatch.setattr(type(definition), "get_batch", watched)
    found = outcomes("tax_feed", table, LIMITS)
    checked = 0
    for ours, theirs in zip(found, reported[0].results, strict=True):
        assert theirs.result["element_count"] == table.num_rows
        if not ours.share_of_all:
            checked += 1
            assert table.num_rows - theirs.result["missing_count"] == filled(table, ours.column)
    assert checked >= 8


def test_what_cannot_be_computed_clears_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def uncomputed(kind: str, dated: pa.Table, limits: Mapping[str, Any]) -> list[Outcome]:
        alone = dated.num_rows < 3
        return [Outcome("c", "name", True, 0.5, True, alone, 0 if alone else None)]

    monkeypatch.setattr(groups, "outcomes", uncomputed)
    tables = [typed({"name": ["a"] * size, "as_of": [1] * size}) for size in (2, 1, 4)]
    assert validate_each("roll", tables, LIMITS) == [(), (), ("c",)]


@given(considered=st.integers(1, 10**7), data=st.data(), mostly=st.sampled_from((0.5, 0.9, 1 / 3, 0.999)))
def test_passing_at_worst_is_passing(considered: int, data: st.DataObject, mostly: float) -> None:
    """Great Expectations' own formula never fails a smaller count once the larger passes; at the edge they agree."""
    worst = data.draw(st.integers(0, considered))
    actual = data.draw(st.integers(0, worst))
    if _mostly_success(considered, worst, mostly):
        assert _mostly_success(considered, actual, mostly)
    assert _mostly_success(considered, worst, 0.5) == (2 * worst <= considered)


VALUE = st.sampled_from(("good", "bad", None))
COLUMN_PAIR = st.lists(st.tuples(VALUE, VALUE), min_size=1, max_size=12)


@given(members=st.lists(COLUMN_PAIR, min_size=1, max_size=12), mostly=st.sampled_from((0.5, 0.8)))
def test_any_deliveries_together_as_alone(members: Sequence[Sequence[tuple[str, str]]], mostly: float) -> None:
    """Many more cases than suites can be run over: the same rule, counted without Great Expectations."""
    made = 0

    def counted(kind: str, dated: pa.Table, limits: Mapping[str, Any]) -> list[Outcome]:
        nonlocal made
        made += 1
        found = []
        for name in ("name", "unit"):
            values = dated[name].to_pylist()
            for all_rows in (True, False):
                size = len(values) if all_rows else len(values) - values.count(None)
                wrong = values.count(None) if all_rows else values.count("bad")
                passed = size == 0 or _mostly_success(size, wrong, mostly)
                found.append(Outcome(f"{name}{all_rows}", name, True, mostly, all_rows, passed, wrong))
        return found

    tables = [
        typed({"name": [a for a, _ in rows], "unit": [b for _, b in rows], "as_of": [1] * len(rows)})
        for rows in members
    ]
    alone = [tuple(one.code for one in counted("roll", table, {}) if not one.success) for table in tables]
    made = 0
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(groups, "outcomes", counted)
        assert validate_each("roll", tables, {}) == alone
    assert made <= 2 * len(tables) - 1

"""The day of delivery is joined to each value that it limits; nulls stay null."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from expectations.frames import AS_OF, DATED_NUMBER, DAY_SPAN, EPOCH_ORDINAL, filled, to_pandas, with_as_of

DAY, DELIVERED = dt.date(2019, 11, 3), dt.date(2019, 12, 10)


def days(on: dt.date) -> int:
    return (on - dt.date(1970, 1, 1)).days


def table(**columns: list[object]) -> pa.Table:
    return pa.table({**columns, AS_OF: pa.array([days(DELIVERED)] * len(next(iter(columns.values()))), pa.int64())})


def test_the_epoch_is_counted_from_the_first_day_of_the_first_year() -> None:
    assert dt.date(1970, 1, 1).toordinal() == EPOCH_ORDINAL
    assert dt.date.max.toordinal() < DAY_SPAN and dt.date.max.toordinal() * DAY_SPAN < 2**53


def test_both_days_are_in_one_number() -> None:
    joined = with_as_of(table(received_on=[days(DAY), None]))["received_on"].to_pylist()
    assert divmod(joined[0], DAY_SPAN) == (DELIVERED.toordinal(), DAY.toordinal())
    assert joined[1] is None


def test_a_number_gets_its_day_of_delivery_in_a_column_of_its_own() -> None:
    joined = with_as_of(table(document_number=["11", None]))
    assert joined[DATED_NUMBER].to_pylist() == ["11@2019-12-10", None]
    assert joined["document_number"].to_pylist() == ["11", None]


def test_other_columns_need_no_day() -> None:
    plain = pa.table({"insured_from": [days(DAY)]})
    assert with_as_of(plain).equals(plain)


def test_a_row_without_a_day_of_delivery_is_an_error() -> None:
    with pytest.raises(KeyError):
        with_as_of(pa.table({"received_on": [1]}))
    with pytest.raises(ValueError, match="no day of delivery"):
        with_as_of(pa.table({"received_on": [1, 2], AS_OF: pa.array([1, None], pa.int64())}))


def test_values_that_are_missing_for_pandas_are_not_filled() -> None:
    values = pa.table({"a": [1.0, float("nan"), None], "b": ["", None, "x"]})
    assert (filled(values, "a"), filled(values, "b")) == (1, 2)
    assert filled(pa.table({"a": pa.array([], pa.int64())}), "a") == 0
    assert to_pandas(values)["a"].notna().tolist() == [True, False, False]

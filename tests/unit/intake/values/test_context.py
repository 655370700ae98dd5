"""The context and the result of the gate: what is not stated limits nothing, and results have one schema."""

from __future__ import annotations

import datetime as dt
from dataclasses import FrozenInstanceError

import pyarrow as pa
import pytest

from transforms.intake.base.reasons import refuse
from transforms.intake.gate.gate import refused_result
from transforms.intake.values.context import QUARANTINE_SCHEMA, Awaited, Context

DAY = dt.date(2019, 12, 10)
PLAIN = Context("test", {2020}, {}, DAY, DAY, "full")


def test_what_is_not_stated_limits_nothing() -> None:
    empty = (PLAIN.unit_area, PLAIN.category_labels, PLAIN.known_area_codes, PLAIN.plausible_amounts_fen)
    assert not any(empty) and PLAIN.file_name == "" and not PLAIN.known_layouts


def test_a_context_is_not_changed_while_its_delivery_is_judged() -> None:
    with pytest.raises(FrozenInstanceError):
        PLAIN.as_of = dt.date(2020, 1, 1)  # type: ignore[misc]


def test_a_fault_states_row_reason_and_column() -> None:
    assert (
        pa.schema([("row_no", pa.int32()), ("reason_code", pa.string()), ("column_name", pa.string())])
        == QUARANTINE_SCHEMA
    )


def test_an_awaited_result_raises_what_its_suite_raises() -> None:
    result = refused_result("roll", refuse("file_empty"))

    def fail() -> None:
        raise ImportError("no suite")

    assert Awaited(result, lambda: result).final() is result
    with pytest.raises(ImportError, match="no suite"):
        Awaited(result, fail).final()  # type: ignore[arg-type]

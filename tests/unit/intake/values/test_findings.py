"""Every reason of a row is kept; counts are of rows, not of reasons."""

from __future__ import annotations

import numpy as np

from transforms.intake.values.context import QUARANTINE_SCHEMA
from transforms.intake.values.findings import Findings


def flags(*positions: int) -> np.ndarray:
    return np.isin(np.arange(4), positions)


def findings() -> Findings:
    found = Findings(np.array([2, 3, 5, 8], dtype=np.int32))
    found.fault("name_blank", "name", flags(1))
    found.fault("date_format", "birth_on", flags(1, 3))
    found.fault("date_format", "effective_on", flags(3))
    found.warn("unit_blank", "unit", flags(0, 1))
    return found


def test_a_row_is_bad_once_however_many_reasons_it_has() -> None:
    assert findings().bad().tolist() == [False, True, False, True]
    assert findings().count("date_format") == 2  # row 8 has it in two columns
    assert findings().count("date_format", "effective_on") == 1
    assert findings().count("unit_blank") == 0  # a warning is no fault


def test_the_quarantine_has_every_reason_in_row_order() -> None:
    table = findings().quarantine([4])
    assert table.schema == QUARANTINE_SCHEMA
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        (3, "date_format", "birth_on"),
        (3, "name_blank", "name"),
        (4, "row_fields", ""),
        (8, "date_format", "birth_on"),
        (8, "date_format", "effective_on"),
    ]


def test_warnings_of_rows_that_are_not_loaded_are_left_out() -> None:
    found = findings()
    table = found.warning_table(~found.bad(), [(1, "extra_column", "I")])
    assert [tuple(row.values()) for row in table.to_pylist()] == [(1, "extra_column", "I"), (2, "unit_blank", "unit")]
    assert found.warned("unit_blank").tolist() == [True, True, False, False]


def test_the_same_reason_twice_joins_its_rows_and_none_leaves_no_entry() -> None:
    found = findings()
    found.fault("name_blank", "name", flags(2))
    found.fault("cell_error", "name", flags())
    assert found.count("name_blank") == 2
    assert ("cell_error", "name") not in found.faults


def test_without_findings_the_tables_are_empty_and_typed() -> None:
    empty = Findings(np.array([], dtype=np.int32))
    assert empty.quarantine([]).num_rows == 0 and empty.quarantine([]).schema == QUARANTINE_SCHEMA

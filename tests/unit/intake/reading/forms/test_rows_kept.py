"""What is stored per row follows the rows that are kept."""

from __future__ import annotations

import numpy as np

from tests.support.files.raw_tables import raw_table
from transforms.intake.reading.forms.rows_kept import keep_rows


def test_facts_of_dropped_rows_are_dropped() -> None:
    raw = raw_table(
        {"name": ["甲", "乙", "丙"]},
        numeric={"name": np.array([True, False, True])},
        faults=[(2, "cell_error", "name"), (3, "cell_error", "name")],
        notes=[(3, "serial_broken", "")],
    )
    found = keep_rows(raw, np.array([True, False, True]), notes=[(3, "row_not_counted", "")])
    assert found.table["name"].to_pylist() == ["甲", "丙"]
    assert found.numeric["name"].tolist() == [True, True]
    assert (found.faults, found.notes) == ([(2, "cell_error", "name")], [(3, "row_not_counted", "")])
    assert raw.table.num_rows == 3

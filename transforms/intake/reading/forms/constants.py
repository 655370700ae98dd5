"""Adds the columns whose text holds for every row of a form, such as the kind of change of a list of deaths.

Runs inside the worker.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from transforms.intake.base.raw_table import RawTable
from transforms.intake.layouts.model import Layout


def add_constant_columns(raw: RawTable, layout: Layout) -> RawTable:
    """Return the table with a column for each of the layout's `constants` that the file has no column for.

    The text of the layout is the cell of every row; such a column has no letter. `raw` is not changed, and is returned
    if nothing is to be added.
    """
    table = raw.table
    everywhere = pa.array(np.zeros(table.num_rows, dtype=np.int8))
    for name, text in layout.constants.items():
        if name not in table.column_names:
            table = table.append_column(name, pa.chunked_array([pa.array([text]).take(everywhere)]))
    return raw if table is raw.table else replace(raw, table=table)

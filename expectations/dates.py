"""An expectation about dates that may not be later than the day of their delivery."""

# mypy: ignore-errors
# Great Expectations builds its classes at run time; what it exports has no types to check against.
from __future__ import annotations

from typing import Any

import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics import ColumnMapMetricProvider, column_condition_partial

from expectations.base import Settled
from expectations.frames import DAY_SPAN


class NotAfterDelivery(ColumnMapMetricProvider):
    """earliest <= day <= day of delivery; each number of the column contains both days (`expectations.frames`)."""

    condition_metric_name = "column_values.day_until_delivery"
    condition_value_keys = ("earliest",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, earliest: int, **kwargs: Any) -> pd.Series:  # noqa: N805
        day, as_of = column % DAY_SPAN, column // DAY_SPAN
        return (day >= earliest) & (day <= as_of)


class ExpectDayUntilDelivery(Settled):
    """Expect every day to lie between `earliest` (an ordinal) and the day of its delivery."""

    earliest: int
    map_metric = "column_values.day_until_delivery"
    success_keys = ("mostly", "earliest")

"""Runs a single expectation over a single column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from expectations.runner import _batch_definition


def unexpected(expectation: Any, values: Sequence[object]) -> list[object]:
    """Return the values of the column that the expectation does not expect, at most 200; a missing one is None."""
    frame = pd.DataFrame({expectation.column: pd.Series(values)})
    batch = _batch_definition().get_batch(batch_parameters={"dataframe": frame})
    result = batch.validate(expectation, result_format="COMPLETE")
    assert result.exception_info.get("raised_exception", False) is False
    return [None if pd.isna(value) else value for value in result.result["unexpected_list"]]

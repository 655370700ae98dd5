"""Expectations about document numbers, checked on the values themselves.

They share no code with `transforms.identity` on purpose: two independent counts that agree prove more than one.
"""

# mypy: ignore-errors
# Great Expectations builds its classes at run time; what it exports has no types to check against.
from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics import ColumnMapMetricProvider, column_condition_partial

from expectations.base import Settled

_FORM = r"[0-9]{17}[0-9X]"
_DATED_FORM = rf"{_FORM}@[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"
_MAX_AGE_YEARS = 130


def _digits(column: pd.Series, form: str, length: int) -> tuple[pd.Series, np.ndarray]:
    """Return a mask of the values that match `form`, and their character codes, one row of `length` per match."""
    shaped = column.str.fullmatch(form).fillna(False).astype(bool)
    text = "".join(column[shaped].tolist())
    return shaped, np.frombuffer(text.encode("ascii"), dtype=np.uint8).reshape(-1, length)


class CheckDigitCorrect(ColumnMapMetricProvider):
    """ISO 7064 MOD 11-2: the weighted sum of all 18 digits is 1 modulo 11. Numbers of other forms pass."""

    condition_metric_name = "column_values.document_check_digit"

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, **kwargs: Any) -> pd.Series:  # noqa: N805
        shaped, codes = _digits(column, _FORM, 18)
        values = np.where(codes == ord("X"), 10, codes.astype(np.int16) - ord("0"))
        weights = np.array([pow(2, 17 - place, 11) for place in range(18)], dtype=np.int16)
        correct = pd.Series(True, index=column.index)
        correct[shaped] = (values @ weights) % 11 == 1
        return correct


class BirthDatePlausible(ColumnMapMetricProvider):
    """Digits 7 to 14 are a calendar day, not after the day of delivery, and at most 130 full years before it.

    The column contains '<number>@<day of delivery>'.
    """

    condition_metric_name = "column_values.document_birth_date"

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, **kwargs: Any) -> pd.Series:  # noqa: N805
        shaped, codes = _digits(column, _DATED_FORM, 29)
        plausible = pd.Series(True, index=column.index)
        digits = codes[:, [*range(6, 14), *range(19, 23), 24, 25, 27, 28]].astype(np.int64) - ord("0")
        pairs, positions = np.unique(digits @ 10 ** np.arange(15, -1, -1), return_inverse=True)
        plausible[shaped] = np.array([_plausible(f"{pair:016d}") for pair in pairs], dtype=bool)[positions]
        return plausible


def _plausible(pair: str) -> bool:
    """Return whether the birth date is plausible; `pair`: birth date and day of delivery, eight digits each."""
    as_of = dt.date.fromisoformat(pair[8:])
    try:
        born = dt.date(int(pair[:4]), int(pair[4:6]), int(pair[6:8]))
    except ValueError:
        return False
    years = as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))
    return born <= as_of and years <= _MAX_AGE_YEARS


class ExpectDocumentCheckDigit(Settled):
    """Expect the check digit of every 18-character document number to be right."""

    map_metric = "column_values.document_check_digit"


class ExpectDocumentBirthDate(Settled):
    """Expect the birth date inside every 18-character document number to be plausible on its day of delivery."""

    map_metric = "column_values.document_birth_date"

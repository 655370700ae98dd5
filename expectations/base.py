"""The expectations that the suites use; each computes its configuration once.

Great Expectations rebuilds an expectation's configuration at every access, over a hundred times per validation. For a
delivery of a few hundred rows, that takes most of the time.
"""

# mypy: ignore-errors
# Great Expectations builds its classes at run time; what it exports has no types to check against.
from __future__ import annotations

from typing import Any

import great_expectations.expectations as gxe
from great_expectations.compatibility.pydantic import PrivateAttr
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration


class Settled(ColumnMapExpectation):
    """An expectation that is never changed, so its configuration is cached."""

    _settled: Any = PrivateAttr(default=None)

    @property
    def configuration(self) -> ExpectationConfiguration:
        """The expectation's type, column and limits for Great Expectations, computed at the first access and cached."""
        if self._settled is None:
            self._settled = super().configuration
        return self._settled


class ExpectPresent(Settled, gxe.ExpectColumnValuesToNotBeNull):
    """Every row has a value."""


class ExpectInSet(Settled, gxe.ExpectColumnValuesToBeInSet):
    """Every value is one of a set."""


class ExpectBetween(Settled, gxe.ExpectColumnValuesToBeBetween):
    """Every value lies between two bounds, both included."""


class ExpectForm(Settled, gxe.ExpectColumnValuesToMatchRegex):
    """Every text matches a regular expression."""


class ExpectLength(Settled, gxe.ExpectColumnValueLengthsToBeBetween):
    """Every text has a length between two bounds."""

"""A share is of persons, who are never negative."""

from __future__ import annotations

import pytest

from transforms.report.appraisal.content import Share


@pytest.mark.parametrize(("persons", "of_persons"), [(-1, 1), (0, -1)])
def test_a_negative_share_is_refused(persons: int, of_persons: int) -> None:
    with pytest.raises(ValueError, match="not negative"):
        Share(persons, of_persons)

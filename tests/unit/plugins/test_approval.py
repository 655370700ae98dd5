"""Name of the user who answered an approval, as the decision records it."""

from __future__ import annotations

from typing import Any

import pytest
from campaign.approval import answered_by


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ({"name": "wang", "id": "7"}, "wang (7)"),
        ({"name": "wang", "id": "wang"}, "wang"),
        ({"name": None, "id": 7}, "7"),
        ({"name": "wang"}, "wang"),
        (None, ""),
    ],
)
def test_name_and_id_of_the_user(user: dict[str, Any] | None, expected: str) -> None:
    assert answered_by({"responded_by_user": user}) == expected

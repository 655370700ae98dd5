"""Parts of a layout: states of rows."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from transforms.intake.layouts.parts import RowState


def test_a_word_of_a_state_has_one_meaning() -> None:
    with pytest.raises(ValidationError, match="只能有一种含义"):
        RowState(headers=["状态"], counts=["有效"], not_counted=["有 效"])


def test_a_state_says_which_rows_count() -> None:
    with pytest.raises(ValidationError, match="应写明哪些词的行计入"):
        RowState(headers=["状态"], not_counted=["注销"])
    assert RowState(headers=["状态"], not_counted=["注销"], blank="counts").counts == []

"""Refusals are answers to a person: one base for all of them."""

import pytest

from pipeline.runtime.refusals import Refusal


def test_a_refusal_shows_its_text_and_is_caught_as_a_wrong_value() -> None:
    with pytest.raises(ValueError, match=r"^请补上日期$"):
        raise Refusal("请补上日期")

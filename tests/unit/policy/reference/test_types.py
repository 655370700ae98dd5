"""Types and limits of fields in words, as the reference page and an editor show them."""

import re
from datetime import date
from typing import Annotated, Literal

import pytest
from annotated_types import Lt, MaxLen, MinLen
from pydantic import BaseModel, Field

from transforms.policy.model import base
from transforms.policy.reference.types import describe_limits, describe_type


class _Inner(BaseModel):
    pass


class _Fields(BaseModel):
    plain: int
    optional: date | None
    several: Annotated[tuple[_Inner, ...], Field(min_length=1)]
    words: Literal["a", "b"] | None
    mapping: dict[int, base.Code]
    limited: Annotated[int, Field(ge=1, le=28)] | None
    positive: base.Fen
    below: Annotated[int, Lt(5)]
    sized: Annotated[str, MinLen(2), MaxLen(9)]
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    rule: base.RuleId
    truth: bool


@pytest.mark.parametrize(
    ("name", "kind", "limits"),
    [
        ("plain", "whole number", ""),
        ("optional", "date or `null`", ""),
        ("several", "list of `_Inner`", "not empty"),
        ("words", "word or `null`", "`a`, `b`"),
        ("mapping", "mapping of whole number to code (small letters, figures, `_`)", ""),
        ("limited", "whole number or `null`", "1 or more; at most 28"),
        ("positive", "whole number", "more than 0"),
        ("below", "whole number", "less than 5"),
        ("sized", "text", "at least 2 long; at most 9 long"),
        ("code", "text", "form `^[0-9]{6}$`"),
        ("rule", "number of a rule (`AB-01`, `AB-01-suffix`)", ""),
        ("truth", "`true` or `false`", ""),
    ],
)
def test_a_field_is_described_by_its_type_and_its_limits(name: str, kind: str, limits: str) -> None:
    field = _Fields.model_fields[name]
    assert (describe_type(field), describe_limits(field)) == (kind, limits)


def test_a_pattern_with_words_of_its_own_is_not_shown_and_any_other_is() -> None:
    codes = [re.fullmatch(r"form `(.*)`", describe_limits(_Fields.model_fields[name])) for name in ("rule", "code")]
    assert [bool(match) for match in codes] == [False, True]

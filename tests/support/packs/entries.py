"""Small entries of a pack, built from the values that a test is about; everything else is made up."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

import pytest
from pydantic import BaseModel, ValidationError

from tests.support.packs.changed_packs import POLICIES
from transforms.policy import Pack, load_pack
from transforms.policy.model.base import Cited, Rule
from transforms.policy.model.sections import Sections

Model = TypeVar("Model", bound=BaseModel)


def entry(model: type[Model], **values: Any) -> Model:
    """Validate `values` as this model; a cited entry gets a made-up citation, a rule the rule_id XX-01."""
    citation: dict[str, Any] = {}
    if issubclass(model, Cited):
        citation = {"requirement_ids": ("XX-01",), "clause": "第一条", "quote": "按规定办理"}
    if issubclass(model, Rule):
        citation["rule_id"] = "XX-01"
    return model.model_validate(citation | values)


def refusal_of(model: type[BaseModel], **values: Any) -> str:
    """Return pydantic's English text about these values; fails if they are accepted or have several errors."""
    with pytest.raises(ValidationError) as caught:
        entry(model, **values)
    (error,) = caught.value.errors()
    return error["msg"]


def sections(**content: Any) -> Sections:
    """Make sections of a pack that is read in part."""
    return cast(Sections, content)


@cache
def dongan() -> Pack:
    """Load Dong'an's pack."""
    return load_pack(POLICIES / "dongan-2020")


def dongan_sections(**changed: Any) -> Sections:
    """Return every section of Dong'an's pack, with some sections replaced."""
    pack = dongan()
    return cast(Sections, {name: getattr(pack, name) for name in Pack.model_fields} | changed)

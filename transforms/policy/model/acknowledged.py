"""Warnings that an official has checked and that are right: code, place, and why the notice really states it.

Acknowledgements change no result and are not part of a pack's version: adding one causes no new assessment.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from transforms.policy.model.base import Strict, Text

SECTION = "acknowledged"
UNUSED_ACKNOWLEDGEMENT = "doubt.acknowledged_nothing"


class Acknowledgement(Strict):
    """A warning of `campaign policy check` that was checked: it is listed separately, and `--strict` accepts it.

    An acknowledgement that fits no warning any more is a warning itself.
    """

    warning: Annotated[str, Field(pattern=r"^doubt\.[a-z_]+$")] = Field(
        description="The code of the warning, as `check` prints it."
    )
    where: Text = Field(description="The place of the warning, as `check` prints it.")
    reason_zh: Annotated[str, Field(min_length=4, pattern=r"[一-鿿]")] = Field(
        description="Why it is right, in the official's words."
    )

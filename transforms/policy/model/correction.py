"""The correction that a corrected pack states about itself: its source, and from when it is effective."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.model.base import Rule, refusal


class Correction(Rule):
    """Why this version of the pack replaces the earlier version during the campaign, and for which days it holds.

    `retroactively`: everybody is judged as if it had always been so. `from_date`: only from `from_on` on; a change to
    the result of an earlier day is refused.
    """

    takes_effect: Annotated[
        Literal["retroactively", "from_date"], Field(description="For all days, or only from `from_on` on.")
    ]
    from_on: Annotated[
        date | None, Field(description="The first day on which the corrected rules hold; only with `from_date`.")
    ] = None

    @model_validator(mode="after")
    def _has_a_day_or_none(self) -> Correction:
        if (self.takes_effect == "from_date") != (self.from_on is not None):
            raise refusal("from_date 须写 from_on，追溯生效不写", "from_on belongs to from_date, and only to it")
        return self

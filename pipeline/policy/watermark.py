"""Watermark of a campaign: the last commit, the last assessment, and which version of its pack."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from warehouse.statements import Query


@dataclass(frozen=True)
class Watermark:
    """The state of one campaign. `pack_version` and `assessed_on` are None before the first assessment."""

    committed_no: int
    assessed_no: int
    assess_no: int
    assessed_on: dt.date | None
    pack_version: str | None


WATERMARK = Query("assess/read/watermark", Watermark)
"""At most one row; parameter `campaign_id`."""

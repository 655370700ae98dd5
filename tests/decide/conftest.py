"""Deliveries of a small made-up place: a list that is held, and others that are not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.landing import deliver as landing
from pipeline.runtime.settings import Settings
from tests.decide.place import PACK, Row, write_poor

DAY = dt.date(2019, 9, 1)


@pytest.fixture()
def hand_in(settings: Settings, tmp_path: Path) -> Callable[..., str]:
    """A function: rows of a list of 扶贫 -> the landed delivery's id."""

    def deliver(rows: list[Row], period: str = "2019-08", version: int = 1, mode: str = "full") -> str:
        file = write_poor(tmp_path / f"{period}-{version}-{mode}.csv", rows)
        one = landing.Announcement(
            file, "poverty_relief", period, mode, dt.date(2019, 8, 25), dt.date(2019, 8, 31), version
        )
        return landing.deliver(settings, PACK, [one])[0].delivery_id

    return deliver

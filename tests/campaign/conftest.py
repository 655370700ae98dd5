"""One finished campaign per pack, shared by the tests that only read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.intake.run import IntakeReport
from pipeline.runtime.settings import Settings
from simulation import simulate
from tests.support.warehouse import campaign
from tests.support.warehouse.campaign import scale_of


class Finished(NamedTuple):
    """A simulated place whose deliveries were all taken and assessed."""

    pack_code: str
    folder: Path
    settings: Settings
    business_date: dt.date
    report: IntakeReport


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, dt.date]]:
    """A function: pack code -> (folder, business date) of a small simulated place."""

    @cache
    def make(pack_code: str) -> tuple[Path, dt.date]:
        folder = tmp_path_factory.mktemp(pack_code)
        place = simulate(pack_code, scale_of(pack_code), 7, folder, mistakes=0.02)
        return folder, place.business_date

    return make


@pytest.fixture(scope="session")
def finished(
    simulated: Callable[[str], tuple[Path, dt.date]], make_warehouse: Callable[..., Settings]
) -> Callable[[str], Finished]:
    """A function: pack code -> the finished campaign (made once; read it, do not change it)."""

    @cache
    def make(pack_code: str) -> Finished:
        folder, business_date = simulated(pack_code)
        settings = make_warehouse(is_kept=True)
        report = campaign.run_pipeline(settings, pack_code, folder, business_date)
        return Finished(pack_code, folder, settings, business_date, report)

    return make

"""Localities simulated once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from simulation import Locality, simulate

SMALL = {"heyuan-2020": 0.002, "kaijiang-2020": 0.01, "hefei-2020": 0.002, "zhaoqing-2021": 0.002, "dongan-2020": 0.01}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Locality]:
    """Function that simulates a small locality of a pack, with mistakes and bad files."""

    @cache
    def make(pack_code: str) -> Locality:
        folder: Path = tmp_path_factory.mktemp(pack_code)
        return simulate(pack_code, SMALL[pack_code], 7, folder, mistakes=0.03, bad_files=True)

    return make

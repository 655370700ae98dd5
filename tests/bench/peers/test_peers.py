"""Both peers give the cells of the DuckDB floor, on whole places and after one more day; a lost row is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.runtime.settings import Settings
from simulation import simulate
from simulation.localities import PLACES
from tests.bench import files, floor
from tests.bench.peers import frames, merges, rebuild
from tests.support.quick import quick_and_long

PERSONS = 2_500


@pytest.mark.parametrize("pack_code", quick_and_long(sorted(PLACES), ()))
def test_peers_equal_the_floor(pack_code: str, tmp_path: Path, make_warehouse: Callable[..., Settings]) -> None:
    scale = PERSONS / sum(target for _, target in PLACES[pack_code].units)
    simulate(pack_code, scale, 5, tmp_path, mistakes=0)
    url = make_warehouse().warehouse_url("owner")
    first, _ = files.split(tmp_path)
    before = floor.run(pack_code, first)
    whole = floor.run(pack_code, tmp_path)
    assert len(before.progress) > 15 and before.progress != whole.progress
    for program in (merges.run, rebuild.run):
        for folder, made in ((first, before), (tmp_path, whole)):
            peer = program(url, pack_code, folder)
            assert peer.progress == made.progress, f"{program.__module__}, {folder.name}"
            assert peer.rows == made.rows


def test_days_of_three_forms_and_blanks() -> None:
    texts = pd.Series(["2019-08-01 00:00:00", "20190802", "2019/08/03", None], dtype="str")
    stated = frames.days(texts)
    assert list(stated[:3]) == [pd.Timestamp(2019, 8, day) for day in (1, 2, 3)] and pd.isna(stated[3])

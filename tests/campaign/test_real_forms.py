"""Files in the forms that the senders' real systems export lead to the same truth, person by person."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from simulation import simulate
from simulation.localities import PACKS_WITH_REAL_FORMS
from tests.campaign.conftest import Finished
from tests.support.warehouse import campaign
from tests.support.warehouse.campaign import scale_of

pytestmark = pytest.mark.long  # each pack takes half a minute

PERSONS = 2_500


@pytest.fixture(scope="module")
def taken(
    tmp_path_factory: pytest.TempPathFactory, make_warehouse: Callable[..., Settings]
) -> Callable[[str, int], Finished]:
    """A function: pack code, seed -> the campaign whose senders use the forms of their systems."""

    @cache
    def make(pack_code: str, seed: int) -> Finished:
        folder = tmp_path_factory.mktemp(f"{pack_code}-real")
        scale = scale_of(pack_code, PERSONS)
        place = simulate(pack_code, scale, seed, folder, mistakes=0.02, forms="real")
        settings = make_warehouse()
        report = campaign.run_pipeline(settings, pack_code, folder, place.business_date)
        return Finished(pack_code, folder, settings, place.business_date, report)

    return make


def _differences(done: Finished) -> list[str]:
    """Everything in which the campaign differs from the truth, and each hold, in words."""
    settings, pack_code, folder = done.settings, done.pack_code, done.folder
    fates = campaign.frame(settings, "SELECT file_name, state, reasons FROM landing.delivery ORDER BY file_name")
    found = [f"{r.file_name} {r.state} {r.reasons}" for r in fates.itertuples() if r.state != "committed"]
    assert len(fates) > 150
    found += [str(difference) for difference in campaign.differences(settings, pack_code, folder)]
    for expected, actual in (
        (campaign.true_progress(settings, pack_code, folder), campaign.progress),
        (campaign.true_special(settings, pack_code, folder), campaign.special),
    ):
        assert len(expected) == 3
        for as_of, values in expected.items():
            assert len(values) > 3
            found += [f"{as_of} {actual.__name__}"] * (actual(settings, pack_code, as_of) != values)
    if campaign.villages(settings, pack_code) != campaign.true_villages(settings, pack_code, folder):
        found.append("villages")
    return found


def _quarantined(done: Finished) -> dict[tuple[str, str], int]:
    rows = campaign.frame(
        done.settings,
        "SELECT d.file_name, q.reason_code, count(DISTINCT q.row_no) FROM landing.quarantine AS q"
        " JOIN landing.delivery AS d ON (q.campaign_id, q.delivery_id) = (d.campaign_id, d.delivery_id) GROUP BY 1, 2",
    )
    return {(r[0], r[1]): r[2] for r in rows.itertuples(index=False)}


def _planted(done: Finished) -> dict[tuple[str, str], int]:
    rows = pq.read_table(done.folder / "truth" / "quarantine.parquet").to_pylist()
    return {(Path(row["file"]).name, row["reason_code"]): row["rows"] for row in rows}


@pytest.mark.parametrize("pack_code", PACKS_WITH_REAL_FORMS)
def test_every_person_is_as_the_truth_says(taken: Callable[[str, int], Finished], pack_code: str) -> None:
    found = _differences(taken(pack_code, 7))
    assert not found, f"{len(found)} differences, first: {found[:5]}"


@pytest.mark.parametrize("pack_code", PACKS_WITH_REAL_FORMS)
def test_planted_mistakes_alone_are_in_quarantine(taken: Callable[[str, int], Finished], pack_code: str) -> None:
    done = taken(pack_code, 7)
    assert _planted(done)
    assert _quarantined(done) == _planted(done)


@pytest.mark.parametrize("pack_code", PACKS_WITH_REAL_FORMS)
def test_the_invariants_hold(taken: Callable[[str, int], Finished], pack_code: str) -> None:
    assert not [f for f in invariants.run(taken(pack_code, 7).settings, pack_code) if f.problems]


@pytest.mark.parametrize("seed", range(101, 106))
@pytest.mark.parametrize("pack_code", PACKS_WITH_REAL_FORMS)
def test_other_people_are_as_the_truth_says(taken: Callable[[str, int], Finished], pack_code: str, seed: int) -> None:
    done = taken(pack_code, seed)
    assert not _differences(done)
    assert _quarantined(done) == _planted(done)

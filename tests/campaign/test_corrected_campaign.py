"""A simulated Dong'an corrected in mid-campaign is the one that was loaded with the corrected pack from the start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import folder as landing_folder
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from pipeline.workbench import whatif
from simulation import simulate
from tests.support.packs import small_town
from tests.support.packs.small_town import business, rows
from tests.support.postbox import Postbox
from tests.support.warehouse.campaign import ALL_KINDS, scale_of
from transforms.policy import load_pack

MIDDLE = dt.date(2019, 11, 1)
PERSONS = 1_500


def _load(settings: Settings, folder: Path, *days: dt.date) -> None:
    landing_folder.deliver_all(settings, small_town.PACK, folder)
    for day in days:
        intake.run(settings, small_town.PACK, ALL_KINDS, day)
        assess.run(settings, small_town.PACK, day)


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dt.date]:
    folder = tmp_path_factory.mktemp("deliveries")
    return folder, simulate(small_town.PACK, scale_of(small_town.PACK, PERSONS), 5, folder, mistakes=0.01).business_date


def _sums(settings: Settings, since: int) -> Any:
    """What the ledger changed after that assessment, per payer."""
    return dict(rows(
        settings, f"SELECT payer, sum(fund_fen)::bigint FROM ledger.event_total WHERE assess_no > {since}"
        " GROUP BY payer HAVING sum(fund_fen) <> 0",
    ))  # fmt: skip


@pytest.mark.long
def test_corrected_equals_loaded_anew(
    make_warehouse: Callable[..., Settings], simulated: tuple[Path, dt.date], tmp_path: Path
) -> None:
    folder, last = simulated
    corrected = make_warehouse(small_town.folder(tmp_path / "corrected"))
    _load(corrected, folder, MIDDLE, last)
    first = publish.run(corrected, small_town.PACK, MIDDLE) + publish.run(
        corrected, small_town.PACK, dt.date(2020, 1, 1)
    )
    assert len(first) >= 3
    before = {key: publish.remake(corrected, key) for key in first}
    new = small_town.edit(small_town.folder(tmp_path / "new"), small_town.POOR)
    expected = whatif.whatif(corrected, new).impact
    assert expected.persons > 20

    fresh = make_warehouse(small_town.folder(tmp_path / "fresh"))
    small_town.edit(fresh.policies_dir, small_town.POOR)
    _load(fresh, folder, last)
    small_town.edit(corrected.policies_dir, small_town.POOR)
    since = rows(corrected, "SELECT assess_no FROM landing.watermark")[0][0]
    assess.run(corrected, small_town.PACK, last)
    decided = "landing.delivery"  # says on which business date it was decided
    one, other = business(corrected), business(fresh)
    assert {t: v for t, v in one.items() if t != decided} == {t: v for t, v in other.items() if t != decided}

    total = expected.total
    assert sum(_sums(corrected, since).values()) == total["posted_fund"].difference_fen
    assert rows(corrected, "SELECT persons FROM ledger.policy_correction") == [(expected.persons,)]
    postbox = Postbox()
    assert publish.run(corrected, small_town.PACK, last)
    postbox.collect(corrected, small_town.PACK)
    assert postbox.messages
    kept = rows(corrected, "SELECT publication_id, report FROM ledger.publication ORDER BY 1")
    assert publish.run(corrected, small_town.PACK, last) == []
    assert rows(corrected, "SELECT publication_id, report FROM ledger.publication ORDER BY 1") == kept
    assert {key: publish.remake(corrected, key) for key in first} == before
    assert not [one for one in invariants.run(corrected, small_town.PACK) if one.problems]
    assert load_pack(corrected.pack_path(small_town.PACK)).version == new.version

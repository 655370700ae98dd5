"""What is acknowledged changes no result: nobody is assessed again, and no correction is reported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.assess import run as assess
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.packs import small_town
from tests.support.warehouse import snapshot
from transforms.policy import load_pack


def test_an_acknowledged_warning_forces_no_new_assessment(
    make_warehouse: Callable[..., Settings], tmp_path: Path
) -> None:
    town = small_town.loaded(make_warehouse, tmp_path / "policies")
    assess.run(town, small_town.PACK, small_town.END)
    before, old = snapshot.take(town), load_pack(town.pack_path(small_town.PACK))
    new = small_town.edit(town.policies_dir, ("reason_zh: 附件1", "reason_zh: 经核对，附件1"))
    assert new != old and new.version == old.version
    assert assess.run(town, small_town.PACK, small_town.END).persons == 0
    assert snapshot.take(town) == before
    assert not [one for one in invariants.run(town, small_town.PACK) if one.problems]
    small_town.edit(town.policies_dir, small_town.POOR)
    assert assess.run(town, small_town.PACK, small_town.END).persons > 0, "a rule does"

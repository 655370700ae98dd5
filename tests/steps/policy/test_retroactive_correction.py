"""130 corrected to 140 for all days: the figures by hand, and equal to a fresh load with the corrected pack."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.assess import run as assess
from pipeline.publish import run as publish
from pipeline.publish.poster import VillagePoster
from pipeline.runtime.settings import REPOSITORY, Settings
from pipeline.verify import invariants
from tests.support.packs import small_town
from tests.support.packs.small_town import business, rows
from tests.support.postbox import Postbox
from tests.support.quick import quick_and_long
from transforms.policy import load_pack
from transforms.report.publication import Edition

FIRST, SECOND, CORRECTED = dt.date(2019, 10, 16), dt.date(2019, 11, 1), dt.date(2019, 11, 5)
LATER = dt.date(2019, 11, 6)


def good(settings: Settings) -> None:
    assert {one.invariant: one.problems for one in invariants.run(settings, small_town.PACK) if one.problems} == {}


@pytest.fixture(scope="module")
def published(make_warehouse: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Assessed and published on two dates by the pack as the notice has it."""
    settings = small_town.loaded(make_warehouse, tmp_path_factory.mktemp("published") / "policies", FIRST)
    assert publish.run(settings, small_town.PACK, FIRST)
    assess.run(settings, small_town.PACK, SECOND)
    assert publish.run(settings, small_town.PACK, SECOND)
    Postbox().collect(settings, small_town.PACK)
    return settings


@pytest.fixture()
def town(published: Settings, make_warehouse: Callable[..., Settings], tmp_path: Path) -> Settings:
    """A copy of it, with a pack that may be changed."""
    return make_warehouse(small_town.folder(tmp_path / "policies"), like=published)


def correct(settings: Settings, *changes: tuple[str, str]) -> None:
    small_town.edit(settings.policies_dir, *(changes or (small_town.POOR,)))
    small_town.append(settings.policies_dir, small_town.correction("retroactively"))


def test_dues_and_ledger_equal_a_fresh_load(
    town: Settings, make_warehouse: Callable[..., Settings], tmp_path: Path
) -> None:
    correct(town)
    assess.run(town, small_town.PACK, CORRECTED)
    fresh = make_warehouse(small_town.folder(tmp_path / "fresh"))
    correct(fresh)
    small_town.put(fresh, small_town.PACK, small_town.people(load_pack(fresh.pack_path(small_town.PACK))))
    assess.run(fresh, small_town.PACK, CORRECTED)
    assert business(town) == business(fresh)
    good(town)
    assert rows(town, "SELECT count(*) FROM ledger.policy_correction") == [(1,)]
    assert rows(fresh, "SELECT count(*) FROM ledger.policy_correction") == [(0,)]


def test_which_categories_the_total_counts_is_corrected_without_a_changed_due(
    town: Settings, make_warehouse: Callable[..., Settings], tmp_path: Path
) -> None:
    label = "category: registered_poor\n    label_zh: 建档立卡贫困人口\n"
    members = "SELECT category, sum(member_persons)::integer FROM mart.special_coverage GROUP BY category"
    before, dues = dict(rows(town, members)), rows(town, "SELECT * FROM core.dues ORDER BY person_key, plan_year")
    correct(town, (label, label + "    all_must_enrol: false\n"))
    assess.run(town, small_town.PACK, SECOND)
    assert rows(town, "SELECT * FROM core.dues ORDER BY person_key, plan_year") == dues
    after = dict(rows(town, members))
    assert before[""] > after.get("", 0) and before["registered_poor"] == after["registered_poor"] > 0
    fresh = make_warehouse(small_town.folder(tmp_path / "fresh"))
    correct(fresh, (label, label + "    all_must_enrol: false\n"))
    small_town.put(fresh, small_town.PACK, small_town.people(load_pack(fresh.pack_path(small_town.PACK))))
    assess.run(fresh, small_town.PACK, SECOND)
    assert business(town) == business(fresh)
    good(town)


def test_the_record_says_what_changed(town: Settings) -> None:
    """By 5 November: poor 1 is owed 10 back, 2 and 3 owe 110, 5 is enrolled by the 110 of 8 October."""
    old = load_pack(town.pack_path(small_town.PACK)).version
    correct(town)
    new = load_pack(town.pack_path(small_town.PACK)).version
    assess.run(town, small_town.PACK, CORRECTED)
    first, second = small_town.units(load_pack(town.pack_path(small_town.PACK)))
    found = rows(
        town,
        "SELECT old_version, new_version, business_date, takes_effect, rule_id, correction_persons, unit_name, payer,"
        " persons, due_difference_fen, fund_difference_fen, posted_fund_difference_fen, refundable_difference_fen"
        " FROM mart.policy_correction ORDER BY unit_sort_order, payer",
    )
    said = (old, new, CORRECTED, "retroactively", "DA-08-corrected", 4)
    assert found == [
        (*said, first, "", 3, -3_000, 0, 0, 1_000),
        (*said, first, "fiscal", 3, 0, 3_000, 1_000, 0),
        (*said, second, "", 1, -1_000, 0, 0, 0),
        (*said, second, "fiscal", 1, 0, 1_000, 14_000, 0),
    ]
    ((words,),) = rows(town, "SELECT DISTINCT changes_zh FROM mart.policy_correction")
    assert len(words) == 1 and "由130元改为140元" in words[0]


def test_every_version_is_kept_whole(town: Settings) -> None:
    old = load_pack(town.pack_path(small_town.PACK))
    correct(town)
    new = load_pack(town.pack_path(small_town.PACK))
    assess.run(town, small_town.PACK, CORRECTED)
    kept = dict(rows(town, "SELECT pack_version, content FROM ledger.pack_version"))
    assert kept == {old.version: old.content, new.version: new.content}
    assert all(hashlib.sha256(content.encode()).hexdigest() == version for version, content in kept.items())


def test_earlier_publications_stay_and_corrections_go_out_once(town: Settings) -> None:
    before = dict(rows(town, "SELECT publication_id, manifest FROM ledger.publication"))
    published = {str(key): publish.remake(town, str(key)) for key in before}
    correct(town, small_town.POOR, ("goal_bp: 9500", "goal_bp: 9600"))
    assess.run(town, small_town.PACK, CORRECTED)
    postbox = Postbox()
    made = publish.run(town, small_town.PACK, CORRECTED)
    numbers = rows(town, "SELECT correction_no, count(*) FROM ledger.publication GROUP BY 1 ORDER BY 1")
    # of the posters (16 of each month) that of the town where somebody is enrolled now
    # and no table of money controls (16 towns and two offices), which is never corrected
    corrected = len(before) - 18 - 16 + 1
    assert len(made) == corrected >= 2
    assert numbers == [(0, len(before)), (1, corrected)]
    assert {key: publish.remake(town, key) for key in published} == published
    assert dict(rows(town, "SELECT publication_id, manifest FROM ledger.publication WHERE correction_no = 0")) == before
    postbox.collect(town, small_town.PACK)
    assert len(postbox.each_once()) == corrected
    assert all("更正第1号" in message["Subject"] for message in postbox.messages)
    good(town)
    assert publish.run(town, small_town.PACK, CORRECTED) == []
    assert assess.run(town, small_town.PACK, CORRECTED).persons == 0
    assert postbox.collect(town, small_town.PACK).sent == 0
    assert rows(town, "SELECT count(*) FROM ledger.publication") == [(len(before) + corrected,)]


def test_a_poster_that_stays_equal_is_composed_once_per_correction(
    town: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    composed = Counter[str]()
    compose = VillagePoster.compose

    def counted(self: VillagePoster, edition: Edition, *parts: Any) -> Any:
        composed[edition.view.recipient] += 1
        return compose(self, edition, *parts)

    monkeypatch.setattr(VillagePoster, "compose", counted)
    correct(town)
    assess.run(town, small_town.PACK, CORRECTED)
    made = publish.run(town, small_town.PACK, CORRECTED)
    assert made and len(composed) == 16 and set(composed.values()) == {1}
    checks = rows(town, "SELECT count(*) FROM ledger.publication_check")
    assert checks == [(15 + 18,)], "tables of money controls, and all posters but that where somebody is enrolled now"
    for _ in range(2):
        assert publish.run(town, small_town.PACK, CORRECTED) == []
    assess.run(town, small_town.PACK, LATER)
    assert publish.run(town, small_town.PACK, LATER) == [] and set(composed.values()) == {1}
    assert rows(town, "SELECT count(*) FROM ledger.publication_check") == checks
    small_town.edit(town.policies_dir, ("14000\n    personal_fen: 11000", "13500\n    personal_fen: 11500"))
    assess.run(town, small_town.PACK, LATER)
    publish.run(town, small_town.PACK, LATER)
    assert len(composed) == 16 and set(composed.values()) == {2}, "another correction is compared once more"
    publish.run(town, small_town.PACK, LATER)
    assert set(composed.values()) == {2}


def test_the_reason_stands_in_manifest_mail_and_sheet(town: Settings) -> None:
    """Up to 15 October: first town 1 person, fund +10, refund 10; second town 1 person newly enrolled, fund 140."""
    correct(town)
    assess.run(town, small_town.PACK, CORRECTED)
    postbox = Postbox()
    made = publish.run(town, small_town.PACK, CORRECTED)
    manifest = rows(
        town, "SELECT manifest FROM ledger.publication WHERE correction_no = 1 ORDER BY as_of, cadence LIMIT 1"
    )[0][0]
    first, second = small_town.units(load_pack(town.pack_path(small_town.PACK)))
    said = manifest["policy_correction"]
    fund = next(one.label_zh for one in load_pack(town.pack_path(small_town.PACK)).payers if one.payer == "fiscal")
    assert said["units"] == [
        {"name": first, "persons": 1, "enrolled_persons": 0, "fen": [[f"{fund}资助", 1_000], ["待退", 1_000]]},
        {"name": second, "persons": 1, "enrolled_persons": 1, "fen": [[f"{fund}资助", 14_000], ["挂账", -11_000]]},
    ]
    assert said["others"] is False and said["corrections"][0]["rule_id"] == "DA-08-corrected"
    postbox.collect(town, small_town.PACK)
    body = postbox.messages[0].get_body(("plain",)).get_content()
    for text in ("更正说明：2019年11月5日更正政策，追溯生效", "由130元改为140元", f"{second}1人，参保人数+1人"):
        assert text in body, text
    sheet = next(content for name, content in publish.remake(town, made[0]).items() if name.endswith(".xlsx"))
    assert "更正说明" in json.dumps(_strings(sheet), ensure_ascii=False)


def _strings(sheet: bytes) -> list[str]:
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(sheet))
    return [str(cell.value) for row in book["打印"].iter_rows() for cell in row if cell.value]


def test_what_no_figure_shows_makes_no_correction(town: Settings) -> None:
    """Another clause and a later deadline change the version, and nothing that was published."""
    small_town.edit(town.policies_dir, ("sender_label: ", "sender_label: 县"))
    assess.run(town, small_town.PACK, CORRECTED)
    assert rows(town, "SELECT persons FROM ledger.policy_correction") == [(0,)]
    assert publish.run(town, small_town.PACK, CORRECTED) == []
    good(town)


def test_a_corrected_target_corrects_the_report_and_says_so(town: Settings) -> None:
    pack = load_pack(town.pack_path(small_town.PACK))
    persons = pack.target_table.rows[0].persons
    # the note on the printed total states the sum of the rows
    small_town.edit(
        town.policies_dir, (f"persons: {persons}", f"persons: {persons + 1}"), ("相加为578501", "相加为578502")
    )
    assess.run(town, small_town.PACK, CORRECTED)
    postbox = Postbox()
    assert publish.run(town, small_town.PACK, CORRECTED)
    postbox.collect(town, small_town.PACK)
    body = postbox.messages[0].get_body(("plain",)).get_content()
    assert "更正影响：未改变人员和资金" in body and "政策包未注明更正依据" in body
    good(town)


def test_facts_that_wait_are_no_part_of_the_correction(town: Settings) -> None:
    first, _ = small_town.units(load_pack(town.pack_path(small_town.PACK)))
    late = small_town.pays(small_town.person(9, first, "registered_poor"), 120, dt.date(2019, 10, 10))
    correct(town)
    number = rows(town, "SELECT committed_no FROM landing.watermark")[0][0]
    _put_under_the_new_pack(town, late, number + 1)
    assess.run(town, small_town.PACK, CORRECTED)
    assert rows(town, "SELECT persons FROM ledger.policy_correction") == [(5,)]  # with the newcomer: 10 back
    assert rows(
        town, "SELECT posted_fund_before_fen, posted_fund_after_fen FROM ledger.policy_correction_line"
        " WHERE payer = 'fiscal' ORDER BY posted_fund_before_fen DESC LIMIT 1",
    ) == [(26_000, 28_000)]  # fmt: skip
    publish.run(town, small_town.PACK, CORRECTED)
    manifest = rows(town, "SELECT manifest FROM ledger.publication WHERE correction_no = 1 LIMIT 1")[0][0]
    assert manifest["policy_correction"]["others"] is True
    good(town)


def _put_under_the_new_pack(settings: Settings, one: Any, number: int) -> None:
    small_town.put(settings, small_town.PACK, [one], committed_no=number)


def test_back_to_the_first_version(town: Settings) -> None:
    file = town.pack_path(small_town.PACK) / "pack.yaml"
    text, before = file.read_text(encoding="utf-8"), business(town)
    assess.run(town, small_town.PACK, CORRECTED)
    before = business(town)
    correct(town)
    assess.run(town, small_town.PACK, CORRECTED)
    assert business(town) != before
    file.write_text(text, encoding="utf-8")
    assess.run(town, small_town.PACK, CORRECTED)
    assert business(town) == before
    assert rows(town, "SELECT persons FROM ledger.policy_correction ORDER BY assess_no") == [(4,), (4,)]
    good(town)


@pytest.mark.parametrize(
    "statement",
    quick_and_long(
        (
            "assess/judge/outcome",
            "policy/corrections/insert",
            "post/event",
            "policy/corrections/day",
            "policy/corrections/keep",
        ),
        {"post/event"},
    ),
)
def test_killed_in_the_middle(town: Settings, statement: str) -> None:
    correct(town)
    before = business(town)
    code = [sys.executable, "-m", "tests.support.die_in_assess", statement, small_town.PACK, CORRECTED.isoformat()]
    env = os.environ | {
        "PYTHONPATH": str(REPOSITORY), "CAMPAIGN_HOME": str(town.home), "CAMPAIGN_POLICIES": str(town.policies_dir),
        "CAMPAIGN_HASH_KEY": town.hash_key.hex(), "CAMPAIGN_CIPHER_KEY": town.cipher_key.hex(),
        "CAMPAIGN_WAREHOUSE_URL_LOADER": town.warehouse_url("loader"),
    }  # fmt: skip
    ended = subprocess.run(code, env=env, cwd=REPOSITORY, timeout=120, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-2000:]
    assert business(town) == before
    assess.run(town, small_town.PACK, CORRECTED)
    assert rows(town, "SELECT persons FROM ledger.policy_correction") == [(4,)]
    good(town)

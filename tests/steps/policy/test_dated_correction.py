"""140 from 1 November on: earlier settlements stay; what would change them is refused and writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.packs import small_town
from tests.support.warehouse import snapshot
from tests.support.warehouse.facts import key_of, results
from transforms.policy import load_pack
from transforms.policy.diff.correction_check import CorrectionRefused, early_changes

FROM = dt.date(2019, 11, 1)
KINDS = ("special_list", "target_table", "roll", "employee", "late_entry", "tax_feed")


@pytest.fixture()
def town(make_warehouse: Callable[..., Settings], tmp_path: Path) -> Settings:
    return small_town.loaded(make_warehouse, tmp_path / "policies", dt.date(2019, 11, 5))


def test_who_settled_before_is_unchanged(town: Settings) -> None:
    before = results(town, small_town.PACK)
    small_town.split(town.policies_dir)
    assess.run(town, small_town.PACK, small_town.END)
    after = results(town, small_town.PACK)
    one, two, three, _, five, _ = (key_of(p) for p in small_town.people(load_pack(town.pack_path(small_town.PACK))))
    # the day of the next look (the window's end has come), and the name of the situation: no results
    aside = {"next_change_on": None, "situation_key": None}
    assert after[one, 2020] | aside == before[one, 2020] | aside
    assert after[one, 2020]["settled_on"] == dt.date(2019, 9, 20)
    row = after[two, 2020]
    assert (row["settled_on"], row["due_fen"], row["fund_fen"], row["refundable_fen"], row["rule_id"]) == (
        dt.date(2019, 11, 20), 11_000, 14_000, 1_000, "DA-08-november",
    )  # fmt: skip
    assert (after[three, 2020]["status"], after[three, 2020]["due_fen"]) == ("owing", 11_000)
    # 110 paid in October cover the due of November: enrolled from its first day
    assert (after[five, 2020]["status"], after[five, 2020]["settled_on"]) == ("enrolled", FROM)
    assert not [one for one in invariants.run(town, small_town.PACK) if one.problems]
    assert assess.run(town, small_town.PACK, small_town.END).persons == 0


def refused(town: Settings, *names: str) -> None:
    """Assessment and intake refuse with those rules, and nothing is written."""
    before = snapshot.take(town)
    for attempt in (
        lambda: assess.run(town, small_town.PACK, small_town.END),
        lambda: intake.run(town, small_town.PACK, KINDS, small_town.END)
    ):  # fmt: skip
        with pytest.raises(CorrectionRefused) as error:
            attempt()
        assert {one.field for one in error.value.problems} == set(names)
        assert "valid_to: 2019-10-31" in str(error.value) and "valid_from: 2019-11-01" in str(error.value)
    assert snapshot.take(town) == before


def test_an_amount_changed_in_place_is_refused(town: Settings) -> None:
    small_town.edit(town.policies_dir, small_town.POOR)
    small_town.append(town.policies_dir, small_town.correction("from_date", "2019-11-01"))
    refused(town, "DA-08")


def test_a_new_rule_that_begins_too_early_is_refused(town: Settings) -> None:
    small_town.split(town.policies_dir, "2019-10-30", "2019-10-31")
    refused(town, "DA-08", "DA-08-november")


def test_a_window_changed_for_a_later_date_is_refused(town: Settings) -> None:
    """Until when money is taken decides on which day employment is tested: earlier settlements hang on it."""
    small_town.edit(town.policies_dir, ("ends_on: 2019-12-31", "ends_on: 2019-12-25"))
    small_town.append(town.policies_dir, small_town.correction("from_date", "2019-11-01"))
    with pytest.raises(CorrectionRefused) as error:
        assess.run(town, small_town.PACK, small_town.END)
    told = {one.field: one for one in error.value.problems}
    assert "DA-03" in told
    assert "不能只从某日起更正" in told["DA-03"].fix_zh and "valid_to" not in told["DA-03"].text_zh()
    assert "cannot change from a day on" in told["campaign.ends_on"].fix_en


def test_a_wider_condition_makes_a_claim_on_earlier_days(tmp_path: Path) -> None:
    """The new rule takes people whom no rule took: they would be on the category before it begins."""
    old = load_pack(small_town.folder(tmp_path / "old") / small_town.PACK)
    new = small_town.split(small_town.folder(tmp_path / "new"))
    assert early_changes(old, new, FROM) == ()
    narrower = new.subsidies
    index = next(i for i, one in enumerate(narrower) if one.rule_id == "DA-08-november")
    changed = narrower[index].model_copy(update={"when": narrower[index].when.model_copy(update={"min_age": 60})})
    other = new.model_copy(update={"subsidies": (*narrower[:index], changed, *narrower[index + 1 :])})
    assert early_changes(old, other, FROM) == ("DA-08-november",)


def test_a_price_from_the_date_on_changes_no_earlier_day(tmp_path: Path) -> None:
    """The new price adds compiled amounts to every subsidy, whose rules stay as they are."""
    old = load_pack(small_town.folder(tmp_path / "old") / small_town.PACK)
    price, *other_prices = old.prices
    ended = price.model_copy(update={"when": price.when.model_copy(update={"valid_to": FROM - dt.timedelta(days=1)})})
    later = price.model_copy(
        update={
            "rule_id": "DA-02-november",
            "when": price.when.model_copy(update={"valid_from": FROM}),
            "price": price.price.model_copy(update={"fen": 26_000}),
        }
    )
    new = old.model_copy(update={"prices": (ended, later, *other_prices)})
    assert early_changes(old, new, FROM) == ()


def test_words_and_figures_of_reports_may_change(tmp_path: Path) -> None:
    old = load_pack(small_town.folder(tmp_path / "old") / small_town.PACK)
    new = small_town.edit(small_town.folder(tmp_path / "new"), ("goal_bp: 9500", "goal_bp: 9600"))
    assert early_changes(old, new, FROM) == ()


def test_a_version_that_was_not_kept_allows_no_date(town: Settings) -> None:
    import psycopg

    with psycopg.connect(town.warehouse_url("owner")) as conn:
        conn.execute("DELETE FROM ledger.pack_version")
    small_town.split(town.policies_dir)
    with pytest.raises(CorrectionRefused, match="未保存全文"):
        assess.run(town, small_town.PACK, small_town.END)

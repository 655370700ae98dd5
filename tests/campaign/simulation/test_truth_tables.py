"""The truth as a whole: money balances, progress adds up, edge cases are plenty, the same seed gives the same bytes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from simulation import Locality, simulate
from simulation.localities import PLACES
from simulation.locality import as_of_dates
from simulation.stories import ordinary, special

PACKS = sorted(PLACES)


def frame(locality: Locality, name: str) -> pd.DataFrame:
    return pq.read_table(locality.out_dir / "truth" / f"{name}.parquet").to_pandas()


def fingerprint(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_same_seed_same_bytes_other_seed_other_people(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        simulate("hefei-2020", 0.0005, seed, tmp_path / name, bad_files=True)
    first, second, other = (fingerprint(tmp_path / name) for name in "abc")
    assert first == second
    assert len(first) > 190
    assert first.keys() == other.keys()
    assert first["truth/person.parquet"] != other["truth/person.parquet"]


def test_feeds_do_not_depend_on_how_many_lines_are_made_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, lines_at_once in (("whole", 400_000), ("parts", 150)):
        monkeypatch.setattr("simulation.deliveries.feeds._CHUNK", lines_at_once)
        simulate("dongan-2020", 0.005, 5, tmp_path / name)
    assert fingerprint(tmp_path / "whole") == fingerprint(tmp_path / "parts")


@pytest.mark.parametrize("pack_code", PACKS)
def test_money_balances_for_everybody(made: Callable[[str], Locality], pack_code: str) -> None:
    """received + fund = contribution + refundable + reimbursable + suspense, with the fund's share once enrolled."""
    persons, standard = frame(made(pack_code), "person"), PLACES[pack_code].rules.standard_fen
    settled = persons[persons["status"] == "enrolled"]
    assert len(settled) > 500
    contribution = standard
    given = settled["paid_fen"] + settled["fund_fen"]
    assert (given == contribution + settled["refundable_fen"] + settled["reimbursable_fen"]).all()
    assert settled["settled_on"].notna().all()
    assert (settled["paid_fen"] >= settled["due_fen"]).all()
    out = persons[persons["status"].isin(["deceased", "insured_elsewhere"])]
    assert ((out["refundable_fen"] == out["paid_fen"]) & (out["due_fen"] == 0) & (out["fund_fen"] == 0)).all()
    waiting = persons[persons["status"].isin(["owing", "undefined"])]
    # only late payers get their money back before they are enrolled, where the notice names every reason for them
    refused = waiting[waiting["refundable_fen"] > 0]
    assert len(refused) > 0 if PLACES[pack_code].rules.refuses_late else refused.empty
    if PLACES[pack_code].rules.refuses_late:
        stated = waiting[(waiting["status"] == "undefined") & waiting["coverage_from"].notna()]
        assert len(stated) > 0 and (stated["refundable_fen"] == 0).all(), "some state a reason for late entry"
    assert (refused["status"] == "undefined").all() and (refused["refundable_fen"] <= refused["paid_fen"]).all()
    assert waiting[waiting["status"] == "undefined"]["due_fen"].isna().all()
    assert (persons["enrolled"] == (persons["status"] == "enrolled")).all()


@pytest.mark.parametrize("pack_code", PACKS)
def test_persons_are_unique_and_hold_all_receipts(made: Callable[[str], Locality], pack_code: str) -> None:
    persons, receipts = frame(made(pack_code), "person"), frame(made(pack_code), "receipt")
    keys = ["document_number", "plan_year"]
    assert not persons.duplicated(keys).any()
    paid = receipts.groupby(keys)["amount_fen"].sum().rename("sum").reset_index()
    both = persons.merge(paid, on=keys, how="outer").fillna({"sum": 0})
    assert both["status"].notna().all()
    assert (both["paid_fen"] == both["sum"]).all()


@pytest.mark.parametrize("pack_code", PACKS)
def test_progress_of_the_last_day_is_the_sum_of_persons(made: Callable[[str], Locality], pack_code: str) -> None:
    locality, place = made(pack_code), PLACES[pack_code]
    progress, persons = frame(locality, "progress"), frame(locality, "person")
    assert sorted(progress["as_of"].unique()) == as_of_dates(place)
    main = persons[persons["plan_year"] == place.rules.plan_year].copy()
    main["unit_name"] = main["unit_name"].fillna("")
    main["posted_fen"] = main["fund_fen"].where(main["enrolled"], 0)
    keys = ["unit_name", "category"]
    whole = main.groupby(keys)[["enrolled", "paid_fen", "posted_fen"]].sum().astype("int64")
    last = progress[progress["as_of"] == locality.business_date].set_index(keys)
    last = last[["enrolled_persons", "received_fen", "fund_fen"]].reindex(whole.index, fill_value=0)
    assert len(last) > 10
    assert (last.to_numpy() == whole.to_numpy()).all()
    totals = progress.groupby("as_of")[["enrolled_persons", "received_fen"]].sum()
    assert (
        totals.is_monotonic_increasing if isinstance(totals, pd.Series) else (totals.diff().iloc[1:] >= 0).all().all()
    )


def test_progress_inside_the_window_counts_by_settlement_and_receipt(made: Callable[[str], Locality]) -> None:
    locality = made("dongan-2020")
    first = as_of_dates(PLACES["dongan-2020"])[0]
    persons, receipts, progress = (frame(locality, name) for name in ("person", "receipt", "progress"))
    settled = persons[persons["enrolled"] & (persons["settled_on"] <= first)]
    received = receipts[(receipts["plan_year"] == 2020) & (receipts["received_on"] <= first)]
    then = progress[progress["as_of"] == first]
    # a person whose enrolment lapses later counts until then
    lapsing = persons[(persons["lapse_from"] <= first) & (persons["lapsed_on"] > first)]
    assert then["enrolled_persons"].sum() == len(settled) + len(lapsing) > 0
    assert then["received_fen"].sum() == received["amount_fen"].sum() > 0
    # nothing is gained later in Dong'an; a fund pays the whole price of a person whose enrolment lapses
    whole_fen = len(lapsing) * PLACES["dongan-2020"].rules.standard_fen
    assert then["fund_fen"].sum() == settled["fund_fen"].sum() + whole_fen > 0


@pytest.mark.parametrize("pack_code", PACKS)
def test_every_story_happens(made: Callable[[str], Locality], pack_code: str) -> None:
    stories = Counter(frame(made(pack_code), "story")["story"])
    place = PLACES[pack_code]
    left_out = set() if place.gap else {"gap"}
    left_out |= set() if len(place.rules.payable_years) > 1 else {"other_year"}
    wanted = {s.__name__ for s, _ in ordinary.STORIES} | {s.__name__ for s, _ in special.STORIES}
    wanted |= {"newborn", "stranger", "employee_pays", "rises"}
    missing = wanted - left_out - set(stories)
    assert len(missing) <= 1, missing  # at this size one rare story may be missing by chance


@pytest.mark.long
def test_a_tenth_of_dongan_is_quick_and_full_of_edge_cases(tmp_path: Path) -> None:
    import time

    before = time.process_time()
    locality = simulate("dongan-2020", 0.1, 1, tmp_path)
    assert time.process_time() - before < 10
    persons, stories = frame(locality, "person"), Counter(frame(locality, "story")["story"])
    assert 58_000 < persons["document_number"].nunique() < 63_000
    assert min(stories.values()) >= 25
    assert sum(count for story, count in stories.items() if story not in ("old", "employee_pays")) > 3_000
    assert (persons["status"].value_counts() >= 100).all()
    assert (persons["reimbursable_fen"] > 0).sum() > 50

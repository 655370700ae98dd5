"""Two campaigns of one place in one warehouse: each is as its truth says, and the second is compared with the first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.runtime.settings import REPOSITORY, Settings
from pipeline.verify import invariants
from simulation.localities import PLACES
from simulation.locality import as_of_dates
from simulation.packs import write_packs
from simulation.years import TwoYears, place_before, simulate_years
from tests.support.warehouse import campaign
from tests.support.warehouse.campaign import scale_of
from transforms.policy import campaign_id, load_pack
from transforms.report.same_day.compare import same_day_of

PERSONS, SEED = 3_000, 7
PACKS = ("dongan-2020", "hefei-2020")
OF_A_CAMPAIGN = ("core.dues", "core.payment", "core.roll_fact", "core.membership_fact", "ledger.event_total")


class Finished(NamedTuple):
    """Both campaigns of a place, taken and assessed one after the other; `untouched`: the first before the second."""

    years: TwoYears
    settings: Settings
    untouched: dict[str, pd.DataFrame]


def _make(pack_code: str, folder: Path, persons: int = PERSONS) -> TwoYears:
    return simulate_years(pack_code, scale_of(pack_code, persons), SEED, folder, REPOSITORY / "policies", 0.02)


def _content(settings: Settings, pack_code: str) -> dict[str, pd.DataFrame]:
    """Every row of the campaign's facts, dues and totals, as sorted texts."""
    number = campaign_id(pack_code)
    return {
        table: campaign.frame(
            settings, f"SELECT t::text AS row FROM {table} AS t WHERE campaign_id = :n ORDER BY 1", n=number
        )
        for table in OF_A_CAMPAIGN
    }


@pytest.fixture(scope="module")
def finished(
    tmp_path_factory: pytest.TempPathFactory, make_warehouse: Callable[..., Settings]
) -> Callable[[str], Finished]:
    @cache
    def make(pack_code: str) -> Finished:
        years = _make(pack_code, tmp_path_factory.mktemp(pack_code))
        settings = make_warehouse(years.policies, is_kept=True)
        before, now = years.before, years.now
        campaign.run_pipeline(settings, before.pack_code, before.out_dir, before.business_date)
        untouched = _content(settings, before.pack_code)
        campaign.run_pipeline(settings, now.pack_code, now.out_dir, now.business_date)
        return Finished(years, settings, untouched)

    return make


def _last_year(years: TwoYears) -> pd.DataFrame:
    return pd.DataFrame(pq.read_table(years.now.out_dir / "truth" / "last_year.parquet").to_pydict())


def test_two_years_have_partly_the_same_persons(tmp_path: Path) -> None:
    """The simulation alone: who is enrolled is insured last year, the dead are gone, and a second run is equal."""
    years = _make(PACKS[0], tmp_path / "a", 1_500)
    truths = [pq.read_table(place.out_dir / "truth" / "person.parquet") for place in (years.before, years.now)]
    before, now = (pd.DataFrame(table.to_pydict()) for table in truths)
    roll = _last_year(years)
    enrolled = set(before.loc[before["enrolled"] & (before["plan_year"] == 2019), "document_number"])
    known = roll[roll["is_of_year_before"]]
    assert set(known.loc[known["insured_last_year"], "document_number"]) == enrolled & set(known["document_number"])
    persons, persons_before = set(now["document_number"]), set(before["document_number"])
    assert len(persons & persons_before) > 0.9 * len(persons) and len(persons - persons_before) > 10
    assert len(persons_before - persons) > 20 and 0 < len(known) < len(roll)
    again = tmp_path / "b"
    arguments = (
        "--pack",
        PACKS[0],
        "--scale",
        str(scale_of(PACKS[0], 1_500)),
        "--seed",
        str(SEED),
        "--mistakes",
        "0.02",
    )
    result = CliRunner().invoke(app, ["simulate", str(again), *arguments, "--years", "2"], catch_exceptions=False)
    assert result.exit_code == 0 and "policies" in result.output.replace("\n", "")
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file())
    assert len(files) > 400
    assert all((tmp_path / "a" / file).read_bytes() == (again / file).read_bytes() for file in files)


def test_both_packs_are_right(tmp_path: Path) -> None:
    pack_code = "zhaoqing-2021"
    write_packs(REPOSITORY / "policies", pack_code, PLACES[pack_code].rules.plan_year, tmp_path)
    before, now = (load_pack(tmp_path / code) for code in ("zhaoqing-2020", pack_code))
    assert now.campaign.follows == before.pack_code and before.campaign.follows is None
    assert (before.starts_on, before.ends_on) == (same_day_of(now.starts_on), same_day_of(now.ends_on))
    assert before.standard.plan_year == now.standard.plan_year - 1
    real = load_pack(REPOSITORY / "policies" / pack_code)
    alone = now.campaign.model_copy(update={"follows": None})
    assert now.model_copy(update={"campaign": alone}) == real


def test_the_year_before_is_a_year_earlier_in_everything() -> None:
    for place in PLACES.values():
        before = place_before(place)
        assert before.rules.plan_year == place.rules.plan_year - 1 and before.units == place.units
        assert [same_day_of(day) for day in as_of_dates(place)] == as_of_dates(before)
        assert before.rules.price_fen.keys() == {(year - 1, phase) for year, phase in place.rules.price_fen}
        assert before.senders[0].cut_offs == tuple(same_day_of(day) for day in place.senders[0].cut_offs)


@pytest.mark.long
@pytest.mark.parametrize("pack_code", PACKS)
def test_every_person_of_both_years_is_as_the_truth_says(finished: Callable[[str], Finished], pack_code: str) -> None:
    done = finished(pack_code)
    for place in (done.years.before, done.years.now):
        found = campaign.differences(done.settings, place.pack_code, place.out_dir)
        assert not found, f"{place.pack_code}: {len(found)} differences, first: {found[:5]}"
        assert not [f for f in invariants.run(done.settings, place.pack_code) if f.problems]


@pytest.mark.long
@pytest.mark.parametrize("pack_code", PACKS)
def test_the_second_year_changes_nothing_of_the_first(finished: Callable[[str], Finished], pack_code: str) -> None:
    done = finished(pack_code)
    after = _content(done.settings, done.years.before.pack_code)
    for table, rows in done.untouched.items():
        assert len(rows) > 10 and rows.equals(after[table]), table


def _enrolled(settings: Settings, pack_code: str, folder: Path) -> dict[dt.date, Counter[str]]:
    """The truth: day -> unit name -> enrolled persons."""
    days: dict[dt.date, Counter[str]] = {}
    for day, rows in campaign.true_progress(settings, pack_code, folder).items():
        days[day] = Counter()
        for (unit, _), (persons, *_) in rows.items():
            days[day][unit] += persons
    return days


@pytest.mark.long
@pytest.mark.parametrize("pack_code", PACKS)
def test_the_same_day_last_year_is_that_of_the_truth(finished: Callable[[str], Finished], pack_code: str) -> None:
    done = finished(pack_code)
    before, now = (
        _enrolled(done.settings, place.pack_code, place.out_dir) for place in (done.years.before, done.years.now)
    )
    assert len(now) == 3
    for day, persons in now.items():
        rows = campaign.frame(
            done.settings,
            "SELECT coalesce(unit_name, ''), enrolled_persons, last_year_enrolled_persons, more_persons, last_year_on"
            " FROM mart.unit_same_day WHERE pack_code = :pack AND on_date = :day",
            pack=pack_code, day=day,
        )  # fmt: skip
        last_year = before[same_day_of(day)]
        expected = {(unit, persons[unit], last_year[unit], persons[unit] - last_year[unit]) for unit in
                    {*persons, *last_year}}  # fmt: skip
        found = {tuple(row[:4]) for row in rows.itertuples(index=False) if any(row[1:3])}
        assert found == {row for row in expected if any(row[1:3])} and sum(last_year.values()) > 100
        assert {row[4] for row in rows.itertuples(index=False)} == {same_day_of(day)}


@pytest.mark.long
@pytest.mark.parametrize("pack_code", PACKS)
def test_last_years_enrolled_are_insured_last_year(finished: Callable[[str], Finished], pack_code: str) -> None:
    """The second campaign's roll states of each person the result of the first campaign's dues."""
    done = finished(pack_code)
    rows = campaign.frame(
        done.settings,
        "SELECT r.person_key::text, r.insured_last_year, d.status = 'enrolled' AS enrolled"
        " FROM core.roll_fact AS r INNER JOIN core.dues AS d ON d.person_key = r.person_key"
        " WHERE r.campaign_id = :now AND d.campaign_id = :before AND d.plan_year = :year",
        now=campaign_id(pack_code), before=campaign_id(done.years.before.pack_code),
        year=PLACES[pack_code].rules.plan_year - 1,
    )  # fmt: skip
    assert len(rows) > 2_000 and (rows["insured_last_year"] == rows["enrolled"]).all()
    assert set(rows["enrolled"]) == {True, False}


@pytest.mark.long
@pytest.mark.parametrize("pack_code", PACKS)
def test_who_pays_for_a_year_in_both_campaigns_is_reported_and_holds_nothing(
    finished: Callable[[str], Finished], pack_code: str
) -> None:
    done = finished(pack_code)
    receipts = [
        pd.DataFrame(pq.read_table(place.out_dir / "truth" / "receipt.parquet").to_pydict())
        for place in (done.years.before, done.years.now)
    ]
    payer = ["document_number", "plan_year"]
    paid_before = receipts[0][payer].drop_duplicates()
    again = receipts[1].merge(paid_before, on=payer)
    found = campaign.frame(
        done.settings,
        "SELECT d.state, count(*) FILTER (WHERE d.reasons::text LIKE '%%paid_elsewhere%%') AS held,"
        " count(DISTINCT w.row_no) AS warned FROM landing.delivery AS d LEFT JOIN landing.warning AS w"
        " ON w.delivery_id = d.delivery_id AND w.reason_code = 'paid_in_other_campaign'"
        " WHERE d.kind = 'tax_feed' AND d.campaign_id = :now GROUP BY d.delivery_id, d.state",
        now=campaign_id(pack_code),
    )
    assert len(found) > 10 and not found["held"].sum()
    assert found["warned"].sum() == len(again), (found["warned"].sum(), len(again))
    assert bool(len(again)) == (len(PLACES[pack_code].rules.payable_years) > 1)


@pytest.mark.long
def test_not_below_last_year_asks_for_the_persons_of_the_roll(finished: Callable[[str], Finished]) -> None:
    done = finished("hefei-2020")
    roll = _last_year(done.years)
    expected = Counter(roll.loc[roll["insured_last_year"], "unit_name"])
    rows = campaign.frame(
        done.settings,
        "SELECT unit_name, wanted_persons FROM mart.unit_target WHERE pack_code = 'hefei-2020'"
        " AND kind = 'not_below_last_year'",
    )
    assert len(rows) > 3 and {name: int(wanted) for name, wanted in rows.itertuples(index=False)} == dict(expected)

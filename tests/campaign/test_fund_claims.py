"""Lists of 代缴 and 请款 in a simulated campaign: compared with what funds owe, never money or membership."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing.deliver import Announcement, deliver
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from simulation import simulate
from simulation.people.documents import fresh_number
from tests.support.files.builders import write_csv, write_xlsx
from tests.support.warehouse import campaign
from tests.support.warehouse.campaign import scale_of

pytestmark = pytest.mark.long  # a whole campaign with its requests

PACK = "dongan-2020"
PERSONS = 2_000
DAY = dt.date(2019, 12, 31)
WORDS = {"destitute": "特困人员", "minimum_living": "民政城乡低保对象", "registered_poor": "建档立卡贫困人员",
         "severely_disabled": "民政城乡重度(一、二级)残疾人员", "safety_net_poor": "社会保障兜底脱贫对象"}  # fmt: skip
STRANGER, TOO_LITTLE = 990_001, 100
HEADER = "序号,镇（街）,姓名,身份证号码,人员编号,代缴类别,参保类别,代缴金额,个人缴费金额,缴费总额,请款批次"
PROXY = "序号,街道乡镇,姓名,身份证件类型,身份证件号码,人员编号,代缴类别,代缴金额,个人缴费日期"
FACTS = (
    "core.payment", "core.reversal", "core.membership_fact", "core.roll_fact", "core.trait", "core.dues",
    "ledger.event", "ledger.coverage_event", "ledger.event_total",
)  # fmt: skip


class Claimed(NamedTuple):
    """A campaign before and after its claims. `owed`: of the truth, who is enrolled with a fund; by document number."""

    settings: Settings
    owed: pd.DataFrame
    facts_before: dict[str, int]
    report: intake.IntakeReport


def _facts(settings: Settings) -> dict[str, int]:
    """Number every table's content: equal numbers mean equal rows."""
    hashes = [f"SELECT '{table}' AS t, coalesce(sum(hashtextextended(x::text, 0)::numeric), 0) AS n FROM {table} AS x"
              for table in FACTS]  # fmt: skip
    rows = campaign.frame(settings, " UNION ALL ".join(hashes))
    return {row.t: row.n for row in rows.itertuples()}


def _yuan(fen: int) -> str:
    return f"{fen / 100:g}"


def _claims(owed: pd.DataFrame) -> list[list[str]]:
    """Rows as the tax bureau would send them: right for all but the first six persons, of whom two are left out."""
    rows = []
    for at, person in enumerate(owed.itertuples()):
        parts = [person.fund_fen]
        if at < 2:
            continue
        if at < 4:
            parts = [person.fund_fen - TOO_LITTLE]
        elif at < 6:
            parts = [person.fund_fen, person.fund_fen]  # claimed twice, in two equal rows
        elif at < 20:
            parts = [10_000, person.fund_fen - 10_000]  # in two batches
        who = [person.unit_name, "甲乙", person.document_number, WORDS[person.category]]
        batches = ("第一批", "第一批" if at < 6 else "第二批")
        rows += [[*who, _yuan(fen), batch] for batch, fen in zip(batches, parts, strict=False)]
    rows.append(["白牙市镇", "甲乙", fresh_number(STRANGER), WORDS["destitute"], "250", "第一批"])
    return rows


def _key(at: int) -> str:
    return f"431122000000000000{at:08d}"


def _request(path: Path, rows: list[list[str]]) -> Path:
    lines = [
        [str(at), unit, name, number, _key(at), word, "居民一档", fen, "0", fen, batch]
        for at, (unit, name, number, word, fen, batch) in enumerate(rows, start=1)
    ]
    return write_csv(path, [HEADER, *(",".join(line) for line in lines)])


@pytest.fixture(scope="module")
def claimed(tmp_path_factory: pytest.TempPathFactory, make_warehouse: Any) -> Claimed:
    """A finished campaign that then gets a request for funds, with the truth and a few wrong claims."""
    folder = tmp_path_factory.mktemp("claims")
    settings = make_warehouse(is_kept=True)
    place = simulate(PACK, scale_of(PACK, PERSONS), 11, folder, mistakes=0.0)
    campaign.run_pipeline(settings, PACK, folder, place.business_date)
    truth = campaign.truth(settings, PACK, folder)
    owed = truth[(truth["status"] == "enrolled") & (truth["fund_fen"] > 0) & (truth["plan_year"] == 2020)]
    owed = owed.sort_values("document_number").reset_index(drop=True)
    before = _facts(settings)
    file = _request(folder / "request.csv", _claims(owed))
    deliver(settings, PACK, [Announcement(file, "fund_claim", "2019-12", "full", DAY, place.business_date)])
    report = intake.run(settings, PACK, ["fund_claim"], place.business_date)
    assess.run(settings, PACK, place.business_date)
    return Claimed(settings, owed, before, report)


def _totals(settings: Settings) -> dict[str, int]:
    rows = campaign.frame(settings, "SELECT * FROM mart.fund_claim_total")
    sums = [name for name in rows.columns if name.endswith(("_persons", "_fen"))]
    return {name: int(rows[name].sum()) for name in sums}


def test_the_list_is_taken_in_whole(claimed: Claimed) -> None:
    report = claimed.report
    assert len(claimed.owed) > 40, "too few persons to compare"
    assert (report.committed, report.quarantined, report.duplicates) == (1, 0, 0)
    assert report.clean == report.rows == len(claimed.owed) - 2 + 2 + 14 + 1


def test_claims_change_no_money_no_membership_and_no_result(claimed: Claimed) -> None:
    assert _facts(claimed.settings) == claimed.facts_before
    assert set(claimed.facts_before) == set(FACTS) and claimed.facts_before["core.payment"] != 0
    assert not [finding for finding in invariants.run(claimed.settings, PACK) if finding.problems]


def test_totals_show_exactly_the_planted_differences(claimed: Claimed) -> None:
    fund = claimed.owed["fund_fen"].astype(int)
    missing, twice = int(fund[:2].sum()), int(fund[4:6].sum())
    assert _totals(claimed.settings) == {
        "claimed_persons": len(fund) - 2 + 1,
        "claimed_fen": int(fund.sum()) - missing - 2 * TOO_LITTLE + twice + 25_000,
        "owed_persons": len(fund),
        "owed_fen": int(fund.sum()),
        "not_owed_persons": 1,
        "not_owed_fen": 25_000,
        "not_claimed_persons": 2,
        "not_claimed_fen": missing,
        "differing_persons": 4,
        "differing_fen": twice - 2 * TOO_LITTLE,
        "other_category_persons": 0,
    }


def test_what_funds_owe_is_what_the_ledger_posts(claimed: Claimed) -> None:
    rows = campaign.frame(claimed.settings, "SELECT sum(fund_fen) AS fen FROM ledger.event WHERE plan_year = 2020")
    assert _totals(claimed.settings)["owed_fen"] == int(rows["fen"][0]) > 0


def test_persons_are_named_by_key_only_and_found_by_it(claimed: Claimed) -> None:
    rows = campaign.frame(claimed.settings, "SELECT * FROM mart_case.fund_claim WHERE comparison <> 'agrees'")
    states = {str(row.person_key): row.comparison for row in rows.itertuples()}
    keys = claimed.owed["person_key"].tolist()
    expected = dict.fromkeys(keys[:2], "not_claimed") | dict.fromkeys(keys[2:6], "differs")
    (stranger,) = campaign.person_keys(claimed.settings, [fresh_number(STRANGER)])
    assert states == expected | {stranger: "not_owed"}
    shown = rows.astype(str).to_csv()
    assert not any(number in shown for number in claimed.owed["document_number"][:6])


def test_a_corrected_version_replaces_the_request_and_a_batch_adds_to_it(claimed: Claimed, tmp_path: Path) -> None:
    """Send what is right as version 2, of which the proxy form states one person fewer, then that person alone."""
    settings, owed, day = claimed.settings, claimed.owed, dt.date(2020, 1, 10)
    lines = [
        [str(at), person.unit_name, "甲乙", "居民身份证", person.document_number, _key(at), WORDS[person.category],
         _yuan(person.fund_fen), "2019-11-02"]
        for at, person in enumerate(owed.itertuples())
    ]  # fmt: skip
    title = [["2020年城乡居民医保税务代缴明细"], PROXY.split(",")]
    right = write_xlsx(tmp_path / "proxy.xlsx", [*title, *lines[:-1]])
    last = write_xlsx(tmp_path / "more.xlsx", [*title, *lines[-1:]])
    deliver(settings, PACK, [
        Announcement(right, "fund_claim", "2019-12", "full", DAY, day, 2),
        Announcement(last, "fund_claim", "2020-01", "change", dt.date(2020, 1, 5), day),
    ])  # fmt: skip
    assert intake.run(settings, PACK, ["fund_claim"], day).committed == 2
    totals = _totals(settings)
    assert totals["claimed_fen"] == totals["owed_fen"] == int(owed["fund_fen"].sum())
    assert totals["claimed_persons"] == len(owed)
    assert not any(totals[name] for name in totals if name.startswith(("not_", "differing", "other")))


def test_given_as_payments_the_list_is_held(claimed: Claimed, tmp_path: Path) -> None:
    settings, day = claimed.settings, dt.date(2020, 1, 10)
    file = _request(tmp_path / "as_tax.csv", _claims(claimed.owed))
    deliver(settings, PACK, [Announcement(file, "tax", "2019-12-30", "feed", DAY, day)])
    assert intake.run(settings, PACK, ["tax_feed"], day).held == 1
    rows = campaign.frame(settings, "SELECT reasons FROM landing.delivery WHERE source = 'tax' AND state = 'held'")
    (reason,) = rows["reasons"][0]
    assert reason["code"] == "fund_claim_list" and "代缴、请款名单”这一来源" in str(reason)

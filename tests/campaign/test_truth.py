"""For every pack: what the pipeline says of each person, and of each date, is what the simulation knows."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest

from pipeline.runtime.settings import REPOSITORY, Settings
from pipeline.verify import invariants
from tests.campaign.conftest import Finished
from tests.support.quick import quick_and_long
from tests.support.warehouse import campaign
from tests.support.warehouse.campaign import PACKS
from transforms.intake.base.reasons import message_zh

# quick: the county with most daily lists; each takes half a minute
QUICK = ("dongan-2020",)
EVERY_PACK = quick_and_long(PACKS, QUICK)


@pytest.mark.parametrize("pack_code", EVERY_PACK)
def test_every_person_is_as_the_truth_says(finished: Callable[[str], Finished], pack_code: str) -> None:
    done = finished(pack_code)
    found = campaign.differences(done.settings, pack_code, done.folder)
    assert not found, f"{len(found)} differences, first: {found[:5]}"


@pytest.mark.parametrize("pack_code", EVERY_PACK)
def test_undefined_persons_are_exactly_the_exception_list(finished: Callable[[str], Finished], pack_code: str) -> None:
    done = finished(pack_code)
    truth = campaign.truth(done.settings, pack_code, done.folder)
    expected = {(r.person_key, r.plan_year) for r in truth.itertuples() if r.status == "undefined" or r.open_category}
    rows = campaign.frame(
        done.settings,
        "SELECT person_key::text, plan_year FROM mart_case.exception WHERE pack_code = :pack",
        pack=pack_code,
    )
    assert {(r[0], r[1]) for r in rows.itertuples(index=False)} == expected
    assert expected, "no undefined person was simulated: nothing was checked"


@pytest.mark.parametrize("pack_code", EVERY_PACK)
def test_progress_on_three_dates(finished: Callable[[str], Finished], pack_code: str) -> None:
    done = finished(pack_code)
    days = campaign.true_progress(done.settings, pack_code, done.folder)
    assert len(days) == 3
    for as_of, expected in days.items():
        assert len(expected) > 3
        assert campaign.progress(done.settings, pack_code, as_of) == expected, as_of


FISCAL_FEN = {"hefei-2020": 55_000, "zhaoqing-2021": 55_000}  # HF-03, ZQ-01


@pytest.mark.parametrize("pack_code", EVERY_PACK)
def test_the_fiscal_subsidy_is_the_share_of_every_enrolled_person(
    finished: Callable[[str], Finished], pack_code: str
) -> None:
    done = finished(pack_code)
    truth = campaign.truth(done.settings, pack_code, done.folder)
    year = int(campaign.frame(done.settings, "SELECT plan_year FROM policy.campaign")["plan_year"][0])
    enrolled = int(truth[(truth["plan_year"] == year) & truth["enrolled"]].shape[0])
    rows = campaign.frame(
        done.settings,
        "SELECT level_label, sum(enrolled_persons)::bigint, sum(subsidy_fen)::bigint"
        " FROM mart.fiscal_subsidy GROUP BY level_label",
    )
    share = FISCAL_FEN.get(pack_code)
    expected = [] if share is None else [("各级财政", enrolled, enrolled * share)]
    assert enrolled > 0 and list(rows.itertuples(index=False, name=None)) == expected


@pytest.mark.parametrize("pack_code", EVERY_PACK)
def test_special_populations_on_three_dates(finished: Callable[[str], Finished], pack_code: str) -> None:
    done = finished(pack_code)
    days = campaign.true_special(done.settings, pack_code, done.folder)
    assert len(days) == 3
    for as_of, expected in days.items():
        assert len(expected) > 3
        assert campaign.special(done.settings, pack_code, as_of) == expected, as_of
    undefined = [counts[2:] for counts in days[max(days)].values()]
    if pack_code != "hefei-2020":  # its amounts are all stated
        persons, paid = (sum(counts) for counts in zip(*undefined, strict=True))
        assert persons > paid > 0


@pytest.mark.parametrize("pack_code", EVERY_PACK)
def test_persons_by_village(finished: Callable[[str], Finished], pack_code: str) -> None:
    done = finished(pack_code)
    expected = campaign.true_villages(done.settings, pack_code, done.folder)
    assert len({village for _, village in expected}) > 10
    assert campaign.villages(done.settings, pack_code) == expected


@pytest.mark.parametrize("pack_code", EVERY_PACK)
def test_the_invariants_hold(finished: Callable[[str], Finished], pack_code: str) -> None:
    done = finished(pack_code)
    assert not [f for f in invariants.run(done.settings, pack_code) if f.problems]


@pytest.mark.parametrize("pack_code", EVERY_PACK)
def test_every_planted_mistake_is_in_quarantine_with_its_reason(
    finished: Callable[[str], Finished], pack_code: str
) -> None:
    done = finished(pack_code)
    expected: dict[tuple[str, str], int] = {}
    for row in pq.read_table(done.folder / "truth" / "quarantine.parquet").to_pylist():
        key = (Path(row["file"]).name, row["reason_code"])
        expected[key] = expected.get(key, 0) + row["rows"]
    rows = campaign.frame(
        done.settings,
        "SELECT d.file_name, q.reason_code, count(DISTINCT q.row_no) FROM landing.quarantine AS q"
        " JOIN landing.delivery AS d ON (q.campaign_id, q.delivery_id) = (d.campaign_id, d.delivery_id) GROUP BY 1, 2",
    )
    assert expected
    assert {(r[0], r[1]): r[2] for r in rows.itertuples(index=False)} == expected
    told = campaign.frame(done.settings, "SELECT DISTINCT reason_zh FROM mart.quarantine")["reason_zh"]
    assert set(told) == {message_zh(reason) for _, reason in expected}, "the mart says them in the sender's words"


@pytest.mark.parametrize("pack_code", ["dongan-2020"])
def test_the_queries_of_the_readme_answer_an_analyst(finished: Callable[[str], Finished], pack_code: str) -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    queries = [q for block in re.findall(r"```sql\n(.*?)```", text, re.DOTALL) for q in block.split(";") if q.strip()]
    assert len(queries) == 3
    with psycopg.connect(finished(pack_code).settings.warehouse_url("analyst")) as conn:
        answers = [conn.execute(query).fetchall() for query in queries]
    assert len(answers[0]) >= 16
    assert len(answers[1]) >= 3
    assert answers[2]


# the share that the fiscal payer bears for the registered poor: one yuan less, the person's one yuan more
AMOUNT = (
    r"(rule_id: DA-08\n(?:.*\n){0,8}?\s+amount_fen: )13000(\n\s+personal_fen: )12000",
    r"\g<1>12900\g<2>12100",
)


def _changed_pack(folder: Path, pack_code: str, old: str, new: str) -> Path:
    """A scratch copy of the packs in which one amount is another."""
    policies = folder / "policies"
    shutil.copytree(REPOSITORY / "policies", policies)
    path = policies / pack_code / "pack.yaml"
    before = path.read_text(encoding="utf-8")
    after, count = re.subn(old, new, before)
    assert count == 1, f"{count} places match {old!r}"
    path.write_text(after, encoding="utf-8")
    return policies


@pytest.mark.long
def test_a_wrong_amount_in_a_pack_is_found_and_names_the_persons(
    tmp_path: Path, make_warehouse: Callable[..., Settings], simulated: Callable[[str], tuple[Path, dt.date]]
) -> None:
    """The comparison fails when it should: it is not made from the pack that it checks."""
    pack_code = "dongan-2020"
    folder, business_date = simulated(pack_code)
    settings = make_warehouse(_changed_pack(tmp_path, pack_code, *AMOUNT))
    campaign.run_pipeline(settings, pack_code, folder, business_date)
    found = campaign.differences(settings, pack_code, folder)
    truth = campaign.truth(settings, pack_code, folder)
    poor = set(truth.loc[(truth["category"] == "registered_poor") & (truth["fund_fen"] > 0), "person_key"])
    named = {d.person_key for d in found}
    assert poor
    assert poor <= named, "somebody whose amount is wrong was not named"
    listed = campaign.frame(
        settings, "SELECT DISTINCT person_key::text FROM core.membership_fact WHERE category = 'registered_poor'"
    )
    assert named <= set(listed["person_key"]), "somebody was named whom the change does not touch"

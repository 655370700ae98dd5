"""Batches settle what the simulation knows funds to owe, and list what it knows to be refundable: person by person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from pipeline.policy import registry
from pipeline.publish import inputs
from pipeline.publish.letters.fiscal_subsidy import FiscalSubsidyRequest
from pipeline.publish.lists.refund import RefundList
from pipeline.publish.settlement import SettlementLetter
from pipeline.runtime.database import loader
from tests.campaign.conftest import Finished
from tests.support.quick import quick_and_long
from tests.support.warehouse import campaign
from transforms.policy import campaign_id
from transforms.report.publication import Edition, Period, View

# the packs whose notices give amounts to their funds
EVERY_PACK = quick_and_long(("heyuan-2020", "kaijiang-2020", "hefei-2020", "dongan-2020"), ())
# every notice leaves money refundable
PACKS_WITH_REFUNDS = quick_and_long(campaign.PACKS, ("dongan-2020",))
OF_UNITS = text(
    "SELECT unit_id, sum(refundable_fen)::bigint AS fen FROM ledger.event_total WHERE campaign_id = :n"
    " GROUP BY unit_id HAVING sum(refundable_fen) <> 0"
)


@pytest.mark.parametrize("pack_code", EVERY_PACK)
def test_three_batches_settle_what_each_fund_owes_for_each_person(
    finished: Callable[[str], Finished], pack_code: str
) -> None:
    done, number = finished(pack_code), campaign_id(pack_code)
    truth = campaign.truth(done.settings, pack_code, done.folder)
    owed = truth[(truth["status"] == "enrolled") & (truth["fund_fen"] > 0)]
    expected = {(row.person_key, row.plan_year, row.payer): row.fund_fen for row in owed.itertuples()}
    settled: Counter[tuple[str, int, str]] = Counter()
    sums, lines = [], []
    with loader(done.settings).connect() as conn:  # nothing is committed: others read this campaign
        known = inputs.assessment(conn, number)
        assert known is not None
        starts_on = registry.load(done.settings, pack_code).starts_on
        for as_of in (starts_on + timedelta(days=9), starts_on + timedelta(days=40), done.business_date):
            facts = SettlementLetter().read_facts(conn, number, known.assess_no, as_of, View("office"))
            sums.append({row["payer"]: row["settled_fen"] for row in facts.totals})
            lines.append(len(facts.lines))
            for line in facts.lines:
                settled[str(line.person_key), line.plan_year, line.payer] += line.fen
    assert {key: fen for key, fen in settled.items() if fen} == expected
    assert all(lines), "each batch has lines, so that the sum is one of several batches"
    of_funds: Counter[str] = Counter()
    for (_, _, payer), fen in expected.items():
        of_funds[payer] += fen
    assert sums[-1] == of_funds


@pytest.mark.parametrize("pack_code", PACKS_WITH_REFUNDS)
def test_a_batch_lists_the_refundable_money_of_each_person(finished: Callable[[str], Finished], pack_code: str) -> None:
    done, number = finished(pack_code), campaign_id(pack_code)
    truth = campaign.truth(done.settings, pack_code, done.folder)
    owed = truth[truth["refundable_fen"] > 0]
    expected = {(str(row.person_key), row.plan_year): row.refundable_fen for row in owed.itertuples()}
    with loader(done.settings).connect() as conn:  # nothing is committed: others read this campaign
        facts = RefundList().read_facts(conn, number, 0, done.business_date, View())
        again = RefundList().read_facts(conn, number, 0, done.business_date, View())
        units = {row.unit_id: row.fen for row in conn.execute(OF_UNITS, {"n": number})}
    listed: Counter[tuple[str, int]] = Counter()
    of_units: Counter[str] = Counter()
    for line in facts.lines:
        listed[str(line.person_key), line.plan_year] += line.fen
        of_units[line.unit_id] += line.fen
    assert expected and dict(listed) == expected
    assert dict(of_units) == units == {row["unit_id"]: row["refundable_fen"] for row in facts.totals}
    assert len({(line.person_key, line.receipt_no) for line in facts.lines}) == len(facts.lines)
    assert again == facts


@pytest.mark.long
def test_a_request_asks_for_the_fiscal_part_of_each_enrolled_person(finished: Callable[[str], Finished]) -> None:
    done, number = finished("hefei-2020"), campaign_id("hefei-2020")
    truth = campaign.truth(done.settings, "hefei-2020", done.folder)
    enrolled = truth[(truth["status"] == "enrolled") & (truth["plan_year"] == 2021)]
    pack, day = registry.load(done.settings, "hefei-2020"), done.business_date
    report, edition = (
        FiscalSubsidyRequest(),
        Edition(Period("fiscal_subsidy", "once", pack.starts_on, date(2020, 12, 31), day), 0, View("city_finance")),
    )
    with loader(done.settings).connect() as conn:  # nothing is committed: others read this campaign
        known = inputs.assessment(conn, number)
        assert known is not None
        snapshot = report.read_snapshot(conn, inputs.campaign(conn, "hefei-2020"), pack, known.committed_no)
        snapshot |= report.read_before(conn, number, edition)
        facts = report.read_edition_facts(conn, number, known.assess_no, edition, snapshot)
        whole = report.compose(edition, snapshot, facts).whole
    assert len(enrolled) > 0 and whole.persons == len(enrolled)
    assert whole.subsidy_fen == len(enrolled) * 55_000

"""Money of finished campaigns of all packs: every feed agrees with its control row, every day with the ledger."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from tests.campaign.conftest import Finished
from tests.support.warehouse import campaign

pytestmark = pytest.mark.long  # simulates five campaigns; tests/steps/assess has the small case

FEEDS = """
SELECT count(*),
    count(*) FILTER (WHERE control_fen IS NULL OR difference_rows <> 0 OR difference_fen <> 0),
    count(*) FILTER (WHERE quarantined_rows > 0 AND state <> 'quarantined'), sum(receipt_fen)
FROM mart.reconciliation_feed WHERE pack_code = %s
"""
DAYS = """
SELECT sum(landed_fen), sum(merged_fen), sum(moved_fen), sum(waiting_fen), sum(posted_fen + reversed_fen),
    count(*) FILTER (WHERE state <> 'balanced'), sum(posted_fen)
FROM mart.reconciliation_day WHERE pack_code = %s
"""
LEDGER = "SELECT sum(received_fen) FROM mart.payments_by_channel WHERE pack_code = %s"


@pytest.mark.parametrize("pack_code", campaign.PACKS)
def test_control_rows_receipts_and_ledger_agree(finished: Callable[[str], Finished], pack_code: str) -> None:
    with psycopg.connect(finished(pack_code).settings.warehouse_url("analyst")) as conn:
        feeds, differing, unanswered, receipt_fen = conn.execute(FEEDS, (pack_code,)).fetchone() or ()
        landed, merged, moved, waiting, whole, unbalanced, posted = conn.execute(DAYS, (pack_code,)).fetchone() or ()
        (ledger,) = conn.execute(LEDGER, (pack_code,)).fetchone() or ()
    assert feeds > 60 and (differing, unanswered) == (0, 0)
    assert landed == merged == whole == receipt_fen
    assert (moved, waiting, unbalanced, posted) == (0, 0, 0, ledger)

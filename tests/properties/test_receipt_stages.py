"""A receipt only advances: rows of its stages, in any order and in any files, leave its most advanced stage."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.support.files.cash_feeds import CashRow, CashTill
from tests.support.quick import quick_and_long
from tests.support.warehouse.scenes import Nursery

COLLECTED, RECEIVED, AUDITED = "2019-10-08", "2019-10-10", "2019-10-12"
DAYS = ("2019-10-12", "2019-10-13", "2019-10-14")
PAYMENTS = "SELECT receipt_no, amount_fen, collected_on::text, received_on::text FROM core.payment ORDER BY 1"
CASH = (
    "SELECT receipt_no, collector, amount_fen, collected_on::text, received_on::text FROM core.cash_receipt ORDER BY 1"
)
AUDITS = "SELECT receipt_no, min(audited_on)::text FROM core.receipt_audit GROUP BY 1 ORDER BY 1"
FATES = "SELECT cut_off_on::text, clean_count, duplicate_count, quarantine_count FROM landing.delivery ORDER BY 1"


def stages(person: int, last: int) -> list[CashRow]:
    """The rows of a receipt up to its last stage: 1 cash, 2 received, 3 audited."""
    days = [("", ""), (RECEIVED, ""), (RECEIVED, AUDITED)][:last]
    return [CashRow(person, f"现{person}", COLLECTED, *both) for both in days]


def reached(row: CashRow) -> int:
    return 3 if row.audited else 2 if row.received else 1


def fates(files: list[tuple[str, list[CashRow]]]) -> list[tuple[Any, ...]]:
    """Facts and duplicates of each file, by a plain model: the most advanced row of each receipt, each stage once."""
    seen: dict[str, int] = {}
    found = []
    for day, rows in files:
        best: dict[str, int] = {}
        for row in rows:
            best[row.no] = max(best.get(row.no, 0), reached(row))
        new = [no for no, stage in best.items() if min(stage, 2) > seen.get(no, 0)]
        seen |= {no: min(best[no], 2) for no in new}
        found.append((day, len(new), len(rows) - len(new), 0))
    return sorted(found)


@pytest.mark.parametrize("seed", quick_and_long(range(4), {0}))
def test_any_order_of_rows_and_files_leaves_the_most_advanced_stage(
    nursery: Nursery, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    last = {person: rng.randint(1, 3) for person in range(24)}
    chains = [row for person, stage in last.items() for row in stages(person, stage)]
    rows = chains + rng.sample(chains, 12)
    files: list[list[CashRow]] = [[] for _ in DAYS]
    for row in rows:
        rng.choice(files).append(row)
    for file in files:
        rng.shuffle(file)
    coming = list(zip(DAYS, files, strict=True))
    rng.shuffle(coming)
    till = CashTill(tmp_path)
    for day, file in coming:
        assert nursery.comes(till.cash_feed(file, day)) == "committed"
    nursery.assess()
    money = sorted(f"现{person}" for person, stage in last.items() if stage > 1)
    assert nursery.rows(PAYMENTS) == [(no, 25_000, COLLECTED, RECEIVED) for no in money]
    assert nursery.rows(CASH) == [
        (f"现{person}", "C-01", 25_000, COLLECTED, RECEIVED if last[person] > 1 else None)
        for person in sorted(last, key=str)
    ]
    assert nursery.rows(AUDITS) == [
        (f"现{person}", AUDITED if last[person] > 2 else None) for person in sorted(last, key=str) if last[person] > 1
    ]
    assert nursery.rows(FATES) == fates(coming)
    assert nursery.broken() == []


OTHERS: dict[str, dict[str, Any]] = {
    "amount": {"yuan": 300},
    "person": {"person": 1},
    "day of payment": {"collected": "2019-10-07"},
}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("advanced_first", [False, True])
@pytest.mark.parametrize("in_files", [1, 2])
def test_other_content_is_no_progress(
    nursery: Nursery, tmp_path: Path, other: str, advanced_first: bool, in_files: int
) -> None:
    cash = CashRow(0, "现0", COLLECTED)
    rows = [cash, cash._replace(received=RECEIVED, **OTHERS[other])][:: -1 if advanced_first else 1]
    files = [rows] if in_files == 1 else [[row] for row in rows]
    till = CashTill(tmp_path)
    for day, file in zip(DAYS, files, strict=False):
        nursery.comes(till.cash_feed([*file, CashRow(9, f"现{day}", COLLECTED)], day))
    waiting = nursery.rows("SELECT count(*), min(reason_code), max(reason_code) FROM landing.quarantine")
    assert waiting == [(3 - in_files, "receipt_conflict", "receipt_conflict")]
    facts = nursery.rows("SELECT count(*) FROM core.payment WHERE receipt_no = '现0'")
    assert facts == [(int(in_files == 2 and advanced_first),)], "the first that is known"


def test_a_collector_may_be_stated_in_an_earlier_row_only(nursery: Nursery, tmp_path: Path) -> None:
    rows = [CashRow(0, "现0", COLLECTED), CashRow(0, "现0", COLLECTED, RECEIVED, collector="")]
    nursery.comes(CashTill(tmp_path).cash_feed(rows, DAYS[0]))
    assert nursery.rows(FATES) == [(DAYS[0], 1, 1, 0)]
    assert nursery.rows("SELECT row_no FROM core.payment") == [(3,)], "the row that states the received day"
    assert nursery.rows(CASH) == [("现0", "C-01", 25_000, COLLECTED, RECEIVED)]


def test_two_received_days_contradict_each_other(nursery: Nursery, tmp_path: Path) -> None:
    rows = [CashRow(0, "现0", COLLECTED, day) for day in ("", RECEIVED, "2019-10-11")]
    nursery.comes(CashTill(tmp_path).cash_feed(rows, DAYS[0]))
    assert nursery.rows(FATES) == [(DAYS[0], 0, 0, 3)]

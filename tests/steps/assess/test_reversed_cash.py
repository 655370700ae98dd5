"""Cash that was reported by mistake ends with its reversal, in any order of arrival, and is never money."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from tests.support.files.cash_feeds import CashRow, CashTill
from tests.support.files.reversal_feeds import listed
from tests.support.warehouse.scenes import Nursery

COLLECTED, RECEIVED, BACK_ON = "2019-10-08", "2019-10-10", "2019-10-12"
CASH = CashRow(0, "现0", COLLECTED)
BACK = CashRow(0, "冲0", BACK_ON, BACK_ON, collector="", yuan=-250, of="现0")
STATES = "SELECT state, amount_fen FROM core.cash_receipt ORDER BY receipt_no"
HELD = "SELECT count(*), max(held_fen) FROM mart.cash_held"
REFUNDABLE = "SELECT coalesce(sum(refundable_fen), 0)::integer FROM core.dues"
PROGRESS = "SELECT state, amount_fen, refundable_fen FROM core.receipt_state"


@pytest.mark.parametrize("order", list(permutations(range(2))))
@pytest.mark.parametrize("in_files", [1, 2])
def test_a_reversal_ends_the_cash(nursery: Nursery, tmp_path: Path, order: tuple[int, ...], in_files: int) -> None:
    till, rows = CashTill(tmp_path), [(CASH, COLLECTED), (BACK, BACK_ON)]
    if in_files == 1:
        nursery.comes(till.cash_feed([rows[at][0] for at in order], BACK_ON))
    else:
        for at in order:
            assert nursery.comes(till.cash_feed([rows[at][0]], rows[at][1])) == "committed"
    nursery.assess()
    assert nursery.rows(STATES) == [("reversed", 0)]
    assert nursery.rows(HELD) == [(0, None)] and nursery.rows(REFUNDABLE) == [(0,)] and nursery.rows(PROGRESS) == []
    assert listed(nursery) == [("cash_counted", 1, 25_000)]
    assert nursery.broken() == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_money_that_is_received_all_the_same_is_taken_back(
    nursery: Nursery, tmp_path: Path, order: tuple[int, ...]
) -> None:
    till = CashTill(tmp_path)
    rows = [(CASH, COLLECTED), (CASH._replace(received=RECEIVED), RECEIVED), (BACK, BACK_ON)]
    for at in order:
        assert nursery.comes(till.cash_feed([rows[at][0]], rows[at][1])) == "committed"
        nursery.assess()
    assert nursery.rows(STATES) == [("received", 25_000)] and nursery.rows(HELD) == [(2, 25_000)]
    assert nursery.rows(PROGRESS) == [("reversed", 25_000, 0)] and nursery.rows(REFUNDABLE) == [(0,)]
    assert listed(nursery) == [("counted", 1, 25_000)] and nursery.broken() == []


def test_a_reversal_of_a_part_leaves_the_rest_as_held(nursery: Nursery, tmp_path: Path) -> None:
    nursery.comes(CashTill(tmp_path).cash_feed([CASH, BACK._replace(yuan=-100)], BACK_ON))
    nursery.assess()
    assert nursery.rows(STATES) == [("held", 15_000)] and nursery.rows("SELECT max(held_fen) FROM mart.cash_held") == [
        (15_000,)
    ]


@pytest.mark.parametrize(
    ("wrong", "state"), [(BACK._replace(person=1), "receipt_differs"), (BACK._replace(yuan=-251), "exceeds")]
)
def test_a_reversal_of_another_person_or_of_more_ends_nothing(
    nursery: Nursery, tmp_path: Path, wrong: CashRow, state: str
) -> None:
    nursery.comes(CashTill(tmp_path).cash_feed([CASH, wrong], BACK_ON))
    nursery.assess()
    assert nursery.rows(STATES) == [("held", 25_000)] and [row[0] for row in listed(nursery)] == [state]

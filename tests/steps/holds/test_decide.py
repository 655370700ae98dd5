"""A held delivery waits for a person; both verdicts leave a trail; nothing else waits for it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import psycopg
import pytest

from pipeline.holds import decide
from pipeline.intake import gate
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.merge import staging
from pipeline.runtime.settings import Settings
from tests.support.files.platform_exports import Platform
from tests.support.files.poverty_list import PACK, person, row
from tests.support.fixtures.held_deliveries import DAY, HELD, NOW, HandIn, answer, rows, take_in


def test_what_waits_is_listed_and_shown_without_any_value(settings: Settings, hand_in: HandIn) -> None:
    wanted = hand_in(HELD)
    hand_in([row(n) for n in range(20, 25)], period="2019-09")
    report = take_in(settings)
    assert (report.held, report.committed) == (1, 1)
    (waits,) = decide.waiting(settings, PACK)
    assert str(waits.delivery_id) == wanted and waits.row_count == 10
    shown = decide.show(settings, PACK, wanted)
    assert shown.codes == {"mostly_quarantined", "gate_failed"}
    assert "可入库 4，重复 0，不合格 6" in shown.text_zh() and "6 行：证件号码校验位不对" in shown.text_zh()
    assert shown.sha256 in shown.text_zh() and hashlib.sha256(shown.content.encode()).hexdigest() == shown.sha256
    values = [value for n in range(10) for value in person(n)] + ["2019-08-full"]
    assert not [value for value in values if value in shown.text_zh() + shown.content + shown.subject]


def test_accepted_it_is_merged_and_leaves_a_trail(settings: Settings, hand_in: HandIn) -> None:
    wanted = hand_in(HELD)
    take_in(settings)
    shown = decide.show(settings, PACK, wanted)
    assert answer(settings, wanted, "accept") == decide.Decided(wanted, "committed", True)
    assert rows(settings, "SELECT count(*) FROM core.membership_fact") == [(4,)]
    assert rows(settings, "SELECT state, clean_count, quarantine_count FROM landing.delivery") == [("committed", 4, 6)]
    assert rows(settings, "SELECT count(*) FROM landing.quarantine") == [(6,)]
    (trail,) = rows(
        settings,
        "SELECT verdict, outcome, decided_by, note, waived, shown, n.shown_sha256, n.file_sha256 = d.sha256,"
        " business_date, n.decided_at FROM landing.decision AS n JOIN landing.delivery AS d USING (delivery_id)",
    )
    assert trail[:5] == ("accept", "committed", "王科长", "已电话核实", ["gate_failed", "mostly_quarantined"])
    assert trail[5] == json.loads(shown.content) and trail[6:8] == (shown.sha256, True)
    assert trail[8:] == (DAY, NOW)
    assert decide.waiting(settings, PACK) == []


def test_rejected_it_leaves_a_trail_and_no_fact(settings: Settings, hand_in: HandIn) -> None:
    wanted = hand_in(HELD)
    take_in(settings)
    assert answer(settings, wanted, "reject").state == "rejected"
    assert rows(settings, "SELECT count(*) FROM core.membership_fact") == [(0,)]
    assert rows(settings, "SELECT state, row_count FROM landing.delivery") == [("rejected", 10)]
    assert rows(settings, "SELECT verdict, outcome, waived FROM landing.decision") == [("reject", "rejected", [])]


@pytest.mark.parametrize("verdict", ["accept", "reject"])
def test_the_same_answer_twice_is_one_and_another_comes_too_late(
    settings: Settings, hand_in: HandIn, verdict: str
) -> None:
    wanted = hand_in(HELD)
    take_in(settings)
    shown = decide.show(settings, PACK, wanted).sha256
    first = answer(settings, wanted, verdict, shown=shown)
    again = answer(settings, wanted, verdict, shown=shown)
    assert (again.state, again.is_new) == (first.state, False)
    other = {"accept": "reject", "reject": "accept"}[verdict]
    with pytest.raises(decide.DecisionRefused, match="不在待决定之列"):
        answer(settings, wanted, other, shown=shown)
    assert rows(settings, "SELECT count(*) FROM landing.decision") == [(1,)]


def test_what_has_changed_since_it_was_shown_is_refused(settings: Settings, hand_in: HandIn) -> None:
    wanted = hand_in(HELD)
    take_in(settings)
    shown = decide.show(settings, PACK, wanted).sha256
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        conn.execute("UPDATE landing.delivery SET clean_count = 5")
    for verdict in ("accept", "reject"):
        with pytest.raises(decide.DecisionRefused, match="已经变化"):
            answer(settings, wanted, verdict, shown=shown)
    assert rows(settings, "SELECT state FROM landing.delivery") == [("held",)]
    assert rows(settings, "SELECT count(*) FROM landing.decision") == [(0,)]


def test_a_new_reason_holds_it_again_and_the_old_answer_is_not_enough(
    settings: Settings, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = hand_in(HELD)
    take_in(settings)
    real = intake.validate_each
    # a check that was put into the suite since
    monkeypatch.setattr(decide, "validate_each", lambda *a: [[*codes, "made_up"] for codes in real(*a)])
    shown = decide.show(settings, PACK, wanted).sha256
    assert answer(settings, wanted, "accept", shown=shown) == decide.Decided(wanted, "held", True)
    assert answer(settings, wanted, "accept", shown=shown) == decide.Decided(wanted, "held", False)
    assert rows(settings, "SELECT count(*) FROM core.membership_fact") == [(0,)]
    now = decide.show(settings, PACK, wanted)
    assert "made_up" in now.text_zh() and now.sha256 != shown
    assert answer(settings, wanted, "accept").state == "committed"
    trail = rows(settings, "SELECT decision_no, outcome FROM landing.decision ORDER BY 1")
    assert trail == [(1, "held"), (2, "committed")]


def test_an_unread_file_cannot_be_accepted(settings: Settings, hand_in: HandIn) -> None:
    """Without its change columns a change list has no rows that could be loaded: accepting it loads nothing."""
    wanted = hand_in([row(1)], mode="change")
    take_in(settings)
    assert decide.show(settings, PACK, wanted).codes == {"wrong_mode"}
    with pytest.raises(decide.DecisionRefused, match="不能放行"):
        answer(settings, wanted, "accept")
    assert rows(settings, "SELECT count(*) FROM landing.decision") == [(0,)]
    assert answer(settings, wanted, "reject").state == "rejected"


def test_an_empty_full_list_can_be_accepted(settings: Settings, hand_in: HandIn) -> None:
    wanted = hand_in([])
    take_in(settings)
    assert decide.show(settings, PACK, wanted).codes == {"no_rows"}
    assert answer(settings, wanted, "accept").state == "committed"


def test_a_feed_of_nothing_but_a_cancelled_receipt_can_be_accepted(settings: Settings, tmp_path: Path) -> None:
    """It was read to its end, although no row of it counts."""
    platform, day = Platform(tmp_path, delivered="2019-10-12"), dt.date(2019, 10, 12)
    feeds = [
        platform.export([(1, "A001", "正常")], "2019-10-08"), platform.export([(1, "A001", "被冲销")], "2019-10-09")
    ]  # fmt: skip
    for feed in feeds:
        (landed,) = landing.deliver(settings, PACK, [feed])
        intake.run(settings, PACK, ["tax_feed"], day, clock=lambda: NOW)
    shown = decide.show(settings, PACK, landed.delivery_id)
    assert shown.codes == {"receipt_cancelled"} and "A001" not in shown.text_zh() and not shown.is_unread
    assert answer(settings, landed.delivery_id, "accept", business_date=day).state == "committed"
    assert rows(settings, "SELECT count(*) FROM core.payment") == [(1,)]


@pytest.mark.parametrize("is_bulk", [False, True])
def test_what_was_staged_before_the_suite_spoke_is_taken_back(
    settings: Settings, hand_in: HandIn, is_bulk: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large list is put into the staging tables while the suite looks at it, and held all the same if it says so."""
    monkeypatch.setattr(staging, "BULK_ROWS", 1 if is_bulk else 1_000)
    judge = gate.judge_deliveries
    monkeypatch.setattr(gate, "judge_deliveries", lambda *args: judge(*args, window_rows=1))
    suite = intake.validate_each
    monkeypatch.setattr(intake, "validate_each", lambda *args: [[*codes, "made_up"] for codes in suite(*args)])
    staged: list[str] = []
    stage = staging.stage_rows
    monkeypatch.setattr(staging, "stage_rows", lambda *args: staged.append(args[2]) or stage(*args))
    hand_in([row(n) for n in range(5)])
    report = take_in(settings)
    assert (report.held, report.committed, report.rows, report.clean) == (1, 0, 5, 5) and len(staged) == 1
    (shown,) = decide.waiting(settings, PACK)
    assert decide.show(settings, PACK, str(shown.delivery_id)).codes == {"gate_failed"}
    for table in ("staging.special_list", "staging.identity_row", "vault.person", "core.membership_fact"):
        assert rows(settings, f"SELECT count(*) FROM {table}") == [(0,)]
    monkeypatch.setattr(intake, "validate_each", suite)
    hand_in([row(n) for n in range(5, 9)], period="2019-09")
    assert take_in(settings).committed == 1 and len(staged) == 2
    assert rows(settings, "SELECT count(*) FROM core.membership_fact") == [(4,)]


def test_nothing_else_waits_for_it(settings: Settings, hand_in: HandIn) -> None:
    hand_in(HELD)
    take_in(settings)
    hand_in([row(n) for n in range(30, 34)], period="2019-10")
    assert take_in(settings).committed == 1
    assert rows(settings, "SELECT count(*) FROM core.membership_fact") == [(4,)]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"decided_by": "  "}, "请写明决定人"),
        ({"note": "长" * 1001}, "理由"),
        ({"decided_by": "王" * 101}, "请写明决定人"),
    ],
)
def test_who_decides_must_be_named(settings: Settings, hand_in: HandIn, changes: dict[str, str], told: str) -> None:
    wanted = hand_in(HELD)
    take_in(settings)
    with pytest.raises(decide.DecisionRefused, match=told):
        answer(settings, wanted, "reject", **changes)


@pytest.mark.parametrize("wanted", ["not-an-id", "00000000-0000-0000-0000-000000000000"])
def test_what_does_not_exist_is_refused(settings: Settings, wanted: str) -> None:
    with pytest.raises(decide.DecisionRefused, match="campaign held"):
        decide.show(settings, PACK, wanted)


def test_the_trail_cannot_be_changed_by_the_loader(settings: Settings, hand_in: HandIn) -> None:
    wanted = hand_in(HELD)
    take_in(settings)
    answer(settings, wanted, "reject")
    for statement in ("UPDATE landing.decision SET note = ''", "DELETE FROM landing.decision"):
        with (
            psycopg.connect(settings.warehouse_url("loader")) as conn,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            conn.execute(statement)  # type: ignore[arg-type]

"""What a release would change is shown beforehand, and the release then gives exactly these numbers."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from sqlalchemy import Connection

from pipeline.assess import run as assess
from pipeline.holds import decide, effect
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.landing.deliver import Announcement
from pipeline.merge import staging
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from tests.support.files.small_deliveries import PACK, SAFETY_NET, Desk, name, number
from tests.support.quick import quick_and_long
from tests.support.warehouse import snapshot
from transforms.report.feedback.masking import masked

DAY = dt.date(2019, 12, 10)
NOW = dt.datetime(2019, 12, 10, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
KINDS = ["special_list", "roll", "employee", "tax_feed"]
SIXTY = list(range(60))


class State(NamedTuple):
    """Dues, memberships and posted sums of the campaign, read without the product's statements."""

    dues: dict[tuple[str, int], dict[str, Any]]
    members: set[tuple[str, str]]
    posted: tuple[int, ...]


def state_of(settings: Settings) -> State:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        dues = conn.execute(
            "SELECT person_key::text, plan_year, status, due_fen, category, payers, payer_fen, refundable_fen,"
            " reimbursable_fen, settled_on, coverage_from, price_fen FROM core.dues"
        ).fetchall()
        members = conn.execute(
            "SELECT person_key::text, category FROM ledger.coverage_event WHERE category <> '' AND on_date <= %s"
            " GROUP BY 1, 2 HAVING sum(member_persons) = 1",
            (DAY,),
        ).fetchall()
        posted = conn.execute(
            "SELECT coalesce(sum(enrolled_persons), 0), coalesce(sum(received_fen), 0), coalesce(sum(fund_fen), 0),"
            " coalesce(sum(contribution_fen), 0), coalesce(sum(refundable_fen), 0),"
            " coalesce(sum(reimbursable_fen), 0), coalesce(sum(suspense_fen), 0) FROM ledger.event"
        ).fetchone()
    assert posted is not None
    keys = ("status", "due", "category", "payers", "payer_fen", "refundable", "reimbursable", "settled", "from", "fen")
    return State(
        {(row[0], row[1]): dict(zip(keys, row[2:], strict=True)) for row in dues},
        set(members),
        tuple(int(figure) for figure in posted),
    )


def persons_changed(before: State, after: State) -> Counter[str]:
    """Count persons added, removed and changed, by sets."""
    found: Counter[str] = Counter()
    old, new = {key[0] for key in before.dues}, {key[0] for key in after.dues}
    for person in old | new | {key for key, _ in before.members | after.members}:
        gained = {member for member in after.members - before.members if member[0] == person}
        lost = {member for member in before.members - after.members if member[0] == person}
        results = [{k: v for k, v in dues.items() if k[0] == person} for dues in (before.dues, after.dues)]
        if gained and not lost:
            found["added"] += 1
        elif lost and not gained:
            found["removed"] += 1
        elif gained:
            found["changed"] += 1
        elif results[0] != results[1]:
            found["added" if person not in old else "removed" if person not in new else "changed"] += 1
    return found


def money(before: State, after: State) -> tuple[Counter[str], Counter[str]]:
    """Return the persons' own dues (key '') and the funds' shares, before and after, of results that differ."""
    sums: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for key in before.dues.keys() | after.dues.keys():
        pair = before.dues.get(key), after.dues.get(key)
        shares = [dict(zip(row["payers"], row["payer_fen"], strict=True)) if row else {} for row in pair]
        if pair[0] == pair[1]:
            continue
        for total, row, share in zip(sums, pair, shares, strict=True):
            total[""] += (row["due"] or 0) if row else 0
            for payer, fen in share.items():
                total[payer] += fen
    return sums


def take_in(settings: Settings, *events: Announcement) -> str:
    """Deliver and take in; return the id of the last delivery."""
    ids = [landing.deliver(settings, PACK, [event])[0].delivery_id for event in events]
    intake.run(settings, PACK, KINDS, DAY, clock=lambda: NOW)
    return ids[-1]


def shrinks(settings: Settings, folder: Path) -> str:
    desk = Desk(folder)
    take_in(settings, desk.roll(range(70), "2019-08", "2019-08-31"), desk.full(SIXTY, "2019-08", "2019-08-31"))
    take_in(settings, desk.tax([(7, 30), (50, 250), (55, 30), (65, 250)], "2019-11-05"))
    return take_in(settings, desk.full(range(30), "2019-10", "2019-10-31"))


def jumps(settings: Settings, folder: Path) -> str:
    desk = Desk(folder)
    take_in(settings, desk.roll(range(120), "2019-08", "2019-08-31"), desk.full(SIXTY, "2019-08", "2019-08-31"))
    take_in(settings, desk.tax([(100, 250), (7, 30)], "2019-11-05"))
    return take_in(settings, desk.full(range(130), "2019-10", "2019-10-31"))


def exchanges(settings: Settings, folder: Path) -> str:
    """A third have another category, a few are new, and a few are gone."""
    desk = Desk(folder)
    take_in(settings, desk.full(SIXTY, "2019-08", "2019-08-31"), desk.civil(range(20, 30), "2019-08", "2019-08-31"))
    people = [*((n, "2019-01-05", SAFETY_NET) for n in range(15)), *range(15, 28), *range(90, 95)]
    return take_in(settings, desk.full(people, "2019-10", "2019-10-31"))


def replaces(settings: Settings, folder: Path) -> str:
    """A second version of a list that comes as two files is held."""
    desk = Desk(folder)
    first = desk.full(range(30), "2019-08", "2019-08-31", file="a.csv")
    second = desk.full(range(30, 60), "2019-08", "2019-08-31", file="b.csv")
    take_in(settings, first, second)
    return take_in(settings, desk.full(range(5, 58), "2019-08", "2019-08-31", version=2, file="c.csv"))


def pays(settings: Settings, folder: Path) -> str:
    """A feed most of whose numbers have a wrong check digit is held."""
    desk = Desk(folder)
    take_in(settings, desk.roll(range(40), "2019-08", "2019-08-31"), desk.full(range(10), "2019-08", "2019-08-31"))
    take_in(settings, desk.tax([(1, 120)], "2019-11-05"))
    paid = [(2, 120), (12, 250), (13, 250), (13, 250), (200, 250), (3, 10), *((n, 250) for n in range(20, 30))]
    feed = desk.tax(paid, "2019-11-09")
    text = feed.file.read_text("gb18030")
    for person in range(20, 30):
        sound = number(person)
        text = text.replace(sound, sound[:-1] + ("0" if sound[-1] != "0" else "1"))
    feed.file.write_text(text, "gb18030")
    return take_in(settings, feed)


def works_elsewhere(settings: Settings, folder: Path) -> str:
    """A second, much larger comparison with employee insurance."""
    desk = Desk(folder)
    take_in(settings, desk.roll(range(80), "2019-08", "2019-08-31"), desk.employee(SIXTY[:25], "2019-08", "2019-08-31"))
    take_in(settings, desk.tax([(5, 250), (40, 250), (70, 250)], "2019-11-05"))
    return take_in(settings, desk.employee(range(60), "2019-10", "2019-10-31"))


def corrects(settings: Settings, folder: Path) -> str:
    """A second version of a list that a report used."""
    desk = Desk(folder, "2019-10-28")
    paid = desk.tax([(3, 120), (4, 120), (29, 120)], "2019-10-10")
    take_in(settings, desk.full(range(30), "2019-08", "2019-08-31"), paid)
    assess.run(settings, PACK, dt.date(2019, 11, 1))
    publish.run(settings, PACK, dt.date(2019, 11, 1))
    return take_in(settings, desk.full([*range(2, 27), 40, 41], "2019-08", "2019-08-31", version=2))


HOLDS = {
    shrinks: "list_shrank",
    jumps: "list_grew",
    exchanges: "list_shrank",
    replaces: "replaces_parts",
    corrects: "corrects_published",
    pays: "mostly_quarantined",
    works_elsewhere: "list_grew",
}


@pytest.mark.parametrize(
    ("scene", "is_assessed"),
    quick_and_long(
        [*((scene, False) for scene in HOLDS), (shrinks, True), (pays, True)],
        {(corrects, False), (shrinks, True), (pays, True)},
        several=True,
    ),
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_release_gives_exactly_what_was_shown(
    settings: Settings, tmp_path: Path, scene: Callable[[Settings, Path], str], is_assessed: bool
) -> None:
    delivery_id = scene(settings, tmp_path)
    shown = decide.show(settings, PACK, delivery_id)
    assert HOLDS[scene] in shown.codes
    if is_assessed:
        assess.run(settings, PACK, DAY)
    whole = snapshot.take(settings)
    found = effect.effect_of(settings, PACK, delivery_id, DAY, most_rows=1000)
    assert snapshot.take(settings) == whole, "the trial leaves nothing"
    assess.run(settings, PACK, DAY)
    before = state_of(settings)
    decided = decide.decide(settings, PACK, delivery_id, "accept", "王科长", "", shown.sha256, DAY, clock=lambda: NOW)
    assess.run(settings, PACK, DAY)
    after = state_of(settings)
    assert decided.state == found.state == "committed"
    counted = persons_changed(before, after)
    assert Counter(
        {"added": found.persons.added, "removed": found.persons.removed, "changed": found.persons.changed}
    ) == counted, scene  # fmt: skip
    assert sum(counted.values()) > 0
    assert Counter(row.change for row in found.rows) == counted
    old, new = money(before, after)
    assert found.total["due"] == (old[""], new[""])
    for payer in {*old, *new, *found.by_payer} - {""}:
        pair = found.by_payer.get(payer, (0, 0))
        assert pair[1] - pair[0] == new[payer] - old[payer], payer
    moved = tuple(b - a for a, b in zip(before.posted, after.posted, strict=True))
    assert tuple(vars(found.posted).values()) == moved


def test_the_text_has_counts_and_sums_and_the_rows_are_masked(settings: Settings, tmp_path: Path) -> None:
    found = effect.effect_of(settings, PACK, shrinks(settings, tmp_path), DAY, most_rows=3)
    text = found.text_zh()
    assert "新增 0，移出 30" in text and "个人应缴" in text and "记账：" in text
    assert [row.change for row in found.rows] == ["removed"] * 3
    names, numbers = {name(n) for n in range(130)}, {number(n) for n in range(130)}
    assert not [value for value in names | numbers if value in text + repr(found.rows)]
    assert {row.number for row in found.rows} <= {masked(value, last=4) for value in numbers}


def test_a_release_that_would_be_held_again_or_is_overtaken_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    take_in(settings, desk.full(SIXTY, "2019-08", "2019-08-31"))
    held = take_in(settings, desk.full(range(30), "2019-10", "2019-10-31"))
    take_in(settings, desk.full(range(59), "2019-10", "2019-10-31", version=2))
    assess.run(settings, PACK, DAY)
    found = effect.effect_of(settings, PACK, held, DAY)
    assert found.state == "superseded" and "不生效" in found.text_zh()
    assert vars(found.persons) == {"added": 0, "removed": 0, "changed": 0}


def test_the_trial_of_a_large_list_leaves_no_person_behind(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release of a large list commits its persons on a second connection; a trial may not."""
    delivery_id = jumps(settings, tmp_path)
    monkeypatch.setattr(staging, "BULK_ROWS", 1)
    whole = snapshot.take(settings)
    assert effect.effect_of(settings, PACK, delivery_id, DAY).persons.added == 70
    assert snapshot.take(settings) == whole


def test_what_is_not_held_or_was_not_read_has_no_effect(settings: Settings, tmp_path: Path) -> None:
    taken = take_in(settings, Desk(tmp_path).full(range(5), "2019-08", "2019-08-31"))
    with pytest.raises(decide.DecisionRefused, match="已入库"):
        effect.effect_of(settings, PACK, taken, DAY)


@pytest.fixture(scope="module")
def jumped(make_warehouse: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    """A campaign with a held list, and the list's delivery. Trials change nothing."""
    settings = make_warehouse()
    return settings, jumps(settings, tmp_path_factory.mktemp("jumps"))


def work_for_minutes(monkeypatch: pytest.MonkeyPatch, thinks: float = 0) -> threading.Event:
    """Let the next trial work for minutes once it holds the lock of the assessments; return a sign that it does.

    `thinks`: seconds before its long statement, in which a cancellation finds no statement to cancel.
    """
    holds, straight = threading.Event(), decide.carry_out

    def work(conn: Connection, *args: Any, **options: Any) -> Any:
        if options.get("is_trial") and not holds.is_set():
            holds.set()
            time.sleep(thinks)
            conn.exec_driver_sql("SELECT count(*) FROM generate_series(1, 99999) AS a, generate_series(1, 99999) AS b")
        return straight(conn, *args, **options)

    monkeypatch.setattr(decide, "carry_out", work)
    return holds


@pytest.mark.parametrize(("attempts", "thinks"), quick_and_long([(1, 0), (3, 0), (3, 0.5)], {(3, 0.5)}, several=True))
def test_no_step_waits_for_a_trial_which_begins_anew(
    jumped: tuple[Settings, str], monkeypatch: pytest.MonkeyPatch, attempts: int, thinks: float
) -> None:
    """At the last attempt it states what to do instead."""
    settings, held = jumped
    monkeypatch.setattr(effect, "ATTEMPTS", attempts)
    holds = work_for_minutes(monkeypatch, thinks)
    with ThreadPoolExecutor(1) as pool:
        trial = pool.submit(effect.effect_text, settings, PACK, held)
        assert holds.wait(60)
        started = time.monotonic()
        assess.run(settings, PACK, DAY)
        assert time.monotonic() - started < 30
        words = ("现在不能试算", "再看") if attempts == 1 else ("人员：新增 70", "试算未入库")
        assert all(word in trial.result(60) for word in words), trial.result()

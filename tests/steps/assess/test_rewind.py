"""Going back to an earlier business date: the later runs end in the state of a campaign that never went ahead."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest
from typer.testing import CliRunner

from pipeline.assess import rewind
from pipeline.assess import run as assess
from pipeline.commands.main import app
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.landing.deliver import Announcement
from pipeline.publish import run as publish
from pipeline.runtime.settings import REPOSITORY, Settings
from pipeline.verify import invariants
from tests.support import environment
from tests.support.files.small_deliveries import PACK, POOR, SAFETY_NET, Desk
from tests.support.quick import quick_and_long
from tests.support.session import let_go, with_key_files
from tests.support.warehouse import snapshot
from warehouse.embedded.server import Server

KINDS = ["special_list", "roll", "employee", "tax_feed"]
NOW = dt.datetime(2019, 12, 20, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
DAYS = [dt.date(2019, 9, 2) + dt.timedelta(days=step) for step in (0, 3, 19, 30, 44, 61, 75, 90, 104)]
BACK = DAYS[3]
RESULTS = ("core.dues", "core.trait", "ledger.event", "ledger.coverage_event", "ledger.event_total")
MakeWarehouse = Callable[..., Settings]


def season(folder: Path, seed: int) -> Iterator[tuple[dt.date, list[Announcement]]]:
    """Yield, for each day, random deliveries about twenty persons: lists, changes, deaths, employees, receipts."""
    chance = random.Random(seed)
    people = range(20)

    def some(most: int) -> list[int]:
        return sorted(chance.sample(people, chance.randint(1, most)))

    for place, day in enumerate(DAYS):
        on, desk = day.isoformat(), Desk(folder / str(place), day.isoformat())
        before = (day - dt.timedelta(days=chance.randint(0, 25))).isoformat()
        after = (day + dt.timedelta(days=chance.randint(1, 40))).isoformat()
        full = [(who, before, chance.choice([POOR, SAFETY_NET])) for who in some(14)]
        coming: list[Announcement] = [desk.roll(people, on, on)] if place == 0 else []
        kind = chance.choice(["full", "change", "civil", "employee"])
        if kind == "full":
            coming.append(desk.full(full, on, on))
        elif kind == "change":
            ops = [(who, chance.choice(["新增", "减少", "死亡"]), chance.choice([before, after])) for who in some(5)]
            coming.append(desk.change(ops, on, on))
        elif kind == "civil":
            coming.append(desk.civil(some(10), on, on))
        else:
            coming.append(desk.employee(some(4), on, on))
        paid = [(who, chance.choice([120, 130, 250])) for who in some(6)]
        yield day, [*coming, desk.tax(paid, on)]


def work(settings: Settings, day: dt.date, coming: list[Announcement]) -> None:
    landing.deliver(settings, PACK, coming)
    intake.run(settings, PACK, KINDS, day, clock=lambda: NOW)
    assess.run(settings, PACK, day)


def go_back(settings: Settings, to: dt.date = BACK, note: str = "") -> rewind.Rewound:
    return rewind.run(settings, PACK, to, "王科长", "wrong_date", note, clock=lambda: NOW)


def problems(settings: Settings) -> list[invariants.Finding]:
    return [finding for finding in invariants.run(settings, PACK) if finding.problems]


def results(settings: Settings) -> dict[str, Any]:
    return {table: content for table, content in snapshot.take(settings).items() if table in RESULTS}


def check_season(make_warehouse: MakeWarehouse, folder: Path, seed: int, back: dt.date) -> None:
    straight, rewound, never = make_warehouse(), make_warehouse(), make_warehouse()
    for day, coming in season(folder, seed):
        for settings in (straight, rewound):
            work(settings, day, coming)
        landing.deliver(never, PACK, coming)
        intake.run(never, PACK, KINDS, day, clock=lambda: NOW)
    done = go_back(rewound, back)
    assert done.is_new and (done.from_on, done.to_on) == (DAYS[-1], back)
    assess.run(never, PACK, back)
    assert results(rewound) == results(never), f"seed {seed}: as of the earlier day, with all facts that are known"
    assert problems(rewound) == []
    for day in DAYS:
        if day > back:
            assess.run(rewound, PACK, day)
    assert snapshot.take(rewound) == snapshot.take(straight), f"seed {seed}"
    assert problems(rewound) == []


@pytest.mark.long
@pytest.mark.parametrize(("seed", "back"), [(1, DAYS[3]), (2, DAYS[0])])
def test_the_runs_after_it_end_in_the_state_of_a_straight_campaign(
    make_warehouse: MakeWarehouse, tmp_path: Path, seed: int, back: dt.date
) -> None:
    check_season(make_warehouse, tmp_path, seed, back)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 112))
def test_random_seasons_end_in_the_state_of_a_straight_campaign(
    make_warehouse: MakeWarehouse, tmp_path: Path, seed: int
) -> None:
    check_season(make_warehouse, tmp_path, seed, random.Random(seed).choice(DAYS[:-1]))


@pytest.fixture(scope="module")
def template(make_warehouse: MakeWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A campaign that was assessed up to the last day, to be copied; its keys are in files of its state folder."""
    settings = with_key_files(make_warehouse())
    for day, coming in season(tmp_path_factory.mktemp("season"), 3):
        work(settings, day, coming)
    return settings


@pytest.fixture()
def ahead(template: Settings, make_warehouse: MakeWarehouse) -> Settings:
    """A copy of a campaign that was assessed up to the last day."""
    return make_warehouse(like=template)


def rows(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(settings.warehouse_url("auditor")) as conn:
        return conn.execute(query).fetchall()  # type: ignore[arg-type]


def test_nothing_is_deleted_and_the_trail_has_who_when_from_to_and_why(ahead: Settings) -> None:
    before = set(rows(ahead, "SELECT * FROM ledger.event"))
    done = go_back(ahead, note="因张三的名单")
    after = set(rows(ahead, "SELECT * FROM ledger.event"))
    assert before < after, "what came too early is reversed by further events"
    trail = rows(ahead, "SELECT from_on, to_on, rewound_by, reason, note, recorded_at, assess_no FROM ledger.rewind")
    assert trail == [(DAYS[-1], BACK, "王科长", "wrong_date", "因张三的名单", NOW, done.assess_no)]
    again = go_back(ahead)
    assert (again.is_new, again.assess_no) == (False, done.assess_no)
    assert len(rows(ahead, "SELECT 1 FROM ledger.rewind")) == 1
    for statement in ("UPDATE ledger.rewind SET reason = 'x'", "DELETE FROM ledger.rewind"):
        with (
            psycopg.connect(ahead.warehouse_url("loader")) as conn,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            conn.execute(statement)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("to", "by", "reason", "note", "words"),
    [
        (BACK, "王", "日期写错", "", "请写明退回的理由.*wrong_date（业务日期写错）"),
        (BACK, "王", "other", " ", "请用 --note 说明"),
        (BACK, "王", "other", "长" * 1001, "说明太长"),
        (BACK, " ", "wrong_date", "", "请写明决定人"),
        (dt.date(2019, 12, 21), "王", "wrong_date", "", "晚于今天"),
        (dt.date(2017, 1, 1), "王", "wrong_date", "", "不在政策包"),
        (DAYS[-1], "王", "wrong_date", "", "只能退回到更早的日期"),
    ],
)
def test_an_order_that_is_wrong_is_refused(
    ahead: Settings, to: dt.date, by: str, reason: str, note: str, words: str
) -> None:
    before = snapshot.take(ahead)
    with pytest.raises(rewind.RewindRefused, match=words):
        rewind.run(ahead, PACK, to, by, reason, note, clock=lambda: NOW)
    assert snapshot.take(ahead) == before and rows(ahead, "SELECT 1 FROM ledger.rewind") == []


def test_before_the_first_assessment_there_is_nothing_to_take_back(settings: Settings) -> None:
    with pytest.raises(rewind.RewindRefused, match="还没有核定过"):
        go_back(settings)


@pytest.mark.parametrize("lock", ["1", "campaign"])
def test_while_a_step_is_running_it_is_refused(ahead: Settings, lock: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewind, "LOCK_WAIT", "200ms")
    number = "(SELECT campaign_id FROM policy.campaign)" if lock == "campaign" else lock
    with psycopg.connect(ahead.warehouse_url("owner")) as conn:
        conn.execute(f"SELECT pg_advisory_xact_lock({number})")  # type: ignore[arg-type]
        with pytest.raises(rewind.RewindRefused, match="正在运行"):
            go_back(ahead)
    assert go_back(ahead).is_new


@pytest.mark.parametrize("stride", quick_and_long((25, 1), ()))
def test_killed_before_every_side_effect_and_run_again_it_is_equal(
    template: Settings, server: Server, tmp_path: Path, stride: int
) -> None:
    let_go(template.warehouse_urls.values())
    request = json.dumps({
        "home": str(server.home), "folder": str(tmp_path), "like": str(template.home), "stride": str(stride),
        "template": template.warehouse_url("owner").rsplit("/", 1)[1], "to": BACK.isoformat(),
    })  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.steps.assess.kill_rewind", request],
        cwd=REPOSITORY, env=os.environ | environment.ONE_THREAD, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    result = json.loads(done.stdout.rpartition("RESULT")[2])
    print(result)
    assert result["different"] == [], done.stderr[-2000:]
    assert result["killed"] == result["tried"] == result["traced"] // stride + 1 > 2
    assert result["kinds"]["sql"] > 20 and result["kinds"]["commit"] >= 1


@pytest.mark.long
def test_a_publication_of_a_day_that_was_taken_back_gets_a_numbered_correction(
    settings: Settings, tmp_path: Path
) -> None:
    """A report of a mistyped later day counts what was not received yet; published again it is corrected."""
    desk = Desk(tmp_path, "2019-09-02")
    work(
        settings,
        dt.date(2019, 9, 2),
        [desk.full(range(6), "2019-08", "2019-08-31"), desk.roll(range(10), "2019-08", "2019-08-31")],
    )
    work(settings, dt.date(2019, 10, 10), [desk.tax([(1, 120), (2, 120)], "2019-10-09", delivered="2019-10-10")])
    early, late = dt.date(2019, 10, 16), dt.date(2019, 11, 1)
    for day in (early, late):
        assess.run(settings, PACK, day)
        publish.run(settings, PACK, day)
    go_back(settings, dt.date(2019, 10, 12), note="张三漏报")
    work(settings, dt.date(2019, 10, 16), [desk.tax([(3, 120)], "2019-10-14", delivered="2019-10-16")])
    publish.run(settings, PACK, early)
    numbers = "SELECT cadence, period_to, correction_no FROM ledger.publication WHERE correction_no > 0 ORDER BY 1, 2"
    assert rows(settings, numbers) == [("half_month", dt.date(2019, 10, 15), 1)], "the later ones wait for their day"
    assess.run(settings, PACK, late)
    publish.run(settings, PACK, late)
    assert rows(settings, numbers) == [
        ("half_month", dt.date(2019, 10, 15), 1),
        ("half_month", dt.date(2019, 10, 31), 1),
        *[("month", dt.date(2019, 10, 31), 1)] * 3,  # bulletin, progress report, and the poster of the one town
    ]
    _check_that_the_correction_states_the_reason(settings)
    count = len(rows(settings, "SELECT 1 FROM ledger.publication"))
    publish.run(settings, PACK, late)
    assert len(rows(settings, "SELECT 1 FROM ledger.publication")) == count, "once"
    assert problems(settings) == []


def _check_that_the_correction_states_the_reason(settings: Settings) -> None:
    """The cause is in the manifest of each correction, the note in the workbook, made again; first ones have none."""
    corrected = rows(
        settings,
        "SELECT publication_id, report, manifest->'rewinds' FROM ledger.publication WHERE correction_no > 0",
    )  # fmt: skip
    cause = {"from_on": "2019-11-01", "to_on": "2019-10-12", "reason": "wrong_date"}
    assert [causes for *_, causes in corrected] == [[cause]] * 5
    firsts = "SELECT 1 FROM ledger.publication WHERE correction_no = 0 AND manifest ? 'rewinds'"
    assert rows(settings, firsts) == []
    for publication_id, *_ in (row for row in corrected if row[1] == "progress"):
        files = publish.remake(settings, str(publication_id))
        (book,) = (content for name, content in files.items() if name.endswith(".xlsx"))
        texts = [str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(book)).worksheets[0] for cell in row]
        note = "核定曾做到2019年11月1日，其后退回到2019年10月12日重新核定。退回理由：业务日期写错。"
        assert any(note in text for text in texts)
        assert not any("张三" in text for text in texts)


def test_by_command(ahead: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    environment.leads_to(ahead, monkeypatch)
    arguments = ["rewind", "--to", BACK.isoformat(), "--by", "王科长", "--reason", "wrong_date", "--pack", PACK]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0 and f"已从 {DAYS[-1]} 退回到 {BACK}" in result.output
    assert "未重复执行" in CliRunner().invoke(app, arguments).output
    wrong = CliRunner().invoke(app, [*arguments[:5], "--reason", "日期写错"])
    assert wrong.exit_code == 2 and "wrong_date" in wrong.output

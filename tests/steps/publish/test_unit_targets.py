"""Targets of all three kinds against what was reached: counts, rates of a named denominator, not below last year."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from sqlalchemy import text

from pipeline.assess import run as assess
from pipeline.commands.progress.summary import render_summary
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.policy import install, registry
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support.files.builders import number, write_csv, write_xlsx
from tests.support.packs.worked_cases import MADE_UP as POLICIES
from transforms.policy import Pack, campaign_id
from warehouse import bulk, engine

MADE_UP, LAST_YEAR = "madeupa-2032", "hefei-2020"
EAST, WEST, OLD = "ma-east", "ma-west", "ma-old"
ON = dt.date(2031, 10, 1)
FIRST = dt.date(2020, 9, 1)
RATE = "table:rate"


class Place:
    """A pack in a fresh warehouse, with enrolled persons and delivered figures written by hand."""

    def __init__(self, settings: Settings, pack_code: str, on: dt.date) -> None:
        self.settings, self.pack_code, self.on, self.number = settings, pack_code, on, campaign_id(pack_code)
        self.pack: Pack = registry.load(settings, pack_code)
        with self.owner() as conn:
            install.ensure_installed(conn, self.pack)

    def owner(self) -> Any:
        return engine.create(self.settings.warehouse_url("owner")).begin()

    def enrol(self, unit_id: str, persons: int) -> None:
        accounts = ("received", "fund", "contribution", "refundable", "reimbursable", "suspense")
        with self.owner() as conn:
            bulk.insert(conn, "ledger.event_total", [{
                "campaign_id": self.number, "plan_year": self.pack.campaign.plan_year, "assess_no": 1,
                "on_date": self.on, "unit_id": unit_id, "category": "ordinary", "payer": "", "channel": "",
                "enrolled_persons": persons, **{f"{account}_fen": 0 for account in accounts},
            }])  # fmt: skip

    def deliver(self, unit_id: str, measure: str, persons: int | None, version: int = 1) -> None:
        """A figure of an accepted table of targets."""
        delivery_id = uuid.uuid4()
        with self.owner() as conn:
            conn.execute(text(
                "INSERT INTO landing.delivery (campaign_id, delivery_id, source, kind, sender, list_mode, period,"
                " cut_off_on, version, file_name, sha256, byte_count, delivered_on, state, committed_no, reasons,"
                " landed_at) VALUES (:n, :id, 'targets', 'target_table', '局', 'full', :id, :on, :version, 'a.xlsx',"
                " :id, 1, :on, 'committed', :version, '[]', now())"
            ), {"n": self.number, "id": delivery_id, "on": self.on, "version": version})  # fmt: skip
            bulk.insert(conn, "core.target_fact", [{
                "campaign_id": self.number, "unit_id": unit_id, "measure": measure, "persons": persons,
                "status": "正式", "stated_source": "统计公报", "cut_off_on": self.on, "delivery_id": delivery_id,
            }])  # fmt: skip

    def read(self, sql: str) -> list[dict[str, Any]]:
        with engine.create(self.settings.warehouse_url("analyst")).connect() as conn:
            return [dict(row) for row in conn.execute(text(sql)).mappings()]

    def targets(self, measure: str) -> dict[str, dict[str, Any]]:
        found = self.read(f"SELECT * FROM mart.unit_target WHERE measure = '{measure}'")
        return {row["unit_id"]: row for row in found}


@pytest.fixture()
def place(make_warehouse: Callable[..., Settings]) -> Place:
    return Place(make_warehouse(POLICIES), MADE_UP, ON)


def _said(row: dict[str, Any]) -> tuple[Any, ...]:
    names = ("base_persons", "wanted_persons", "enrolled_persons", "missing_persons", "is_met", "gap_zh")
    return tuple(row[name] for name in names)


def test_two_targets_of_one_unit_stay_apart(place: Place) -> None:
    place.enrol(EAST, 150)
    rows = place.read(f"SELECT * FROM mart.unit_target WHERE unit_id = '{EAST}' ORDER BY measure")
    assert [(r["measure"], r["set_by"], r["version"], r["status"], r["kind"]) for r in rows] == [
        (RATE, "superior", 2, "草案", "rate"),
        ("target", "own", 1, "正式", "count"),
    ]
    assert _said(rows[1]) == (200, 200, 150, 50, False, None)
    assert rows[1]["reached_rate"] == Decimal("0.75")
    (unit,) = place.read(f"SELECT * FROM mart.unit_progress WHERE unit_id = '{EAST}'")
    names = ("set_by", "kind", "origin", "version", "status")
    assert [unit[f"target_{name}"] for name in names] == ["own", "count", "notice", 1, "正式"]


def test_a_rate_without_its_denominator_says_so_and_divides_nothing(place: Place) -> None:
    place.enrol(EAST, 150)
    place.deliver(WEST, "户籍人口", 0)
    rows = place.targets(RATE)
    assert _said(rows[EAST]) == (None, None, 150, None, None, "基数未下达")
    assert _said(rows[WEST]) == (0, None, 0, None, None, "基数为0")
    assert _said(rows[OLD]) == (None, None, 0, None, None, "任务比例未下达")
    assert {row["reached_rate"] for row in rows.values()} == {None}
    assert _said(place.targets("target")[OLD]) == (None, None, 0, None, None, "任务数未下达")


@pytest.mark.parametrize(
    ("population", "enrolled", "wanted", "is_met"),
    [(1000, 960, 960, True), (1000, 959, 960, False), (1001, 961, 961, True), (1001, 960, 961, False)],
)
def test_a_rate_asks_for_whole_persons(place: Place, population: int, enrolled: int, wanted: int, is_met: bool) -> None:
    """96 % of 1001 are 960.96: 961 persons."""
    place.deliver(EAST, "户籍人口", population)
    place.enrol(EAST, enrolled)
    row = place.targets(RATE)[EAST]
    assert _said(row) == (population, wanted, enrolled, wanted - enrolled if not is_met else 0, is_met, None)
    assert (row["base_source"], row["denominator"]) == ("统计公报", "户籍人口")


def test_where_employees_count_too_residents_alone_can_meet_a_rate_and_not_miss_it(place: Place) -> None:
    with place.owner() as conn:
        conn.execute(text("UPDATE policy.campaign SET employee_counts_as_covered = true"))
    place.deliver(EAST, "户籍人口", 1000)
    place.deliver(WEST, "户籍人口", 1000)
    place.enrol(EAST, 960)
    place.enrol(WEST, 100)
    assert {unit: row["is_met"] for unit, row in place.targets(RATE).items()} == {EAST: True, WEST: None, OLD: None}


def test_a_delivered_target_keeps_who_set_the_table(place: Place) -> None:
    place.deliver(EAST, "target", 300, version=4)
    row = place.targets("target")[EAST]
    assert (row["base_persons"], row["set_by"], row["kind"], row["origin"], row["version"], row["source"]) == (
        300, "own", "count", "delivery", 4, "统计公报",
    )  # fmt: skip
    stated = place.read(f"SELECT * FROM mart.stated_target WHERE measure = 'target' AND unit_id = '{EAST}'")
    assert sorted((one["origin"], one["set_by"], one["kind"], one["table_version"]) for one in stated) == [
        ("delivery", "own", "count", None), ("notice", "own", "count", 1),
    ]  # fmt: skip


def test_the_summary_shows_every_table_and_what_is_missing(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.deliver(WEST, "户籍人口", 100)
    place.enrol(WEST, 98)
    with place.owner() as conn:
        bulk.insert(conn, "ledger.assessment", [{
            "campaign_id": place.number, "assess_no": 1, "committed_no": 1, "business_date": ON,
            "pack_version": place.pack.version, "persons": 98,
        }])  # fmt: skip
    render_summary(place.settings, MADE_UP, ON)
    shown = capsys.readouterr().out
    assert max(cell_len(line) for line in shown.splitlines()) <= 100
    for part in (
        "本级自定第1版（正式）", "上级下达第2版（草案）", "96.00%、97.00%（户籍人口）", "0 / 2 / 3", "1 / 1 / 3",
        "基数未下达", "任务比例未下达", "98.00%", "统计公报",
    ):  # fmt: skip
        assert part in shown, part
    render_summary(place.settings, MADE_UP, ON - dt.timedelta(days=1))  # nobody was enrolled the day before
    assert "0 / 1 / 3" in capsys.readouterr().out


class Files(Place):
    """The place as its bureau feeds it: files through the gate."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        super().__init__(settings, LAST_YEAR, FIRST)
        self.folder = folder

    def land(self, file: Path, source: str, version: int = 1) -> None:
        landing.deliver(
            self.settings, LAST_YEAR, [landing.Announcement(file, source, "2020", "full", FIRST, FIRST, version)]
        )
        report = intake.run(self.settings, LAST_YEAR, ("roll", "target_table"), FIRST)
        assert report.held == report.rejected == 0

    def roll(self, *answers: str) -> None:
        """A roll of one unit: one person for each answer to 上年是否参保."""
        head = "姓名,证件号码,出生日期,性别,乡镇,村居,户号,是否本县户籍,上年是否参保"
        rows = [f"张三,{number(n)},,,瑶海区,,,是,{answer}" for n, answer in enumerate(answers, start=1)]
        self.land(write_csv(self.folder / "roll.csv", [head, *rows]), "roll")

    def figures(self, *rows: tuple[str, int | str], version: int = 1) -> None:
        head = ["单位", "指标", "人数", "状态", "来源"]
        body = [[unit, "上年度参保人数", persons, "正式", "省医保局"] for unit, persons in rows]
        self.land(write_xlsx(self.folder / f"t{version}.xlsx", [["基数"], head, *body]), "targets", version)


def test_not_below_last_year_takes_the_stated_figure_and_else_the_rolls(
    make_warehouse: Callable[..., Settings], tmp_path: Path
) -> None:
    place = Files(make_warehouse(REPOSITORY / "policies"), tmp_path)
    yaohai, luyang, shushan = "hf-yaohai", "hf-luyang", "hf-shushan"
    assert {row["gap_zh"] for row in place.targets("table:last_year").values()} == {"上年参保人数未下达"}
    place.roll("是", "是", "否", "是", "")
    assess.run(place.settings, LAST_YEAR, FIRST)
    place.enrol(yaohai, 2)
    row = place.targets("table:last_year")[yaohai]
    assert _said(row) == (3, 3, 2, 1, False, None)
    assert (row["base_source"], row["set_by"]) == ("参保底册“上年是否参保”（另有1人未填）", "superior")
    place.figures(("瑶海区", 2), ("庐阳区", 0), ("蜀山区", ""))
    rows = place.targets("table:last_year")
    assert _said(rows[yaohai]) == (2, 2, 2, 0, True, None)
    assert rows[yaohai]["base_source"] == "省医保局"
    assert _said(rows[luyang]) == (0, 0, 0, 0, True, None) and rows[luyang]["reached_rate"] is None
    assert _said(rows[shushan])[-2:] == (None, "上年参保人数未下达")
    assert {row["kind"] for row in place.targets("target").values()} == {"count"}
    rolls = "SELECT unit_id, insured_persons, unknown_persons FROM mart.roll_last_year"
    assert [tuple(row.values()) for row in place.read(rolls)] == [(yaohai, 3, 1)]
    place.figures(*((unit.name, 5) for unit in place.pack.units.children), version=2)
    assert {row["base_persons"] for row in place.targets("table:last_year").values()} == {5}
    assert place.read(rolls) == []

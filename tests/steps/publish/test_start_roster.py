"""A roster before the start: the roll by name, figures of past years, and what nobody delivered."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.policy import registry
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.files.builders import write_xlsx
from tests.support.files.small_deliveries import PACK, UNIT, Desk, name, number
from tests.support.postbox import Postbox
from tests.support.warehouse import campaign, ledger
from transforms.policy import Pack, Slot

AS_OF, DUE = dt.date(2019, 8, 30), dt.date(2019, 8, 31)
SLOT = Slot(DUE, "start_roster", "once", dt.date(2019, 8, 1), AS_OF, AS_OF, ("county_medical_security",), ("x",))
FILE = f"{PACK}_start_roster_once_20190801_20190830"
TARGETS = ["单位", "指标", "人数", "状态", "来源"]


@dataclass(frozen=True)
class Place:
    """A place before its window: eighteen on the roll, three of them on a list, one of these dead."""

    settings: Settings
    folder: Path

    def take(self, on: dt.date = DUE) -> None:
        """Take everything that was delivered in, and assess it."""
        intake.run(self.settings, PACK, ["special_list", "roll", "target_table"], on)
        assess.run(self.settings, PACK, on)

    def book(self, correction: str = "") -> openpyxl.Workbook:
        """Return the workbook as it is in the store of lists."""
        return openpyxl.load_workbook(io.BytesIO(self.settings.lists.read(f"{PACK}/{FILE}{correction}.xlsx")))

    def summary(self, correction: str = "") -> list[str]:
        """Return the rows of the sheets 汇总 and 往年 as texts; 往年 is there only with figures of past years."""
        sheets = [sheet for sheet in self.book(correction) if sheet.title in ("汇总", "往年")]
        rows = [row for sheet in sheets for row in sheet.iter_rows(values_only=True)]
        return ["|".join(str(cell) for cell in row if cell is not None) for row in rows]


@pytest.fixture()
def place(settings: Settings, tmp_path: Path) -> Place:
    desk = Desk(tmp_path / "desk", "2019-08-20")
    lists = [
        desk.full([2, 3, 4], "2019-08", "2019-08-15"),
        desk.change([(4, "死亡", "2019-08-01")], "2019-07", "2019-08-16"),
    ]
    landing.deliver(settings, PACK, [desk.roll(range(2, 20), "2019-08", "2019-08-10"), *lists])
    made = Place(settings, desk.folder)
    made.take()
    return made


def _ask_two_years(pack: Pack) -> Pack:
    series = [
        row.model_copy(update={"past_years": 2}) if row.report == "start_roster" else row for row in pack.publications
    ]
    return pack.model_copy(update={"publications": tuple(series)})


def test_it_names_the_living_of_the_roll_and_no_category(place: Place) -> None:
    publish.run(place.settings, PACK, DUE, [SLOT])
    book = place.book()
    head, *rows = book["数据"].iter_rows(values_only=True)
    assert head[2:] == ("name", "document_number_masked", "insured_last_year", "check_result")
    assert {row[2] for row in rows} == {name(who) for who in range(2, 20) if who != 4}
    assert {row[:2] + row[3:] for row in rows} == {(UNIT, "某村", number(2)[:6] + "*" * 12, "是", None)}
    assert not [line for line in place.summary() if "参保人数" in line], "the pack asks for no figures"


def test_figures_that_are_delivered_later_correct_it(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = _ask_two_years(registry.load(place.settings, PACK))
    monkeypatch.setattr(registry, "load", lambda settings, pack_code: pack)
    (first,) = publish.run(place.settings, PACK, DUE, [SLOT])
    lines = place.summary()
    assert f"{UNIT}|缺|17|缺|缺" in lines and "大庙口镇|缺|缺|缺|缺" in lines
    assert any("缺2018年度参保人数（16个单位" in line and "由东安县医保局报送" in line for line in lines)
    rows = [[UNIT, "2019年实际人口数", "25", "正式", "统计"], [UNIT, "2018年度参保人数", "16", "正式", "统计"]]
    file = write_xlsx(place.folder / "t.xlsx", [["基数"], TARGETS, *rows])
    landing.deliver(place.settings, PACK, [landing.Announcement(file, "targets", "2019", "full", AS_OF, DUE, 1)])
    place.take()
    (second,) = publish.run(place.settings, PACK, DUE, [SLOT], correct=True)
    lines = place.summary("_更正1")
    assert f"{UNIT}|25|17|缺|16" in lines and any("往年人口数、参保人数有变" in line for line in lines)
    assert publish.remake(place.settings, first)[f"{FILE}.xlsx"] == place.settings.lists.read(f"{PACK}/{FILE}.xlsx")
    postbox = Postbox()
    postbox.collect(place.settings, PACK)
    mails = [message.get_body(("plain",)).get_content() for message in postbox.messages]
    assert len(mails) == 2 and f"{UNIT}　25　17　缺　16" in mails[1] and not any(name(5) in mail for mail in mails)
    problems = {finding.invariant: finding.problems for finding in invariants.run(place.settings, PACK)}
    assert problems["published_equals_ledger"] == 0 and second != first


def test_a_history_states_the_year_before_last(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = _ask_two_years(registry.load(place.settings, PACK))
    monkeypatch.setattr(registry, "load", lambda settings, pack_code: pack)
    keys = campaign.person_keys(place.settings, [number(2), number(3)])
    with ledger.owner(place.settings) as conn:
        committed = conn.execute(text("SELECT max(committed_no) FROM landing.delivery")).scalar_one()
        for version, enrolled in ((1, [False, True]), (2, [True, False])):
            delivery = ledger.delivery(
                conn, "history", "committed" if version == 2 else "superseded", AS_OF,
                kind="history", committed_no=committed, version=version,
            )  # fmt: skip
            of = {"n": ledger.number(), "id": delivery, "on": AS_OF}
            conn.execute(text("INSERT INTO core.history_year VALUES (:n, 2018, :id)"), of)
            for row_no, (key, value) in enumerate(zip(keys, enrolled, strict=True)):
                conn.execute(
                    text("INSERT INTO core.history_fact VALUES (:n, :key, 2018, :enrolled, :on, :id, :row)"),
                    {**of, "key": key, "enrolled": value, "row": row_no},
                )
    publish.run(place.settings, PACK, DUE, [SLOT])
    head, *rows = place.book()["数据"].iter_rows(values_only=True)
    assert head[4:6] == ("insured_last_year", "insured_year_before")
    assert {row[2]: row[5] for row in rows} == {
        name(who): "是" if who == 2 else "否" for who in range(2, 20) if who != 4
    }
    assert f"{UNIT}|缺|17|缺|1" in place.summary()


def test_without_a_roll_it_is_empty_and_says_who_delivers(settings: Settings, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk", "2019-08-20")
    landing.deliver(settings, PACK, [desk.full([2, 3], "2019-08", "2019-08-15")])
    place = Place(settings, desk.folder)
    place.take()
    publish.run(settings, PACK, DUE, [SLOT])
    assert any("底册未收到" in line and "由东安县医保局报送" in line for line in place.summary())
    assert list(place.book()["数据"].iter_rows(min_row=2)) == []

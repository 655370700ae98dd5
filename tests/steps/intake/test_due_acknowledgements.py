"""Acknowledgements of the tax bureau: read back from files, compared with the due lists that were sent to it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipeline.intake import run as intake
from pipeline.landing.deliver import Announcement, deliver
from pipeline.merge import versions
from pipeline.runtime.settings import Settings
from tests.steps.publish.test_due_list import FIRST, FULL, Place, dues
from tests.support.postbox import Postbox
from tests.support.warehouse import ledger

DAY = FIRST + timedelta(days=20)
LOADED = FIRST + timedelta(days=1)
HEADER = "清单序号,导入行数,导入金额(元),校验码,导入日期,备注"


@dataclass
class Bureau:
    """Dong'an with due lists, and files of the tax bureau."""

    place: Place
    folder: Path

    @property
    def settings(self) -> Settings:
        return self.place.settings

    def make(self, lists: int) -> None:
        """Make the lists up to a number: a further part of a due is paid before each."""
        for number in range(self.lists() + 1, lists + 1):
            charge = FULL - number * 100
            self.place.owe(1, charge, dues("owing", FULL, number * 100))
            self.place.day(FIRST + timedelta(days=number - 1))

    def lists(self) -> int:
        return int(self.query("SELECT count(*) FROM ledger.due_list")[0][0])

    def row(self, number: int, **changes: Any) -> str:
        """Return the row that acknowledges a list as it is, or with changes."""
        found = self.query(f"SELECT persons, list_fen, sha256 FROM mart.due_list WHERE list_no = {number}")
        persons, fen, sha256 = found[0] if found else (0, 0, "0" * 64)
        stated = {"persons": persons, "yuan": f"{fen // 100}.{fen % 100:02}", "sha256": sha256, "on": LOADED, **changes}
        return f"{number},{stated['persons']},{stated['yuan']},{stated['sha256']},{stated['on']},"

    def send(self, *rows: str, period: str = "2019-09", version: int = 1) -> None:
        number = len(list(self.folder.iterdir()))
        file = self.folder / f"receipts{number}.csv"
        file.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
        sent = Announcement(file, "due_acknowledgement", period, "change", DAY, DAY, version)
        deliver(self.settings, ledger.PACK, [sent])

    def take_in(self) -> intake.IntakeReport:
        return intake.run(self.settings, ledger.PACK, ["due_acknowledgement"], DAY)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.settings.warehouse_url("loader")) as conn:
            return conn.execute(sql).fetchall()

    def states(self) -> dict[int, tuple[str, str]]:
        """Return of each list its state and what differs."""
        rows = self.query("SELECT list_no, acknowledgement, differs_in FROM mart.due_list ORDER BY 1")
        return {number: (state, differs) for number, state, differs in rows}

    def newest_mail(self) -> str:
        postbox = Postbox()
        postbox.collect(self.settings, ledger.PACK)
        return str(postbox.messages[-1].get_body(("plain",)).get_content())


@pytest.fixture()
def bureau(settings: Settings, tmp_path: Path) -> Bureau:
    folder = tmp_path / "sent"
    folder.mkdir()
    place = Place(settings, ledger.load_policy(settings))
    place.owe(2, FULL, dues("owing", FULL))
    return Bureau(place, folder)


OPEN, EQUAL = ("open", ""), ("acknowledged", "")


def test_a_list_is_open_until_it_is_acknowledged_as_it_is(bureau: Bureau) -> None:
    bureau.make(3)
    assert bureau.states() == {1: OPEN, 2: OPEN, 3: OPEN}
    assert bureau.query("SELECT open_days FROM mart.due_list ORDER BY list_no") == [(2,), (1,), (0,)]
    bureau.send(bureau.row(1), bureau.row(2))
    report = bureau.take_in()
    assert (report.committed, report.clean, report.quarantined) == (1, 2, 0)
    assert bureau.states() == {1: EQUAL, 2: EQUAL, 3: OPEN}
    columns = "acknowledged_on, acknowledged_persons = persons, acknowledged_fen = list_fen, open_days"
    rows = bureau.query(f"SELECT {columns} FROM mart.due_list ORDER BY list_no")
    assert rows == [(LOADED, True, True, None)] * 2 + [(None, None, None, 0)]
    assert not bureau.query("SELECT FROM core.changed_person"), "an acknowledgement changes no person's result"


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        ({"persons": 0}, "persons"),
        ({"yuan": "0.01"}, "sum"),
        ({"sha256": "a" * 64}, "sha256"),
        ({"persons": 0, "yuan": "0", "sha256": "a" * 64}, "persons sum sha256"),
    ],
)
def test_the_next_mail_names_what_differs_and_what_is_open(bureau: Bureau, changes: Any, differs: str) -> None:
    bureau.make(4)
    bureau.send(bureau.row(2, **changes), bureau.row(1))
    assert bureau.take_in().committed == 1
    assert bureau.states() == {1: EQUAL, 2: ("differs", differs), 3: OPEN, 4: OPEN}
    bureau.make(5)
    mail = bureau.newest_mail()
    assert "第2号清单的导入回执与清单不符" in mail and "第3号至第4号清单还没有收到导入回执" in mail
    bureau.send(
        bureau.row(2, on=LOADED + timedelta(days=6)), bureau.row(3), bureau.row(4), bureau.row(5), period="2019-10"
    )
    bureau.take_in()
    bureau.make(6)
    assert set(bureau.states().values()) == {EQUAL, OPEN} and "回执" not in bureau.newest_mail()


def test_the_newest_statement_counts_in_every_order(bureau: Bureau) -> None:
    """Three days state list 1 otherwise, then as it is, then otherwise; the last decides in each order of arrival."""
    bureau.make(1)
    stated = [
        bureau.row(1, persons=7),
        bureau.row(1, on=LOADED + timedelta(days=1)),
        bureau.row(1, yuan="0.07", on=LOADED + timedelta(days=2)),
    ]
    for turn, order in enumerate(itertools.permutations(range(3))):
        for place in order:
            bureau.send(stated[place], period=f"2019年第{10 * turn + place + 1}批")
            bureau.take_in()
        assert bureau.states() == {1: ("differs", "sum")}


def test_an_equal_acknowledgement_sent_twice_changes_nothing(bureau: Bureau) -> None:
    bureau.make(1)
    for period in ("2019-09", "2019-10", "2019-09"):
        bureau.send(bureau.row(1), bureau.row(1), period=period)
        bureau.take_in()
        assert bureau.states() == {1: EQUAL}
    assert bureau.take_in().committed == 0


def test_an_unknown_number_is_held_and_taken_in_after_its_list(bureau: Bureau) -> None:
    bureau.make(2)
    bureau.send(bureau.row(1), bureau.row(4, persons=1, yuan="1"))
    assert bureau.take_in().held == 1
    ((reasons,),) = bureau.query("SELECT reasons FROM landing.delivery WHERE state = 'held'")
    assert [reason["code"] for reason in reasons] == ["acknowledged_list_unknown"]
    assert "第4号" in reasons[0]["message_zh"] and "第1号" not in reasons[0]["message_zh"]
    assert bureau.states() == {1: OPEN, 2: OPEN}
    bureau.make(3)
    assert bureau.take_in().as_dict()["committed"] == 0, "list 4 is not made yet"
    bureau.make(4)
    assert bureau.take_in().committed == 1
    assert bureau.states() == {1: EQUAL, 2: OPEN, 3: OPEN, 4: ("differs", "sum sha256")}


def test_a_higher_version_corrects_and_a_revocation_takes_it_back(bureau: Bureau) -> None:
    bureau.make(1)
    bureau.send(bureau.row(1, persons=1))
    bureau.send(bureau.row(1), version=2)
    bureau.take_in()
    assert bureau.states() == {1: EQUAL}
    for version, left in ((2, ("differs", "persons")), (1, OPEN)):
        versions.revoke(
            bureau.settings, ledger.PACK, "due_acknowledgement", "2019-09", version, revoked_by="某局", reason="误报",
            business_date=DAY,
        )  # fmt: skip
        assert bureau.states() == {1: left}


def test_unreadable_rows_are_quarantined_and_the_others_count(bureau: Bureau) -> None:
    bureau.make(2)
    bureau.send(bureau.row(1, sha256="ab12"), bureau.row(2), bureau.row(2))
    report = bureau.take_in()
    assert (report.committed, report.clean, report.duplicates, report.quarantined) == (1, 1, 1, 1)
    assert bureau.query("SELECT reason_code FROM landing.quarantine") == [("checksum_format",)]
    assert bureau.states() == {1: OPEN, 2: EQUAL}


def test_the_day_is_not_after_the_delivery(bureau: Bureau) -> None:
    bureau.make(1)
    bureau.send(bureau.row(1, on=date(2020, 2, 1)), bureau.row(1))
    assert bureau.take_in().quarantined == 1 and bureau.states() == {1: EQUAL}

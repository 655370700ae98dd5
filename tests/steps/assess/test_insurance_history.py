"""The history of past years from the sender's file to waiting months, repair, reward and what is missing."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest
from sqlalchemy import text

from pipeline.assess import run as assess
from pipeline.commands.progress.summary import render_summary
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.policy import install, registry
from pipeline.publish import progress, publications
from pipeline.publish import run as publish
from pipeline.runtime.settings import REPOSITORY, Settings
from pipeline.verify import invariants
from tests.support.files.builders import number, tax_file, tax_row, write_csv
from tests.support.packs.worked_cases import MADE_UP
from transforms.policy import load_pack, publications_due
from warehouse import engine

PACK, BEFORE = "madeupb-2033", "madeupb-2032"
FIRST, PAID = dt.date(2032, 8, 31), dt.date(2032, 10, 1)
KINDS = ("roll", "history", "tax_feed")
Row = tuple[int, int, str]


class Place:
    """The made-up city in a fresh warehouse, with the persons 1 to 4 on its roll, insured last year, and paid."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings, self.folder = settings, folder
        head = "姓名,证件号码,出生日期,性别,乡镇,村居,户号,是否本县户籍,上年是否参保"
        rows = [f"张三,{number(one)},,,北原区,,,是,是" for one in range(1, 5)]
        self.send("roll", "roll.csv", [head, *rows], "2032")

    def send(
        self, source: str, name: str, lines: Iterable[str], period: str, version: int = 1, on: dt.date = FIRST,
        mode: str = "full",
    ) -> None:  # fmt: skip
        """Land a file as it is."""
        self.land(write_csv(self.folder / name, lines), source, period, version, on, mode)

    def land(self, file: Path, source: str, period: str, version: int, on: dt.date, mode: str) -> None:
        landing.deliver(self.settings, PACK, [landing.Announcement(file, source, period, mode, on, on, version)])

    def history(self, rows: Iterable[Row], period: str, version: int = 1, on: dt.date = FIRST) -> None:
        """A history with the columns of the layout; `rows` are (person, year, enrolled)."""
        lines = [f"张三,{number(who)},{year},{enrolled}" for who, year, enrolled in rows]
        self.send(
            "history",
            f"history-{period}-{version}.csv",
            ["姓名,证件号码,参保年度,是否参保", *lines],
            period,
            version,
            on,
        )

    def pay(self, name: str, *paid: tuple[int, int, str], on: dt.date = PAID) -> None:
        """Receipts: (person, plan year, yuan)."""
        rows = [
            tax_row(
                at, receipt=f"{name}{at}", document=number(who), year=str(year), amount=yuan, collected=on.isoformat(),
                received=on.isoformat(), unit="北原区",
            )
            for at, (who, year, yuan) in enumerate(paid, start=1)
        ]  # fmt: skip
        total = f"{sum(int(yuan) for _, _, yuan in paid)}.00"
        self.land(tax_file(self.folder / f"{name}.csv", rows, total), "tax", on.isoformat(), 1, on, "feed")

    def run(self, on: dt.date = PAID) -> dict[str, Any]:
        """Take everything in, assess; person -> (status, months, full benefits, years, reward, flagged) of 2033."""
        report = intake.run(self.settings, PACK, KINDS, on)
        assert report.held == report.rejected == 0
        assess.run(self.settings, PACK, on)
        assert [one for one in invariants.run(self.settings, PACK) if one.problems] == []
        return self.dues()

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.settings.warehouse_url("owner").replace("+psycopg", "")) as conn:
            return conn.execute(statement, values).fetchall()

    def dues(self, year: int = 2033) -> dict[str, Any]:
        found = self.rows(
            "SELECT person_key, status, waiting_months, full_benefit_from, consecutive_years, reward_fen, "
            "'history_missing' = ANY(flags) FROM core.dues WHERE plan_year = %s",
            year,
        )
        return {str(row[0]): row[1:] for row in found}


@pytest.fixture()
def place(make_warehouse: Callable[..., Settings], tmp_path: Path) -> Place:
    policies = tmp_path / "policies"
    for code in (PACK, BEFORE):  # the pack names the one before it
        shutil.copytree(MADE_UP / code, policies / code)
    shutil.copytree(REPOSITORY / "policies" / "layouts", policies / "layouts")
    return Place(make_warehouse(policies), tmp_path)


def alone(results: dict[str, Any]) -> list[Any]:
    """What came out, persons aside."""
    return sorted(results.values(), key=repr)


def test_missed_years_and_consecutive_years_follow_from_the_file(place: Place) -> None:
    place.history(
        [(1, 2030, "是"), (1, 2031, "是"), (1, 2032, "是"), (2, 2030, "是"), (2, 2031, ""), (2, 2032, "否")], "2032"
    )
    place.pay("a", (1, 2033, "380"), (2, 2033, "380"), (3, 2033, "380"))
    january = dt.date(2033, 1, 1)
    enrolled = [one for one in place.run().values() if one[0] == "enrolled"]
    assert sorted(enrolled, key=repr) == sorted(
        [
            ("enrolled", 0, january, 4, 200_000, False),
            ("enrolled", 3, dt.date(2033, 4, 1), 1, 0, False),
            ("enrolled", 5, dt.date(2033, 6, 1), 1, 0, False),
        ],
        key=repr,
    )


def test_without_a_history_everybody_who_needs_it_is_flagged_until_it_comes(place: Place) -> None:
    place.pay("a", (1, 2033, "380"))
    (before,) = [one for one in place.run().values() if one[0] == "enrolled"]
    assert before == ("enrolled", None, None, 1, 0, True)
    place.history([(2, year, "是") for year in (2030, 2031, 2032)], "2032", on=PAID)
    (after,) = [one for one in place.run().values() if one[0] == "enrolled"]
    assert after == ("enrolled", 5, dt.date(2033, 6, 1), 1, 0, False)  # named nowhere in it, and yet assessed again


def test_a_year_without_a_row_is_known_by_the_period(place: Place) -> None:
    place.history([(1, 2032, "是")], "2032,2031,2030")
    place.pay("a", (1, 2033, "380"), (2, 2033, "380"))
    found = [one for one in place.run().values() if one[0] == "enrolled"]
    assert sorted(one[1] for one in found) == [0, 5] and not any(one[5] for one in found)
    assert sorted(year for (year,) in place.rows("SELECT plan_year FROM core.history_year")) == [2030, 2031, 2032]


def test_a_higher_version_takes_the_place_of_the_lower_one(place: Place) -> None:
    years = (2030, 2031, 2032)
    place.history([(1, year, "是") for year in years], "2032")
    place.pay("a", (1, 2033, "380"))
    assert [one[1] for one in place.run().values() if one[0] == "enrolled"] == [0]
    place.history([(1, 2030, "是"), (1, 2031, "是"), (1, 2032, "否")], "2032", version=2, on=PAID)
    assert [one[1] for one in place.run().values() if one[0] == "enrolled"] == [3]


def test_the_newest_list_about_a_year_counts_in_any_order_of_arrival(place: Place) -> None:
    """The lists have periods of their own; the one with the later cut-off arrives first."""
    years = (2030, 2031, 2032)
    place.history([(1, 2030, "是"), (1, 2031, "是"), (1, 2032, "否")], "2032", on=PAID)
    place.history([(1, year, "是") for year in years], "2030,2031,2032", on=FIRST)
    place.pay("a", (1, 2033, "380"))
    assert [one[1] for one in place.run().values() if one[0] == "enrolled"] == [3]
    later = PAID + dt.timedelta(days=9)
    place.history([(1, 2032, "是")], "2032,2031", on=later)
    assert [one[1] for one in place.run(later).values() if one[0] == "enrolled"] == [0]


def test_money_for_a_missed_year_passes_the_gate_and_repairs_it_and_other_years_do_not(place: Place) -> None:
    place.history([(1, 2030, "是"), (1, 2031, "否"), (1, 2032, "否")], "2032")
    place.pay("a", (1, 2033, "380"), (1, 2032, "400"), (1, 2029, "400"))
    (found,) = [one for one in place.run().values() if one[0] == "enrolled"]
    assert found[1] == 3  # two missed years, the first not counted, the second repaired
    assert [one[0] for one in place.dues(2032).values()] == ["repaired"] and place.dues(2029) == {}
    reasons = place.rows("SELECT reason_code FROM landing.quarantine")
    assert reasons == [("plan_year_not_payable",)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"张三,{number(1)},2033,是", "plan_year_not_payable"),
        (f"张三,{number(1)},去年,是", "plan_year_unknown"),
        (f"张三,{number(1)},2032,也许", "yes_no_unknown"),
        (f",{number(1)},2032,是", "name_blank"),
    ],
    ids=["the year itself", "no year", "neither yes nor no", "no name"],
)
def test_a_bad_row_goes_to_quarantine_and_the_others_count(place: Place, row: str, reason: str) -> None:
    good = [f"张三,{number(one)},2032,是" for one in range(2, 5)]
    place.send("history", "history.csv", ["姓名,证件号码,参保年度,是否参保", row, *good], "2032")
    place.run()
    assert place.rows("SELECT DISTINCT reason_code FROM landing.quarantine") == [(reason,)]
    assert place.rows("SELECT count(*) FROM core.history_fact") == [(3,)]


OPEN_NOTE = "1人的待遇等待期、1人的连续参保激励因未收到本人往年记录，无法核定"
DUE = dt.date(2032, 10, 11)


def _notes(place: Place, publication_id: str) -> tuple[str, str]:
    """The printed sheet's text and the mail's, as published."""
    with engine.create(place.settings.warehouse_url("publisher")).connect() as conn:
        row = publications.by_id(conn, publication_id)
        queued = conn.execute(
            text("SELECT plain FROM ledger.mail WHERE mail_key = :key"), {"key": f"publication/{publication_id}"}
        )
        plain = queued.scalars().first()
        names = [one["name"] for one in row.manifest["files"] if one["name"].endswith(".xlsx")]
    workbook = openpyxl.load_workbook(io.BytesIO(publish.remake(place.settings, publication_id)[names[0]]))
    cells = [str(cell.value) for sheet in workbook for line in sheet.iter_rows() for cell in line if cell.value]
    return "\n".join(cells), str(plain)


def test_marts_say_whose_months_and_which_years_are_missing(place: Place) -> None:
    place.pay("a", (1, 2033, "380"), (2, 2033, "380"))
    place.run()
    missing = "SELECT unit_id, persons, waiting_persons, reward_persons FROM mart.history_missing"
    years = "SELECT plan_year, for_waiting, for_reward, deliveries FROM mart.history_year ORDER BY plan_year"
    said = (
        "SELECT topic, verdict, sum(persons)::integer FROM mart.explanation WHERE topic IN ('waiting', 'reward')"
        " GROUP BY topic, verdict ORDER BY topic, verdict"
    )
    assert place.rows(missing) == [("mb-north", 2, 2, 2)]
    assert place.rows(said) == [("reward", "history_missing", 2), ("waiting", "history_missing", 2)]
    assert place.rows(years) == [
        (2029, True, False, 0), (2030, True, False, 0), (2031, True, True, 0), (2032, True, True, 0),
    ]  # fmt: skip
    place.history([(1, 2032, "是")], "2032", on=PAID)  # of 2 the year before is known, too: not enrolled
    place.run()
    assert place.rows(missing) == [("mb-north", 1, 1, 0)]
    assert [row[3] for row in place.rows(years)] == [0, 0, 0, 1]
    place.history([(1, 2032, "是")], "2032,2031,2030,2029", version=2, on=PAID)
    place.run()
    assert place.rows(said) == [("reward", "none", 2), ("waiting", "months", 1), ("waiting", "none", 1)]
    assert place.rows(missing) == [] and [row[3] for row in place.rows(years)] == [1, 1, 1, 2]


def test_the_summary_says_it_in_chinese(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.pay("a", (1, 2033, "380"))
    place.run()
    render_summary(place.settings, PACK, PAID)
    shown = capsys.readouterr().out
    flat = "".join(line.strip("│ ").strip() for line in shown.splitlines())
    assert OPEN_NOTE in flat and "2029、2030、2031、2032年度未收到任何人的参保记录" in flat
    assert "history of 2029、2030、2031、2032" in flat
    place.history([(1, 2032, "是")], "2032,2031,2030,2029", on=PAID)
    place.run()
    render_summary(place.settings, PACK, PAID)
    shown = capsys.readouterr().out
    assert "往年参保记录齐全（2029、2030、2031、2032年度）" in shown and "无法核定" not in shown


def test_a_publication_says_it_in_sheet_and_mail_and_keeps_it(place: Place) -> None:
    place.pay("a", (1, 2033, "380"))
    place.run(DUE)
    (first,) = publish.run(place.settings, PACK, DUE)
    sheet, mail = _notes(place, first)
    for said in (sheet, mail):
        assert OPEN_NOTE in said and "2029、2030、2031、2032年度未收到任何人的参保记录" in said
    place.history([(1, 2032, "是")], "2032,2031,2030,2029", on=DUE)
    place.run(DUE)
    assert _notes(place, first) == (sheet, mail)  # what was published stays as it was
    slots = list(publications_due(load_pack(place.settings.pack_path(PACK)), DUE))
    assert publish.run(place.settings, PACK, DUE, slots=slots, correct=True) == [first]  # no figure has changed
    later = dt.date(2032, 10, 21)
    place.run(later)
    (second,) = publish.run(place.settings, PACK, later)
    assert second != first and not any("往年参保记录" in said for said in _notes(place, second))


@pytest.mark.parametrize("pack_code", ["madeupa-2032", "madeupc-2034"])
def test_a_pack_without_such_rules_says_nothing_of_it(make_warehouse: Callable[..., Settings], pack_code: str) -> None:
    settings = make_warehouse(MADE_UP)
    with engine.create(settings.warehouse_url("owner")).begin() as conn:
        install.ensure_installed(conn, registry.load(settings, pack_code))
        assert progress.history(conn, pack_code) is None

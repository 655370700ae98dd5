"""An appraisal through the whole path: officers' file, ledger, points, money; equal numbers in files and mail."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from sqlalchemy import text

from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.publish import publications, reports
from pipeline.publish import run as publish
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support.files.builders import write_xlsx
from tests.support.postbox import Postbox
from tests.support.warehouse import ledger
from transforms.policy import Pack, publications_due
from transforms.text.figures import yuan_grouped

DUE, AS_OF, WINDOW_END = dt.date(2021, 1, 1), dt.date(2020, 12, 31), dt.date(2019, 12, 31)
STEM = "dongan-2020_appraisal_once_20190901_20201231"
TASK, RESIDENTS = 30_000, 40_000


@dataclass(frozen=True)
class Town:
    """Figures of a town. By default 30,000 residents and 8,000 employees of 40,000: 95 %, and full points."""

    enrolled: int = TASK
    poor: tuple[int, int] = (100, 100)
    figures: Mapping[str, int | str] = field(default_factory=dict)


def employees(persons: int, **further: Any) -> Town:
    return Town(figures={"职工参保人数": persons}, **further)


# town -> (what it reached, S1 … S4, score, rank, complete, fen, outcome), worked out by hand from the notice
CHECKED: dict[str, tuple[Town, tuple[Any, ...]]] = {
    "白牙市镇": (employees(8_800), ("42", "10", "40", "10", "102", "3", "是", "36,000.00", "奖励")),
    "大庙口镇": (employees(8_000), ("40", "10", "40", "10", "100", "4", "是", "30,000.00", "")),
    "紫溪市镇": (employees(7_960), ("40", "10", "40", "10", "100", "4", "是", "30,000.00", "")),
    "横塘镇": (employees(7_200), ("38", "10", "40", "10", "98", "10", "是", "29,400.00", "")),
    "石期市镇": (employees(9_200), ("43", "10", "40", "10", "103", "2", "是", "39,000.00", "奖励")),
    "井头圩镇": (employees(6_800), ("37", "10", "40", "10", "97", "14", "是", "29,100.00", "")),
    "端桥铺镇": (employees(10_000), ("45", "10", "40", "10", "105", "1", "是", "45,000.00", "奖励")),
    "鹿马桥镇": (Town(figures={"信息准确条数": 198}), ("40", "9", "40", "10", "99", "9", "是", "29,700.00", "")),
    "芦洪市镇": (Town(figures={"信息准确条数": 199}), ("40", "10", "40", "10", "100", "4", "是", "30,000.00", "")),
    "新圩江镇": (Town(figures={"网络舆情例数": 1}), ("40", "10", "40", "8", "98", "10", "是", "29,400.00", "")),
    "花桥镇": (Town(poor=(100, 99)), ("40", "10", "38", "10", "98", "10", "是", "29,400.00", "")),
    "大盛镇": (Town(poor=(1000, 995)), ("40", "10", "40", "10", "100", "4", "是", "30,000.00", "")),
    "南桥镇": (
        Town(figures={"新增建档立卡人数": 100, "新增当月参保人数": 99, "新增信息准确人数": 100}),
        ("40", "10", "38", "10", "98", "10", "是", "29,400.00", ""),
    ),
    "川岩乡": (
        Town(figures={"新增建档立卡人数": 100, "新增当月参保人数": 98, "新增信息准确人数": 99}),
        ("40", "10", "34", "10", "94", "15", "是", "28,200.00", ""),
    ),
    "水岭乡": (employees(8_001, enrolled=TASK - 1), ("40", "10", "40", "10", "100", "4", "否", "0.00", "")),
    "舜管局": (
        Town(29_000, figures={"职工参保人数": 8_600, "信息准确条数": 0}),
        ("39", "0", "40", "10", "89", "16", "否", "0.00", "通报、取消评先评优资格"),
    ),
}  # fmt: skip


class County:
    """Dong'an in a fresh warehouse: the ledger by hand, the officers' figures as a file through the gate."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings, self.folder = settings, folder
        self.pack: Pack = ledger.load_policy(settings)
        self.ids = {unit.name: unit.unit_id for unit in self.pack.units.children}
        self.files = 0

    def enrol(self, towns: Mapping[str, Town]) -> None:
        with ledger.owner(self.settings) as conn:
            for name, town in towns.items():
                unit_id, (members, enrolled) = self.ids[name], town.poor
                ledger.event(conn, 1, dt.date(2019, 11, 1), unit_id, town.enrolled - 10, received=25_000)
                ledger.event(conn, 1, dt.date(2020, 6, 1), unit_id, 10, received=25_000)
                ledger.event(conn, 1, DUE, unit_id, 500, received=25_000)
                ledger.coverage(conn, 1, WINDOW_END, unit_id, "registered_poor", members, enrolled)
                ledger.coverage(conn, 1, WINDOW_END + dt.timedelta(days=1), unit_id, "registered_poor", 50, 0)

    def deliver(self, towns: Mapping[str, Mapping[str, int | str]], assess_no: int = 1) -> None:
        """Take in a table of the officers, one figure a row, and let the assessment know it."""
        self.files += 1
        head = ["单位", "指标", "人数", "状态", "来源"]
        rows = [
            [town, name, str(persons), "正式", "县医保局统计表"]
            for town, figures in towns.items()
            for name, persons in figures.items()
        ]
        file = write_xlsx(self.folder / f"{self.files}.xlsx", [["考核数据"], head, *rows])
        landing.deliver(
            self.settings, ledger.PACK,
            [landing.Announcement(file, "targets", "2020-12", "full", AS_OF, AS_OF, self.files)],
        )  # fmt: skip
        report = intake.run(self.settings, ledger.PACK, ("target_table",), AS_OF)
        assert (report.held, report.rejected) == (0, 0)
        with ledger.owner(self.settings) as conn:
            ledger.assess(conn, self.pack, assess_no, DUE, committed_no=self.files)

    def publish(self, **options: bool) -> str:
        slots = [slot for slot in publications_due(self.pack, DUE) if slot.report == "appraisal"]
        (publication_id,) = publish.run(self.settings, ledger.PACK, DUE, slots, **options)
        return publication_id

    def table(self, publication_id: str, correction: str = "") -> dict[str, tuple[str, ...]]:
        """Return the rows of the document's table of results by town."""
        document = docx.Document(io.BytesIO(self.made(publication_id)[f"{STEM}{correction}.docx"]))
        rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
        return {row[0]: tuple(row[1:]) for row in rows}

    def words(self, publication_id: str, correction: str = "") -> str:
        document = docx.Document(io.BytesIO(self.made(publication_id)[f"{STEM}{correction}.docx"]))
        return "\n".join(part.text for part in document.paragraphs)

    def made(self, publication_id: str) -> dict[str, bytes]:
        return publish.remake(self.settings, publication_id)


def figures_of(town: Town) -> dict[str, int | str]:
    return {
        "参保任务数": TASK, "常住人口": RESIDENTS, "职工参保人数": 8_000, "核查信息条数": 200, "信息准确条数": 200,
        "新增建档立卡人数": 0, "新增当月参保人数": 0, "新增信息准确人数": 0, "网络舆情例数": 0, **town.figures,
    }  # fmt: skip


@pytest.fixture()
def county(make_warehouse: Callable[..., Settings], tmp_path: Path) -> County:
    county = County(make_warehouse(REPOSITORY / "policies"), tmp_path)
    county.enrol({name: town for name, (town, _) in CHECKED.items()})
    return county


def all_figures() -> dict[str, dict[str, int | str]]:
    return {name: figures_of(town) for name, (town, _) in CHECKED.items()}


def test_points_ranks_awards_and_money_are_those_worked_out_by_hand(county: County) -> None:
    county.deliver(all_figures())
    publication_id = county.publish()
    rows = county.table(publication_id)
    for name, (_, expected) in CHECKED.items():
        assert rows[name] == expected, name
    ranked = [row[5] for row in rows.values() if row[5].isdigit()]
    assert ranked == sorted(ranked, key=int) and len(ranked) == len(CHECKED), "by rank"
    words = county.words(publication_id)
    assert "端桥铺镇（第1名，105分）、石期市镇（第2名，103分）、白牙市镇（第3名，102分）" in words
    assert "通报，并取消年度评先评优资格：舜管局（第16名，89分）" in words
    assert words.split("四、尚缺的数据\n")[1].startswith("各单位计分所需数据齐全。\n五、")


def test_document_workbook_csv_and_mail_state_equal_numbers(county: County) -> None:
    county.deliver(all_figures())
    publication_id, postbox = county.publish(), Postbox()
    made = county.made(publication_id)
    assert sorted(made) == [f"{STEM}.{kind}" for kind in ("csv", "docx", "pdf", "xlsx")]
    rows = county.table(publication_id)
    book = openpyxl.load_workbook(io.BytesIO(made[f"{STEM}.xlsx"]))
    printed: dict[str, Any] = {}
    for row in book["打印"].iter_rows(values_only=True):
        printed.setdefault(str(row[0]), row)  # the table of results comes first
    data = list(book["数据"].iter_rows(values_only=True))
    lines = list(csv.DictReader(io.StringIO(made[f"{STEM}.csv"].decode("utf-8-sig"))))
    assert len(lines) == len(CHECKED) == len(data) - 1
    for cells, line in zip(data[1:], lines, strict=True):
        sheet: dict[str, Any] = dict(zip(data[0], cells, strict=True))
        document = rows[line["unit_name"]]
        assert [document[n] for n in (4, 5, 7)] == [
            f"{int(line['score_hundredths']) / 100:g}", line["rank"], yuan_grouped(int(line["work_money_fen"])),
        ]  # fmt: skip
        for name, value in line.items():
            if name == "as_of":
                assert value == "2020-12-31" == sheet[name].date().isoformat()
            elif name == "work_money_yuan":
                assert float(value) == sheet[name]
            else:
                assert value == ("" if sheet[name] is None else str(sheet[name])), name
        items = [int(line[f"s{n}_points_hundredths"]) for n in (1, 2, 3, 4)]
        assert sum(items) == int(line["score_hundredths"])
    total = yuan_grouped(sum(int(line["work_money_fen"]) for line in lines))
    assert rows["合计"][7] == total == "444,600.00"
    postbox.collect(county.settings, ledger.PACK)
    body = postbox.messages[0].get_body(("plain",)).get_content()
    for name, cells in rows.items():
        if name != "单位":
            assert "\u3000".join((name, *cells)) in body
            assert tuple("" if cell is None else cell for cell in printed[name][1:10]) == cells
    assert {message["To"] for message in postbox.messages} == {
        "county_government@example.test", "county_medical_security@example.test", "county_tax@example.test",
    }  # fmt: skip
    for message in postbox.messages:
        assert [part.get_filename() for part in message.iter_attachments()] == [
            f"{STEM}.{kind}" for kind in ("docx", "pdf", "xlsx")
        ]


def test_a_missing_figure_gives_no_score_no_rank_no_money_and_names_who_delivers_it(county: County) -> None:
    figures = all_figures()
    del figures["白牙市镇"]["核查信息条数"]
    figures["大庙口镇"]["网络舆情例数"] = ""
    figures["紫溪市镇"]["信息准确条数"] = 201
    county.deliver(figures)
    publication_id = county.publish()
    rows, words = county.table(publication_id), county.words(publication_id)
    assert rows["白牙市镇"] == ("42", "未定", "40", "10", "未定", "未定", "是", "未定", "未定")
    assert rows["大庙口镇"] == ("40", "10", "40", "未定", "未定", "未定", "是", "未定", "未定")
    assert rows["紫溪市镇"][1] == rows["紫溪市镇"][4] == "未定"
    assert rows["横塘镇"] == ("38", "10", "40", "10", "98", "未定", "是", "29,400.00", "未定"), "no rank for anybody"
    assert rows["合计"][7] == "未定"
    for part in (
        "缺核查信息条数：白牙市镇。", "缺网络舆情例数：大庙口镇。",
        "紫溪市镇信息准确条数（201）大于核查信息条数（200）",
        "请东安县医保局", "13个单位得分已定", "所有单位不排名",
    ):  # fmt: skip
        assert part in words, part


def test_without_the_officers_table_nothing_but_the_ledgers_items_is_known(county: County) -> None:
    county.deliver({"白牙市镇": {"参保任务数": TASK}})
    publication_id = county.publish()
    rows, words = county.table(publication_id), county.words(publication_id)
    assert {row[4] for name, row in rows.items() if name not in ("单位", "合计")} == {"未定"}
    assert rows["白牙市镇"][:4] == ("未定", "未定", "未定", "未定")
    for name in ("常住人口", "职工参保人数", "核查信息条数", "新增建档立卡人数", "网络舆情例数"):
        assert f"缺{name}：全部16个单位。" in words


def test_it_is_published_once_remade_and_corrected_when_the_officers_deliver(county: County) -> None:
    figures = all_figures()
    del figures["白牙市镇"]["核查信息条数"]
    county.deliver(figures)
    first = county.publish()
    assert county.publish() == first == county.publish(correct=True), "no figure has changed"
    county.deliver(all_figures(), assess_no=2)
    with ledger.owner(county.settings) as conn:
        query = "SELECT manifest FROM ledger.publication WHERE publication_id = :id"
        files = conn.execute(text(query), {"id": first}).scalar_one()["files"]
    remade = {name: hashlib.sha256(content).hexdigest() for name, content in county.made(first).items()}
    assert remade == {file["name"]: file["sha256"] for file in files}
    corrected = county.publish(correct=True)
    assert corrected != first
    assert county.table(corrected, "_更正1")["白牙市镇"] == CHECKED["白牙市镇"][1]
    words = county.words(corrected, "_更正1")
    assert "（更正第1号）" in words and "更正说明" in words and "东安县医保局2020-12" in words


def test_a_corrected_formula_asks_for_a_correction(county: County) -> None:
    county.deliver(all_figures())
    publication_id = county.publish()
    with ledger.owner(county.settings) as conn:
        row = publications.by_id(conn, publication_id)
    report, snapshot = reports.find("appraisal"), row.manifest["snapshot"]
    assert not report.is_changed_by_pack(row, snapshot) and report.agrees_with_pack(snapshot, county.pack)
    for key, value in (
        ("formula", {}),
        ("deliverer", "别的单位"),
        ("letters", [snapshot["letters"][0] | {"signed_by": []}]),
    ):
        other = snapshot | {key: value}
        assert report.is_changed_by_pack(row, other) and not report.agrees_with_pack(other, county.pack), key
    assert not report.is_changed_by_pack(row, snapshot | {"letters": []}), "the corrected pack has no such appraisal"

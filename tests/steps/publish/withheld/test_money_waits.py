"""A difference with the tax bureau holds back the money of its period alone, and the money follows as a correction."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

from docx import Document
from openpyxl import load_workbook
from rich.console import Console

from pipeline.assess import run as assess
from pipeline.commands.progress import open_matters
from pipeline.publish import inputs
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.steps.intake.test_tax_statements import DAY, line, paid, send_feed, send_statement
from tests.support.files.small_deliveries import PACK
from tests.support.stores import outbox_folder
from transforms.policy import all_slots, load_pack

MADE, AGREED = dt.date(2019, 11, 5), dt.date(2019, 11, 6)
OCTOBER = "dongan-2020_progress_month_20191001_20191031"
BULLETIN = "dongan-2020_bulletin_month_20191001_20191031"
WAITS = "资金栏暂不公布：2019年10月8日的缴费与税务对账有1处不一致，核对一致后以更正件公布。"
RELEASED = "资金栏已与税务对账一致，现予公布。"


def rows(settings: Settings, stem: str) -> list[dict[str, str]]:
    content = (outbox_folder(settings) / PACK / f"{stem}.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def printed(settings: Settings, stem: str) -> str:
    book = load_workbook(outbox_folder(settings) / PACK / f"{stem}.xlsx")
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def written(settings: Settings, stem: str) -> str:
    document = Document(str(outbox_folder(settings) / PACK / f"{stem}.docx"))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def publish_october(settings: Settings) -> None:
    slots = all_slots(load_pack(settings.pack_path(PACK) / "pack.yaml"))
    reports = ("progress", "bulletin")
    month = [s for s in slots if s.report in reports and (s.cadence, s.period_to) == ("month", dt.date(2019, 10, 31))]
    assert len(month) == 2
    publish.run(settings, PACK, MADE, month)


def test_money_waits_persons_do_not_and_a_correction_releases_it(settings: Settings, tmp_path: Path) -> None:
    send_feed(settings, tmp_path, [paid(1), paid(2)], DAY)
    send_statement(settings, tmp_path, [line(1), line(2, yuan=200)])
    publish_october(settings)
    held = rows(settings, OCTOBER)
    assert sum(int(row["enrolled_persons"]) for row in held) == 2
    assert not [name for name in held[0] if name.endswith(("_fen", "_yuan"))]
    assert WAITS in printed(settings, OCTOBER) and "500.00" not in printed(settings, OCTOBER)
    console = Console(record=True, width=120, file=io.StringIO())
    with inputs.connect(settings) as conn:
        for table in open_matters.open_tables(inputs.open_matters(conn, PACK, MADE, MADE), []):
            console.print(table)
    shown = console.export_text()
    assert "2019-10-08" in shown and "-50.00" in shown
    assert "资金：与税务对账一致后公布。" in written(settings, BULLETIN) and "500.00" not in written(settings, BULLETIN)
    publish.run(settings, PACK, MADE)
    assert not (outbox_folder(settings) / PACK / f"{OCTOBER}_更正1.csv").exists(), "it still differs"

    send_statement(settings, tmp_path, [line(1), line(2)], version=2, on=AGREED.isoformat())
    publish.run(settings, PACK, AGREED)
    released = rows(settings, f"{OCTOBER}_更正1")
    assert sum(int(row["enrolled_persons"]) for row in released) == 2
    assert sum(int(row["received_fen"]) for row in released) == 50_000
    assert RELEASED in printed(settings, f"{OCTOBER}_更正1") and WAITS not in printed(settings, f"{OCTOBER}_更正1")
    assert "500.00元" in written(settings, f"{BULLETIN}_更正1") and RELEASED in written(settings, f"{BULLETIN}_更正1")
    publish.run(settings, PACK, AGREED)
    publish.correct(settings, PACK)
    assert not (outbox_folder(settings) / PACK / f"{OCTOBER}_更正2.csv").exists()
    assert not [finding.invariant for finding in invariants.run(settings, PACK) if finding.problems]


def test_money_that_was_published_stays(settings: Settings, tmp_path: Path) -> None:
    send_feed(settings, tmp_path, [paid(1), paid(2)], DAY)
    assess.run(settings, PACK, MADE)
    publish_october(settings)
    send_statement(settings, tmp_path, [line(1), line(2, yuan=200)])
    send_feed(settings, tmp_path, [paid(3, "2019-10-30")], "2019-11-05")
    publish.correct(settings, PACK)
    corrected = rows(settings, f"{OCTOBER}_更正1")
    assert sum(int(row["received_fen"]) for row in corrected) == 75_000
    assert "2019年10月8日、2019年10月30日的缴费与税务对账有2处不一致，资金以核对结果为准。" in printed(
        settings, f"{OCTOBER}_更正1"
    )

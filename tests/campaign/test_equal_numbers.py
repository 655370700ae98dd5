"""The numbers of every published form of one day are the ledger's: read from the files, compared with SQL of its own.

The SQL reads the ledger's events, person by person, and no view, mart or statement of the product.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import docx
import openpyxl
import pyarrow.parquet as pq
import pypdfium2
import pytest

from pipeline.board.connection import connect
from pipeline.board.figures import ASSESSED, read_figures, show
from pipeline.publish import inputs, reports
from pipeline.publish.exports.parquet import export_marts
from tests.campaign.conftest import Finished
from tests.support.warehouse import campaign
from transforms.mail.bulletin import bulletin_mail
from transforms.mail.progress import progress_mail
from transforms.policy import Slot, all_slots, campaign_id, load_pack
from transforms.report.progress.summary import summary
from transforms.report.publication import Edition, View

pytestmark = pytest.mark.long  # simulates five campaigns; each report's own tests compare its files on invented figures

ENROLLED, RECEIVED = "参保人数\n（人）", "个人缴费\n到账（元）"
ACCOUNTS = ("received_fen", "fund_fen", "contribution_fen", "refundable_fen", "reimbursable_fen", "suspense_fen")
SUMS = ", ".join(f"sum(e.{name})::bigint AS {name}" for name in ("enrolled_persons", *ACCOUNTS))
UNIT_OF = """
    WITH RECURSIVE up AS (
        SELECT campaign_id, unit_id, unit_id AS at, is_progress_unit, parent_unit_id FROM policy.unit
        UNION ALL
        SELECT up.campaign_id, up.unit_id, u.unit_id, u.is_progress_unit, u.parent_unit_id
        FROM up INNER JOIN policy.unit AS u ON u.campaign_id = up.campaign_id AND u.unit_id = up.parent_unit_id
        WHERE NOT up.is_progress_unit
    ),
    home AS (SELECT unit_id, at AS progress_unit FROM up WHERE is_progress_unit AND campaign_id = :id)
"""
"""Each unit and the unit of the notice for which it counts: found upwards, where the product walks downwards."""


class Sums(NamedTuple):
    """Sums of one progress unit in the campaign's plan year; '' is persons of no known unit."""

    enrolled_persons: int
    received_fen: int
    fund_fen: int


class Ledger(NamedTuple):
    """`cells`: (plan year, unit, category, payer) -> enrolled and the six accounts; `units`: unit -> sums."""

    cells: Mapping[tuple[Any, ...], tuple[int, ...]]
    units: Mapping[str, Sums]
    names: Mapping[str, str]
    targets: Mapping[str, int]


def read_ledger(place: Finished, as_of: dt.date) -> Ledger:
    number = campaign_id(place.pack_code)
    rows = campaign.frame(
        place.settings,
        f"""{UNIT_OF}
        SELECT e.plan_year, coalesce(h.progress_unit, '') AS unit, e.category, e.payer, {SUMS}
        FROM ledger.event AS e LEFT JOIN home AS h ON h.unit_id = e.unit_id
        WHERE e.campaign_id = :id AND e.on_date <= :as_of GROUP BY 1, 2, 3, 4""",
        id=number, as_of=as_of,
    )  # fmt: skip
    cells = grouped((tuple(row[:4]), tuple(map(int, row[4:]))) for row in rows.itertuples(index=False))
    year = load_pack(place.settings.pack_path(place.pack_code)).campaign.plan_year
    units: dict[str, Sums] = defaultdict(lambda: Sums(0, 0, 0))
    for (plan_year, unit, _, _), (enrolled, received, fund, *_) in cells.items():
        if plan_year == year:
            units[unit] = Sums(*(a + b for a, b in zip(units[unit], (enrolled, received, fund), strict=True)))
    names = campaign.frame(
        place.settings, "SELECT unit_id, name FROM policy.unit WHERE campaign_id = :id AND is_progress_unit", id=number
    )
    return Ledger(cells, units, dict(names.itertuples(index=False)), {})


def latest(place: Finished, report: str) -> Slot | None:
    """Return the last slot of a report that is due by the campaign's end; None if the pack has none."""
    slots = [slot for slot in all_slots(load_pack(place.settings.pack_path(place.pack_code))) if slot.report == report]
    return max((slot for slot in slots if slot.due_on <= place.business_date), default=None)


def compose(place: Finished, slot: Slot) -> tuple[Any, dict[str, bytes]]:
    """Compose a report as it is published; return its content and its files by ending."""
    report, number = reports.find(slot.report), campaign_id(place.pack_code)
    pack = load_pack(place.settings.pack_path(place.pack_code))
    with inputs.connect(place.settings) as conn:
        known = inputs.assessment(conn, number)
        assert known is not None
        snapshot = report.read_snapshot(conn, inputs.campaign(conn, place.pack_code), pack, known.committed_no)
        facts = report.read_facts(conn, number, known.assess_no, slot.as_of, View())
    content = report.compose(Edition(slot), snapshot, facts)
    return content, {Path(file.name).suffix: file.content for file in report.files(content)}


def cells_of(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """Group the rows of the csv or of the sheet 数据 as the ledger is grouped; rows without any figure are left out."""
    return grouped(
        (
            (int(row["plan_year"]), row["unit_id"] or "", row["category"] or "", row["payer"] or ""),
            tuple(int(row[name]) for name in ("enrolled_persons", *ACCOUNTS)),
        )
        for row in rows
    )


def grouped(rows: Iterable[tuple[tuple[Any, ...], tuple[int, ...]]]) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """Sum rows with equal keys. A word that the pack does not list is published as a number: all are one category."""
    sums: dict[tuple[Any, ...], tuple[int, ...]] = {}
    for (plan_year, unit, category, payer), values in rows:
        key = (plan_year, unit, category.partition(":")[0], payer)
        sums[key] = tuple(a + b for a, b in zip(sums.get(key, (0,) * len(values)), values, strict=True))
    return {key: values for key, values in sums.items() if any(values)}


def sheet_rows(content: bytes, name: str) -> list[dict[str, Any]]:
    header, *rows = openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def printed_lines(content: bytes) -> dict[str, dict[str, Any]]:
    """Return the figures of each printed line by its name and heading, over the sheets for people."""
    lines: dict[str, dict[str, Any]] = defaultdict(dict)
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        if sheet.title.startswith("打印"):
            rows = [list(row) for row in sheet.iter_rows(values_only=True)]
            header = next(row for row in rows if row[0] == "序号")
            for row in rows[rows.index(header) + 1 :]:
                lines[str(row[1])] |= {heading: cell for heading, cell in zip(header, row, strict=True) if heading}
    return lines


def unit_accounts(place: Finished, ledger: Ledger) -> dict[tuple[str, str], int]:
    """Return the fen of each payer and of each account that waits: (heading of the sheet, unit id) -> fen."""
    number = campaign_id(place.pack_code)
    year = load_pack(place.settings.pack_path(place.pack_code)).campaign.plan_year
    labels = campaign.frame(
        place.settings, "SELECT payer, label_zh FROM policy.payer WHERE campaign_id = :id", id=number
    )
    headings = {"refundable_fen": "待退\n（元）", "reimbursable_fen": "待报销\n（元）", "suspense_fen": "挂账\n（元）"}
    sums = {(heading, unit): 0 for heading in headings.values() for unit in ledger.names}
    sums |= {(f"{label}\n资助（元）", unit): 0 for label in labels["label_zh"] for unit in ledger.names}
    label_of = dict(labels.itertuples(index=False))
    for (plan_year, unit, _, payer), values in ledger.cells.items():
        if plan_year == year and unit in ledger.names:
            of_accounts = dict(zip(ACCOUNTS, values[1:], strict=True))
            for name, heading in headings.items():
                sums[heading, unit] += of_accounts[name]
            if payer:
                sums[f"{label_of[payer]}\n资助（元）", unit] += of_accounts["fund_fen"]
    return sums


def special_members(place: Finished, as_of: dt.date) -> dict[str, tuple[int, int]]:
    """Return the living members and the enrolled of each category that the pack knows, by its label, as of a day."""
    rows = campaign.frame(
        place.settings,
        """SELECT k.label_zh, sum(c.member_persons)::bigint, sum(c.enrolled_persons)::bigint
        FROM ledger.coverage_event AS c
        INNER JOIN policy.category AS k ON c.campaign_id = k.campaign_id AND c.category = k.category
        WHERE c.campaign_id = :id AND c.on_date <= :as_of GROUP BY 1 HAVING sum(c.member_persons) > 0""",
        id=campaign_id(place.pack_code), as_of=as_of,
    )  # fmt: skip
    return {label: (int(members), int(enrolled)) for label, members, enrolled in rows.itertuples(index=False)}


def special_rows(content: bytes) -> set[tuple[Any, ...]]:
    """Return label, members and enrolled of each row of the sheet 打印 that begins with a text and two numbers."""
    rows = openpyxl.load_workbook(io.BytesIO(content))["打印"].iter_rows(values_only=True)
    filled = [[cell for cell in row if cell is not None] for row in rows]
    return {tuple(row[:3]) for row in filled if len(row) > 2}


def names_and_counts(ledger: Ledger) -> dict[str, int]:
    """Unit name -> enrolled persons, of all units of the notice."""
    return {name: ledger.units[unit].enrolled_persons for unit, name in ledger.names.items()}


@pytest.mark.parametrize("pack_code", campaign.PACKS)
def test_progress_has_the_ledgers_numbers_in_every_form(
    finished: Callable[[str], Finished], pack_code: str, tmp_path: Path
) -> None:
    place = finished(pack_code)
    slot = latest(place, "progress")
    assert slot is not None
    ledger = read_ledger(place, slot.as_of)
    assert len(ledger.names) > 5 and sum(ledger.units[unit].enrolled_persons for unit in ledger.names) > 100
    content, made = compose(place, slot)
    lines = csv.DictReader(io.StringIO(made[".csv"].decode("utf-8-sig"), newline=""))
    assert cells_of(lines) == cells_of(sheet_rows(made[".xlsx"], "数据")) == ledger.cells
    counts = names_and_counts(ledger)
    printed = printed_lines(made[".xlsx"])
    everybody = [sum(values) for values in zip(*ledger.units.values(), strict=True)]
    sums = {name: ledger.units[unit] for unit, name in ledger.names.items()} | {"合计": Sums(*everybody)}
    for name, of_unit in sums.items():
        assert printed[name][ENROLLED] == of_unit.enrolled_persons, name
        assert printed[name][RECEIVED] == of_unit.received_fen / 100, name
    accounts = unit_accounts(place, ledger)
    assert any(accounts.values())
    for (heading, unit), fen in accounts.items():
        # an account without money in any unit has no column
        assert printed[ledger.names[unit]].get(heading, 0) == fen / 100, (heading, unit)
    mail = progress_mail(summary(content, {"missing": [], "deliveries": [], "quarantine": []}), slot.as_of)
    members = special_members(place, slot.as_of)
    assert len(members) > 2
    for label, (persons, enrolled) in members.items():
        assert (label, persons, enrolled) in special_rows(made[".xlsx"]), label
        assert f"- {label}　{enrolled:,} / {persons:,}　" in mail.plain, label
        assert label in (mail.html or "") and f"{enrolled:,}" in (mail.html or ""), label
    for name, count in counts.items():
        assert re.search(rf"^(\d+\.|-) {re.escape(name)}　{count:,} / ", mail.plain, re.MULTILINE), name
        assert re.search(rf">{re.escape(name)}</td><td[^>]*>{count:,}</td>", mail.html or ""), name
    assert f"已参保{everybody[0]:,}人" in mail.plain and f"已参保{everybody[0]:,}人" in (mail.html or "")
    board_and_parquet(place, slot.as_of, ledger, tmp_path)


def board_and_parquet(place: Finished, as_of: dt.date, ledger: Ledger, folder: Path) -> None:
    """Compare the board's page and the exported marts of the day with the ledger."""
    counts = names_and_counts(ledger)
    with connect(place.settings.warehouse_url("board")) as conn:
        row = inputs.campaign(conn, place.pack_code)
        known = ASSESSED.single(conn, campaign_id=row.campaign_id)
        shown = show(read_figures(conn, row, known, as_of, None)).report
    on_board = {line.label: line.enrolled_persons for line in shown.units}
    assert {name: on_board[name] for name in counts} == counts
    assert shown.total.money is not None
    assert shown.total.money.received_fen == sum(sums.received_fen for sums in ledger.units.values())
    export_marts(place.settings, folder, ["progress", "unit_curve"])
    curve = [row for row in pq.read_table(folder / "unit_curve.parquet").to_pylist() if row["on_date"] == as_of]
    in_curve = {row["unit_id"]: (row["enrolled_persons"], row["received_fen"]) for row in curve}
    for unit in ledger.names:
        assert in_curve[unit] == ledger.units[unit][:2], unit
    sums: dict[int, int] = defaultdict(int)
    for row_of_mart in pq.read_table(folder / "progress.parquet").to_pylist():
        if row_of_mart["pack_code"] == place.pack_code and row_of_mart["on_date"] <= as_of:
            sums[row_of_mart["plan_year"]] += row_of_mart["fund_fen"]
    of_ledger: dict[int, int] = defaultdict(int)
    for (plan_year, *_), values in ledger.cells.items():
        of_ledger[plan_year] += values[2]
    assert {year: fen for year, fen in sums.items() if fen} == {year: fen for year, fen in of_ledger.items() if fen}


def table_rows(content: bytes) -> list[list[str]]:
    return [
        [cell.text for cell in row.cells] for table in docx.Document(io.BytesIO(content)).tables for row in table.rows
    ]


@pytest.mark.parametrize("pack_code", campaign.PACKS)
def test_bulletin_has_the_ledgers_numbers_in_document_pdf_workbook_and_mail(
    finished: Callable[[str], Finished], pack_code: str
) -> None:
    place = finished(pack_code)
    slot = latest(place, "bulletin")
    if slot is None:
        assert pack_code in {"heyuan-2020", "hefei-2020"}, "the notices of these two ask for no bulletin"
        return
    ledger = read_ledger(place, slot.as_of)
    counts = names_and_counts(ledger)
    content, made = compose(place, slot)
    header, *rows = table_rows(made[".docx"])
    at = header.index("参保人数")
    assert {row[1]: row[at] for row in rows if row[1] in counts} == {name: f"{n:,}" for name, n in counts.items()}
    pdf = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made[".pdf"]))
    text = "".join(pdf.split())
    mail = bulletin_mail(content)
    data = {row["unit_name"]: row["enrolled_persons"] for row in sheet_rows(made[".xlsx"], "数据")}
    for name, count in counts.items():
        (row,) = [row for row in rows if row[1] == name]
        assert "".join("".join(row).split()) in text, name
        assert f"{count:,}" in next(line for line in mail.plain.splitlines() if f"　{name}　" in f"　{line}　")
        assert re.search(rf">{re.escape(name)}</td><td[^>]*>{count:,}</td>", mail.html or ""), name
        assert data[name] == count

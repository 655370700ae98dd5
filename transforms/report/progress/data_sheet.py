"""The machines' table, the same in xlsx and csv: (plan year, unit, category, payer), sums up to as_of."""

from __future__ import annotations

from transforms.report.progress.content import ACCOUNTS, DataLine, Report
from transforms.spreadsheet.safe_writer import SafeSheet, write_csv
from transforms.text.figures import yuan_decimal

KEYS = (
    "pack_code",
    "as_of",
    "plan_year",
    "unit_id",
    "unit_name",
    "category",
    "category_label",
    "payer",
    "payer_label",
    "enrolled_persons",
)
COLUMNS = (*KEYS, *(f"{account}_{unit}" for account in ACCOUNTS for unit in ("fen", "yuan")))
WIDTHS = {"unit_id": 20, "unit_name": 16, "category": 24, "category_label": 28, "payer_label": 20, "pack_code": 16}


def _keys(report: Report, line: DataLine) -> list[object]:
    return [
        report.header.pack_code,
        report.slot.as_of,
        line.plan_year,
        line.unit_id,
        line.unit_name,
        line.category,
        line.category_label,
        line.payer,
        line.payer_label,
        line.enrolled_persons,
    ]


def csv_bytes(report: Report) -> bytes:
    """Return the report's data as the bytes of a csv with a header, one row per line of `report.data`.

    A line is the sums of one plan year, unit, category and payer. Columns: pack code, as-of date, plan year, unit,
    category and payer (codes and labels), enrolled persons, and each of the six accounts twice: in fen as a whole
    number, and in yuan with two decimals. UTF-8 with BOM.
    """
    rows = []
    for line in report.data:
        amounts = [line.money.account_fen(f"{account}_fen") for account in ACCOUNTS]
        rows.append([*_keys(report, line), *(cell for fen in amounts for cell in (fen, _Yuan(fen)))])
    return write_csv(COLUMNS, rows)


class _Yuan(int):
    """Fen that print as yuan; a number, so a leading minus is no formula."""

    def __str__(self) -> str:
        return yuan_decimal(int(self))


def write(sheet: SafeSheet, report: Report) -> int:
    """Write the report's data into an empty sheet; return the number of rows below the header.

    There is one row per line of `report.data` (sums of one plan year, unit, category and payer): codes and labels,
    enrolled persons, and each of the six accounts in fen and in yuan.
    """
    for column, name in enumerate(COLUMNS):
        sheet.put(0, column, name, bold=True, bottom=1)
        sheet.sheet.set_column(column, column, WIDTHS.get(name, 18 if name.endswith(("fen", "yuan")) else 12))
    for row, line in enumerate(report.data, start=1):
        keys = _keys(report, line)
        for column, value in enumerate(keys):
            sheet.put(row, column, value)
        for place, account in enumerate(ACCOUNTS):
            fen = line.money.account_fen(f"{account}_fen")
            sheet.put(row, len(keys) + 2 * place, fen, num_format="0")
            sheet.put(row, len(keys) + 2 * place + 1, fen / 100, num_format="0.00")
    sheet.sheet.freeze_panes(1, 0)
    sheet.sheet.repeat_rows(0)
    sheet.sheet.set_landscape()
    sheet.sheet.set_paper(9)
    sheet.sheet.fit_to_pages(1, 0)
    sheet.sheet.autofilter(0, 0, max(len(report.data), 1), len(COLUMNS) - 1)
    return len(report.data)

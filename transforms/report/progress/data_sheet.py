"""The machines' table, the same in xlsx and csv: (plan year, unit, category, payer), sums up to as_of."""

from __future__ import annotations

from transforms.report.progress.content import ACCOUNTS, DataLine, Report
from transforms.report.publication import View
from transforms.spreadsheet.safe_writer import SafeSheet, write_csv
from transforms.text.figures import yuan_cell, yuan_decimal

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
_PAYER = ("payer", "payer_label")
COLUMNS = (*KEYS, *(f"{account}_{unit}" for account in ACCOUNTS for unit in ("fen", "yuan")))
WIDTHS = {"unit_id": 20, "unit_name": 16, "category": 24, "category_label": 28, "payer_label": 20, "pack_code": 16}


def columns(view: View) -> tuple[str, ...]:
    """Return the names of the columns that a recipient may see, in order; without money, payers are left out as well.

    Categories stay: they are the key of persons and of money. `view`: the recipient's.
    """
    hidden: set[str] = set()
    if not view.shows("enrolment"):
        hidden |= {"enrolled_persons"}
    if not view.shows("money"):
        hidden |= {*_PAYER, *COLUMNS[len(KEYS) :]}
    return tuple(name for name in COLUMNS if name not in hidden)


def _keys(report: Report, line: DataLine) -> list[object]:
    values: dict[str, object] = {
        "pack_code": report.header.pack_code,
        "as_of": report.slot.as_of,
        "plan_year": line.plan_year,
        "unit_id": line.unit_id,
        "unit_name": line.unit_name,
        "category": line.category,
        "category_label": line.category_label,
        "payer": line.payer,
        "payer_label": line.payer_label,
        "enrolled_persons": line.enrolled_persons,
    }
    return [values[name] for name in columns(report.view) if name in values]


def csv_bytes(report: Report) -> bytes:
    """Return the report's data as the bytes of a csv with a header, one row per line of `report.data`.

    A line is the sums of one plan year, unit, category and payer. Columns: pack code, as-of date, plan year, unit,
    category and payer (codes and labels), enrolled persons, and each of the six accounts twice: in fen as a whole
    number, and in yuan with two decimals. UTF-8 with BOM.
    """
    rows, accounts = [], ACCOUNTS if report.view.shows("money") else ()
    for line in report.data:
        amounts = [line.money.account_fen(f"{account}_fen") for account in accounts]
        rows.append([*_keys(report, line), *(cell for fen in amounts for cell in (fen, _Yuan(fen)))])
    return write_csv(columns(report.view), rows)


class _Yuan(int):
    """Fen that print as yuan; a number, so a leading minus is no formula."""

    def __str__(self) -> str:
        return yuan_decimal(int(self))


def write(sheet: SafeSheet, report: Report) -> int:
    """Write the report's data into an empty sheet; return the number of rows below the header.

    There is one row per line of `report.data` (sums of one plan year, unit, category and payer): codes and labels,
    enrolled persons, and each of the six accounts in fen and in yuan.
    """
    names, accounts = columns(report.view), ACCOUNTS if report.view.shows("money") else ()
    for column, name in enumerate(names):
        sheet.put(0, column, name, bold=True, bottom=1)
        sheet.sheet.set_column(column, column, WIDTHS.get(name, 18 if name.endswith(("fen", "yuan")) else 12))
    for row, line in enumerate(report.data, start=1):
        keys = _keys(report, line)
        for column, value in enumerate(keys):
            sheet.put(row, column, value)
        for place, account in enumerate(accounts):
            fen = line.money.account_fen(f"{account}_fen")
            sheet.put(row, len(keys) + 2 * place, fen, num_format="0")
            sheet.put(row, len(keys) + 2 * place + 1, yuan_cell(fen), num_format="0.00")
    sheet.sheet.freeze_panes(1, 0)
    sheet.sheet.repeat_rows(0)
    sheet.sheet.set_landscape()
    sheet.sheet.set_paper(9)
    sheet.sheet.fit_to_pages(1, 0)
    sheet.sheet.autofilter(0, 0, max(len(report.data), 1), len(names) - 1)
    return len(report.data)

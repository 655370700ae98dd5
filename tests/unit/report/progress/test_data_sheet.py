"""The machines' table: every amount in fen and in yuan, and text that is no formula."""

import csv
import io
from dataclasses import replace

from tests.support import sample_report
from transforms.report.progress.content import ACCOUNTS, Money
from transforms.report.progress.data_sheet import COLUMNS, csv_bytes

REPORT = sample_report.report()


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Read the csv."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_every_account_is_there_in_fen_and_yuan() -> None:
    assert len(COLUMNS) == 10 + 2 * len(ACCOUNTS) == len(set(COLUMNS))
    rows = rows_of(csv_bytes(REPORT))
    assert len(rows) == len(REPORT.data) > 5 and list(rows[0]) == list(COLUMNS)
    for row, line in zip(rows, REPORT.data, strict=True):
        for account in ACCOUNTS:
            fen = line.money.account_fen(f"{account}_fen")
            assert row[f"{account}_fen"] == str(fen) and round(float(row[f"{account}_yuan"]) * 100) == fen


def test_a_negative_amount_is_a_number() -> None:
    line = replace(REPORT.data[0], money=Money(-12345, 0, -12345))
    (row,) = rows_of(csv_bytes(replace(REPORT, data=(line,))))
    assert (row["received_fen"], row["received_yuan"]) == ("-12345", "-123.45")
    (row,) = rows_of(csv_bytes(replace(REPORT, data=(replace(line, money=Money(-5, 0, -5)),))))
    assert row["received_yuan"] == "-0.05"


def test_a_name_that_begins_like_a_formula_is_no_formula() -> None:
    line = replace(REPORT.data[0], unit_name="=1+1")
    (row,) = rows_of(csv_bytes(replace(REPORT, data=(line,))))
    assert row["unit_name"] != "=1+1" and row["unit_name"].endswith("=1+1")


def test_a_row_has_pack_and_day() -> None:
    row = rows_of(csv_bytes(REPORT))[0]
    assert (row["pack_code"], row["as_of"], row["plan_year"]) == ("shidian-2020", "2019-10-31", "2019")


def test_without_a_line_there_is_a_header() -> None:
    assert rows_of(csv_bytes(replace(REPORT, data=()))) == []
    assert csv_bytes(replace(REPORT, data=())).decode("utf-8-sig").strip().split(",") == list(COLUMNS)

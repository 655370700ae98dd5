"""C. CSV dialect: kinds 49 to 63."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.csv_files import join, lines_of
from tests.bad_inputs.files.forms import EDUCATION, EMPLOYEE, POOR, ROLL, TAX, Form
from tests.bad_inputs.files.grid import Grid, Line, control
from tests.bad_inputs.files.make import everywhere, hit, in_csv, value
from tests.bad_inputs.kinds.model import Kind, Made, Make, kind, loads, made, quarantines, rejects

Lines = Callable[[list[str]], list[str]]


def _broken_row(change: Callable[[str], str], form: Form = ROLL, rows: int = 1, **more: Any) -> Make:
    """Some lines of persons with too many or too few fields."""

    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng)
        texts = lines_of(table)
        for line in rng.sample(table.data[:-1], rows):
            line.hit = True
            at = next(at for at, one in enumerate(table.lines) if one is line)
            texts[at] = change(texts[at])
        return made(table, join(texts, "\r\n", form.encoding), **more)

    return make


def _below(change: Callable[[str], str], header: bool = False) -> Lines:
    """Every line below the header changed, and the header if told."""
    return lambda lines: [change(line) if at or header else line for at, line in enumerate(lines)]


def _first_field(line: str) -> str:
    first, _, rest = line.partition(",")
    return f"{first},,{rest}"


def _before_the_last(line: str) -> str:
    rest, _, last = line.rpartition(",")
    return f"{rest},,{last}"


def _totals(**wrong: int) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        people = [line.truth for line in table.data if line.truth]
        table.lines[-1] = Line(control(people, **wrong))

    return damage


def _without_header(table: Grid, rng: random.Random) -> None:
    table.lines.pop(table.header_at)


def _appended(*rows: list[Any]) -> Callable[[Grid, random.Random], None]:
    def damage(table: Grid, rng: random.Random) -> None:
        table.lines += [Line(row) for row in rows]

    return damage


def _excel_text(text: str) -> str:
    return f'="{text}"'


KINDS: tuple[Kind, ...] = (
    kind(
        49,
        "delimiter ; TAB | or full-width comma",
        "N",
        ("semicolon", in_csv(ROLL, delimiter=";"), loads()),
        ("TAB", in_csv(POOR, delimiter="\t"), loads()),
        ("bar", in_csv(EMPLOYEE, delimiter="|"), loads()),
        ("full-width comma", in_csv(EDUCATION, delimiter="\uff0c"), loads()),
        ("semicolon in the tax feed", in_csv(TAX, delimiter=";"), loads()),
    ),
    kind(
        50,
        "embedded newline in quotes",
        "N",
        ("in a village", in_csv(ROLL, lambda t, rng: _cells(t, 5, "东村\n二组")), loads()),
        ("in the unit", in_csv(ROLL, everywhere("unit", lambda t: t[0] + "\n" + t[1:])), loads()),
        (
            "two lines in the last row",
            in_csv(POOR, lambda t, rng: t.data[-1].cells.__setitem__(1, "西村\r\n三组\r\n")),
            loads(),
        ),
    ),
    kind(
        51,
        "unclosed quote",
        "R",
        ("one", in_csv(ROLL, lines=lambda rows: [*rows[:3], '"' + rows[3], *rows[4:]]), rejects("quote_unclosed")),
        (
            "another one follows",
            in_csv(
                ROLL, lines=lambda rows: [*rows[:2], '"' + rows[2], *rows[3:5], rows[5].replace(",", '",', 1), rows[6]]
            ),
            rejects("quote_unclosed"),
        ),
        (
            "two in rows that follow each other",
            in_csv(TAX, lines=lambda rows: [*rows[:2], _quoted(rows[2]), _quoted(rows[3]), *rows[4:]]),
            rejects("quote_unclosed"),
        ),
    ),
    kind(
        52,
        "missing delimiter in a row",
        "Q",
        ("at the beginning", _broken_row(lambda line: line.replace(",", "", 1)), quarantines("row_fields")),
        ("two rows", _broken_row(lambda line: line.replace(",是", "是", 1), rows=1), quarantines("row_fields")),
        (
            "in a receipt",
            _broken_row(lambda line: line[::-1].replace(",", "", 2)[::-1], TAX),
            quarantines("row_fields", remarks=("control_unverified",)),
        ),
    ),
    kind(
        53,
        "extra delimiter in one row",
        "Q",
        ("at the beginning", _broken_row(_first_field), quarantines("row_fields")),
        ("at the end", _broken_row(lambda line: line + ","), quarantines("row_fields")),
        (
            "an address with a comma",
            _broken_row(lambda line: line.replace("东村", "东村,二组"), POOR),
            quarantines("row_fields"),
        ),
        (
            "two rows of the tax feed",
            _broken_row(_first_field, TAX, 2),
            quarantines("row_fields", remarks=("control_unverified",)),
        ),
    ),
    kind(
        54,
        "extra delimiter in all rows",
        "R",
        ("at the beginning", in_csv(ROLL, lines=_below(_first_field)), rejects("columns_shifted")),
        ("before the last column", in_csv(POOR, lines=_below(_before_the_last)), rejects("columns_shifted")),
        (
            "in the middle, the last column blank",
            in_csv(EMPLOYEE, everywhere("insured_to", lambda t: ""), lines=_below(_first_field)),
            rejects("columns_shifted"),
        ),
        (
            "two at once",
            in_csv(ROLL, lines=_below(lambda line: _first_field(_first_field(line)))),
            rejects("columns_shifted"),
        ),
    ),
    kind(
        55,
        "CR-only or mixed line ends",
        "N",
        ("CR", in_csv(ROLL, end="\r"), loads()),
        ("LF", in_csv(POOR, end="\n"), loads()),
        ("mixed", in_csv(ROLL, finish=lambda data: data.replace(b"\r\n", b"\n", 3)), loads()),
        ("CR in the tax feed", in_csv(TAX, end="\r"), loads()),
    ),
    kind(
        56,
        "trailing delimiter",
        "N",
        ("on every line", in_csv(ROLL, lines=_below(lambda line: line + ",", header=True)), loads()),
        ("below the header only", in_csv(ROLL, lines=_below(lambda line: line + ",")), loads()),
        ("on the header only", in_csv(POOR, lines=lambda rows: [rows[0] + ",", *rows[1:]]), loads()),
    ),
    kind(
        57,
        '="4416..." Excel-text trick',
        "N",
        ("the number", in_csv(ROLL, everywhere("document_number", _excel_text)), loads()),
        ("without quoting", in_csv(ROLL, lines=_below(lambda line: _dressed(line))), loads()),
        (
            "receipt, date and name",
            in_csv(
                TAX,
                lambda t, rng: [
                    everywhere(name, _excel_text)(t, rng) for name in ("receipt_no", "received_on", "name")
                ],
            ),
            loads(),
        ),
    ),
    kind(
        58,
        "leading apostrophe",
        "N",
        ("the number", in_csv(ROLL, everywhere("document_number", "'{}".format)), loads()),
        ("a typographic one", in_csv(POOR, everywhere("document_number", "\u2018{}".format)), loads()),
        (
            "receipt and date",
            in_csv(
                TAX, lambda t, rng: [everywhere(name, "'{}".format)(t, rng) for name in ("receipt_no", "collected_on")]
            ),
            loads(),
        ),
    ),
    kind(
        59,
        "NUL bytes",
        "Q",
        ("in a name", in_csv(ROLL, value("name", lambda t: t[0] + "\0" + t[1:])), quarantines("name_characters")),
        (
            "in a number, GB18030",
            in_csv(POOR, value("document_number", lambda t: t[:9] + "\0" + t[9:])),
            quarantines("document_characters"),
        ),
        ("in a receipt number", in_csv(TAX, value("receipt_no", lambda t: t + "\0")), quarantines("cell_characters")),
    ),
    kind(
        60,
        "header missing",
        "R",
        ("the roll", in_csv(ROLL, _without_header), rejects("header_unknown")),
        ("the tax feed", in_csv(TAX, _without_header), rejects("header_unknown")),
        ("a list", in_csv(POOR, _without_header, 9), rejects("header_unknown")),
    ),
    kind(
        61,
        "preamble lines, sep=; line",
        "N",
        (
            "sep=;",
            in_csv(ROLL, lambda t, rng: t.insert(0, ["sep=;"]), delimiter=";", lines=lambda rows: ["sep=;", *rows[1:]]),
            loads(),
        ),
        (
            "two lines about the export",
            in_csv(TAX, lambda t, rng: [t.insert(0, ["导出人:某"]), t.insert(0, ["明细"])]),
            loads(),
        ),
        (
            "sep and a title",
            in_csv(
                POOR,
                lambda t, rng: [t.insert(0, ["名册"]), t.insert(0, ["sep=,"])],
                lines=lambda rows: ["sep=,", *rows[1:]],
            ),
            loads(),
        ),
    ),
    kind(
        62,
        "two tables in one file",
        "R",
        (
            "another form below",
            in_csv(ROLL, _appended([], ["统筹区", "姓名", "证件号码"], ["甲市", "某", "1"])),
            rejects("tables_stacked"),
        ),
        (
            "the same columns in another order",
            in_csv(
                ROLL,
                _appended(
                    ["证件号码", "姓名", "乡镇", "出生日期", "性别", "村居", "户号", "是否本县户籍", "上年是否参保"]
                ),
            ),
            rejects("tables_stacked"),
        ),
        ("under a title of its own", in_csv(ROLL, _appended(["第二批"], list(ROLL.header))), rejects("tables_stacked")),
    ),
    kind(
        63,
        "control row that disagrees",
        "R",
        ("the count", in_csv(TAX, _totals(count=5)), rejects("control_count")),
        ("the sum", in_csv(TAX, _totals(fen=1)), rejects("control_amount")),
        ("both", in_csv(TAX, _totals(count=99, fen=100)), rejects("control_amount", "control_count")),
        ("none is there", in_csv(TAX, lambda t, rng: t.lines.pop()), rejects("control_missing")),
    ),
)


def _cells(table: Grid, position: int, text: str) -> None:
    for line in table.data:
        line.cells[position] = text


def _quoted(line: str) -> str:
    fields = line.split(",")
    fields[1] = '"' + fields[1]
    return ",".join(fields)


def _dressed(line: str) -> str:
    fields = line.split(",")
    fields[1] = f'="{fields[1]}"'
    return ",".join(fields)


__all__ = ["KINDS", "hit"]

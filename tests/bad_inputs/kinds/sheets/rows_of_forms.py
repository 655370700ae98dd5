"""L. Rows of forms that are no persons, and totals of sheets: kinds 226 to 229, 270 and 271."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.clean_rows import Truth
from tests.bad_inputs.files.forms import CIVIL, DISABLED, EMPLOYEE, POOR, ROLL, TAX, Form
from tests.bad_inputs.files.grid import Grid, Line, control
from tests.bad_inputs.files.make import Damage, both, in_csv, in_xls, in_xlsx
from tests.bad_inputs.files.workbook_damages import blank_line, titles, with_column
from tests.bad_inputs.kinds.model import Kind, Made, Make, holds, kind, loads, made, rejects
from tests.support.files.raw_xlsx import Book, Sheet, book
from transforms.intake.base.raw_table import SHEET_STRIDE

HELD = holds("title_contradicts", rows_known=True)


def inside(*cells: Any, after: int = 3) -> Damage:
    """A row that is no person, after so many persons."""

    def damage(table: Grid, rng: random.Random) -> None:
        table.lines.insert(table.header_at + 1 + after, Line(list(cells)))

    return damage


def at_end(*cells: Any) -> Damage:
    return lambda table, rng: table.lines.append(Line(list(cells)))


def changed(first: Sequence[str]) -> Damage:
    """Kinds of change of the persons, in their order."""

    def damage(table: Grid, rng: random.Random) -> None:
        at = table.header.index("变动类型")
        for line, word in zip(table.data, first, strict=True):
            line.cells[at] = word

    return damage


def header_in(dress: Callable[[str], str], after: int = 3) -> Damage:
    """The header once more in another dress."""

    def damage(table: Grid, rng: random.Random) -> None:
        table.lines.insert(table.header_at + 1 + after, Line([dress(str(cell)) for cell in table.header]))

    return damage


def below_header(write: Callable[[int], Any]) -> Damage:
    """A row of marks directly below the header; `write` gets the position of the column from 1."""

    def damage(table: Grid, rng: random.Random) -> None:
        cells = [write(at) for at in range(1, len(table.header) + 1)]
        table.lines.insert(table.header_at + 1, Line(cells))

    return damage


def daily(totals: Callable[[Sequence[Grid]], Sequence[Sequence[Sequence[Any]]]], days: int = 2) -> Make:
    """A workbook of the tax bureau with one sheet for each day; `totals` gives the total rows of each sheet."""

    def make(rng: random.Random) -> Made:
        tables = [grids.table(TAX, rng, 3 + at) for at in range(days)]
        for table in tables:
            table.lines.pop()
        expected: dict[int, Truth] = {}
        for at, (table, rows) in enumerate(zip(tables, totals(tables), strict=True)):
            expected |= {row + at * SHEET_STRIDE: one for row, one in table.expected().items()}
            table.lines += [Line(list(cells)) for cells in rows]
        data = Book([Sheet(table.rows(), f"{at}日") for at, table in enumerate(tables, 1)]).data()
        return Made(data, TAX, expected=expected, mode="feed")

    return make


def people(*tables: Grid) -> list[Truth]:
    return [line.truth for table in tables for line in table.data if line.truth]


def one_each(tables: Sequence[Grid]) -> list[list[list[Any]]]:
    return [[control(people(table))] for table in tables]


def grand(tables: Sequence[Grid]) -> list[list[list[Any]]]:
    totals = one_each(tables)
    totals[-1].append(["总计", *control(people(*tables))[1:]])
    return totals


def only_last(tables: Sequence[Grid]) -> list[list[list[Any]]]:
    return [[] for _ in tables[:-1]] + [[control(people(*tables))]]


def wrong_first(tables: Sequence[Grid]) -> list[list[list[Any]]]:
    return [[control(people(tables[0]), count=9)], *one_each(tables[1:])]


def missing_first(tables: Sequence[Grid]) -> list[list[list[Any]]]:
    return [[], *one_each(tables[1:])]


def one_day_more(tables: Sequence[Grid]) -> list[list[list[Any]]]:
    totals = grand(tables)
    totals[0] = [control(people(tables[0]), fen=1)]
    return totals


def towns(*columns: Sequence[str], form: Form = CIVIL) -> Make:
    """One sheet for each town; `columns`: further headers of each sheet, whose cells are blank."""

    def make(rng: random.Random) -> Made:
        tables = [grids.table(form, rng, 3, total=False) for _ in columns]
        for table, headers in zip(tables, columns, strict=True):
            for header in headers:
                with_column(len(table.header), header, "")(table, rng)
        expected = {
            row + at * SHEET_STRIDE: one for at, table in enumerate(tables) for row, one in table.expected().items()
        }
        pages = [Sheet(table.rows(), f"{name}镇") for name, table in zip("甲乙丙", tables, strict=False)]
        return Made(Book(pages).data(), form, expected=expected)

    return make


def counts_of_sheets(*counts: str) -> Make:
    """Three persons on each sheet, and a total of its own."""

    def make(rng: random.Random) -> Made:
        tables = [grids.table(CIVIL, rng, 3, total=False) for _ in counts]
        expected = {
            row + at * SHEET_STRIDE: one for at, table in enumerate(tables) for row, one in table.expected().items()
        }
        for table, count in zip(tables, counts, strict=True):
            table.lines.append(Line(["合计", count]))
        pages = [Sheet(table.rows(), f"{name}镇") for name, table in zip("甲乙丙", tables, strict=False)]
        return Made(Book(pages).data(), CIVIL, expected=expected)

    return make


def whole_feed(*cells: Any) -> Make:
    """A feed whose total row is one text with count and sum of its payments ({} and {})."""

    def make(rng: random.Random) -> Made:
        table = grids.table(TAX, rng)
        persons = people(table)
        yuan = f"{sum(person.fen for person in persons) / 100:.2f}"
        table.lines[-1] = Line([str(cell).format(len(persons), yuan) for cell in cells] + [""] * (9 - len(cells)))
        return made(table, book(table.rows()).data())

    return make


KINDS: tuple[Kind, ...] = (
    kind(
        226, "a title between the rows that removes the persons below", "H",
        ("二、减少人员", in_xlsx(CIVIL, inside("二、减少人员")), HELD),
        ("以下人员 … 停发", in_xls(CIVIL, inside("以下人员自2019年10月起停发")), HELD),
        ("a remark", in_xlsx(CIVIL, inside("注：以下人员已死亡")), HELD),
        ("in the column of names", in_xlsx(ROLL, inside("以下人员不符合条件")),
         holds("title_contradicts", rows_known=True, remarks=("form_differs",))),
        ("in a csv", in_csv(ROLL, inside("三、死亡人员", *[""] * 8)), HELD),
        ("in a csv with fewer fields", in_csv(POOR, inside("以下人员作废"), lines=lambda rows: [
            row.rstrip(",") if row.startswith("以下") else row for row in rows]), HELD),
        ("about the rows above", in_xlsx(CIVIL, at_end("以上人员自12月起停发"), total=False), HELD),
        ("above the header", in_xlsx(CIVIL, titles("死亡人员名单")), HELD),
        ("of a list of changes", in_xlsx(
            CIVIL, both(changed(["新增"] * 6), inside("二、减少人员")), mode="change"), HELD),
        ("a title that names a group", in_xlsx(CIVIL, inside("二、低保对象")), loads("title_inside")),
        ("a title for each town", in_xlsx(DISABLED, both(inside("甲镇", after=0), inside("乙乡"))),
         loads("title_inside")),
        ("a group in the column of names", in_csv(ROLL, inside("二、特困供养人员", *[""] * 8)), loads("title_inside")),
        ("added persons", in_xlsx(CIVIL, inside("以下人员为本月新增")), loads("title_inside")),
        ("a remark at the end", in_xlsx(CIVIL, at_end("注：死亡人员已剔除")), loads()),
        ("a remark on what to do", in_xlsx(CIVIL, at_end("备注：以上人员如有死亡，请及时报送减少")), loads()),
        decided="a title that says of its persons what their rows do not say: H; any other with persons below: W",
    ),
    kind(
        227, "a feed with one sheet for each day", "N / R",
        ("a total on each sheet", daily(one_each), loads("form_differs")),
        ("three days", daily(one_each, 3), loads("form_differs")),
        ("and a grand total", daily(grand), loads("form_differs")),
        ("one total for all", daily(only_last), loads("form_differs")),
        ("a sheet whose total differs", daily(wrong_first), rejects("control_count")),
        ("a sheet without one", daily(missing_first), rejects("control_missing")),
        ("a sheet's sum that differs under a right grand total", daily(one_day_more), rejects("control_amount")),
        ("a list: the total of each town", counts_of_sheets("3人", "3人"), loads()),
        ("a list: a town's total differs", counts_of_sheets("3人", "4人"), loads("total_differs")),
        decided="each sheet's total is compared with its rows, a grand total with all; a total that differs: R",
    ),
    kind(
        228, "sheets with different optional columns", "N",
        ("the second sheet has one more", towns((), ("性别",)), loads()),
        ("the first sheet has one more", towns(("保障等级",), ()), loads()),
        ("each sheet has another", towns(("性别",), ("村居",), ()), loads()),
        ("a sheet has an unknown one", towns((), ("手机",)), loads("extra_column")),
        ("of the roll", towns((), ("出生医学证明编号",), form=ROLL), loads("form_differs")),
    ),
    kind(
        229, "a repeated header in another dress", "N",
        ("over two lines", in_xlsx(CIVIL, header_in(lambda cell: f"{cell[:1]}\n{cell[1:]}")), loads()),
        ("with a star", in_xlsx(CIVIL, header_in(lambda cell: f"*{cell}")), loads()),
        ("with blanks", in_csv(ROLL, header_in(" ".join)), loads()),
        ("必填 in brackets", in_xls(DISABLED, header_in(lambda cell: f"{cell}（必填）")), loads()),
        ("15 or 18 bytes long", in_csv(DISABLED, header_in(lambda cell: cell if "号" in cell else f"*{cell}")),
         loads("form_differs")),
        ("of another table", in_xlsx(CIVIL, inside("备\n注", "所属\n乡镇", "*姓名", "*身份证号码")),
         rejects("tables_stacked")),
    ),
    kind(
        270, "a row of column numbers below the header", "N",
        ("1 2 3", in_xlsx(CIVIL, below_header(lambda at: at)), loads()),
        ("A B C", in_csv(ROLL, below_header(lambda at: chr(64 + at))), loads()),
        ("甲 乙 1 2", in_xls(DISABLED, below_header(lambda at: "甲乙"[at - 1] if at < 3 else at - 2)), loads()),
        ("(1) (2)", in_csv(EMPLOYEE, below_header(lambda at: f"（{at}）")), loads()),
        ("必填 and 选填", in_xlsx(CIVIL, below_header(lambda at: "必填" if at < 5 else "选填")), loads()),
        ("numbers of a feed", in_csv(TAX, below_header(str)), loads()),
    ),
    kind(
        271, "totals and footers in other words", "N (check then drop)",
        ("共6人", in_xlsx(CIVIL, at_end("共6人"), total=False), loads()),
        ("合计：6人", in_xlsx(CIVIL, at_end("合计：6人"), total=False), loads()),
        ("共7人", in_xlsx(CIVIL, at_end("共7人"), total=False), loads("total_differs")),
        ("合计：5人 in a csv", in_csv(ROLL, at_end("合计：5人", *[""] * 8)), loads("total_differs")),
        ("households and persons", in_csv(POOR, at_end("以上共2户6人", *[""] * 7)), loads()),
        ("共6人 with fewer fields", in_csv(POOR, at_end("共6人"), lines=lambda rows: [
            *rows[:-1], rows[-1].rstrip(",")]), loads()),
        ("甲镇小计", in_xlsx(CIVIL, both(
            blank_line(6, ["甲镇小计", "3人"]), blank_line(8, ["乙乡小计", "1人"]))), loads()),
        ("汇总", in_csv(ROLL, at_end("汇总", "6", *[""] * 7)), loads()),
        ("经办人 and a second cell", in_xlsx(CIVIL, at_end("经办人：王某", "审核人：李某")), loads()),
        ("in the roll", in_csv(ROLL, at_end("经办人：王某", "复核人：李某", "2019年12月1日", *[""] * 6)), loads()),
        ("count and sum of a feed in one cell", whole_feed("合计：{}笔，{}元"), loads("form_differs")),
        ("count of a feed with its word", whole_feed("共{0}笔", "", "", "", "{1}"), loads("form_differs")),
        ("a count of a feed that differs", whole_feed("共1{0}笔", "", "", "", "{1}"), rejects("control_count")),
    ),
)  # fmt: skip

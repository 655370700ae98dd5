"""J. What offices send along: shifted headers, examples, rows filled in beforehand. Kinds 175 to 179."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.clean_rows import truths
from tests.bad_inputs.files.forms import CIVIL, DISABLED, EDUCATION, EMPLOYEE, POOR, ROLL, Form
from tests.bad_inputs.files.grid import Grid, Line
from tests.bad_inputs.files.make import Damage, both, in_csv, in_xls, in_xlsx
from tests.bad_inputs.kinds.model import Kind, Made, Make, holds, kind, loads, made, rejects
from tests.support.files.raw_xls import xls
from tests.support.files.raw_xlsx import Book, Cell, Sheet, error
from transforms.intake.base.raw_table import SHEET_STRIDE

MORE = ("出生日期", "入职日期")
"""Two columns that the list of employees does not know."""


def _wider(table: Grid, rng: random.Random) -> None:
    """Two unknown columns of dates before the insured days; every insurance goes on."""
    for at, header in enumerate(MORE, 3):
        table.column(at, header, lambda line: f"{rng.randint(1970, 1990)}-0{rng.randint(1, 9)}-15")
    for line in table.data:
        assert line.truth is not None
        line.truth = replace(line.truth, end=None)
        line.cells[-1] = ""


def _header(
    change: Callable[[str], str], body: Callable[[str], str] = lambda line: line
) -> Callable[[list[str]], list[str]]:
    return lambda rows: [change(rows[0]), *map(body, rows[1:])]


def _lost(line: str) -> str:
    return line.replace(",".join(MORE), "".join(MORE))


def _comma(line: str) -> str:
    return line + ","


def _marked(column: str, mark: str, at: int = 0, count: int = 1) -> Damage:
    """Example rows before the person `at`: valid, and marked in an unread column."""

    def damage(table: Grid, rng: random.Random) -> None:
        position = table.header.index(column)
        first = table.header_at + 1 + at
        for one in truths(rng, count):
            cells = table.form.cells(one)
            cells += [None] * (len(table.header) - len(cells))
            cells[position] = mark
            table.lines.insert(first, Line(cells))

    return damage


def _named(name: str) -> Damage:
    """A row of an example whose mark is in the name; its number is right."""

    def damage(table: Grid, rng: random.Random) -> None:
        cells = table.form.cells(truths(rng, 1)[0])
        cells[table.form.at("name")] = name
        table.lines.insert(table.header_at + 1, Line(cells))

    return damage


def _with_remarks(table: Grid, rng: random.Random) -> None:
    for line, remark in zip(table.data, ["例行检查", "病例", "特例", "按比例"], strict=False):
        line.cells[-1] = remark


def _more_remarks(table: Grid, rng: random.Random) -> None:
    for line, remark in zip(table.data, ["如皋市迁入", "示范户", "格式有误已改", "上年已删除"], strict=False):
        line.cells[-1] = remark


def _called(*names: str) -> Damage:
    def damage(table: Grid, rng: random.Random) -> None:
        for line, name in zip(table.data, names, strict=False):
            assert line.truth is not None
            line.truth = replace(line.truth, name=name)
            line.cells[table.form.at("name")] = name

    return damage


def _sheets(*pages: tuple[str, str, int], form: Form = CIVIL, old: bool = False, read: Sequence[int] = (0,)) -> Make:
    """Sheets as (name, state, persons). `read`: positions of those whose persons are loaded."""

    def make(rng: random.Random) -> Made:
        tables = [grids.table(form, rng, max(count, 1), total=False) for _, _, count in pages]
        for table, (_, _, count) in zip(tables, pages, strict=True):
            table.lines = table.lines if count else table.lines[: table.header_at + 1]
        expected = {}
        for at in read:
            shift = at * SHEET_STRIDE if at != read[0] else 0
            expected |= {row + shift: one for row, one in tables[at].expected().items()}
        if old:
            hidden = [name for name, state, _ in pages if state != "visible"]
            data = xls({name: table.rows() for table, (name, _, _) in zip(tables, pages, strict=True)}, hidden=hidden)
        else:
            data = Book(
                [Sheet(t.rows(), name, state) for t, (name, state, _) in zip(tables, pages, strict=True)]
            ).data()
        return Made(data, form, expected=expected)

    return make


def _notes_sheet(rng: random.Random) -> Made:
    """Instructions without a header, with a number as an example."""
    table = grids.table(CIVIL, rng, total=False)
    notes = [["填写说明"], ["1. 证件号码为文本，如："], [truths(rng, 1)[0].number]]
    return made(table, Book([Sheet(table.rows()), Sheet(notes, "填写说明")]).data())


def prefilled(
    count: int, *columns: str, inside: bool = False, write: Callable[[str, int], Any] = lambda text, at: text
) -> Damage:
    """Rows without anybody, with the values of the first person in `columns`."""

    def damage(table: Grid, rng: random.Random) -> None:
        first = table.data[0].cells
        rows = []
        for at in range(count):
            cells: list[Any] = [None] * len(table.header)
            for column in columns:
                position = table.header.index(column)
                cells[position] = write(str(first[position]), at)
            rows.append(Line(cells))
        place = table.header_at + (2 if inside else 1 + len(table.data))
        table.lines[place:place] = rows

    return damage


def _today(text: str, at: int) -> Cell:
    return Cell('<c r="{r}"><f>TODAY()</f><v>43709</v></c>')


def _civil_header(change: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    return lambda rows: [change(row) if row.startswith("序号") else row for row in rows]


def _serial(table: Grid, rng: random.Random) -> None:
    """Running numbers that count the example, too."""
    for at, line in enumerate(table.lines[table.header_at + 1 :], 1):
        if len(line.cells) == len(table.header):
            line.cells[0] = at


KINDS: tuple[Kind, ...] = (
    kind(
        175,
        "a csv header that lost a delimiter",
        "R",
        ("the last column is blank", in_csv(EMPLOYEE, _wider, lines=_header(_lost)), rejects("columns_shifted")),
        (
            "the header ends with a delimiter",
            in_csv(EMPLOYEE, _wider, lines=_header(lambda h: _comma(_lost(h)))),
            rejects("columns_shifted"),
        ),
        (
            "every line ends with one",
            in_csv(EMPLOYEE, _wider, lines=_header(lambda h: _comma(_lost(h)), _comma)),
            rejects("columns_shifted"),
        ),
        (
            "with tabs",
            in_csv(EMPLOYEE, _wider, delimiter="\t", lines=_header(lambda h: h.replace("期\t入", "期入"))),
            rejects("columns_shifted"),
        ),
        (
            "in quotes",
            in_csv(EMPLOYEE, _wider, lines=_header(lambda h: h.replace(",".join(MORE), f'"{",".join(MORE)}"'))),
            rejects("columns_shifted"),
        ),
        (
            "next to a known column",
            in_csv(EMPLOYEE, _wider, lines=_header(lambda h: h.replace("入职日期,", "入职日期"))),
            rejects("column_missing"),
        ),
        (
            "before the first column",
            in_csv(
                EMPLOYEE,
                both(_wider, lambda t, rng: t.column(0, "", lambda line: "1")),
                lines=_header(lambda h: h.removeprefix(",")),
            ),
            rejects("columns_shifted"),
        ),
        decided="a surplus delimiter at the end of every row is believed only if every header is known",
    ),
    kind(
        176,
        "a csv header with a surplus delimiter",
        "R",
        (
            "a blank header inside",
            in_csv(CIVIL, lines=_civil_header(lambda h: h.replace("人员类别", ",人员类别"))),
            rejects("columns_shifted"),
        ),
        ("after the first", in_csv(POOR, lines=_header(lambda h: h.replace(",", ",,", 1))), rejects("columns_shifted")),
        (
            "before the number",
            in_csv(ROLL, lines=_header(lambda h: h.replace(",", ",,", 1))),
            rejects("columns_shifted"),
        ),
        (
            "two before the last",
            in_csv(ROLL, lines=_header(lambda h: ",,,".join(h.rsplit(",", 1)))),
            rejects("columns_shifted"),
        ),
    ),
    kind(
        177,
        "example rows: the running number or the remark says 示例, 例, 如, 模板, 请删除",
        "N",
        ("the number says 示例", in_xlsx(CIVIL, _marked("序号", "示例")), loads("example_row")),
        ("the number says 例", in_xls(DISABLED, _marked("序号", "例")), loads("example_row")),
        ("the remark says 样例", in_xlsx(CIVIL, both(_marked("备注", "样例，请删除"), _serial)), loads("example_row")),
        ("two of them", in_xlsx(CIVIL, _marked("序号", "例1", count=2)), loads("example_row")),
        ("in a csv", in_csv(CIVIL, _marked("序号", "（示例）")), loads("example_row", "form_differs")),
        ("at the end", in_xlsx(CIVIL, _marked("序号", "范例", at=6)), loads("example_row")),
        ("in front of the name", in_csv(ROLL, _named("例：张三")), loads("example_row")),
        (
            "a whole list of them",
            in_xlsx(CIVIL, _marked("序号", "示例", count=6)),
            holds("example_persons", rows_known=True, remarks=("example_row",)),
        ),
        ("the remark asks to delete it", in_xlsx(CIVIL, _marked("备注", "填表时请删除")), loads("example_row")),
        ("the form of a row", in_xls(CIVIL, _marked("备注", "本行为格式")), loads("example_row")),
        ("the number says 如", in_xlsx(CIVIL, _marked("序号", "如：")), loads("example_row")),
        ("the number says 模板", in_csv(CIVIL, _marked("序号", "模板")), loads("example_row", "form_differs")),
        ("real names and remarks", in_xlsx(CIVIL, both(_called("李例", "例敏", "王例文"), _with_remarks)), loads()),
        ("names and remarks with 如", in_xlsx(CIVIL, both(_called("李如", "如敏", "王如文"), _more_remarks)), loads()),
        decided="not loaded, with a remark; more than five: H",
    ),
    kind(
        178,
        "a sheet of examples, a form, instructions",
        "N",
        ("示例", _sheets(("名单", "visible", 4), ("填表示例", "visible", 1)), loads("example_sheet")),
        ("before the list", _sheets(("样例", "visible", 2), ("名单", "visible", 4), read=(1,)), loads("example_sheet")),
        ("hidden", _sheets(("名单", "visible", 4), ("示例", "hidden", 1)), loads("example_sheet")),
        (
            "in an old workbook",
            _sheets(("名单", "visible", 4), ("模板", "visible", 3), old=True),
            loads("example_sheet"),
        ),
        ("without persons", _sheets(("名单", "visible", 4), ("模板", "visible", 0)), loads()),
        ("instructions with a number", _notes_sheet, loads("example_sheet")),
        (
            "a form that was filled in",
            _sheets(("导入模板", "visible", 7), ("填写说明", "visible", 0)),
            loads("form_sheet"),
        ),
        (
            "many persons beside the list",
            _sheets(("名单", "visible", 4), ("样表", "visible", 9)),
            holds("example_persons", rows_known=True),
        ),
        ("nothing but examples", _sheets(("填表示例", "visible", 3)), holds("example_persons", rows_known=True)),
        decided="not loaded, with a remark; more than five persons, or no other sheet: H; a form alone: the list",
    ),
    kind(
        179,
        "rows filled in beforehand, without a person",
        "N",
        (
            "unit and day",
            in_xlsx(CIVIL, prefilled(53, "所属乡镇", "认定日期"), total=False),
            loads("row_without_person"),
        ),
        (
            "a day that is computed",
            in_xlsx(CIVIL, both(prefilled(20, "所属乡镇"), prefilled(30, "认定日期", write=_today)), total=False),
            loads("row_without_person", "formula_cells"),
        ),
        (
            "category and running number",
            in_xls(CIVIL, prefilled(40, "人员类别", "序号", write=lambda text, at: at + 7 if text == "1" else text)),
            loads("row_without_person"),
        ),
        ("in a csv", in_csv(POOR, prefilled(25, "乡镇", "行政村", "人口类别")), loads("row_without_person")),
        (
            "in the roll",
            in_csv(ROLL, prefilled(9, "乡镇", "村居", "户号", "是否本县户籍")),
            loads("row_without_person"),
        ),
        (
            "between persons",
            in_xlsx(CIVIL, prefilled(3, "人员类别", "所属乡镇", inside=True), total=False),
            loads("row_without_person"),
        ),
        (
            "a sex that cannot be computed",
            in_xlsx(
                DISABLED,
                prefilled(30, "性别", "户籍乡镇", write=lambda t, at: error("#VALUE!") if t in "男女" else t),
                total=False,
            ),
            loads("row_without_person"),
        ),
        ("pupils", in_csv(EDUCATION, prefilled(12, "学校名称", "学段", "乡镇")), loads("row_without_person")),
        decided="no persons: not counted, with a remark; a row with a name or a number is data",
    ),
)

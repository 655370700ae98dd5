"""Texts of which a part is struck out: kind 310, and 313 for old workbooks."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.forms import CIVIL, DISABLED, Form
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, everywhere, in_xlsx
from tests.bad_inputs.kinds.k_old_workbooks import EXCEL, OLD, XLWT, written
from tests.bad_inputs.kinds.model import Kind, Made, Make, holds, kind, loads, made
from tests.support.files.raw_xls import Looks, Rich
from tests.support.files.raw_xlsx import Cell, book

_OLD_AND_NEW = "<r><rPr><strike/><sz val='11'/></rPr><t>{0}</t></r><r><rPr><sz val='11'/></rPr><t>李四</t></r>"
_NEW_AND_OLD = '<r><t>{0}</t></r><r><rPr><b/><strike val="1"/></rPr><t xml:space="preserve"> 王五</t></r>'
_DENIED = '<r><rPr><strike val="0"/></rPr><t>{1}</t></r><r><rPr><strike val="false"/></rPr><t>{2}</t></r>'
_RED = '<r><rPr><color rgb="FFFF0000"/></rPr><t>{1}</t></r><r><t>{2}</t></r>'
_BLANK = '<r><rPr><strike/></rPr><t xml:space="preserve"> </t></r><r><t>{0}</t></r>'
_WHOLE = "<r><rPr><strike/></rPr><t>{1}</t></r><r><rPr><strike/><b/></rPr><t>{2}</t></r>"


def _runs(template: str, text: str) -> str:
    return template.format(text, text[:1], text[1:])


def _shared(template: str, column: str = "name", form: Form = CIVIL, prefix: str = "", rows: int = 1) -> Make:
    """The shared text of one person's column in several fonts; `prefix`: of the namespace of that part."""

    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng)
        one = book(table.rows(), shared=True)
        for line in rng.sample(table.data, rows):
            text = line.cells[form.at(column)]
            one.replace("xl/sharedStrings.xml", f"<si><t>{text}</t></si>", f"<si>{_runs(template, text)}</si>")
        if prefix:
            content = str(one.parts["xl/sharedStrings.xml"]).replace("xmlns=", f"xmlns:{prefix}=")
            for name in ("sst", "si", "t>", "t ", "r>", "rPr", "strike", "b/", "sz"):
                content = content.replace(f"<{name}", f"<{prefix}:{name}").replace(f"</{name}", f"</{prefix}:{name}")
            one.parts["xl/sharedStrings.xml"] = content
        return made(table, one.data())

    return make


def _inline(template: str, column: str = "name", rows: int = 1) -> Damage:
    def damage(table: Grid, rng: random.Random) -> None:
        for line in rng.sample(table.data, rows):
            at = table.form.at(column)
            line.cells[at] = _cell(template, line.cells[at])

    return damage


def _cell(template: str, text: str) -> Cell:
    return Cell(f'<c r="{{r}}" t="inlineStr"><is>{_runs(template, text)}</is></c>')


def _remark(template: str) -> Damage:
    """In the last column of CIVIL, which nobody reads."""

    def damage(table: Grid, rng: random.Random) -> None:
        rng.choice(table.data).cells[7] = _cell(template, "外出务工")

    return damage


def _title(table: Grid, rng: random.Random) -> None:
    table.lines[0].cells[0] = _cell(_OLD_AND_NEW, "某县名册")


def _rich(text: str, *runs: tuple[int, bool], before: str = "") -> Rich:
    return Rich(before + text, runs)


def _old(*runs: tuple[int, bool], column: str = "name", before: str = "", rows: int = 1) -> Damage:
    """The text of one person's column in runs; `before`: the text that was there earlier."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in rng.sample(table.data, rows):
            at = table.form.at(column)
            line.cells[at] = _rich(line.cells[at], *runs, before=before)

    return damage


def _old_remark(table: Grid, rng: random.Random) -> None:
    rng.choice(table.data).cells[7] = _rich("外出务工", (2, True))


KINDS: tuple[Kind, ...] = (
    kind(
        310,
        "a text struck out next to another one in its cell",
        "H",
        ("a name, shared", _shared(_OLD_AND_NEW), holds("colour_meaning")),
        ("a number, shared", _shared(_NEW_AND_OLD, "document_number"), holds("colour_meaning")),
        ("of the other form", _shared(_NEW_AND_OLD, "unit", DISABLED), holds("colour_meaning")),
        ("the part has a prefix", _shared(_OLD_AND_NEW, prefix="x"), holds("colour_meaning")),
        ("a name in its cell", in_xlsx(CIVIL, _inline(_OLD_AND_NEW)), holds("colour_meaning")),
        ("a number in its cell", in_xlsx(CIVIL, _inline(_NEW_AND_OLD, "document_number")), holds("colour_meaning")),
        ("all runs of one name", _shared(_WHOLE), holds("colour_meaning", rows_known=True)),
        ("all runs of one name in its cell", in_xlsx(CIVIL, _inline(_WHOLE)), holds("colour_meaning", rows_known=True)),
        ("not struck out: val is 0", _shared(_DENIED, rows=3), loads()),
        ("not struck out: val is 0, in the cell", in_xlsx(CIVIL, _inline(_DENIED, rows=3)), loads()),
        ("only a blank is struck out", in_xlsx(CIVIL, _inline(_BLANK, rows=2)), loads()),
        ("one character in red", _shared(_RED), loads()),
        ("in a title above the header", in_xlsx(CIVIL, _title), loads()),
        ("in a remark that nobody reads", in_xlsx(CIVIL, _remark(_OLD_AND_NEW)), loads()),
        ("the word in a comment of XML", in_xlsx(CIVIL, everywhere("name", str), book_shared=True, parts=lambda one: (
            one.replace("xl/sharedStrings.xml", "<si><t>备注</t></si>", "<si><t>备注</t><!-- strike --></si>"))),
         loads()),
        decided="in a column that is read; all runs struck out count as a cell struck out (48)",
    ),
    kind(
        313,
        "xls: a text struck out, alone or next to another one in its cell",
        "H",
        ("a name, the end struck out", written(CIVIL, _old((1, True))), holds("colour_meaning")),
        ("a name, the beginning struck out", written(CIVIL, _old((0, True), (2, False), before="李四")),
         holds("colour_meaning")),
        ("a number, xlwt", written(CIVIL, _old((0, True), (6, False), column="document_number"), writer=XLWT),
         holds("colour_meaning")),
        ("over several records", written(CIVIL, _old((1, True)), writer=replace(EXCEL, piece_bytes=15)),
         holds("colour_meaning")),
        ("in a record of its own", written(CIVIL, _old((1, True)), writer=replace(XLWT, shared=False)),
         holds("colour_meaning")),
        ("in Excel 95", written(CIVIL, _old((2, True)), writer=OLD), holds("colour_meaning")),
        ("all characters", written(CIVIL, _old((0, True))), holds("colour_meaning", rows_known=True)),
        ("all characters, Excel 95", written(CIVIL, _old((0, True)), writer=OLD),
         holds("colour_meaning", rows_known=True)),
        ("the font of a row's cells", written(CIVIL, writer=replace(EXCEL, text_colour="struck"),
                                              looks=Looks(red_rows=(4,))), holds("colour_meaning", rows_known=True)),
        ("runs that are not struck out", written(CIVIL, _old((0, False), (1, False), rows=3)), loads()),
        ("only a blank is struck out", written(CIVIL, _old((0, True), (1, False), before=" ", column="unit")), loads()),
        ("in a remark that nobody reads", written(CIVIL, _old_remark), loads()),
        decided="as in an xlsx (310); a cell or row struck out as a whole counts as coloured (48)",
    ),
)  # fmt: skip

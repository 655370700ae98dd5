"""K. Old workbooks (xls, et) and tables of other programs. Kinds 191 to 204."""

from __future__ import annotations

import datetime as dt
import random
import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.forms import CIVIL, ROLL, TARGETS, TAX, Form
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, both, everywhere, hit, nothing, of_bytes, salted, value
from tests.bad_inputs.kinds.a_container import zipped
from tests.bad_inputs.kinds.j_offices import months
from tests.bad_inputs.kinds.model import Kind, Made, Make, holds, kind, loads, made, quarantines, rejects, warns
from tests.support.files.raw_xls import Broken, Computed, Looks, Raw, Shown, Writer, xls

EXCEL = Writer(shared=True, calculated_by=125725)
"""As Excel writes: texts in one table, and the version that calculated the formulas."""
XLWT = Writer(shared=True)
OLD = Writer(version=5, code_page=936, stream="Book")
SMALL_ZIP = b"PK\x03\x04" + bytes(140) + b"PK\x05\x06" + bytes(18)
THEME = replace(EXCEL, theme=SMALL_ZIP)
Finish = Callable[[bytes], bytes]


def written(form: Form, damage: Damage = nothing, count: int = 6, *, writer: Writer = EXCEL, total: bool = True,
            finish: Finish = lambda data: data, name: str = "delivery", **how: Any) -> Make:  # fmt: skip
    """A clean old workbook of the form as a program writes it, damaged as a table, then as bytes."""

    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng, count, total=total)
        damage(table, rng)
        return made(table, finish(xls({"名单": table.rows()}, writer=writer, **how)), name=name)

    return make


def _cell_again(kind_of: int, content: Callable[[], bytes]) -> Callable[[bytes], bytes]:
    """A further record for the first text cell of a person, in place of the DIMENSIONS record before the cells."""

    def finish(data: bytes) -> bytes:
        at = data.find(struct.pack("<HH", 0x0200, 14))
        record = struct.pack("<HHHHH", kind_of, 14, 4, 1, 15) + content()
        assert len(record) == 18
        return data[:at] + record + data[at + 18 :]

    return finish


def _again(pad: bytes) -> Callable[[bytes], bytes]:
    return _cell_again(0x0203, lambda: pad.ljust(8, b"\1")[:8])


def _shown(code: str | int) -> Callable[[dt.date], Any]:
    return lambda day: Shown(day, code)


def _broken_off(pieces: int) -> Writer:
    return replace(EXCEL, piece_bytes=pieces)


def _dbase(version: int) -> bytes:
    header = struct.pack("<BBBBIHH", version, 126, 11, 30, 1, 97, 21).ljust(32, b"\0")
    return header + b"XM".ljust(32, b"\0") + b"SFZH".ljust(32, b"\0") + b"\r" + b" " * 21


def _open_document(rng: random.Random) -> bytes:
    names = ("content.xml", "META-INF/manifest.xml", "styles.xml")
    kind_of = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind_of, **{name: b"<x>%x</x>" % rng.getrandbits(64) for name in names}})


def _one_date(table: Grid, rng: random.Random) -> None:
    """Household 3-5 became a date with a format that the program chose."""
    for line in rng.sample(table.data, 2):
        table.set(line, "household_no", Shown(dt.date(2026, 3, 5), rng.choice([58, 'm"月"d"日"', "m-d"])))


def _remark(content: Any) -> Damage:
    """A cell in a column that no layout reads."""

    def damage(table: Grid, rng: random.Random) -> None:
        rng.choice(table.data).cells[7] = content

    return damage


def _error_in(canonical: str) -> Callable[[Grid, Any, random.Random], Any]:
    return lambda table, line, rng: table.set(line, canonical, Broken())


def _external(path: str) -> bytes:
    text = path.encode("utf-16-le")
    return struct.pack("<HHHHB", 0x01AE, 5 + len(text), 1, len(path), 1) + text


def _red(**how: Any) -> Make:
    return written(CIVIL, writer=replace(EXCEL, **how), looks=Looks(red_rows=(4,)))


KINDS: tuple[Kind, ...] = (
    kind(
        203, "xls: the small zip that Excel 2007 and WPS write into every workbook", "N",
        ("a workbook of six rows", written(CIVIL, writer=THEME), loads()),
        ("a workbook of 300 rows", written(CIVIL, count=300, writer=THEME), loads()),
        ("an et of WPS", written(CIVIL, writer=THEME, streams={"ETExtData": SMALL_ZIP}, name="名册.et"), loads()),
        ("with a line end of the web server behind it",
         written(CIVIL, writer=THEME, finish=lambda data: data + b"\r\n"), loads()),
    ),
    kind(
        191, "xls: something behind the container's end, or in none of its streams", "R",
        ("a zip", written(CIVIL, writer=THEME, finish=lambda data: data + zipped({"a.csv": b"x"})),
         rejects("file_polyglot")),
        ("a page", written(CIVIL, finish=lambda data: data + b"<html><script>"), rejects("file_polyglot")),
        ("a zip after zeros", written(CIVIL, finish=lambda data: data + bytes(700) + SMALL_ZIP),
         rejects("file_polyglot")),
    ),
    kind(
        192, "xls: code pages, names of the stream, old texts", "N",
        ("code page 1252, as JExcelApi states it", written(CIVIL, writer=replace(EXCEL, code_page=1252)), loads()),
        ("code page 936", written(CIVIL, writer=replace(EXCEL, code_page=936)), loads()),
        ("no code page", written(CIVIL, writer=replace(XLWT, code_page=None, shared=False)), loads()),
        ("stream WORKBOOK", written(CIVIL, writer=replace(EXCEL, stream="WORKBOOK")), loads()),
        ("stream Book", written(CIVIL, writer=replace(EXCEL, stream="BOOK")), loads()),
        ("Excel 95 in GBK", written(CIVIL, writer=OLD), loads()),
        ("texts over several records", written(CIVIL, writer=_broken_off(40)), loads()),
        ("texts that begin with a record", written(CIVIL, writer=_broken_off(15)), loads()),
    ),
    kind(
        193, "xls: formulas with results", "N+W",
        *((f"record {number:#06x}", written(CIVIL, everywhere("name", lambda t, n=number: Computed(t, n))),
           loads("formula_cells")) for number in (0x0006, 0x0206, 0x0406)),
        ("computed days of Excel 95", written(CIVIL, everywhere("effective_on", Computed), writer=OLD),
         loads("formula_cells")),
        ("an empty text in a column that is not read", written(CIVIL, _remark(Computed(""))), loads("formula_cells")),
        ("nothing in a column that is not read", written(CIVIL, _remark(Computed(None)), writer=XLWT),
         loads("formula_cells")),
        ("an empty text as the result in a column that is read",
         written(ROLL, value("birth_on", Computed("")), total=False), loads("formula_cells", "form_differs")),
    ),
    kind(
        194, "xls: formulas without a value", "R",
        ("no text behind the formula", written(CIVIL, value("name", Computed(None))), rejects("formula_without_value")),
        ("a day that xlwt did not calculate", written(CIVIL, value("effective_on", Computed("")), writer=XLWT),
         rejects("formula_without_value")),
        ("under the record number 0x0406", written(CIVIL, value("unit", Computed(None, 0x0406))),
         rejects("formula_without_value")),
        ("in Excel 95", written(CIVIL, value("effective_on", Computed(None)), writer=OLD),
         rejects("formula_without_value")),
    ),
    kind(
        195, "xls: a workbook that nobody calculated", "H",
        ("0 from a program that cannot calculate", written(TARGETS, value("persons", Computed(0)), 4, writer=XLWT),
         holds("formula_uncalculated")),
        ("to be calculated on opening", written(TARGETS, value("persons", Computed(0)), 4,
                                                writer=replace(EXCEL, calculated_by=0)), holds("formula_uncalculated")),
        ("a sheet that was not calculated", written(TARGETS, value("persons", Computed(0)), 4,
                                                    looks=Looks(is_uncalculated=True)), holds("formula_uncalculated")),
    ),
    kind(
        196, "xls: a cell record that nobody knows", "R",
        *((f"number {number:#06x}", written(CIVIL, value("unit", Raw(number, bytes(8)))),
           rejects("cell_record_unknown")) for number in (0x0002, 0x0004, 0x0202, 0x0403, 0x01FD, 0x09FD)),
    ),
    kind(
        197, "xls: a cell with two contents", "R",
        ("a number and a text", written(CIVIL, finish=_again(b"a")), rejects("cell_twice")),
        ("a number and a text in one's own record", written(CIVIL, writer=replace(XLWT, shared=False),
                                                            finish=_again(b"b")), rejects("cell_twice")),
        ("in Excel 95", written(CIVIL, writer=OLD, finish=_again(b"c")), rejects("cell_twice")),
    ),
    kind(
        198, "xls: a date cell that shows only a month or a year", "W",
        ("yyyy年m月", written(CIVIL, months(_shown('yyyy"年"m"月"'))), warns("date_period")),
        ("yyyy-mm", written(CIVIL, months(_shown("yyyy-mm"))), warns("date_period")),
        ("built-in format 57", written(CIVIL, months(_shown(57))), warns("date_period")),
        ("built-in format 17 in Excel 95", written(CIVIL, months(_shown(17)), writer=OLD), warns("date_period")),
        ("a year", written(CIVIL, months(_shown("yyyy"), lambda day: day.replace(month=12, day=31))),
         warns("date_period")),
        decided="the last day of the period, as in csv and xlsx",
    ),
    kind(
        199, "xls: a household number that became a date", "Q",
        ("two rows", written(ROLL, _one_date, total=False), quarantines("cell_date", remarks=("form_differs",))),
        ("two rows of Excel 95", written(ROLL, _one_date, writer=OLD, total=False),
         quarantines("cell_date", remarks=("form_differs",))),
        ("a month", written(ROLL, value("household_no", Shown(dt.date(2019, 8, 1), 57)), total=False),
         quarantines("cell_date", remarks=("form_differs",))),
    ),
    kind(
        200, "xls: colours by palette, theme or extension", "H",
        ("a colour of the palette", _red(text_colour=10), holds("colour_meaning")),
        ("black of a changed palette", _red(text_colour=8, palette=(b"\xff\0\0",)), holds("colour_meaning")),
        ("a colour of the theme", _red(text_colour=(3, 5)), holds("colour_meaning")),
        ("a colour of its own", _red(text_colour=(2, 0x0000FF)), holds("colour_meaning")),
        ("a fill of Excel 95", written(CIVIL, writer=OLD, looks=Looks(red_rows=(4,))), holds("colour_meaning")),
        ("black in another way", _red(text_colour=(2, 0)), loads()),
        decided="a colour that is black, or that all rows share, means nothing",
    ),
    kind(
        201, "xls: error cells", "Q",
        ("typed in, in Excel 95", written(CIVIL, value("unit", Broken()), writer=OLD), quarantines("cell_error")),
        ("computed, in Excel 95", written(CIVIL, value("unit", Broken(computed=True)), writer=OLD),
         quarantines("cell_error", remarks=("formula_cells",))),
        ("beside shared texts", written(CIVIL, both(hit(_error_in("unit")), nothing)), quarantines("cell_error")),
    ),
    kind(
        202, "tables of other programs", "R",
        ("dBase III", of_bytes(CIVIL, salted(_dbase(3)), "名册.dbf"), rejects("file_type")),
        ("dBase of FoxPro named xls", of_bytes(TAX, salted(_dbase(0x30)), "名册.xls"), rejects("file_type")),
        ("Excel 2", of_bytes(CIVIL, salted(bytes.fromhex("0900040002001000")), "名册.xls"), rejects("file_type")),
        ("Excel 4", of_bytes(CIVIL, salted(bytes.fromhex("0904060000001000")), "名册.xls"), rejects("file_type")),
        ("an OpenDocument table named xlsx", of_bytes(CIVIL, _open_document, "名册.xlsx"), rejects("file_type")),
        ("an OpenDocument table", of_bytes(ROLL, _open_document, "名册.ods"), rejects("file_type")),
        ("Lotus 1-2-3", of_bytes(CIVIL, salted(bytes.fromhex("0000020006040600")), "a.wk1"), rejects("file_type")),
        ("SYLK", of_bytes(CIVIL, salted(b"ID;PWXL;N;E\r\nC;Y1;X1;K"), "a.xls"), rejects("file_type")),
        ("DIF", of_bytes(CIVIL, salted(b'TABLE\r\n0,1\r\n"x"\r\n'), "a.dif"), rejects("file_type")),
        ("Parquet", of_bytes(ROLL, salted(b"PAR1\x15\x04"), "a.csv"), rejects("file_type")),
        decided="R: the words of the refusal name the format and ask for xlsx",
    ),
    kind(
        204, "xls: references to other workbooks and to programs", "W / R",
        ("a workbook", written(CIVIL, extra=_external("\x01\x02other.xls")), loads("external_links")),
        ("a workbook in a folder", written(CIVIL, extra=_external("\x01\x01Cfolder\x03a.xls")),
         loads("external_links")),
        ("a program by DDE", written(CIVIL, extra=_external("cmd\x03/C calc")), rejects("file_macro")),
        decided="a workbook: read with a remark, its last results count; a program: R",
    ),
)  # fmt: skip

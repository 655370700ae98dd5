"""A. File and container: kinds 1 to 22."""

from __future__ import annotations

import io
import os
import random
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.csv_files import csv_bytes
from tests.bad_inputs.files.forms import CIVIL, POOR, ROLL, TARGETS, TAX, Form
from tests.bad_inputs.files.make import both, in_csv, in_xlsx, of_bytes, salted
from tests.bad_inputs.kinds.model import IGNORED, Kind, Made, Make, holds, kind, loads, made, rejects
from tests.support.files.raw_xls import ole, xls
from tests.support.files.raw_xlsx import Book, book

OOXML_ENCRYPTED = {"EncryptionInfo": b"\x04\0\x04\0", "EncryptedPackage": b"\x10"}


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name, (2019, 1, 1, 0, 0, 0)), content, method)
    return memory.getvalue()


def _salt(rng: random.Random) -> bytes:
    return b"%016x" % rng.getrandbits(64)


def _xls(rng: random.Random, form: Form = CIVIL) -> tuple[grids.Grid, bytes]:
    table = grids.table(form, rng)
    return table, xls({"名单": table.rows()})


def _as_xls(name: str) -> Make:
    def make(rng: random.Random) -> Made:
        table, data = _xls(rng)
        return made(table, data, name=name)

    return make


def _with_streams(name: str) -> Make:
    def make(rng: random.Random) -> Made:
        table = grids.table(CIVIL, rng)
        streams = {"ETExtData": _salt(rng), "\x05SummaryInformation": _salt(rng)}
        return made(table, xls({"名单": table.rows()}, streams=streams), name=name)

    return make


def _archive(form: Form, *, more: dict[str, bytes] | None = None, nested: bool = False, name: str = "名册.zip") -> Make:
    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng)
        inner = book(table.rows()).data() if form is CIVIL else csv_bytes(table)
        members = {"名册.xlsx" if form is CIVIL else "名册.csv": inner, **(more or {})}
        data = zipped(members)
        return made(table, zipped({"内层.zip": data}) if nested else data, name=name)

    return make


def _cut(share: float) -> Callable[[bytes], bytes]:
    return lambda data: data[: int(len(data) * share)]


def _cut_last(characters: int) -> Callable[[list[str]], list[str]]:
    return lambda lines: [*lines[:-1], lines[-1][:-characters]]


def _shortened(data: bytes, by: int) -> bytes:
    return data[:-by]


Act = Callable[[Path, threading.Event, threading.Event], None]


def _while_read(act: Act) -> Callable[[Path], threading.Thread]:
    """Starts somebody who keeps changing the file until told to stop; the thread carries its own stop."""

    def start(path: Path) -> threading.Thread:
        begun, stop = threading.Event(), threading.Event()
        thread = threading.Thread(target=act, args=(path, begun, stop), daemon=True)
        thread.stop = stop  # type: ignore[attr-defined]
        thread.start()
        assert begun.wait(30)
        return thread

    return start


def _append(path: Path, begun: threading.Event, stop: threading.Event) -> None:
    with path.open("ab", buffering=0) as out:
        while not stop.is_set():
            out.write(b"x" * 64)
            begun.set()


def _rewrite(path: Path, begun: threading.Event, stop: threading.Event) -> None:
    with path.open("r+b", buffering=0) as out:
        while not stop.is_set():
            out.seek(0)
            out.write(b"y" * 64)
            begun.set()


def _replace(path: Path, begun: threading.Event, stop: threading.Event) -> None:
    """Two files take turns under one name, faster than either can be read."""
    twins = [path.with_name(f"twin-{at}") for at in range(2)]
    for twin in twins:
        twin.write_bytes(path.read_bytes())
    at = 0
    while not stop.is_set():
        link = path.with_name("link")
        link.hardlink_to(twins[at % 2])
        link.replace(path)
        begun.set()
        at += 1


def _growing(act: Act) -> Make:
    large = 96 << 20  # reading takes longer than a change, and several ticks of the clock that dates files

    def make(rng: random.Random) -> Made:
        return Made(_salt(rng) + bytes(large), ROLL, meanwhile=_while_read(act))

    return make


def _special(kind_of: str) -> Make:
    """Something that is no plain file, where a file should be."""

    def make(rng: random.Random) -> Made:
        data = csv_bytes(grids.table(ROLL, rng))

        def place(path: Path) -> Path:
            real = path.with_name("elsewhere")
            real.write_bytes(data)
            if kind_of == "link":
                path.symlink_to(real)
            elif kind_of == "dangling":
                path.symlink_to(path.with_name("nowhere"))
            elif kind_of == "folder":
                path.mkdir()
            elif kind_of == "pipe":
                os.mkfifo(path)
            return path

        return Made(data, ROLL, place=place)

    return make


def _rename_headers(**headers: str) -> Callable[[grids.Grid, random.Random], None]:
    def damage(table: grids.Grid, rng: random.Random) -> None:
        table.lines[table.header_at].cells = [headers.get(cell, cell) for cell in table.header]

    return damage


def _wrong_form(form: Form, as_if: Form) -> Make:
    """A sound file of one department, delivered as another's."""

    def make(rng: random.Random) -> Made:
        table = grids.table(form, rng)
        data = book(table.rows()).data() if form in (CIVIL, TARGETS) else csv_bytes(table)
        return Made(data, as_if)

    return make


def _macro(one: Book) -> None:
    one.parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"


HTML = "<html><head><meta charset='gbk'></head><table><tr><td>姓名</td><td>身份证号码</td></tr></table></html>".encode()
XML_2003 = (
    b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}

KINDS: tuple[Kind, ...] = (
    kind(
        1, "0-byte file", "R",
        ("no byte at all", of_bytes(ROLL, lambda rng: b""), rejects("file_empty")),
        ("only a byte order mark", of_bytes(ROLL, lambda rng: b"\xef\xbb\xbf"), rejects("file_empty")),
        ("only blanks and line ends", of_bytes(CIVIL, lambda rng: b" \r\n\t\r\n"), rejects("file_empty")),
        ("an empty zip", of_bytes(CIVIL, lambda rng: zipped({})), rejects("file_empty")),
        ("a workbook with an empty sheet", of_bytes(CIVIL, lambda rng: book([]).data()), rejects("file_empty")),
    ),
    kind(
        2, "header only, no rows", "change list N, full list H",
        ("full list, workbook", in_xlsx(CIVIL, count=0, total=False), holds("no_rows", rows_known=True)),
        ("full list, csv", in_csv(ROLL, count=0), holds("no_rows", rows_known=True)),
        ("full list with a total of nobody", in_xlsx(CIVIL, count=0), holds("no_rows", rows_known=True)),
        ("change list, workbook", in_xlsx(CIVIL, count=0, mode="change"), loads()),
        ("change list, csv", in_csv(POOR, count=0, mode="change"), loads()),
        ("a day without payments", in_csv(TAX, count=0), loads()),
    ),
    kind(
        3, "truncated workbook or zip", "R",
        ("half of it", in_xlsx(CIVIL, finish=_cut(0.5)), rejects("file_truncated")),
        ("the directory at its end is missing", in_xlsx(CIVIL, finish=_cut(0.9)), rejects("file_truncated")),
        ("one byte short", in_xlsx(CIVIL, finish=lambda data: data[:-1]), rejects("file_truncated")),
        ("a zip of a csv, half of it", in_csv(ROLL, finish=lambda data: zipped({"a.csv": data * 9})[:400]),
         rejects("file_truncated")),
        ("an old workbook, half of it", lambda rng: made(*(lambda t, d: (t, d[:1500]))(*_xls(rng))),
         rejects("file_truncated")),
    ),
    kind(
        4, "truncated csv (last line cut)", "R",
        ("in the middle of the last row", in_csv(ROLL, lines=_cut_last(30), finish=lambda data: data[:-2]),
         rejects("file_truncated")),
        ("inside a character of two bytes", in_csv(POOR, finish=lambda data: data[:-3]), rejects("file_truncated")),
        ("inside a character of three bytes", in_csv(ROLL, finish=lambda data: data[:-4]), rejects("file_truncated")),
        ("before the control row", in_csv(TAX, lines=lambda lines: lines[:-2]), rejects("control_missing")),
        ("inside of quotes", in_csv(ROLL, lines=lambda lines: [*lines[:-1], '"' + lines[-1]],
                                    finish=lambda data: data[:-2]), rejects("quote_unclosed")),
    ),
    kind(
        5, "file still growing while read", "H",
        ("appended to", _growing(_append), holds("file_growing")),
        ("written over", _growing(_rewrite), holds("file_growing")),
        ("replaced by another", _growing(_replace), holds("file_growing")),
    ),
    kind(
        6, ".xls that is HTML", "N or R",
        ("a page with a table", of_bytes(CIVIL, salted(HTML), "名册.xls"), rejects("file_html")),
        ("only the table, after a byte order mark", of_bytes(CIVIL, salted(b"\xef\xbb\xbf  <TABLE><tr><td>1"), "a.xls"),
         rejects("file_html")),
        ("the XML of Excel 2003", of_bytes(CIVIL, salted(XML_2003), "b.xls"), rejects("file_html")),
        ("a web archive", of_bytes(CIVIL, salted(b"MIME-Version: 1.0\r\nContent-Type: multipart/related"), "c.xls"),
         rejects("file_html")),
        decided="R: rows of a page have no types, and programs that export pages damage numbers",
    ),
    kind(
        7, ".xls that is xlsx, .xlsx that is xls", "R->N by signature",
        ("an old workbook named xlsx", _as_xls("名册.xlsx"), loads()),
        ("an old workbook named csv", _as_xls("名册.csv"), loads()),
        ("a new workbook named xls", in_xlsx(CIVIL, name="名册.xls"), loads()),
        ("a new workbook named csv", in_xlsx(CIVIL, book_shared=True, name="名册.csv"), loads()),
    ),
    kind(
        8, "csv named .xlsx", "N or R",
        ("a csv named xlsx", in_csv(ROLL, name="名册.xlsx"), loads()),
        ("a csv named xls, where a workbook is usual", in_csv(CIVIL, encoding="gb18030", name="名册.xls"),
         loads("form_differs")),
        ("a workbook named csv, where a csv is usual", in_xlsx(ROLL, name="名册.csv"), loads("form_differs")),
        decided="N: its bytes say what it is",
    ),
    kind(
        9, "WPS .et", "R->N by signature",
        ("an old workbook", _as_xls("名册.et"), loads()),
        ("a new workbook", in_xlsx(CIVIL, name="名册.et"), loads()),
        ("its template", _as_xls("名册.ETT"), loads()),
        ("an old workbook with the further streams of WPS", _with_streams("名册.et"), loads()),
        ("without a workbook among its streams", of_bytes(CIVIL, lambda rng: ole({"ETExtData": _salt(rng)})),
         rejects("file_type")),
        decided="N: its bytes are those of a workbook, whatever the program calls its form",
    ),
    kind(
        10, "password-protected", "R",
        ("a new workbook", of_bytes(CIVIL, lambda rng: ole({**OOXML_ENCRYPTED, "Pad": _salt(rng)})),
         rejects("file_encrypted")),
        ("only its key is there", of_bytes(CIVIL, lambda rng: ole({"EncryptionInfo": _salt(rng)})),
         rejects("file_encrypted")),
        ("an old workbook", of_bytes(CIVIL, lambda rng: xls({"a": [["姓名", _salt(rng).decode()]]},
                                     extra=b"\x2f\0\x36\0\x01\0" + bytes(52))), rejects("file_encrypted")),
        ("a zip", in_csv(ROLL, finish=lambda data: _flagged(zipped({"a.csv": data}))), rejects("file_encrypted")),
    ),
    kind(
        11, "xlsm with macros", "R or strip",
        ("a macro", in_xlsx(CIVIL, parts=_macro, name="名册.xlsm"), rejects("file_macro")),
        ("only said to have macros", in_xlsx(CIVIL, parts=lambda one: one.replace(
            "[Content_Types].xml", "spreadsheetml.sheet.main+xml", "ms-excel.sheet.macroEnabled.main+xml")),
         rejects("file_macro")),
        ("an old workbook", of_bytes(CIVIL, lambda rng: xls({"a": [["姓名", _salt(rng).decode()]]},
                                     streams={"_VBA_PROJECT": b"x"})), rejects("file_macro")),
        ("a macro sheet of Excel 4", in_xlsx(CIVIL, parts=lambda one: one.parts.update(
            {"xl/macrosheets/sheet1.xml": "<xm:macrosheet/>"})), rejects("file_macro")),
        decided="R: the sender saves it without macros; taking them off would change the file that was sent",
    ),
    kind(
        12, "zip with one workbook, with several, nested", "N / H",
        ("one workbook", _archive(CIVIL), loads()),
        ("one csv beside what a Mac leaves behind",
         _archive(ROLL, more={"__MACOSX/._名册.csv": b"x", ".DS_Store": b"x", "Thumbs.db": b"x"}), loads()),
        ("one csv in a folder, without a telling name", _archive(POOR, name="delivery"), loads()),
        ("two files", _archive(CIVIL, more={"二.csv": b"x"}), holds("file_archive")),
        ("a zip in a zip", _archive(ROLL, nested=True), holds("file_archive")),
        ("three files, one hidden in a folder", _archive(ROLL, more={"a/b/c.txt": b"x", "d.pdf": b"%PDF"}),
         holds("file_archive")),
        decided="one: N; several, or a zip in a zip: H",
    ),
    kind(
        13, "rar, 7z", "R",
        ("rar 4", of_bytes(CIVIL, salted(b"Rar!\x1a\x07\0")), rejects("file_type")),
        ("rar 5", of_bytes(CIVIL, salted(b"Rar!\x1a\x07\x01\0")), rejects("file_type")),
        ("7z", of_bytes(CIVIL, salted(b"7z\xbc\xaf\x27\x1c\0\x04")), rejects("file_type")),
        ("gzip", of_bytes(CIVIL, salted(b"\x1f\x8b\x08\0")), rejects("file_type")),
        ("tar", of_bytes(CIVIL, lambda rng: b"a.csv".ljust(257, b"\0") + b"ustar\0" + _salt(rng)),
         rejects("file_type")),
    ),
    kind(
        14, "PDF or scanned image", "R",
        ("PDF", of_bytes(CIVIL, salted(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), "名册.pdf"), rejects("file_type")),
        ("PNG", of_bytes(CIVIL, salted(PNG), "扫描件.png"), rejects("file_type")),
        ("JPEG named xlsx", of_bytes(CIVIL, salted(b"\xff\xd8\xff\xe0\0\x10JFIF\0"), "名册.xlsx"),
         rejects("file_type")),
        ("TIFF", of_bytes(CIVIL, salted(b"II*\0\x08\0\0\0"), "扫描件.tif"), rejects("file_type")),
        ("a picture pasted into a workbook", of_bytes(CIVIL, lambda rng: _pasted(rng).data()), rejects("file_empty")),
    ),
    kind(
        15, "Word table", "R",
        ("docx", of_bytes(CIVIL, lambda rng: zipped({**DOCX, "pad": _salt(rng)}), "名册.docx"), rejects("file_type")),
        ("doc", of_bytes(CIVIL, lambda rng: ole({"WordDocument": _salt(rng)}), "名册.doc"), rejects("file_type")),
        ("rtf", of_bytes(CIVIL, salted(rb"{\rtf1\ansi\trowd"), "名册.rtf"), rejects("file_type")),
        ("docx named xlsx", of_bytes(ROLL, lambda rng: zipped({**DOCX, "more": _salt(rng)}), "名册.xlsx"),
         rejects("file_type")),
    ),
    kind(
        16, "lock file, Thumbs.db, .DS_Store, __MACOSX", "ignore",
        ("a lock file", of_bytes(CIVIL, salted(b"user"), "~$名册.xlsx"), IGNORED),
        ("pictures of Windows", of_bytes(CIVIL, salted(b"thumbs"), "Thumbs.db"), IGNORED),
        ("what a Mac leaves behind", of_bytes(CIVIL, salted(b"mac"), ".DS_Store"), IGNORED),
        ("a Mac's second file", of_bytes(CIVIL, salted(b"fork"), "._名册.xlsx"), IGNORED),
        ("LibreOffice's lock", of_bytes(CIVIL, salted(b"lock"), ".~lock.名册.xlsx#"), IGNORED),
        level="name",
    ),
    kind(
        17, "file name with path parts, control characters, RTL override, 300 characters", "R",
        ("path parts", in_csv(ROLL, name="../../名册.csv"), rejects("file_name_unsafe")),
        ("path parts of Windows", in_csv(ROLL, name="..\\名册.csv"), rejects("file_name_unsafe")),
        ("a control character", in_csv(ROLL, name="名\x07册.csv"), rejects("file_name_unsafe")),
        ("written from the right", in_csv(ROLL, name="名册\u202excslx.exe"), rejects("file_name_unsafe")),
        ("300 characters", in_csv(ROLL, name="册" * 296 + ".csv"), rejects("file_name_unsafe")),
        ("encoded path parts", in_csv(ROLL, name="%2e%2e%2f名册.csv"), rejects("file_name_unsafe")),
    ),
    kind(
        21, "wrong department's file or wrong template", "R",
        ("the tax feed as the roll", _wrong_form(TAX, ROLL), rejects("other_layout")),
        ("the roll as a department's list", _wrong_form(ROLL, CIVIL), rejects("other_layout")),
        ("a department's list as the tax feed", _wrong_form(CIVIL, TAX), rejects("other_layout")),
        ("targets as a department's list", _wrong_form(TARGETS, CIVIL), rejects("other_layout")),
        ("an old template without a column", in_csv(TAX, _rename_headers(**{"入库日期": "备用", "缴费年度": "备注"})),
         rejects("column_missing")),
        ("a layout that nobody has described", in_xlsx(CIVIL, _rename_headers(
            姓名="患者", 身份证号码="登记号", 人员类别="诊断", 所属乡镇="科室", 认定日期="就诊日",
                是否本县户籍="医生")),
         holds("layout_unknown")),
        decided="another known layout: R; a layout that nobody has described: H, with the closest one and what differs",
    ),
    kind(
        22, "read-only, permission denied, symlink", "R",
        ("a link to a file", _special("link"), rejects("file_not_regular")),
        ("a link to nothing", _special("dangling"), rejects("file_not_regular")),
        ("a folder", _special("folder"), rejects("file_not_regular")),
        ("a pipe", _special("pipe"), rejects("file_not_regular")),
        ("nothing there", _special("nothing"), rejects("file_missing")),
        decided="what is no plain file, or cannot be opened: R; a file that may only be read is read",
    ),
)  # fmt: skip


def _flagged(data: bytes) -> bytes:
    """The zip with the mark of encryption on its only member."""
    whole = bytearray(data)
    whole[6] |= 1
    at = data.rfind(b"PK\x01\x02")
    whole[at + 8] |= 1
    return bytes(whole)


def _pasted(rng: random.Random) -> Book:
    one = book([])
    one.parts["xl/media/image1.png"] = PNG + _salt(rng)
    return one


__all__ = ["KINDS", "both", "zipped"]

"""Files that were made to hurt: each must be refused in little time and memory, and the worker must live on."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.csv_files import csv_bytes
from tests.bad_inputs.files.forms import CIVIL, ROLL
from tests.support.files.raw_xls import ole, xls
from tests.support.files.raw_xlsx import Book, Sheet, book

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(12))
    + "]>"
)
QUADRATIC = f'<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "{"x" * 50_000}">]>'
XXE_FILE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
XXE_HTTP = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY % x SYSTEM "http://example.invalid/e.dtd"> %x;]>'
Make = Callable[[random.Random], bytes]


def clean(rng: random.Random) -> Book:
    return book(grids.table(CIVIL, rng).rows(), shared=True)


def _prolog(part: str, prolog: str, reference: str = "") -> Make:
    """A part whose document type declares what no table needs."""

    def make(rng: random.Random) -> bytes:
        one = clean(rng)
        content = one.parts[part]
        assert isinstance(content, str)
        body = content.split("?>", 1)[1]
        one.parts[part] = prolog + (body.replace("</t>", f"{reference}</t>", 1) if reference else body)
        return one.data()

    return make


def _cells(xml: str) -> Make:
    return lambda rng: clean(rng).replace(SHEET, "</sheetData>", f"{xml}</sheetData>").data()


def _before(xml: str) -> Make:
    return lambda rng: clean(rng).replace(SHEET, "<sheetData>", f"{xml}<sheetData>").data()


def _part(name: str, content: bytes) -> Make:
    def make(rng: random.Random) -> bytes:
        one = clean(rng)
        one.parts[name] = content
        return one.data()

    return make


@cache
def zeros(mebibytes: int) -> bytes:
    """A deflated stream of zeros, made without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = bytes(1 << 20)
    return b"".join([packer.compress(piece) for _ in range(mebibytes)] + [packer.flush()])


def raw_zip(members: list[tuple[str, bytes, int, int]], *, share_bytes: bool = False) -> bytes:
    """A zip from packed members (name, packed bytes, declared size, crc); the directory says what it is told."""
    body, directory = b"", b""
    for name, packed, size, crc in members:
        encoded = name.encode()
        offset = 0 if share_bytes and body else len(body)
        local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(packed), size, len(encoded), 0)
        if not (share_bytes and body):
            body += local + encoded + packed
        directory += struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, crc, len(packed), size, len(encoded),
            0, 0, 0, 0, 0, offset,
        ) + encoded  # fmt: skip
    count = len(members)
    return body + directory + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)


def packed(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _lying(declared: int) -> Make:
    """A workbook whose sheet is a bomb, and whose directory says that it is small."""

    def make(rng: random.Random) -> bytes:
        members = []
        for name, content in clean(rng).parts.items():
            data = content.encode() if isinstance(content, str) else content
            if name == SHEET:
                members.append((name, zeros(300), declared, 0))
            else:
                members.append((name, packed(data), len(data), zlib.crc32(data)))
        return raw_zip(members)

    return make


def _harmless_beginning(rng: random.Random) -> bytes:
    """Size and check sum are those of a clean sheet; its packed bytes go on."""
    members = []
    for name, content in clean(rng).parts.items():
        data = content.encode() if isinstance(content, str) else content
        longer = data + b" " * (100 << 20) if name == SHEET else data
        members.append((name, packed(longer), len(data), zlib.crc32(data)))
    return raw_zip(members)


def _many_sheets(count: int) -> Make:
    def make(rng: random.Random) -> bytes:
        rows = grids.table(CIVIL, rng, 1).rows()
        return Book([Sheet(rows, f"表{at}") for at in range(count)]).data()

    return make


def _wide(columns: int) -> Make:
    return lambda rng: book([[f"列{at}" for at in range(columns)]]).data()


def _wide_csv(columns: int) -> Make:
    return lambda rng: (",".join(["姓名", "证件号码", "乡镇", *(f"列{at}" for at in range(columns))]) + "\n").encode()


def _broken(change: Callable[[bytearray], None]) -> Make:
    def make(rng: random.Random) -> bytes:
        whole = bytearray(clean(rng).data())
        change(whole)
        return bytes(whole)

    return make


def _at_directory(whole: bytearray) -> int:
    return whole.rfind(b"PK\x01\x02")


def _poke(offset: int, value: bytes) -> Callable[[bytearray], None]:
    def change(whole: bytearray) -> None:
        at = _at_directory(whole) + offset
        whole[at : at + len(value)] = value

    return change


def _twice(rng: random.Random) -> bytes:
    """Two sheets under one name: one program reads the first, another one the second."""
    parts = {
        name: content.encode() if isinstance(content, str) else content for name, content in clean(rng).parts.items()
    }
    members = [(name, packed(data), len(data), zlib.crc32(data)) for name, data in parts.items()]
    return raw_zip([*members, next(one for one in members if one[0] == SHEET)])


def _nested(depth: int) -> Make:
    def make(rng: random.Random) -> bytes:
        data = csv_bytes(grids.table(ROLL, rng))
        for at in range(depth):
            memory = io.BytesIO()
            with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as package:
                package.writestr(zipfile.ZipInfo(f"{at}.zip", (2019, 1, 1, 0, 0, 0)), data)
            data = memory.getvalue()
        return data

    return make


def _bomb_in_zip(rng: random.Random) -> bytes:
    return raw_zip([(f"{rng.randrange(999)}.csv", zeros(600), 600 << 20, 0)])


def _overlapping(rng: random.Random) -> bytes:
    """Members that share their bytes: each small, all of them together endless."""
    piece = zeros(40)
    return raw_zip([(f"{rng.randrange(999)}-{at}.csv", piece, 40 << 20, 0) for at in range(200)], share_bytes=True)


def _huge_strings(rng: random.Random) -> bytes:
    one = clean(rng)
    one.parts[STRINGS] = "<sst>" + "<si><t>" + "A" * (200 << 20) + "</t></si></sst>"
    return one.data()


def _deep(rng: random.Random) -> bytes:
    return clean(rng).replace(SHEET, "<sheetData>", "<a>" * 200_000 + "</a>" * 200_000 + "<sheetData>").data()


def _merges(rng: random.Random) -> bytes:
    ranges = "".join(f'<mergeCell ref="A{at}:H1048576"/>' for at in range(4, 4_000))
    return clean(rng).replace(SHEET, "</sheetData>", f"</sheetData><mergeCells>{ranges}</mergeCells>").data()


def _wide_and_long(rng: random.Random) -> bytes:
    rows = "".join(f'<row r="{at}"/>' for at in range(20, 60_000))
    far = '<row r="1048576"><c r="IV1048576"><v>1</v></c></row>'
    return clean(rng).replace(SHEET, "</sheetData>", f"{rows}{far}</sheetData>").data()


def _polyglot(before: bytes, after: bytes = b"") -> Make:
    return lambda rng: before + clean(rng).data() + after


def _commented(rng: random.Random) -> bytes:
    data = clean(rng).data()
    comment = b"<html><script>alert(1)</script>"
    return data[:-2] + struct.pack("<H", len(comment)) + comment


def _looping_ole(rng: random.Random) -> bytes:
    """A container whose table of sectors leads back to where it came from."""
    whole = bytearray(xls({"a": [["姓名", f"{rng.getrandbits(64):x}"]]}))
    table = whole.rfind(struct.pack("<I", 0xFFFFFFFD))
    start = table - table % 512
    whole[start : start + 4] = struct.pack("<I", 0)
    return bytes(whole)


def _ole_sizes(rng: random.Random) -> bytes:
    whole = bytearray(ole({"Workbook": b"%x" % rng.getrandbits(64)}))
    at = whole.find("Workbook".encode("utf-16-le"))
    whole[at + 120 : at + 128] = struct.pack("<Q", 1 << 40)
    return bytes(whole)


def _ole_fat_bomb(rng: random.Random) -> bytes:
    whole = bytearray(ole({"Workbook": b"%x" % rng.getrandbits(64)}))
    whole[44:48] = struct.pack("<I", 0x7FFFFFFF)
    whole[68:76] = struct.pack("<II", 0, 0x7FFFFFFF)
    return bytes(whole)


def _xls_far(rng: random.Random) -> bytes:
    """An old workbook whose dimension record promises everything."""
    data = bytearray(xls({"a": [["姓名", "身份证号码", f"{rng.getrandbits(64):x}"]]}))
    at = data.find(struct.pack("<HH", 0x0200, 14))
    data[at + 4 : at + 18] = struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)
    return bytes(data)


def _xls_string(rng: random.Random) -> bytes:
    """A text that says that it is longer than its record."""
    data = bytearray(xls({"a": [["姓名", f"{rng.getrandbits(64):x}"]]}))
    at = data.find(struct.pack("<H", 0x0204))
    data[at + 10 : at + 12] = struct.pack("<H", 0xFFFF)
    return bytes(data)


def _utf16_part(rng: random.Random) -> bytes:
    """A document type that no search for its letters finds, as the part is in another encoding."""
    one = clean(rng)
    content = one.parts[STRINGS]
    assert isinstance(content, str)
    one.parts[STRINGS] = (LAUGHS + content.split("?>", 1)[1]).encode("utf-16")
    return one.data()


def _prefixed(rng: random.Random) -> bytes:
    """A far cell in a sheet whose elements carry a prefix."""
    one = clean(rng)
    content = one.parts[SHEET]
    assert isinstance(content, str)
    for name in ("worksheet", "sheetData", "row", "c", "v", "is", "t"):
        content = (
            content.replace(f"<{name} ", f"<x:{name} ")
            .replace(f"<{name}>", f"<x:{name}>")
            .replace(f"</{name}>", f"</x:{name}>")
        )
    content = content.replace("xmlns=", "xmlns:x=", 1)
    one.parts[SHEET] = content.replace(
        "</x:sheetData>", '<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row></x:sheetData>'
    )
    return one.data()


def _quotes(rng: random.Random) -> bytes:
    head = csv_bytes(grids.table(ROLL, rng))
    return head + b'"' * 30_000_001


def _one_line(rng: random.Random) -> bytes:
    return csv_bytes(grids.table(ROLL, rng)) + b"," * 50_000_000


def _regex(rng: random.Random) -> bytes:
    """Cells at which expressions with nested repeats would never end; every row of them is bad."""
    rows = ["姓名,证件号码,乡镇,户号"]
    rows += [f"{'a·' * 16_000}!,{'1 ' * 16_000}x,{'镇' * 30_000},{rng.getrandbits(64)}" for _ in range(40)]
    return "\n".join(rows).encode()


HOSTILE: dict[str, tuple[Make, frozenset[str]]] = {
    name: (make, frozenset(codes.split()))
    for name, make, codes in (
        ("billion laughs in the strings", _prolog(STRINGS, LAUGHS, "&m;"), "file_unsafe"),
        ("billion laughs in the sheet", _prolog(SHEET, LAUGHS), "file_unsafe"),
        ("billion laughs in the styles", _prolog("xl/styles.xml", LAUGHS), "file_unsafe"),
        ("quadratic blow-up", _prolog(STRINGS, QUADRATIC, "&a;" * 20_000), "file_unsafe"),
        ("a local file as an entity", _prolog(STRINGS, XXE_FILE, "&x;"), "file_unsafe"),
        ("a parameter entity from the net", _prolog("xl/workbook.xml", XXE_HTTP), "file_unsafe"),
        ("an entity in the relations", _prolog("xl/_rels/workbook.xml.rels", XXE_FILE), "file_unsafe"),
        ("a document type in UTF-16", _utf16_part, "file_unsafe"),
        ("600 MB of zeros in a zip", _bomb_in_zip, "file_unsafe"),
        ("100 MB of zeros beside the sheet", _part("xl/media/a.bin", bytes(100 << 20)), "file_unsafe"),
        ("a sheet that is larger than it says", _lying(4_000), "file_unsafe file_truncated"),
        ("a sheet that says it has no size", _lying(0), "file_unsafe file_truncated"),
        ("a sheet whose beginning alone is as it says", _harmless_beginning, "file_unsafe file_truncated"),
        ("200 MB of one shared string", _huge_strings, "file_unsafe"),
        ("members that share their bytes", _overlapping, "file_unsafe"),
        ("zips in zips", _nested(6), "file_archive"),
        ("a path to the outside", _part("../../etc/cron.d/x", b"x"), "file_unsafe"),
        ("an absolute path", _part("/etc/passwd", b"x"), "file_unsafe"),
        ("a path with a drive", _part("C:\\x", b"x"), "file_unsafe"),
        ("two parts of one name", _twice, "file_unsafe"),
        ("10,000 parts", lambda rng: _many_parts(rng), "file_unsafe"),
        ("a cell at XFD1048576", _cells('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "far_cell"),
        ("a far cell in single quotes", _cells("<row r='9'><c r='XFD1048576'><v>1</v></c></row>"), "far_cell"),
        ("a far cell under a prefix", _prefixed, "far_cell"),
        ("a far column", _cells('<row r="9"><c r="ZZZ9"><v>1</v></c></row>'), "far_cell"),
        ("a far row", _cells('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "far_cell"),
        ("wide and long", _wide_and_long, "far_cell file_unsafe"),
        ("a dimension of everything", _before('<dimension ref="A1:XFD1048576"/>'), "far_cell"),
        ("a dimension beyond everything", _before('<dimension ref="A1:ZZZZZZZ99999999999999999999"/>'), "far_cell"),
        ("a cell in row 0", _cells('<row r="0"><c r="A0"><v>1</v></c></row>'), "file_unreadable file_unsafe"),
        (
            "a cell in a row beyond numbers",
            _cells('<row r="9"><c r="A99999999999999999999"><v>1</v></c></row>'),
            "far_cell file_unreadable",
        ),
        ("10,000 columns", _wide(10_000), "far_cell"),
        ("10,000 columns of a csv", _wide_csv(10_000), "file_unsafe"),
        ("2,000 sheets", _many_sheets(2_000), "file_unsafe"),
        ("100 sheets", _many_sheets(100), "file_unsafe"),
        ("elements 200,000 deep", _deep, "accept file_unsafe file_unreadable"),
        ("merged cells over everything", _merges, "file_unsafe"),
        ("a directory that points nowhere", _broken(_poke(42, b"\xff\xff\xff\x7f")), "file_truncated file_polyglot"),
        ("a directory with a wrong size", _broken(_poke(20, b"\xff\xff\xff\x7f")), "file_truncated file_unsafe"),
        ("a method that nobody knows", _broken(_poke(10, b"\x63\0")), "file_truncated"),
        ("a page before the workbook", _polyglot(b"<html><body>"), "file_polyglot file_html"),
        ("a picture before the workbook", _polyglot(b"GIF89a"), "file_polyglot file_type"),
        ("a page after the workbook", _polyglot(b"", b"<html><script>alert(1)</script>"), "file_polyglot"),
        ("a page as the zip's comment", _commented, "file_polyglot"),
        (
            "a container that goes in circles",
            _looping_ole,
            "file_unreadable file_unsafe file_slow file_empty header_unknown",
        ),
        ("a stream of a tebibyte", _ole_sizes, "file_unreadable file_unsafe file_empty"),
        ("a container with endless tables", _ole_fat_bomb, "file_unreadable"),
        ("an old workbook of endless size", _xls_far, "file_unreadable file_unsafe column_missing header_unknown"),
        ("an old workbook's endless text", _xls_string, "file_unreadable file_unsafe file_empty header_unknown"),
        ("an embedded object", _part("xl/embeddings/oleObject1.bin", b"x"), "file_macro"),
        ("a control", _part("xl/activeX/activeX1.xml", b"<a/>"), "file_macro"),
        (
            "a DDE link",
            _part("xl/externalLinks/externalLink1.xml", b'<externalLink><ddeLink ddeService="cmd"/></externalLink>'),
            "file_macro",
        ),
        ("30 million quotes", _quotes, "quote_unclosed file_unsafe"),
        (
            "a line of 50 million delimiters",
            _one_line,
            "file_unreadable file_unsafe file_slow file_truncated columns_shifted",
        ),
        ("nested repeats", _regex, "mostly_quarantined gate_failed other_place"),
    )
}


def _many_parts(rng: random.Random) -> bytes:
    one = clean(rng)
    for at in range(10_000):
        one.parts[f"xl/media/{at}.bin"] = b""
    return one.data()

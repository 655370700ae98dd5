"""The damages of the polluter that leave the values alone: headers of csv, XML and container spellings, record numbers.

`SPELLINGS` load as they were meant. `FATAL` are refused for any reason. `DOUBTFUL` are refused, or load as they were
meant.
"""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Callable, Sequence
from typing import Any

from tests.bad_inputs.damages import Damage, Polluted, in_book, in_text
from tests.support.files.raw_xlsx import Book

_SHEET = "xl/worksheets/sheet1.xml"
_TAG = re.compile(r"<(c|row|sheet|dimension)(\s[^<>]*?)?(/?)>")
_ATTRIBUTE = re.compile(r"""([\w:]+)="([^"]*)\"""")
_ROW = re.compile(r"<row\b([^>]*)>(.*?)</row>", re.DOTALL)
_CELL = re.compile(r'<c r="([A-Z]+)([0-9]+)"([^>]*?)(/>|>.*?</c>)', re.DOTALL)
_OLD_CELL_RECORDS = (0x0002, 0x0004, 0x0206, 0x0406)
_LABEL = 0x0204
_SECTOR = 512


def _text(made: Book, name: str = _SHEET) -> str:
    content = made.parts[name]
    return content if isinstance(content, str) else content.decode()


def _in_sheet(rank: int, change: Callable[[str, random.Random], str]) -> Callable[[Polluted], None]:
    """Change the XML of the sheet after everything else was written, in the order of the ranks."""
    return _in_package(rank, lambda made, rng: made.parts.update({_SHEET: change(_text(made), rng)}))


def _in_package(rank: int, change: Callable[[Book, random.Random], Any]) -> Callable[[Polluted], None]:
    def apply(one: Polluted) -> None:
        one.xml = True
        one.spellings.append((rank, lambda made: change(made, one.rng)))

    return apply


def _other_order(xml: str, rng: random.Random) -> str:
    def tag(found: re.Match[str]) -> str:
        attributes = [f'{name}="{value}"' for name, value in _ATTRIBUTE.findall(found[2] or "")]
        rng.shuffle(attributes)
        return f"<{' '.join([found[1], *attributes])}{found[3]}>"

    return _TAG.sub(tag, xml)


def _single_quotes(xml: str, rng: random.Random) -> str:
    return _TAG.sub(lambda found: found[0].replace('"', "'"), xml)


def _line_breaks(xml: str, rng: random.Random) -> str:
    return _TAG.sub(lambda found: f"<{found[1]}{(found[2] or '').replace(' ', chr(10) + '  ')}\n{found[3]}>", xml)


def _without_references(xml: str, rng: random.Random) -> str:
    """Rows and cells without their numbers: each follows the one before. Blank cells are written out.

    A sheet with an error cell or with other row numbers stays as it is.
    """
    numbers = re.findall(r'<row r="([0-9]+)"', xml)
    if 't="e"' in xml or numbers != [str(at) for at in range(1, len(numbers) + 1)]:
        return xml

    def row(found: re.Match[str]) -> str:
        cells, at = [], 0
        for letters, _, attributes, rest in _CELL.findall(found[2]):
            place = 0
            for letter in letters:
                place = place * 26 + ord(letter) - 64
            if place <= at:
                return found[0]  # a cell twice: without its reference it would be the next cell
            cells += ["<c/>"] * (place - 1 - at) + [f"<c{attributes}{rest}"]
            at = place
        return f"<row{re.sub(r' r=.[0-9]+.', '', found[1])}>{''.join(cells)}</row>"

    return _ROW.sub(row, xml)


def _prefixed(xml: str, rng: random.Random) -> str:
    return re.sub(r"<(/?)(\w)", r"<\1x:\2", xml.replace('xmlns="', 'xmlns:x="', 1)).replace("<x:?", "<?")


def _comments(xml: str, rng: random.Random) -> str:
    return xml.replace("</row>", '</row><!-- <c r="A1"><v>1</v></c> -->')


def _as_references(xml: str, rng: random.Random) -> str:
    """Chinese characters as character references."""
    return "".join(f"&#x{ord(one):x};" if "\u4e00" <= one <= "\u9fff" else one for one in xml)


def _as_cdata(xml: str, rng: random.Random) -> str:
    return re.sub(r"(<t[^>]*>)([^<&]+)(</t>)", r"\1<![CDATA[\2]]>\3", xml)


def _dimension(reference: str) -> Callable[[str, random.Random], str]:
    return lambda xml, rng: xml.replace("<sheetData>", f'<dimension ref="{reference}"/><sheetData>', 1)


def _row_again(xml: str, rng: random.Random) -> str:
    """The last row of the sheet gets the number of the row above, in its cells, too."""
    rows = list(_ROW.finditer(xml))
    first, last = rows[-2], rows[-1]
    number = re.search(r'r="([0-9]+)"', first[1])
    assert number is not None
    new = re.sub(r'r="([A-Z]*)[0-9]+"', lambda found: f'r="{found[1]}{number[1]}"', last[0])
    return xml[: last.start()] + new + xml[last.end() :]


def _rows_mixed(xml: str, rng: random.Random) -> str:
    """Two rows in the wrong order."""
    rows = [found[0] for found in _ROW.finditer(xml)]
    at = rng.randrange(len(rows) - 1)
    return xml.replace(rows[at] + rows[at + 1], rows[at + 1] + rows[at], 1)


def _other_row(xml: str, rng: random.Random) -> str:
    """A row whose number is not that of its cells."""
    rows = list(_ROW.finditer(xml))
    row = rng.choice(rows)
    new = re.sub(r'^<row r="[0-9]+"', f'<row r="{len(rows) + rng.randint(2, 9)}"', row[0])
    return xml[: row.start()] + new + xml[row.end() :]


def _cell_again(xml: str, rng: random.Random) -> str:
    """A cell of the last row twice, with another content."""
    cells = list(_CELL.finditer(xml))
    cell = cells[-1]
    again = f'<c r="{cell[1]}{cell[2]}" t="inlineStr"><is><t>另一</t></is></c>'
    return xml[: cell.end()] + again + xml[cell.end() :]


def _renamed(made: Book, old: str, new: str) -> None:
    """Another name of a part, wherever it is referred to."""
    made.parts = {new if name == old else name: content for name, content in made.parts.items()}
    short_old, short_new = old.removeprefix("xl/"), new.removeprefix("xl/")
    for name in ("[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"):
        content = _text(made, name).replace(f"/{old}", f"/{new}").replace(f'"{old}"', f'"{new}"')
        made.parts[name] = content.replace(f'"{short_old}"', f'"{short_new}"')


def _other_workbook(made: Book, rng: random.Random) -> None:
    _renamed(made, "xl/workbook.xml", "xl/workbook2.xml")
    made.parts = {name.replace("_rels/workbook.xml", "_rels/workbook2.xml"): part for name, part in made.parts.items()}


def _absolute(made: Book, rng: random.Random) -> None:
    made.replace("xl/_rels/workbook.xml.rels", 'Target="', 'Target="/xl/')


def _backslashes(made: Book, rng: random.Random) -> None:
    made.parts = {name.replace("/", "\\"): part for name, part in made.parts.items()}


def _unused_default(made: Book, rng: random.Random) -> None:
    made.replace(
        "[Content_Types].xml",
        '<Default Extension="xml"',
        '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
        '<Default Extension="xml"',
    )


def _custom_part(made: Book, rng: random.Random) -> None:
    made.parts["customXml/item1.xml"] = f'<?xml version="1.0" encoding="utf-16"?><a>{"x" * rng.randint(1, 9000)}</a>'
    made.parts["docProps/core.xml"] = "<cp:coreProperties xmlns:cp='x'/>"


def _elsewhere(made: Book, rng: random.Random) -> None:
    _renamed(made, _SHEET, f"xl/{rng.choice(['sheets', 'data', 'worksheets/a'])}/list{rng.randint(1, 9)}.xml")


def _other_case(made: Book, rng: random.Random) -> None:
    """The sheet's part under another case than its relationship states."""
    made.parts = {name.replace("sheet1.xml", "Sheet1.XML"): part for name, part in made.parts.items()}


def _two_cases(made: Book, rng: random.Random) -> None:
    """Two parts whose names differ in case alone: which of them a reader takes is not stated."""
    made.parts[_SHEET.replace("sheet1", "SHEET1")] = _text(made).replace("</row>", "</row>", 1)


def _in_header(change: Callable[[str, str, random.Random], str]) -> Callable[[Polluted], None]:
    """Change the line of the header, whatever else is done to the lines."""

    def apply(one: Polluted) -> None:
        def later(lines: list[str], delimiter: str) -> list[str]:
            at = one.grid.header_at
            return [change(text, delimiter, one.rng) if place == at else text for place, text in enumerate(lines)]

        one.lines.append(later)

    return apply


def _lost(line: str, delimiter: str, rng: random.Random) -> str:
    """Two headers in one."""
    cells = line.split(delimiter)
    at = rng.randrange(len(cells) - 1)
    return delimiter.join([*cells[:at], cells[at] + cells[at + 1], *cells[at + 2 :]])


_FIRST_COLUMNS = 3


def _surplus(line: str, delimiter: str, rng: random.Random) -> str:
    """A blank header before one of the first columns: in front of unread ones at the end it does no harm."""
    cells = line.split(delimiter)
    cells.insert(min(rng.randrange(len(cells)), _FIRST_COLUMNS), "")
    return delimiter.join(cells)


def _dressed(line: str, delimiter: str, rng: random.Random) -> str:
    dress = rng.choice(["*{}", "{}（必填）", " {} ", "{}：", '"{}"', "\u3000{}", "{}*"])
    return delimiter.join(dress.format(cell) for cell in line.split(delimiter))


def _records(data: bytes) -> list[tuple[int, int, int]]:
    """Position, number and length of each record of an old workbook made by `raw_xls`."""
    found, at = [], _SECTOR
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        if kind == 0:
            break
        found.append((at, kind, length))
        at += 4 + length
    return found


def _in_old_book(change: Callable[[bytes, random.Random], bytes]) -> Callable[[Polluted], None]:
    def apply(one: Polluted) -> None:
        one.old = True
        before = one.finish
        one.finish = lambda data: before(change(data, one.rng) if data[:2] == b"\xd0\xcf" else data)

    return apply


def _other_record(data: bytes, rng: random.Random) -> bytes:
    """A cell under a record number of older workbooks."""
    at = rng.choice([at for at, kind, _ in _records(data) if kind == _LABEL])
    return data[:at] + struct.pack("<H", rng.choice(_OLD_CELL_RECORDS)) + data[at + 2 :]


def _stream_name(data: bytes, rng: random.Random) -> bytes:
    return data.replace("Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le"))


def _code_page(data: bytes, rng: random.Random) -> bytes:
    new = struct.pack("<HHH", 0x42, 2, rng.choice([936, 1252, 10008]))
    return data.replace(struct.pack("<HHH", 0x42, 2, 1200), new)


def _plain(one: Polluted) -> bool:
    return one.in_book and not one.xml


SPELLINGS: Sequence[Damage] = (
    Damage(37, "dressed headers", _in_header(_dressed), in_text),
    Damage(46, "attributes in another order", _in_sheet(3, _other_order), in_book),
    Damage(46, "single quotes", _in_sheet(4, _single_quotes), in_book),
    Damage(46, "line breaks in tags", _in_sheet(4, _line_breaks), in_book),
    Damage(46, "no references", _in_sheet(2, _without_references), in_book),
    Damage(46, "a prefix", _in_sheet(5, _prefixed), in_book),
    Damage(46, "character references", _in_sheet(1, _as_references), in_book),
    Damage(44, "dimension A0", _in_sheet(1, _dimension("A0")), in_book),
    Damage(44, "dimension A1", _in_sheet(1, _dimension("A1")), in_book),
    Damage(46, "workbook2.xml", _in_package(7, _other_workbook), in_book),
    Damage(46, "absolute targets", _in_package(6, _absolute), in_book),
    Damage(46, "backslashes", _in_package(8, _backslashes), in_book),
    Damage(11, "an unused default", _in_package(6, _unused_default), in_book),
    Damage(47, "parts that nobody opens", _in_package(6, _custom_part), in_book),
    Damage(7, "stream WORKBOOK", _in_old_book(_stream_name), _plain),
    Damage(64, "another code page", _in_old_book(_code_page), _plain),
)
ANY = frozenset({"any"})
"""Refused for whatever reason."""
FATAL: Sequence[Damage] = (
    Damage(175, "a header delimiter lost", _in_header(_lost), in_text, ANY),
    Damage(176, "a header delimiter too many", _in_header(_surplus), in_text, ANY),
    Damage(46, "a row number twice", _in_sheet(0, _row_again), in_book, ANY),
    Damage(46, "a cell twice", _in_sheet(0, _cell_again), in_book, ANY),
    Damage(46, "an old cell record", _in_old_book(_other_record), _plain, ANY),
)
DOUBTFUL: Sequence[Damage] = (
    Damage(46, "rows in another order", _in_sheet(0, _rows_mixed), in_book),
    Damage(46, "a row that is not its cells'", _in_sheet(0, _other_row), in_book),
    Damage(46, "comments between rows", _in_sheet(1, _comments), in_book),
    Damage(46, "CDATA", _in_sheet(2, _as_cdata), in_book),
    Damage(46, "a sheet elsewhere", _in_package(6, _elsewhere), in_book),
    Damage(46, "a part in another case", _in_package(7, _other_case), in_book),
    Damage(46, "parts that differ in case", _in_package(7, _two_cases), in_book),
)

"""Numbers of BIFF records, and the walk over the records of one part of a workbook's stream ([MS-XLS] 2.3)."""

from __future__ import annotations

import struct
from collections import defaultdict

from transforms.intake.base.reasons import refuse

BOF, EOF, CONTINUE = 0x0809, 0x000A, 0x003C
OLD_BOFS = (0x0009, 0x0209, 0x0409)
"""Beginnings of workbooks of Excel 2 to 4."""
EXTERNAL_BOOK = 0x01AE
BOUNDSHEET, CODEPAGE, DATEMODE, FILEPASS, RECALCID = 0x0085, 0x0042, 0x0022, 0x002F, 0x01C1
FONT, FORMAT, XF, XF_EXTENSION, PALETTE, SHARED_TEXTS = 0x0031, 0x041E, 0x00E0, 0x087D, 0x0092, 0x00FC
LABEL, RICH_LABEL, SHARED_LABEL = 0x0204, 0x00D6, 0x00FD
NUMBER, SHORT_NUMBER, SHORT_NUMBERS, TRUTH_OR_ERROR = 0x0203, 0x027E, 0x00BD, 0x0205
BLANK, BLANKS, TEXT_RESULT = 0x0201, 0x00BE, 0x0207
FORMULAS = (0x0006, 0x0206, 0x0406)
"""Formulas; the second and third number are those of Excel 3 and 4, which some programs write into later workbooks."""
SINGLE_CELLS = (LABEL, RICH_LABEL, SHARED_LABEL, NUMBER, SHORT_NUMBER, TRUTH_OR_ERROR, BLANK, *FORMULAS)
"""Records of a single cell. They begin with row, column and style."""
ROW, COLUMNS, MERGED, FILTERED, UNCALCULATED = 0x0208, 0x007D, 0x00E5, 0x009B, 0x005E
CONDITIONAL = (0x01B0, 0x0879)

COLUMNS_OF_SHEET = 256
_LATER = range(0x0800, 0x0900)  # records of later versions: they begin with their own number, and none is a cell
_ABOUT_SHEETS = frozenset(
    {BOF, EOF, CONTINUE, BOUNDSHEET, CODEPAGE, DATEMODE, RECALCID, FONT, FORMAT, XF, PALETTE, SHARED_TEXTS}
    | {ROW, COLUMNS, MERGED, FILTERED, UNCALCULATED, *CONDITIONAL}
    | {0x0000, 0x000B, 0x000C, 0x000D, 0x000E, 0x000F, 0x0010, 0x0011, 0x0012, 0x0013, 0x0014, 0x0015, 0x0016}
    | {0x0017, 0x0018, 0x0019, 0x001A, 0x001B, 0x001C, 0x001D, 0x0021, 0x0022, 0x0023, 0x0025, 0x0026, 0x0027}
    | {0x0028, 0x0029, 0x002A, 0x002B, 0x0033, 0x0034, 0x0036, 0x003D, 0x003E, 0x0040, 0x0041, 0x0044, 0x0045}
    | {0x004D, 0x0050, 0x0051, 0x0052, 0x0055, 0x0056, 0x0059, 0x005A, 0x005B, 0x005C, 0x005D, 0x005E, 0x005F}
    | {0x0060, 0x0063, 0x007F, 0x0080, 0x0081, 0x0082, 0x0083, 0x0084, 0x0086, 0x0088, 0x0089, 0x008C, 0x008D}
    | {0x008E, 0x008F, 0x0090, 0x0091, 0x0094, 0x0095, 0x0096, 0x0097, 0x0098, 0x0099, 0x009A, 0x009B, 0x009C}
    | {0x009D, 0x009E, 0x00A0, 0x00A1, 0x00A3, 0x00A9, 0x00AB, 0x00AE, 0x00AF, 0x00B0, 0x00B1, 0x00B2, 0x00B4}
    | {0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00BC, 0x00C1, 0x00C2, 0x00C3, 0x00C4, 0x00C5, 0x00C6, 0x00C7}
    | {0x00C8, 0x00CD, 0x00D0, 0x00D1, 0x00D2, 0x00D3, 0x00D5, 0x00D7, 0x00D8, 0x00D9, 0x00DA, 0x00DC, 0x00DD}
    | {0x00DE, 0x00DF, 0x00E1, 0x00E2, 0x00E3, 0x00E5, 0x00E9, 0x00EA, 0x00EB, 0x00EC, 0x00ED, 0x00EF, 0x00F0}
    | {0x00F1, 0x00F2, 0x00F3, 0x00F4, 0x00F5, 0x00F6, 0x00F7, 0x00F8, 0x00F9, 0x00FF, 0x013D, 0x015F, 0x0160}
    | {0x0161, 0x01A9, 0x01AA, 0x01AB, 0x01AD, 0x01AE, 0x01AF, 0x01B0, 0x01B1, 0x01B2, 0x01B5, 0x01B6, 0x01B7}
    | {0x01B8, 0x01BA, 0x01BB, 0x01BC, 0x01BE, 0x01BF, 0x01C0, 0x01C1, 0x01C2, 0x0200, 0x020B, 0x0218, 0x0221}
    | {0x0223, 0x0225, 0x0231, 0x0236, 0x023E, 0x0293, 0x0418, 0x04BC}
)
"""Known records of a sheet that are no cells."""
_HEAD = struct.Struct("<HH")
_CELL_HEAD = struct.Struct("<HHH")
Places = dict[int, list[int]]
"""Number of a record -> positions of the records with it in the stream, at their heads, in order."""


def find_records(content: bytes, at: int) -> Places:
    """Return kind of record -> byte positions of these records, for the part of the stream that begins at `at`.

    All positions are from the start of the stream `content`, and those of records are at their heads. A part is one
    sheet, or the records about the whole workbook. Parts embedded in it (charts) are left out. Raises ReadRefused for a
    part without an end, or a record that reaches beyond the stream.
    """
    places: Places = defaultdict(list)
    unpack, end, depth = _HEAD.unpack_from, len(content) - 4, 0
    while at <= end:
        kind, size = unpack(content, at)
        if kind == BOF:
            depth += 1
        elif kind == EOF:
            depth -= 1
        if depth == 1:
            places[kind].append(at)
        elif depth <= 0:
            if kind != EOF:
                raise refuse("file_unreadable")
            return places
        at += 4 + size
    raise refuse("file_truncated")


def body(content: bytes, at: int) -> bytes:
    """Return the content of the record whose head is at byte position `at`, without the head of four bytes.

    `content`: the whole stream; `at` counts from its start.
    """
    return content[at + 4 : at + 4 + _HEAD.unpack_from(content, at)[1]]


def pieces(content: bytes, at: int) -> list[bytes]:
    """Return the contents of the record whose head is at byte position `at` and of the records that continue it.

    `content`: the whole stream; `at` counts from its start.
    """
    parts = []
    while True:
        size = _HEAD.unpack_from(content, at)[1]
        parts.append(content[at + 4 : at + 4 + size])
        at += 4 + size
        if len(content) < at + 4 or _HEAD.unpack_from(content, at)[0] != CONTINUE:
            return parts


def unknown_cells(content: bytes, places: Places, styles: int) -> list[int]:
    """Return the kinds (numbers) of unknown records that may be cells; empty if there are none.

    They begin as cells do, with row, column and an existing style. A file with such a record is refused, because a
    value could be missed. `content`: the whole stream. `places`: kind -> byte positions of a sheet's records in it.
    `styles`: number of styles in the workbook. Programs also write unknown records that are no cells.
    """
    known = _ABOUT_SHEETS | {*SINGLE_CELLS, SHORT_NUMBERS, BLANKS, TEXT_RESULT}
    return [
        kind
        for kind, starts in places.items()
        if kind not in known and any(_is_like_cell(kind, body(content, at), styles) for at in starts)
    ]


def _is_like_cell(kind: int, record: bytes, styles: int) -> bool:
    if len(record) < _CELL_HEAD.size:
        return False
    own_number, column, style = _CELL_HEAD.unpack_from(record)
    is_later = kind in _LATER and own_number == kind
    return not is_later and column < COLUMNS_OF_SHEET and style < max(styles, 1)

"""Follows the XML of a sheet element by element, for rows in any spelling. Runs inside the worker."""

from __future__ import annotations

import re
from typing import Any

from transforms.intake.base.reasons import refuse
from transforms.intake.reading.header import column_letter
from transforms.intake.reading.sheet_facts import SheetFacts
from transforms.intake.reading.xlsx.extent import Extent
from transforms.intake.reading.xlsx.parse_xml import DEEPEST, TRUE, local_name, make_parser
from transforms.intake.reading.xlsx.spelling import is_doubtful
from transforms.intake.reading.xlsx.struck_texts import Runs, StruckTexts
from transforms.intake.reading.xlsx.styles import Styles

UNSAFE_FORMULA = re.compile(
    r"WEBSERVICE|HYPERLINK|FILTERXML|IMPORTXML|IMPORTDATA|IMPORTHTML|IMAGE\(|RTD\(|\bDDE|cmd\s*\||CALL\(|"
    r"REGISTER\.ID|EXEC\(",
    re.IGNORECASE,
)
_PLACE = re.compile(r"([A-Za-z]+)([0-9]+)")
_PREFIX = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*:")
_AREA = re.compile(r"(?:([A-Z]+)([1-9][0-9]*):)?([A-Z]+)([1-9][0-9]*)")
_MOST_LETTERS, _MOST_DIGITS = 3, 7
_HEAD, _DATA, _ROW, _CELL, _END = range(5)
_INLINE = ("inlineStr", "is")
_TEXTS = ("str", "inlineStr", "d")
_CONTENTS = ("", "v", "is", "f", "fv", "fis")


class ParsedSheet:
    """Parses the XML of one sheet in pieces, in any spelling, and adds what it finds to `facts` and `extent`.

    `styles`: cell styles of the workbook. `is_uncalculated`: the workbook is to be calculated on opening. `struck`:
    numbers of the shared texts that are struck out. `prefix`: namespace prefix of the root with its colon, b'' if there
    is none. `cut`: byte positions (first, behind the last) of an invalid dimension, at which calamine would stop, None
    if there is none. Elements count wherever calamine, which reads the values later, looks for them.
    """

    def __init__(
        self,
        facts: SheetFacts,
        extent: Extent,
        styles: Styles,
        is_uncalculated: bool,
        struck: StruckTexts = StruckTexts(),  # noqa: B008 - it cannot be changed
    ) -> None:
        self.facts, self.extent, self.is_uncalculated = facts, extent, is_uncalculated
        self.marked = styles.marked
        self.months, self.years = styles.showing("month"), styles.showing("year")
        self.written = styles.written
        self._has_looks = bool(styles.with_facts)
        self._columns = {column_letter(at): at + 1 for at in range(extent.limits.columns)}
        self.prefix = b""
        self.cut: tuple[int, int] | None = None
        self._cut_from: int | None = None
        self._where, self._depth = _HEAD, 0
        self._next_row, self._next_column = 1, 1  # of rows and cells that do not state their place
        self._is_row_begun, self._row_text = False, "?"
        self._content, self._type = "", ""
        self._text: list[str] = []
        self._value_text: list[str] = []
        self._fed, self._piece = 0, b""
        self._struck, self._has_struck, self._runs = struck, any(struck), Runs()
        self._watches, self._has_runs = self._has_struck, False
        self.parser = make_parser()
        self.parser.buffer_text = not self._watches
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CommentHandler = self.parser.ProcessingInstructionHandler = self._interrupted
        self.parser.StartCdataSectionHandler = self._interrupted

    def skip_rows(self) -> None:
        """Set the number of the next row to the one behind the last row of `extent`.

        The caller uses it after rows that were added to `extent` without being parsed.
        """
        self._next_row = self.extent.row + 1

    def add_shared_text(self, row: int, column: str, number: int) -> None:
        """Add to the facts that a cell has a shared text, if this is struck out.

        `row`: number of the row; `column`: letters; `number`: of the text, from 0.
        """
        if number in self._struck.partly:
            self.facts.struck.append((row, column))
        elif number in self._struck.wholly:
            self.facts.marked_rows.setdefault(row, set()).add(column)

    @property
    def is_between_rows(self) -> bool:
        """Whether the parser is inside `sheetData` and outside of every row, so that a next row may begin."""
        return self._where == _DATA and self._depth == 2

    def feed(self, piece: bytes) -> None:
        """Parse the next piece of the sheet's XML, and add what it contains to `facts` and `extent`.

        `piece`: bytes that follow the piece before, cut anywhere. Raises ExpatError if the XML is not well-formed, and
        ReadRefused for what `scan_sheet` refuses.
        """
        if not self._watches and is_doubtful(piece, self.prefix):
            self._watches, self.parser.buffer_text = True, False
        self._piece = piece
        self.parser.Parse(piece, False)
        self._fed += len(piece)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        where = self._where
        if where == _CELL:
            if name == "v" and not self._content and self._type not in _INLINE:
                self._content = "v"
            else:
                self._in_cell(name.removeprefix(self.prefix.decode()), attributes)
            return
        if where == _ROW and name == "c" and self._is_next_cell(attributes):
            return
        if self._depth == 1:
            self.prefix = _root_prefix(name)
        prefix, name = name[: -len(local_name(name))], local_name(name)
        if where in (_DATA, _ROW) and prefix != self.prefix.decode():
            self._stranger(name)
        if where == _ROW and name == "c" and self._depth == 4:
            self._cell(attributes)
        elif where == _DATA and name == "row" and self._depth == 3:
            self._row(attributes)
        elif where in (_DATA, _ROW):
            self._stranger(name)
        else:
            self._around(name, attributes)

    def _is_next_cell(self, attributes: dict[str, str]) -> bool:
        """Return whether a cell is an ordinary one of its row; it is then noted. Speed matters here."""
        place = attributes.get("r", "")
        letters = place.rstrip("0123456789")
        column = self._columns.get(letters, 0)
        extent = self.extent
        if column <= extent.column or place[len(letters) :] != self._row_text or self._depth != 4 or self._watches:
            return False
        kind = attributes.get("t", "n")
        if kind == "e" or (self._has_looks and "s" in attributes):
            return False
        extent.column = column
        if column > extent.width:
            extent.reach(column, extent.row)
        self._next_column = column + 1
        self._where, self._content, self._type = _CELL, "", kind
        return True

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._where == _CELL:
            if self._depth == 3:
                self._where = _ROW
                if self._content[:1] == "f":
                    self._end_of_formula()
                if self._has_struck or self._has_runs:
                    self._end_of_text()
        elif self._where == _ROW and self._depth == 2:
            self._where = _DATA
            self._next_row += 1
            self._next_column = 1
        elif self._where == _DATA and self._depth == 1:
            self._where = _END
        elif local_name(name).startswith("formula"):
            self._check_formula()
        elif self._cut_from is not None and local_name(name) != "dimension":
            self._close_cut()

    def _row(self, attributes: dict[str, str]) -> None:
        stated = attributes.get("r")
        self._is_row_begun = stated is not None  # else its first cell may state where it is
        self._row_text = stated or "?"
        if stated is not None:
            self._next_row = self._number(stated)
            self.extent.begin_row(self._next_row)
        if attributes.get("hidden") in TRUE:
            self.facts.hidden_rows = True
        self._where = _ROW

    def _number(self, text: str) -> int:
        if not text.isascii() or not text.isdigit() or not text.strip("0"):
            raise refuse("file_unreadable", sheet=self.extent.sheet)
        if len(text.lstrip("0")) > _MOST_DIGITS:
            raise refuse("far_cell", sheet=self.extent.sheet)
        return int(text)

    def _cell(self, attributes: dict[str, str]) -> None:
        stated = attributes.get("r")
        if stated is None:
            row, column = self._next_row, self._next_column
        else:
            place = _PLACE.fullmatch(stated)
            if place is None:
                raise refuse("file_unreadable", sheet=self.extent.sheet)
            if len(place[1]) > _MOST_LETTERS:
                raise refuse("far_cell", sheet=self.extent.sheet)
            row, column = self._number(place[2]), self.extent.column_number(place[1])
        if not self._is_row_begun:
            self.extent.begin_row(row)
            self._is_row_begun = True
        self._next_column = column + 1
        self.extent.add_cell(row, column)
        self._where, self._content = _CELL, ""
        self._value_text = []
        self._type = attributes.get("t", "n")
        if self._type == "e":
            if stated is None:
                raise refuse("cell_error_unplaced", sheet=self.extent.sheet)
            self.facts.errors.append((row, column_letter(column - 1)))
        if (style := attributes.get("s")) and self._has_looks:
            self._style(self._style_number(style), row, column)
        if self._watches:
            self.parser.CharacterDataHandler = self._characters

    def _style_number(self, style: str) -> int:
        if not style.isascii() or not style.isdigit():
            raise refuse("file_unreadable", sheet=self.extent.sheet)
        return int(style)

    def _style(self, style: int, row: int, column: int) -> None:
        if style in self.marked:
            self.facts.marked_rows.setdefault(row, set()).add(column_letter(column - 1))
        if self._type in ("n", "d"):
            for styles, shown in ((self.months, self.facts.months), (self.years, self.facts.years)):
                if style in styles:
                    shown.setdefault(column_letter(column - 1), []).append(row)
            for code, styles in self.written.items():
                if style in styles:
                    self.facts.written.setdefault((column_letter(column - 1), code), []).append(row)

    def _in_cell(self, name: str, attributes: dict[str, str]) -> None:
        """Note the content of a cell. The reader takes the last of several contents, so there may be one."""
        if self._depth > DEEPEST:
            raise refuse("file_unsafe", sheet=self.extent.sheet)
        if self._depth > 5:
            self._in_text(name, attributes)
            return
        self._content += name if name in ("f", "v", "is") else "?"
        if self._content not in _CONTENTS or (name == "v" and self._type in _INLINE):
            raise refuse("file_unsafe", sheet=self.extent.sheet)
        if name == "f":
            self.facts.formulas = True
            self._text = []
            self.parser.CharacterDataHandler = self._characters
        self._value_text = []

    def _in_text(self, name: str, attributes: dict[str, str]) -> None:
        """Follow the runs of a text that is in its cell."""
        if not self._content.endswith("is"):
            return
        if self._depth == 6:
            self.parser.CharacterDataHandler = None
            if name == "r":
                self._has_runs = True
                self._runs.begin()
                self.parser.CharacterDataHandler = self._runs.add
        elif name == "strike" and self._has_runs:
            self._runs.strike(attributes)

    def _end_of_text(self) -> None:
        """Note a text that is struck out: in its cell, or shared."""
        row, column = self.extent.row, column_letter(self.extent.column - 1)
        number = "".join(self._value_text).strip()
        if self._has_runs:
            self.parser.CharacterDataHandler = self._characters if self._watches else None
            if self._runs.struck == "partly":
                self.facts.struck.append((row, column))
            elif self._runs.struck:
                self.facts.marked_rows.setdefault(row, set()).add(column)
            self._runs, self._has_runs = Runs(), False
        elif self._type == "s" and number:
            self.add_shared_text(row, column, int(number))

    def _characters(self, text: str) -> None:
        if self._content.endswith("f"):
            self._text.append(text)
        elif self._content.endswith("v"):
            at = self.parser.CurrentByteIndex - self._fed
            is_entity = self._type not in _TEXTS and at >= 0 and self._piece[at : at + 1] == b"&"
            if is_entity or (self._type == "s" and text.strip("0123456789")):
                raise refuse("file_unsafe", sheet=self.extent.sheet)  # the reader takes a blank, or the first text
            self._value_text.append(text)

    def _end_of_formula(self) -> None:
        self._check_formula()
        place = (self.extent.row, column_letter(self.extent.column - 1))
        value = "".join(self._value_text).strip()
        if self._content == "f" or (self._content == "fv" and not value and self._type != "str"):
            self.facts.without_value.append(place)
        elif self.is_uncalculated and self._content == "fv" and self._is_stand_in(value):
            self.facts.stand_ins.append(place)

    def _is_stand_in(self, value: str) -> bool:
        return not value if self._type == "str" else self._type == "n" and not value.replace(".", "").strip("0")

    def _check_formula(self) -> None:
        self.parser.CharacterDataHandler = self._characters if self._watches else None
        if UNSAFE_FORMULA.search("".join(self._text)):
            raise refuse("formula_unsafe", sheet=self.extent.sheet)

    def _stranger(self, name: str) -> None:
        """Refuse what the reader would take for a row or a cell although it is elsewhere."""
        if name in ("c", "row", "sheetData") or self._depth > DEEPEST:
            raise refuse("file_unsafe", sheet=self.extent.sheet)

    def _around(self, name: str, attributes: dict[str, str]) -> None:
        """Note what is before or after the rows."""
        if self._cut_from is not None:
            self._close_cut()
        if self._depth > DEEPEST:
            raise refuse("file_unsafe", sheet=self.extent.sheet)
        if name == "sheetData":
            if self._where != _HEAD or self._depth != 2:
                raise refuse("file_unsafe", sheet=self.extent.sheet)
            self._where = _DATA
        elif name == "dimension" and self._where == _HEAD:
            self._dimension(attributes.get("ref", ""))
        elif name == "col":
            self.facts.hidden_columns |= attributes.get("hidden") in TRUE
        elif name == "sheetFormatPr":
            self.facts.hidden_rows |= attributes.get("zeroHeight") in TRUE
        elif name == "filterColumn":
            self.facts.hidden_rows = True
        elif name == "conditionalFormatting":
            self.facts.conditional = True
        elif name.startswith("formula"):
            self._content, self._text = "f", []
            self.parser.CharacterDataHandler = self._characters

    def _dimension(self, area: str) -> None:
        """Check the area that a sheet states. Programs ignore one that makes no sense; our reader stops at it."""
        match = _AREA.fullmatch(area)
        if match:
            width, height = self.extent.column_number(match[3]), int(match[4])
            self.extent.check_area(width, height)
            first = (self.extent.column_number(match[1] or match[3]), int(match[2] or match[4]))
            if first[0] <= width and first[1] <= height:
                return
        self._cut_from = self.parser.CurrentByteIndex

    def _close_cut(self) -> None:
        if self._cut_from is not None:
            self.cut, self._cut_from = (self._cut_from, self.parser.CurrentByteIndex), None

    def _interrupted(self, *_: Any) -> None:
        """Refuse a comment or the like inside a value: the reader makes a blank of the value."""
        if self._where == _CELL and self._content.endswith("v"):
            raise refuse("file_unsafe", sheet=self.extent.sheet)


def _root_prefix(name: str) -> bytes:
    prefix = _PREFIX.match(name)
    return prefix[0].encode() if prefix else b""

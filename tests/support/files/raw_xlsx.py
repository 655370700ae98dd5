"""A workbook written part by part, so that a test can put anything into any part of it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DAY_ZERO = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
DATE, RED_FILL, RED_FONT, STRUCK, DATETIME = 1, 2, 3, 4, 5
"""Numbers of the cell styles of `STYLES`; 0 is plain."""
STYLES = (
    f'{_XML}<styleSheet {_MAIN}><fonts count="3"><font><sz val="11"/></font>'
    '<font><sz val="11"/><color rgb="FFFF0000"/></font><font><strike/><sz val="11"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFFF0000"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6">'
    '<xf/><xf numFmtId="14" applyNumberFormat="1"/><xf fillId="2" applyFill="1"/><xf fontId="1" applyFont="1"/>'
    '<xf fontId="2" applyFont="1"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


@dataclass(frozen=True)
class Cell:
    """A cell in its own XML; {r} stands for its reference."""

    xml: str


def formula(text: str, value: str | None) -> Cell:
    """A formula with the text that it was last computed to, or with none."""
    cached = "" if value is None else f"<v>{escape(value)}</v>"
    return Cell(f'<c r="{{r}}" t="str"><f>{escape(text)}</f>{cached}</c>')


def error(code: str) -> Cell:
    return Cell(f'<c r="{{r}}" t="e"><v>{code}</v></c>')


def styled(text: str, style: int) -> Cell:
    return Cell(f'<c r="{{r}}" s="{style}" t="inlineStr"><is><t>{escape(text)}</t></is></c>')


@dataclass
class Sheet:
    """One sheet. `before` and `after` stand around the cells; `row_attributes` by row number."""

    rows: Sequence[Sequence[Any]]
    name: str = "名单"
    state: str = "visible"
    before: str = ""
    after: str = ""
    row_attributes: Mapping[int, str] = field(default_factory=dict)


def letters(position: int) -> str:
    text, position = "", position + 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text


class Book:
    """Collects the parts of a workbook. `parts` may be changed, added to or removed before `data`."""

    def __init__(self, sheets: Sequence[Sheet], *, shared: bool = False, date1904: bool = False) -> None:
        self._shared: dict[str, int] | None = {} if shared else None
        self._date1904 = date1904
        self.parts: dict[str, bytes | str] = {}
        for at, sheet in enumerate(sheets, 1):
            self.parts[f"xl/worksheets/sheet{at}.xml"] = self._sheet(sheet)
        head = {
            "[Content_Types].xml": _types(len(sheets), shared),
            "_rels/.rels": f'{_XML}<Relationships {_RELATIONS}><Relationship Id="rId1" '
            f'Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": self._workbook(sheets),
            "xl/_rels/workbook.xml.rels": _workbook_relations(len(sheets), shared),
            "xl/styles.xml": STYLES,
        }
        self.parts = head | self.parts
        if self._shared is not None:
            items = "".join(f"<si><t>{escape(text)}</t></si>" for text in self._shared)
            self.parts["xl/sharedStrings.xml"] = f'{_XML}<sst {_MAIN} count="{len(self._shared)}">{items}</sst>'

    def data(self, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
        """The file; equal parts give equal bytes."""
        memory = io.BytesIO()
        with zipfile.ZipFile(memory, "w", compression) as package:
            for name, content in self.parts.items():
                package.writestr(zipfile.ZipInfo(name, (2019, 1, 1, 0, 0, 0)), content, compression)
        return memory.getvalue()

    def replace(self, name: str, old: str, new: str) -> Book:
        content = self.parts[name]
        assert isinstance(content, str) and old in content, f"{name} has no {old}"
        self.parts[name] = content.replace(old, new)
        return self

    def _workbook(self, sheets: Sequence[Sheet]) -> str:
        listed = "".join(
            f'<sheet name="{escape(one.name)}" sheetId="{at}" state="{one.state}" r:id="rId{at}"/>'
            for at, one in enumerate(sheets, 1)
        )
        epoch = '<workbookPr date1904="1"/>' if self._date1904 else ""
        return f'{_XML}<workbook {_MAIN} xmlns:r="{_RELATION}">{epoch}<sheets>{listed}</sheets></workbook>'

    def _sheet(self, sheet: Sheet) -> str:
        rows = []
        for at, row in enumerate(sheet.rows, 1):
            cells = "".join(self._cell(value, f"{letters(place)}{at}") for place, value in enumerate(row))
            rows.append(f'<row r="{at}"{sheet.row_attributes.get(at, "")}>{cells}</row>')
        body = f"{sheet.before}<sheetData>{''.join(rows)}</sheetData>{sheet.after}"
        return f'{_XML}<worksheet {_MAIN} xmlns:r="{_RELATION}">{body}</worksheet>'

    def _cell(self, value: Any, place: str) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, Cell):
            return value.xml.replace("{r}", place)
        if isinstance(value, dt.date):
            days = (value - _DAY_ZERO[self._date1904]).days
            return f'<c r="{place}" s="{DATE}"><v>{days}</v></c>'
        if isinstance(value, int | float):
            return f'<c r="{place}"><v>{value!r}</v></c>'
        if self._shared is not None:
            return f'<c r="{place}" t="s"><v>{self._shared.setdefault(str(value), len(self._shared))}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def book(rows: Sequence[Sequence[Any]], **how: Any) -> Book:
    """A workbook of one sheet."""
    sheet = {name: how.pop(name) for name in ("name", "state", "before", "after", "row_attributes") if name in how}
    return Book([Sheet(rows, **sheet)], **how)


def _types(sheets: int, shared: bool) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{kind}.worksheet+xml"/>'
        for at in range(1, sheets + 1)
    )
    strings = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>' if shared else ""
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{parts}{strings}</Types>'
    )


def _workbook_relations(sheets: int, shared: bool) -> str:
    listed = "".join(
        f'<Relationship Id="rId{at}" Type="{_RELATION}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, sheets + 1)
    )
    listed += f'<Relationship Id="rId{sheets + 1}" Type="{_RELATION}/styles" Target="styles.xml"/>'
    if shared:
        listed += f'<Relationship Id="rId{sheets + 2}" Type="{_RELATION}/sharedStrings" Target="sharedStrings.xml"/>'
    return f"{_XML}<Relationships {_RELATIONS}>{listed}</Relationships>"

"""A workbook in the spelling of other programs: its XML, the names of its parts, and its way of finding them."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.support.files.raw_xlsx import Book

SHEET, BOOK, RELATIONS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
TYPES, STYLES = "[Content_Types].xml", "xl/styles.xml"
Change = Callable[[Book], None]


def respelled(write: Callable[[str], str], *parts: str) -> Change:
    """The parts (the sheet, if none is named) in another spelling."""

    def change(made: Book) -> None:
        for name in parts or (SHEET,):
            content = made.parts[name]
            assert isinstance(content, str)
            head, mark, body = content.partition("?>")
            made.parts[name] = head + mark + write(body)
            assert made.parts[name] != content, name

    return change


def prefixed(xml: str) -> str:
    xml = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml)
    return xml.replace("xmlns=", "xmlns:x=", 1)


def single_quotes(xml: str) -> str:
    return re.sub(r'="([^"\']*)"', r"='\1'", xml)


def pretty(xml: str) -> str:
    return re.sub(r"><(?=[a-zA-Z/])", ">\n  <", xml)


def spaced(xml: str) -> str:
    return re.sub(r'([a-zA-Z])="([^"]*)"', r'\1 = "\2" ', xml)


def reordered(xml: str) -> str:
    return re.sub(r"<(c|row|sheet|Relationship) ([^<>]*?)(/?)>", _reversed, xml)


def _reversed(tag: re.Match[str]) -> str:
    attributes = re.findall(r'[\w:]+="[^"]*"', tag[2])
    return f"<{tag[1]} {' '.join(reversed(attributes))}{tag[3]}>"


def without_places(xml: str) -> str:
    """Rows and cells do not state where they are; the table must have no gaps."""
    return re.sub(r'(<(?:row|c)) r="[A-Z]*[0-9]+"', r"\1", xml)


def commented(xml: str) -> str:
    return xml.replace("<row ", "<!-- page -->\n<row ")


def ahead_of_rows(xml: str) -> Change:
    return lambda made: made.replace(SHEET, "<sheetData>", f"{xml}<sheetData>") and None


def sheet_named(name: str) -> Change:
    """The name with a mark that XML allows in an attribute."""
    return lambda made: made.replace(BOOK, 'name="名单"', f'name="{name}"') and None


def moved(old: str, new: str, target: str, source: str = RELATIONS) -> Change:
    """A part elsewhere. `target`: how the relation in `source` names it."""

    def change(made: Book) -> None:
        made.parts = {new if name == old else name: content for name, content in made.parts.items()}
        folder = source.rpartition("_rels/")[0]
        made.replace(source, f'Target="{old.removeprefix(folder)}"', f'Target="{target}"')
        if f'PartName="/{old}"' in str(made.parts[TYPES]):
            made.replace(TYPES, f'PartName="/{old}"', f'PartName="/{new}"')

    return change


def named(write: Callable[[str], str]) -> Change:
    """All parts under names in another spelling, which nothing but the zip's directory has."""

    def change(made: Book) -> None:
        made.parts = {write(name): content for name, content in made.parts.items()}

    return change


def with_twin(name: str, twin: str) -> Change:
    """A second part with nearly the name of another one."""
    return lambda made: made.parts.update({twin: made.parts[name]})


def several(*changes: Change) -> Change:
    def change(made: Book) -> None:
        for one in changes:
            one(made)

    return change

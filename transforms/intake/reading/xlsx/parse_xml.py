"""Parses XML of a workbook with limits: no document type, hence no entities, and UTF-8 only. Runs inside the worker."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple
from xml.parsers import expat

from transforms.intake.base.reasons import refuse

DEEPEST = 64
"""Elements inside each other; a workbook has about ten."""
TRUE = ("1", "true")
"""Spellings of a true value in an attribute."""
_ENCODINGS = ("utf-8", "utf8", "us-ascii", "ascii")


class Element(NamedTuple):
    """One XML element. `path`: names from the root down to the element.

    `text`: its own characters, without inner elements. Names of elements and attributes are without their namespace
    prefix.
    """

    path: tuple[str, ...]
    attributes: dict[str, str]
    text: str


def make_parser() -> expat.XMLParserType:
    """Build an XML parser that raises ReadRefused for a document type or an encoding other than UTF-8.

    The caller sets its handlers. Without a document type there are no entities to expand or fetch.
    """
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _check_declaration
    if hasattr(parser, "SetReparseDeferralEnabled"):
        parser.SetReparseDeferralEnabled(False)  # each element is reported as soon as its last byte is there
    return parser


def local_name(name: str) -> str:
    """Return the name of an element or attribute without its namespace prefix: 'x:row' gives 'row'."""
    return name.rpartition(":")[2]


def read_elements(content: bytes) -> list[Element]:
    """Parse a small XML part (`content`) as a whole; return all its elements in the order of their beginnings.

    Each has its path, attributes and text. Raises ReadRefused if the part is not well-formed, is nested too deeply, or
    contains what `make_parser` refuses (a document type, an encoding other than UTF-8).
    """
    if b"\0" in content[:4]:
        raise refuse("file_unsafe")  # UTF-16, which the parser knows by itself
    parser = make_parser()
    path: list[str] = []
    open_elements: list[int] = []
    elements: list[Element] = []
    texts: list[list[str]] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        path.append(local_name(name))
        if len(path) > DEEPEST:
            raise refuse("file_unsafe")
        values = {local_name(key): value for key, value in attributes.items() if not key.startswith("xmlns")}
        open_elements.append(len(elements))
        texts.append([])
        elements.append(Element(tuple(path), values, ""))

    def end(name: str) -> None:
        at = open_elements.pop()
        elements[at] = elements[at]._replace(text="".join(texts.pop()))
        path.pop()

    def text(characters: str) -> None:
        texts[-1].append(characters)

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise refuse("file_unreadable") from None
    return elements


def _refuse_doctype(*_: Any) -> None:
    raise refuse("file_unsafe")


def _check_declaration(version: str, encoding: str | None, standalone: int) -> None:
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        raise refuse("file_unsafe")


def has_element(chunks: Iterable[bytes], names: Collection[str]) -> bool:
    """Return whether an XML part, given in pieces (`chunks`), has an element with one of the local names.

    Every piece is parsed. `names`: names without namespace prefix. Raises ReadRefused if the part is not well-formed,
    or contains what `make_parser` refuses (a document type, an encoding other than UTF-8).
    """
    parser = make_parser()
    hits: list[str] = []

    def begin(name: str, _: dict[str, str]) -> None:
        if local_name(name) in names:
            hits.append(name)

    parser.StartElementHandler = begin
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise refuse("file_unreadable") from None
    return bool(hits)

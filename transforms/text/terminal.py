"""Texts of others on a terminal: nothing in them can move the cursor, hide, colour or reorder what is shown."""

from __future__ import annotations

import unicodedata

# Controls (Cc: ANSI sequences begin with one), formats (Cf: direction of writing, invisible characters), halves of
# characters (Cs: bytes of a file name that are no text) and separators of lines (Zl, Zp). Not private characters (Co):
# GB 18030 of the year 2000 writes rare names with them.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_KEPT = "\n\t"


def terminal_text(text: str) -> str:
    r"""Return a text for the terminal with every character visible: an escape character becomes the four signs `\x1b`.

    Line feeds and tabs stay, as do letters, marks and private characters. A text that holds nothing hidden is
    returned unchanged.
    """
    if text.isprintable():
        return text
    return "".join(character if _is_visible(character) else _escape(character) for character in text)


def terminal_line(text: str) -> str:
    r"""Return a text as one line for the terminal: as `terminal_text`, with line feeds and tabs visible, too (`\n`).

    It is for a value inside a line, so that the value cannot forge a further line.
    """
    return terminal_text(text).replace("\n", r"\n").replace("\t", r"\t")


def _is_visible(character: str) -> bool:
    return character in _KEPT or unicodedata.category(character) not in _HIDDEN


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

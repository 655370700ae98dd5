"""Decodes the texts of an old workbook: UTF-16 in BIFF8 whatever its code page is, bytes of the code page before."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Sequence

_WIDE, _FAR_EAST, _RICH = 1, 4, 8
_HEAD = struct.Struct("<HB")
_RUN_BYTES = 4
_UTF16, _UTF16_LOW_BYTES = "utf-16-le", "latin-1"
_CODECS = {
    367: "ascii",
    936: "gb18030",  # contains code page 936
    1200: "utf-16-le",
    10000: "mac_roman",
    10008: "gb18030",
    20936: "gb2312",
    32768: "mac_roman",
    32769: "cp1252",
    54936: "gb18030",
}


def codec_of(code_page: int) -> str:
    """Return Python's name of the encoding for a Windows code page (`code_page`): 936 gives 'gb18030'.

    Raises ValueError for an unknown code page.
    """
    name = _CODECS.get(code_page, f"cp{code_page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise ValueError("an unknown code page") from None


def short_text(body: bytes, at: int, codec: str | None) -> str:
    """Return the text at byte position `at` of a record's content; its length is stated there in one byte.

    `body`: content of the record without its head; `at` counts from its start. `codec`: Python's encoding of the
    workbook, None in BIFF8 (Excel 97 and later), where the text states its own. Raises ValueError if the text is longer
    than its record.
    """
    length = body[at]
    if codec is not None:
        return _bytes(body, at + 1, length, codec)
    is_wide = body[at + 1] & _WIDE
    return _bytes(body, at + 2, length * 2 if is_wide else length, _UTF16 if is_wide else _UTF16_LOW_BYTES)


def long_text(parts: Sequence[bytes], at: int, codec: str | None, is_whole: bool = False) -> str:
    """Return the text at byte position `at` of a record's content; its length is stated there in two bytes.

    `parts`: content of the record and of the records that continue it; `at` counts from the start of the first.
    `codec`: Python's encoding of the workbook, None in BIFF8 (Excel 97 and later), where the text states its own.
    `is_whole`: in BIFF8, only zero bytes may be behind the text. Raises ValueError if more is behind it, or if the text
    is longer than its records.
    """
    if codec is None:
        texts = Texts(parts, at)
        text = texts.take()
        if is_whole and texts.rest().strip(b"\0"):
            raise ValueError("a text shorter than its record")
        return text
    return _bytes(b"".join(parts), at + 2, struct.unpack_from("<H", parts[0], at)[0], codec)


def _bytes(content: bytes, at: int, length: int, codec: str) -> str:
    if len(content) < at + length:
        raise ValueError("a text longer than its record")
    return content[at : at + length].decode(codec, "replace")


class Texts:
    """Reads BIFF8 texts one after the other from a record and the records that continue it, from byte position `at` on.

    `parts`: contents of these records. A text that is continued repeats its flags at the beginning of the next record;
    what follows the characters (runs of rich text, phonetic guides) does not. `runs`: number of a text (from 0, in the
    order of reading) -> its runs, pieces in a font of their own, as the workbook stores them.
    """

    def __init__(self, parts: Sequence[bytes], at: int) -> None:
        self.parts, self.part, self.at = parts, 0, at
        self.runs: dict[int, bytes] = {}
        self._taken = 0

    def take_all(self) -> list[str]:
        """Return all texts that were not read yet, up to the end of the records or to a text that is cut off.

        The number of texts that the workbook states is not used, because it is wrong in files of some programs.
        """
        texts = []
        while not self.is_at_end():
            try:
                texts.append(self.take())
            except (ValueError, struct.error):
                break  # a cell that refers to the text that is cut off is refused
        return texts

    def rest(self) -> bytes:
        """Return the bytes of the records that are behind the texts read so far, without moving on."""
        return b"".join([self.parts[self.part][self.at :], *self.parts[self.part + 1 :]])

    def is_at_end(self) -> bool:
        """Return whether all bytes of the records have been read, so that no further text follows."""
        return self.part == len(self.parts) - 1 and self.at >= len(self.parts[self.part])

    def take(self) -> str:
        """Return the next text of the records, and move on to the text behind it.

        Raises ValueError or struct.error if the text is longer than its records.
        """
        content, at = self.parts[self.part], self.at
        if at >= len(content):
            content, at = self._next(), 0
        length, flags = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        behind = in_runs = 0
        number, self._taken = self._taken, self._taken + 1
        if flags & _RICH:
            behind = in_runs = _RUN_BYTES * struct.unpack_from("<H", content, at)[0]
            at += 2
        if flags & _FAR_EAST:
            behind += struct.unpack_from("<I", content, at)[0]
            at += 4
        size = length * 2 if flags & _WIDE else length
        if at + size + behind <= len(content):  # nearly every text
            self.at = at + size + behind
            if in_runs:
                self.runs[number] = content[at + size : at + size + in_runs]
            return content[at : at + size].decode(_UTF16 if flags & _WIDE else _UTF16_LOW_BYTES, "replace")
        self.at = at
        text = self._over_parts(length, flags)
        octets = self._octets(behind)
        if in_runs:
            self.runs[number] = octets[:in_runs]
        return text

    def _over_parts(self, length: int, flags: int) -> str:
        octets = b""
        while True:
            content, width = self.parts[self.part], 2 if flags & _WIDE else 1
            count = min(length, (len(content) - self.at) // width)
            part = content[self.at : self.at + count * width]
            octets += part if width == 2 else part.decode(_UTF16_LOW_BYTES).encode(_UTF16)
            self.at += count * width
            length -= count
            if not length:
                return octets.decode(_UTF16, "replace")
            flags = self._next()[0]
            self.at = 1

    def _octets(self, count: int) -> bytes:
        """Return so many bytes of this record and the next ones, and move on behind them."""
        octets = b""
        while len(octets) + len(self.parts[self.part]) - self.at < count:
            octets += self.parts[self.part][self.at :]
            self._next()
        end = self.at + count - len(octets)
        octets += self.parts[self.part][self.at : end]
        self.at = end
        return octets

    def _next(self) -> bytes:
        self.part, self.at = self.part + 1, 0
        if self.part >= len(self.parts) or not self.parts[self.part]:
            raise ValueError("a text longer than its records")
        return self.parts[self.part]

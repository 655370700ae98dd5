"""Converts the bytes of a text file to UTF-8, or refuses them with the reason."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

import pyarrow as pa

from transforms.intake.base.reasons import ReadRefused, refuse
from transforms.intake.reading.rows.broken_characters import with_replacements

_CHUNK_BYTES = 16 << 20
# role of each byte in a Chinese character of UTF-8: 1 = first byte, 2 = second or third byte, 0 = none
_ROLES = bytes(1 if 0xE3 <= byte <= 0xEF else 2 if 0x80 <= byte <= 0xBF else 0 for byte in range(256))
_TWO_CHINESE = bytes((1, 2, 2, 1, 2, 2))
_LOOK_BYTES = 1 << 20
_MIN_SIGNS = 4
_PAIR = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_FREQUENT_IN_GB2312 = (0xB0, 0xD7)
_SHARE_OF_CHINESE = 0.5
_DOS_END = b"\x1a"
_TAIL_BYTES = 1_024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Decoded(NamedTuple):
    """A text in UTF-8. `refusal`: None if every byte was decoded.

    If a few characters were not, they are U+FFFD in `text`, and `refusal` (an exception with the reasons) is to be
    raised unless they are in places where they do no harm.
    """

    text: memoryview
    refusal: ReadRefused | None = None


def to_utf8(data: bytes) -> Decoded:
    """Convert the bytes of a text file to UTF-8, without a BOM and without the end mark of DOS (0x1A).

    `data`: the whole file. A BOM decides the encoding; else valid UTF-8 (also with rare
    characters as pairs, CESU-8); else UTF-16 by its zero bytes; else GB18030,
    which contains GBK. A `Decoded` has the text, and a refusal if single characters could not be decoded. Raises
    ReadRefused for any other encoding, two encodings in one file, or a text that is cut off.
    """
    text, refusal = _decoded(data)
    tail = bytes(text[-_TAIL_BYTES:])
    kept = tail.rstrip(_DOS_END + b" \t\r\n\0")
    at = tail.find(_DOS_END, len(kept))
    return Decoded(text[: len(text) - (len(tail) - at)] if at >= 0 else text, refusal)


def _decoded(data: bytes) -> Decoded:
    if _is_utf32(data):
        raise refuse("encoding_unknown")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            body = memoryview(data)[len(bom) :]
            if encoding == "utf-8":
                return Decoded(body) if _is_utf8(body) else _almost_utf8(bytes(body))
            return Decoded(_transcode(body, encoding))
    if _is_utf8(memoryview(data)) and not _wide(data):
        return Decoded(memoryview(data))
    wide = _wide(data)
    if wide:
        return Decoded(_transcode(memoryview(data), wide))
    if _decodes(data, "utf-8"):
        raise refuse("file_truncated")
    if (united := _with_united_pairs(data)) is not None:
        return Decoded(united)
    mixed = mixed_line(data)
    if mixed:
        return _replaced(data, "utf-8", refuse("encoding_mixed", row=mixed))
    decoded = _gb18030(data)
    if _is_big5(data):
        raise refuse("encoding_big5")
    return decoded


def _almost_utf8(body: bytes) -> Decoded:
    if _decodes(body, "utf-8"):
        raise refuse("file_truncated")
    if (united := _with_united_pairs(body)) is not None:
        return Decoded(united)
    mixed = mixed_line(body)
    return _replaced(body, "utf-8", refuse("encoding_mixed", row=mixed) if mixed else refuse("encoding_unknown"))


def _with_united_pairs(data: bytes) -> memoryview | None:
    """Return the text with each rare character that was written as two halves (CESU-8) as one; None if none was.

    Oracle (character set UTF8) and Java write a character beyond U+FFFF as the two halves of UTF-16, each in UTF-8.
    """
    if not _PAIR.search(data):
        return None
    try:
        halves = data.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
        return memoryview(halves.decode("utf-16-le").encode())
    except UnicodeError:
        return None


def _gb18030(data: bytes) -> Decoded:
    try:
        return Decoded(_transcode(memoryview(data), "gb18030"))
    except ReadRefused as refusal:
        characters = _characters(data[:_LOOK_BYTES], "gb18030", "replace")
        is_cut = refusal.reasons[0].code == "file_truncated"
        if is_cut or _frequent(characters, "gb2312", *_FREQUENT_IN_GB2312) < _SHARE_OF_CHINESE:
            raise
        return _replaced(data, "gb18030", refusal)


def _replaced(data: bytes, encoding: str, refusal: ReadRefused) -> Decoded:
    """Decode a text with a few broken characters. Raises `refusal` if they are more than a few."""
    text = with_replacements(data, encoding)
    if text is None:
        raise refusal
    return Decoded(memoryview(text), refusal)


def _wide(data: bytes) -> str | None:
    """Return the UTF-16 encoding of a text without a BOM: it has zero bytes in every second place. A few are damage."""
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 10 < len(head):
        return None
    return "utf-16-le" if odd >= even else "utf-16-be"


def _is_utf32(data: bytes) -> bool:
    """Return whether a text is UTF-32: it has its BOM, or consists of four-byte characters throughout."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return True
    head = data[: min(len(data), 4096) // 4 * 4]
    return any(head) and any(_decodes(head, encoding) for encoding in ("utf-32-le", "utf-32-be"))


def _is_utf8(body: memoryview) -> bool:
    try:
        for start in range(0, len(body), 1 << 30):  # one value stays under Arrow's 2 GB
            piece = pa.py_buffer(body[start : start + (1 << 30)])
            offsets = pa.array([0, piece.size], pa.int64()).buffers()[1]
            pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, piece]).cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _transcode(body: memoryview, encoding: str) -> memoryview:
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    whole = bytearray()
    try:
        for start in range(0, len(body), _CHUNK_BYTES):
            last = start + _CHUNK_BYTES >= len(body)
            whole += decoder.decode(body[start : start + _CHUNK_BYTES], final=last).encode()
    except UnicodeError:
        raise refuse("file_truncated" if _decodes(bytes(body), encoding) else "encoding_unknown") from None
    return memoryview(whole)


def _decodes(body: bytes, encoding: str) -> bool:
    """Return whether a text has that encoding; its last character may be cut off."""
    try:
        codecs.getincrementaldecoder(encoding)(errors="strict").decode(body, final=False)
    except UnicodeError:
        return False
    return True


def mixed_line(data: bytes) -> int | None:
    """Return the number (from 1) of the first line in the rarer of two encodings, None if there is only one encoding.

    `data`: the bytes of a text file. A line counts as UTF-8 if everything in it that is not ASCII is Chinese in UTF-8,
    at least four characters: no line of GB18030 is by chance. A line counts as another encoding if it is not valid
    UTF-8.
    """
    if not _holds_chinese_utf8(data):
        return None
    utf8, other = [], []
    for number, line in enumerate(data.splitlines(), 1):
        if line.isascii():
            continue
        try:
            characters = [character for character in line.decode() if not character.isascii()]
        except UnicodeDecodeError:
            other.append(number)
            continue
        if len(characters) >= _MIN_SIGNS and all(
            "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef" for character in characters
        ):
            utf8.append(number)
    if not utf8 or not other:
        return None
    return min(utf8, other, key=len)[0]


def _holds_chinese_utf8(data: bytes) -> bool:
    """Return whether two Chinese characters in UTF-8 follow each other: a quick test before the slow search."""
    return _TWO_CHINESE in data.translate(_ROLES)


def _is_big5(data: bytes) -> bool:
    """Return whether the text has frequent characters when read as Big5 and rare characters when read as GB18030."""
    head = data[:_LOOK_BYTES]
    try:
        text = codecs.getincrementaldecoder("big5")(errors="strict").decode(head, final=False)
    except UnicodeError:
        return False
    characters = [character for character in text if not character.isascii()]
    if len(characters) < _MIN_SIGNS:
        return False
    gb_characters = _characters(head, "gb18030", "replace")
    is_gb18030 = _frequent(gb_characters, "gb2312", *_FREQUENT_IN_GB2312) >= _SHARE_OF_CHINESE
    return _frequent(characters, "big5", 0xA4, 0xC6) > 0.8 and not is_gb18030


def _characters(head: bytes, encoding: str, errors: str) -> list[str]:
    """Return the characters of a text beyond ASCII."""
    text = codecs.getincrementaldecoder(encoding)(errors).decode(head, final=False)
    return [character for character in text if character > "\x7f"]


def _frequent(characters: list[str], encoding: str, first: int, last: int) -> float:
    """Return the share of ideographs in the part of an encoding that contains the frequently used characters."""
    inside = 0
    for character in characters:
        try:
            inside += first <= character.encode(encoding)[0] <= last
        except UnicodeEncodeError:
            continue
    return inside / len(characters) if characters else 0.0

"""Find planted values in everything that leaves: files are unpacked, texts decoded from each form they may have.

Texts of PDF pages and rows of Parquet files are read as their readers would; a picture is not.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy
from functools import lru_cache
from urllib.parse import unquote_to_bytes

import pyarrow.parquet as pq
import pypdfium2

PATTERN = re.compile(r"漏查..|藏.\d{5}|(?<!\d)120\d{8}(?!\d)|(?<!\d)\d{17}[\dX](?!\d)")
ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_PERCENT = re.compile(r"(?:[\w.~-]|%[0-9A-Fa-f]{2})*%[0-9A-Fa-f]{2}(?:[\w.~-]|%[0-9A-Fa-f]{2})*")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){9,}")
_BODY_LINE = re.compile(rb"(?m)^[A-Za-z0-9+/]{60,}={0,2}\r?$")
_PICTURES = (b"\x89PNG", b"%PDF-", b"\x00\x01\x00\x00")
_MIME = re.compile(rb"(?im)^(mime-version|content-type|subject):")


def found_in(content: bytes | str, values: Iterable[str] | None = None) -> set[str]:
    """Return the planted values in a content: a file of any form, a mail, or a text.

    `values`: only these count; None: everything that looks like one.
    """
    parts = parts_of(content) if isinstance(content, bytes) else [content]
    found = {value for part in parts for value in _found_in_part(part)}
    return found if values is None else found & set(values)


def parts_of(content: bytes, depth: int = 0) -> Iterator[bytes | str]:
    """Yield a content, or the parts of a package, and headers and parts of a mail; file names are parts as well.

    Of a PDF the text of each page as well, of a Parquet file its metadata and rows.
    """
    if content[:2] == b"PK" and depth < 4:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for part in package.infolist():
                yield part.filename.encode()
                yield from parts_of(package.read(part), depth + 1)
        return
    if content[:5] == b"%PDF-":
        yield from _texts_of_pdf(content)
    if content[:4] == b"PAR1":
        table = pq.read_table(io.BytesIO(content))
        yield f"{table.schema}\n{table.to_pylist()}"
        return
    if _MIME.search(content[:4000]) and depth < 4:
        message = message_from_bytes(content, policy=policy.default)
        for part in message.walk():
            yield from (str(value).encode("utf-8", "replace") for value in part.values())
            yield str(part.get_filename() or "").encode("utf-8", "replace")
            if not part.is_multipart():
                yield from parts_of(part.get_payload(decode=True) or b"", depth + 1)
        content = _BODY_LINE.sub(b"", content)  # decoded above
    yield content


@lru_cache(maxsize=1_000)  # the same document lies in the outbox and in many mails
def _texts_of_pdf(content: bytes) -> tuple[str, ...]:
    document = pypdfium2.PdfDocument(content)
    try:
        return tuple(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@lru_cache(maxsize=100_000)  # the same picture, font and workbook lie in the outbox and in many mails
def _found_in_part(part: bytes | str) -> frozenset[str]:
    if isinstance(part, str):
        return frozenset(value for text in forms_of(part) for value in PATTERN.findall(text))
    if part.startswith(_PICTURES):  # compressed: whatever looks like base64 or digits is none
        return frozenset(value for name in ENCODINGS for value in PATTERN.findall(part.decode(name, "ignore")))
    texts = [text for encoding in ENCODINGS for text in forms_of(part.decode(encoding, "ignore"))]
    texts += [part[1:].decode(encoding, "ignore") for encoding in ENCODINGS if encoding.startswith("utf-16")]
    return frozenset(value for text in texts for value in PATTERN.findall(text))


def forms_of(text: str) -> Iterator[str]:
    """Yield a text and what it hides: full width, escapes, percent signs, base64, hexadecimal digits, backwards."""
    yield text
    yield text[::-1]
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), html.unescape(unicodedata.normalize("NFKC", text)))
    if plain != text:
        yield plain
    packed = [unquote_to_bytes(match) for match in _PERCENT.findall(plain)]
    for match in _HEX.findall(plain):
        packed.append(bytes.fromhex(match))
    for match in _BASE64.findall(plain):
        try:
            packed.append(
                base64.b64decode(
                    match.rstrip("=") + "=" * (-len(match.rstrip("=")) % 4),
                    altchars=b"-_" if "-" in match or "_" in match else None,
                )
            )
        except (binascii.Error, ValueError):
            continue
    for content in packed:
        for encoding in ENCODINGS:
            yield content.decode(encoding, "ignore")

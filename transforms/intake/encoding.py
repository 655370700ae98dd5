"""Bytes of a text file -> the same text in UTF-8."""

from __future__ import annotations

import codecs

import pyarrow as pa

from transforms.intake.reasons import refuse

_CHUNK_BYTES = 16 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def to_utf8(data: bytes) -> memoryview:
    """UTF-8 without a BOM. A BOM decides; else valid UTF-8; else GB18030 (which holds GBK). Else ReadRefused."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            body = memoryview(data)[len(bom) :]
            if encoding == "utf-8":
                if not _is_utf8(body):
                    raise refuse("encoding_unknown")
                return body
            return _transcode(body, encoding)
    if _is_utf8(memoryview(data)):
        return memoryview(data)
    return _transcode(memoryview(data), _wide(data) or "gb18030")


def _wide(data: bytes) -> str | None:
    """UTF-16 without a BOM shows as zero bytes in every second place."""
    head = data[:4096]
    if b"\0" not in head:
        return None
    return "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"


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
        raise refuse("encoding_unknown") from None
    return memoryview(whole)

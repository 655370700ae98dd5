"""Unpacks a zip around one file; several files, or a zip in a zip, are held for a person. Runs inside the worker."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from transforms.intake.base.file_names import is_left_by_program
from transforms.intake.base.reasons import refuse
from transforms.intake.reading.limits import Limits

ZIP_START = b"PK\x03\x04"
ZIP_EMPTY = b"PK\x05\x06"
_DIRECTORY = b"PK\x01\x02"
_END_BYTES = 22
_MAX_COMMENT_BYTES = 1 << 16
_READ_BYTES = 8 << 20
_LOCAL_BYTES = 30
_SMALL_BYTES = 1 << 15  # a high ratio of a smaller zip is harmless
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    struct.error,
)


def open_package(data: bytes) -> zipfile.ZipFile:
    """Open a zip file after checking that it is nothing but a zip. Unpacks nothing.

    `data`: the bytes of the whole file. Raises ReadRefused if it is broken or is also a file of another format.
    """
    end = zip_end(data)
    if end is None:
        raise refuse("file_polyglot" if has_whole_zip(data) else "file_truncated")
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN:
        raise refuse("file_truncated") from None
    first = min((entry.header_offset for entry in package.infolist()), default=end)  # an empty zip is its end
    if first != 0 or b"<" in package.comment:
        raise refuse("file_polyglot")
    return package


def zip_end(data: bytes) -> int | None:
    """Return the byte position of the end record of a zip, None if `data` does not end with a zip.

    The record must state how many bytes of comment follow it up to the end of `data`; its letters elsewhere do not
    count.
    """
    lowest = max(0, len(data) - _MAX_COMMENT_BYTES - _END_BYTES)
    at = data.rfind(ZIP_EMPTY, lowest)
    while at >= 0:
        comment_bytes = data[at + _END_BYTES - 2 : at + _END_BYTES]
        if len(comment_bytes) == 2 and at + _END_BYTES + int.from_bytes(comment_bytes, "little") == len(data):
            return at
        at = data.rfind(ZIP_EMPTY, lowest, at)
    return None


def has_whole_zip(data: bytes) -> bool:
    """Return whether a whole zip, with its directory and end record, is anywhere in the file, next to other content.

    `data`: the bytes of the whole file. Nothing is unpacked or raised.
    """
    at = data.rfind(ZIP_EMPTY)
    if at < 0 or len(data) < at + _END_BYTES:
        return False
    (size,) = struct.unpack_from("<I", data, at + 12)
    return size > 0 and data[max(0, at - size) : at].startswith(_DIRECTORY)


def check_sizes(package: zipfile.ZipFile, packed_bytes: int, limits: Limits) -> None:
    """Check the entries, names, sizes and unpack ratio that a zip's directory states, before a byte is unpacked.

    `package`: the opened zip; `packed_bytes`: its size. `limits`: bytes, entries and ratio (unpacked to packed bytes)
    that are allowed. Raises ReadRefused if a limit is exceeded, a name is unsafe or occurs twice, or an entry has a
    password.
    """
    entries = package.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > limits.package_parts or len(set(names)) != len(names):
        raise refuse("file_unsafe")
    if any(".." in name.replace("\\", "/").split("/") or name.startswith(("/", "\\")) or ":" in name for name in names):
        raise refuse("file_unsafe")
    if any(entry.flag_bits & 1 for entry in entries):
        raise refuse("file_encrypted")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes or unpacked > max(packed_bytes, _SMALL_BYTES) * limits.unpack_ratio:
        raise refuse("file_unsafe")
    if sum(entry.compress_size for entry in entries) > packed_bytes:
        raise refuse("file_unsafe")  # parts that overlap


def only_member(package: zipfile.ZipFile, data: bytes, limits: Limits) -> bytes:
    """Return the unpacked content of the only file in a zip. Folders and files left by programs do not count.

    `data`: the bytes of the zip that `package` has opened. Raises ReadRefused: to hold if there are several files, to
    reject if there is none or if `check_sizes` or `unpack` refuses.
    """
    check_sizes(package, len(data), limits)
    members = [
        member for member in package.infolist() if not member.is_dir() and not is_left_by_program(member.filename)
    ]
    if not members:
        raise refuse("file_empty")
    if len(members) > 1:
        raise refuse("file_archive", f"压缩包内有 {len(members)} 个文件。", hold=True)
    return unpack(data, members[0], limits)


def unpack(data: bytes, member: zipfile.ZipInfo, limits: Limits) -> bytes:
    """Return the unpacked content of one file in a zip. `data`: the whole zip; `member`: its entry.

    Raises ReadRefused if the content is larger than `limits` allow, or is not as the zip's directory states (length,
    checksum).
    """
    return b"".join(inflate_verified(data, member, limits))


def inflate_verified(data: bytes, member: zipfile.ZipInfo, limits: Limits) -> Iterator[bytes]:
    """Yield the unpacked content of one file in a zip, in chunks. `data`: the whole zip; `member`: its entry.

    Raises ReadRefused if it is larger than `limits` allow, and, at the latest after the last chunk, if length or
    checksum differ from the zip's directory. Python's zipfile stops at the stated length; other readers do not, so a
    file could show us less than it shows them.
    """
    packed = packed_bytes(data, member)
    if member.compress_type == zipfile.ZIP_STORED:
        inflated: Iterator[bytes] = iter([bytes(packed)] if len(packed) else [])
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        inflated = _inflated(packed)
    else:
        raise refuse("file_truncated")
    size = check = 0
    for piece in inflated:
        size += len(piece)
        if size > min(limits.unpacked_bytes, member.file_size):
            raise refuse("file_unsafe")
        check = zlib.crc32(piece, check)
        yield piece
    if size != member.file_size or check != member.CRC:
        raise refuse("file_truncated")


def packed_bytes(data: bytes, member: zipfile.ZipInfo) -> memoryview:
    """Return the content of one file in a zip as it is packed (a view, not unpacked). `data`: the whole zip.

    Raises ReadRefused if the zip ends before that content begins.
    """
    start = member.header_offset + _LOCAL_BYTES
    lengths = data[start - 4 : start]
    if len(lengths) < 4:
        raise refuse("file_truncated")
    start += sum(struct.unpack("<HH", lengths))
    return memoryview(data)[start : start + member.compress_size]


def _inflated(packed: memoryview) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting: bytes | memoryview = packed
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(waiting, _READ_BYTES)
            waiting = unpacker.unconsumed_tail
            if not piece and not waiting and not unpacker.eof:
                raise refuse("file_truncated")
            if piece:
                yield piece
    except zlib.error:
        raise refuse("file_truncated") from None

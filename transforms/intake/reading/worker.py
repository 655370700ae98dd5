"""The work of the child process that opens senders' files; `child` starts it, with the limits as JSON.

Reads requests from stdin and answers on stdout, both as a head with the length, then body. A request is JSON (path,
layout, list_mode); the body of an answer is an Arrow stream (O table) or JSON (R refusal). It writes no file and
reaches no network. A crash here costs one delivery, not the run.
"""

from __future__ import annotations

import functools
import json
import os
import resource
import stat
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZipFile

from transforms.intake.base.raw_table import RawTable
from transforms.intake.base.reasons import ReadRefused, refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.archive import only_member, open_package
from transforms.intake.reading.delimited import heads as heads_of_text
from transforms.intake.reading.delimited import read_delimited
from transforms.intake.reading.forms.alternatives import best_layout, check_may_be_loaded, may_be_other_form
from transforms.intake.reading.forms.apply import apply_rules
from transforms.intake.reading.forms.titles import keep_file_name
from transforms.intake.reading.forms.unread_states import check_states_are_read
from transforms.intake.reading.limits import ANSWER, LENGTH, Limits
from transforms.intake.reading.other_formats import other_package
from transforms.intake.reading.recognise import explain_header
from transforms.intake.reading.rows.second_columns import unite_villages
from transforms.intake.reading.sheet_facts import Inside
from transforms.intake.reading.signature import file_form
from transforms.intake.reading.workbook import heads as heads_of_workbook
from transforms.intake.reading.workbook import read_workbook
from transforms.intake.reading.xls.workbook import open_xls
from transforms.intake.reading.xlsx.package import is_workbook, open_workbook

_FORBIDDEN_EVENTS = (
    *("socket.", "subprocess.", "shutil.", "ctypes.dlopen", "ctypes.dlsym", "ctypes.call_function", "pty.", "ftplib."),
    *(f"os.{call}" for call in ("exec", "fork", "spawn", "posix_spawn", "system", "remove", "rename", "mkdir")),
    *(f"os.{call}" for call in ("link", "symlink", "truncate", "chmod", "chown")),
)
_UNCHANGED = ("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino", "st_dev")
_WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


def main() -> None:
    """Serve requests from stdin, with answers on stdout, until stdin ends: the loop of the child process."""
    limits = Limits(**json.loads(sys.argv[1]))
    confine(limits)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while (request := _receive(requests)) is not None:
        _allow_cpu(limits)
        status, body = _answer(json.loads(request), limits)
        answers.write(ANSWER.pack(len(body), status))
        answers.write(body)
        answers.flush()


def confine(limits: Limits) -> None:
    """Remove from this process, for good, every right that reading does not need.

    It may then use at most `limits.memory_bytes`, and may not write files, use the network or start other programs; an
    attempt raises PermissionError.
    """
    for name, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(name, (int(value), int(value)))
        except (ValueError, OSError):  # a platform that knows the limit by name only (macOS and RLIMIT_AS)
            continue
    sys.addaudithook(_refuse_effects)


def _refuse_effects(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN_EVENTS):
        raise PermissionError(f"{event} is not for the reader")
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITE_FLAGS:
        raise PermissionError("writing is not for the reader")


def _allow_cpu(limits: Limits) -> None:
    """Raise the CPU limit by the seconds of one request, on top of the seconds used so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(usage.ru_utime + usage.ru_stime) + 1 + int(limits.cpu_seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _answer(request: dict[str, Any], limits: Limits) -> tuple[bytes, Any]:
    try:
        if "layout" not in request:
            return b"H", json.dumps(first_rows(Path(request["path"]), limits), ensure_ascii=False).encode()
        layout = _layout(request["layout"])
        if "others" in request:
            other_layouts = [_layout(layout_json) for layout_json in request["others"]]
            refusal = explain_file(Path(request["path"]), layout, other_layouts, request["list_mode"], limits)
            return b"R", _refusal(refusal or ReadRefused())
        alternatives = [_layout(layout_json) for layout_json in request["alternatives"]]
        raw = read(
            Path(request["path"]),
            layout,
            request["list_mode"],
            limits,
            alternatives,
            request["file_name"],
            with_states=request["with_states"],
        )
        return b"O", raw.to_ipc()
    except ReadRefused as refusal:
        return b"R", _refusal(refusal)
    except MemoryError:
        return b"R", _refusal(refuse("file_memory", hold=True))
    except Exception:  # any failure of a parser on a hostile file: the sender gets a reason, no value leaves here
        return b"R", _refusal(refuse("file_unreadable"))


@functools.lru_cache(maxsize=256)
def _layout(content: str) -> Layout:
    return Layout.model_validate_json(content)


def _refusal(refusal: ReadRefused) -> bytes:
    return json.dumps({"hold": refusal.hold, "reasons": [asdict(entry) for entry in refusal.reasons]}).encode()


def read(
    path: Path,
    layout: Layout,
    list_mode: str,
    limits: Limits,
    alternatives: Sequence[Layout] = (),
    file_name: str = "",
    *,
    with_states: bool = False,
) -> RawTable:
    """Read one file into a raw table, with one row per person; its bytes decide its form.

    A `RawTable` has the cells as texts (`table`: row_no and one column per canonical column), the total rows, and the
    faults, warnings and reasons to hold that reading found. `path`: the file. `list_mode`: full, change or feed.
    `alternatives`: layouts of the forms that the source may send instead of `layout`; the one that knows most columns
    of the file is used, and named in the result. `file_name`: as the sender wrote it, '' if it is unknown.
    `with_states`: keep the rows that do not count, and the columns of states (`apply_rules`). Raises ReadRefused with
    the sender's reasons, also if the file exceeds `limits`.
    """
    data, form, inside = _opened(_content(path, limits), limits)
    result: RawTable | ReadRefused
    try:
        result = read_form(data, form, inside, layout, list_mode, limits, file_name, with_states=with_states)
    except ReadRefused as refusal:
        result = refusal
    if alternatives and may_be_other_form(result):
        heads = heads_of_text(data) if form == "csv" else heads_of_workbook(data, inside)
        best = best_layout(heads, layout, alternatives, list_mode)
        if best is not layout or isinstance(result, RawTable):
            check_states_are_read(heads, best, (layout, *alternatives), list_mode)
        if best is not layout:
            return read_form(data, form, inside, best, list_mode, limits, file_name, with_states=with_states)
    if isinstance(result, ReadRefused):
        raise result
    return result


def read_form(
    data: bytes,
    form: str,
    inside: Inside,
    layout: Layout,
    list_mode: str,
    limits: Limits,
    file_name: str = "",
    *,
    with_states: bool = False,
) -> RawTable:
    """Read the bytes of a csv or workbook into a raw table, with one row per person.

    A `RawTable` has the cells as texts (`table`), the total rows, and the faults, warnings and reasons to hold that
    reading found. `data`: the whole file. `form`: 'csv', 'xlsx' or 'xls'. `inside`: facts about a workbook besides its
    values, from the first scan; empty for a csv. `list_mode`: full, change or feed. `file_name`: as the sender wrote
    it, '' if it is unknown. `with_states`: keep the rows that do not count, and the columns of states (`apply_rules`).
    Raises ReadRefused with the sender's reasons, also if the file exceeds `limits`, or has a form that is only held.
    """
    check_may_be_loaded(layout)
    if form == "csv":
        raw = read_delimited(data, layout, list_mode, limits)
    else:
        raw = read_workbook(data, form, layout, list_mode, limits, inside)
    raw.layout = layout.layout
    return apply_rules(keep_file_name(unite_villages(raw), layout, file_name), layout, with_states=with_states)


def first_rows(path: Path, limits: Limits) -> tuple[str, list[list[list[str]]]]:
    """Return the form of a file (csv, xlsx or xls) and the first 50 rows of each visible sheet, as cells.

    A csv gives its rows once for each possible delimiter. Raises ReadRefused with the sender's reasons.
    """
    data, form, inside = _opened(_content(path, limits), limits)
    return form, heads_of_text(data) if form == "csv" else heads_of_workbook(data, inside)


def explain_file(
    path: Path, layout: Layout, other_layouts: list[Layout], list_mode: str, limits: Limits
) -> ReadRefused | None:
    """Find why a file's header was not found, or has columns that its layout does not know.

    Returns the refusal to report (an exception with the sender's reasons, not raised), None if the file belongs to the
    layout and can be read. `other_layouts`: layouts that the file may belong to instead. `list_mode`: full, change or
    feed.
    """
    refusal: ReadRefused | None = None
    try:
        data, form, inside = _opened(_content(path, limits), limits)
        heads = heads_of_text(data) if form == "csv" else heads_of_workbook(data, inside)
        try:
            read_form(data, form, inside, layout, list_mode, limits)
        except ReadRefused as error:
            refusal = error
        return explain_header(heads, layout, other_layouts, list_mode, refusal)
    except ReadRefused as refusal:
        return refusal


def _opened(data: bytes, limits: Limits) -> tuple[bytes, str, Inside]:
    """Return the bytes of the table itself, its form ('xlsx', 'xls' or 'csv') and the facts besides its values."""
    form = file_form(data)
    if form == "zip":
        with open_package(data) as package:
            if _is_workbook(package):
                return _opened_package(package, data, limits)
            data = only_member(package, data, limits)
        form = file_form(data)
    if form != "zip":
        return data, form, _facts_without_package(data, form, limits)
    with open_package(data) as package:
        if not _is_workbook(package):
            raise refuse("file_archive", "压缩包里还有压缩包。", hold=True)
        return _opened_package(package, data, limits)


def _opened_package(package: ZipFile, data: bytes, limits: Limits) -> tuple[bytes, str, Inside]:
    readable, inside = open_workbook(package, data, limits)
    return readable, "xlsx", inside


def _is_workbook(package: ZipFile) -> bool:
    """Return whether a zip is an xlsx, not an archive of files. Raises ReadRefused for another program's document."""
    if words := other_package(package.namelist()):
        raise refuse("file_type", words)
    return is_workbook(package)


def _facts_without_package(data: bytes, form: str, limits: Limits) -> Inside:
    """Return the facts besides the values of a file that is no package; a csv has values only."""
    if form != "xls":
        return Inside()
    book = open_xls(data, limits)
    sheets = {position: sheet.facts for position, sheet in book.sheets.items()}
    remarks = ["formula_cells"] * any(facts.formulas for facts in sheets.values()) + ["external_links"] * book.has_links
    return Inside(remarks, sheets, book.date1904, book=book)


def _content(path: Path, limits: Limits) -> bytes:
    try:
        before = path.lstat()
        if not stat.S_ISREG(before.st_mode):
            raise refuse("file_not_regular")
        if before.st_size > limits.file_bytes:
            raise refuse("file_too_large", hold=True)
        data = path.read_bytes()
        after = path.lstat()
    except OSError:
        raise refuse("file_missing") from None
    same = all(getattr(after, name) == getattr(before, name) for name in _UNCHANGED)
    if not same or len(data) != after.st_size:
        raise refuse("file_growing", hold=True)
    return data


def _receive(stream: BinaryIO) -> bytes | None:
    head = stream.read(LENGTH.size)
    return stream.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None

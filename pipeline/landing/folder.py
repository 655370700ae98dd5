"""Land every file that a folder's `deliveries.csv` announces, and count the files that it does not announce."""

from __future__ import annotations

import csv
import datetime as dt
import logging
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from pipeline.landing.deliver import (
    Announcement,
    DeliveryRefused,
    Landed,
    check_announcement,
    deliver,
    too_large_zh,
)
from pipeline.policy import registry
from pipeline.runtime.settings import Settings
from transforms.intake.base.file_names import is_left_by_program, scan

MANIFEST, DELIVERIES = "deliveries.csv", "deliveries"
TRUTH = "truth"  # a simulation puts its expected results into the folder of its deliveries
_COLUMNS_ZH = (
    "应有 file、source、period、list_mode、cut_off_on、version、delivered_on 各列，日期写成 2019-10-31，version 是整数"
)
_PLACE_ZH = "file 只能写本文件夹里的文件：用 / 分隔，不能有 ..、盘符、反斜杠，也不能是链接"
log = logging.getLogger(__name__)


def deliver_all(settings: Settings, pack_code: str, folder: Path) -> list[Landed]:
    """Land the files that `folder/deliveries.csv` announces, except lock files and thumbnails; return a `Landed` each.

    Land: copy into the content store and record as pending. A `Landed` has the delivery's id, and whether it is new;
    the order is that of the announcements. The columns of `deliveries.csv` are file, source, period, list_mode,
    cut_off_on, delivered_on and version, with dates like 2019-10-31. Files that were not landed (left by programs, not
    announced, or too large: `too_large_files`) are counted in the log. Raises DeliveryRefused, and records nothing, if
    a row is malformed, names an unknown source or mode, or names a file that is missing, not a regular file, or outside
    of the folder. Links are not followed: neither `deliveries.csv` nor a file or a subfolder on the way may be one.
    """
    unannounced = unannounced_files(folder)
    log.info("folder scanned: %s passed over, %s not announced", unannounced.ignored, unannounced.unknown)
    pack, too_large = registry.load(settings, pack_code), too_large_files(settings, folder)
    log.info("not landed: %s files above the limit of one delivery", len(too_large))
    taken = []
    for number, announced in _read_announcements(folder):
        if not is_left_by_program(announced.file.name) and announced.file not in too_large:
            with _named_line(number):
                check_announcement(pack, announced)
            taken.append(announced)
    return deliver(settings, pack_code, taken)


def too_large_files(settings: Settings, folder: Path) -> dict[Path, str]:
    """Return the announced files of a folder that are too large to be taken in: path -> what to do, in Chinese.

    `deliver_all` leaves them where they are, so that the others of the folder need not wait. Raises DeliveryRefused as
    it does.
    """
    numbered = [(number, announced.file) for number, announced in _read_announcements(folder)]
    refusals = {file: (number, too_large_zh(settings, file)) for number, file in numbered if file.is_file()}
    return {file: f"{MANIFEST} 第{number}行的{refusal}" for file, (number, refusal) in refusals.items() if refusal}


def _read_announcements(folder: Path) -> list[tuple[int, Announcement]]:
    manifest = folder / MANIFEST
    if manifest.is_symlink():
        raise DeliveryRefused(f"{MANIFEST} 是链接，不是普通文件，请放入文件本身")
    return [(number, _announced(manifest, number, line)) for number, line in _lines(manifest)]


def _lines(manifest: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number of each line of a manifest, and its cells by column."""
    with manifest.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        try:
            for line in reader:
                yield reader.line_num, line
        except UnicodeDecodeError:
            raise DeliveryRefused(f"{MANIFEST} 不是 UTF-8 编码，请另存为“CSV UTF-8”") from None
        except csv.Error:
            raise DeliveryRefused(f"{MANIFEST} 第{reader.line_num}行读不出：{_COLUMNS_ZH}") from None


def _announced(manifest: Path, number: int, line: dict[str, str]) -> Announcement:
    with _named_line(number):
        return _announcement(manifest, line)


@contextmanager
def _named_line(number: int) -> Iterator[None]:
    """Refuse what is wrong with a line of the manifest by its number, because its values may be names of persons."""
    try:
        yield
    except DeliveryRefused as refused:
        raise DeliveryRefused(f"{MANIFEST} 第{number}行不对：{refused}") from None
    except (KeyError, TypeError, ValueError):
        raise DeliveryRefused(f"{MANIFEST} 第{number}行不对：{_COLUMNS_ZH}") from None


@dataclass(frozen=True)
class UnannouncedFiles:
    """Counts of files in a folder that are no delivery. `ignored`: left by programs; `unknown`: all others."""

    ignored: int
    unknown: int


def unannounced_files(folder: Path) -> UnannouncedFiles:
    """Count the files of a folder, and of its subfolder `deliveries`, that `deliveries.csv` does not announce.

    An `UnannouncedFiles` has two numbers: `unknown` files, and `ignored` files that programs leave (lock files,
    thumbnails). Opens no file but `deliveries.csv`. Raises DeliveryRefused if one of its rows is malformed.
    """
    known = {announced.file.name for _, announced in _read_announcements(folder)} | {MANIFEST, DELIVERIES, TRUTH}
    scans = [scan(subfolder) for subfolder in (folder, folder / DELIVERIES) if subfolder.is_dir()]
    names = [path.name for scanned in scans for path in scanned.files]
    names += [name for scanned in scans for name in scanned.refused]
    return UnannouncedFiles(sum(len(scanned.ignored) for scanned in scans), sum(name not in known for name in names))


def _announcement(manifest: Path, line: dict[str, str]) -> Announcement:
    return Announcement(
        file=_announced_file(manifest.parent, line["file"]),
        source=line["source"],
        period=line["period"],
        list_mode=line["list_mode"],
        cut_off_on=dt.date.fromisoformat(line["cut_off_on"]),
        delivered_on=dt.date.fromisoformat(line["delivered_on"]),
        version=int(line["version"]),
    )


def _announced_file(folder: Path, name: str) -> Path:
    """Return the path of an announced file in the folder, or in its subfolder `deliveries` if the folder has none.

    The file may be missing. Raises DeliveryRefused for a name that leads out of the folder on any system, or over a
    link: a sender who may write `deliveries.csv` must not make the bureau take in other files of the machine.
    """
    if not _stays_inside(name):
        raise DeliveryRefused(_PLACE_ZH)
    parts = PurePosixPath(name).parts
    candidates = (parts, (DELIVERIES, *parts))
    for candidate in candidates:
        path = folder
        for part in candidate:
            path /= part
            if path.is_symlink():
                raise DeliveryRefused(_PLACE_ZH)
        if path.exists():
            return path
    return folder.joinpath(*candidates[-1])


def _stays_inside(name: str) -> bool:
    """Return whether a name is a relative path that goes down only, read as a POSIX path and as one of Windows."""
    if "\\" in name or any(unicodedata.category(character) == "Cc" for character in name):
        return False
    windows, parts = PureWindowsPath(name), PurePosixPath(name).parts
    # Windows drops dots and blanks at the end of a part, so that "..." and ".. " lead up as well.
    return bool(parts) and not windows.anchor and name[0] != "/" and all(part.strip(". ") for part in parts)

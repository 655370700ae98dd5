"""Land every file that a folder's `deliveries.csv` announces, and count the files that it does not announce."""

from __future__ import annotations

import csv
import datetime as dt
import logging
from dataclasses import dataclass
from pathlib import Path

from pipeline.landing.deliver import Announcement, DeliveryRefused, Landed, deliver
from pipeline.runtime.settings import Settings
from transforms.intake.base.file_names import is_left_by_program, scan

MANIFEST, DELIVERIES = "deliveries.csv", "deliveries"
TRUTH = "truth"  # a simulation puts its expected results into the folder of its deliveries
log = logging.getLogger(__name__)


def deliver_all(settings: Settings, pack_code: str, folder: Path) -> list[Landed]:
    """Land the files that `folder/deliveries.csv` announces, except lock files and thumbnails; return a `Landed` each.

    Land: copy into the content store and record as pending. A `Landed` has the delivery's id, and whether it is new;
    the order is that of the announcements. The columns of `deliveries.csv` are file, source, period, list_mode,
    cut_off_on, delivered_on and version, with dates like 2019-10-31. Files that were not landed (left by programs, or
    not announced) are counted in the log. Raises DeliveryRefused, and records nothing, if a row is malformed, names an
    unknown source or mode, or names a file that is missing or not a regular file.
    """
    unannounced = unannounced_files(folder)
    log.info("folder scanned: %s passed over, %s not announced", unannounced.ignored, unannounced.unknown)
    announcements = _read_announcements(folder)
    return deliver(
        settings, pack_code, [announced for announced in announcements if not is_left_by_program(announced.file.name)]
    )


def _read_announcements(folder: Path) -> list[Announcement]:
    manifest, announcements = folder / MANIFEST, []
    with manifest.open(encoding="utf-8-sig", newline="") as lines:
        for line in (reader := csv.DictReader(lines)):
            try:
                announcements.append(_announcement(manifest, line))
            except (KeyError, TypeError, ValueError):
                raise DeliveryRefused(
                    f"{MANIFEST} 第{reader.line_num}行不对：应有 file、source、period、list_mode、cut_off_on、version、"
                    "delivered_on 各列，日期写成 2019-10-31，version 是整数"
                ) from None
    return announcements


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
    known = {announced.file.name for announced in _read_announcements(folder)} | {MANIFEST, DELIVERIES, TRUTH}
    scans = [scan(subfolder) for subfolder in (folder, folder / DELIVERIES) if subfolder.is_dir()]
    names = [path.name for scanned in scans for path in scanned.files]
    names += [name for scanned in scans for name in scanned.refused]
    return UnannouncedFiles(sum(len(scanned.ignored) for scanned in scans), sum(name not in known for name in names))


def _announcement(manifest: Path, line: dict[str, str]) -> Announcement:
    name = line["file"]
    path = manifest.parent / name
    if not path.exists():
        path = manifest.parent / DELIVERIES / name
    return Announcement(
        file=path,
        source=line["source"],
        period=line["period"],
        list_mode=line["list_mode"],
        cut_off_on=dt.date.fromisoformat(line["cut_off_on"]),
        delivered_on=dt.date.fromisoformat(line["delivered_on"]),
        version=int(line["version"]),
    )

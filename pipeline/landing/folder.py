"""Land every file that a folder's `deliveries.csv` announces; count files that nobody announces."""

from __future__ import annotations

import csv
import datetime as dt
import logging
from dataclasses import dataclass
from pathlib import Path

from pipeline.landing.deliver import Announcement, DeliveryRefused, Landed, deliver
from pipeline.runtime.settings import Settings
from transforms.intake.base.file_names import is_dropping, scan

MANIFEST, DELIVERIES = "deliveries.csv", "deliveries"
TRUTH = "truth"  # what a simulation knows of its files lies beside them
log = logging.getLogger(__name__)


def deliver_all(settings: Settings, pack_code: str, folder: Path) -> list[Landed]:
    """Land every file that `folder/deliveries.csv` announces; its columns are the fields of Announcement.

    What programs and systems leave behind in folders (lock files, thumbnails) is passed over and counted in the log,
    announced or not; so are files that nobody announces.
    """
    left = unannounced_files(folder)
    log.info("folder scanned: %s passed over, %s not announced", left.ignored, left.unknown)
    return deliver(settings, pack_code, [one for one in _announced(folder) if not is_dropping(one.file.name)])


def _announced(folder: Path) -> list[Announcement]:
    manifest, found = folder / MANIFEST, []
    with manifest.open(encoding="utf-8-sig", newline="") as lines:
        for line in (reader := csv.DictReader(lines)):
            try:
                found.append(_announcement(manifest, line))
            except (KeyError, TypeError, ValueError):
                raise DeliveryRefused(
                    f"{MANIFEST} 第{reader.line_num}行不对：应有 file、source、period、list_mode、cut_off_on、version、"
                    "delivered_on 各列，日期写成 2019-10-31，version 是整数"
                ) from None
    return found


@dataclass(frozen=True)
class UnannouncedFiles:
    """Files of a folder that are no announced delivery: leavings of programs, and files that nobody announces."""

    ignored: int
    unknown: int


def unannounced_files(folder: Path) -> UnannouncedFiles:
    """Count what lies in a folder (and in its `deliveries`) beside the announced files. Opens the list alone."""
    known = {one.file.name for one in _announced(folder)} | {MANIFEST, DELIVERIES, TRUTH}
    scans = [scan(one) for one in (folder, folder / DELIVERIES) if one.is_dir()]
    lying = [path.name for one in scans for path in one.files] + [name for one in scans for name in one.refused]
    return UnannouncedFiles(sum(len(one.ignored) for one in scans), sum(name not in known for name in lying))


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

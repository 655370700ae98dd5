"""Deliveries that must not be accepted: each is version 2 of a list whose version 1 is good."""

from datetime import date
from pathlib import Path

from simulation.deliveries.desk import Delivery, Desk
from simulation.people.documents import fresh_number
from simulation.people.names import GIVEN, SURNAMES

EMPTY, TRUNCATED, UNKNOWN_COLUMNS, OTHER_PLACE = "empty", "truncated", "unknown_columns", "other_place"
_FIRST_SERIAL = 1_900_000


def add_bad_files(desk: Desk) -> list[tuple[str, str, str]]:
    """Write four deliveries that must be rejected into `desk.folder`, and record them in `desk.deliveries`.

    Each is version 2 of a good list: an empty file, a truncated one, unknown columns, units of another place. Returns
    (file name, kind of fault, expected decision) of each; the decision is always 'reject'. Raises KeyError if the desk
    has not written the lists yet.
    """
    lists = {(d.source, d.list_mode): d for d in desk.deliveries}
    civil, civil_full = lists["civil_affairs", "change"], lists["civil_affairs", "full"]
    poverty, poverty_full = lists["poverty_relief", "change"], lists["poverty_relief", "full"]
    content = (desk.folder / civil_full.file).read_bytes()
    return [
        (_add_version(desk, civil, EMPTY, b""), EMPTY, "reject"),
        (_add_version(desk, civil_full, TRUNCATED, content[: len(content) * 3 // 5]), TRUNCATED, "reject"),
        (_add_version(desk, poverty, UNKNOWN_COLUMNS, _unknown_columns()), UNKNOWN_COLUMNS, "reject"),
        (_add_version(desk, poverty_full, OTHER_PLACE, _other_place(poverty_full.cut_off_on)), OTHER_PLACE, "reject"),
    ]


def _add_version(desk: Desk, good: Delivery, kind: str, content: bytes) -> str:
    file = f"{Path(good.file).stem}_{kind}{Path(good.file).suffix}"
    (desk.folder / file).write_bytes(content)
    desk.record(file, good.source, good.period, good.list_mode, good.cut_off_on, good.delivered_on, version=2)
    return file


def _unknown_columns() -> bytes:
    return "甲,乙,丙\r\n一,二,三\r\n四,五,六\r\n".encode("gb18030")


def _other_place(cut_off: date) -> bytes:
    lines = ["乡镇,行政村,户主姓名,姓名,证件号码,人口类别,识别时间,是否本县户籍"]
    for at in range(40):
        name = SURNAMES[at % len(SURNAMES)] + GIVEN[at]
        number = fresh_number(_FIRST_SERIAL + at)
        lines.append(f"外县第{at % 4 + 1}镇,外县村,{name},{name},{number},建档立卡贫困人口,{cut_off.isoformat()},是")
    return ("\r\n".join(lines) + "\r\n").encode("gb18030")

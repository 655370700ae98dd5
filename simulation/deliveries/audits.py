"""Audited days and collectors of cash in the feeds of a place: two more columns, rows of cash, and the truth of both.

A receipt is audited on the day of its feed, or later: then the feed of that day states it again. Cash that a collector
took before the day on which it was received is in the feed of its day, without a received day; it is no money yet.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simulation.deliveries.feeds import yuan
from simulation.place import Place

HEADER = ",审核日期,收款人编号"
TERM_DAYS = 3
"""DA-16: working days of the tax bureau's audit, from the day after the receipt."""
CASH = "现金"
_DAYS_OFF = (("2019-09-13", 1), ("2019-10-01", 7), ("2020-01-01", 1), ("2020-01-24", 10))
_MADE_UP = ("2019-09-29", "2019-10-12", "2020-01-19")
_BAD_SERIAL = 90_000_000
"""Receipts of bad rows have serial numbers from here on."""
_WAITS = (0, 0, 0, 1, 2, 3, 4, 5, 7, None)
"""Days until the audit, one of ten each; None = never."""


@dataclass(frozen=True)
class Row:
    """One line of a feed: its cells, with the sum in fen, and the days of payment and receipt."""

    cells: tuple[str, ...]
    fen: int
    collected: date
    received: date

    @property
    def number(self) -> str:
        """Number of the receipt."""
        return self.cells[0]

    @property
    def unit(self) -> str:
        """Name of the stated unit; '' = none."""
        return self.cells[8]


@dataclass
class Plan:
    """More lines for the feeds, by day, and what the truth states of audits and cash."""

    audited: dict[str, date | None] = field(default_factory=dict)
    collector: dict[str, str] = field(default_factory=dict)
    again: dict[date, list[Row]] = field(default_factory=lambda: defaultdict(list))
    held: dict[date, list[Row]] = field(default_factory=lambda: defaultdict(list))


def add_audits_and_cash(place: Place, out_dir: Path, seed: int) -> None:
    """Add columns and rows to the normal feeds of a place; write `truth/audit.parquet` and `truth/cash.parquet`.

    The truth of audits has received day, state (met, open, missed), receipts and fen; the truth of cash has unit name,
    collector, day at whose end the cash is held, receipts, fen and the oldest collected day. Equal arguments give equal
    bytes.
    """
    days = _days(place.feeds_from, place.business_date)
    feeds = {day: _read(out_dir / "deliveries" / f"tax_{day}.csv", place) for day in days}
    good = {row.number: row for lines in feeds.values() for row in lines if isinstance(row, Row)}
    plan = _draw(place, list(good.values()), np.random.default_rng([seed, 4]))
    for day, lines in feeds.items():
        _write(out_dir / "deliveries" / f"tax_{day}.csv", lines, plan, day)
    pq.write_table(_audit_truth(place, good, plan), out_dir / "truth" / "audit.parquet")
    pq.write_table(_cash_truth(place, good, plan), out_dir / "truth" / "cash.parquet")


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def _read(path: Path, place: Place) -> list[Row | str]:
    """Return the lines of a feed without header and control row: good receipts as `Row`, other lines as they are."""
    lines: list[Row | str] = []
    for line in path.read_bytes().decode("gb18030").split("\r\n")[1:-2]:
        cells = tuple(line.split(","))
        if int(cells[0][8:]) >= _BAD_SERIAL:
            lines.append(line)
        else:
            whole, part = cells[4].split(".")
            dates = [date.fromisoformat(cells[at].replace("/", "-")) for at in (5, 6)]
            lines.append(Row(cells, int(whole) * 100 + int(part), *dates))
    return lines


def _draw(place: Place, rows: list[Row], rng: np.random.Generator) -> Plan:
    plan = Plan()
    units = {name: at for at, (name, _) in enumerate(place.units)}
    for row, wait in zip(rows, rng.integers(0, len(_WAITS), len(rows)).tolist(), strict=True):
        days = _WAITS[wait]
        audited = None if days is None else row.received + timedelta(days=days)
        if audited is not None and audited > place.business_date:
            audited = None
        plan.audited[row.number] = audited
        if audited is not None and audited > row.received:
            plan.again[audited].append(row)
        if row.cells[7] == CASH and row.unit:
            plan.collector[row.number] = f"C-{units[row.unit] + 1:02d}"
            if place.feeds_from <= row.collected < row.received:
                plan.held[row.collected].append(row)
    return plan


def _write(path: Path, lines: list[Row | str], plan: Plan, day: date) -> None:
    """Write the feed of a day: its receipts, receipts that were audited on the day, and cash that was collected."""
    head, *_, control, _ = path.read_bytes().decode("gb18030").split("\r\n")
    texts = [_text(line, plan, day) for line in lines]
    texts += [_text(row, plan, day) for row in plan.again[day]]
    texts += [",".join((*row.cells[:6], "", *row.cells[7:], "", plan.collector[row.number])) for row in plan.held[day]]
    more = [*plan.again[day], *plan.held[day]]
    cells = control.split(",")
    whole, part = cells[4].split(".")
    before = int(whole + part) if not whole.startswith("-") else -int(whole[1:] + part)
    cells[1], cells[4] = f"{int(cells[1][:-1]) + len(more)}笔", yuan(before + sum(row.fen for row in more))
    content = [head + HEADER, *texts, ",".join([*cells, "", ""]), ""]
    path.write_bytes("\r\n".join(content).encode("gb18030"))


def _text(line: Row | str, plan: Plan, day: date) -> str:
    if isinstance(line, str):
        return f"{line},,"
    audited = plan.audited[line.number]
    known = audited.isoformat() if audited is not None and audited <= day else ""
    return ",".join((*line.cells, known, plan.collector.get(line.number, "")))


def _is_working_day(day: date) -> bool:
    if day.isoformat() in _MADE_UP:
        return True
    off = [date.fromisoformat(first) for first, _ in _DAYS_OFF]
    is_off = any(0 <= (day - first).days < days for first, (_, days) in zip(off, _DAYS_OFF, strict=True))
    return day.weekday() < 5 and not is_off


def last_day_of_term(received: date) -> date:
    """Return the last day of the tax bureau's term for a receipt: its third working day after the received day."""
    day, left = received, TERM_DAYS
    while left:
        day += timedelta(days=1)
        left -= _is_working_day(day)
    return day


def _audit_truth(place: Place, good: dict[str, Row], plan: Plan) -> pa.Table:
    """As of the last day of the simulation: state by received day."""
    receipts: Counter[tuple[date, str]] = Counter()
    fen: Counter[tuple[date, str]] = Counter()
    for row in good.values():
        audited, last = plan.audited[row.number], last_day_of_term(row.received)
        if audited is not None and audited <= last:
            state = "met"
        else:
            state = "open" if audited is None and last >= place.ends_on else "missed"
        receipts[row.received, state] += 1
        fen[row.received, state] += row.fen
    keys = sorted(receipts)
    return pa.table({
        "received_on": pa.array([day for day, _ in keys], pa.date32()), "state": [state for _, state in keys],
        "receipts": [receipts[key] for key in keys], "fen": [fen[key] for key in keys],
    })  # fmt: skip


def _cash_truth(place: Place, good: dict[str, Row], plan: Plan) -> pa.Table:
    """At the end of each day: cash by unit and collector, from the collected day to the day before it is received."""
    held: dict[tuple[str, str, date], list[Row]] = defaultdict(list)
    for number, collector in plan.collector.items():
        row = good[number]
        for day in _days(row.collected, min(row.received - timedelta(days=1), place.ends_on)):
            held[row.unit, collector, day].append(row)
    keys = sorted(held)
    return pa.table({
        "unit_name": [unit for unit, _, _ in keys], "collector": [code for _, code, _ in keys],
        "on_date": pa.array([day for _, _, day in keys], pa.date32()),
        "receipts": [len(held[key]) for key in keys], "fen": [sum(row.fen for row in held[key]) for key in keys],
        "oldest_on": pa.array([min(row.collected for row in held[key]) for key in keys], pa.date32()),
    })  # fmt: skip

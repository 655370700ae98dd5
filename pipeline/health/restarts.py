"""Record of the watcher: which service ended, was started again, or was given up. `campaign health` reads it.

A line of JSON per event in `run/restarts.jsonl` of the state folder. The watcher (`ops.local.watch`) writes it.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pipeline.health import pid_file

Kind = Literal["watching", "restarted", "failed", "given_up"]
KEPT_EVENTS = 500


@dataclass(frozen=True)
class Event:
    """Event of one service. `kind`: restarted, failed (to start) or given_up; watching: the watcher began, no service.

    `at`: time of day, for people. `boot` and `uptime_seconds`: which boot of the machine and when since then, for
    calculations, because the time of day may be set meanwhile.
    """

    service: str
    kind: Kind
    at: str
    boot: str
    uptime_seconds: float

    @property
    def moment(self) -> dt.datetime:
        """Return `at` as a date and time."""
        return dt.datetime.fromisoformat(self.at)


def event(service: str, kind: Kind, now: dt.datetime) -> Event:
    """Return an event of the present moment; `now`: the time of day."""
    return Event(service, kind, now.isoformat(timespec="seconds"), pid_file.boot_id(), time.monotonic())


def file_of(home: Path) -> Path:
    """Return the path of the record of the state folder `home`; it may be missing."""
    return home / "run" / "restarts.jsonl"


def append(home: Path, new: Event) -> None:
    """Append an event to the record; at the beginning of a watch the record is cut to its last 500 events."""
    file = file_of(home)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if new.kind == "watching":
        temporary = file.with_suffix(".new")
        temporary.write_text("".join(_line(old) for old in read(home)[-KEPT_EVENTS:]))
        temporary.rename(file)
    with file.open("a", encoding="utf-8") as out:
        out.write(_line(new))


def read(home: Path) -> list[Event]:
    """Read the events, the oldest first; a line that was cut off is left out. Empty if nothing was ever watched."""
    events = []
    try:
        lines = file_of(home).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    for line in lines:
        try:
            events.append(Event(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return events


def given_up(events: Sequence[Event]) -> dict[str, Event]:
    """Return service -> event of the services that were given up since the watcher began, and not started again."""
    result: dict[str, Event] = {}
    for known in events:
        if known.kind == "watching":
            result.clear()
        elif known.kind == "given_up":
            result[known.service] = known
        elif known.kind == "restarted":
            result.pop(known.service, None)
    return result


def restarted_within(events: Sequence[Event], period: dt.timedelta, now: dt.datetime) -> dict[str, list[Event]]:
    """Return service -> its restarts within the last `period`, the oldest first. `now`: the time of day.

    Events of this boot are measured since the boot, so that setting the clock hides none and repeats none.
    """
    boot, uptime = pid_file.boot_id(), time.monotonic()
    result: dict[str, list[Event]] = {}
    for known in events:
        age = uptime - known.uptime_seconds if known.boot == boot else (now - known.moment).total_seconds()
        if known.kind == "restarted" and age <= period.total_seconds():
            result.setdefault(known.service, []).append(known)
    return result


def counts(events: Sequence[Event]) -> dict[str, int]:
    """Return service -> number of its restarts in the whole record."""
    return dict(Counter(known.service for known in events if known.kind == "restarted"))


def _line(known: Event) -> str:
    return json.dumps(asdict(known)) + "\n"

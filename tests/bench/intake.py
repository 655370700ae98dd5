"""How long one large list takes from file to merged facts, and how much memory: `python -m tests.bench.intake [ROWS]`.

Each form (a workbook, a csv) gets a fresh warehouse and two deliveries of the same sender, a month apart: in the first
nobody is known, in the second nearly everybody. Every delivery is taken by `pipeline.intake.run.run` in a process of
its own, in which the clock starts when everything is imported that the scheduler imports for its tasks
(`ops.airflow.scheduler`); with `--fresh` Great Expectations is not. Then its feedback workbook is made in another.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

from ops.airflow.scheduler import PRELOADED
from pipeline.feedback import run as feedback
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.merge import staging, versions
from pipeline.merge.persons import PersonWriter
from pipeline.runtime import planner
from pipeline.runtime.settings import Settings
from tests.bench import intake_lists
from tests.bench.meter import MIB, Measured, Say, measure
from tests.bench.run import _server, _settings
from transforms.identity.keyring import Keyring
from transforms.intake.reading.reader import Reader
from warehouse import bulk, statements

ROWS = 500_000
PACK = "heyuan-2020"
SHOWN_SECONDS = 0.05


class Taken(NamedTuple):
    """One delivery. parts: what was called -> wall seconds; an outer part holds its inner ones."""

    name: str
    rows: int
    measured: Measured
    parts: dict[str, float]


def bench(rows: int, forms: list[str], with_feedback: bool, is_fresh: bool, say: Say = print) -> list[Taken]:
    """Every form's two deliveries; raises ValueError unless every row becomes a fact."""
    found = []
    for form in forms:
        folder = Path(tempfile.mkdtemp(prefix="campaign-bench-lists-"))
        try:
            with _server(say) as server:
                settings = _settings(server)
                pack_path = settings.pack_path(PACK) / "pack.yaml"
                made = measure("files", _made, form, rows, pack_path, folder, say=say).value
                for at, delivery in enumerate(made):
                    name = f"{form}, {'nobody' if at == 0 else 'nearly everybody'} known"
                    found.append(_take(name, settings, delivery, rows, server.pid(), is_fresh, say))
                    if with_feedback:
                        found.append(_feedback(name, settings, delivery, rows, server.pid(), say))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return found


def _take(
    name: str, settings: Settings, one: intake_lists.Delivery, rows: int, server: int | None, is_fresh: bool, say: Say
) -> Taken:
    _land(settings, one)
    preload = [] if is_fresh else PRELOADED
    measured = measure(
        name, _taken, settings, rows, one.cut_off_on, server_pid=server, say=say, preload=preload
    )  # fmt: skip
    return _said(Taken(name, rows, measured, measured.value), say)


def _feedback(
    name: str, settings: Settings, one: intake_lists.Delivery, rows: int, server: int | None, say: Say
) -> Taken:
    measured = measure(f"feedback, {name}", _fed_back, settings, one.cut_off_on, server_pid=server, say=say)
    return _said(Taken(f"feedback, {name}", rows, measured, measured.value), say)


def _made(form: str, rows: int, pack_path: Path, folder: Path, say: Say) -> list[intake_lists.Delivery]:
    return intake_lists.make(form, rows, pack_path, folder)


def _land(settings: Settings, one: intake_lists.Delivery) -> None:
    period = f"{one.cut_off_on:%Y-%m}"
    landing.deliver(
        settings, PACK, [landing.Announcement(one.file, one.source, period, "full", one.cut_off_on, one.cut_off_on)]
    )


def _taken(settings: Settings, rows: int, on: dt.date, say: Say) -> dict[str, float]:
    with timed() as parts:
        report = intake.run(settings, PACK, ("special_list",), on, progress=say)
    if report.committed != 1 or report.clean != rows:
        raise ValueError(f"the list is not clean: {report.as_dict()}")
    return {**report.seconds, **parts}


def _fed_back(settings: Settings, on: dt.date, say: Say) -> dict[str, float]:
    with timed() as parts:
        made = feedback.run(settings, PACK, on)
    if len(made) != 1:
        raise ValueError(f"{len(made)} workbooks for one delivery")
    return parts


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Seconds spent in the reader, the suite, the keyring, and in every statement and bulk load by its name."""
    parts: dict[str, float] = {}

    def clocked(function: Callable[..., Any], label: Callable[..., str]) -> Callable[..., Any]:
        @wraps(function)
        def timing(*arguments: Any, **named: Any) -> Any:
            started = time.monotonic()
            try:
                return function(*arguments, **named)
            finally:
                name = label(*arguments, **named)
                parts[name] = parts.get(name, 0.0) + time.monotonic() - started

        return timing

    places: list[tuple[Any, str, Callable[..., str]]] = [
        (Reader, "read", lambda *_, **__: "read"),
        (intake, "validate_each", lambda *_, **__: "suite"),
        (Keyring, "alias_keys", lambda *_, **__: "alias keys"),
        (Keyring, "encrypt", lambda *_, **__: "encrypt"),
        (statements, "run", lambda conn, name, **_: name),
        (bulk, "copy", lambda conn, table, *_, **__: f"COPY {table}"),
        (statements, "script", lambda conn, sql: " ".join(sql.split()[:3])),
        (staging, "_copy_rows", lambda *_, **__: "stage, but for persons"),
        (PersonWriter, "commit", lambda *_, **__: "waited for persons"),
        (versions, "accept_version", lambda *_, **__: "versions, whole"),
        (planner, "refresh", lambda *_, **__: "statistics, whole"),
    ]
    kept = [getattr(place, name) for place, name, _ in places]
    try:
        for (place, name, label), function in zip(places, kept, strict=True):
            setattr(place, name, clocked(function, label))
        yield parts
    finally:
        for (place, name, _), function in zip(places, kept, strict=True):
            setattr(place, name, function)


def _said(one: Taken, say: Say) -> Taken:
    found = one.measured
    say(
        f"{one.name}, {one.rows} rows: {found.seconds:.1f} s;"
        f" processor {found.own_cpu_seconds:.1f} + server {found.server_cpu_seconds:.1f} s;"
        f" peak {found.own_peak_bytes // MIB} + server {found.server_peak_bytes // MIB} MiB"
    )
    for name, seconds in sorted(one.parts.items(), key=lambda part: -part[1]):
        if seconds >= SHOWN_SECONDS:
            say(f"    {seconds:6.2f}  {name}")
    return one


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.intake", description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=ROWS)
    parser.add_argument("--form", action="append", choices=sorted(intake_lists.SOURCES), help="only this form")
    parser.add_argument("--feedback", action="store_true", help="measure the feedback workbooks, too")
    parser.add_argument("--fresh", action="store_true", help="in a process that must import Great Expectations")
    chosen = parser.parse_args()
    bench(
        chosen.rows,
        chosen.form or list(intake_lists.SOURCES),
        chosen.feedback,
        chosen.fresh,
        lambda text: print(text, flush=True),
    )


if __name__ == "__main__":
    main()

"""How long the trial of a release takes on a large held list, and how long it keeps assessments and merges waiting.

Run `python -m tests.steps.holds.bench_effect [PERSONS]`.

A list of a tenth of the persons is taken in and assessed in an empty warehouse. The next list names everybody, is held
because it has grown, and its release is tried, as the question to an official does. Another session looks at the locks.
It is tried once more, and an assessment that starts in the middle is timed: it waits for no trial.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg

from pipeline.assess import run as assess
from pipeline.holds import decide, effect
from pipeline.intake import run as intake
from pipeline.runtime.locks import Lock
from pipeline.runtime.settings import Settings
from tests.bench import intake_lists
from tests.bench.intake import PACK, _land
from tests.bench.meter import Say
from tests.bench.run import _server, _settings

PERSONS = 60_000
PAUSE = 0.05
HELD = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = {int(Lock.ASSESS)}"


def bench(persons: int, say: Say = print) -> dict[str, float]:
    """Seconds of the intake and of the trial, and seconds in which the trial holds the lock of all assessments."""
    folder = Path(tempfile.mkdtemp(prefix="campaign-bench-effect-"))
    seconds: dict[str, float] = {}
    try:
        with _server(say) as server:
            settings = _settings(server)
            pack_path = settings.pack_path(PACK) / "pack.yaml"
            for name in ("first", "second"):
                (folder / name).mkdir()
            first, _ = intake_lists.make("csv", persons // 10, pack_path, folder / "first")
            _, second = intake_lists.make("csv", persons, pack_path, folder / "second")
            _land(settings, first)
            intake.run(settings, PACK, ("special_list",), first.cut_off_on)
            assess.run(settings, PACK, first.cut_off_on, say)
            _land(settings, second)
            started = time.monotonic()
            report = intake.run(settings, PACK, ("special_list",), second.cut_off_on)
            seconds["intake, held"] = time.monotonic() - started
            (waiting,) = decide.waiting(settings, PACK)
            assert report.held == 1, report
            started = time.monotonic()
            with _watched(settings.warehouse_url("owner")) as locked:
                made = effect.effect_of(settings, PACK, str(waiting.delivery_id), second.cut_off_on)
            seconds["trial"], seconds["lock"] = time.monotonic() - started, locked[0]
            seconds["assessment alone"] = _assessed(settings, second.cut_off_on, say)
            with ThreadPoolExecutor(1) as pool:
                trial = pool.submit(effect.effect_text, settings, PACK, str(waiting.delivery_id), second.cut_off_on)
                _wait_for_lock(settings.warehouse_url("owner"))
                time.sleep(seconds["lock"] / 2)
                seconds["assessment in mid-trial"] = _assessed(settings, second.cut_off_on, say)
                trial.result()
            say(f"{persons} rows, {made.persons}: " + ", ".join(f"{name} {s:.1f} s" for name, s in seconds.items()))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return seconds


def _assessed(settings: Settings, on: dt.date, say: Say) -> float:
    """Assess, and return the seconds."""
    started = time.monotonic()
    assess.run(settings, PACK, on, say)
    return time.monotonic() - started


def _wait_for_lock(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        while conn.execute(HELD).fetchone() == (0,):
            time.sleep(PAUSE)


@contextmanager
def _watched(url: str) -> Iterator[list[float]]:
    """Count the seconds in which any session holds the lock of the assessments."""
    locked, is_over = [0.0], threading.Event()

    def watch() -> None:
        with psycopg.connect(url, autocommit=True) as conn:
            last = time.monotonic()
            while not is_over.wait(PAUSE):
                (count,) = conn.execute(HELD).fetchone() or (0,)
                seen = time.monotonic()
                locked[0] += seen - last if count else 0
                last = seen

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield locked
    finally:
        is_over.set()
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.steps.holds.bench_effect", description=__doc__)
    parser.add_argument("persons", nargs="?", type=int, default=PERSONS)
    bench(parser.parse_args().persons, lambda text: print(text, flush=True))


if __name__ == "__main__":
    main()

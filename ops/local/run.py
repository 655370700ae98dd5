"""`make run`: one whole campaign on this machine, from a simulated locality to published extracts, through Airflow.

Everything that is started is stopped again, also after a failure or Ctrl-C. A second run on the same state folder
finds the same deliveries and ends equal.
"""

from __future__ import annotations

import argparse
import datetime as dt
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from ops.airflow.api import Api, ApiError
from ops.airflow.dag_runs import DagRun, RunError, prove_scheduled, wait_for, wait_until_known
from ops.airflow.environment import api_url
from ops.local.console import Console
from ops.local.simulated import Simulated, ensure_simulated
from ops.local.supervisor import Supervisor, SupervisorError
from pipeline.runtime.settings import Settings, SettingsError
from warehouse.embedded.server import EmbeddedError

INTAKES = ("intake_roll", "intake_lists", "intake_payments")
ASSESS, PUBLISH = "assess_and_post", "publish_progress"


@dataclass(frozen=True)
class Wanted:
    pack_code: str
    scale: float
    seed: int

    def dag_id(self, name: str) -> str:
        return f"{self.pack_code}__{name}"


def run(wanted: Wanted, settings: Settings, console: Console) -> None:
    """Do it all; raises what went wrong, with nothing left running."""
    supervisor = Supervisor(settings.home, (wanted.pack_code,), console.say)
    supervisor.claim()
    supervisor.clear_for_run()
    try:
        with _airflow_beside(supervisor, console) as airflow:
            simulated = _prepare(wanted, settings, supervisor, console)
            airflow.result()
        runs = _through_airflow(wanted, settings, supervisor, console, simulated.business_date)
        count = prove_scheduled(supervisor.server, runs)
        console.say(f"{len(runs)} DAG runs with {count} tasks succeeded; the scheduler queued every task")
        _finish(wanted, settings, supervisor, console, simulated)
    finally:
        with _undisturbed():
            console.doing("stopping", "Airflow and the database")
            supervisor.stop_all()


@contextmanager
def _airflow_beside(supervisor: Supervisor, console: Console) -> Iterator[Future[None]]:
    """Start database, then Airflow beside what the block does; on an error wait, so that nothing starts later."""
    console.say("starting the database and, beside the preparation, Airflow")
    supervisor.start_database()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(_start_airflow, supervisor, console)
        try:
            yield future
        except BaseException:
            supervisor.give_up()
            raise


def _start_airflow(supervisor: Supervisor, console: Console) -> None:
    console.doing("Airflow", "starting")
    supervisor.start_airflow()
    supervisor.wait_until_healthy()
    console.doing("Airflow", "")
    console.say(f"Airflow is up: {api_url(supervisor.home)}")


def _prepare(wanted: Wanted, settings: Settings, supervisor: Supervisor, console: Console) -> Simulated:
    """Warehouse, pack, simulated locality, deliveries."""
    console.doing("warehouse", "migrating")
    supervisor.migrate_warehouse()
    console.doing("warehouse", "")
    _compile_pack(wanted, settings)
    console.say(f"warehouse migrated, pack {wanted.pack_code} checked and compiled")
    console.doing("simulation", f"{wanted.pack_code}, scale {wanted.scale:g}, seed {wanted.seed}")
    simulated = ensure_simulated(settings.home, wanted.pack_code, wanted.scale, wanted.seed)
    console.doing("simulation", "")
    console.say(
        f"locality {'found' if simulated.reused else 'simulated'} up to {simulated.business_date}: {simulated.folder}"
    )
    from pipeline.landing import folder as landing_folder

    console.doing("landing", "deliveries")
    landed = landing_folder.deliver_all(settings, wanted.pack_code, simulated.folder)
    console.doing("landing", "")
    console.say(f"{len(landed)} deliveries landed, {sum(one.is_new for one in landed)} of them new")
    return simulated


def _compile_pack(wanted: Wanted, settings: Settings) -> None:
    from pipeline.policy import install, registry
    from warehouse import engine

    pack = registry.load(settings, wanted.pack_code)
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        install.ensure_installed(conn, pack)


def _through_airflow(
    wanted: Wanted, settings: Settings, supervisor: Supervisor, console: Console, business_date: dt.date
) -> list[DagRun]:
    """Intakes at once, then the assessment that their assets start, then the last publications due."""
    api = Api(settings.home)
    console.doing("Airflow", "reading the DAGs")
    dag_ids = [wanted.dag_id(name) for name in (*INTAKES, ASSESS, PUBLISH)]
    wait_until_known(api, dag_ids)
    if left := sum(api.abandon(dag_id) for dag_id in dag_ids):
        console.say(f"{left} unfinished DAG runs of an earlier, interrupted run were given up")
    before = api.run_ids(wanted.dag_id(ASSESS))
    conf = {"business_date": business_date.isoformat()}
    runs = [DagRun(dag_id, api.trigger(dag_id, conf)) for dag_id in map(wanted.dag_id, INTAKES)]
    console.say(f"triggered {', '.join(INTAKES)} for {business_date}")
    with _counting(wanted, settings, console):
        wait_for(api, settings.home, runs, supervisor.check_alive)
        console.say("intakes succeeded")
        runs += _wait_for_assessment(wanted, settings, supervisor, api, before, business_date)
    console.say("assessment succeeded")
    days = _last_due_days(wanted, settings, business_date)
    if days:
        dag_id = wanted.dag_id(PUBLISH)
        console.doing("Airflow", f"publishing what was due on {', '.join(map(str, days))}")
        publish = DagRun(dag_id, api.trigger(dag_id, {**conf, "publish_on": [str(day) for day in days]}))
        wait_for(api, settings.home, [publish], supervisor.check_alive)
        runs.append(publish)
    console.doing("Airflow", "")
    return runs


def _wait_for_assessment(
    wanted: Wanted, settings: Settings, supervisor: Supervisor, api: Api, before: set[str], business_date: dt.date
) -> list[DagRun]:
    """Wait for the runs that the intakes' assets started, until everything committed is assessed.

    Updates of several assets may share one run or have one each (they coalesce), so the watermark decides.
    """
    from pipeline.publish.run import watermark_ready

    dag_id = wanted.dag_id(ASSESS)
    patience = threading.Event()
    for _ in range(1200):
        runs = [DagRun(dag_id, run_id) for run_id in sorted(api.run_ids(dag_id) - before)]
        wait_for(api, settings.home, runs, supervisor.check_alive)
        if runs and watermark_ready(settings, wanted.pack_code, business_date):
            return runs
        supervisor.check_alive()
        patience.wait(0.5)
    raise RunError(f"no run of {dag_id} has assessed everything that was committed; look at it in Airflow: make up")


def _last_due_days(wanted: Wanted, settings: Settings, business_date: dt.date) -> list[dt.date]:
    """For each report and cadence the last day on which it was due for a day that the simulation covers."""
    from pipeline.policy import registry
    from transforms.policy import all_slots

    last: dict[tuple[str, str], dt.date] = {}
    for slot in all_slots(registry.load(settings, wanted.pack_code)):
        if slot.as_of <= business_date:
            key = (slot.report, slot.cadence)
            last[key] = max(slot.due_on, last.get(key, slot.due_on))
    return sorted(set(last.values()))


@contextmanager
def _counting(wanted: Wanted, settings: Settings, console: Console) -> Iterator[None]:
    """Keep the console's reminder at the present count of decided deliveries."""
    ended = threading.Event()

    def count() -> None:
        from transforms.policy import campaign_id
        from warehouse import engine, statements

        database = engine.create(settings.warehouse_url("publisher"))
        while not ended.wait(1.0):
            with database.connect() as conn:
                row = statements.run(conn, "ops/deliveries", campaign_id=campaign_id(wanted.pack_code)).one()
            console.doing(
                "Airflow",
                f"{row.decided} of {row.deliveries} deliveries decided, assessed up to {row.assessed_on or '—'}",
            )

    thread = threading.Thread(target=count, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(5)


def _finish(wanted: Wanted, settings: Settings, supervisor: Supervisor, console: Console, simulated: Simulated) -> None:
    """The summary on the screen; Airflow stops meanwhile, the database after it."""
    from pipeline.commands.progress.summary import render_summary

    console.doing("stopping", "Airflow")
    with ThreadPoolExecutor(1) as pool:
        stopping = pool.submit(supervisor.stop_airflow)
        render_summary(settings, wanted.pack_code, simulated.business_date)
        stopping.result()
    _what_next(wanted, settings.home)


def _what_next(wanted: Wanted, home: Path) -> None:
    print(
        f"""
Next:  make up                  Airflow with its user interface on 127.0.0.1, schedules on; make down stops it
       make psql ROLE=analyst   the marts of the same warehouse in SQL
       CAMPAIGN_HOME=.campaign-other make run PACK=hefei-2020 SCALE={wanted.scale:g}   another notice, apart: simulated
                                people of two places share numbers, and would be held as paid elsewhere
State: {home}"""
    )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A second Ctrl-C while everything is being stopped would leave processes behind."""
    before = [signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--pack", default="dongan-2020")
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    with Console() as console:
        try:
            run(Wanted(given.pack, given.scale, given.seed), Settings.from_environment(), console)
        except KeyboardInterrupt:
            console.say("interrupted; everything was stopped. Run the same command again to go on")
            return 130
        except _EXPECTED as error:
            console.say(f"make run failed; what it had started was stopped\n{error}")
            return 1
        console.say("done; everything was stopped")
    return 0


def _expected_errors() -> tuple[type[BaseException], ...]:
    from transforms.policy import PackError

    return (RunError, SupervisorError, SettingsError, EmbeddedError, ApiError, PackError, FileNotFoundError)


_EXPECTED: Any = _expected_errors()

if __name__ == "__main__":
    sys.exit(main())

"""`make run`: run a whole campaign through Airflow on this machine, from a simulated locality to published extracts.

Everything that it starts is stopped at the end, also after a failure or Ctrl-C. A second run on one state folder meets
the deliveries of the first and leaves an equal warehouse.
"""

from __future__ import annotations

import argparse
import datetime as dt
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from ops.airflow.api import Api, ApiError
from ops.airflow.dag_runs import DagRun, RunError, prove_scheduled, wait_for, wait_until_known
from ops.airflow.environment import api_url
from ops.local.console import Console
from ops.local.simulated import SimulatedLocality, ensure_simulated
from ops.local.supervisor import Supervisor, SupervisorError
from ops.local.watch import watching
from pipeline.runtime.database import loader, publisher
from pipeline.runtime.settings import Settings, SettingsError, active_packs
from warehouse.embedded.server import EmbeddedError

INTAKES = ("intake_roll", "intake_lists", "intake_payments")
ASSESS, PUBLISH = "assess_and_post", "publish_progress"
# Longest time in which a service that died may be started again; calls to Airflow wait so long.
PATIENCE_SECONDS = 180.0


@dataclass(frozen=True)
class RunParameters:
    """Parameters of a simulated campaign. `scale`: share of the locality's real size."""

    pack_code: str
    scale: float
    seed: int

    def dag_id(self, name: str) -> str:
        """Return `<pack_code>__<name>`, the id of one of the pack's DAGs; `name` is for example `intake_roll`."""
        return f"{self.pack_code}__{name}"


def run(parameters: RunParameters, settings: Settings, console: Console) -> None:
    """Run a whole simulated campaign through Airflow: simulate, land, take in, assess, publish, and print a summary.

    It starts the database and Airflow, and stops them at the end, also after a failure. The results stay in the state
    folder of `settings`. `parameters`: pack code, scale (share of the locality's real size) and seed of the random
    draw. `console` receives the lines of progress. If a step fails, raises RunError, SupervisorError, ApiError,
    EmbeddedError, SettingsError, PackError, or FileNotFoundError for an unknown pack.
    """
    from pipeline.policy import registry

    # A mistyped code or a faulty pack ends the run before any service starts.
    registry.load(settings, parameters.pack_code)
    supervisor = Supervisor(settings.home, (parameters.pack_code,), console.say)
    supervisor.claim()
    supervisor.clear_for_run()
    try:
        with _airflow_in_parallel(supervisor, console) as airflow:
            simulated = _prepare_deliveries(parameters, settings, supervisor, console)
            airflow.result()
        with watching(supervisor) as watcher:
            runs = _run_dags(parameters, settings, watcher.check, console, simulated.business_date)
        count = prove_scheduled(supervisor.server, runs)
        console.say(f"{len(runs)} DAG runs with {count} tasks succeeded; the scheduler queued every task")
        _print_summary(parameters, settings, supervisor, console, simulated)
    finally:
        with _ignore_interrupts():
            console.doing("stopping", "Airflow and the database")
            supervisor.stop_all()


@contextmanager
def _airflow_in_parallel(supervisor: Supervisor, console: Console) -> Iterator[Future[None]]:
    """Start the database, then Airflow in a thread while the block runs.

    If the block fails, wait for the thread, so that nothing starts after everything was stopped.
    """
    console.say("starting the database and, during the preparation, Airflow")
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


def _prepare_deliveries(
    parameters: RunParameters, settings: Settings, supervisor: Supervisor, console: Console
) -> SimulatedLocality:
    """Migrate the warehouse, compare its keys, install the pack, simulate the locality, and land its deliveries."""
    from pipeline.identity.keys import check as check_keys

    console.doing("warehouse", "migrating")
    supervisor.migrate_warehouse()
    check_keys(settings)
    console.doing("warehouse", "")
    _compile_pack(parameters, settings)
    console.say(f"warehouse migrated, pack {parameters.pack_code} checked and compiled")
    console.doing("simulation", f"{parameters.pack_code}, scale {parameters.scale:g}, seed {parameters.seed}")
    simulated = ensure_simulated(settings.home, parameters.pack_code, parameters.scale, parameters.seed)
    console.doing("simulation", "")
    console.say(
        f"locality {'reused' if simulated.reused else 'simulated'} up to {simulated.business_date}: {simulated.folder}"
    )
    from pipeline.landing import folder as landing_folder

    console.doing("landing", "deliveries")
    deliveries = landing_folder.deliver_all(settings, parameters.pack_code, simulated.folder)
    console.doing("landing", "")
    console.say(f"{len(deliveries)} deliveries landed, {sum(delivery.is_new for delivery in deliveries)} of them new")
    return simulated


def _compile_pack(parameters: RunParameters, settings: Settings) -> None:
    from pipeline.policy import install, registry

    pack = registry.load(settings, parameters.pack_code)
    with loader(settings).begin() as conn:
        install.ensure_installed(conn, pack)


def _run_dags(
    parameters: RunParameters,
    settings: Settings,
    check: Callable[[], None],
    console: Console,
    business_date: dt.date,
) -> list[DagRun]:
    """Trigger all intakes, wait for the assessment that their assets start, then publish the last due reports.

    A service that died meanwhile is started again, and the calls wait for it; `check` raises if it was given up.
    """
    api = Api(settings.home, patience_seconds=PATIENCE_SECONDS)
    console.doing("Airflow", "reading the DAGs")
    dag_ids = [parameters.dag_id(name) for name in (*INTAKES, ASSESS, PUBLISH)]
    wait_until_known(api, dag_ids)
    if unfinished := sum(api.abandon(dag_id) for dag_id in dag_ids):
        console.say(f"{unfinished} unfinished DAG runs of an earlier, interrupted run were given up")
    before = api.run_ids(parameters.dag_id(ASSESS))
    conf = {"business_date": business_date.isoformat()}
    runs = [DagRun(dag_id, api.trigger(dag_id, conf)) for dag_id in map(parameters.dag_id, INTAKES)]
    console.say(f"triggered {', '.join(INTAKES)} for {business_date}")
    with _show_decided_count(parameters, settings, console):
        wait_for(api, settings.home, runs, check)
        console.say("intakes succeeded")
        runs += _wait_for_assessment(parameters, settings, check, api, before, business_date)
    console.say("assessment succeeded")
    days = last_due_days(settings, parameters.pack_code, business_date)
    if days:
        dag_id = parameters.dag_id(PUBLISH)
        console.doing("Airflow", f"publishing what was due on {', '.join(map(str, days))}")
        publish = DagRun(dag_id, api.trigger(dag_id, {**conf, "publish_on": [str(day) for day in days]}))
        wait_for(api, settings.home, [publish], check)
        runs.append(publish)
    console.doing("Airflow", "")
    return runs


def _wait_for_assessment(
    parameters: RunParameters,
    settings: Settings,
    check: Callable[[], None],
    api: Api,
    before: set[str],
    business_date: dt.date,
) -> list[DagRun]:
    """Wait for the runs that the intakes' assets start, until everything committed is assessed, and return them.

    Airflow may start one run for several assets or one for each, so the watermark decides. Raises RunError if ten
    minutes after the last run ended something is not assessed.
    """
    from pipeline.publish.run import watermark_ready

    dag_id = parameters.dag_id(ASSESS)
    pause = threading.Event()
    for _ in range(1200):
        runs = [DagRun(dag_id, run_id) for run_id in sorted(api.run_ids(dag_id) - before)]
        wait_for(api, settings.home, runs, check)
        with _tolerate_database_restart():
            if runs and watermark_ready(settings, parameters.pack_code, business_date):
                return runs
        check()
        pause.wait(0.5)
    raise RunError(f"no run of {dag_id} has assessed everything that was committed; look at it in Airflow: make up")


def last_due_days(settings: Settings, pack_code: str, business_date: dt.date) -> list[dt.date]:
    """List, in order and once each, the latest due day per report and cadence with an as-of date up to `business_date`.

    The due day itself may be later than `business_date`. Raises PackError if the pack has errors.
    """
    from pipeline.policy import registry
    from transforms.policy import all_slots

    last: dict[tuple[str, str], dt.date] = {}
    for slot in all_slots(registry.load(settings, pack_code)):
        if slot.as_of <= business_date:
            key = (slot.report, slot.cadence)
            last[key] = max(slot.due_on, last.get(key, slot.due_on))
    return sorted(set(last.values()))


@contextmanager
def _show_decided_count(parameters: RunParameters, settings: Settings, console: Console) -> Iterator[None]:
    """While the block runs, keep the number of decided deliveries in the console's progress line."""
    ended = threading.Event()

    def count() -> None:
        from transforms.policy import campaign_id
        from warehouse import statements

        database = publisher(settings)
        while not ended.wait(1.0):
            with _tolerate_database_restart():
                with database.connect() as conn:
                    row = statements.run(conn, "ops/deliveries", campaign_id=campaign_id(parameters.pack_code)).one()
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


@contextmanager
def _tolerate_database_restart() -> Iterator[None]:
    """Leave the block without an error if the database does not answer at present: it is being started again."""
    from pipeline.runtime.transient import is_transient

    try:
        yield
    except Exception as error:
        if not is_transient(error):
            raise


def _print_summary(
    parameters: RunParameters,
    settings: Settings,
    supervisor: Supervisor,
    console: Console,
    simulated: SimulatedLocality,
) -> None:
    """Print the summary while Airflow stops; the database stops later."""
    from pipeline.commands.progress.summary import render_summary

    console.doing("stopping", "Airflow")
    with ThreadPoolExecutor(1) as pool:
        stopping = pool.submit(supervisor.stop_airflow)
        render_summary(settings, parameters.pack_code, simulated.business_date)
        stopping.result()
    print(next_steps(parameters, settings.home))


def next_steps(parameters: RunParameters, home: Path) -> str:
    """Return the text that names the commands after a run: `make up` with the DAGs of this pack, psql, another notice.

    `make up` without `CAMPAIGN_PACKS` shows the DAGs of the default pack only. `home`: the state folder.
    """
    pack_code = parameters.pack_code
    up = "make up" if pack_code in active_packs() else f"CAMPAIGN_PACKS={pack_code} make up"
    other = "hefei-2020" if pack_code != "hefei-2020" else "dongan-2020"
    return f"""
Next:  {up}
           Airflow with its user interface on 127.0.0.1, schedules on; make down stops it
       make psql ROLE=analyst
           the marts of the same warehouse in SQL
       CAMPAIGN_HOME=.campaign-other make run PACK={other} SCALE={parameters.scale:g}
           another notice, in a state folder of its own: simulated people of two places share document numbers, and
           would be held as paid elsewhere
State: {home}"""


@contextmanager
def _ignore_interrupts() -> Iterator[None]:
    """Ignore Ctrl-C in the block: during the stop it would leave processes behind."""
    before = [signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)


def _raise_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _is_interrupt(error: BaseException) -> bool:
    """Return whether an error is Ctrl-C, or comes from it: Python before 3.12 wraps it while a class is made."""
    return isinstance(error, KeyboardInterrupt) or isinstance(error.__cause__, KeyboardInterrupt)


def main(arguments: list[str] | None = None) -> int:
    """Run a simulated campaign with the options `--pack`, `--scale` and `--seed`, and return the exit code.

    `arguments`: None is the command line of this process. The code is 0 after success, 1 after an expected failure (its
    text is printed), 130 after Ctrl-C.
    """
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--pack", default="dongan-2020")
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _raise_interrupt)
    with Console() as console:
        try:
            run(RunParameters(options.pack, options.scale, options.seed), Settings.from_environment(), console)
        except BaseException as error:
            if _is_interrupt(error):
                console.say("interrupted; everything was stopped. Run the same command again to continue")
                return 130
            if not isinstance(error, _expected_errors()):
                raise
            console.say(f"make run failed; what it had started was stopped\n{error}")
            return 1
        console.say("done; everything was stopped")
    return 0


def _expected_errors() -> tuple[type[BaseException], ...]:
    from transforms.policy import PackError

    return (RunError, SupervisorError, SettingsError, EmbeddedError, ApiError, PackError, FileNotFoundError)


if __name__ == "__main__":
    sys.exit(main())

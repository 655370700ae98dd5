"""Steps 5 and 6, assess and post: everything committed since the last watermark, in one transaction.

The statements are generic; the rules are rows of the `policy` tables. Changed persons are assessed, or everybody if the
pack's version changed.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection

from pipeline.assess import statement_gaps
from pipeline.assess.statements import (
    ASSESS_STATEMENTS,
    BULK_PERSONS,
    PART_SHARE,
    POST_STATEMENTS,
    AssessParams,
    ReadParams,
    clear_work_tables,
    prepare_everybody,
    read_facts,
    run_steps,
    statements_before_writing,
)
from pipeline.assess.terms import has_clock, set_terms
from pipeline.identity import keys
from pipeline.policy import corrections, install, registry
from pipeline.policy.watermark import WATERMARK
from pipeline.runtime import locks, planner
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from transforms.clocks.working_days import NO_TABLE, WorkingDaysError
from transforms.intake.layouts.files import LayoutError
from transforms.policy import Pack, campaign_id
from warehouse import statements

log = logging.getLogger(__name__)


@dataclass
class AssessReport:
    """Counts of one assessment; holds no values, safe for logs and XCom."""

    pack_code: str
    assess_no: int
    committed_no: int
    business_date: str
    persons: int
    seconds: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the counts of the assessment as a dictionary for logs and XCom (Airflow's value of a task).

        The keys: `pack_code`, `assess_no` (number of the assessment), `committed_no` (number of the last delivery that
        it includes), `business_date` (ISO text), `persons` (assessed), and `seconds` (stage -> seconds).
        """
        return asdict(self)


def run(
    settings: Settings,
    pack_code: str,
    business_date: dt.date,
    progress: Callable[[str], None] = log.info,
    everyone: bool = False,
) -> AssessReport:
    """Assess the changed persons of a campaign and post the differences; return the counts of the assessment.

    An `AssessReport` has the number of the assessment, the number of the last delivery that it includes, the business
    date, the number of persons, and seconds per stage. Writes dues, explanations, ledger events and coverage in one
    transaction; a run without changes writes nothing. `progress` is called with a Chinese line for the log. `everyone`:
    read the facts of all persons again and judge all of them. A new version of the pack judges all persons by the facts
    that are known already; changed persons are assessed by the old version first, so that the reported effect of the
    correction contains nothing else. A `business_date` before the last assessed day is replaced by that day. Raises
    CorrectionRefused, and writes nothing, if the new version of the pack may not replace the old version.
    """
    pack = registry.load(settings, pack_code)
    keys.check_known(settings)
    with loader(settings).begin() as conn:
        locks.take(conn, locks.Lock.ASSESS)
        _set_terms(conn, settings, pack)
        return assess_in(conn, pack, business_date, progress, everyone)


def _set_terms(conn: Connection, settings: Settings, pack: Pack) -> None:
    """Work out the terms of clocks. With a table of working days that is wrong they stay: no enrolment waits for it."""
    try:
        table = registry.working_days(settings) if has_clock(pack) else NO_TABLE
    except (WorkingDaysError, LayoutError) as error:
        log.error("the terms of clocks stay as they are: %s", type(error).__name__)
        return
    set_terms(conn, pack, table)


def assess_in(
    conn: Connection,
    pack: Pack,
    business_date: dt.date,
    progress: Callable[[str], None] = log.info,
    everyone: bool = False,
    before_writing: Callable[[Connection], None] | None = None,
    may_go_back: bool = False,
) -> AssessReport:
    """Assess and post as `run` does, in the caller's transaction, which holds the lock of assessments.

    `before_writing` is called when the persons are judged and `core.dues` still has the results from before (view
    `staging.assess_before_after`); it is not called if there is nobody to judge. `may_go_back`: a `business_date`
    before the last assessed day counts (`pipeline/assess/rewind.py`); it needs `everyone`.
    """
    campaign = campaign_id(pack.pack_code)
    change = corrections.find_change(conn, pack)
    install.ensure_installed(conn, pack)
    mark = WATERMARK.single(conn, campaign_id=campaign)
    on = business_date if may_go_back else max(filter(None, (business_date, mark.assessed_on)))
    params: ReadParams = {"campaign_id": campaign, "committed_no": mark.committed_no, "business_date": on}
    report = AssessReport(pack.pack_code, mark.assess_no, mark.committed_no, on.isoformat(), 0)
    started = time.monotonic()
    if change is not None and change.old is not None:
        _assess_by_old_version(conn, change, params, report)
    has_other_rules = mark.pack_version is not None and mark.pack_version != pack.version
    report.persons = read_facts(conn, params, everyone)
    if everyone or has_other_rules:
        report.persons = prepare_everybody(conn, params)
    if report.persons:
        report.assess_no += 1
        report.seconds["choose"] = round(time.monotonic() - started, 3)
        progress(f"{pack.pack_code}：核定 {report.persons} 人，业务日期 {on}")
        numbered: AssessParams = {
            **params,
            "assess_no": report.assess_no,
            "everyone": everyone or has_other_rules,
        }
        _assess_and_post(conn, numbered, report, change, before_writing)
    if report.persons or on != mark.assessed_on or mark.assessed_no != mark.committed_no:
        _finish(conn, params, report, pack)
    if report.persons >= BULK_PERSONS:
        # gigabytes, which the next assessment, perhaps a small one, would have to clear otherwise
        clear_work_tables(conn, is_bulk=True)
    return report


def _assess_by_old_version(
    conn: Connection, change: corrections.PackChange, params: ReadParams, report: AssessReport
) -> None:
    """Assess the changed persons by the version before the correction, as a run just before it would have done."""
    assert change.old is not None
    report.persons = read_facts(conn, params)
    if not report.persons:
        return
    install.overwrite(conn, change.old)
    report.assess_no += 1
    numbered: AssessParams = {**params, "assess_no": report.assess_no, "everyone": False}
    _assess_and_post(conn, numbered, report)
    _finish(conn, params, report, change.old)
    install.overwrite(conn, change.new)


def _assess_and_post(
    conn: Connection,
    params: AssessParams,
    report: AssessReport,
    change: corrections.PackChange | None = None,
    before_writing: Callable[[Connection], None] | None = None,
) -> None:
    """Judge the persons whose facts were read, write results and ledger, and record a correction's effect."""
    written: dict[str, int] = {}
    for stage, steps in (("assess", ASSESS_STATEMENTS), ("post", POST_STATEMENTS)):
        started = time.monotonic()
        if stage == "assess" and (change is not None or before_writing is not None):
            judging = statements_before_writing()
            run_steps(conn, params, judging, report.persons)
            if change is not None:
                corrections.record_change(conn, change, params["assess_no"], params["business_date"])
            if before_writing is not None:
                before_writing(conn)
            steps = steps[len(judging) :]
        written |= run_steps(conn, params, steps, report.persons)
        report.seconds[stage] = round(time.monotonic() - started, 3)
    if change is not None:
        corrections.record_changed_days(conn, change, params["assess_no"])
    result_tables = ["core.explanation", "ledger.event", "ledger.coverage_event"]
    results = written["assess/write/dues"] + written["assess/write/dues_changed"]
    planner.refresh(conn, "core.dues", results, result_tables, share=PART_SHARE)


def _finish(conn: Connection, params: ReadParams, report: AssessReport, pack: Pack) -> None:
    """Compare the statements of the tax bureau, record the assessment, empty the queue and move the watermark."""
    statement_gaps.compare(conn, params["campaign_id"], report.persons)
    numbered = {**params, "assess_no": report.assess_no}
    if report.persons:
        statements.run(conn, "post/assessment", **numbered, pack_version=pack.version, persons=report.persons)
        corrections.save_version(conn, pack, report.assess_no, params["business_date"])
    queue = {"campaign_id": params["campaign_id"], "committed_no": params["committed_no"]}
    statements.run(conn, "assess/write/finish_queue", **queue)
    statements.run(conn, "assess/write/finish_watermark", **numbered)

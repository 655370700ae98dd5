"""Steps 5 and 6, assess and post: everything committed since the last watermark, in one transaction.

The statements are generic; the rules are rows of the `policy` tables. Facts are read of the persons who changed, and
what they say is kept (core.trait); the changed persons are judged, and everybody when the pack's version has changed.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection

from pipeline.policy import corrections, install, registry
from pipeline.runtime import planner
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from transforms.policy import Pack, campaign_id
from warehouse import statements

log = logging.getLogger(__name__)

# One assessment at a time in a warehouse: the work tables are shared.
ASSESS_LOCK = 1
# Joins of so many persons go through the disk with the server's ordinary memory; with this much they do not.
BULK_PERSONS, BULK_WORK_MEM = 200_000, "256MB"
# The facts of so few are looked up by key, however many facts there are: a page here and there costs little more
# than the next one, in memory and on a disk without arms. Left to itself the planner reads tables whole for a thousand.
FEW_PERSONS, FEW_PAGE_COST = 20_000, 1.1
# For a few, to search all orders of a dozen joins takes longer than the joins: they are written in a good order.
FEW_COLLAPSE = 5
# A work table that has grown to this (with what was deleted from it) is truncated.
LARGE_BYTES = 2_000_000
Statements = tuple[tuple[str, str | None], ...]
# Who changed and what their facts say. They are judged, or everybody is.
READ_STATEMENTS = (
    "assess/read/changed", "assess/read/linked", "assess/read/changed_key", "assess/read/linked_gone",
    "assess/read/trait",
)  # fmt: skip
# (statement, work table that it fills) in order; together they are the whole of the rules' machinery.
ASSESS_STATEMENTS: Statements = (
    ("assess/judge/membership", "staging.assess_membership"),
    ("assess/judge/interval", "staging.assess_interval"),
    ("assess/judge/unmet", "staging.assess_unmet"),
    ("assess/judge/job", "staging.assess_job"),
    ("assess/judge/alike", "staging.assess_alike"),
    ("assess/judge/model", "staging.assess_model"),
    ("assess/judge/model_trait", "staging.assess_trait"),
    ("assess/judge/payer_model", "staging.assess_payer"),
    ("assess/judge/receipt", "staging.assess_receipt"),
    ("assess/judge/day", "staging.assess_day"),
    ("assess/judge/fit", "staging.assess_fit"),
    ("assess/judge/price", "staging.assess_price"),
    ("assess/judge/claim", "staging.assess_claim"),
    ("assess/judge/decision", "staging.assess_decision"),
    ("assess/judge/settled", "staging.assess_settled"),
    ("assess/judge/benefit", "staging.assess_benefit"),
    ("assess/judge/outcome", "staging.assess_outcome"),
    ("assess/judge/difference", "staging.assess_difference"),
    ("assess/explain/explain_day", "staging.assess_explained"),
    ("assess/explain/explain_gone", None),
    ("assess/explain/explain_category", None),
    ("assess/explain/explain_amount", None),
    ("assess/explain/explain_course", None),
    ("assess/write/dues_gone", None),
    ("assess/write/dues", None),
)
FIRST_WRITE = "assess/write/dues_gone"
POST_STATEMENTS: Statements = (
    ("post/person", "staging.post_person"),
    ("post/payer", "staging.assess_payer"),
    ("assess/judge/receipt", "staging.assess_receipt"),
    ("post/line", "staging.post_line"),
    ("post/event", None),
    ("post/event_total", None),
    ("post/coverage_line", "staging.post_coverage"),
    ("post/coverage_event", None),
    ("post/coverage_total", None),
)


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
        return asdict(self)


def run(
    settings: Settings, pack_code: str, business_date: dt.date, progress: Callable[[str], None] = log.info,
    everyone: bool = False,
) -> AssessReport:  # fmt: skip
    """Assess who changed and post the differences. A run without changes writes nothing.

    `business_date` never goes back behind the last assessment's. `everyone` reads the facts of all persons again and
    judges them; a new version of the pack judges all by the facts that are known: first what is new is assessed by the
    version before, so that what the correction is reported to change is its own doing. Raises CorrectionRefused, and
    writes nothing, if it may not replace that one.
    """
    pack = registry.load(settings, pack_code)
    number = campaign_id(pack_code)
    with loader(settings).begin() as conn:
        statements.run(conn, "runtime/lock", campaign_id=ASSESS_LOCK)
        change = corrections.find_change(conn, pack)
        install.ensure_installed(conn, pack)
        known = statements.run(conn, "assess/read/watermark", campaign_id=number).mappings().one()
        on = max(filter(None, (business_date, known["assessed_on"])))
        params = {"campaign_id": number, "committed_no": known["committed_no"], "business_date": on}
        report = AssessReport(pack_code, known["assess_no"], known["committed_no"], on.isoformat(), 0)
        started = time.monotonic()
        if change is not None and change.old is not None:
            _facts_first(conn, change, params, report)
        has_other_rules = known["pack_version"] is not None and known["pack_version"] != pack.version
        report.persons = read(conn, params, everyone)
        if everyone or has_other_rules:
            report.persons = everybody(conn, params)
        if report.persons:
            report.assess_no += 1
            report.seconds["choose"] = round(time.monotonic() - started, 3)
            progress(f"{pack_code}：核定 {report.persons} 人，业务日期 {on}")
            numbered = params | {"assess_no": report.assess_no, "everyone": everyone or has_other_rules}
            _assess(conn, numbered, report, change)
        if report.persons or on != known["assessed_on"] or known["assessed_no"] != known["committed_no"]:
            _finish(conn, params | {"assess_no": report.assess_no}, report, pack)
        if report.persons >= BULK_PERSONS:
            clear(conn)  # it is gigabytes, and the next assessment, perhaps a small one, would have to clear them away
    return report


def _facts_first(
    conn: Connection, change: corrections.PackChange, params: dict[str, Any], report: AssessReport
) -> None:
    """Assess who changed by the version before the correction, as a run just before it would have done."""
    assert change.old is not None
    report.persons = read(conn, params)
    if not report.persons:
        return
    install.overwrite(conn, change.old)
    report.assess_no += 1
    numbered = params | {"assess_no": report.assess_no, "everyone": False}
    _assess(conn, numbered, report)
    _finish(conn, numbered, report, change.old)
    install.overwrite(conn, change.new)


def read(conn: Connection, params: dict[str, Any], everyone: bool = False) -> int:
    """Empty the work tables, and read the facts of who changed, or of everybody, into core.trait; returns how many."""
    clear(conn)
    planner.ensure(conn, params["campaign_id"])
    if everyone:
        count = statements.run(conn, "assess/read/changed_all", campaign_id=params["campaign_id"]).rowcount
    else:
        count = statements.run(conn, "assess/read/changed", **params).rowcount
    planner.refresh_work_tables(conn, count, count, "staging.assess_changed")
    _tune(conn, count)
    if count:
        statements.run(conn, "assess/read/linked", campaign_id=params["campaign_id"])
        statements.run(conn, "assess/read/changed_key", campaign_id=params["campaign_id"])
        planner.refresh_work_tables(conn, count, count, "staging.assess_linked", "staging.assess_changed_key")
        statements.run(conn, "assess/read/linked_gone", campaign_id=params["campaign_id"])
        statements.run(conn, "assess/read/trait", **params)
        planner.refresh(conn, "core.trait", count)
    return count


def clear(conn: Connection) -> None:
    """Empty the work tables: what is large is truncated, a few rows are deleted, which makes no new files."""
    commands = statements.run(conn, "assess/write/clear", large_bytes=LARGE_BYTES).scalars().all()
    statements.script(conn, "; ".join(commands))


def everybody(conn: Connection, params: dict[str, Any]) -> int:
    """Judge everybody, not only whose facts were read; returns how many they are.

    Nobody is listed: the statements are told :everyone and leave the list of who is read aside.
    """
    statements.run(conn, "assess/read/linked_all", campaign_id=params["campaign_id"])
    statements.script(conn, "ANALYZE staging.assess_linked")
    count = int(statements.run(conn, "assess/read/everybody", campaign_id=params["campaign_id"]).scalar_one())
    _tune(conn, count)
    return count


def _tune(conn: Connection, persons: int) -> None:
    """Tell the planner, until the transaction ends, whether it deals with many persons or with few."""
    page_cost = FEW_PAGE_COST if persons <= FEW_PERSONS else "DEFAULT"
    work_mem = f"'{BULK_WORK_MEM}'" if persons >= BULK_PERSONS else "DEFAULT"
    collapse = FEW_COLLAPSE if persons <= FEW_PERSONS else "DEFAULT"
    statements.script(
        conn,
        f"SET LOCAL random_page_cost TO {page_cost}; SET LOCAL work_mem TO {work_mem};"
        f" SET LOCAL join_collapse_limit TO {collapse}; SET LOCAL from_collapse_limit TO {collapse}",
    )


def _assess(
    conn: Connection, params: dict[str, Any], report: AssessReport, change: corrections.PackChange | None = None
) -> None:
    written: dict[str, int] = {}
    for stage, steps in (("assess", ASSESS_STATEMENTS), ("post", POST_STATEMENTS)):
        started = time.monotonic()
        if stage == "assess" and change is not None:
            judge(conn, params, judging(), report.persons)
            corrections.record_change(conn, change, params["assess_no"], params["business_date"])
            steps = steps[len(judging()) :]
        written |= judge(conn, params, steps, report.persons)
        report.seconds[stage] = round(time.monotonic() - started, 3)
    if change is not None:
        corrections.record_changed_days(conn, change, params["assess_no"])
    planner.refresh(
        conn, "core.dues", written["assess/write/dues"], ["core.explanation", "ledger.event", "ledger.coverage_event"]
    )


def judging() -> Statements:
    """The statements up to the first that writes over what stands: until it both lie side by side."""
    return ASSESS_STATEMENTS[: [name for name, _ in ASSESS_STATEMENTS].index(FIRST_WRITE)]


def judge(conn: Connection, params: dict[str, Any], steps: Statements, persons: int) -> dict[str, int]:
    """Run statements in order, with fresh statistics of the work tables where these matter; returns the rows of each.

    `persons`: how many are judged.
    """
    written = {}
    for name, work_table in steps:
        written[name] = statements.run(conn, name, **params).rowcount
        if work_table:
            planner.refresh_work_tables(conn, written[name], persons, work_table)
    return written


def _finish(conn: Connection, params: dict[str, Any], report: AssessReport, pack: Pack) -> None:
    if report.persons:
        statements.run(conn, "post/assessment", **params, pack_version=pack.version, persons=report.persons)
        corrections.save_version(conn, pack, params["assess_no"], params["business_date"])
    statements.run(
        conn, "assess/write/finish_queue", campaign_id=params["campaign_id"], committed_no=params["committed_no"]
    )
    statements.run(conn, "assess/write/finish_watermark", **params)

"""Steps 5 and 6, assess and post: everything committed since the last watermark, in one transaction.

The statements are generic; the rules are rows of the `policy` tables. Only the changed persons are assessed, and
everybody when the pack's version has changed.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection

from pipeline import packs, statistics
from pipeline.settings import Settings
from transforms.policy import campaign_id
from warehouse import engine

log = logging.getLogger(__name__)

# One assessment at a time in a warehouse: the work tables are shared.
ASSESS_LOCK = 1
# (statement, work table to analyse after it) in order; together they are the whole of the rules' machinery.
ASSESS_STATEMENTS = (
    ("assess/trait", "staging.assess_trait"),
    ("assess/interval", "staging.assess_interval"),
    ("assess/receipt", "staging.assess_receipt"),
    ("assess/alike", "staging.assess_alike"),
    ("assess/model", "staging.assess_model"),
    ("assess/day", "staging.assess_day"),
    ("assess/fit", "staging.assess_fit"),
    ("assess/price", "staging.assess_price"),
    ("assess/claim", "staging.assess_claim"),
    ("assess/decision", "staging.assess_decision"),
    ("assess/settled", "staging.assess_settled"),
    ("assess/benefit", "staging.assess_benefit"),
    ("assess/outcome", "staging.assess_outcome"),
    ("assess/result", "staging.assess_result"),
    ("assess/dues_gone", None),
    ("assess/dues", None),
)
POST_STATEMENTS = (
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

    `business_date` never goes back behind the last assessment's. `everyone` assesses all persons again.
    """
    pack = packs.load(settings, pack_code)
    number = campaign_id(pack_code)
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        engine.run(conn, "land/lock", campaign_id=ASSESS_LOCK)
        packs.ensure(conn, pack)
        known = engine.run(conn, "assess/watermark", campaign_id=number).mappings().one()
        on = max(filter(None, (business_date, known["assessed_on"])))
        params = {"campaign_id": number, "committed_no": known["committed_no"], "business_date": on}
        report = AssessReport(pack_code, known["assess_no"], known["committed_no"], on.isoformat(), 0)
        started = time.monotonic()
        everyone = everyone or (known["pack_version"] is not None and known["pack_version"] != pack.version)
        report.persons = _choose(conn, everyone, params)
        if report.persons:
            report.assess_no += 1
            report.seconds["choose"] = round(time.monotonic() - started, 3)
            progress(f"{pack_code}: assessing {report.persons} persons as of {on}")
            _assess(conn, params | {"assess_no": report.assess_no}, report)
        if report.persons or on != known["assessed_on"] or known["assessed_no"] != known["committed_no"]:
            _finish(conn, params | {"assess_no": report.assess_no}, report, pack.version)
    return report


def _choose(conn: Connection, everyone: bool, params: dict[str, Any]) -> int:
    engine.run(conn, "assess/clear")
    if everyone:
        count = engine.run(conn, "assess/persons_all", campaign_id=params["campaign_id"]).rowcount
    else:
        count = engine.run(conn, "assess/persons_changed", **params).rowcount
    engine.script(conn, "ANALYZE staging.assess_person")
    return int(count)


def _assess(conn: Connection, params: dict[str, Any], report: AssessReport) -> None:
    for stage, statements in (("assess", ASSESS_STATEMENTS), ("post", POST_STATEMENTS)):
        started = time.monotonic()
        for name, work_table in statements:
            engine.run(conn, name, **params)
            if work_table:
                engine.script(conn, f"ANALYZE {work_table}")
        report.seconds[stage] = round(time.monotonic() - started, 3)
    statistics.refresh(conn, "core.dues", report.persons, ["ledger.event", "ledger.coverage_event"])


def _finish(conn: Connection, params: dict[str, Any], report: AssessReport, pack_version: str) -> None:
    if report.persons:
        engine.run(conn, "post/assessment", **params, pack_version=pack_version, persons=report.persons)
    engine.run(conn, "assess/finish_queue", campaign_id=params["campaign_id"], committed_no=params["committed_no"])
    engine.run(conn, "assess/finish_watermark", **params)

"""The registry of reports.

A new report is a folder under `transforms/report/`, a `ReportDefinition` that reads its inputs, and one line here.
Its code goes into `transforms/policy/model/known_reports.py`, so that packs may name it.
"""

from __future__ import annotations

from pipeline.publish.appraisal import AppraisalReport
from pipeline.publish.bulletin import BulletinReport
from pipeline.publish.definition import AnyReport
from pipeline.publish.inputs import PublishError
from pipeline.publish.letters.fiscal_subsidy import FiscalSubsidyRequest
from pipeline.publish.lists.due_list import TaxDueList
from pipeline.publish.lists.refund import RefundList
from pipeline.publish.lists.report import CoverageList, MissingPersons, PostingRoster, StartRoster, UninsuredFeedback
from pipeline.publish.poster import VillagePoster
from pipeline.publish.progress import ProgressReport
from pipeline.publish.settlement import SettlementLetter, SettlementList
from pipeline.publish.tables.money_controls import MoneyControlsTable

_MADE: tuple[AnyReport, ...] = (
    AppraisalReport(),
    BulletinReport(),
    CoverageList(),
    FiscalSubsidyRequest(),
    MissingPersons(),
    MoneyControlsTable(),
    PostingRoster(),
    ProgressReport(),
    RefundList(),
    SettlementLetter(),
    SettlementList(),
    StartRoster(),
    TaxDueList(),
    UninsuredFeedback(),
    VillagePoster(),
)
REPORTS: dict[str, AnyReport] = {report.code: report for report in _MADE}


def find(code: str) -> AnyReport:
    """Return the definition of the report with this code, such as `progress`. Raises PublishError for another code.

    A definition is an object whose methods read, compose and write that kind of report.
    """
    if code not in REPORTS:
        raise PublishError(f"no report {code!r} is made here; there are: {', '.join(REPORTS)}")
    return REPORTS[code]

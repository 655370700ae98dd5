"""Inputs that every report reads from the warehouse: the campaign, its assessment, and which matters are open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypedDict, TypeVar, cast

from sqlalchemy import Connection

from pipeline.runtime.database import publisher
from pipeline.runtime.settings import Settings
from transforms.intake.base.reasons import MESSAGES_ZH
from transforms.policy import Pack
from transforms.report.differences.notes import MoneyDifference
from transforms.report.progress import rollup
from transforms.report.progress.rows import ProgressRow, UnitRow
from transforms.report.progress.summary import OpenMatters
from transforms.report.publication import Edition
from transforms.report.same_day.compare import SameDay, missing_reason, same_day, same_day_of, without_figures
from warehouse import statements
from warehouse.statements import Query

RowT = TypeVar("RowT")
_SUMS: ContextVar[dict[tuple[str, int, int, date], list[Any]] | None] = ContextVar("_SUMS", default=None)


class PublishError(RuntimeError):
    """Nothing can be published. The text names pack and reason, no values; `reason_zh` is the reason for officials.

    `pack_code`: code of the pack whose next run corrects it, '' if none does. `run_on`: business date of that run;
    None: any that the campaign knows.
    """

    def __init__(self, text: str, reason_zh: str = "", pack_code: str = "", run_on: date | None = None) -> None:
        super().__init__(text)
        self.reason_zh = reason_zh or text
        self.pack_code, self.run_on = pack_code, run_on


@dataclass(frozen=True)
class Campaign:
    """Row of publish/read/campaign: a campaign, as far as a report prints it. Goals are in basis points."""

    campaign_id: int
    pack_code: str
    title: str
    place_name: str
    unit_kind_label: str
    plan_year: int
    pack_version: str
    pack_status: str
    completion_goal_bp: int | None
    enrolment_goal_bp: int | None
    enrolment_denominator: str | None
    special_goal_bp: int | None
    employee_counts_as_covered: bool
    special_form: str


@dataclass(frozen=True)
class Assessment:
    """Row of publish/read/assessment: an assessment, the last delivery that it knew, and its pack version."""

    assess_no: int
    committed_no: int
    business_date: date
    pack_version: str


@dataclass(frozen=True)
class Watermark:
    """Row of publish/read/watermark: up to where deliveries are assessed, and how many wait for a decision."""

    committed_no: int
    assessed_no: int
    assess_no: int | None
    assessed_on: date | None
    waiting_deliveries: int


class _OpenDeliveryRow(TypedDict):
    """Row of publish/read/open_delivery."""

    source: str
    sender: str
    period: str
    version: int
    delivered_on: date
    state: str
    reasons_zh: str | None


class _MissingRow(TypedDict):
    """Row of publish/read/missing_delivery."""

    source: str
    sender: str
    list_mode: str
    deliveries: int
    first_period: str
    first_due_on: date
    last_period: str
    last_due_on: date


class _QuarantineRow(TypedDict):
    """Row of publish/read/quarantine."""

    source: str
    sender: str
    reason_code: str
    quarantined_rows: int


@dataclass(frozen=True)
class Followed:
    """Row of publish/read/follows: the campaign that a pack follows. None: not in the warehouse, or not assessed."""

    pack_code: str
    campaign_id: int | None
    plan_year: int | None
    assess_no: int | None
    committed_no: int | None
    assessed_on: date | None


FOLLOWED = Query("publish/read/follows", Followed)
CAMPAIGN = Query("publish/read/campaign", Campaign)
ASSESSMENT = Query("publish/read/assessment", Assessment)
WATERMARK = Query("publish/read/watermark", Watermark)


@contextmanager
def connect(settings: Settings) -> Iterator[Connection]:
    """Open a connection to the warehouse in the role `publisher`, and close it after the block.

    What the caller has not committed by then is rolled back. Raises SettingsError if the URL of the role is not set.
    """
    with publisher(settings).connect() as conn:
        yield conn


def records(conn: Connection, name: str, row: type[RowT], **params: Any) -> list[RowT]:
    """Run the statement `name` and return its rows as dictionaries, column -> value, for rows that a manifest keeps.

    `name`: path below `sql/` without `.sql`, for example `publish/read/unit`; `row`: TypedDict that declares the
    columns; `params`: parameters of the statement. Raises TypeError if the statement returns other columns than `row`
    declares.
    """
    result = statements.run(conn, name, **params)
    if set(result.keys()) != set(row.__annotations__):
        raise TypeError(f"{name}: the columns are not those of {row.__name__}")
    return [cast(RowT, dict(record)) for record in result.mappings()]


@contextmanager
def shared_sums() -> Iterator[None]:
    """Keep the sums that `sums` reads until the end of the `with` block, for the publications of one run."""
    token = _SUMS.set({})
    try:
        yield
    finally:
        _SUMS.reset(token)


def sums(conn: Connection, name: str, row: type[RowT], campaign_id: int, known_no: int, as_of: date) -> list[RowT]:
    """Run a statement that sums the ledger up as `records` does; in a block of `shared_sums` once for all publications.

    The sums of one assessment and day never change. The rows are the caller's own copies.
    """
    params = {"campaign_id": campaign_id, "known_no": known_no, "as_of": as_of}
    kept = _SUMS.get()
    if kept is None:
        return records(conn, name, row, **params)
    key = name, campaign_id, known_no, as_of
    if key not in kept:
        kept[key] = records(conn, name, row, **params)
    return [cast(RowT, dict(each)) for each in kept[key]]


def campaign(conn: Connection, pack_code: str) -> Campaign:
    """Return the campaign of a pack. Raises PublishError if the pack was never loaded into the warehouse.

    A `Campaign` has id, pack code, version and status of the pack, title, names of the place and of its units, plan
    year, and the goals in basis points (None: the notice states none).
    """
    row = CAMPAIGN.first(conn, pack_code=pack_code)
    if row is None:
        raise PublishError(f"{pack_code}: not in the warehouse; load the pack first", "政策包还没有入库", pack_code)
    return row


def check_installed(of_campaign: Campaign, pack: Pack) -> None:
    """Raise PublishError if the warehouse has another version of the pack: a manifest would name the wrong version."""
    if pack.version != of_campaign.pack_version:
        raise PublishError(
            f"{pack.pack_code}: the pack has changed; load it first", "政策包有改动，还没有入库", pack.pack_code
        )


def assessment(conn: Connection, campaign_id: int, known_no: int | None = None) -> Assessment | None:
    """Return the last assessment of a campaign, or None if nothing was ever assessed.

    An `Assessment` has its number, the last delivery that it knew, its business date and its pack version. `known_no`:
    number of the last assessment that counts; None: the newest.
    """
    return ASSESSMENT.first(conn, campaign_id=campaign_id, known_no=known_no)


def assessed_up_to(conn: Connection, of_campaign: Campaign, as_of: date) -> Assessment:
    """Return the last assessment of a campaign, if it covers the day `as_of` with the present version of the pack.

    An `Assessment` has its number, the number of the last delivery that it includes, its pack version, and
    `business_date`, the day up to which the campaign is assessed. Raises PublishError if nothing was assessed, the pack
    has changed since, or the day is not assessed yet.
    """
    pack_code, known = of_campaign.pack_code, assessment(conn, of_campaign.campaign_id)
    if known is None:
        raise PublishError(f"{pack_code}: nothing was assessed yet", "还没有核定过任何数据", pack_code, as_of)
    if known.pack_version != of_campaign.pack_version:
        raise PublishError(
            f"{pack_code}: the pack has changed since the last assessment; assess first",
            "政策包在上次核定后有变化",
            pack_code,
        )
    # a day on which no person changed has no assessment of its own: the watermark states that it was assessed
    mark = WATERMARK.single(conn, campaign_id=of_campaign.campaign_id, as_of=as_of)
    if mark.assess_no == known.assess_no and mark.assessed_on is not None:
        known = replace(known, business_date=max(known.business_date, mark.assessed_on))
    if known.business_date < as_of:
        raise PublishError(
            f"{pack_code}: assessed up to {known.business_date}, not yet up to {as_of}; assess first",
            f"只核定到{known.business_date}，报表截至{as_of}",
            pack_code,
            as_of,
        )
    return known


def same_day_before(conn: Connection, pack_code: str, as_of: date) -> SameDay | None:
    """Return enrolled persons by unit on the same day of the year before, of the campaign that the pack follows.

    None if it follows none. What the last assessment of that campaign knows about the day counts; where it has no
    figure, the result states why. `as_of`: day of this campaign.
    """
    before = FOLLOWED.first(conn, pack_code=pack_code)
    if before is None:
        return None
    on = same_day_of(as_of)
    reason_zh = missing_reason(before.pack_code, before.campaign_id is not None, before.assessed_on, on)
    if reason_zh or before.campaign_id is None or before.assess_no is None:
        return without_figures(before.pack_code, on, reason_zh)
    units, persons = enrolled_by_unit(conn, before, on)
    own = records(conn, "publish/read/unit", UnitRow, campaign_id=campaign(conn, pack_code).campaign_id)
    return same_day(
        before.pack_code,
        on,
        before.assess_no,
        [(unit["unit_id"], unit["name"]) for unit in rollup.in_notice_order(own)],
        {unit["unit_id"]: unit["name"] for unit in units},
        persons,
    )


def enrolled_by_unit(conn: Connection, before: Followed, on: date) -> tuple[list[UnitRow], dict[str, int]]:
    """Return the progress units of a campaign that a pack follows, and its enrolled persons by unit up to `on`.

    Units below a progress unit count for it; persons of no known unit are under ''. What the campaign's last assessment
    knows counts.
    """
    number, known_no = before.campaign_id, before.assess_no
    units = records(conn, "publish/read/unit", UnitRow, campaign_id=number)
    sums = records(conn, "publish/read/progress", ProgressRow, campaign_id=number, known_no=known_no, as_of=on)
    unit_of = rollup.progress_units(units)
    main = [row for row in sums if row["plan_year"] == before.plan_year]
    return rollup.in_notice_order(units), rollup.sum_enrolled(main, lambda row: unit_of.get(row["unit_id"], ""))


def is_all_assessed(conn: Connection, pack_code: str, as_of: date) -> bool:
    """Return whether all deliveries up to a day are decided, and all accepted ones assessed with the present pack.

    False before the first assessment. Raises PublishError if the pack was never loaded.
    """
    of_campaign = campaign(conn, pack_code)
    mark = WATERMARK.first(conn, campaign_id=of_campaign.campaign_id, as_of=as_of)
    known = assessment(conn, of_campaign.campaign_id)
    if mark is None or known is None:
        return False
    is_present_pack = known.pack_version == of_campaign.pack_version
    return mark.assessed_no >= mark.committed_no and mark.waiting_deliveries == 0 and is_present_pack


def open_matters(conn: Connection, pack_code: str, as_of: date, assessed_on: date) -> OpenMatters:
    """Return the matters that wait for an official or a sender: deliveries missing, held or rejected; rows quarantined.

    `as_of`: last day that the figures are about; `assessed_on`: last day on which deliveries could enter them. Missing
    is what is due by then and not there; held, rejected or quarantined is what arrived up to `as_of`. Rows are counted
    by source and reason; no personal values. Dates are ISO texts, because a manifest keeps the result.
    """
    deliveries = records(conn, "publish/read/open_delivery", _OpenDeliveryRow, pack_code=pack_code, as_of=as_of)
    quarantine = records(conn, "publish/read/quarantine", _QuarantineRow, pack_code=pack_code, as_of=as_of)
    missing = records(
        conn, "publish/read/missing_delivery", _MissingRow, pack_code=pack_code, as_of=as_of, assessed_on=assessed_on
    )
    return {
        "missing": [
            {
                **row,
                "first_due_on": row["first_due_on"].isoformat(),
                "last_due_on": row["last_due_on"].isoformat(),
            }
            for row in missing
        ],
        "deliveries": [{**row, "delivered_on": row["delivered_on"].isoformat()} for row in deliveries],
        "quarantine": [
            {**row, "reason_zh": MESSAGES_ZH.get(row["reason_code"], row["reason_code"])} for row in quarantine
        ],
        "unreconciled": differences(conn, campaign(conn, pack_code).campaign_id, as_of),
    }


def differences(conn: Connection, campaign_id: int, as_of: date) -> list[MoneyDifference]:
    """Return the open differences between the tax bureau's figures and the receipts, by day up to `as_of`, and unit.

    A `MoneyDifference` has day (ISO text), unit ('' = none), kind, number of differences, and fen.
    """
    rows = statements.run(conn, "publish/read/unreconciled", campaign_id=campaign_id, as_of=as_of).mappings()
    return [cast(MoneyDifference, {**row, "on_date": row["on_date"].isoformat()}) for row in rows]


def was_withheld(conn: Connection, campaign_id: int, edition: Edition) -> bool:
    """Return whether the publication before this correction withheld figures; False if there is none."""
    period = edition.period
    before = statements.run(
        conn,
        "publish/read/withheld_before",
        campaign_id=campaign_id,
        report=period.report,
        cadence=period.cadence,
        period_to=period.period_to,
        recipient=edition.view.recipient,
        correction_no=edition.correction_no,
    )
    return bool(before.scalar())

"""Read the figures of one campaign on one day, as the newest assessment knows them. The report's own statements."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection

from pipeline.publish import inputs, progress
from pipeline.publish.inputs import Campaign
from transforms.board.curve import Curve, YearBefore, change_by_day, curve
from transforms.board.forecast import Forecast, forecast
from transforms.board.increase import DayPersons, Earlier, LastPublication, earlier
from transforms.board.special import ExplainedChange
from transforms.board.tree import focus, restrict, with_ranks
from transforms.report.progress.compose import Facts, Snapshot, progress_report
from transforms.report.progress.content import Report
from transforms.report.progress.rows import CategoryRow, PayerRow, TargetRow, UnitRow
from transforms.report.publication import Period
from transforms.report.same_day.compare import missing_reason, same_day_of
from warehouse.statements import Query


@dataclass(frozen=True)
class Assessed:
    """Row of board/assessed: the newest assessment, the last delivery that it used, and the last assessed day."""

    assess_no: int
    committed_no: int
    last_day: date


@dataclass(frozen=True)
class Figures:
    """Figures of a day that a reader may see: the pack's part, the ledger's sums, and changes by day and unit.

    `unit_ids`: ids of the reader's units, None for all; `whole`: pack's part and sums of all units, which only the
    ranks are taken from; `year_before`: changes of the campaign that the pack follows, None without one.
    """

    as_of: date
    snapshot: Snapshot
    facts: Facts
    days: list[DayPersons]
    publication: LastPublication | None
    unit_ids: frozenset[str] | None
    whole: tuple[Snapshot, Facts]
    year_before: YearBefore | None = None


@dataclass(frozen=True)
class Shown:
    """Figures of all units or of the parts of one: the part of the snapshot, its report, and earlier persons.

    `ranked`: number of all units that have a rank; 0 if the report has all of them.
    """

    snapshot: Snapshot
    report: Report
    before: Earlier
    ranked: int


@dataclass(frozen=True)
class Window:
    """Row of board/window: the first and the last day on which the campaign collects."""

    starts_on: date
    ends_on: date


WINDOW = Query("board/window", Window)
ASSESSED = Query("board/assessed", Assessed)
LAST_PUBLICATION = Query("board/last_publication", LastPublication)
DAYS = Query("board/day", DayPersons)
EXPLAINED = Query("board/outcome", ExplainedChange)
_MOST_ASSESSMENTS = 8
_explained: dict[tuple[str, int, Assessed], list[ExplainedChange]] = {}


def read_figures(
    conn: Connection, campaign: Campaign, known: Assessed, as_of: date, unit_ids: frozenset[str] | None
) -> Figures:
    """Read the figures of a day: those that the progress report of the day would have now.

    `known`: the assessment that counts; `as_of`: last day whose payments count; `unit_ids`: ids of the units that the
    reader may see, None for all.
    """
    number = campaign.campaign_id
    publication = LAST_PUBLICATION.first(conn, campaign_id=number, as_of=as_of)
    days = DAYS.all(
        conn,
        campaign_id=number,
        known_no=known.assess_no,
        as_of=as_of,
        published_no=publication.known_no if publication else 0,
        published_on=publication.as_of if publication else None,
    )
    snapshot = _snapshot(conn, campaign, known)
    facts = progress.facts(conn, number, known.assess_no, as_of)
    own = restrict(snapshot, facts, unit_ids)
    before = _year_before(conn, campaign.pack_code, as_of)
    return Figures(as_of, *own, days, publication, unit_ids, (snapshot, facts), before)


def _year_before(conn: Connection, pack_code: str, as_of: date) -> YearBefore | None:
    """Read the changes of the campaign that a pack follows, up to the same day; None if it follows none."""
    before = inputs.FOLLOWED.first(conn, pack_code=pack_code)
    if before is None:
        return None
    on = same_day_of(as_of)
    reason_zh = missing_reason(before.pack_code, before.campaign_id is not None, before.assessed_on, on)
    if before.assessed_on is None:
        return YearBefore(before.pack_code, [], None, reason_zh)
    last_on = min(on, before.assessed_on)
    known = {"campaign_id": before.campaign_id, "known_no": before.assess_no, "as_of": last_on}
    rows = DAYS.all(conn, **known, published_no=0, published_on=None)
    return YearBefore(before.pack_code, rows, last_on, reason_zh)


def explained_changes(conn: Connection, campaign_id: int, known: Assessed) -> list[ExplainedChange]:
    """Read the changes of the explained members of special populations, of all units and days, once per assessment.

    They are read from persons, which takes seconds in a city; nothing changes them until the next assessment. The last
    few assessments are kept in memory: sums, no persons.
    """
    key = str(conn.engine.url), campaign_id, known
    if key not in _explained:
        while len(_explained) >= _MOST_ASSESSMENTS:
            _explained.pop(next(iter(_explained)))
        _explained[key] = EXPLAINED.all(conn, campaign_id=campaign_id, known_no=known.assess_no)
    return _explained[key]


def show(figures: Figures, unit_id: str | None = None) -> Shown:
    """Compose the report of all units that the reader may see, or of the parts of one unit. Raises UnknownUnit.

    The ranks are those among all units of the place, or among all parts of the unit.
    """
    snapshot, facts, unit_ids = figures.snapshot, figures.facts, figures.unit_ids
    if unit_id:
        snapshot, facts, below = focus(snapshot, facts, unit_id)
        unit_ids = below if unit_ids is None else below & unit_ids
    period = Period("progress", "once", figures.as_of, figures.as_of, figures.as_of)
    before = earlier(snapshot, figures.days, figures.as_of, figures.publication, unit_ids)
    report = progress_report(period, 0, snapshot, facts)
    if figures.unit_ids is None:
        return Shown(snapshot, report, before, 0)
    all_units, sums = figures.whole if not unit_id else focus(*figures.whole, unit_id)[:2]
    whole = progress_report(period, 0, all_units, sums)
    report = with_ranks(report, snapshot.units, whole, all_units.units)
    return Shown(snapshot, report, before, sum(line.rank is not None for line in whole.units))


def course(figures: Figures, shown: Shown) -> Curve | None:
    """Return the curve of enrolled persons of the reader's units up to the day of the figures; None without any."""
    target_persons = shown.report.total.target_persons
    return curve(figures.days, figures.unit_ids, figures.as_of, target_persons, figures.year_before)


def outlook(figures: Figures, window: Window) -> Forecast | None:
    """Return the forecast of the closing day for the reader's units; None where none can be made."""
    change = change_by_day(figures.days, figures.unit_ids)
    return forecast(change, window.starts_on, window.ends_on, figures.as_of)


def _snapshot(conn: Connection, campaign: Campaign, known: Assessed) -> Snapshot:
    """Read the pack's part as the report does, without the total that the notice prints, which only the pack has."""
    of_campaign = {"campaign_id": campaign.campaign_id}
    targets = {"pack_code": campaign.pack_code, "committed_no": known.committed_no}
    return Snapshot(
        {**asdict(campaign), "printed_total": None},  # type: ignore[typeddict-item]
        inputs.records(conn, "publish/read/unit", UnitRow, **of_campaign),
        inputs.records(conn, "publish/read/target", TargetRow, **targets),
        inputs.records(conn, "publish/read/category", CategoryRow, **of_campaign),
        inputs.records(conn, "publish/read/payer", PayerRow, **of_campaign),
    )

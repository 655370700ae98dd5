"""Make the board's pages: check the reader's rights, read the figures, compose the model, render the HTML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from pipeline.board.connection import connect
from pipeline.board.downloads import read_files
from pipeline.board.figures import ASSESSED, WINDOW, Assessed, course, explained_changes, outlook, read_figures, show
from pipeline.board.lookup import NO_RIGHT, read_lookup_key
from pipeline.board.refusal import BoardRefusal
from pipeline.board.rights import Reader, Rights, read_rights
from pipeline.publish import inputs
from pipeline.senders import reminders
from transforms.board import controls
from transforms.board.approvals import WaitingReport, approvals_page
from transforms.board.arrivals import ArrivedDelivery, arrivals, days_up_to
from transforms.board.downloads import downloads
from transforms.board.money import Batch, FiscalShare, NumberedList, RefundBatch, money_page
from transforms.board.render import Frame, render
from transforms.board.special import SpecialPage, special_tables, unit_outcomes
from transforms.board.today import Waiting, today, waiting_matters
from transforms.board.tree import UnknownUnit
from transforms.board.units import units_page
from transforms.board.why import why
from transforms.report.progress import rollup
from transforms.text.labels import SCHEME
from warehouse.statements import Query


@dataclass(frozen=True)
class ListedCampaign:
    """Row of board/campaign: a campaign that a reader may choose."""

    pack_code: str
    place_name: str
    plan_year: int


@dataclass(frozen=True)
class Request:
    """Request of a reader for a page. Empty texts: the first pack, the last assessed day, all units.

    `answer`: a function that returns the page's model for the chosen pack, None: the model is read here.
    """

    page: str
    reader: Reader
    pack_code: str = ""
    on: str = ""
    unit_id: str = ""
    answer: Callable[[str], Any] | None = None


@dataclass(frozen=True)
class Question:
    """A request that was checked: the campaign, the day, the assessment that counts, and the units that may be seen.

    `on`: the day whose rights count.
    """

    reader: Reader
    campaign: inputs.Campaign
    first_day: dt.date
    as_of: dt.date
    on: dt.date
    known: Assessed
    unit_ids: frozenset[str] | None
    unit_id: str


OWN_UNITS_ONLY = "只列出您单位可以查看的地区，合计只含这些地区。"
ALL_UNITS_ONLY = (403, "没有查看权限", "报送情况不分地区，只有可以查看全部地区的人员能看。")
CAMPAIGNS = Query("board/campaign", ListedCampaign)
WAITING_REPORTS = Query("board/waiting_report", WaitingReport)
DELIVERIES = Query("board/delivery", ArrivedDelivery)
SETTLEMENTS = Query("board/settlement", Batch)
DUE_LISTS = Query("board/due_list", NumberedList)
FEED_STATES = Query("board/money/feed", controls.FeedState)
CAUSES = Query("board/money/statement_difference", controls.CauseOfUnit)
REFUNDS = Query("board/money/refund", RefundBatch)
HELD_CASH = Query("board/money/cash", controls.HeldCash)
AUDITS = Query("board/money/audit", controls.Audits)
REQUESTS = Query("board/money/request", controls.Requests)
FISCAL_SHARES = Query("board/fiscal_share", FiscalShare)


def make_page(url: str, request: Request, packs: tuple[str, ...], on: dt.date) -> str:
    """Return the HTML of the page that a reader asks for.

    `url`: of the warehouse, for the role `board`; `packs`: codes of the active packs; `on`: the day whose rights count.
    Raises BoardRefusal: 403 without rights, 404 for an unknown pack or unit, 400 for a malformed day, 503 if nothing
    was assessed yet.
    """
    with connect(url) as conn:
        rights = read_rights(conn, request.reader, packs, on)
        codes = rights.packs_of(request.page)
        listed = CAMPAIGNS.all(conn, pack_codes=list(codes))
        listed.sort(key=lambda campaign: packs.index(campaign.pack_code))
        question = _check(conn, request, codes, rights, listed, on)
        model = _MODELS[request.page](conn, question)
        answered = request.answer(question.campaign.pack_code) if request.answer is not None else None
        if request.page == "approvals":
            model = approvals_page(answered or (), model)
        elif answered is not None:
            model = answered
    frame = Frame(
        request.page,
        f"{question.campaign.place_name}{question.campaign.plan_year}年度{SCHEME}参保看板",
        question.campaign.pack_code,
        tuple((c.pack_code, f"{c.place_name}{c.plan_year}年度") for c in listed),
        question.as_of.isoformat(),
        question.first_day.isoformat(),
        question.known.last_day.isoformat(),
        question.unit_id,
        request.reader.user,
        "" if question.unit_ids is None or request.page in ("downloads", "why") else OWN_UNITS_ONLY,
        rights.pages(question.campaign.pack_code),
    )
    return render(frame, model)


def _check(
    conn: Connection,
    request: Request,
    codes: tuple[str, ...],
    rights: Rights,
    listed: list[ListedCampaign],
    on: dt.date,
) -> Question:
    """Check what a reader asks for. `codes`: packs of which the page may be shown; `on`: the day whose rights count."""
    if not codes and request.page == "why" and rights.packs:
        raise BoardRefusal(*NO_RIGHT)
    if not codes:
        raise BoardRefusal(
            403, "没有查看权限", "请管理员在通讯录中登记您的单位和职责，然后运行 campaign directory rights。"
        )
    if request.pack_code and request.pack_code not in codes:
        raise BoardRefusal(404, "没有这个项目", "没有这个政策包，或者您不能查看它。")
    if not listed or (request.pack_code and request.pack_code not in {c.pack_code for c in listed}):
        raise BoardRefusal(503, "还没有数据", "政策包还没有入库；首次接收数据后即可查看。")
    pack_code = request.pack_code or listed[0].pack_code
    campaign = inputs.campaign(conn, pack_code)
    known = ASSESSED.first(conn, campaign_id=campaign.campaign_id)
    if known is None:
        raise BoardRefusal(503, "还没有数据", "还没有核定过任何数据；首次核定后即可查看。")
    first = dt.date(campaign.plan_year - 1, 1, 1)
    as_of, unit_ids = _day(request.on, first, known.last_day), rights.units_of_pack.get(pack_code, frozenset())
    return Question(request.reader, campaign, first, as_of, on, known, unit_ids, request.unit_id)


def _day(text: str, first: dt.date, last: dt.date) -> dt.date:
    """Return the chosen day, the last assessed day if none is chosen; BoardRefusal for a malformed or another day.

    `first`: the first day of the year before the plan year, in which its campaign starts.
    """
    if not text:
        return last
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise BoardRefusal(400, "日期不对", "日期应写成 2019-12-31 的形式。") from None
    if not first <= day <= last:
        raise BoardRefusal(400, "没有这一天的数据", f"可以查看{first}至{last}的数据，请选择其中的一天。")
    return day


def _today(conn: Connection, question: Question) -> Any:
    figures = read_figures(conn, question.campaign, question.known, question.as_of, question.unit_ids)
    shown = show(figures)
    waiting: tuple[Waiting, ...] = ()
    if question.unit_ids is None:
        pack_code, special = question.campaign.pack_code, shown.report.total.special
        undefined = (special.undefined_persons if special else 0) + shown.report.ordinary.undefined_persons
        waiting = waiting_matters(
            inputs.open_matters(conn, pack_code, question.as_of, question.known.last_day),
            reminders.expected(conn, pack_code, question.as_of),
            undefined,
        )
    own_units = question.unit_ids is not None
    expected = outlook(figures, WINDOW.single(conn, campaign_id=question.campaign.campaign_id))
    return today(shown.report, shown.before, course(figures, shown), waiting, own_units, expected)


def _units(conn: Connection, question: Question) -> Any:
    figures = read_figures(conn, question.campaign, question.known, question.as_of, question.unit_ids)
    try:
        shown = show(figures, question.unit_id or None)
    except UnknownUnit:
        raise BoardRefusal(404, "没有这个单位", "没有这个单位，或者您不能查看它。") from None
    tree = figures.snapshot.units
    return units_page(tree, shown.snapshot, shown.report, shown.before, shown.ranked, question.unit_id or None)


def _special(conn: Connection, question: Question) -> Any:
    figures = read_figures(conn, question.campaign, question.known, question.as_of, question.unit_ids)
    if not question.unit_id:
        return SpecialPage(special_tables(figures.snapshot, figures.facts))
    unit_of = rollup.progress_units(figures.snapshot.units)
    below = [unit_id for unit_id, counted_for in unit_of.items() if counted_for == question.unit_id]
    if not below:
        raise BoardRefusal(404, "没有这个单位", "没有这个单位，或者您不能查看它。")
    outcomes = unit_outcomes(
        figures.snapshot,
        figures.facts,
        question.unit_id,
        frozenset(below),
        explained_changes(conn, question.campaign.campaign_id, question.known),
        question.as_of,
    )
    return SpecialPage((), outcomes)


def _money(conn: Connection, question: Question) -> Any:
    """Return the accounts and controls of the reader's units; what has no unit only for who sees all units."""
    campaign, unit_ids = question.campaign, question.unit_ids
    figures = read_figures(conn, campaign, question.known, question.as_of, unit_ids)
    up_to_day = {"pack_code": campaign.pack_code, "as_of": question.as_of}
    batches = SETTLEMENTS.all(conn, **up_to_day)
    due_lists = DUE_LISTS.all(conn, **up_to_day) if unit_ids is None else []
    return money_page(
        figures.snapshot,
        figures.facts,
        [batch for batch in batches if unit_ids is None or (batch.unit_id and batch.unit_id in unit_ids)],
        due_lists,
        FISCAL_SHARES.all(conn, campaign_id=campaign.campaign_id),
        controls.controls(
            FEED_STATES.all(conn, **up_to_day) if unit_ids is None else [],
            CAUSES.all(conn, **up_to_day),
            HELD_CASH.all(conn, **up_to_day),
            AUDITS.all(conn, **up_to_day),
            unit_ids,
            REQUESTS.all(conn, **up_to_day),
        ),
        [row for row in REFUNDS.all(conn, **up_to_day) if unit_ids is None or row.unit_id in unit_ids],
    )


def check_all_units(url: str, reader: Reader, pack_code: str, packs: tuple[str, ...], on: dt.date) -> None:
    """Raise BoardRefusal (403) unless the reader sees all units of a pack, as the pages about deliveries need."""
    with connect(url) as conn:
        if "approvals" not in read_rights(conn, reader, packs, on).pages(pack_code):
            raise BoardRefusal(*ALL_UNITS_ONLY)


def _refuse_some_units(question: Question) -> None:
    if question.unit_ids is not None:
        raise BoardRefusal(*ALL_UNITS_ONLY)


def _approvals(conn: Connection, question: Question) -> Any:
    """Return the reports that wait; the questions about deliveries come from Airflow."""
    _refuse_some_units(question)
    return WAITING_REPORTS.all(conn, pack_code=question.campaign.pack_code)


def _arrivals(conn: Connection, question: Question) -> Any:
    _refuse_some_units(question)
    pack_code, days = question.campaign.pack_code, days_up_to(question.as_of)
    deliveries = DELIVERIES.all(conn, pack_code=pack_code, first_day=days[0], last_day=days[-1])
    return arrivals(
        days,
        (question.first_day, question.known.last_day),
        deliveries,
        reminders.expected(conn, pack_code, question.as_of),
    )


def _downloads(conn: Connection, question: Question) -> Any:
    reader, number = question.reader, question.campaign.campaign_id
    files = read_files(conn, number, reader, question.as_of, question.on)
    return downloads(files, reader.is_administrator)


def _why(conn: Connection, question: Question) -> Any:
    return why(read_lookup_key(conn) is not None)


_MODELS: dict[str, Callable[[Connection, Question], Any]] = {
    "today": _today,
    "units": _units,
    "special": _special,
    "money": _money,
    "arrivals": _arrivals,
    "approvals": _approvals,
    "downloads": _downloads,
    "why": _why,
}

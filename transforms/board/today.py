"""Model of the page 今日: main figures, gaps of the special populations, money, and what waits for a person. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms.board.bullet import Bullet, bullet
from transforms.board.curve import Curve
from transforms.board.forecast import OFF_AT_HALF, PACE_DAYS, Forecast
from transforms.board.increase import Earlier, signed
from transforms.mail.reminder import ExpectedDelivery, missing_lines
from transforms.report.differences.notes import difference_lines
from transforms.report.progress.content import Coverage, Line, Report
from transforms.report.progress.summary import OpenMatters, laggards, summary
from transforms.text.figures import date_zh
from transforms.text.labels import NO_UNIT, cadence_label, state_label
from transforms.text.ratio import BLANK, Ratio, percent


@dataclass(frozen=True)
class Figure:
    """One main figure: its name, its value, a remark, and a bullet bar where it is a rate with a target."""

    label: str
    value: str
    remark: str = ""
    bullet: Bullet | None = None


@dataclass(frozen=True)
class Gap:
    """One special population: counts of persons as text, and whether its goal is missed."""

    label: str
    members: str
    enrolled: str
    missing: str
    rate: str
    undefined: str
    is_missed: bool


@dataclass(frozen=True)
class Waiting:
    """Matters of one kind that wait for a person: heading, number, a line for each, and how many lines are left out."""

    heading: str
    count: int
    lines: tuple[str, ...]
    left_out: int


@dataclass(frozen=True)
class Outlook:
    """Forecast of the closing day as text: the expected persons, the range, and how both were made."""

    heading: str
    persons: str
    range: str
    remark: str
    method: str


@dataclass(frozen=True)
class Today:
    """The page 今日. `waiting` is empty for readers who see only some units, because deliveries are of no unit."""

    lead: str
    figures: tuple[Figure, ...]
    curve: Curve | None
    laggards: tuple[str, ...]
    gaps: tuple[Gap, ...]
    tracked: tuple[Gap, ...]
    money: tuple[tuple[str, str], ...]
    waiting: tuple[Waiting, ...]
    notes: tuple[str, ...]
    outlook: Outlook | None = None


MOST_LINES = 20
MOST_NAMES = 3
NO_MATTERS: OpenMatters = {"missing": [], "deliveries": [], "quarantine": []}


def today(
    report: Report,
    before: Earlier,
    course: Curve | None,
    waiting: tuple[Waiting, ...],
    own_units: bool = False,
    expected: Forecast | None = None,
) -> Today:
    """Return the model of the page from the composed progress report of the day.

    `before`: enrolled persons at earlier points in time; `course`: the curve by day, None without persons; `waiting`:
    result of `waiting_matters`; `own_units`: whether the report has the reader's units alone, which the lead then names
    in place of the whole place; `expected`: the forecast of the closing day, None without one.
    """
    texts = summary(_of_own_units(report) if own_units else report, NO_MATTERS)
    return Today(
        texts.lead,
        _figures(report, before),
        course,
        laggards(report),
        tuple(_gap(line) for line in report.categories),
        tuple(_gap(line) for line in report.tracked),
        texts.money,
        waiting,
        report.notes,
        None if expected is None else _outlook(expected, report.total.target_persons),
    )


def _outlook(expected: Forecast, target_persons: int | None) -> Outlook:
    completion = "" if not target_persons else f"，约为目标任务的{percent(Ratio(expected.persons, target_persons))}"
    return Outlook(
        f"截止日（{date_zh(expected.closes_on)}）推算",
        f"约{expected.persons:,}人",
        f"{expected.lowest:,}人至{expected.highest:,}人",
        f"最近{PACE_DAYS}天平均每天{expected.pace:,}人{completion}。",
        f"推算方法：按最近{PACE_DAYS}天的平均每日新增推到截止日，再乘以同一进度时其后的快慢。快慢取自五个地方的模拟活动，"
        f"范围为其中最慢和最快（最快至少按现在的速度）；活动过半才推算。模拟活动过半时，推算数与最后人数一般相差{OFF_AT_HALF[0]}%，最多相差{OFF_AT_HALF[1]}%。"
        "模拟不是真实的征缴，结果只供参考。",
    )


def _of_own_units(report: Report) -> Report:
    names = [line.label for line in report.units if line.label != NO_UNIT]
    place = "、".join(names) if len(names) <= MOST_NAMES else f"您单位可以查看的{len(names)}个地区"
    return replace(report, header=replace(report.header, place_name=place))


def waiting_matters(
    matters: OpenMatters, expected: Sequence[ExpectedDelivery], undefined_persons: int
) -> tuple[Waiting, ...]:
    """Return the matters that wait for a person, each kind with its number, also if it is 0.

    `matters`: held and rejected deliveries, and quarantined rows; `expected`: deliveries that the pack expects, with
    their state; `undefined_persons`: persons whose amount is undefined.
    """
    held = [row for row in matters["deliveries"] if row["state"] == "held"]
    rejected = [row for row in matters["deliveries"] if row["state"] == "rejected"]
    quarantined: dict[str, int] = {}
    for row in matters["quarantine"]:
        quarantined[row["sender"]] = quarantined.get(row["sender"], 0) + int(row["quarantined_rows"])
    missing = sum(delivery.state == "missing" for delivery in expected)
    rows = [f"{sender}：{count:,}行（次）" for sender, count in quarantined.items()]
    return (
        _waiting("整份暂存，待核定", len(held), [_delivery(row) for row in held]),
        _waiting("逾期未报（批）", missing, missing_lines(expected)),
        _waiting("整份退回，待重报", len(rejected), [_delivery(row) for row in rejected]),
        _waiting("已隔离、待更正的数据行（次）", sum(quarantined.values()), rows),
        _waiting("应缴金额未定的人员（人）", undefined_persons, []),
        _waiting(
            "与税务对账不一致（处）",
            sum(row["differences"] for row in matters.get("unreconciled", [])),
            list(difference_lines(matters.get("unreconciled", []))),
        ),
    )


def _waiting(heading: str, count: int, lines: list[str]) -> Waiting:
    return Waiting(heading, count, tuple(lines[:MOST_LINES]), max(len(lines) - MOST_LINES, 0))


def _delivery(row: object) -> str:
    assert isinstance(row, dict)
    reasons = row["reasons_zh"] or "原因见系统"
    return f"{row['sender']}（{row['period']}，{row['delivered_on']}送达）{state_label(row['state'])}：{reasons}"


def _figures(report: Report, before: Earlier) -> tuple[Figure, ...]:
    total, head = report.total, report.header
    persons = total.enrolled_persons or 0
    figures = [
        Figure("已参保", f"{persons:,}人", _target(total)),
        Figure("比前一日", f"{signed(before.since_day_before(persons))}人"),
        _since_publication(persons, before),
        _rate("完成率", total.completion, head.completion_goal_bp),
        _enrolment(report),
        _special(report),
    ]
    return tuple(figures)


def _enrolment(report: Report) -> Figure:
    """Compare the rate with its goal only if the report judges it: not if employees count as covered as well."""
    value, goal_bp = report.total.enrolment, report.header.enrolment_goal_bp
    base = report.header.denominator_name or ""
    if value is None or goal_bp is None or value.at_least(goal_bp) or report.total.misses_enrolment:
        return _rate("参保率", value, goal_bp, base)
    figure = _rate("参保率", value, None, base)
    return replace(figure, remark=f"{figure.remark}，未计职工医保")


def _special(report: Report) -> Figure:
    """Compare with the goal without the persons whose amount is undefined, as the report does."""
    covered = report.total.special or Coverage()
    figure = _rate("特殊人群参保率", covered.rate, None)
    if not covered.undefined_persons:
        return replace(figure, bullet=bullet(covered.rate, report.header.special_goal_bp))
    remark = f"{figure.remark}；不含金额未定的{covered.undefined_persons:,}人为{percent(covered.judged_rate)}"
    return replace(figure, remark=remark, bullet=bullet(covered.judged_rate, report.header.special_goal_bp))


def _target(total: Line) -> str:
    return "目标任务未下达" if total.target_persons is None else f"目标任务{total.target_persons:,}人"


def _since_publication(persons: int, before: Earlier) -> Figure:
    publication = before.publication
    if publication is None:
        return Figure("比上次报表", BLANK, "此前没有发布过报表")
    increase = signed(before.since_publication(persons))
    remark = f"{cadence_label(publication.cadence)}，截至{date_zh(publication.as_of)}"
    return Figure("比上次报表", f"{increase}人", remark)


def _rate(label: str, value: Ratio | None, goal_bp: int | None, base: str = "") -> Figure:
    if value is None:
        return Figure(label, BLANK, "缺少基数")
    counts = f"{value.numerator:,}÷{value.denominator:,}"
    return Figure(label, percent(value), f"{base}{'：' if base else ''}{counts}", bullet(value, goal_bp))


def _gap(line: Line) -> Gap:
    assert line.special is not None
    covered = line.special
    return Gap(
        line.label,
        f"{covered.member_persons:,}",
        f"{covered.enrolled_persons:,}",
        f"{covered.member_persons - covered.enrolled_persons:,}",
        percent(covered.rate),
        f"{covered.undefined_persons:,}" if covered.undefined_persons else "",
        line.misses_special,
    )

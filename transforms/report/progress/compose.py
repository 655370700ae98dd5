"""Compose a progress report from the ledger's sums and the pack's snapshot. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from transforms.report.outcomes.table import outcome_table
from transforms.report.progress import notes as note_texts
from transforms.report.progress import rollup
from transforms.report.progress.content import Coverage, Header, Line, Money, Report
from transforms.report.progress.data_lines import data_lines
from transforms.report.progress.rows import (
    CampaignRow,
    CategoryRow,
    CoverageRow,
    OutcomeRow,
    PayerRow,
    ProgressRow,
    TargetRow,
    UnitRow,
)
from transforms.report.publication import WHOLE, Period, View
from transforms.report.signatures import SignatureRow, signatures_of
from transforms.text.labels import ANY_SPECIAL, NO_UNIT, category_label, plan_year_label, status_label
from transforms.text.ratio import Ratio, ranks, ratio

TARGET = "target"
ANY_CATEGORY = ""
ORDINARY_CATEGORY = "ordinary"


@dataclass(frozen=True)
class Snapshot:
    """The pack's part of a report, as JSON-able rows in the order of the notice.

    The manifest keeps it, so that the bytes can be made again without the live pack. `withheld`: names of the figures
    that the edition does not print yet.
    """

    campaign: CampaignRow
    units: Sequence[UnitRow]
    targets: Sequence[TargetRow]
    categories: Sequence[CategoryRow]
    payers: Sequence[PayerRow]
    signatures: Sequence[SignatureRow] = ()
    withheld: Sequence[str] = ()

    def shown_to(self, view: View) -> View:
        """Return the view without the figures that wait until differences with the tax bureau are settled."""
        return replace(view, withheld=tuple(self.withheld))


@dataclass(frozen=True)
class Facts:
    """The ledger's part: sums of money by unit and payer, and members of special populations, up to a day.

    `outcomes`: these members by outcome, for a pack with that form.
    """

    progress: Sequence[ProgressRow]
    coverage: Sequence[CoverageRow]
    outcomes: Sequence[OutcomeRow] = ()


class ImbalanceError(ValueError):
    """Sums that do not balance (received + fund against the four other accounts): nothing may be published."""


def progress_report(period: Period, correction_no: int, snapshot: Snapshot, facts: Facts, view: View = WHOLE) -> Report:
    """Compose the whole progress report from the pack's part (`snapshot`) and the ledger's sums (`facts`).

    The result has the printed lines (units, total, categories, plan years), the notes and the lines of the data sheet.
    `snapshot`: campaign, units, targets, categories and payers. `facts`: money by plan year, unit, category and payer;
    members of special populations by unit and category. `period`: cadence, days and as-of date of the report.
    `correction_no`: 0 for the first publication of the period. `view`: figures that the recipient may see; the notes
    are about them. Writes nothing. Raises ImbalanceError if the money of a
    row does not balance (received + fund against the four other accounts).
    """
    counted = _counted(snapshot, facts)
    for row in counted.progress:
        if not rollup.money_of(row).balances:
            raise ImbalanceError(f"unit {row['unit_id']!r}, plan year {row['plan_year']}: accounts do not balance")
    main = [row for row in counted.progress if row["plan_year"] == snapshot.campaign["plan_year"]]
    units = _unit_lines(snapshot, main, counted.coverage)
    total = _total_line(snapshot, units)
    special = rollup.sum_coverage(counted.coverage, lambda row: row["category"])
    payers = _payers(snapshot, counted.progress)
    report = Report(
        period,
        correction_no,
        _header(snapshot),
        payers,
        units,
        total,
        _category_lines(snapshot, special, counts_in_total=True),
        _category_lines(snapshot, special, counts_in_total=False),
        special.get(ORDINARY_CATEGORY, Coverage()),
        _plan_year_lines(counted.progress),
        (),
        data_lines(counted.progress, rollup.in_notice_order(snapshot.units), snapshot.categories, snapshot.payers),
    )
    has_form = snapshot.campaign.get("special_form") == "outcomes"
    outcomes = outcome_table(snapshot.units, facts.outcomes) if has_form else None
    report = replace(report, view=view, outcomes=outcomes, signatures=signatures_of(snapshot.signatures, period))
    return replace(report, notes=note_texts.notes(report, snapshot.campaign, _is_all_of_the_notice(snapshot)))


def _is_all_of_the_notice(snapshot: Snapshot) -> bool:
    """Return whether every target is the notice's own: only then its printed total is about these targets."""
    return all(t["origin"] == "notice" for t in snapshot.targets if t["measure"] == TARGET)


def _counted(snapshot: Snapshot, facts: Facts) -> Facts:
    """Replace the unit of each row by the progress unit that the row counts for ('' = none)."""
    unit_of = rollup.progress_units(snapshot.units)
    return Facts(
        [ProgressRow({**row, "unit_id": unit_of.get(row["unit_id"], "")}) for row in facts.progress],
        [CoverageRow({**row, "unit_id": unit_of.get(row["unit_id"], "")}) for row in facts.coverage],
        facts.outcomes,
    )


def _unit_lines(
    snapshot: Snapshot, progress: Sequence[ProgressRow], coverage: Sequence[CoverageRow]
) -> tuple[Line, ...]:
    """List the notice's units in its order, ranked; a last line is for persons of no known unit, if there are any."""
    enrolled = rollup.sum_enrolled(progress, lambda row: row["unit_id"])
    money = rollup.sum_money(progress, lambda row: row["unit_id"])
    funds = rollup.sum_funds(progress, lambda row: row["unit_id"])
    special = rollup.sum_coverage([r for r in coverage if r["category"] == ANY_CATEGORY], lambda row: row["unit_id"])
    targets = {(t["unit_id"], t["measure"]): t["persons"] for t in snapshot.targets}
    measure = snapshot.campaign["enrolment_denominator"]
    named = [(unit["unit_id"], unit["name"]) for unit in rollup.in_notice_order(snapshot.units)]
    if enrolled.get("") or special.get("", Coverage()) != Coverage() or money.get("", Money()) != Money():
        named.append(("", NO_UNIT))
    lines = []
    for unit_id, name in named:
        target = targets.get((unit_id, TARGET))
        persons = enrolled.get(unit_id, 0)
        lines.append(
            Line(
                name,
                target,
                persons,
                ratio(persons, target),
                None,
                ratio(persons, targets.get((unit_id, measure or ""))),
                special.get(unit_id, Coverage()),
                money.get(unit_id, Money()),
                funds.get(unit_id, {}),
            )
        )
    return tuple(_judged(line, snapshot.campaign) for line in _ranked(lines))


def _ranked(lines: list[Line]) -> list[Line]:
    places = ranks([line.completion for line in lines])
    return [replace(line, rank=place) for line, place in zip(lines, places, strict=True)]


def _judged(line: Line, campaign: CampaignRow) -> Line:
    """Mark on a line which goals of the notice it misses, by exact ratios."""
    return replace(
        line,
        misses_completion=_misses(line.completion, campaign["completion_goal_bp"]),
        # if employees count as covered, residents alone cannot show that the goal is missed
        misses_enrolment=not campaign["employee_counts_as_covered"]
        and _misses(line.enrolment, campaign["enrolment_goal_bp"]),
        # persons whose amount the notice leaves open are no failure of a unit
        misses_special=line.special is not None and _misses(line.special.judged_rate, campaign["special_goal_bp"]),
    )


def _misses(value: Ratio | None, goal_bp: int | None) -> bool:
    return value is not None and goal_bp is not None and not value.at_least(goal_bp)


def _total_line(snapshot: Snapshot, units: Sequence[Line]) -> Line:
    """Sum the units. Completion counts only units with a target, enrolment only a complete denominator."""
    with_target = [line for line in units if line.target_persons is not None]
    target = sum(line.target_persons or 0 for line in with_target) if with_target else None
    completion = ratio(sum(line.enrolled_persons or 0 for line in with_target), target)
    persons = sum(line.enrolled_persons or 0 for line in units)
    special, money, funds = Coverage(), Money(), dict[str, int]()
    for line in units:
        special = special.plus(line.special or Coverage())
        money = money.plus(line.money or Money())
        for payer, fen in line.fund_fen_by_payer.items():
            funds[payer] = funds.get(payer, 0) + fen
    line = Line(
        "合计", target, persons, completion, None, ratio(persons, _place_denominator(snapshot)), special, money, funds
    )
    return _judged(line, snapshot.campaign)


def _place_denominator(snapshot: Snapshot) -> int | None:
    """Return the place's own figure if there is one, else the sum of the units' figures if none is missing."""
    measure = snapshot.campaign["enrolment_denominator"]
    figures = {t["unit_id"]: t["persons"] for t in snapshot.targets if t["measure"] == measure}
    leaves = [unit["unit_id"] for unit in rollup.in_notice_order(snapshot.units)]
    roots = [u["unit_id"] for u in snapshot.units if not u["is_progress_unit"] and not u["parent_unit_id"]]
    for root in roots:
        persons = figures.get(root)
        if persons is not None:
            return persons
    parts = [figures.get(unit_id) for unit_id in leaves]
    return sum(p for p in parts if p is not None) if parts and None not in parts else None


def _category_lines(snapshot: Snapshot, special: Mapping[str, Coverage], *, counts_in_total: bool) -> tuple[Line, ...]:
    """List the categories in the pack's order, unknown ones last.

    The categories of which the notice asks that all enrol follow their total, which counts each person once; the others
    are only tracked, so they miss no goal. Neither does a category whose amount the notice leaves open.
    """
    known = {category["category"]: category for category in snapshot.categories}
    labels = {ANY_CATEGORY: ANY_SPECIAL} | {code: category["label_zh"] for code, category in known.items()}
    order = {category: place for place, category in enumerate(labels)}
    counted = {ANY_CATEGORY, *(code for code, category in known.items() if category["all_must_enrol"])}
    open_codes = {code for code, category in known.items() if category["amount_kind"] == "undefined"}
    lines = []
    for category in sorted(special, key=lambda c: (order.get(c, len(order)), c)):
        if category == ORDINARY_CATEGORY or special[category] == Coverage():
            continue
        if (category in counted) == counts_in_total:
            line = Line(category_label(category, labels), special=special[category])
            is_judged = counts_in_total and category not in open_codes
            lines.append(_judged(line, snapshot.campaign) if is_judged else line)
    return tuple(lines)


def _payers(snapshot: Snapshot, progress: Sequence[ProgressRow]) -> dict[str, str]:
    """Map payers to labels: the pack's in its order, then others of the ledger. The payer '' (nobody) is left out."""
    labels = {p["payer"]: p["label_zh"] for p in snapshot.payers}
    for row in progress:
        if row["payer"] and row["fund_fen"]:
            labels.setdefault(row["payer"], row["payer"])
    return labels


def _plan_year_lines(progress: Sequence[ProgressRow]) -> tuple[Line, ...]:
    """List the plan years that were paid for, with the money of all units."""
    enrolled = rollup.sum_enrolled(progress, lambda row: row["plan_year"])
    money = rollup.sum_money(progress, lambda row: row["plan_year"])
    funds = rollup.sum_funds(progress, lambda row: row["plan_year"])
    return tuple(
        Line(
            plan_year_label(year),
            enrolled_persons=enrolled[year],
            money=money[year],
            fund_fen_by_payer=funds.get(year, {}),
        )
        for year in sorted(money)
    )


def _header(snapshot: Snapshot) -> Header:
    campaign = snapshot.campaign
    leaves = {unit["unit_id"] for unit in rollup.in_notice_order(snapshot.units)}
    stands = dict.fromkeys(
        f"{status_label(t['status'])}（{t['source']}）"
        for t in snapshot.targets
        if t["measure"] == TARGET and t["unit_id"] in leaves
    )
    measure = campaign["enrolment_denominator"]
    sources = dict.fromkeys(t["source"] for t in snapshot.targets if t["measure"] == measure and t["persons"])
    return Header(
        campaign["pack_code"],
        campaign["place_name"],
        campaign["unit_kind_label"],
        campaign["plan_year"],
        campaign["pack_version"],
        campaign["pack_status"],
        campaign["completion_goal_bp"],
        campaign["enrolment_goal_bp"],
        campaign["special_goal_bp"],
        "；".join(stands),
        measure,
        "；".join(sources) or None,
    )

"""Model of the page 特殊人群: categories by units, counts only. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from transforms.report.outcomes.content import OUTCOME_LABELS
from transforms.report.progress import rollup
from transforms.report.progress.compose import ANY_CATEGORY, ORDINARY_CATEGORY, Facts, Snapshot
from transforms.report.progress.content import Coverage
from transforms.text.labels import ANY_SPECIAL, NO_UNIT, category_label
from transforms.text.ratio import percent

TOTAL = "合计"


@dataclass(frozen=True)
class SpecialCell:
    """Persons of one category in one unit, as text; `missing` is empty if nobody is missing."""

    enrolled: str
    members: str
    missing: str
    rate: str


@dataclass(frozen=True)
class SpecialLine:
    """One unit (or the total): a cell per category, None where the category has nobody. `link`: unit id, or ''."""

    name: str
    cells: tuple[SpecialCell | None, ...]
    link: str = ""


@dataclass(frozen=True)
class SpecialTable:
    """Categories by units. `is_counted`: the notice asks that all of these categories enrol; else they are tracked."""

    is_counted: bool
    categories: tuple[str, ...]
    lines: tuple[SpecialLine, ...]
    total: SpecialLine


@dataclass(frozen=True)
class UnitOutcomes:
    """Members of one unit by category and outcome, as texts: a line per category, its label first. Counts only."""

    name: str
    headings: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SpecialPage:
    """The page: the tables of all units that the reader sees, or the outcomes of one of them."""

    tables: tuple[SpecialTable, ...]
    outcomes: UnitOutcomes | None = None


@dataclass(frozen=True)
class ExplainedChange:
    """Row of board/outcome: change of the explained members of one unit and category with one outcome, on one day."""

    unit_id: str
    category: str
    on_date: date
    outcome: str
    persons: int


def unit_outcomes(
    snapshot: Snapshot,
    facts: Facts,
    unit_id: str,
    below: Collection[str],
    changes: Iterable[ExplainedChange],
    as_of: date,
) -> UnitOutcomes:
    """Return the members of one unit by category and outcome; columns of outcomes that nobody has are left out.

    The first line counts each person once over the categories of which all must enrol; then come the pack's categories
    in its order, and others. `below`: ids of the unit and those counted for it; `changes`: of any units and days. Who
    is neither enrolled nor explained is unanswered. Raises KeyError if the unit is none of the snapshot's.
    """
    members = rollup.sum_coverage(
        (row for row in facts.coverage if row["unit_id"] in below), lambda row: row["category"]
    )
    counts = {
        code: Counter({"enrolled": covered.enrolled_persons})
        for code, covered in members.items()
        if covered.member_persons
    }
    for change in changes:
        if change.unit_id in below and change.on_date <= as_of:
            counts.setdefault(change.category, Counter())[change.outcome] += change.persons
    for code, count in counts.items():
        count["unanswered"] = members.get(code, Coverage()).member_persons - count.total()
    counts = {code: count for code, count in counts.items() if count.total()}
    labels = {ANY_CATEGORY: ANY_SPECIAL} | {row["category"]: row["label_zh"] for row in snapshot.categories}
    order = [code for code in labels if code in counts] + sorted(counts.keys() - labels.keys())
    present = [outcome for outcome in OUTCOME_LABELS if any(count[outcome] for count in counts.values())]
    return UnitOutcomes(
        {unit["unit_id"]: unit["name"] for unit in snapshot.units}[unit_id],
        ("类别", "应参保", *(OUTCOME_LABELS[outcome] for outcome in present)),
        tuple(
            (category_label(code, labels), f"{counts[code].total():,}", *(f"{counts[code][o]:,}" for o in present))
            for code in order
        ),
    )


def special_tables(snapshot: Snapshot, facts: Facts) -> tuple[SpecialTable, ...]:
    """Return a table of the categories of which all must enrol, and a table of the tracked ones, if they have anybody.

    The first category of the first table counts each person once over its other categories. Persons on no list are
    left out. Units are in the order of the notice.
    """
    unit_of = rollup.progress_units(snapshot.units)
    cells = rollup.sum_coverage(facts.coverage, lambda row: (unit_of.get(row["unit_id"], ""), row["category"]))
    totals = rollup.sum_coverage(facts.coverage, lambda row: row["category"])
    known = {category["category"]: category for category in snapshot.categories}
    order = [ANY_CATEGORY, *known, *sorted(totals.keys() - known.keys() - {ANY_CATEGORY})]
    present = [code for code in order if totals.get(code, Coverage()) != Coverage() and code != ORDINARY_CATEGORY]
    counted = {ANY_CATEGORY, *(code for code, category in known.items() if category["all_must_enrol"])}
    names = {unit["unit_id"]: unit["name"] for unit in rollup.in_notice_order(snapshot.units)}
    if any(unit_id == "" and covered != Coverage() for (unit_id, _), covered in cells.items()):
        names[""] = NO_UNIT
    labels = {ANY_CATEGORY: ANY_SPECIAL} | {code: category["label_zh"] for code, category in known.items()}
    tables = []
    for is_counted in (True, False):
        codes = [code for code in present if (code in counted) == is_counted]
        if codes:
            tables.append(
                SpecialTable(
                    is_counted,
                    tuple(category_label(code, labels) for code in codes),
                    tuple(
                        _line(name, {c: cells.get((unit_id, c)) for c in codes}, unit_id)
                        for unit_id, name in names.items()
                    ),
                    _line(TOTAL, {code: totals.get(code) for code in codes}),
                )
            )
    return tuple(tables)


def _line(name: str, covered: Mapping[str, Coverage | None], link: str = "") -> SpecialLine:
    return SpecialLine(name, tuple(_cell(cell) for cell in covered.values()), link)


def _cell(covered: Coverage | None) -> SpecialCell | None:
    if covered is None or covered == Coverage():
        return None
    missing = covered.member_persons - covered.enrolled_persons
    return SpecialCell(
        f"{covered.enrolled_persons:,}",
        f"{covered.member_persons:,}",
        f"{missing:,}" if missing else "",
        percent(covered.rate),
    )

"""Tables of the summary about the report: head, units, targets, special populations, money, past years. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pipeline.commands.progress.layout import fold, panel, table_of
from pipeline.publish.inputs import Assessment
from transforms.report.progress.content import Line, Report
from transforms.report.progress.history_notes import HistoryGaps, complete_text, history_notes
from transforms.report.progress.unit_targets import TOTAL, TargetList, UnitTarget
from transforms.text.figures import yuan_grouped
from transforms.text.labels import ACCOUNT_LABELS, WAITING_ACCOUNTS, status_label
from transforms.text.ratio import BLANK, Ratio, percent, percent_of_bp

BAR_CELLS = 10


def head(report: Report, known: Assessment) -> Panel:
    """Make the panel with place, plan year, enrolled persons, and the assessment from which the figures come.

    `report`: the composed progress report. `known`: that assessment, with its business date and the number of the last
    delivery that it includes.
    """
    head, total = report.header, report.total
    lines = [
        f"{head.place_name} · plan year {head.plan_year} · money received up to {report.slot.as_of}",
        f"{total.enrolled_persons or 0:,} persons enrolled, {percent(total.completion)} of the target"
        + (f" (goal {percent_of_bp(head.completion_goal_bp)})" if head.completion_goal_bp else ""),
        f"assessment {known.assess_no} of {known.business_date}, deliveries up to no. {known.committed_no}, "
        f"pack {head.pack_code} {head.pack_version[:12]} ({status_label(head.pack_status)})",
    ]
    return panel("Campaign", "\n".join(lines))


def units(report: Report) -> Table:
    """Make the table of progress, one row per unit and a last one for all: target, enrolled, rates, money.

    `report`: the composed progress report; its printed lines are shown.
    """
    table = table_of(
        "Progress by unit, against the target",
        (report.header.unit_kind_label, "left"),
        ("target", "right"),
        ("enrolled", "right"),
        ("completion", "right"),
        ("", "left"),
        ("rank", "right"),
        ("special", "right"),
        ("received, yuan", "right"),
    )
    for line in (*report.units, report.total):
        is_total = line is report.total
        table.add_row(
            line.label,
            BLANK if line.target_persons is None else f"{line.target_persons:,}",
            f"{line.enrolled_persons or 0:,}",
            Text(percent(line.completion), style=_colour(line.misses_completion)),
            _bar(line.completion),
            "" if line.rank is None else str(line.rank),
            Text(percent(line.special.rate) if line.special else BLANK, style=_colour(line.misses_special)),
            yuan_grouped(line.money.received_fen) if line.money else BLANK,
            style="bold" if is_total else "",
            end_section=line is report.units[-1] if report.units else False,
        )
    return table


def _colour(misses: bool) -> str:
    return "red" if misses else ""


def _bar(value: Ratio | None) -> str:
    """Draw a bar: ten cells are 100 %, and more than 100 % fills no further cell."""
    if value is None:
        return ""
    filled = min(BAR_CELLS, max(0, value.basis_points * BAR_CELLS // 10_000))
    return "█" * filled + "░" * (BAR_CELLS - filled)


def categories(report: Report) -> Table | Text:
    """Make the table of special populations, one row per category: members, enrolled, missing, undefined.

    `report`: the composed progress report; its lines by category are shown. Returns a text instead if no list was
    accepted yet.
    """
    if not report.categories and not report.tracked:
        return Text("Special populations: no list has been accepted yet.")
    table = table_of(
        "Special populations: living members, enrolled, and those whose amount is undefined",
        ("类别", "left"),
        ("members", "right"),
        ("enrolled", "right"),
        ("coverage", "right"),
        ("missing", "right"),
        ("undefined", "right"),
        ("of them paid", "right"),
    )
    for line in report.categories:
        _category(table, line, end_section=bool(report.tracked) and line is report.categories[-1])
    for line in report.tracked:
        _category(table, line)
    if report.tracked:
        table.caption, table.caption_justify = "below the line: not counted in the total", "left"
    return table


def _category(table: Table, line: Line, *, end_section: bool = False) -> None:
    """Add the row of a category. Persons whose amount is undefined are counted apart, and are not missing."""
    assert line.special is not None
    covered = line.special
    missing = covered.member_persons - covered.enrolled_persons - covered.undefined_persons
    table.add_row(
        line.label,
        f"{covered.member_persons:,}",
        f"{covered.enrolled_persons:,}",
        Text(percent(covered.rate), style=_colour(line.misses_special)),
        f"{missing:,}" if missing else "",
        f"{covered.undefined_persons:,}" if covered.undefined_persons else "",
        f"{covered.undefined_paid_persons:,}" if covered.undefined_paid_persons else "",
        end_section=end_section,
    )


def money(report: Report) -> Table:
    """Make the table of amounts in yuan: a column per plan year, a row for received money and one per paying fund.

    `report`: the composed progress report; its lines by plan year are shown. Last come the parts of the received money
    that wait for a refund, a reimbursement or a decision: a row for each that is not zero.
    """
    years = report.plan_years
    table = table_of("Amounts by payer, yuan", ("付款方", "left"), *((line.label, "right") for line in years))
    rows = [(ACCOUNT_LABELS["received_fen"], [_account(line, "received_fen") for line in years])]
    for payer, label in report.payers.items():
        rows.append((label, [line.fund_fen_by_payer.get(payer, 0) for line in years]))
    rows += [
        (f"其中{ACCOUNT_LABELS[account]}", [_account(line, account) for line in years]) for account in WAITING_ACCOUNTS
    ]
    for label, amounts in rows:
        if label.startswith("其中") and not any(amounts):
            continue
        table.add_row(label, *(yuan_grouped(fen) for fen in amounts))
    return table


def _account(line: Line, account: str) -> int:
    return line.money.account_fen(account) if line.money else 0


def targets(lists: Sequence[TargetList]) -> list[Table]:
    """Make one table that lists the target tables, then a table of the units for each target table but the main one.

    The main target table is the one by which reports measure progress; the function `units` shows its units. `lists`:
    one entry per target table: who set it, its version and status, and target and enrolled persons of each unit.
    Returns an empty list if there are none.
    """
    if not lists:
        return []
    table = table_of(
        "Targets (units: reached / with a figure / all)",
        ("任务", "left"),
        ("下达、版次、状态", "left"),
        ("来源", "left"),
        ("units", "right"),
    )
    for target_list in lists:
        counts = f"{target_list.met_units} / {target_list.stated_units} / {len(target_list.units)}"
        table.add_row(target_list.heading, target_list.stand, target_list.source, counts)
    return [table, *(_target_units(target_list) for target_list in lists if not target_list.is_main)]


def _target_units(targets: TargetList) -> Table:
    table = table_of(
        f"{targets.heading}：{targets.stand}",
        ("单位", "left"),
        ("base", "right"),
        ("wanted", "right"),
        ("enrolled", "right"),
        ("of base", "right"),
        ("missing", "right"),
        ("说明", "left"),
    )
    for unit in (*targets.units, *([targets.total] if targets.total else [])):
        table.add_row(
            unit.unit_name,
            _count(unit.base_persons),
            _count(unit.wanted_persons),
            f"{unit.enrolled_persons:,}",
            Text(percent(unit.reached), style="red" if unit.is_met is False else ""),
            _count(unit.missing_persons),
            _note(unit, targets),
            style="bold" if unit.unit_name == TOTAL else "",
            end_section=unit is targets.units[-1],
        )
    return table


def _count(persons: int | None) -> str:
    return BLANK if persons is None else f"{persons:,}"


def _note(unit: UnitTarget, targets: TargetList) -> str:
    """Return what is missing, else the source of the base if that differs from the source of the target."""
    return unit.gap_zh or ("" if unit.base_source == targets.source else unit.base_source)


def history(gaps: HistoryGaps | None) -> list[Panel]:
    """Make the panel about missing enrolment history of past years, which the pack's rules need.

    `gaps`: the years without deliveries, and the numbers of persons whose waiting period or reward is therefore not
    known. If nothing is missing, its text states that. An empty list if `gaps` is None: the pack has no rules about
    past years.
    """
    if gaps is None:
        return []
    text = "\n".join(history_notes(gaps)) or complete_text(gaps)
    return [panel("Enrolment history of past years", fold(text))]

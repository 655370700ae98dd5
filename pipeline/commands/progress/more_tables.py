"""Further parts of the summary on the screen: targets of every table, and what is missing of past years. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pipeline.commands.progress.tables import fold, panel, table_of
from transforms.mail.reminder import ExpectedDelivery, missing_lines
from transforms.report.progress.history_notes import complete_text, history_notes
from transforms.report.progress.unit_targets import TOTAL, TargetList, UnitTarget
from transforms.text.figures import yuan_grouped
from transforms.text.ratio import BLANK, percent


def targets(lists: Sequence[TargetList]) -> list[Table]:
    """One line per table of targets; then the units of every table but the one that progress is measured by."""
    if not lists:
        return []
    table = table_of(
        "Targets (units: reached / with a figure / all)",
        ("任务", "left"), ("下达、版次、状态", "left"), ("来源", "left"), ("units", "right"),
    )  # fmt: skip
    for one in lists:
        units = f"{one.met_units} / {one.stated_units} / {len(one.units)}"
        table.add_row(one.heading, one.stand, one.source, units)
    return [table, *(_units(one) for one in lists if not one.is_main)]


def _units(one: TargetList) -> Table:
    table = table_of(
        f"{one.heading}：{one.stand}",
        ("单位", "left"), ("base", "right"), ("wanted", "right"), ("enrolled", "right"), ("of base", "right"),
        ("missing", "right"), ("说明", "left"),
    )  # fmt: skip
    for unit in (*one.units, *([one.total] if one.total else [])):
        table.add_row(
            unit.unit_name,
            _count(unit.base_persons),
            _count(unit.wanted_persons),
            f"{unit.enrolled_persons:,}",
            Text(percent(unit.reached), style="red" if unit.is_met is False else ""),
            _count(unit.missing_persons),
            _note(unit, one),
            style="bold" if unit.unit_name == TOTAL else "",
            end_section=unit is one.units[-1],
        )
    return table


def _count(persons: int | None) -> str:
    return BLANK if persons is None else f"{persons:,}"


def _note(unit: UnitTarget, one: TargetList) -> str:
    """What is missing, else where the base is from, if that is not where the target is from."""
    return unit.gap_zh or ("" if unit.base_source == one.source else unit.base_source)


def history(gaps: Mapping[str, Any] | None) -> list[Panel]:
    """What is missing of past years; nothing for a pack whose rules do not look at them."""
    if gaps is None:
        return []
    text = "\n".join(history_notes(gaps)) or complete_text(gaps)
    return [panel("Enrolment history of past years", fold(text))]


def history_step(gaps: Mapping[str, Any] | None) -> list[str]:
    """What a person has to do about it."""
    if gaps is None or not history_notes(gaps):
        return []
    years = "、".join(str(year) for year in gaps["missing_years"] or gaps["years"])
    return [f"Ask for the enrolment history of {years}: source history (mart.history_missing)."]


def reversals(rows: Sequence[Mapping[str, Any]]) -> list[Table]:
    """Reversals that take nothing back, by sender and reason; nothing where all do."""
    if not rows:
        return []
    table = table_of(
        "Reversals that wait, in suspense (mart.reversal)",
        ("报送单位", "left"), ("状态", "left"), ("笔数", "right"), ("金额（元）", "right"),
    )  # fmt: skip
    for row in rows:
        table.add_row(row["sender"], row["state_zh"], f"{row['reversals']:,}", yuan_grouped(row["reversed_fen"]))
    return [table]


def missing_deliveries(expected: Sequence[ExpectedDelivery]) -> list[Panel]:
    """Which senders owe a delivery as of the day; nothing where all came in time."""
    lines = missing_lines(expected)
    return [panel(f"Deliveries missing: {len(lines)} sources", fold("\n".join(lines)))] if lines else []

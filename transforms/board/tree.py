"""Choose the part of a campaign's figures that a page shows: the reader's own units, or the parts of a unit. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from transforms.report.progress.compose import Facts, Snapshot
from transforms.report.progress.content import Report
from transforms.report.progress.rollup import in_notice_order, progress_units
from transforms.report.progress.rows import TargetRow, UnitRow
from transforms.report.publication import View


class UnknownUnit(LookupError):  # noqa: N818 - the name states the fault
    """The campaign has no unit with this id, or the reader may not see it."""


def restrict(snapshot: Snapshot, facts: Facts, unit_ids: frozenset[str] | None) -> tuple[Snapshot, Facts]:
    """Return the units, targets and sums of the units that a reader may see; None: of all, unchanged.

    `unit_ids`: ids of units, '' for persons of no known unit. A unit below one of them is not seen unless it is named.
    A unit that counts for none of the seen units of the notice, such as a village without its town, is listed itself.
    """
    if unit_ids is None:
        return snapshot, facts
    units = _listed([unit for unit in snapshot.units if unit["unit_id"] in unit_ids])
    targets = [target for target in snapshot.targets if target["unit_id"] in unit_ids]
    return replace(snapshot, units=units, targets=targets), _only(facts, unit_ids)


def focus(snapshot: Snapshot, facts: Facts, unit_id: str) -> tuple[Snapshot, Facts, frozenset[str]]:
    """Return the figures below a unit and the ids of their units; a report of them lists the unit's direct parts.

    Sums of the unit itself that belong to none of its parts appear in a report as of no known unit. A unit without
    parts is listed itself; the whole place has the persons of no known unit, too. A part without a target has the sum
    of the targets below it, if none is missing. Raises UnknownUnit.
    """
    below = _below(snapshot.units, unit_id)
    parts = {unit["unit_id"] for unit in below if unit["parent_unit_id"] == unit_id} or {unit_id}
    units = [UnitRow({**unit, "is_progress_unit": unit["unit_id"] in parts}) for unit in below]
    is_whole = any(unit["unit_id"] == unit_id and not unit["parent_unit_id"] for unit in units)
    ids = frozenset(unit["unit_id"] for unit in units) | ({""} if is_whole else frozenset())
    targets = [target for target in snapshot.targets if target["unit_id"] in ids]
    added = [target for part in sorted(parts) for target in _summed_targets(snapshot, targets, part)]
    return replace(snapshot, units=units, targets=[*targets, *added]), _only(facts, ids), ids


def with_ranks(own: Report, own_units: Sequence[UnitRow], whole: Report, all_units: Sequence[UnitRow]) -> Report:
    """Return a reader's report with the ranks that its units have among all units; None for a unit that has none there.

    `own`, `own_units`: the report of the reader's units, and these units; `whole`, `all_units`: the same of all units.
    """
    ranks = {unit["unit_id"]: line.rank for unit, line in zip(in_notice_order(all_units), whole.units, strict=False)}
    ids = [unit["unit_id"] for unit in in_notice_order(own_units)]
    # a last line without a unit is for persons of no known unit
    ids += [""] * (len(own.units) - len(ids))
    lines = (replace(line, rank=ranks.get(unit_id)) for unit_id, line in zip(ids, own.units, strict=True))
    return replace(own, units=tuple(lines))


def path_to(units: Iterable[UnitRow], unit_id: str) -> list[UnitRow]:
    """Return the unit and the visible units above it, the highest first; [] for an unknown unit."""
    by_id = {unit["unit_id"]: unit for unit in units}
    path: list[UnitRow] = []
    step: str | None = unit_id
    while step in by_id and by_id[step] not in path:
        path.insert(0, by_id[step])
        step = by_id[step]["parent_unit_id"]
    return path


def parents(units: Iterable[UnitRow]) -> frozenset[str]:
    """Return the ids of the units that have parts."""
    return frozenset(unit["parent_unit_id"] for unit in units if unit["parent_unit_id"])


def _listed(units: list[UnitRow]) -> list[UnitRow]:
    """Make a unit a listed one if no listed unit is above or below it, and its own parent is not seen."""
    listed = progress_units(units)
    ids = {unit["unit_id"] for unit in units}
    above = {step["unit_id"] for unit in units if unit["is_progress_unit"] for step in path_to(units, unit["unit_id"])}
    alone = {
        unit["unit_id"]
        for unit in units
        if not listed[unit["unit_id"]] and unit["unit_id"] not in above and unit["parent_unit_id"] not in ids
    }
    return [
        UnitRow({**unit, "is_progress_unit": unit["is_progress_unit"] or unit["unit_id"] in alone}) for unit in units
    ]


def _below(units: Sequence[UnitRow], unit_id: str) -> list[UnitRow]:
    """List the unit and every unit below it, in the given order."""
    kept = {unit_id}
    while True:
        more = {unit["unit_id"] for unit in units if unit["parent_unit_id"] in kept} - kept
        if not more:
            break
        kept |= more
    below = [unit for unit in units if unit["unit_id"] in kept]
    if not any(unit["unit_id"] == unit_id for unit in below):
        raise UnknownUnit(unit_id)
    return below


def _summed_targets(snapshot: Snapshot, targets: Sequence[TargetRow], part: str) -> list[TargetRow]:
    """Sum the figures of the progress units below a part that has no figure of its own, measure by measure."""
    leaves = {u["unit_id"] for u in _below(snapshot.units, part) if u["is_progress_unit"]} - {part}
    by_measure: dict[str, dict[str, TargetRow]] = {}
    for target in targets:
        by_measure.setdefault(target["measure"], {})[target["unit_id"]] = target
    return [
        summed
        for measure, known in by_measure.items()
        if leaves and part not in known and (summed := _sum(part, measure, leaves, known))
    ]


def _sum(part: str, measure: str, leaves: set[str], known: Mapping[str, TargetRow]) -> TargetRow | None:
    figures = [known[leaf]["persons"] if leaf in known else None for leaf in sorted(leaves)]
    stated = [persons for persons in figures if persons is not None]
    if len(stated) < len(figures):
        return None
    first = known[min(leaves)]
    return TargetRow({**first, "unit_id": part, "measure": measure, "persons": sum(stated)})


def _only(facts: Facts, unit_ids: frozenset[str]) -> Facts:
    view = View(units=tuple(unit_ids))
    return Facts(view.visible(facts.progress), view.visible(facts.coverage))  # type: ignore[arg-type]

"""Model of the page 单位: units by rank with a bullet bar, and the way down to their parts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transforms.board.bullet import Bullet, bullet
from transforms.board.increase import Earlier, signed
from transforms.board.tree import parents, path_to
from transforms.report.progress import rollup
from transforms.report.progress.compose import Snapshot
from transforms.report.progress.content import Line, Report
from transforms.report.progress.rows import UnitRow
from transforms.text.ratio import BLANK, percent


@dataclass(frozen=True)
class UnitLine:
    """One unit, figures as text. `link`: id of the unit whose parts can be shown, '' without parts."""

    rank: str
    name: str
    link: str
    enrolled: str
    target: str
    completion: str
    increase: str
    since_publication: str
    special: str
    bullet: Bullet | None
    is_missed: bool


@dataclass(frozen=True)
class Units:
    """The page 单位. `path`: (id, name) of the unit whose parts are listed, after those above it; () for all units."""

    path: tuple[tuple[str, str], ...]
    unit_kind: str
    lines: tuple[UnitLine, ...]
    total: UnitLine
    ranking: str
    notes: tuple[str, ...]


def units_page(
    tree: Sequence[UnitRow], shown: Snapshot, report: Report, before: Earlier, ranked: int, unit_id: str | None
) -> Units:
    """Return the model of the page: units with the highest completion first, units without a rate last.

    `tree`: all units that the reader may see; `shown`: the part that `report` was composed from; `before`: enrolled
    persons at earlier points in time; `ranked`: number of all units that have a rank, 0 if the page lists all of them;
    `unit_id`: the unit whose parts are listed, None for the units of the notice.
    """
    listed = [unit["unit_id"] for unit in rollup.in_notice_order(shown.units)]
    ids = [*listed, *[""] * (len(report.units) - len(listed))]
    with_parts = parents(tree) - ({unit_id} if unit_id else set())
    lines = [
        (line, _line(line, own_id, own_id if own_id in with_parts else "", before, report))
        for own_id, line in zip(ids, report.units, strict=True)
    ]
    lines.sort(key=lambda pair: (pair[0].rank is None, pair[0].rank or 0))
    path = path_to(tree, unit_id) if unit_id else []
    return Units(
        tuple((unit["unit_id"], unit["name"]) for unit in path),
        report.header.unit_kind_label,
        tuple(text for _, text in lines),
        _line(report.total, None, "", before, report),
        f"按完成率在全部{ranked}个单位中排名。" if ranked else "按完成率排名。",
        report.notes,
    )


def _line(line: Line, unit_id: str | None, link: str, before: Earlier, report: Report) -> UnitLine:
    persons = line.enrolled_persons or 0
    return UnitLine(
        BLANK if line.rank is None else str(line.rank),
        line.label,
        link,
        f"{persons:,}",
        BLANK if line.target_persons is None else f"{line.target_persons:,}",
        percent(line.completion),
        signed(before.since_day_before(persons, unit_id)),
        signed(before.since_publication(persons, unit_id)),
        percent(line.special.rate) if line.special else BLANK,
        bullet(line.completion, report.header.completion_goal_bp),
        line.misses_something,
    )

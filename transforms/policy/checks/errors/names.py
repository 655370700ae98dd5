"""Checks of identifiers: everything named exists, nothing is named twice, every requirement is answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from transforms.policy.model.appraisal import Appraisal
from transforms.policy.model.base import Cited, Rule
from transforms.policy.model.pack import Pack, Requirements, find_citations
from transforms.policy.model.places import TargetTable, Unit, UnitTree
from transforms.policy.model.schedule import Publication, Recipient, Window
from transforms.policy.model.sources import ALWAYS_PRESENT, Source
from transforms.policy.model.subsidies import Category, Payer, Subsidy
from transforms.strict_yaml.problems import Finding

Path = tuple[str | int, ...]


def unknown_name(path: Path, name: str, where_zh: str, where_en: str) -> Finding:
    return Finding(
        path, "pack.unknown_name", f"{name} 应在{where_zh}中列出", "先列出，或改正拼写",
        f"{name} is listed under {where_en}", "list it there or correct its spelling",
    )  # fmt: skip


def repeated_name(path: Path, name: str) -> Finding:
    return Finding(
        path, "pack.repeated_name", f"{name} 只能使用一次", "改为不同的名称",
        f"{name} is used once", "give it another name",
    )  # fmt: skip


def _repeats(named: Iterable[tuple[Path, str]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, name in named:
        if name in seen:
            yield repeated_name(path, name)
        seen.add(name)


def code_is_folder(pack_code: str, folder: str) -> Iterator[Finding]:
    if pack_code != folder:
        yield Finding(
            ("pack_code",), "pack.folder", f"应与文件夹名 {folder} 一致", "改 pack_code 或文件夹名",
            f"the folder's name {folder}", "change pack_code or the folder",
        )  # fmt: skip


def units_are_distinct(units: UnitTree) -> Iterator[Finding]:
    """Unit ids, and names with aliases, are distinct over the whole tree; successors exist."""
    placed: list[tuple[Path, Unit]] = [(("units", "root"), units.root)]
    placed += [(("units", "children", index), unit) for index, unit in enumerate(units.children)]
    yield from _repeats(((*path, "unit_id"), unit.unit_id) for path, unit in placed)
    yield from _repeats(
        ((*path, "name"), name) for path, unit in placed for name in (unit.name, *unit.aliases)
    )  # fmt: skip
    known = {unit.unit_id for _, unit in placed}
    for path, unit in placed:
        for index, successor in enumerate(unit.successors):
            if successor not in known:
                yield unknown_name((*path, "successors", index), successor, " units ", "units")


def targets_name_units(units: UnitTree, targets: tuple[TargetTable, ...]) -> Iterator[Finding]:
    """In every table each unit has exactly one row, null where the notice prints nothing."""
    children = {unit.unit_id for unit in units.children}
    for index, table in enumerate(targets):
        yield from _rows_name_units(children, table, ("targets", index, "rows"))


def targets_are_told_apart(targets: tuple[TargetTable, ...]) -> Iterator[Finding]:
    """Each table has its own name, none that of the measured one's figures, and one is the measured one."""
    yield from _repeats((("targets", index, "table"), table.table) for index, table in enumerate(targets))
    if sum(table.is_measured for table in targets) != 1:
        yield Finding(
            ("targets",), "pack.measured_table", "应有且只有一张任务表据以计算进度", "在那一张写 is_measured: true",
            "one table that progress is measured by", "write is_measured: true in that one",
        )  # fmt: skip


def _rows_name_units(children: set[str], table: TargetTable, path: Path) -> Iterator[Finding]:
    for index, row in enumerate(table.rows):
        if row.unit_id not in children:
            yield unknown_name((*path, index, "unit_id"), row.unit_id, " units.children ", "units.children")
    yield from _repeats(((*path, i, "unit_id"), row.unit_id) for i, row in enumerate(table.rows))
    for missing in sorted(children - {row.unit_id for row in table.rows}):
        yield Finding(
            path, "pack.missing_row", f"应有单位 {missing} 的一行", "补一行，无数字时 persons 写 null",
            f"a row for unit {missing}", "add the row, with persons: null where the notice prints nothing",
        )  # fmt: skip


def codes_are_distinct(
    payers: tuple[Payer, ...],
    categories: tuple[Category, ...],
    recipients: tuple[Recipient, ...],
    windows: tuple[Window, ...],
    sources: tuple[Source, ...],
) -> Iterator[Finding]:
    yield from _repeats((("payers", i, "payer"), one.payer) for i, one in enumerate(payers))
    yield from _repeats((("categories", i, "category"), one.category) for i, one in enumerate(categories))
    yield from _repeats((("recipients", i, "recipient"), one.recipient) for i, one in enumerate(recipients))
    yield from _repeats((("windows", i, "window_id"), one.window_id) for i, one in enumerate(windows))
    yield from _repeats((("sources", i, "source"), one.source) for i, one in enumerate(sources))


def subsidies_name_known(
    subsidies: tuple[Subsidy, ...], categories: tuple[Category, ...], payers: tuple[Payer, ...]
) -> Iterator[Finding]:
    """Every category has a rule, even if it says undefined; every rule names known categories and payers."""
    known, funds = {one.category for one in categories}, {one.payer for one in payers}
    for index, subsidy in enumerate(subsidies):
        path = ("subsidies", index)
        if subsidy.category not in known:
            yield unknown_name((*path, "category"), subsidy.category, " categories ", "categories")
        if subsidy.payer is not None and subsidy.payer not in funds:
            yield unknown_name((*path, "payer"), subsidy.payer, " payers ", "payers")
    ruled = {subsidy.category for subsidy in subsidies}
    for index, category in enumerate(categories):
        if category.category not in ruled:
            yield unknown_name(("categories", index, "category"), category.category, " subsidies ", "subsidies")


def appraisal_names_categories(appraisal: Appraisal | None, categories: tuple[Category, ...]) -> Iterator[Finding]:
    known = {one.category for one in categories}
    for index, item in enumerate(appraisal.items if appraisal else ()):
        if item.category is not None and item.category not in known:
            yield unknown_name(("appraisal", "items", index, "category"), item.category, " categories ", "categories")


def sources_name_categories(sources: tuple[Source, ...], categories: tuple[Category, ...]) -> Iterator[Finding]:
    """Labels lead to known categories. A category that nobody sends is only doubted (doubts_names)."""
    known = {one.category for one in categories}
    for index, source in enumerate(sources):
        for category in sorted(source.all_categories() - known):
            yield unknown_name(("sources", index), category, " categories ", "categories")


def sources_are_complete(sources: tuple[Source, ...]) -> Iterator[Finding]:
    present = {source.source for source in sources}
    for name in ALWAYS_PRESENT:
        if name not in present:
            yield unknown_name(("sources",), name, " sources ", "sources")


def publications_name_recipients(
    publications: tuple[Publication, ...], recipients: tuple[Recipient, ...]
) -> Iterator[Finding]:
    known = {one.recipient for one in recipients}
    for index, publication in enumerate(publications):
        for place, recipient in enumerate(publication.recipients):
            if recipient not in known:
                yield unknown_name(
                    ("publications", index, "recipients", place), recipient, " recipients ", "recipients"
                )


def rules_are_distinct(sections: dict[str, Any]) -> Iterator[Finding]:
    """A rule_id stands for one rule, so that a result that cites it can be read."""
    placed = placed_citations(sections)
    yield from _repeats(((*path, "rule_id"), one.rule_id) for path, one in placed if isinstance(one, Rule))


def requirements_are_known(sections: dict[str, Any], requirements: Requirements) -> Iterator[Finding]:
    """No requirement is cited that the notice does not have; each is cited once all sections are right."""
    ids = requirements.ids()
    cited: set[str] = set()
    for path, one in placed_citations(sections):
        for index, requirement in enumerate(one.requirement_ids):
            cited.add(requirement)
            if requirement not in ids:
                yield unknown_name((*path, "requirement_ids", index), requirement, " requirements ", "requirements")
    if all(name in sections for name in Pack.model_fields):
        for requirement in (one for one in ids if one not in cited):
            yield Finding(
                ("requirements",), "pack.requirement_missing", f"要求 {requirement} 应写成数据或列入 human_duties",
                "补上该要求", f"{requirement} is held as data or listed under human_duties", "add it",
            )  # fmt: skip


def placed_citations(sections: dict[str, Any]) -> list[tuple[Path, Cited]]:
    """Everything cited in the sections with its path, in the order of the pack."""
    return [
        found for name in Pack.model_fields if name in sections for found in find_citations(sections[name], (name,))
    ]

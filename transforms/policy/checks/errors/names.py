"""Errors of identifiers: unknown names, names used twice, requirements that nothing answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from transforms.policy.model.appraisal import Appraisal
from transforms.policy.model.base import Cited, Rule
from transforms.policy.model.pack import Pack, Requirements, find_citations
from transforms.policy.model.places import TargetTable, Unit, UnitTree
from transforms.policy.model.schedule import Publication, Recipient, Window
from transforms.policy.model.sections import Sections
from transforms.policy.model.sources import ALWAYS_PRESENT, Source
from transforms.policy.model.subsidies import Category, Payer, Subsidy
from transforms.strict_yaml.problems import Finding
from transforms.text.labels import ORDINARY

Path = tuple[str | int, ...]


def unknown_name(path: Path, name: str, where_zh: str, where_en: str) -> Finding:
    """Build the finding for a name that the pack uses at `path`, but does not list in the section where it belongs.

    `path`: keys and positions from the root of the pack. `where_zh` and `where_en` name that section in the Chinese and
    in the English text. A finding states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    return Finding(
        path,
        "pack.unknown_name",
        f"{name} 应在{where_zh}中列出",
        "先列出，或改正拼写",
        f"{name} is listed under {where_en}",
        "list it there or correct its spelling",
    )


def repeated_name(path: Path, name: str) -> Finding:
    """Build the finding for a name that is used a second time; `path` is the place of the second use.

    A path is the keys and positions from the root of the pack. A finding states the place in the pack, the fault and
    the remedy, in Chinese and English.
    """
    return Finding(
        path,
        "pack.repeated_name",
        f"{name} 只能使用一次",
        "改为不同的名称",
        f"{name} is used once",
        "give it another name",
    )


def _find_repeated(names: Iterable[tuple[Path, str]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, name in names:
        if name in seen:
            yield repeated_name(path, name)
        seen.add(name)


def code_is_folder(pack_code: str, folder: str) -> Iterator[Finding]:
    """Yield an error if the pack code differs from `folder`, the name of the folder in which the pack is.

    The finding states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    if pack_code != folder:
        yield Finding(
            ("pack_code",),
            "pack.folder",
            f"应与文件夹名 {folder} 一致",
            "改 pack_code 或文件夹名",
            f"the folder's name {folder}",
            "change pack_code or the folder",
        )


def units_are_distinct(units: UnitTree) -> Iterator[Finding]:
    """Yield an error for each unit id, name or alias used twice in the tree, and each successor that is not a unit.

    The argument is a section of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    placed: list[tuple[Path, Unit]] = [(("units", "root"), units.root)]
    placed += [(("units", "children", index), unit) for index, unit in enumerate(units.children)]
    yield from _find_repeated(((*path, "unit_id"), unit.unit_id) for path, unit in placed)
    yield from _find_repeated(((*path, "name"), name) for path, unit in placed for name in (unit.name, *unit.aliases))
    known = {unit.unit_id for _, unit in placed}
    for path, unit in placed:
        for index, successor in enumerate(unit.successors):
            if successor not in known:
                yield unknown_name((*path, "successors", index), successor, " units ", "units")


def targets_name_units(units: UnitTree, targets: tuple[TargetTable, ...]) -> Iterator[Finding]:
    """Yield an error for each unit of the notice that a target table lacks or repeats, and for each unknown unit in it.

    The root of the tree needs no row. A row with a blank figure (null) is a row. The arguments are sections of the
    pack. A finding states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    children = {unit.unit_id for unit in units.children}
    for index, table in enumerate(targets):
        yield from _rows_name_units(children, table, ("targets", index, "rows"))


def target_tables_are_distinct(targets: tuple[TargetTable, ...]) -> Iterator[Finding]:
    """Yield an error for each repeated code of a target table, and one more unless exactly one table is measured.

    Progress is measured by the table with `is_measured: true`. The argument is a section of the pack. A finding states
    the place in the pack, the fault and the remedy, in Chinese and English.
    """
    yield from _find_repeated((("targets", index, "table"), table.table) for index, table in enumerate(targets))
    if sum(table.is_measured for table in targets) != 1:
        yield Finding(
            ("targets",),
            "pack.measured_table",
            "应有且只有一张任务表据以计算进度",
            "在那一张写 is_measured: true",
            "one table that progress is measured by",
            "write is_measured: true in that one",
        )


def _rows_name_units(children: set[str], table: TargetTable, path: Path) -> Iterator[Finding]:
    for index, row in enumerate(table.rows):
        if row.unit_id not in children:
            yield unknown_name((*path, index, "unit_id"), row.unit_id, " units.children ", "units.children")
    yield from _find_repeated(((*path, i, "unit_id"), row.unit_id) for i, row in enumerate(table.rows))
    for missing in sorted(children - {row.unit_id for row in table.rows}):
        yield Finding(
            path,
            "pack.missing_row",
            f"应有单位 {missing} 的一行",
            "补一行，无数字时 persons 写 null",
            f"a row for unit {missing}",
            "add the row, with persons: null where the notice prints nothing",
        )


def codes_are_distinct(
    payers: tuple[Payer, ...],
    categories: tuple[Category, ...],
    recipients: tuple[Recipient, ...],
    windows: tuple[Window, ...],
    sources: tuple[Source, ...],
) -> Iterator[Finding]:
    """Yield an error for each code used twice within the payers, categories, recipients, windows or sources.

    Each list is checked alone: a payer and a category may have equal codes. A finding states the place in the pack, the
    fault and the remedy, in Chinese and English.
    """
    yield from _find_repeated((("payers", i, "payer"), payer.payer) for i, payer in enumerate(payers))
    yield from _find_repeated(
        (("categories", i, "category"), category.category) for i, category in enumerate(categories)
    )
    yield from _find_repeated(
        (("recipients", i, "recipient"), recipient.recipient) for i, recipient in enumerate(recipients)
    )
    yield from _find_repeated((("windows", i, "window_id"), window.window_id) for i, window in enumerate(windows))
    yield from _find_repeated((("sources", i, "source"), source.source) for i, source in enumerate(sources))


def categories_are_not_reserved(categories: tuple[Category, ...]) -> Iterator[Finding]:
    """Yield an error for each category with a code that is reserved for ordinary persons.

    The view `landing.category_label` adds that code to every pack. The argument is a section of the pack. A finding
    states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    for index, category in enumerate(categories):
        if category.category in ORDINARY:
            yield Finding(
                ("categories", index, "category"),
                "pack.reserved_name",
                f"{category.category} 是系统为{ORDINARY[category.category]}保留的代码，不能用作人员类别",
                "改为不同的代码",
                f"a code other than {category.category}, which is reserved for ordinary persons",
                "give the category another code",
            )


def subsidies_name_known(
    subsidies: tuple[Subsidy, ...], categories: tuple[Category, ...], payers: tuple[Payer, ...]
) -> Iterator[Finding]:
    """Yield an error for each unknown category or payer of a subsidy, and for each category without a subsidy rule.

    A category without an amount needs a rule of kind `none` or `undefined`. `parts_name_payers` checks the payers of
    parts. The arguments are sections of the pack. A finding states the place in the pack, the fault and the remedy, in
    Chinese and English.
    """
    known, funds = {category.category for category in categories}, {payer.payer for payer in payers}
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
    """Yield an error for each appraisal item with a category that the pack does not list; None: nothing is checked.

    The arguments are sections of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    known = {category.category for category in categories}
    for index, item in enumerate(appraisal.items if appraisal else ()):
        if item.category is not None and item.category not in known:
            yield unknown_name(("appraisal", "items", index, "category"), item.category, " categories ", "categories")


def sources_name_categories(sources: tuple[Source, ...], categories: tuple[Category, ...]) -> Iterator[Finding]:
    """Yield an error for each category that a source gives to its rows and that the pack does not list.

    A listed category that no source sends is only a warning (`categories_nobody_sends`). The arguments are sections of
    the pack. A finding states the place in the pack, the fault and the remedy, in Chinese and English.
    """
    known = {category.category for category in categories}
    for index, source in enumerate(sources):
        for code in sorted(source.all_categories() - known):
            yield unknown_name(("sources", index), code, " categories ", "categories")


def sources_are_complete(sources: tuple[Source, ...]) -> Iterator[Finding]:
    """Yield an error for each missing source that every campaign needs: roll, employee, tax and targets.

    The argument is a section of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    present = {source.source for source in sources}
    for name in ALWAYS_PRESENT:
        if name not in present:
            yield unknown_name(("sources",), name, " sources ", "sources")


def publications_name_recipients(
    publications: tuple[Publication, ...], recipients: tuple[Recipient, ...]
) -> Iterator[Finding]:
    """Yield an error for each recipient and each signing office of a publication that the pack does not list.

    The arguments are sections of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    known = {recipient.recipient for recipient in recipients}
    for index, publication in enumerate(publications):
        for field, offices in (("recipients", publication.recipients), ("signed_by", publication.signed_by)):
            for place, office in enumerate(offices):
                if office not in known:
                    yield unknown_name(("publications", index, field, place), office, " recipients ", "recipients")


def recipients_name_units(recipients: tuple[Recipient, ...], units: UnitTree) -> Iterator[Finding]:
    """Yield an error for each unit of a recipient that is none of the units below the root.

    The arguments are sections of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    known = {unit.unit_id for unit in units.children}
    for index, recipient in enumerate(recipients):
        for place, unit_id in enumerate(() if recipient.own_units == "each" else recipient.own_units):
            if unit_id not in known:
                yield unknown_name(("recipients", index, "own_units", place), unit_id, " units.children ", "units")


def recipients_name_payers(recipients: tuple[Recipient, ...], payers: tuple[Payer, ...]) -> Iterator[Finding]:
    """Yield an error for each fund of a recipient (`own_payers`) that is none of the pack's payers.

    The arguments are sections of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    known = {payer.payer for payer in payers}
    for index, recipient in enumerate(recipients):
        for place, payer in enumerate(recipient.own_payers):
            if payer not in known:
                yield unknown_name(("recipients", index, "own_payers", place), payer, " payers ", "payers")


def rules_are_distinct(sections: Sections) -> Iterator[Finding]:
    """Yield an error for each `rule_id` used twice in the sections: a result that cites it must lead to one rule.

    `sections`: section name -> its model. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    placed = placed_citations(sections)
    yield from _find_repeated(((*path, "rule_id"), cited.rule_id) for path, cited in placed if isinstance(cited, Rule))


def requirements_are_known(sections: Sections, requirements: Requirements) -> Iterator[Finding]:
    """Yield an error for each cited requirement that is not in `requirements`, and for each that no section cites.

    `requirements`: the numbers that the pack gives to the demands of its notice (`AB-01`, `AB-02`, …). Uncited ones are
    reported only if `sections` has every section of a pack. `sections`: section name -> its model. A finding states the
    place in the pack, the fault and the remedy, in Chinese and English.
    """
    ids = requirements.ids()
    answered: set[str] = set()
    for path, cited in placed_citations(sections):
        for index, requirement in enumerate(cited.requirement_ids):
            answered.add(requirement)
            if requirement not in ids:
                yield unknown_name((*path, "requirement_ids", index), requirement, " requirements ", "requirements")
    if all(name in sections for name in Pack.model_fields):
        for requirement in (number for number in ids if number not in answered):
            yield Finding(
                ("requirements",),
                "pack.requirement_missing",
                f"要求 {requirement} 应写成数据或列入 human_duties",
                "补上该要求",
                f"{requirement} is held as data or listed under human_duties",
                "add it",
            )


def placed_citations(sections: Sections) -> list[tuple[Path, Cited]]:
    """List every citation of the sections with its path, in the order of the pack.

    A citation is an entry with the clause and quote of the notice and the requirement ids that it answers. `sections`:
    section name -> its model. A path is keys and positions from the root of the pack.
    """
    by_name = cast(Mapping[str, object], sections)
    present = [name for name in Pack.model_fields if name in by_name]
    return [citation for name in present for citation in find_citations(by_name[name], (name,))]

"""Names: each is listed once and known where it is used, and every requirement is answered."""

from typing import Any

import pytest

from tests.support.packs.entries import dongan, dongan_sections, entry, sections
from transforms.policy.checks.errors import names
from transforms.policy.model.pack import Requirements
from transforms.policy.model.places import TargetTable, Unit, UnitTree
from transforms.policy.model.subsidies import Category, Payer, Subsidy

PACK = dongan()


def places_of(findings: Any) -> list[tuple[str, str, str]]:
    """Return (dotted path, code, first word of what is expected) of each finding."""
    return [(".".join(map(str, item.path)), item.code, item.expected_zh.split()[0]) for item in findings]


def tree(*children: dict[str, Any]) -> UnitTree:
    """Make a tree under the county."""
    return entry(
        UnitTree, root=Unit(unit_id="xx-county", name="某县"), children=tuple(Unit(**item) for item in children)
    )


TOWN, VILLAGE = {"unit_id": "xx-a", "name": "甲镇"}, {"unit_id": "xx-b", "name": "乙镇"}


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        (VILLAGE, None),
        (VILLAGE | {"unit_id": "xx-a"}, ("units.children.1.unit_id", "pack.repeated_name", "xx-a")),
        (VILLAGE | {"name": "甲镇"}, ("units.children.1.name", "pack.repeated_name", "甲镇")),
        (VILLAGE | {"aliases": ("甲镇",)}, ("units.children.1.name", "pack.repeated_name", "甲镇")),
        (VILLAGE | {"aliases": ("某县",)}, ("units.children.1.name", "pack.repeated_name", "某县")),
    ],
)
def test_units_have_their_own_ids_and_names(second: dict[str, Any], problem: tuple[str, str, str] | None) -> None:
    assert places_of(names.units_are_distinct(tree(TOWN, second))) == ([problem] if problem else [])


def test_a_successor_is_a_unit_of_the_tree() -> None:
    gone = TOWN | {"valid_to": PACK.starts_on}
    assert places_of(names.units_are_distinct(tree(gone | {"successors": ("xx-b",)}, VILLAGE))) == []
    assert places_of(names.units_are_distinct(tree(gone | {"successors": ("xx-c",)}, VILLAGE))) == [
        ("units.children.0.successors.0", "pack.unknown_name", "xx-c")
    ]


@pytest.mark.parametrize(
    ("units", "problems"),
    [
        (("xx-a", "xx-b"), []),
        (("xx-b", "xx-a"), []),
        (("xx-a",), [("targets.0.rows", "pack.missing_row", "应有单位")]),
        (("xx-a", "xx-b", "xx-a"), [("targets.0.rows.2.unit_id", "pack.repeated_name", "xx-a")]),
        (("xx-a", "xx-b", "xx-county"), [("targets.0.rows.2.unit_id", "pack.unknown_name", "xx-county")]),
    ],
)
def test_a_table_has_one_row_for_each_unit(units: tuple[str, ...], problems: list[tuple[str, str, str]]) -> None:
    rows = tuple({"unit_id": unit, "persons": 1} for unit in units)
    table = entry(TargetTable, table="main", set_by="own", status="正式", source="附件", printed_total=None, rows=rows)
    assert places_of(names.targets_name_units(tree(TOWN, VILLAGE), (table,))) == problems


def test_exactly_one_table_measures_progress_and_tables_have_names_of_their_own() -> None:
    (table,) = PACK.targets
    idle = table.model_copy(update={"is_measured": False, "table": "other"})
    assert places_of(names.target_tables_are_distinct((table, idle))) == []
    for tables in ((idle,), (table, table.model_copy(update={"table": "other"}))):
        assert [code for _, code, _ in places_of(names.target_tables_are_distinct(tables))] == ["pack.measured_table"]
    assert places_of(names.target_tables_are_distinct((table, idle.model_copy(update={"table": table.table})))) == [
        ("targets.1.table", "pack.repeated_name", table.table)
    ]


@pytest.mark.parametrize(
    ("section", "field"),
    [
        ("payers", "payer"), ("categories", "category"), ("recipients", "recipient"), ("windows", "window_id"),
        ("sources", "source"),
    ],
)  # fmt: skip
def test_a_code_is_listed_once(section: str, field: str) -> None:
    lists = {name: getattr(PACK, name) for name in ("payers", "categories", "recipients", "windows", "sources")}
    assert places_of(names.codes_are_distinct(*lists.values())) == []
    entries = (*lists[section], lists[section][0])
    (problem,) = places_of(names.codes_are_distinct(*(lists | {section: entries}).values()))
    assert problem == (f"{section}.{len(entries) - 1}.{field}", "pack.repeated_name", getattr(entries[0], field))


POOR = entry(Category, category="poor", label_zh="贫困人口")
FISCAL = entry(Payer, payer="fiscal", label_zh="财政")


def test_a_category_does_not_use_the_code_of_ordinary_persons() -> None:
    assert places_of(names.categories_are_not_reserved(PACK.categories)) == []
    (finding,) = names.categories_are_not_reserved((POOR, entry(Category, category="ordinary", label_zh="普通居民")))
    assert (finding.path, finding.code) == (("categories", 1, "category"), "pack.reserved_name")
    assert finding.expected_zh == "ordinary 是系统为一般居民保留的代码，不能用作人员类别"


def test_a_subsidy_names_a_category_and_a_fund_that_are_listed_and_each_category_has_a_rule() -> None:
    rule = entry(Subsidy, category="poor", kind="full", payer="fiscal")
    assert places_of(names.subsidies_name_known((rule,), (POOR,), (FISCAL,))) == []
    other = entry(Subsidy, category="rich", kind="full", payer="lottery")
    assert places_of(names.subsidies_name_known((other,), (POOR,), (FISCAL,))) == [
        ("subsidies.0.category", "pack.unknown_name", "rich"),
        ("subsidies.0.payer", "pack.unknown_name", "lottery"),
        ("categories.0.category", "pack.unknown_name", "poor"),
    ]


def test_sources_name_listed_categories_and_none_of_the_needed_ones_is_missing() -> None:
    assert places_of(names.sources_name_categories(PACK.sources, PACK.categories)) == []
    assert places_of(names.sources_are_complete(PACK.sources)) == []
    without = tuple(item for item in PACK.sources if item.source not in ("tax", "targets"))
    assert [name for _, _, name in places_of(names.sources_are_complete(without))] == ["tax", "targets"]
    left = tuple(item for item in PACK.categories if item.category != "destitute")
    problems = places_of(names.sources_name_categories(PACK.sources, left))
    assert problems and {(code, name) for _, code, name in problems} == {("pack.unknown_name", "destitute")}


def test_a_publication_goes_to_a_listed_office() -> None:
    assert places_of(names.publications_name_recipients(PACK.publications, PACK.recipients)) == []
    problems = places_of(names.publications_name_recipients(PACK.publications[:1], ()))
    assert problems == [
        (f"publications.0.recipients.{i}", "pack.unknown_name", code)
        for i, code in enumerate(PACK.publications[0].recipients)
    ]


def test_an_appraisal_names_listed_categories() -> None:
    appraisal = PACK.appraisal
    assert appraisal is not None
    items = (appraisal.items[0].model_copy(update={"category": "rich"}), *appraisal.items[1:])
    other = appraisal.model_copy(update={"items": items})
    assert places_of(names.appraisal_names_categories(appraisal, PACK.categories)) == []
    assert places_of(names.appraisal_names_categories(None, ())) == []
    assert places_of(names.appraisal_names_categories(other, PACK.categories)) == [
        ("appraisal.items.0.category", "pack.unknown_name", "rich")
    ]


def test_a_pack_lies_in_the_folder_of_its_code() -> None:
    assert places_of(names.code_is_folder("a-2020", "a-2020")) == []
    assert places_of(names.code_is_folder("a-2020", "b-2020")) == [("pack_code", "pack.folder", "应与文件夹名")]


def test_a_rule_id_is_used_once_in_all_sections() -> None:
    assert places_of(names.rules_are_distinct(dongan_sections())) == []
    household = PACK.household.model_copy(update={"rule_id": "DA-08"})
    problems = places_of(names.rules_are_distinct(dongan_sections(household=household)))
    assert [(code, name) for _, code, name in problems] == [("pack.repeated_name", "DA-08")]


def test_every_requirement_is_answered_and_no_other_is_cited() -> None:
    right, fewer, more = (entry(Requirements, prefix="DA", count=count) for count in (26, 25, 27))
    whole = dongan_sections()
    assert places_of(names.requirements_are_known(whole, right)) == []
    assert {(code, name) for _, code, name in places_of(names.requirements_are_known(whole, fewer))} == {
        ("pack.unknown_name", "DA-26")
    }
    (problem,) = names.requirements_are_known(whole, more)
    assert (problem.code, problem.expected_zh) == (
        "pack.requirement_missing",
        "要求 DA-27 应写成数据或列入 human_duties",
    )


def test_what_nobody_answers_is_not_reported_while_a_section_is_wrong() -> None:
    part = sections(household=PACK.household)
    assert places_of(names.requirements_are_known(part, entry(Requirements, prefix="DA", count=27))) == []
    assert [path for path, _ in names.placed_citations(part)] == [("household",)]

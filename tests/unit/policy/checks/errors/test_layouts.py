"""What the layout of a source asks for is in the pack, and nothing else: every row of a right file has its category."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.files.builders import LAYOUTS
from tests.support.packs.changed_packs import PACKS, POLICIES
from tests.support.packs.entries import dongan_sections, entry, sections
from transforms.policy import load_pack
from transforms.policy.checks.errors.layouts import (
    LABEL_WITHOUT_CATEGORY,
    labels_without_category,
    misfits,
    sources_fit_layouts,
)
from transforms.policy.model.sections import Sections
from transforms.policy.model.sources import Source
from transforms.policy.model.subsidies import Category

KNOWN = frozenset({"poor", "severe", "light", "student"})
GRADES = {"一级": 1, "壹级": 1, "二级": 2, "三级": 3, "四级": 4}
EVERY_GRADE = {1: "severe", 2: "severe", 3: "light", 4: "light"}


@dataclass(frozen=True)
class MadeUpLayout:
    """A layout with nothing but what a pack depends on."""

    category_from: str = "column"
    kind: str = "special_list"
    category: str | None = None
    category_words: dict[str, str] = field(default_factory=dict)
    grade_words: dict[str, int] = field(default_factory=lambda: GRADES)


BY_COLUMN, BY_GRADE = MadeUpLayout(), MadeUpLayout("grade")
WHOLE_LIST = MadeUpLayout("layout", category="student")


def source(**values: Any) -> Source:
    """Make a source of a list; `categories` are empty unless stated."""
    defaults = {"source": "civil_affairs", "kind": "special_list", "sender_label": "县民政局", "layout": "list"}
    return entry(Source, **defaults | {"list_mode": "full"} | values)


def codes(one: Source, layout: MadeUpLayout) -> list[tuple[str, str]]:
    """Return (field, code) of each finding; every text is there."""
    findings = list(misfits(one, layout, KNOWN))
    for finding in findings:
        assert all((finding.expected_zh, finding.fix_zh, finding.expected_en, finding.fix_en))
        assert finding.severity == "error"
    return [(".".join(map(str, finding.path)), finding.code) for finding in findings]


@pytest.mark.parametrize(
    ("values", "layout"),
    [
        ({"categories": {"低保": "poor"}}, BY_COLUMN),
        ({"category_by_grade": EVERY_GRADE}, BY_GRADE),
        ({"default_category": "student"}, WHOLE_LIST),
        ({"default_category": "poor"}, WHOLE_LIST),
    ],
)
def test_each_layout_has_its_one_way_to_a_category(values: dict[str, Any], layout: MadeUpLayout) -> None:
    assert codes(source(**values), layout) == []


@pytest.mark.parametrize(
    ("values", "layout", "unread"),
    [
        ({"categories": {"低保": "poor"}, "default_category": "poor"}, BY_COLUMN, ["default_category"]),
        ({"categories": {"低保": "poor"}, "category_by_grade": EVERY_GRADE}, BY_COLUMN, ["category_by_grade"]),
        ({"categories": {"一级": "severe"}, "category_by_grade": EVERY_GRADE}, BY_GRADE, ["categories"]),
        ({"categories": {"学生": "student"}, "default_category": "student"}, WHOLE_LIST, ["categories"]),
        ({"categories": {"特困": "poor", "低保": "light"}, "default_category": "poor"}, WHOLE_LIST, ["categories"]),
        ({"categories": {"学生": "student"}}, WHOLE_LIST, ["categories"]),
    ],
)
def test_a_mapping_that_leads_nowhere_is_refused(
    values: dict[str, Any], layout: MadeUpLayout, unread: list[str]
) -> None:
    assert codes(source(**values), layout) == [(name, "pack.mapping_never_read") for name in unread]


def test_the_text_says_which_field_counts_instead() -> None:
    (finding,) = misfits(source(categories={"一级": "severe"}, category_by_grade=EVERY_GRADE), BY_GRADE, KNOWN)
    assert finding.expected_zh == "版式 list 按等级给出类别，categories 不起作用"
    assert finding.fix_zh == "删除 categories；类别写在 category_by_grade"


@pytest.mark.parametrize(
    ("by_grade", "zh"),
    [
        ({1: "severe", 2: "severe"}, ["3级、4级没有类别"]),
        ({1: "severe", 2: "severe", 3: "light"}, ["4级没有类别"]),
        (EVERY_GRADE | {5: "light"}, ["5级版式 list 里没有"]),
        ({0: "light", 1: "severe", 2: "severe", 3: "light"}, ["4级没有类别", "0级版式 list 里没有"]),
    ],
)
def test_every_grade_of_the_layout_and_no_other_has_a_category(by_grade: dict[int, str], zh: list[str]) -> None:
    findings = list(misfits(source(category_by_grade=by_grade), BY_GRADE, KNOWN))
    assert [finding.expected_zh for finding in findings] == zh
    assert {(finding.path, finding.code) for finding in findings} == {(("category_by_grade",), "pack.grades")}


def test_a_default_is_no_category_for_grades() -> None:
    assert codes(source(default_category="severe"), BY_GRADE) == [
        ("default_category", "pack.mapping_never_read"),
        ("category_by_grade", "pack.grades"),
    ]


def test_a_layout_without_column_may_name_the_category_itself_if_the_pack_knows_it() -> None:
    nothing = source(default_category="poor").model_copy(update={"default_category": None})
    assert codes(nothing, WHOLE_LIST) == []
    assert codes(nothing, MadeUpLayout("layout", category="orphan")) == [("default_category", "pack.unknown_name")]


def test_the_layout_is_of_the_kind_of_its_source() -> None:
    one = source(categories={"低保": "poor"})
    assert codes(one, MadeUpLayout("grade", kind="roll")) == [("layout", "pack.layout_kind")]
    feed = source(source="tax", kind="tax_feed", list_mode="feed")
    assert codes(feed, MadeUpLayout(kind="tax_feed")) == []


def test_a_layout_that_is_not_there_is_told_at_its_source() -> None:
    changed = dongan_sections()
    without = {name: layout for name, layout in LAYOUTS.items() if name != "education"}
    (finding,) = sources_fit_layouts(changed, without)
    place = [one.source for one in changed["sources"]].index("education")
    assert (finding.path, finding.code) == (("sources", place, "layout"), "pack.unknown_layout")


@pytest.mark.parametrize("code", PACKS)
def test_the_five_packs_fit_their_layouts(code: str) -> None:
    pack = load_pack(POLICIES / code)
    content: Sections = sections(sources=pack.sources, categories=pack.categories)
    assert list(sources_fit_layouts(content, LAYOUTS)) == list(labels_without_category(content, LAYOUTS)) == []


def test_without_sources_or_categories_nothing_is_compared() -> None:
    assert list(sources_fit_layouts(sections(), {})) == list(labels_without_category(sections(), {})) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"城市低保": "poor"}, []),
        ({"城市低保": "minimum_living", "农村低保": "minimum_living"}, ["“城市低保”、“农村低保”"]),
        ({" 特困 ": "destitute"}, []),  # the source gives the word a meaning
        ({"困难户": "needy"}, []),  # the pack's own label
        ({"孤儿": "orphan", "特困": "destitute"}, ["“孤儿”"]),
    ],
)
def test_words_of_the_layout_without_a_category_are_told_to_the_author(words: dict[str, str], told: list[str]) -> None:
    content = sections(
        sources=(source(categories={"特困": "poor"}),),
        categories=(entry(Category, category="poor", label_zh="困难户"),),
    )
    findings = list(labels_without_category(content, {"list": MadeUpLayout(category_words=words)}))
    assert [(finding.code, finding.path, finding.severity) for finding in findings] == [
        (LABEL_WITHOUT_CATEGORY, ("sources", 0, "layout"), "warning")
    ] * len(told)
    assert all(text in finding.expected_zh for text, finding in zip(told, findings, strict=True))
    assert list(labels_without_category(content, {"list": MadeUpLayout("layout", category_words=words)})) == []

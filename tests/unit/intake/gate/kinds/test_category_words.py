"""Words of other offices mean a category of the pack; a grade of an allowance means none."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.runtime.settings import REPOSITORY
from tests.support.files.builders import LAYOUTS, FakeSource, context
from transforms.intake.gate.kinds.category_words import CategoryWords
from transforms.intake.layouts.model import Layout
from transforms.policy import load_pack


def words(layout: str = "civil_affairs", categories: dict[str, str] | None = None, **changes: Any) -> CategoryWords:
    source = FakeSource() if categories is None else FakeSource(categories=categories)
    return CategoryWords(source, LAYOUTS[layout], context(**changes))


@pytest.mark.parametrize(
    "label",
    [
        "低保对象",
        "农村低保",
        "城市低保",
        "农村低保人员",
        "民政城乡低保对象",
        "城乡最低生活保障对象",
        "低保对象-7019",
        " 低保 对象－7019",
    ],
)
def test_spellings_of_one_allowance_are_one_category(label: str) -> None:
    assert words().category(label) == "minimum_living"


@pytest.mark.parametrize(
    "label",
    [
        "特困人员-7131",
        "农村特困",
        "特困供养（分散）",
        "特困供养(集中)",
        "五保户",
        "特困供养人员",
        "分散供养特困",
        "集中供养特困",
        "分散特困",
        "集中特困-7131",
    ],
)
def test_spellings_of_the_destitute_are_one_category(label: str) -> None:
    assert words().category(label) == "destitute"


OF_THE_DESTITUTE = ("分散供养特困", "集中供养特困", "分散特困", "集中特困")


@pytest.mark.parametrize("code", ["dongan-2020", "heyuan-2020", "kaijiang-2020", "hefei-2020", "zhaoqing-2021"])
def test_no_word_of_a_pack_gets_another_meaning_by_the_shared_words(code: str) -> None:
    pack = load_pack(REPOSITORY / "policies" / code / "pack.yaml")
    labels = {category.label_zh: category.category for category in pack.categories}
    lists = [source for source in pack.sources if source.kind == "special_list"]
    compared = 0
    for source in lists:
        forms = [form for form in LAYOUTS.values() if source.layout in (form.layout, form.alternative_to)]
        for layout in forms:
            known = CategoryWords(source, layout, context(category_labels=labels))
            own = labels | source.categories
            assert {word: known.category(word) for word in own} == own
            compared += len(own)
            if layout.category_from == "column" and source.categories.get("特困人员"):
                assert {known.category(word) for word in OF_THE_DESTITUTE} == {source.categories["特困人员"]}
    assert compared > 20 and any(source.categories.get("特困人员") for source in lists)


@pytest.mark.parametrize(
    "label", ["低保边缘户", "低保边缘家庭成员", "非低保", "特困职工", "低保对象-70", "低保对象2019", "A类", ""]
)
def test_similar_words_are_not_the_category(label: str) -> None:
    assert words().category(label) is None


def test_a_category_that_the_pack_lacks_has_no_synonyms() -> None:
    assert words(categories={}).category("特困人员") is None
    assert words(categories={}, category_labels={"特困供养人员": "poorest"}).category("农村特困") == "poorest"


def test_synonyms_of_two_categories_mean_neither() -> None:
    both = words(categories={"农村低保": "rural", "城市低保": "urban"})
    assert [both.category(label) for label in ("农村低保", "城市低保", "低保对象")] == ["rural", "urban", None]


def test_the_words_of_the_source_and_the_layout_come_before_synonyms() -> None:
    poverty = words(
        "poverty_relief", {"建档立卡贫困人口": "registered_poor"}, category_labels={"特困供养人员": "destitute"}
    )
    assert poverty.category("五保户") == "registered_poor" and poverty.category("特困供养人员") == "destitute"
    assert words(categories={"五保户": "other", "特困人员": "destitute"}).category("五保户") == "other"


@pytest.mark.parametrize("label", ["A", "Ａ类", "a类", "全额", "差额", "全额救助", "二类"])
def test_a_grade_is_no_category(label: str) -> None:
    assert words().is_grade(label) and words().category(label) is None
    assert not words(categories={label: "minimum_living"}).is_grade(label)


def test_the_bare_label_has_no_local_code() -> None:
    assert words().bare("城乡孤儿-7041") == "城乡孤儿"
    assert words(categories={"孤儿-7041": "orphan"}).bare("孤儿-7041") == "孤儿-7041"


def test_a_layout_may_have_synonyms_of_its_own() -> None:
    layout = Layout.model_validate({**LAYOUTS["civil_affairs"].model_dump(), "category_synonyms": [["低保对象", "甲"]]})
    assert CategoryWords(FakeSource(), layout, context()).category("甲") == "minimum_living"

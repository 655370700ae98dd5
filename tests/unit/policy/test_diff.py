"""What differs between packs: nothing where nothing does, every single value where it does, and in words."""

from pathlib import Path

import pytest

from tests.support.packs.changed_packs import PACKS, POLICIES, changed, text_of, write
from tests.unit.policy.mutate_pack import annotation_at, at, mutated, pack_with, with_value
from transforms.policy import Pack, load_pack
from transforms.policy.diff.changes import changes_between
from transforms.policy.diff.sentences import CITATION, Sentence, compare_packs
from transforms.policy.model.base import Phrase
from transforms.policy.model.walk import leaves_of, models_in, name_of

HEYUAN, KAIJIANG, HEFEI, ZHAOQING, DONGAN = PACKS
GOOD = text_of(DONGAN)


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    return {code: load_pack(POLICIES / code) for code in PACKS}


@pytest.mark.parametrize("code", PACKS)
def test_a_pack_does_not_differ_from_itself_or_a_copy(packs: dict[str, Pack], code: str) -> None:
    found = compare_packs(packs[code], load_pack(POLICIES / code))
    assert found.changes == () and found.sentences == ()


@pytest.mark.parametrize("code", PACKS)
def test_every_single_value_that_differs_is_told_with_its_section(packs: dict[str, Pack], code: str) -> None:
    pack = packs[code]
    leaves = list(leaves_of(pack))
    assert len(leaves) > 500
    for path, value in leaves:
        changes = changes_between(pack, pack_with(pack, path, mutated(value, annotation_at(pack, path))))
        assert changes and {change.section for change in changes} == {path[0]}, path


@pytest.mark.long
def test_every_single_value_that_differs_is_said(packs: dict[str, Pack]) -> None:
    pack = packs[DONGAN]
    for path, value in leaves_of(pack):
        found = compare_packs(pack, pack_with(pack, path, mutated(value, annotation_at(pack, path))))
        said_of = {(change.kind, change.path) for one in found.sentences for change in one.changes}
        assert len(said_of) == len(found.changes) > 0, path
        assert all(one.text and "None" not in one.text for one in found.sentences), path


@pytest.mark.parametrize("code", PACKS)
def test_every_entry_that_goes_or_comes_is_told(packs: dict[str, Pack], code: str) -> None:
    pack, tried = packs[code], 0
    for path, model in models_in(pack):
        if path and isinstance(path[-1], int) and not isinstance(model, Phrase):
            whole = at(pack, path[:-1])
            fewer = pack_with(pack, path[:-1], (*whole[: path[-1]], *whole[path[-1] + 1 :]))
            gone, come = changes_between(pack, fewer), changes_between(fewer, pack)
            assert [(one.kind, one.section) for one in gone] == [("removed", path[0])], path
            assert [(one.kind, one.section) for one in come] == [("added", path[0])], path
            assert gone[0].old == come[0].new == whole[path[-1]]
            tried += 1
    assert tried > 60


def test_another_order_is_told_once_for_the_list(packs: dict[str, Pack]) -> None:
    pack = packs[DONGAN]
    turned = pack_with(pack, ("categories",), pack.categories[::-1])
    assert [(one.kind, one.path) for one in changes_between(pack, turned)] == [("moved", ("categories",))]
    (sentence,) = compare_packs(pack, turned).sentences
    assert sentence.text.startswith("人员类别的先后次序改为：在校学生、残疾人(三、四级)")


def test_packs_of_different_places_and_years_are_compared_by_what_entries_are_about(packs: dict[str, Pack]) -> None:
    for old in PACKS:
        for new in PACKS:
            found = compare_packs(packs[old], packs[new])
            assert bool(found.changes) == (old != new)
            for change in found.changes:
                if change.section in ("subsidies", "categories") and change.entry.kind == "changed":
                    assert len(change.path) == 1 or change.entry.old.category == change.entry.new.category


def said(tmp_path: Path, *edits: tuple[str, str, str]) -> list[Sentence]:
    text = GOOD
    for old, new, after in edits:
        text = changed(text, old, new, after)
    return list(compare_packs(load_pack(POLICIES / DONGAN), load_pack(write(tmp_path, DONGAN, text))).sentences)


def test_a_subsidy_says_what_the_fund_and_the_person_pay(tmp_path: Path) -> None:
    sentences = said(
        tmp_path,
        ("amount_fen: 13000", "amount_fen: 14000", "category: registered_poor\n    kind"),
        ("personal_fen: 12000", "personal_fen: 11000", "category: registered_poor\n    kind"),
    )
    assert [one.text for one in sentences] == ["建档立卡贫困人口：财政补助由130元改为140元（个人缴纳由120元改为110元）"]
    assert sentences[0].rule_ids == ("DA-08", "DA-08")
    assert {change.field for change in sentences[0].changes} == {"amount_fen", "personal_fen"}


@pytest.mark.parametrize(
    ("old", "new", "after", "topic", "text"),
    [
        ("ends_on: 2019-12-31", "ends_on: 2019-12-25", "windows:", "缴费期",
         "缴费期·全体人员：截止日由2019年12月31日改为2019年12月25日"),
        ("persons: 28340", "persons: null", "targets:", "任务", "目标任务·新圩江镇：任务数由28340人改为无"),
        ("{base: payment, add_months: 1, month_start: true}", "{base: received, add_days: 30}", "coverage:", "待遇",
         "待遇享受·集中缴费期后：起算由缴费次月首日改为入库日加30日"),
        ("sender_label: 东安县扶贫办", "sender_label: 东安县乡村振兴局", "sources:", "报送单位",
         "报送单位·东安县乡村振兴局：报送单位由东安县扶贫办改为东安县乡村振兴局"),
        ("      建档立卡: registered_poor\n", "", "sources:", "报送单位",
         "报送单位·东安县扶贫办：类别对照·“建档立卡”由建档立卡贫困人口改为无"),
        ("cadence: half_month", "cadence: ten_day", "publications:", "报表",
         "报表·参保进度（每旬）：周期由每半月改为每旬"),
        ("goal_bp: 9500", "goal_bp: 9800", "goals:", "其他", "工作目标·参保率：目标由95%改为98%"),
        ("whole: true", "whole: false", "household:", "其他", "整户参保：须整户参保由是改为否"),
    ],
)  # fmt: skip
def test_each_part_is_said_in_chinese(
    tmp_path: Path, old: str, new: str, after: str, topic: str, text: str
) -> None:  # fmt: skip
    slack = [] if "persons" not in old else [
        ("各行相加为578501,比所印合计多1", "各行相加为550161", "total_acknowledged")
    ]  # fmt: skip
    sentences = said(tmp_path, (old, new, after), *slack)
    assert (topic, text) in [(one.topic, one.text) for one in sentences]
    assert len(sentences) == 1 + len(slack)


def test_a_new_standard_says_what_it_means_for_those_whose_subsidy_stays(packs: dict[str, Pack]) -> None:
    pack = packs[DONGAN]
    place = next(i for i, one in enumerate(pack.prices) if one.price.fen)
    dearer = pack_with(pack, ("prices", place, "price"), pack.prices[place].price.model_copy(update={"fen": 28000}))
    texts = [one.text for one in compare_packs(pack, dearer).sentences]
    assert "缴费标准·2020年（集中缴费期内）：缴费标准由250元改为280元" in texts
    assert "建档立卡贫困人口：财政补助130元不变，个人缴纳由120元改为150元" in texts
    assert "低保对象（不属于建档立卡贫困人口）：医疗救助资金补助130元不变，个人缴纳由120元改为150元" in texts
    assert not any(text.startswith("特困供养人员") for text in texts)


def test_words_that_only_cite_are_set_apart(packs: dict[str, Pack]) -> None:
    pack = packs[DONGAN]
    other = with_value(pack, ("household", "quote"), "同一户籍家庭人员不得拆分参保")
    (sentence,) = compare_packs(pack, other).sentences
    assert (sentence.topic, sentence.text) == (CITATION, "整户参保：只改原文")


def test_the_next_year_of_a_place_is_matched_by_how_far_its_years_lie_from_the_plan_year(
    packs: dict[str, Pack],
) -> None:
    pack = packs[DONGAN]
    later = pack
    for path, value in leaves_of(pack):
        if name_of(path) in ("plan_year", "payable_plan_years"):
            later = pack_with(later, path, value + 1)
    kinds = {change.kind for change in changes_between(pack, later)}
    assert kinds == {"changed"}

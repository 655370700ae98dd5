"""Names are cleaned, texts that are no name are faults, and unusual names are names."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.intake.values.names import (
    ERROR_CELL_MARK,
    ERROR_CELL_RE2,
    clean_name,
    clean_names,
    forbidden,
    more_than_a_name,
    name_faults,
    private_glyphs,
    variants,
    without_invisible,
)


@given(st.lists(st.text(alphabet="张三 　•·・\u200ba=", max_size=8)))
def test_a_column_of_names_is_cleaned_like_each_name(names: list[str]) -> None:
    cleaned = clean_names(pa.chunked_array([names], pa.string())).to_pylist()
    assert cleaned == [clean_name(name) for name in names]
    assert cleaned == [clean_name(name) for name in cleaned]


def faults_of(name: str) -> list[str]:
    return [code for code, hit in name_faults(pa.array([clean_name(name)])).items() if hit[0]]


@pytest.mark.parametrize("name", ["张*", "张**", "*三", "张＊三", "张XX", "张ＸＸ", "xx三", "张××", "XXX", "赵一*"])
def test_a_hidden_name_is_told_as_such(name: str) -> None:
    assert faults_of(name) == ["name_masked"]


@pytest.mark.parametrize(
    "name",
    [
        "无", "同上", "同 上", "〃", "不详", "0", "１２", "①", "1、", "---", "，", "··", "□□", "11010119900101123X",
    ],
)  # fmt: skip
def test_what_stands_instead_of_a_name_is_no_name(name: str) -> None:
    assert faults_of(name) == ["name_missing"]


def test_names_of_every_kind_are_names() -> None:
    names = [
        "王", "〇", "李〇", "A", "无忌", "吴同上", "买买提·阿布都", "买买提•阿布都", "古丽.阿依",
        "爱新觉罗·努尔哈赤之后裔某某", "Anna Lee", "O'Neil", "Smith, John", "SMITH/JOHN", "Anna (Lee)",
        "Ｘavier", "𠮷野", "﨑", "\U00031350\U00031350", "⽅⽟", "张\ue815", "張三", "NA", "nan", "=1+1",
        "-2+3", "欧阳 娜娜", "张三(曾用名李四)", "张三（曾用名：买买提·阿布都）",
    ]  # fmt: skip
    assert {name: faults_of(name) for name in names if faults_of(name)} == {}
    assert not more_than_a_name(pa.array([clean_name(name) for name in names])).any()


def test_another_person_or_a_remark_beside_a_name_is_seen() -> None:
    names = [
        "张三/李四", "赵一、钱二", "张三,李四", "张三，李四", "张三；李四", "张三|李四", "张三+李四",
        "张三、", "赵一(已死亡)", "赵一（户主）", "(已故)赵一", "赵一【代】", "张三（曾用名李四，已死亡）",
    ]  # fmt: skip
    assert more_than_a_name(pa.array(names)).tolist() == [True] * len(names)
    assert [faults_of(name) for name in names] == [[]] * len(names)


def test_a_name_of_fifty_characters_is_not_too_long() -> None:
    assert faults_of("长" * 50) == [] and faults_of("长" * 51) == ["name_length"]
    assert faults_of(" \u3000\u200b") == ["name_blank"]


@pytest.mark.parametrize(
    "name", ["无", "無", "暂无", "没有", "无名", "不详", "未知", "未填", "待补", "待定", "同前", "同左", "如上"]
)
def test_every_word_for_no_name_is_known(name: str) -> None:
    assert faults_of(name) == ["name_missing"] and faults_of(f"{name}甲") == []


@pytest.mark.parametrize(
    "text",
    [
        "锟斤拷",
        "烫烫烫",
        "张??",
        "张\ufffd",
        "张\x07",
        "张\u202e三",
        "张😀",
        "å¼\xa0ä¸",
        "#N/A",
        "#DIV/0!",
        "#NAME?",
        "x#REF!",
    ],
)
def test_text_of_a_wrong_encoding_controls_and_error_values_are_forbidden(text: str) -> None:
    assert forbidden(pa.array([text, "张三"])).tolist() == [True, False]


@pytest.mark.parametrize(
    "value",
    ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"],
)
def test_every_error_value_of_a_spreadsheet_is_known_as_a_whole_cell(value: str) -> None:
    cells = pa.array([value, f" {value} ", f"{value}1", value[:-1]])
    assert pc.match_substring_regex(cells, ERROR_CELL_RE2).to_pylist() == [True, True, False, False]
    assert value.startswith(ERROR_CELL_MARK) and len(ERROR_CELL_MARK) == 1


def test_a_traditional_or_variant_character_is_found_and_a_revived_one_is_not() -> None:
    names = pa.array(["張三", "张三", "李喆", "王堃", "陳", "", "𠮷野"])
    assert variants(names).tolist() == [True, False, False, False, True, False, False]
    assert not variants(pa.array(["Anna", ""])).any()


def test_a_glyph_of_the_senders_own_font_is_found() -> None:
    assert private_glyphs(pa.array(["张\ue815", "张\U000f0000", "张三"])).tolist() == [True, True, False]


def test_zero_width_characters_are_removed_and_others_stay() -> None:
    column = pa.chunked_array([["a\u200bb\ufeff", "a b"], ["甲"]])
    assert without_invisible(column).to_pylist() == ["ab", "a b", "甲"]
    assert without_invisible(column.slice(1)).to_pylist() == ["a b", "甲"]

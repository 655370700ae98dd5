"""Names are cleaned, texts that are no name are faults, and unusual names are names."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.intake.values.names import clean_name, clean_names, more_than_a_name, name_faults


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

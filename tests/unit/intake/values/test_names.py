"""Names are cleaned, texts that are no name are faults, and unusual names are names."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.names import REAL_NAMES, REMARKABLE_NAMES
from transforms.intake.values.names import (
    ERROR_CELL_MARK,
    ERROR_CELL_RE2,
    clean_name,
    clean_names,
    forbidden,
    name_faults,
    without_invisible,
)

DRESS = "张三李 \u3000\u2003\u3164•·・．.\u200b\u00ad\ufe00\U000e0100a=\"'“”「」⽟⻩\uf9d1\n\r\x0b\x1ce\u0301"


@given(st.lists(st.text(alphabet=DRESS, max_size=8)))
def test_a_column_of_names_is_cleaned_like_each_name(names: list[str]) -> None:
    cleaned = clean_names(pa.chunked_array([names], pa.string())).to_pylist()
    assert cleaned == [clean_name(name) for name in names]
    assert cleaned == [clean_name(name) for name in cleaned]


@given(st.text(alphabet="王〇𠮷\U00031350买提·", min_size=1), st.data())
def test_dress_never_changes_a_name(name: str, data: st.DataObject) -> None:
    """Invisible characters and blanks between the characters, quotes around: the name is as before."""
    dress = st.text(
        alphabet="\u00ad\u034f\u180e\u200b\u200d\u2060\ufeff\ufe0f\U000e0100 \t\u2002\u3000\u2800\u3164", max_size=3
    )
    dressed = data.draw(dress) + "".join(one + data.draw(dress) for one in name)
    quotes = data.draw(st.sampled_from(["“”", "‘’", '""', "「」", "『』", "＂＂", "\u3000 "]))
    assert clean_name(f"{quotes[0]}{dressed}{quotes[1]}") == clean_name(name)


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("张\u00ad三", "张三"), ("张\u034f三", "张三"), ("张\u180e三", "张三"), ("张\u3164三", "张三"),
        ("张\u2800三", "张三"),
        ("张\u2003三", "张三"), ("张 三", "张三"), ("欧阳　娜娜", "欧阳娜娜"), ("辻\U000e0100", "辻"),
        ("神\ufe00", "神"),
        ("“张三”", "张三"), ('" 张三 "', "张三"), ("「张三」", "张三"), ("“‘张三’”", "张三"), ("张三'", "张三"),
        ("⽅⽟", "方玉"), ("⻩⻢", "黄马"), ("金\uf9d1", "金六"), ("﨑", "﨑"),
        ("Jose\u0301", "José"), ("John  Smith", "John Smith"), ("古丽 nur", "古丽 nur"), ("O'Neil", "O'Neil"),
        *((f"买买提{dot}吐尔逊", "买买提·吐尔逊") for dot in "·•・．‧･∙⋅.\u0387"),
        ("买买提 . 吐尔逊", "买买提·吐尔逊"),
        ("J. Smith", "J. Smith"), ("张'三", "张'三"), ("张“小”三", "张“小”三"),
    ],
)  # fmt: skip
def test_a_name_gets_one_spelling(written: str, cleaned: str) -> None:
    assert clean_name(written) == cleaned


def faults_of(name: str) -> list[str]:
    return [code for code, hit in name_faults(pa.array([clean_name(name)])).items() if hit[0]]


@pytest.mark.parametrize(
    "name",
    [
        "张*", "张**", "*三", "张＊三", "张XX", "张ＸＸ", "xx三", "张××", "XXX", "赵一*", "某某", "张某", "张某某",
        "欧阳某某",
        "张某甲", "某某某", "某女", "某人",
    ],
)  # fmt: skip
def test_a_hidden_name_is_told_as_such(name: str) -> None:
    assert faults_of(name) == ["name_masked"]


@pytest.mark.parametrize(
    "name",
    [
        "无", "同上", "同 上", "〃", "不详", "0", "１２", "①", "1、", "---", "，", "··", "□□", "11010119900101123X",
        "(null)", "<NULL>", "（空）", "N/A", "n / a", "\\N", "unknown", "空", "暂缺", "待核实", "未登记", "姓名",
        "户主", "？", "___",
    ],
)  # fmt: skip
def test_what_stands_instead_of_a_name_is_no_name(name: str) -> None:
    assert faults_of(name) == ["name_missing"]


@pytest.mark.parametrize(
    "name",
    [
        "张?", "张？三", "王小?", "JOS? GARC?A", "张□三", "李■", "王〓", "张＿", "张__", "_三", "李○", "张◆三",
        "▲张三", "张\ufffd三",
        "张&#12345;", "&#x2B81F;&#20108;", "张&nbsp;三", "买买提&middot;吐尔逊", "张_x200B_三", "_xD842__xDFB7_",
    ],
)  # fmt: skip
def test_a_name_that_lost_a_character_is_no_name(name: str) -> None:
    assert faults_of(name) == ["name_characters"]


def test_names_of_every_kind_are_names() -> None:
    names = [*REAL_NAMES, *REMARKABLE_NAMES]
    assert {name: faults_of(name) for name in names if faults_of(name)} == {}


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


def test_invisible_characters_are_removed_and_others_stay() -> None:
    column = pa.chunked_array([["a\u200bb\ufeff", "a b"], ["甲\u00ad\u180e"]])
    assert without_invisible(column).to_pylist() == ["ab", "a b", "甲"]
    assert without_invisible(column.slice(1)).to_pylist() == ["a b", "甲"]

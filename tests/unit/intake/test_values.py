"""Dates, amounts and names, one written form at a time."""

from __future__ import annotations

import datetime as dt
import sys
import unicodedata
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.intake.gate.duplicates import rows_of_two_numbers, rows_with_equal_text
from transforms.intake.values.amounts import parse_amount, parse_count
from transforms.intake.values.dates import parse_date
from transforms.intake.values.names import clean_name, clean_names, more_than_a_name, name_faults
from transforms.text.arrow_columns import may_hold
from transforms.text.folding import fold, has_marked_digit


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_every_usual_form_of_a_date_is_the_same_day(day: dt.date) -> None:
    y, m, d = day.year, day.month, day.day
    chinese = f"{''.join('〇一二三四五六七八九'[int(c)] for c in str(y))}年{_numeral(m)}月{_numeral(d)}日"
    forms = [
        day.isoformat(), f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y:04d}{m:02d}{d:02d}", f"{y}年{m}月{d}日", chinese,
        f"{day.isoformat()} 00:00:00", f" {y}-{m}-{d} ",
    ]  # fmt: skip
    assert {parse_date(form) for form in forms} == {(day, None, False)}
    if 25569 <= (serial := (day - dt.date(1899, 12, 30)).days) < 70000:
        assert parse_date(str(serial), numeric=True).on == day
        assert parse_date(str(serial)).fault == "date_format"  # as text it may be anything


def _numeral(n: int) -> str:
    ones = "〇一二三四五六七八九"
    return ones[n] if n < 10 else ("" if n < 20 else ones[n // 10]) + "十" + (ones[n % 10] if n % 10 else "")


@given(st.text(max_size=15), st.booleans())
def test_any_text_is_a_date_or_has_a_fault(text: str, numeric: bool) -> None:
    parsed = parse_date(text, numeric)
    assert parsed.on is None or parsed.fault is None


@pytest.mark.parametrize(
    "text",
    [
        "2019-9-1①", "2019-9-1²", "2019-9-1₂", "2019-9-1𝟏", "2019-9-1\n1", "2019-1-1 5", "2019 09 01",
        "2019 年 9 月 1 1日", "２０１９-９-１　１", "2019年9月1㏠", "二〇一九年九月一㊀日", "2019-09-01 99:99",
        "2019-09-01 24:00", "2019-09-01 24:00:00", "2019-09-01 12:60", "2019-09-01T24:00:00Z",
    ],
)  # fmt: skip
def test_a_date_is_never_made_of_more_than_itself(text: str) -> None:
    assert parse_date(text) == (None, "date_format", False)


@pytest.mark.parametrize(
    "text",
    [
        "２０１９-０９-０１", "2019／9／1", "2019．9．1", "2019 年 9 月 1 日", "2019 - 9 - 1",
        "2019-09-01　", "2019年9月\n1日", "2019-09-01 23:59:59", "2019-09-01 0:00",
        "2019-09-01T00:00:00.000", "2019-09-01 ００：００", "2019-09-01T08:00:00Z",
    ],
)  # fmt: skip
def test_dress_of_a_date_is_taken_off(text: str) -> None:
    assert parse_date(text).on == dt.date(2019, 9, 1)


@given(st.integers(0, 10**11))
def test_amounts_are_exact_to_the_fen(fen: int) -> None:
    yuan = Decimal(fen) / 100
    forms = [f"{yuan:.2f}", f"{yuan:,.2f}", f"¥{yuan:.2f}", f"{yuan:.2f}元", f" {yuan:.2f} "]
    assert {parse_amount(form) for form in forms} == {(fen, None)}
    assert {parse_amount(form).fen for form in (f"-{yuan:.2f}", f"({yuan:.2f})", f"{yuan:.2f}-")} == {-fen}


@pytest.mark.parametrize(
    "text",
    [
        "1,23", "1.234,50", "12,34,567", "250.123", "1e3", "2..5", "--5", "元", "٣٨٠", "1_000",
        "250①", "250²", "②5③", "³⁸⁰", "⑴", "250\n380", "25 0", "２５　０", "1 250.00",
    ],
)  # fmt: skip
def test_amounts_that_are_not_guessed(text: str) -> None:
    assert parse_amount(text) == (None, "amount_format")


def test_wan_and_full_width_amounts() -> None:
    assert parse_amount("2.5万元").fen == 2_500_000
    assert parse_amount("-380").fen == -38_000
    assert {
        parse_amount(text).fen for text in ("1,250.00", "１，２５０．００", "1,250 元", "¥ 1,250.00", "1, 250")
    } == {125_000}


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_has_a_fault(text: str) -> None:
    parsed = parse_amount(text)
    assert (parsed.fen is None) != (parsed.fault is None)


def test_counts() -> None:
    assert [parse_count(text) for text in ("12", "1,200人", "3笔", "0", "", "1.0", "-1", "12①", "1 2")] == [
        12,
        1200,
        3,
        0,
        None,
        None,
        None,
        None,
        None,
    ]


def test_every_digit_that_folding_would_make_plain_is_known_as_marked() -> None:
    """But for the full-width ones, which are plain, and units of measure (㎡), which stand in no figure."""
    made = {
        one for one in map(chr, range(0x80, sys.maxunicode + 1))
        if any("0" <= digit <= "9" for digit in unicodedata.normalize("NFKC", one))
    }  # fmt: skip
    left = {one for one in made if not has_marked_digit(one)}
    assert left == set("０１２３４５６７８９") | set("㍸㍹㎟㎠㎡㎢㎣㎤㎥㎦㎨㎯")


def test_a_marked_digit_is_no_digit_of_a_label() -> None:
    assert [fold(text) for text in ("③ 级", "１ 级", "㊀级", "〔①〕", "住房（㎡）")] == [
        "③级",
        "1级",
        "㊀级",
        "(①)",
        "住房(m2)",
    ]


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


@given(st.lists(st.text(alphabet="ab甲", max_size=20)))
def test_sharing_rows_are_exactly_those_that_share(texts: list[str]) -> None:
    expected = [at for at, text in enumerate(texts) if text and texts.count(text) > 1]
    assert rows_with_equal_text(pa.array(texts, pa.string())).tolist() == expected


# no day is not the day 0
_BORN = st.sampled_from([dt.date(1970, 1, 1), dt.date(1980, 5, 5), None])
_ROWS = st.lists(
    st.tuples(st.sampled_from(["", "甲", "乙"]), _BORN, st.sampled_from(["u1", "u2", None]), st.sampled_from("123"))
)


@given(_ROWS)
def test_two_numbers_are_exactly_those_of_one_name_birth_and_unit(rows: list[tuple[Any, ...]]) -> None:
    names, born, units, numbers = ([row[at] for row in rows] for at in range(4))
    columns = {
        "name": pa.array(names, pa.string()), "birth_on": pa.array(born, pa.date32()),
        "unit_id": pa.array(units, pa.string()), "document_number": pa.array(numbers, pa.string()),
    }  # fmt: skip
    expected = [
        bool(name and day and unit) and any(other[:3] == (name, day, unit) and other[3] != number for other in rows)
        for name, day, unit, number in rows
    ]
    assert rows_of_two_numbers(columns, len(rows)).tolist() == expected


@given(st.lists(st.none() | st.text(alphabet="#a甲", max_size=3)), st.sampled_from(["#", "a", "甲", '="']))
def test_a_mark_that_stands_anywhere_is_never_missed(texts: list[str | None], mark: str) -> None:
    column = pa.chunked_array([pa.array(texts[:2], pa.string()), pa.array(texts[2:], pa.string())])
    stands = any(mark in text for text in texts if text)
    assert may_hold(column, mark) or not stands
    if len(mark) == 1:
        assert may_hold(column, mark) == stands

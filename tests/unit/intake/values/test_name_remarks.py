"""Names are loaded with a remark where the sender must check them; real names of every kind have none."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.names import REAL_NAMES, REMARKABLE_NAMES
from transforms.intake.values.name_remarks import more_than_a_name, name_remarks, parted_by_blanks, variants
from transforms.intake.values.names import clean_name, name_faults

FULL_NAMES = st.sampled_from(["张三", "李小明", "欧阳锋", "诸葛孔明", "马云", "黄蓉"])
BLANK = st.sampled_from([" ", "\u3000", "\xa0\xa0", "\u2003", "\t", "\u3164", "\n", "\r\n"])


def remarks_of(name: str) -> set[str]:
    remarks = {code for code, hit in name_remarks(pa.array([clean_name(name)])).items() if hit[0]} - {"name_variant"}
    return remarks | ({"name_and_more"} if parted(name) else set())


def parted(name: str) -> bool:
    return bool(parted_by_blanks(pa.chunked_array([[name]]))[0])


def test_a_real_name_of_any_form_has_no_remark() -> None:
    assert {name: remarks_of(name) for name in REAL_NAMES if remarks_of(name)} == {}


@pytest.mark.parametrize("code", REMARKABLE_NAMES)
def test_every_remark_is_the_only_one(code: str) -> None:
    found = {name: remarks_of(name) for name in REMARKABLE_NAMES[code]}
    assert found == {name: {code} for name in found}


def test_another_person_or_a_note_beside_a_name_is_seen() -> None:
    names = pa.array(["张三/李四", "张三（曾用名李四）", "张三", "张三之子"])
    assert more_than_a_name(names).tolist() == [True, False, False, True]


@given(st.lists(FULL_NAMES, min_size=2, max_size=3), BLANK)
def test_two_full_names_with_a_blank_between_them_are_seen(names: list[str], blank: str) -> None:
    assert parted(blank.join(names)) and parted(f" {blank.join(names)}{blank}")


@pytest.mark.parametrize(
    "name", ["张三 亡", "张三 男", "张三　已故", "张三\n低保", "李小明 户主", "张三 故", "买买提\n张三", "张三 李四 代"]
)
def test_a_note_behind_a_blank_is_seen(name: str) -> None:
    assert parted(name)


@given(st.sampled_from("王李张刘陈欧"), st.text(alphabet="三四光男女亡一", min_size=1, max_size=2), BLANK)
def test_a_blank_behind_the_surname_is_no_remark(surname: str, given_name: str, blank: str) -> None:
    assert not parted(f"{surname}{blank}{given_name}") and not parted(f"{blank}{surname}{given_name}{blank}")


@given(st.text(alphabet=[chr(code) for code in range(0x4E00, 0x4E80)], min_size=1, max_size=8))
def test_a_digit_in_a_name_is_a_remark(name: str) -> None:
    written = pa.array([clean_name(f"{name}1"), clean_name(f"{name}①")])
    remarks = name_remarks(written)
    assert (remarks["name_signs"] | remarks["name_and_more"]).all()
    assert not name_faults(written)["name_missing"].any()


def test_a_traditional_or_variant_character_is_found_and_a_revived_one_is_not() -> None:
    names = pa.array(["張三", "张三", "李喆", "王堃", "陳", "", "𠮷野"])
    assert variants(names).tolist() == [True, False, False, False, True, False, False]
    assert not variants(pa.array(["Anna", ""])).any()


def test_a_glyph_of_the_senders_own_font_is_found() -> None:
    names = pa.array(["张\ue815", "张\U000f0000", "张三", "张⿰王成"])
    assert name_remarks(names)["name_rare_glyph"].tolist() == [True, True, False, True]

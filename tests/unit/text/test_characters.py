"""Each character gets one code point; what nobody sees is told from what looks blank; nothing else is touched."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.characters import BLANKS, BLANKS_RE2, EDITIONS, INVISIBLE, INVISIBLE_RE2, one_code
from transforms.text.folding import fold

EVERY_CHARACTER = [chr(code) for code in range(1, sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]


def test_characters_of_two_editions_of_gb_18030_get_one_code_point() -> None:
    """Each of the 25 has two bytes in the edition that Python reads, and four bytes as the character of Unicode."""
    assert len(EDITIONS) == len(set(EDITIONS.values())) == 25
    for old, new in EDITIONS.items():
        assert unicodedata.category(chr(old)) == "Co" and unicodedata.category(chr(new)) != "Co"
        assert (len(chr(old).encode("gb18030")), len(chr(new).encode("gb18030"))) == (2, 4)
        assert one_code(f"王{chr(old)}") == one_code(f"王{chr(new)}") == f"王{chr(new)}"
        assert fold(f"{chr(old)}镇") == fold(f"{chr(new)}镇")
    assert one_code("\ue000王明\uf8ff") == "\ue000王明\uf8ff"


@pytest.mark.skipif(shutil.which("iconv") is None, reason="needs iconv")
def test_iconv_reads_the_newer_edition() -> None:
    """An older iconv reads the old edition; none reads anything else."""
    codes = "".join(map(chr, EDITIONS)).encode("gb18030")
    text = subprocess.run(
        ["iconv", "-f", "gb18030", "-t", "utf-8"], input=codes, capture_output=True, check=True
    ).stdout
    assert all(one in (old, new) for one, (old, new) in zip(map(ord, text.decode()), EDITIONS.items(), strict=True))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("⼀⼁⼤⽅⽟⽯⾼⿓", "一丨大方玉石高龍"),
        ("⻩⻢⻰⻓⻔⻘⻄⺠⺟⻳", "黄马龙长门青西民母龟"),
        ("⽤⼾", "用户"),
        ("\uf900\uf9d1\ufa19\U0002f800", "豈六神丽"),
    ],
)
def test_a_radical_or_a_compatibility_form_is_its_character(written: str, meant: str) -> None:
    assert one_code(written) == meant == one_code(meant)
    assert fold(written) == fold(meant)


def test_only_forms_of_one_character_are_changed() -> None:
    changed = {one for one in EVERY_CHARACTER if one_code(one) != one}
    blocks = [(0x2E80, 0x2FD5), (0xE78D, 0xE864), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)]
    assert all(any(low <= ord(one) <= high for low, high in blocks) for one in changed)
    assert all(one_code(one_code(one)) == one_code(one) and len(one_code(one)) == 1 for one in changed)
    assert {one_code(one) for one in changed}.isdisjoint(changed)
    assert not changed & set("﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩")  # unified ideographs in a block of compatibility forms


def test_rare_characters_stay_as_they_are() -> None:
    rare = "㐂䶮〇々𠮷𡈽𣘗𫝀𫠠𬬭𬴂\U0002ceb0\U0002ebe0\U00030000\U00031350\U000323af\u9fff"
    assert one_code(rare) == rare


def test_no_character_is_both_blank_and_invisible() -> None:
    text = "".join(EVERY_CHARACTER)
    blank, invisible = set(re.findall(f"[{BLANKS}]", text)), set(re.findall(f"[{INVISIBLE}]", text))
    assert not blank & invisible
    assert {"\t", "\n", "\r", " ", "\xa0", "\u2003", "\u2028", "\u202f", "\u2800", "\u3000", "\u3164"} <= blank
    assert {"\u00ad", "\u034f", "\u180e", "\u200b", "\u200d", "\u2060", "\ufe0f", "\ufeff", "\U000e0100"} <= invisible
    seen = {"L", "N", "P", "S"}
    assert {one for one in blank | invisible if unicodedata.category(one)[0] in seen} == set(
        "\u115f\u1160\u3164\uffa0⠀"
    )
    # every separator is a blank
    assert {one for one in EVERY_CHARACTER if unicodedata.category(one)[0] == "Z"} <= blank


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_both_kinds_of_pattern_find_the_same_characters(text: str) -> None:
    for python, arrow in ((BLANKS, BLANKS_RE2), (INVISIBLE, INVISIBLE_RE2)):
        assert pc.count_substring_regex(pa.array([text]), f"[{arrow}]")[0].as_py() == len(
            re.findall(f"[{python}]", text)
        )


@given(st.text(alphabet="王⽟⻩\ue81e\uf9d1\u00ad\u3164 𠮷"))
def test_one_code_keeps_the_length_and_can_be_repeated(text: str) -> None:
    assert len(one_code(text)) == len(text) and one_code(one_code(text)) == one_code(text)

"""Cleans names (spaces, invisible characters, dots) and finds texts that are no name. Nothing else is changed."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.text.arrow_columns import Mask, mask
from transforms.text.folding import OLD_EDITION_RE2, new_edition

MAX_NAME_CHARACTERS = 50
_SPACE = r"\s\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
_DRESS_RE2 = (
    r"[\s\x{00a0}\x{3000}\x{200b}-\x{200d}\x{2060}\x{feff}\x{ff0e}\x{2022}\x{30fb}\x{2027}\x{2024}\x{318d}"
    rf"{OLD_EDITION_RE2}]"
)
_DOTS = re.compile("[\uff0e\u2022\u30fb\u2027\u2024\u318d]")
_AROUND_DOT = re.compile(f"[{_SPACE}]*\u00b7[{_SPACE}]*")
_BETWEEN_CHINESE = re.compile(
    f"(?<=[\u2e80-\u9fff\U00020000-\U0003ffff])[{_SPACE}]+(?=[\u2e80-\u9fff\U00020000-\U0003ffff])"
)
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")
_INVISIBLE_RE2 = r"[\x{200b}-\x{200d}\x{2060}\x{feff}]"
_RUNS = re.compile(f"[{_SPACE}]+")
# Controls, bidi marks, replacement characters, emoji, and the faces of text read in the wrong encoding.
_CONTROL_RE2 = (
    r"\x{0000}-\x{001f}\x{007f}-\x{009f}\x{061c}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}"
    r"\x{fff0}-\x{ffff}"
)
_EMOJI_RE2 = (
    r"\x{2300}-\x{23ff}\x{2600}-\x{27bf}\x{2b00}-\x{2bff}\x{fe00}-\x{fe0f}\x{1f000}-\x{1faff}"
    r"\x{e0000}-\x{e007f}"
)
_MOJIBAKE_RE2 = (
    r"锟|斤拷|烫烫|屯屯|ï¿½|\?\?|[\x{00c2}-\x{00ef}][\x{0080}-\x{00bf}]|[\x{00a1}-\x{00ff}]{3}"
    r"|[\x{00e3}-\x{00e9}][\x{2013}-\x{203a}\x{20ac}\x{0152}-\x{0192}]"
)
_ERROR_RE2 = r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)"
_FORBIDDEN_RE2 = rf"[{_CONTROL_RE2}{_EMOJI_RE2}]|{_MOJIBAKE_RE2}|{_ERROR_RE2}"
ERROR_CELL_MARK = "#"
ERROR_CELL_RE2 = rf"^\s*{_ERROR_RE2}\s*$"
# Standard in names today, though GB 2312 lacks them and Big5 has them (Table of General Standard Characters, 2013).
_REVIVED = frozenset(
    "皙瞋喆堃犇龢甦邨昇陞頫迺甯仝氾珺玥玹昉昕旸烜翀翊翯翾婞嫄妘彧愔暐煊熠珮璟璠璐璘瑄瑢瑀琎玟玠珏珣珩琇琬瑭瑷璎"
    "旻旼昳晖晗晞晟暄炜炫焓煜熙燊沄泓洺浠渟湜滢漪潞濛瀛芃芊芮苒莙菡萱葳蓁蕙衎豫赟轩郜郦鑫钰铖雯霏靖韫颉颢骁骞鸾黛"
)
# A star, an x next to Chinese characters, or several x replace hidden characters.
_X_RE2 = r"[xX\x{ff38}\x{ff58}\x{00d7}]"
_MASKED_RE2 = rf"[*\x{{ff0a}}\x{{2217}}]|^\p{{Han}}+{_X_RE2}+\p{{Han}}*$|^{_X_RE2}+\p{{Han}}+$|^{_X_RE2}{{2,}}$"
# Not all symbols: some programs write radicals (category So) for characters. A text that begins like a formula is
# loaded as text. The x is the last digit of a number in the wrong column.
_SIGNS_RE2 = r"\p{P}\p{Sm}\p{Sc}\p{Sk}\p{Z}\p{M}\x{2190}-\x{25ff}"
_DIGITS_RE2 = r"\p{Nd}\p{No}"
_NO_LETTERS_RE2 = rf"^[{_SIGNS_RE2}]+$|^[{_DIGITS_RE2}][{_DIGITS_RE2}{_SIGNS_RE2}]*[xX]?$"
_INSTEAD_OF_A_NAME = pa.array(
    ["无", "無", "暂无", "没有", "无名", "不详", "未知", "未填", "待补", "待定", "同上", "同前", "同左", "如上"]
)
_BETWEEN_NAMES_RE2 = r"[/\x{ff0f}\\\x{ff3c}\x{3001},\x{ff0c};\x{ff1b}|\x{ff5c}&\x{ff06}+\x{ff0b}]"
_OPEN_RE2, _CLOSE_RE2 = r"[(\x{ff08}\[\x{ff3b}\x{3010}\x{3014}]", r"[)\x{ff09}\]\x{ff3d}\x{3011}\x{3015}]"
# Between or behind Chinese characters only: the names of foreigners have brackets, strokes and commas of their own.
_BEHIND_RE2, _BEFORE_RE2 = rf"{_BETWEEN_NAMES_RE2}|{_OPEN_RE2}", rf"{_BETWEEN_NAMES_RE2}|{_CLOSE_RE2}"
_MORE_THAN_A_NAME_RE2 = rf"\p{{Han}}(?:{_BEHIND_RE2})|(?:{_BEFORE_RE2})\p{{Han}}"
_FORMER_NAME_RE2 = (
    rf"^[\p{{Han}}\x{{b7}}]+{_OPEN_RE2}(?:曾用名|曾名|原名|旧名|又名|别名)[为是:：]?[\p{{Han}}\x{{b7}}]+{_CLOSE_RE2}$"
)
_PRIVATE_RE2 = r"[\x{e000}-\x{f8ff}\x{f0000}-\x{10fffd}]"


def clean_name(text: str) -> str:
    """Normalise a name (`text`): remove blanks (single ones stay between Latin words), write the middle dot as U+00B7.

    Characters that editions of GB 18030 encode differently get one code point. No character is guessed or completed.
    The delivered file keeps the name as it was written.
    """
    text = _INVISIBLE.sub("", _DOTS.sub("\u00b7", new_edition(text)))
    text = _AROUND_DOT.sub("\u00b7", _BETWEEN_CHINESE.sub("", text))
    return _RUNS.sub(" ", text).strip()


def clean_names(column: pa.ChunkedArray) -> pa.Array:
    """Normalise a column of names by `clean_name`, one result per row. The column must not contain null."""
    array = column.combine_chunks()
    dressed = np.flatnonzero(mask(pc.match_substring_regex(array, _DRESS_RE2)))
    if not len(dressed):
        return array
    marks = np.zeros(len(array), dtype=bool)
    marks[dressed] = True
    cleaned = [clean_name(text) for text in array.take(pa.array(dressed)).to_pylist()]
    return pc.replace_with_mask(array, pa.array(marks), pa.array(cleaned, pa.string()))


def without_invisible(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the texts of `column` without their zero-width characters, one per row; null stays null."""
    if not pc.any(pc.match_substring_regex(column, _INVISIBLE_RE2)).as_py():
        return column
    return pc.replace_substring_regex(column, _INVISIBLE_RE2, "")


def name_faults(names: pa.Array) -> dict[str, Mask]:
    """Find the faults of cleaned names; return reason code -> mask, True where the name has the fault.

    `names`: results of `clean_names`. The faults: blank, too long, unreadable characters, masked by stars, and a word
    that is no name (无, 不详).
    """
    unreadable = forbidden(names)
    masked = mask(pc.match_substring_regex(names, _MASKED_RE2)) & ~unreadable
    no_name = mask(pc.or_(pc.match_substring_regex(names, _NO_LETTERS_RE2), pc.is_in(names, _INSTEAD_OF_A_NAME)))
    return {
        "name_blank": mask(pc.equal(names, "")),
        "name_length": mask(pc.greater(pc.utf8_length(names), MAX_NAME_CHARACTERS)),
        "name_characters": unreadable,
        "name_masked": masked,
        "name_missing": no_name & ~unreadable & ~masked,
    }


def more_than_a_name(names: pa.Array) -> Mask:
    """Return a mask, True where a cleaned text is more than one name: a second person, or a remark in brackets.

    `names`: results of `clean_names`. A former name in brackets (曾用名) does not count.
    """
    hit = mask(pc.match_substring_regex(names, _MORE_THAN_A_NAME_RE2))
    hit[hit] = ~mask(pc.match_substring_regex(names.filter(pa.array(hit)), _FORMER_NAME_RE2))
    return hit


def private_glyphs(names: pa.Array) -> Mask:
    """Return a mask, True where a name has a private-use character, which only the sender's own font can draw.

    `names`: results of `clean_names`.
    """
    return mask(pc.match_substring_regex(names, _PRIVATE_RE2))


def variants(names: pa.Array) -> Mask:
    """Return a mask, True where a name contains a traditional or variant Chinese character.

    `names`: results of `clean_names`. Such a character is in Big5, but neither in GB 2312 nor among the characters
    revived by the list of 2013.
    """
    characters = set("".join(pc.unique(names).to_pylist()))
    ideographs = (character for character in characters if "\u3400" <= character <= "\u9fff")
    variant = sorted(filter(_is_variant, ideographs))
    if not variant:
        return np.zeros(len(names), dtype=bool)
    return mask(pc.match_substring_regex(names, f"[{''.join(variant)}]"))


def _is_variant(character: str) -> bool:
    if character in _REVIVED:
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        try:
            character.encode("big5hkscs")
        except UnicodeEncodeError:
            return False
        return True
    return False


def forbidden(column: pa.Array | pa.ChunkedArray) -> Mask:
    """Return a mask, True where a text of `column` has control characters, emoji, a wrong encoding, or an error value.

    An error value is that of a spreadsheet, such as #REF!.
    """
    return mask(pc.match_substring_regex(column, _FORBIDDEN_RE2))

"""Cleans names (spaces, invisible characters, dots) and finds texts that are no name. Nothing else is changed."""

from __future__ import annotations

import re
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc

from transforms.text.arrow_columns import Mask, distinct, mask, matches_among, may_hold, spread
from transforms.text.characters import BLANKS, INVISIBLE, INVISIBLE_RE2, one_code

MAX_NAME_CHARACTERS = 50
_HAN_RE2 = r"\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}"
MIXED_RE2 = f"[^{_HAN_RE2}]"
"""Finds names, cleaned or not, that are not only of Chinese characters of the first two blocks."""
_DRESS_RE2 = rf"[^{_HAN_RE2}\x{{b7}}A-Za-z]"
_DOTS = re.compile("[\u0387\u2022\u2024\u2027\u2219\u22c5\u2e31\u30fb\u318d\uff0e\uff65]")
_CHINESE = "\u2e80-\u9fff\U00020000-\U0003ffff"
_AROUND_DOT = re.compile(f"[{BLANKS}]*\u00b7[{BLANKS}]*")
_BETWEEN_CHINESE = re.compile(f"(?<=[{_CHINESE}])(?:[{BLANKS}]*(\\.)[{BLANKS}]*|[{BLANKS}]+)(?=[{_CHINESE}])")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_RUNS = re.compile(f"[{BLANKS}]+")
_ENDS = re.compile(f"^[{BLANKS}]+|[{BLANKS}]+$")
# A pair of quotes around the whole name. Where a spreadsheet's text mark was removed, the second of a pair is left.
_QUOTED = re.compile(
    "^(?:\"([^\"]*)\"|'([^']*)'|“([^“”]*)”|‘([^‘’]*)’|「([^「」]*)」|『([^『』]*)』|＂([^＂]*)＂|＇([^＇]*)＇)$"
)
_SECOND_QUOTE = re.compile(f"^([{_CHINESE}\u00b7]+)'$")
# Controls, bidi marks, replacement characters, emoji, the faces of text read in the wrong encoding, and numbers of
# characters as HTML and workbooks write them.
_CONTROL_RE2 = (
    r"\x{0000}-\x{001f}\x{007f}-\x{009f}\x{061c}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}"
    r"\x{fff0}-\x{ffff}"
)
_EMOJI_RE2 = (
    r"\x{2300}-\x{23ff}\x{2600}-\x{27bf}\x{2b00}-\x{2bff}\x{fe00}-\x{fe0f}\x{1f000}-\x{1faff}"
    r"\x{e0000}-\x{e007f}"
)
_MOJIBAKE_RE2 = (
    r"锟斤|斤拷|拷锟|烫烫|屯屯|ï¿½|\?\?|[\x{00c2}-\x{00ef}][\x{0080}-\x{00bf}]|[\x{00a1}-\x{00ff}]{3}"
    r"|[\x{00e3}-\x{00e9}][\x{2013}-\x{203a}\x{20ac}\x{0152}-\x{0192}]"
)
_ERROR_RE2 = r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)"
_ESCAPE_RE2 = r"_[xX][0-9A-Fa-f]{4}_|&#(?:[0-9]{2,7}|[xX][0-9A-Fa-f]{2,6});"
_FORBIDDEN_RE2 = rf"[{_CONTROL_RE2}{_EMOJI_RE2}]|{_MOJIBAKE_RE2}|{_ESCAPE_RE2}|{_ERROR_RE2}"
ERROR_CELL_MARK = "#"
ERROR_CELL_RE2 = rf"^\s*{_ERROR_RE2}\s*$"
# What programs write for a character that they do not have: a question mark, a box, a blank line, its name in HTML.
# Typists write such signs, too, for a character that they cannot read.
_LOST_RE2 = (
    r"[?\x{ff1f}\x{fe56}\x{25a0}-\x{25ff}\x{3013}\x{ff3f}]|\p{Han}_|_\p{Han}"
    r"|\p{Han}&[A-Za-z]{2,8};|&[A-Za-z]{2,8};\p{Han}"
)
# A star, an x next to Chinese characters, several x, or 某 behind a surname replace hidden characters.
_X_RE2 = r"[xX\x{ff38}\x{ff58}\x{00d7}]"
_MASKED_RE2 = rf"[*\x{{ff0a}}\x{{2217}}]|^\p{{Han}}+{_X_RE2}+\p{{Han}}*$|^{_X_RE2}+\p{{Han}}+$|^{_X_RE2}{{2,}}$"
_SOMEBODY = "某"
_SOMEBODY_RE2 = r"^\p{Han}{0,2}某+[甲乙丙丁]?$|^某[男女人]$"
# Not all symbols: some programs write radicals (category So) for characters. A text that begins like a formula is
# loaded as text. The x is the last digit of a number in the wrong column.
_SIGNS_RE2 = r"\p{P}\p{Sm}\p{Sc}\p{Sk}\p{Z}\p{M}\x{2190}-\x{25ff}"
_DIGITS_RE2 = r"\p{Nd}\p{No}"
_NO_LETTERS_RE2 = rf"^[{_SIGNS_RE2}]+$|^[{_DIGITS_RE2}][{_DIGITS_RE2}{_SIGNS_RE2}]*[xX]?$"
_INSTEAD_OF_A_NAME = pa.array(
    [
        "无", "無", "空", "缺", "略", "暂无", "暂缺", "没有", "空白", "无名", "无姓名", "没有姓名", "没有名字", "不详",
        "姓名不详", "不明", "不清", "不清楚", "不知道", "未知", "未填", "未填写", "未登记", "未录入", "未提供", "待补",
        "待定", "待查", "待核", "待核实", "待确认", "待填", "待填写", "匿名", "同上", "同前", "同左", "如上",
        "姓名", "本人", "户主", "配偶", "长子", "次子", "长女", "次女",
    ]
)  # fmt: skip
_NO_NAME_RE2 = (
    r"(?i)^[(\x{ff08}\[<\x{ff1c}](?:null|none|nil|nan|na|n/a|blank|empty|无|空|空白|不详|未知|暂无)[)\x{ff09}\]>\x{ff1e}]$"
    r"|^(?:n ?[/\x{ff0f}] ?a|n\.a\.?|\\n|unknown|undefined|no ?name|anonymous)$"
)


def clean_name(text: str) -> str:
    """Normalise a name (`text`): remove blanks (single ones stay between Latin words), write the middle dot as U+00B7.

    Quotes around the whole name and invisible characters are removed. A character with several code points gets one
    (`one_code`), accents are part of their letters. No character is guessed or completed. The delivered file keeps the
    name as it was written.
    """
    text = _DOTS.sub("\u00b7", unicodedata.normalize("NFC", _INVISIBLE.sub("", one_code(text))))
    text = _BETWEEN_CHINESE.sub(lambda between: "\u00b7" if between[1] else "", text)
    text = _RUNS.sub(" ", _AROUND_DOT.sub("\u00b7", text))
    return _unquoted(_ENDS.sub("", text))


def _unquoted(text: str) -> str:
    """Remove quotes around the whole text and the blanks inside them, however many pairs there are."""
    while quoted := _QUOTED.match(text) or _SECOND_QUOTE.match(text):
        text = _ENDS.sub("", next(inside for inside in quoted.groups() if inside is not None))
    return text


def clean_names(column: pa.ChunkedArray) -> pa.Array:
    """Normalise a column of names by `clean_name`, one result per row. The column must not contain null."""
    array = column.combine_chunks()
    marks = mask(pc.match_substring_regex(array, _DRESS_RE2))
    if not marks.any():
        return array
    rows, texts = distinct(array.filter(pa.array(marks)))
    cleaned = spread(rows, [clean_name(text) for text in texts], pa.string())
    return pc.replace_with_mask(array, pa.array(marks), cleaned)


def without_invisible(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the texts of `column` without their invisible characters, one per row; null stays null."""
    if not pc.any(pc.match_substring_regex(column, f"[{INVISIBLE_RE2}]")).as_py():
        return column
    return pc.replace_substring_regex(column, f"[{INVISIBLE_RE2}]", "")


def name_faults(names: pa.Array) -> dict[str, Mask]:
    """Find the faults of cleaned names; return reason code -> mask, True where the name has the fault.

    `names`: results of `clean_names`. The faults: blank, too long, unreadable or lost characters, masked by stars or
    某, and a word that is no name (无, 不详, N/A).
    """
    mixed = mask(pc.match_substring_regex(names, MIXED_RE2))
    no_letters = matches_among(mixed, names, _NO_LETTERS_RE2)
    unreadable = forbidden(names) | matches_among(mixed & ~no_letters, names, _LOST_RE2)
    masked = matches_among(mixed, names, _MASKED_RE2) & ~unreadable
    if may_hold(names, _SOMEBODY):
        masked |= mask(pc.match_substring_regex(names, _SOMEBODY_RE2))
    no_name = matches_among(mixed, names, _NO_NAME_RE2) | mask(pc.is_in(names, _INSTEAD_OF_A_NAME))
    return {
        "name_blank": mask(pc.equal(names, "")),
        "name_length": mask(pc.greater(pc.utf8_length(names), MAX_NAME_CHARACTERS)),
        "name_characters": unreadable,
        "name_masked": masked,
        "name_missing": (no_letters | no_name) & ~unreadable & ~masked,
    }


def forbidden(column: pa.Array | pa.ChunkedArray) -> Mask:
    """Return a mask, True where a text of `column` has control characters, emoji, a wrong encoding, or an error value.

    An error value is that of a spreadsheet, such as #REF!. Numbers of characters (_x200B_, &#12345;) are found, too.
    """
    return mask(pc.match_substring_regex(column, _FORBIDDEN_RE2))

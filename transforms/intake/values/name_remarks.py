"""Finds cleaned names about which the sender gets a remark: more than a name, signs, no person's name, rare glyphs."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.values.names import MIXED_RE2
from transforms.text.arrow_columns import Mask, distinct, flags, mask, matches_among
from transforms.text.characters import BLANKS, BLANKS_RE2

# Standard in names today, though GB 2312 lacks them and Big5 has them (Table of General Standard Characters, 2013).
_REVIVED = frozenset(
    "皙瞋喆堃犇龢甦邨昇陞頫迺甯仝氾珺玥玹昉昕旸烜翀翊翯翾婞嫄妘彧愔暐煊熠珮璟璠璐璘瑄瑢瑀琎玟玠珏珣珩琇琬瑭瑷璎"
    "旻旼昳晖晗晞晟暄炜炫焓煜熙燊沄泓洺浠渟湜滢漪潞濛瀛芃芊芮苒莙菡萱葳蓁蕙衎豫赟轩郜郦鑫钰铖雯霏靖韫颉颢骁骞鸾黛"
)
_BETWEEN_NAMES_RE2 = r"[/\x{ff0f}\\\x{ff3c}\x{3001},\x{ff0c};\x{ff1b}|\x{ff5c}&\x{ff06}+\x{ff0b}]"
_OPEN_RE2 = r"[(\x{ff08}\[\x{ff3b}\x{3010}\x{3014}\x{3016}{\x{ff5b}<\x{ff1c}\x{3008}\x{300a}]"
_CLOSE_RE2 = r"[)\x{ff09}\]\x{ff3d}\x{3011}\x{3015}\x{3017}}\x{ff5d}>\x{ff1e}\x{3009}\x{300b}]"
# Between or behind Chinese characters only: the names of foreigners have brackets, strokes and commas of their own.
_BEHIND_RE2, _BEFORE_RE2 = rf"{_BETWEEN_NAMES_RE2}|{_OPEN_RE2}", rf"{_BETWEEN_NAMES_RE2}|{_CLOSE_RE2}"
_ADDED_RE2 = rf"\p{{Han}} ?(?:{_BEHIND_RE2})|(?:{_BEFORE_RE2}) ?\p{{Han}}"
_FORMER_NAME_RE2 = (
    rf"^[\p{{Han}}\x{{b7}}]+ ?{_OPEN_RE2}(?:曾用名|曾名|原名|旧名|又名|别名)[为是:：]?[\p{{Han}}\x{{b7}}]+{_CLOSE_RE2}$"
)
_NUMBER_RE2 = r"[0-9\x{ff10}-\x{ff19}一二三四五六七八九十两数几多]"
_KIN_RE2 = "(?:长|次|三|四|小|养|继|外|遗)?(?:子|女|孙|孙女|妻|夫|父|母|媳|婿|儿子|女儿|孩子|婴儿)"
_NOTES = (
    "已故", "已亡", "死亡", "去世", "过世", "病故", "亡故", "身故", "已死", "亡", "殁",
    "新生儿", "婴儿", "宝宝", "小孩", "孩子", "儿子", "女儿", "妻子", "丈夫", "父亲", "母亲", "孙子", "孙女", "户主",
    "本人", "迁出", "迁入", "外迁", "外嫁", "出嫁", "销户", "注销", "失踪", "失联", "服刑", "参军", "重复", "已缴",
    "未缴", "已交", "未交", "代缴", "代办", "低保", "低保户", "五保", "五保户", "特困", "残疾", "一家", "全家",
    "夫妇", "夫妻", "母子", "母女", "父子", "父女", "兄弟", "姐妹", "姊妹",
)  # fmt: skip
"""Remarks behind a name. Each has two characters before it, so that given names (李爱民) are none of them."""
_NOTE_RE2 = (
    rf"\p{{Han}}{{2}}(?:{'|'.join(_NOTES)}|之{_KIN_RE2}|的{_KIN_RE2}|(?:一家)?{_NUMBER_RE2}+[人口]人?)$"
    rf"|\p{{Han}}[^平同均相]等$|\p{{Han}}{{2}}等(?:共|计)?{_NUMBER_RE2}*[人口户名](?:[人口])?$"
    rf"|^(?:已故|死者|亡者|户主|新生儿|姓名)\p{{Han}}{{2}}|\p{{Han}}{{2}}(?:曾用名|又名|原名|别名)\p{{Han}}"
)
# After a blank also short words, with which given names end.
_SHORT_NOTES = frozenset((*_NOTES, "故", "男", "女", "妻", "夫", "父", "母", "代", "等"))
_TWO_PARTS_RE2 = rf"\p{{Han}}{{2}}[{BLANKS_RE2}]+\p{{Han}}"
_BLANK = re.compile(f"[{BLANKS}]+")
_LINE_END = re.compile("[\n\r\f\u2028\u2029]")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
"""The hundred most frequent surnames."""
_LONG_SURNAMES = (
    "欧阳|上官|司马|司徒|司空|诸葛|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|东方|南宫|西门|夏侯|万俟|钟离|梁丘|段干|申屠|端木|呼延|"
    "澹台|淳于|单于|太史|轩辕|独孤|赫连|闻人|鲜于|拓跋|百里|东郭|濮阳|范姜|张简|陈方"
)
_FULL_NAME = re.compile(f"(?!(?:{_LONG_SURNAMES})$)(?:[{_SURNAMES}]|{_LONG_SURNAMES})[\u4e00-\u9fff]{{1,2}}")
# Signs of names: an apostrophe, a hyphen, a full stop, a comma, a stroke, brackets; the mark between Tibetan syllables.
_SIGNS_OF_NAMES_RE2 = r" '\x{2019}\x{2bc}\x{2018}.,/()\x{ff0f}\x{ff0c}\x{ff08}\x{ff09}\x{2010}\x{2011}\x{f0b}\x{f0c}\-"
_GLYPHS_RE2 = r"\x{e000}-\x{f8ff}\x{f0000}-\x{10fffd}\x{2ff0}-\x{2fff}\x{303e}\x{31ef}\x{2e80}-\x{2eff}"
_SIGN_RE2 = (
    rf"[^\p{{L}}\p{{M}}\p{{Han}}\x{{20000}}-\x{{3ffff}}\x{{b7}}{_SIGNS_OF_NAMES_RE2}{_GLYPHS_RE2}]"
    r"|\p{Han}[\p{M}'\x{2019}\x{2018}.\-]|['\x{2019}\x{2018}\-]\p{Han}|^\x{b7}|\x{b7}\x{b7}|\x{b7}$"
)
_PLACEHOLDER_RE2 = r"(?i)^(?:无名[氏男女]|佚名|新生儿|婴儿|弃婴|宝宝|[未待](?:取|起|命|定)名|null|none|nil|nan|na)$"


def name_remarks(names: pa.Array) -> dict[str, Mask]:
    """Find what the sender must check in names that are loaded; return reason code -> mask, True where it applies.

    `names`: results of `clean_names`. The remarks: a character of the sender's own font or a description of one, a
    traditional or variant character, more than a name, digits and signs, a word that replaces a name.
    """
    more = more_than_a_name(names)
    placeholder = mask(pc.match_substring_regex(names, _PLACEHOLDER_RE2))
    mixed = mask(pc.match_substring_regex(names, MIXED_RE2))
    return {
        "name_rare_glyph": matches_among(mixed, names, f"[{_GLYPHS_RE2}]"),
        "name_variant": variants(names),
        "name_and_more": more,
        "name_signs": matches_among(mixed & ~more & ~placeholder & ~_with_former_name(mixed, names), names, _SIGN_RE2),
        "name_placeholder": placeholder,
    }


def more_than_a_name(names: pa.Array) -> Mask:
    """Return a mask, True where a cleaned text is more than one name: further persons, or a note with the name.

    `names`: results of `clean_names`. Notes are in brackets, or words behind it (已故, 之子, 等3人). A former name
    in brackets does not count.
    """
    mixed = mask(pc.match_substring_regex(names, MIXED_RE2))
    added = matches_among(mixed, names, _ADDED_RE2)
    return (added & ~_with_former_name(added, names)) | mask(pc.match_substring_regex(names, _NOTE_RE2))


def _with_former_name(rows: Mask, names: pa.Array) -> Mask:
    """Return which of the chosen `rows` have a former name in brackets and nothing else with the name."""
    return matches_among(rows, names, _FORMER_NAME_RE2)


def parted_by_blanks(names: pa.ChunkedArray) -> Mask:
    """Return a mask, True where a blank or a line end is between two persons, or between a name and a note.

    `names`: texts as delivered; cleaning removes the blank. Two persons: each part has a frequent surname and one or
    two further characters, or each has a line of its own. Names with a blank inside (张 三, 欧阳 娜娜) are one person.
    """
    hit = mask(pc.match_substring_regex(names, _TWO_PARTS_RE2))
    if hit.any():
        rows, texts = distinct(names.filter(pa.array(hit)))
        hit[hit] = flags(rows, [_are_two(text) for text in texts])
    return hit


def _are_two(text: str) -> bool:
    lines = [line for line in map(_joined, _LINE_END.split(text)) if line]
    if len(lines) > 1 and all(len(line) > 1 for line in lines) and lines[0] not in _LONG_SURNAMES.split("|"):
        return True
    parts = [part for part in _BLANK.split(text) if part]
    return parts[-1] in _SHORT_NOTES or all(map(_FULL_NAME.fullmatch, parts))


def _joined(line: str) -> str:
    return _BLANK.sub("", line)


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

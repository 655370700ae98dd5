"""Characters of equal shape, or that nobody sees: each character gets one code point, so that equal texts are equal.

No character is guessed: a replaced character has the same shape and meaning as the character that replaces it.
"""

from __future__ import annotations

import re
import unicodedata

# Two-byte codes of GB 18030 that mean a private code point in the edition of 2000, which Python and PostgreSQL read,
# and a character of Unicode in newer editions. Found by converting all two-byte codes with Python and with iconv of
# glibc: 25 differ. ICU maps the first 19 as glibc does.
EDITIONS = {
    0xE7C7: 0x1E3F,
    0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14,
    0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19,
    0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB,
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE,
}  # fmt: skip
"""Private code point of the old edition of GB 18030 -> code point of newer editions."""
_KANGXI = range(0x2F00, 0x2FD6)
_COMPATIBILITY = (range(0xF900, 0xFAFF), range(0x2F800, 0x2FA20))
# Radicals that Unicode gives no decomposition: those that are whole characters, by the property
# Equivalent_Unified_Ideograph. Texts copied out of a PDF have them for 黄, 马, 龙 and the like.
_RADICALS = (
    "⺒巳⺜日⺝月⺟母⺠民⺩王⺬示⺶羊⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼"
    "⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟⼾户"
)


def _one_code_table() -> dict[int, int]:
    """Build the table of `one_code`: code point -> code point. U+2F3E is 户 in mainland fonts, not 戶 as NFKC says."""
    whole = {code: ord(unicodedata.normalize("NFKC", chr(code))) for code in _KANGXI}
    whole |= {ord(radical): ord(character) for radical, character in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)}
    forms = {code: unicodedata.normalize("NFC", chr(code)) for block in _COMPATIBILITY for code in block}
    unified = {code: ord(form) for code, form in forms.items() if ord(form) != code}
    return EDITIONS | whole | unified


_ONE_CODE = _one_code_table()
_SEVERAL_CODES = re.compile("[\u2e80-\u2fd5\ue78d-\ue864\uf900-\ufaff\U0002f800-\U0002fa1f]")

# Characters without width: soft hyphen, joiners, fillers of other scripts, variation selectors. Marks of the writing
# direction (U+200E, U+202E) are not among them, because they change what a reader sees.
_INVISIBLE_RANGES = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200D), (0x2060, 0x2064),
    (0x206A, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xE0100, 0xE01EF),
)  # fmt: skip
# Blanks of every width, line ends among them; also the Hangul fillers and the empty Braille pattern, which look blank.
_BLANK_RANGES = (
    (0x0009, 0x000A), (0x000C, 0x000D), (0x0020, 0x0020), (0x00A0, 0x00A0), (0x115F, 0x1160), (0x1680, 0x1680),
    (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x2800, 0x2800), (0x3000, 0x3000),
    (0x3164, 0x3164), (0xFFA0, 0xFFA0),
)  # fmt: skip
INVISIBLE = "".join(f"{chr(first)}-{chr(last)}" for first, last in _INVISIBLE_RANGES)
"""Characters without width, to be put between the brackets of a regular expression of Python."""
INVISIBLE_RE2 = "".join(rf"\x{{{first:04x}}}-\x{{{last:04x}}}" for first, last in _INVISIBLE_RANGES)
"""`INVISIBLE` for a regular expression of Arrow."""
BLANKS = "".join(f"{chr(first)}-{chr(last)}" for first, last in _BLANK_RANGES)
"""Blanks of every kind and line ends, to be put between the brackets of a regular expression of Python."""
BLANKS_RE2 = "".join(rf"\x{{{first:04x}}}-\x{{{last:04x}}}" for first, last in _BLANK_RANGES)
"""`BLANKS` for a regular expression of Arrow."""


def one_code(text: str) -> str:
    """Return a text in which each Chinese character has one code point; other characters are unchanged.

    Replaced are: the 25 characters that editions of GB 18030 encode differently (code FE59 is U+E81E in a csv that
    Python decodes, and U+9FB4 in a workbook), radicals that are whole characters (U+2F00 is 一), and compatibility
    ideographs. The result has as many characters as the text.
    """
    return text.translate(_ONE_CODE) if _SEVERAL_CODES.search(text) else text

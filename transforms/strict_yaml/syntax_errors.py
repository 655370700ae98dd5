"""Explain the errors of a YAML parser in Chinese, for the author of a data file."""

from __future__ import annotations

import re

COLON_ZH = "键后应是英文冒号加空格，不能用中文冒号"
# A Chinese colon where a key ends: after the first word of a line, of a mapping in braces, or of its next entry.
_CHINESE_COLON = re.compile(r"(?:^|[{,])\s*(?:- +)?[^\s:：{}\[\],#]+：")
_WORDS = {
    "mapping values are not allowed here": "这里不能再有“键: 值”：缩进不对，冒号后缺少空格，或值里有冒号而没有加引号",
    "mapping keys are not allowed here": "这里不能写键，请检查缩进",
    "sequence entries are not allowed here": "这里不能写“- 项”，请检查缩进",
    "could not find expected ':'": "键后缺少冒号，或冒号后缺少空格",
    "cannot start any token": "这里不能用这个字符：缩进不能用制表符，以 @、`、% 开头的文字要加引号",
    "found duplicate key": "同一个键写了两次",
    "expected ',' or ']'": "方括号里缺少逗号，或方括号没有闭合（也可能在上一行）",
    "expected ',' or '}'": "花括号里缺少逗号，或花括号没有闭合（也可能在上一行）",
    "expected <block end>": "缩进不齐，或上一行没有写完",
    "unexpected end of stream": "引号没有闭合",
    "expected the node content": "这里缺少一个值",
    "undefined alias": "以 * 开头的文字要加引号",
    "unknown escape character": "双引号里的反斜线写法不对，请改用单引号",
    "expected a comment or a line break": "| 或 > 之后应换行",
    "special characters are not allowed": "含有不可见的控制字符",
    "another document": "一个文件只写一个文档，不用 --- 分开",
    "unhashable key": "键应是文字",
    "version 1.* is required": "请去掉 %YAML 一行",
    "number out of range": "数太大：双引号里的 \\U 后面不是字符的编号，或 %YAML 一行应去掉",
    "unclosed": "缩进不对，或括号、引号没有闭合",
    "expected alphabetic or numeric character": "以 & 或 * 开头的文字要加引号",
    "constructor for the tag": "以 ! 开头的文字要加引号",
}


def explain_syntax_error(problem: object, text: str = "", line: int = 1) -> str:
    """Translate a YAML parser's English error into Chinese advice; a rare error becomes advice on the usual causes.

    `problem`: the error's sentence. `text`: the whole file; `line` (from 1): where the parser stopped. If that line or
    the line before has a Chinese colon after a key, the advice begins with it: the parser takes that colon for a
    letter, so its own message misleads.
    """
    sentence = str(problem or "")
    advice = next((words for part, words in _WORDS.items() if part in sentence), "请检查缩进、冒号、引号和括号")
    nearby_lines = text.split("\n")[max(line - 2, 0) : line]
    return f"{COLON_ZH}；{advice}" if any(map(_CHINESE_COLON.search, nearby_lines)) else advice

"""Check that the errors of the YAML parser are explained in Chinese."""

from __future__ import annotations

import re

import pytest

from transforms.strict_yaml.reader import read_tree
from transforms.strict_yaml.syntax_errors import explain_syntax_error

OTHERWISE = explain_syntax_error(None)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("a: b: c", "冒号"),
        ("a:1\nb: 2", "冒号后缺少空格"),
        ("- a\nb: 1", "缩进"),
        ("\ta: 1", "制表符"),
        ("a: @x", "加引号"),
        ("a: [1, 2\nb: 3", "方括号"),
        ("a: {b: 1\nc: 2", "花括号"),
        ("a: 'x", "引号没有闭合"),
        ('a: "\\q"', "反斜线"),
        ("a: | x", "换行"),
        ("a: \x07", "控制字符"),
        ("a: &\n", "加引号"),
        ("a: - c", "- 项"),
        ("%YAML 3.0\n---\na: 1", "%YAML"),
        ("a: {b: 1\nc: 2", "可能在上一行"),
        ("a: [1, 2\nb: 3", "可能在上一行"),
        ("a：1\nb: 2", "中文冒号"),
        ("a:\n  b：{c: [1]}\n  d: 2", "中文冒号"),
        ("a: {b: 1, c：[2]}", "中文冒号"),
        ("a:\n  - b：1\n    c: 2", "中文冒号"),
    ],
)
def test_a_file_that_cannot_be_parsed(text: str, advice: str) -> None:
    """Read broken texts; the advice contains no English word."""
    (syntax,) = [finding for _, finding in read_tree(text).findings if finding.code == "yaml.syntax"]
    assert advice in syntax.fix_zh and syntax.fix_zh != OTHERWISE
    assert not re.search(r"[a-z]{3}", syntax.fix_zh)


@pytest.mark.parametrize(
    "text", ["a: 说明：如下\nb: c: d", "# 注：如下\na: b: c", "a: '甲：乙'\nb: c: d", "- 甲：乙\n- b\n- c: d: e"]
)
def test_a_chinese_colon_that_is_text_or_far_away_is_not_to_blame(text: str) -> None:
    """Read errors near Chinese colons that are right."""
    assert "中文冒号" not in read_tree(text).findings[-1][1].fix_zh

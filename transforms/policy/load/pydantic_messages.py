"""Translate pydantic's errors into findings in both languages."""

from __future__ import annotations

from pydantic_core import ErrorDetails

from transforms.policy.model.base import ADDRESS_PATTERN, NAME_PATTERN
from transforms.strict_yaml.problems import Finding

# pydantic error type -> (expected zh, fix zh, expected en, fix en); {…} are filled from the error's context
_TEXTS = {
    "missing": ("此项必填", "补上此项", "this key is required", "add the key"),
    "extra_forbidden": ("没有这个键", "删除或改正键名", "there is no such key", "delete it or correct its spelling"),
    "string_type": ("应为文字", "给该值加引号", "text", "put the value in quotes"),
    "int_type": ("应为整数", "写十进制整数，不加引号", "a whole number", "write a plain decimal number without quotes"),
    "bool_type": ("应为 true 或 false", "写 true 或 false，不加引号", "true or false", "write true or false"),
    "date_type": ("应为日期", "写成 2019-09-01，不加引号", "a date", "write it as 2019-09-01 without quotes"),
    "tuple_type": ("应为列表", "每项前写“- ”", "a list", "begin each item with a dash"),
    "dict_type": ("应为键值对", "写成“键: 值”", "a mapping", "write key: value"),
    "model_type": ("应为键值对", "写成“键: 值”", "a mapping", "write key: value"),
    "too_short": (
        "列表至少有 {min_length} 项", "补足各项", "a list of {min_length} items or more", "add what is missing"
    ),
    "string_too_short": (
        "至少写 {min_length} 个字", "写得更完整", "a text of {min_length} characters or more", "write more"
    ),
    "literal_error": ("应为 {expected}", "从中选一个", "one of {expected}", "choose one of them"),
    "string_pattern_mismatch": ("格式应为 {pattern}", "按格式改写", "the form {pattern}", "rewrite it in that form"),
    "greater_than": ("应大于 {gt}", "改正数值", "more than {gt}", "correct the number"),
    "greater_than_equal": ("应不小于 {ge}", "改正数值", "{ge} or more", "correct the number"),
    "less_than_equal": ("应不大于 {le}", "改正数值", "{le} or less", "correct the number"),
}  # fmt: skip
# What is too short if one item or character would be enough
_EMPTY = {
    "too_short": ("列表不得为空", "至少写一项", "a list that is not empty", "write at least one item"),
    "string_too_short": ("文字不得为空", "填写内容", "text that is not empty", "write the text"),
}
# The patterns that people would not understand
_PATTERNS = {
    "[一-鿿]": ("应为中文", "用中文写", "a text in Chinese", "write it in Chinese"),
    ADDRESS_PATTERN: (
        "应为一个邮箱地址，不带姓名，不用汉字",
        "改正地址",
        "one plain mail address",
        "correct the address",
    ),
    NAME_PATTERN: (
        "应是一行文字，开头不得是空格，不得含换行或其他控制字符",
        "写成一行",
        "one line without control characters and without a blank at its beginning",
        "write it on one line",
    ),
    r"^\S(.|\n)*$": (
        "开头不得是空格或空行",
        "删除开头的空白",
        "text without a blank at its beginning",
        "delete the blank",
    ),
}


def translate_error(error: ErrorDetails, prefix: tuple[str | int, ...]) -> Finding:
    """Translate one pydantic error into a finding with Chinese and English texts.

    `prefix` is the path (keys and positions) of the validated value in the file; the finding's path begins with it.
    """
    path = (*prefix, *(part for part in error["loc"] if part != "[key]"))
    context = error.get("ctx", {})
    if error["type"] == "meaning":
        return Finding(path, "pack.meaning", context["zh"], "改正这一项", context["en"], "correct this item")
    texts = _TEXTS.get(error["type"])
    if context.get("min_length") == 1:
        texts = _EMPTY.get(error["type"], texts)
    if error["type"] == "string_pattern_mismatch":
        texts = _PATTERNS.get(context["pattern"], texts)
    if texts is None:
        return Finding(path, f"pack.{error['type']}", "值不合规定", "改正数值", error["msg"], "correct the value")
    expected_zh, fix_zh, expected_en, fix_en = (text.format(**context) for text in texts)
    return Finding(path, f"pack.{error['type']}", expected_zh, fix_zh, expected_en, fix_en)

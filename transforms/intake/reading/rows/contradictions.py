"""Names of sheets and titles inside a table that contradict what a list says of its persons: 减少, 草稿, 上月名单."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.layouts.model import Layout
from transforms.text.folding import fold

Meaning = Literal["removed", "added", "void", "earlier", "copy"]
_REMOVED = (
    "减少|减员|核减|死亡|去世|亡故|已故|病故|身故|离世|注销|销户|退出|退保|退费|退款|退回|取消|停发|停保|停缴|停止|停用|暂停|终止|清退|"
    "剔除|删除|移除|调出|迁出|转出|外迁|失效|过期|冲正|冲销|撤销|排除|不再|不符合|不合格|不通过|未通过|不享受|不具备|不予|不认定|未认定|"
    "未批准|待审|待核|待定|疑似|存疑"
)
_VOID = (
    "作废|废弃|废止|无效|草稿|草表|初稿|底稿|错误数据|错误名[单册]|异常数据|异常名[单册]|问题数据|"
    "重复人员|重复名[单册]|重复数据"
)
_EARLIER = (
    "上[个一]?月|上期|上季|上次|往期|上一?批|旧名[单册]|旧数据|旧表|去年名[单册]|上年度?名[单册]|原名[单册]|"
    "历史名[单册]|历史数据"
)
_COPY = "副本|备份|复制|复件|copy|backup"
_WORDS: tuple[tuple[Meaning, re.Pattern[str]], ...] = (
    ("void", re.compile(_VOID)),
    ("copy", re.compile(_COPY, re.IGNORECASE)),
    ("earlier", re.compile(_EARLIER)),
    ("removed", re.compile(_REMOVED)),
    ("added", re.compile("新增|增加|增员|新纳入")),
)
# 病故军人遗属 are members; 减少 is no kind of change in 增减变动, nor 死亡 in 死亡抚恤
_MEMBERS = re.compile("遗属|家属|遗孀|子女|孤儿|抚恤|增减|新增.*减少|减少.*新增")
_TAKEN_OUT = "剔除|扣除|核减|删除|清退|移除|去除|除外|不计|未计|未列|不在"
# a sentence that says of such persons that there are none here, or what to do with them
_DENIED = re.compile(
    f"(?:无|没有|未发现|未出现|不含|不包[含括]|不存在|不得|不要|勿|禁|请|须|需|应|如有|如遇|若|凡)[^,;。]{{0,8}}?(?:{_REMOVED})"
    f"|(?:已|均|全部|都)(?:{_TAKEN_OUT})|除[^,;。]{{0,8}}外|(?:{_REMOVED})[^,;。]{{0,6}}(?:请|应|须|需|{_TAKEN_OUT})"
    "|均未|都未|未有"
)
_ABOUT_PERSONS_BELOW = re.compile("以下|下列|下述")
_COPY_NUMBER = re.compile(r"(.+?)(\(\d{1,2}\))")


class Contradiction(NamedTuple):
    """A word of ours in a sheet's name or a title, and what it says of the persons there."""

    word: str
    meaning: Meaning


def of_sheet_name(name: str, other_names: Collection[str], layout: Layout) -> Contradiction | None:
    """Return what the name of a sheet says about its persons, None if it says nothing of the kind.

    `other_names`: names of the other sheets; with Sheet1 among them, `Sheet1 (2)` is a copy. In a table of targets and
    in a history, earlier years and removals are part of the subject.
    """
    folded = fold(name)
    if (copied := _COPY_NUMBER.fullmatch(folded)) and copied[1] in {fold(other) for other in other_names}:
        return Contradiction(copied[2], "copy")
    contradiction = _contradiction_in(folded)
    if contradiction and contradiction.meaning in ("removed", "earlier") and layout.kind == "target_table":
        return None
    is_earlier = contradiction is not None and contradiction.meaning == "earlier"
    return None if is_earlier and layout.kind == "history" else contradiction


def of_title(text: str) -> Contradiction | None:
    """Return what a title inside a table says about the persons below it, None if it says nothing of the kind.

    以下人员自…停发 does; 无死亡人员 (none) and 死亡的请注明 (what to do) do not. A title may call the table a copy.
    """
    folded = fold(text)
    if _DENIED.search(folded) and not _ABOUT_PERSONS_BELOW.search(folded):
        return None
    contradiction = _contradiction_in(folded)
    return None if contradiction and contradiction.meaning == "copy" else contradiction


def _contradiction_in(folded: str) -> Contradiction | None:
    if _MEMBERS.search(folded):
        return None
    return next(
        (Contradiction(match[0], meaning) for meaning, word in _WORDS if (match := word.search(folded))),
        None,
    )


def rows_agree(table: pa.Table, layout: Layout, list_mode: str, meaning: Meaning) -> bool:
    """Return whether the rows themselves say what the name of their sheet, or the title above them, says.

    `table`: raw rows, one text column per canonical column. Removals agree if every row is an end or a death, a
    reversal of a receipt, or an insurance with an end; additions, if no row is an end or a death. A change list without
    a column for the kind of change has one kind for all rows, which its layout states. Drafts, copies and earlier lists
    never agree.
    """
    if meaning == "added":
        return not _kinds_of_change(table, layout) & {"end", "death"}
    if meaning != "removed":
        return False
    if layout.kind == "tax_feed":
        return _all_filled(table, "reversed_receipt_no", ())
    if layout.kind == "employee":
        return _all_filled(table, "insured_to", layout.open_dates)
    if "op" not in table.column_names and "op" not in layout.constants:
        return list_mode == "change"
    kinds = _kinds_of_change(table, layout)
    return bool(kinds) and "add" not in kinds


def _kinds_of_change(table: pa.Table, layout: Layout) -> set[str]:
    """Return the kinds of change in the rows: add, end, death."""
    words = {fold(word): kind for word, kind in layout.op_words.items()}
    stated = pc.unique(table["op"]).to_pylist() if "op" in table.column_names else [layout.constants.get("op", "")]
    texts = {fold(text) for text in stated}
    return {words[text] for text in texts if text in words}


def _all_filled(table: pa.Table, column: str, blanks: Collection[str]) -> bool:
    """Return whether every row has a text other than `blanks` in a column that the table has."""
    if column not in table.column_names:
        return False
    empty = {"", *(fold(text) for text in blanks)}
    return not any(fold(text) in empty for text in pc.unique(table[column]).to_pylist())

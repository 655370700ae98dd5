"""Compare the number of persons or rows that a file's name states (名单(共1234人).xlsx) with the rows that arrived."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import pyarrow.compute as pc

from transforms.identity.normalise import normalise_number
from transforms.intake.base.raw_table import ROW_NO, RawTable, file_order
from transforms.intake.base.reasons import COUNT_IN_NAME, Reason, reason
from transforms.intake.gate.kinds.registry import KINDS

_FIGURE = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7})"
_TOTAL = re.compile(rf"[共计]\s?{_FIGURE}\s?(人|名|条|行|笔)(?![员民口次以左多余])")
# neither 第12条 nor 约12人, and no part of a date or of a code; behind it nothing that makes another word (12人小组)
_COUNT = re.compile(
    rf"(?<![0-9A-Za-z.,~第前每约近超过满均至])(?<![0-9]-){_FIGURE}\s?(人|条)(?=$|[\s()（）\[\]【】_,，、。;；.+-]|记录|数据)"
)
_ANY_COUNT = re.compile(r"[0-9]\s?[人名条行笔]")
_AT_THE_END = re.compile(r"(?:查询|名单|名册|镇|乡|街道)[_-]?([1-9][0-9]{2,4})$")
_COPY = re.compile(r"(?:\s?[(（][0-9]{1,2}[)）]|\s?-\s?副本)+$")
_LOOKS_DATED = re.compile(
    r"(?:19|20)[0-9]{2,3}"  # a year, or a year with a month or a batch
    r"|[0-9]{2}(?:0[1-9]|1[0-2])"  # year and month
    r"|(?:[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"  # month and day
)
_LEFT_OUT = ("row_not_counted", "row_without_category", "row_without_person", "example_row")


class _Stated(NamedTuple):
    """Count that a name states: the number, and its word (人, 条 or 行)."""

    number: int
    word: str


def check_count_in_name(raw: RawTable, kind: str, file_name: str) -> list[Reason]:
    """Return a reason to hold a file whose name states another number of persons or rows than the file has, else [].

    Read are 共1234人, 1234人, 1234条, and a number at the end of a list's or a township's name (…人员查询_1234). A
    number there that may be a year, a month or a day is none, and neither is one of fewer than three digits, or of more
    than five. Nothing is compared if the name states several numbers, or for a table of targets. `raw`: the table that
    was read; `kind`: kind of its source; `file_name`: as the sender wrote it. The stated number may be that of the
    file's rows, of the persons in them, or of the different document numbers, with or without rows that are left out.
    """
    stated = _stated(file_name)
    if stated is None or not KINDS[kind].names_persons:
        return []
    rows, persons, documents = _counts(raw)
    by_code = Counter(code for _, code, _ in raw.notes if code in _LEFT_OUT)
    left_out = {0, sum(by_code.values()), *by_code.values()}
    if any(stated.number == count + more for count in (rows, persons, documents) for more in left_out):
        return []
    and_persons = f"、{persons} 人" if persons != rows else ""
    and_left_out = f"（另有 {max(left_out)} 行不计入）" if max(left_out) else ""
    detail = f"文件名写明 {stated.number} {stated.word}，文件里有 {rows} 行{and_persons}{and_left_out}。"
    return [reason(COUNT_IN_NAME, detail)]


def _stated(file_name: str) -> _Stated | None:
    """Return the only number that a name states, None if it states none or several."""
    stem = _COPY.sub("", file_name.rpartition(".")[0] or file_name)
    counts = _TOTAL.findall(stem) or (_COUNT.findall(stem) if len(_ANY_COUNT.findall(stem)) == 1 else [])
    numbers = {int(figure.replace(",", "")): word for figure, word in counts}
    if len(numbers) == 1:
        return _Stated(*next(iter(numbers.items())))
    at_end = _AT_THE_END.search(stem)
    if _ANY_COUNT.search(stem) or at_end is None or _LOOKS_DATED.fullmatch(at_end[1]):
        return None
    return _Stated(int(at_end[1]), "行")


def _counts(raw: RawTable) -> tuple[int, int, int]:
    """Return the numbers of rows in the file, of persons, and of different document numbers; malformed rows count."""
    numbers = raw.table[ROW_NO].to_pylist()
    broken = len(raw.malformed)
    rows = len({file_order(number)[0] for number in numbers}) + broken
    persons = sum(number >= 0 for number in numbers) + broken  # a further category of a person has a negative number
    if "document_number" not in raw.table.column_names:
        return rows, persons, persons
    texts = [normalise_number(text) for text in pc.unique(raw.table["document_number"]).to_pylist()]
    blank = sum(not text.strip() for text in raw.table["document_number"].to_pylist())
    return rows, persons, len({text for text in texts if text}) + blank + broken

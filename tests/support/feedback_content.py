"""A made-up delivery of a special list, as raw table and as the content of its feedback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from tests.support.packs.changed_packs import POLICIES
from transforms.intake.base.raw_table import ROW_NO, RawTable
from transforms.intake.layouts.files import load_layout
from transforms.intake.layouts.model import Layout
from transforms.report.feedback.content import Delivery, Feedback, Finding, Funded, Line

NUMBER = "110101199003071234"  # masked: 110101************


@cache
def layout(name: str = "civil_affairs") -> Layout:
    """Load a layout of the repository."""
    return load_layout(POLICIES / "layouts" / f"{name}.yaml")


def raw_table(rows: Sequence[tuple[int, str, str]], **changes: Any) -> RawTable:
    """Make a table of (row number, name, document number)."""
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    table = pa.table(
        {
            ROW_NO: pa.array(columns[0], pa.int32()),
            "name": pa.array(columns[1], pa.string()),
            "document_number": pa.array(columns[2], pa.string()),
        }
    )
    values = {"form": "xlsx", "header_row": 1, "letters": {"name": "A", "document_number": "B"}, "sheet": "名单"}
    return RawTable(table, **values | changes)


def delivery(**changes: Any) -> Delivery:
    """Make a committed delivery of ten rows: seven loaded, two duplicates, one faulty."""
    values: dict[str, Any] = {
        "delivery_id": "00000000-0000-4000-8000-000000000001", "pack_code": "xx-2020", "place_name": "试点县",
        "sender": "县民政局", "source": "civil_affairs", "kind": "special_list", "period": "2019-09", "version": 2,
        "list_mode": "full", "file_name": "名单.xlsx", "sha256": "ab" * 32, "state": "committed",
        "cut_off_on": date(2019, 9, 30), "delivered_on": date(2019, 10, 1), "decided_on": date(2019, 10, 2),
        "row_count": 10, "clean_count": 7, "duplicate_count": 2, "quarantine_count": 1, "amount_fen": None,
        "reasons": (), "last_version": 3, "other_parts": 0,
    }  # fmt: skip
    return Delivery(**values | changes)


def full_content(name: str, rows: int = 3) -> Feedback:
    """Make the content of a workbook of a layout: every column has wide texts, and all sheets have rows."""
    own = layout(name)
    columns = tuple((column, own.label(column)) for column in own.columns)
    texts = ("某某街道某某社区居民委员会第十二网格", "110101************", "买买提·艾合买提江", "2019-10-02")
    reason = "证件号码第十八位（校验码）与前十七位不符，请对照本人证件更正后重新报送。"
    lines = tuple(
        Line(
            str(number),
            tuple(texts[(number + place) % len(texts)] for place in range(len(columns))),
            "不合格，未入库",
            (reason,) * (1 + number % 2),
        )
        for number in range(1, rows + 1)
    )
    findings = tuple(
        Finding(line.key, texts[2], texts[1], "与职工参保名单重复", f"{reason}（县医保局，2019年10月）", reason)
        for line in lines
    )
    people = tuple(Funded((line.key, texts[2], texts[1], "建档立卡贫困人口", texts[0]), 13_000, True) for line in lines)
    return content(columns=columns, lines=lines, findings=findings, is_compared=True, to_fund=people)


def content(of: Delivery | None = None, **changes: Any) -> Feedback:
    """Make the content of its workbook: one faulty row, no cross-check."""
    values: dict[str, Any] = {
        "delivery": of or delivery(), "edition": 1, "made_on": date(2019, 10, 2),
        "columns": (("name", "姓名"), ("document_number", "身份证号码")),
        "lines": (Line("2", ("张三", "1101**1234"), "不合格，未入库", ("证件号码有误",)),),
        "findings": (), "is_whole": True, "is_compared": False,
    }  # fmt: skip
    return Feedback(**values | changes)

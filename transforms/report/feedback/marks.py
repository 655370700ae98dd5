"""How a feedback workbook is known when it comes back: a mark on its cover, and the forms that read it again."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from transforms.intake.base.raw_table import RawTable
from transforms.intake.layouts.model import Column, Layout

MARK_HEADERS = ("报送编号", "原文件指纹", "反馈期次", "校验码")
KEY_HEADER, MARK_HEADER, DELETE = "原行号", "标记", "删除"
RESULT_HEADER, REASON_HEADER = "处理结果", "原因和更正办法"
PROPERTIES = ("campaign_delivery", "campaign_file_sha256", "campaign_edition", "campaign_seal")
_SEAL_DIGITS = 32
_ZIP, _CUSTOM = b"PK\x03\x04", b"docProps/custom.xml"
_SMALL_BYTES = 300_000
_TAIL_BYTES = 1 << 16


@dataclass(frozen=True)
class Mark:
    """Of which delivery, of which bytes, in which edition a workbook is the feedback."""

    delivery_id: str
    sha256: str
    edition: int

    def seal(self, key: bytes, pack_code: str) -> str:
        """A keyed digest: nobody else can make a mark, or turn one into another's."""
        said = "\n".join(("feedback", pack_code, self.delivery_id, self.sha256, str(self.edition)))
        return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()[:_SEAL_DIGITS]

    def values(self, key: bytes, pack_code: str) -> tuple[str, ...]:
        return (self.delivery_id, self.sha256, str(self.edition), self.seal(key, pack_code))


def may_be_feedback(head: bytes, tail: bytes, byte_count: int) -> bool:
    """Whether it is worth looking for a mark: a package with properties of its own, or a small one whose properties
    a program may have dropped. Looks at bytes, opens nothing."""
    return head.startswith(_ZIP) and (_CUSTOM in tail[-_TAIL_BYTES:] or byte_count <= _SMALL_BYTES)


def mark_layout(words: Layout) -> Layout:
    """A form that finds the mark on a cover, in any columns that its words do not use otherwise."""
    columns = dict(zip(("unit", "measure", "persons", "stated_source"), MARK_HEADERS, strict=True))
    return _changed(
        words,
        {
            "layout": "feedback_mark", "kind": "target_table", "form": "xlsx", "header_within_rows": 50,
            "header_rows": 1, "ignored": [], "fill_down": [], "control_row": None, "category_from": "column",
            "category": None, "category_words": {}, "sheets": [], "further_persons": [],
            "columns": {name: Column(headers=[text]) for name, text in columns.items()},
        }
    )  # fmt: skip


def mark_of(raw: RawTable, key: bytes, pack_code: str) -> Mark | None:
    """The mark in the table that `mark_layout` read; None if there is not exactly one, or its seal is not ours."""
    if raw.table.num_rows != 1:
        return None
    row = raw.table.to_pylist()[0]
    delivery_id, sha256, edition, seal = (
        (row[name] or "").strip() for name in ("unit", "measure", "persons", "stated_source")
    )
    try:
        mark = Mark(str(uuid.UUID(delivery_id)), sha256, int(edition))
    except ValueError:
        return None
    return mark if hmac.compare_digest(mark.seal(key, pack_code).encode(), seal.encode()) else None


def key_columns(kind: str) -> tuple[str, str]:
    """Two canonical columns that no form of the kind has: they carry the row's key and the sender's mark."""
    return ("receipt_no", "household_no") if kind == "target_table" else ("measure", "status")


def rows_layout(layout: Layout, columns: Iterable[tuple[str, str]]) -> Layout:
    """The form of the sheet with the sender's rows; `columns` as the sheet shows them (canonical, heading)."""
    key, mark = key_columns(layout.kind)
    shown = dict(columns)
    known: dict[str, Column] = {
        name: Column(
            headers=list(dict.fromkeys([*([shown[name]] if name in shown else []), *column.headers])),
            required="always" if name in shown else "never",
        )
        for name, column in layout.columns.items()
    }
    extra: dict[str, Column] = {key: Column(headers=[KEY_HEADER]), mark: Column(headers=[MARK_HEADER])}
    return _changed(
        layout,
        {
            "layout": "feedback_rows", "form": "xlsx", "header_rows": 1, "fill_down": [], "control_row": None,
            # one row for each person, under headings that name every unit but yuan
            "sheets": [], "further_persons": [], "amount_unit": "元",
            "columns": {**known, **extra}, "ignored": [RESULT_HEADER, REASON_HEADER],
        }
    )  # fmt: skip


def _changed(layout: Layout, changes: dict[str, object]) -> Layout:
    """The layout with these keys changed, checked as a whole: what cannot be is found here and not by the reader's
    child, whose refusal would be taken for the sender's."""
    return Layout.model_validate_json(layout.model_copy(update=changes).model_dump_json())

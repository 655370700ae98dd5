"""Recognise a returned feedback workbook: a sealed mark on its cover, and the layouts that read it again."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from transforms.intake.base.raw_table import RawTable, numbered_column
from transforms.intake.layouts.model import Layout, needed_columns
from transforms.intake.layouts.parts import CANONICAL, Column

MARK_HEADERS = ("报送编号", "原文件指纹", "反馈期次", "校验码")
ROWS_SHEET = "逐行结果"
KEY_HEADER, MARK_HEADER, DELETE = "原行号", "标记", "删除"
RESULT_HEADER, REASON_HEADER = "处理结果", "原因和更正办法"
PROPERTIES = ("campaign_delivery", "campaign_file_sha256", "campaign_edition", "campaign_seal")
_SEAL_DIGITS = 32
_ZIP, _CUSTOM = b"PK\x03\x04", b"docProps/custom.xml"
_SMALL_BYTES = 300_000
_TAIL_BYTES = 1 << 16


@dataclass(frozen=True)
class Mark:
    """The delivery, the sha256 of its bytes, and the edition that a workbook is the feedback of."""

    delivery_id: str
    sha256: str
    edition: int

    def seal(self, key: bytes, pack_code: str) -> str:
        """Return the seal of the mark, 32 hexadecimal digits: without `key` nobody can make or change a mark.

        The seal is a hash, keyed by the secret `key`, of the mark (delivery, sha256 of its file, edition of the
        feedback) and the pack's code.
        """
        text = "\n".join(("feedback", pack_code, self.delivery_id, self.sha256, str(self.edition)))
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:_SEAL_DIGITS]

    def values(self, key: bytes, pack_code: str) -> tuple[str, ...]:
        """Return the cells of the mark: id of the delivery, sha256 of its file, edition, and the seal, all as texts.

        They are in the order of `MARK_HEADERS`. `key`: secret key of the seal.
        """
        return (self.delivery_id, self.sha256, str(self.edition), self.seal(key, pack_code))


def may_be_feedback(head: bytes, tail: bytes, byte_count: int) -> bool:
    """Return False if a file is certainly no feedback workbook, by its first and last bytes; True if it may be one.

    True for an xlsx with custom properties, and for a small xlsx, because some programs drop the properties. `head`: at
    least the first 4 bytes; `tail`: at least the last 64 KB; `byte_count`: size of the file.
    """
    return head.startswith(_ZIP) and (_CUSTOM in tail[-_TAIL_BYTES:] or byte_count <= _SMALL_BYTES)


_CATEGORY_COLUMNS = ("category", "grade")
_NO_RULES: dict[str, object] = {
    "alternative_to": None,
    "row_states": [],
    "place_columns": [],
    "unit_from": [],
    "members_in_cell": False,
    "category_columns": [],
    "categories_in_cell": False,
    "title_categories": {},
    "category_ticks": {},
    "measure_columns": {},
    "constants": {},
    "held_as": None,
}


def mark_layout(words: Layout) -> Layout:
    """Return a layout that reads the mark (delivery, sha256, edition, seal) from a feedback workbook's cover.

    `words`: any valid layout; its words for yes, no, totals and the like are copied, its columns are not.
    """
    columns = dict(zip(("unit", "measure", "persons", "stated_source"), MARK_HEADERS, strict=True))
    return _changed(
        words,
        {
            "layout": "feedback_mark",
            "kind": "target_table",
            "form": "xlsx",
            "header_within_rows": 50,
            "header_rows": 1,
            "ignored": [],
            "fill_down": [],
            "control_row": None,
            "category_from": "column",
            "category": None,
            "category_words": {},
            "reason_words": {},
            **_NO_RULES,
            "sheets": [],
            "further_persons": [],
            "columns": {name: Column(headers=[text]) for name, text in columns.items()},
        },
    )


def mark_of(raw: RawTable, key: bytes, pack_code: str) -> Mark | None:
    """Return the mark in a table that was read by `mark_layout`; None unless there is exactly one, with a valid seal.

    `raw`: the cells of the cover as texts. A `Mark` states delivery, sha256 of its file, and edition of the feedback.
    `key`: secret key of the seal. A mark of another pack has no valid seal.
    """
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
    """Return the canonical columns into which the columns 原行号 and 标记 of a returned workbook are read.

    The first has the key of a row, the second the sender's mark 删除. `kind`: kind of source, such as special_list. No
    layout of it uses these two canonical columns for its own data.
    """
    return ("receipt_no", "household_no") if kind == "target_table" else ("measure", "status")


def rows_layout(layout: Layout, columns: Iterable[tuple[str, str]]) -> Layout:
    """Return a layout that reads the sheet with the sender's rows from a returned workbook.

    It is derived from `layout`, the sender's own, but has none of the rules of a real form (chains of places,
    categories in several columns): the sheet shows what they made of the file, a person in each row. The columns of
    states are read as they are. `columns`:
    (canonical name, heading) of the columns that the sheet shows, as `columns_of` returns them.
    """
    key, mark = key_columns(layout.kind)
    shown = dict(columns)
    states = {
        numbered_column("row_states", at): state.model_copy(update={"required": "never"})
        for at, state in enumerate(layout.row_states)
    }
    known: dict[str, Column] = {
        name: Column(
            headers=list(dict.fromkeys([*([shown[name]] if name in shown else []), *column.headers])),
            required="always" if name in shown else "never",
        )
        for name, column in layout.columns.items()
    }
    made_by_rules = {name: Column(headers=[text]) for name, text in shown.items() if name in CANONICAL}
    not_stated = {name: Column(required="never") for name in (*needed_columns(layout.kind), *_CATEGORY_COLUMNS)}
    known = not_stated | made_by_rules | known
    extra: dict[str, Column] = {key: Column(headers=[KEY_HEADER]), mark: Column(headers=[MARK_HEADER])}
    return _changed(
        layout,
        {
            "layout": "feedback_rows",
            "form": "xlsx",
            "header_rows": 1,
            "fill_down": [],
            "control_row": None,
            # one row for each person, under headings that name every unit but yuan
            "sheets": [ROWS_SHEET],  # the other sheets are ours, with masked numbers
            "further_persons": [],
            "amount_unit": "元",
            **_NO_RULES,
            "row_states": [
                state.model_copy(update={"headers": [shown[name]], "required": "always"}) if name in shown else state
                for name, state in states.items()
            ]
            if states.keys() & shown.keys()
            else [],
            "columns": {**known, **extra},
            "ignored": [RESULT_HEADER, REASON_HEADER],
        },
    )


def _changed(layout: Layout, changes: dict[str, object]) -> Layout:
    """Change keys of a layout and check it as a whole.

    An invalid layout fails here: the reader's child would refuse the file, as if the sender had made the error.
    """
    return Layout.model_validate_json(layout.model_copy(update=changes).model_dump_json())

"""One function per kind of delivery: parsed columns of every row, in the order of the contract."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.values.context import SourceLike
from transforms.intake.values.parser import Parser
from transforms.text.arrow_columns import Mask, distinct, flags, mask, spread
from transforms.text.folding import fold

Columns = dict[str, pa.Array]
UNKNOWN_PREFIX = "unknown:"
_LABEL = re.compile(r"^[\u4e00-\u9fff][\u4e00-\u9fff()、,/\-A-Z0-9\u00b9\u00b2\u00b3\u2460-\u2473]{0,19}$")
_MAX_UNKNOWN_LABELS = 20


def special_list(parser: Parser, source: SourceLike) -> Columns:
    """A department's list: who is in which category from when (add), or no longer (end), or has died (death)."""
    person = parser.person(may_be_newborn=True)
    op = _op(parser)
    effective_on = _effective_on(parser, op)
    grade = _grade(parser)
    return person | {
        "category": _category(parser, source, grade),
        "op": op,
        "effective_on": effective_on,
        "grade": grade,
        "subclass": _nullable(parser.plain("subclass")),
        "hukou_local": parser.yes_no("hukou_local"),
        "unit_id": parser.unit(required=False),
    }


def roll(parser: Parser, source: SourceLike) -> Columns:
    """The roll of residents: where somebody lives, in which household, insured last year or not."""
    return parser.person(may_be_newborn=True) | {
        "unit_id": parser.unit(required=True),
        "household_no": _nullable(parser.plain("household_no")),
        "hukou_local": parser.yes_no("hukou_local"),
        "insured_last_year": parser.yes_no("insured_last_year"),
    }


def employee(parser: Parser, source: SourceLike) -> Columns:
    """Employee insurance of a person: region, from, to (null = still insured)."""
    person = parser.person()
    region = _nullable(parser.plain("region"))
    insured_from = parser.date("insured_from", required=True)
    insured_to = parser.open_end("insured_to")
    parser.findings.fault("date_order", "insured_to", mask(pc.fill_null(pc.less(insured_to, insured_from), False)))
    return person | {"region": region, "insured_from": insured_from, "insured_to": insured_to}


def history(parser: Parser, source: SourceLike) -> Columns:
    """A past plan year of a person: enrolled or not (enrolled unless the row says otherwise)."""
    return parser.person() | {
        "plan_year": parser.plan_year("plan_year", parser.context.plan_years),
        "enrolled": pc.fill_null(parser.yes_no("enrolled"), True),
    }


def tax_feed(parser: Parser, source: SourceLike) -> Columns:
    """Receipts of the tax bureau; a row that names another receipt takes its (negative) sum back from that one."""
    as_of = parser.context.as_of
    reversed_no = pa.nulls(parser.size, pa.string())
    if parser.has("reversed_receipt_no"):
        reversed_no = _nullable(parser.receipt("reversed_receipt_no", required=False))
    columns = parser.person(may_be_newborn=True) | {
        "receipt_no": parser.receipt("receipt_no"),
        "reversed_receipt_no": reversed_no,
        "plan_year": parser.plan_year("plan_year", parser.context.plan_years),
        "amount_fen": parser.amount("amount_fen", takes_back=mask(pc.is_valid(reversed_no))),
        "collected_on": parser.date("collected_on", required=True, until=as_of),
        "received_on": parser.date("received_on", required=True, until=as_of),
        "channel": parser.plain("channel"),
        "unit_id": parser.unit(required=False),
    }
    late = pc.fill_null(pc.greater(columns["collected_on"], columns["received_on"]), False)
    parser.findings.warn("collected_after_received", "collected_on", mask(late))
    parser.findings.warn("channel_blank", "channel", mask(pc.equal(columns["channel"], "")))
    return columns


def target_table(parser: Parser, source: SourceLike) -> Columns:
    """Targets and denominators by unit and measure; blank persons stay null."""
    words = {fold(word): measure for word, measure in parser.layout.measure_words.items()}
    indices, texts = distinct(parser.plain("measure", "measure_blank"))
    status = {word: word for word in parser.layout.status_words}
    return {
        "unit_id": parser.unit(required=True),
        "measure": spread(indices, [words.get(fold(text), text) for text in texts], pa.string()),
        "persons": parser.count("persons"),
        "status": parser.word("status", status, pa.string(), "status_unknown", required=True),
        "stated_source": parser.plain("stated_source", "source_blank"),
    }


KINDS: Mapping[str, Callable[[Parser, SourceLike], Columns]] = {
    "special_list": special_list,
    "roll": roll,
    "employee": employee,
    "history": history,
    "tax_feed": tax_feed,
    "target_table": target_table,
}

_TYPES: dict[str, pa.DataType] = {
    "row_no": pa.int32(), "birth_on": pa.date32(), "effective_on": pa.date32(), "grade": pa.int8(),
    "hukou_local": pa.bool_(), "insured_last_year": pa.bool_(), "insured_from": pa.date32(), "insured_to": pa.date32(),
    "plan_year": pa.int32(), "amount_fen": pa.int64(), "collected_on": pa.date32(), "received_on": pa.date32(),
    "persons": pa.int64(), "enrolled": pa.bool_(), "stated_birth_on": pa.date32(),
}  # fmt: skip
_PERSON = ("row_no", "document_kind", "document_number", "name", "birth_on", "sex")
_NEWBORN = (*_PERSON, "birth_certificate_no", "stated_birth_on")
_COLUMNS: dict[str, tuple[str, ...]] = {
    "special_list": (*_NEWBORN, "category", "op", "effective_on", "grade", "subclass", "hukou_local", "unit_id"),
    "roll": (*_NEWBORN, "unit_id", "household_no", "hukou_local", "insured_last_year"),
    "employee": (*_PERSON, "region", "insured_from", "insured_to"),
    "history": (*_PERSON, "plan_year", "enrolled"),
    "tax_feed": (
        *_NEWBORN,
        "receipt_no",
        "reversed_receipt_no",
        "plan_year",
        "amount_fen",
        "collected_on",
        "received_on",
        "channel",
        "unit_id",
    ),
    "target_table": ("row_no", "unit_id", "measure", "persons", "status", "stated_source"),
}


def clean_schema(kind: str) -> pa.Schema:
    """Columns and types of the clean rows of one kind."""
    return pa.schema([(name, _TYPES.get(name, pa.string())) for name in _COLUMNS[kind]])


def _op(parser: Parser) -> pa.Array:
    if parser.context.list_mode == "change" or parser.has("op"):
        required = parser.context.list_mode == "change"
        op = parser.word("op", parser.layout.op_words, pa.string(), "op_unknown", required=required)
        return op if required else pc.fill_null(op, "add")
    return pa.array(["add"]).take(pa.array(np.zeros(parser.size, dtype=np.int8)))


def _effective_on(parser: Parser, op: pa.Array) -> pa.Array:
    """The recognised date of an addition (else the list's cut-off), the change date of anything else."""
    added = mask(pc.fill_null(pc.equal(op, "add"), False))
    as_of = parser.context.as_of
    recognised = parser.date(
        "effective_on", required=False, where=added, until=as_of, default=parser.context.cut_off_on
    )
    if added.all():
        return recognised
    changed = parser.date("change_on", required=True, where=~added & mask(pc.is_valid(op)), until=as_of)
    if parser.has("effective_on"):
        backwards = mask(pc.fill_null(pc.less(changed, parser.day("effective_on")), False))
        parser.findings.fault("date_order", "change_on", backwards & ~added)
    return pc.if_else(pa.array(added), recognised, changed)


def _grade(parser: Parser) -> pa.Array:
    if "grade" not in parser.layout.columns:
        return pa.nulls(parser.size, pa.int8())
    required = parser.layout.category_from == "grade"
    return parser.word("grade", parser.layout.grade_words, pa.int8(), "grade_unknown", required=required)


def _category(parser: Parser, source: SourceLike, grade: pa.Array) -> pa.Array:
    default = getattr(source, "default_category", None)
    if parser.layout.category_from == "column":
        values = _labelled(parser, source)
    elif parser.layout.category_from == "grade":
        by_grade = {int(key): category for key, category in source.category_by_grade.items()}
        indices, grades = _small_integers(grade)
        values = spread(indices, [by_grade.get(one, default) if one else None for one in grades], pa.string())
        parser.findings.fault("category_unknown", "grade", mask(pc.and_(pc.is_valid(grade), pc.is_null(values))))
    else:
        fixed = default or parser.layout.category
        values = pa.array([fixed], pa.string()).take(pa.array(np.zeros(parser.size, dtype=np.int8)))
    parser.frame["category"] = values
    return values


def _small_integers(values: pa.Array) -> tuple[Any, list[int]]:
    filled = pc.fill_null(values, 0).to_numpy(zero_copy_only=False)
    grades, indices = np.unique(filled, return_inverse=True)
    return indices.astype(np.int64), [int(one) for one in grades]


def _labelled(parser: Parser, source: SourceLike) -> pa.Array:
    """The category of a label; a label that nobody knows is kept (short and Chinese) or is a fault.

    Many different unknown labels are no categories but another column's contents, and so is somebody's name: what is
    kept stands in marts.
    """
    known = {fold(label): category for label, category in parser.context.category_labels.items()}
    has = {*known.values(), *source.categories.values()}  # a layout serves several places: not each has every category
    known |= {fold(word): category for word, category in parser.layout.category_words.items() if category in has}
    known |= {fold(label): category for label, category in source.categories.items()}
    indices, texts = distinct(parser.text("category"))
    folded = [fold(text) for text in texts]
    strange = [text for text in folded if text and text not in known]
    plausible = len(strange) <= _MAX_UNKNOWN_LABELS
    persons = set(_also_names(parser, texts)) if strange and plausible else set()
    undefined: list[bool] = [
        plausible and text in strange and bool(_LABEL.match(text)) and as_written not in persons
        for text, as_written in zip(folded, texts, strict=True)
    ]
    parser.findings.fault("category_blank", "category", flags(indices, [not text for text in folded]))
    unknown = [text in strange and not kept for text, kept in zip(folded, undefined, strict=True)]
    parser.findings.fault("category_unknown", "category", flags(indices, unknown))
    parser.findings.warn("category_undefined", "category", flags(indices, undefined))
    values = [
        known.get(text, UNKNOWN_PREFIX + text if kept else None) for text, kept in zip(folded, undefined, strict=True)
    ]
    return spread(indices, values, pa.string())


def _also_names(parser: Parser, texts: list[str]) -> list[str]:
    """Those of the texts that stand in the column of names, too."""
    written = pa.array(texts, pa.string())
    return list(written.filter(pc.is_in(written, parser.text("name"))).to_pylist())


def _nullable(values: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)


__all__ = ["KINDS", "Columns", "Mask", "clean_schema"]

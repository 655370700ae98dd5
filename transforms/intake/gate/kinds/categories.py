"""The category and grade of each row of a special-population list, from its label, its grade, or its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.gate.kinds.category_words import CategoryWords
from transforms.intake.values.context import SourceLike
from transforms.intake.values.disability import stated_certificates
from transforms.intake.values.parser import Parser
from transforms.intake.values.persons import differs
from transforms.text.arrow_columns import distinct, flags, mask, spread
from transforms.text.folding import fold

UNKNOWN_PREFIX = "unknown:"
"""Begins the category of a label that no pack, source or layout describes; the label follows."""
_LABEL = re.compile(r"^[\u4e00-\u9fff][\u4e00-\u9fff()、,/\-A-Z0-9\u00b9\u00b2\u00b3\u2460-\u2473]{0,19}$")
_MAX_UNKNOWN_LABELS = 20


def parse_grade(parser: Parser) -> pa.Array:
    """Return the disability grade (1 to 4) of each row as int8; null where it is blank, unknown, or not in the layout.

    `parser`: has the file's raw columns, and gets the faults: an unknown word, a grade that is not the one of the
    disability certificate in the column of document numbers, and a blank if the layout derives the category from the
    grade. A blank grade is that of the certificate, if there is one. Another kind of disability is a warning.
    """
    if "grade" not in parser.layout.columns:
        return pa.nulls(parser.size, pa.int8())
    grade = parser.word("grade", parser.layout.grade_words, pa.int8(), "grade_unknown", required=False)
    blank = parser.blank("grade")
    certificates = stated_certificates(parser)
    if certificates is not None:
        parser.findings.fault("grade_differs", "grade", differs(grade, certificates.grade))
        kind = parser.looked_up("disability_kind", _folded(parser.layout.disability_words), pa.int8())
        parser.findings.warn("disability_kind_differs", "disability_kind", differs(kind, certificates.kind))
        grade = pc.if_else(pa.array(blank), certificates.grade, grade)
        parser.frame["grade"] = grade
    if parser.layout.category_from == "grade":
        parser.findings.fault("grade_unknown", "grade", blank & mask(pc.is_null(grade)))
    return grade


def _folded(words: Mapping[str, int]) -> dict[str, int]:
    return {fold(word): value for word, value in words.items()}


def parse_category(parser: Parser, source: SourceLike, grade: pa.Array) -> pa.Array:
    """Return the special-population category (code of the pack) of each row as text; record faults in `parser`.

    `parser` has the file's raw columns, and gets warnings, too. The layout decides where the category comes from: a
    column of labels, the grade (`grade`: of `parse_grade`), or one category for the whole list. `source`: gives the
    sender's own words for categories. Null with a fault for a blank or impossible label; a plausible label that no pack
    knows gives `unknown:<label>` with a warning.
    """
    if parser.layout.category_from == "column":
        values = _from_labels(parser, source)
    elif parser.layout.category_from == "grade":
        by_grade = {int(key): category for key, category in source.category_by_grade.items()}
        indices, grades = _distinct_grades(grade)
        categories = [by_grade.get(number, f"{UNKNOWN_PREFIX}残疾{number}级") if number else None for number in grades]
        values = spread(indices, categories, pa.string())
        # The pack lacks the category, not the sender's file. `policy check` refuses such a pack.
        undefined = flags(indices, [number > 0 and number not in by_grade for number in grades])
        parser.findings.warn("category_undefined", "grade", undefined)
    else:
        fixed = source.default_category or parser.layout.category
        values = pa.array([fixed], pa.string()).take(pa.array(np.zeros(parser.size, dtype=np.int8)))
    parser.frame["category"] = values
    return values


def _distinct_grades(values: pa.Array) -> tuple[Any, list[int]]:
    """Return per row the index of its grade, and the grades; null counts as grade 0."""
    filled = pc.fill_null(values, 0).to_numpy(zero_copy_only=False)
    grades, indices = np.unique(filled, return_inverse=True)
    return indices.astype(np.int64), [int(grade) for grade in grades]


def _from_labels(parser: Parser, source: SourceLike) -> pa.Array:
    """Return the category of each row's label. An unknown label is kept if it is short and Chinese, else a fault.

    More than 20 different unknown labels are the contents of another column, so each is a fault. So is a person's
    name: marts show the labels that are kept.
    """
    words = CategoryWords(source, parser.layout, parser.context)
    indices, texts = distinct(parser.text("category"))
    bare = [words.bare(text) for text in texts]
    known = [words.category(text) for text in texts]
    is_grade = [words.is_grade(text) for text in texts]
    strange = [
        bool(text) and category is None and not grade
        for text, category, grade in zip(bare, known, is_grade, strict=True)
    ]
    plausible = len({text for text, is_strange in zip(bare, strange, strict=True) if is_strange}) <= _MAX_UNKNOWN_LABELS
    persons = set(parser.also_names(texts)) if any(strange) and plausible else set()
    undefined = [
        plausible and is_strange and bool(_LABEL.match(text)) and as_written not in persons
        for text, is_strange, as_written in zip(bare, strange, texts, strict=True)
    ]
    parser.findings.fault("category_blank", "category", flags(indices, [not text for text in bare]))
    parser.findings.fault("category_grade", "category", flags(indices, is_grade))
    unknown = [is_strange and not kept for is_strange, kept in zip(strange, undefined, strict=True)]
    parser.findings.fault("category_unknown", "category", flags(indices, unknown))
    parser.findings.warn("category_undefined", "category", flags(indices, undefined))
    values = [
        UNKNOWN_PREFIX + text if kept else category for text, category, kept in zip(bare, known, undefined, strict=True)
    ]
    return spread(indices, values, pa.string())

"""The registry of document kinds: one entry is enough to add a kind. CONTRIBUTING.md cites this file."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from expectations.runner import validate
from tests.support.files.builders import LAYOUTS, context, number
from transforms.identity.document_kinds import DOCUMENT_KINDS, DocumentKind, label_of, number_kind, number_kinds
from transforms.identity.document_kinds_page import DOCUMENT, render
from transforms.intake.base.raw_table import RawTable
from transforms.intake.values.parser import Parser

MADE_UP = DocumentKind("made_up", "虚构证件", r"Z[0-9]{6}", "form")
WITH_MADE_UP = (*DOCUMENT_KINDS, MADE_UP)
NUMBERS = [number(1), number(2), "Z123456"]


def parser(kinds: tuple[DocumentKind, ...]) -> Parser:
    """Make a parser of three rows, of which the third has a made-up document."""
    size = len(NUMBERS)
    columns = {"document_number": NUMBERS, "name": ["甲", "乙", "丙"]}
    table = pa.table({"row_no": pa.array(np.arange(2, size + 2, dtype=np.int32))} | {
        name: pa.chunked_array([values]) for name, values in columns.items()
    })  # fmt: skip
    raw = RawTable(table, "csv", 1, {"document_number": "A", "name": "B"})
    return Parser(raw, LAYOUTS["roll"], context("full"), kinds)


def refused_by_suite(frame: dict[str, pa.Array], kinds: tuple[DocumentKind, ...]) -> int:
    """Run the suite of a roll over the parsed numbers; return how many of them have no accepted form."""
    day = pa.array([(dt.date(2019, 12, 1) - dt.date(1970, 1, 1)).days] * len(NUMBERS), pa.int64())
    limits = {
        "earliest_on": dt.date(1949, 10, 1), "plan_years": [2020], "units": [], "statuses": [], "name_characters": 50,
        "document_kinds": kinds,
    }  # fmt: skip
    return validate("roll", pa.table({**frame, "as_of": day}), limits).unexpected_counts["document_form"]


def test_one_entry_adds_a_kind_to_the_parser_the_suite_and_the_page() -> None:
    parsed = parser(WITH_MADE_UP)
    person = parsed.person()
    assert person["document_kind"].to_pylist() == ["resident", "resident", "made_up"]
    assert person["document_number"].to_pylist() == NUMBERS and not parsed.findings.bad().any()
    assert refused_by_suite(parsed.frame, WITH_MADE_UP) == 0
    assert label_of("made_up", WITH_MADE_UP) == "虚构证件"
    assert "| `made_up` | 虚构证件 |" in render(WITH_MADE_UP)


def test_without_the_entry_the_document_is_a_fault_in_the_parser_and_the_suite() -> None:
    parsed = parser(DOCUMENT_KINDS)
    assert parsed.person()["document_kind"].to_pylist() == ["resident", "resident", None]
    assert parsed.findings.bad().tolist() == [False, False, True]
    assert refused_by_suite(parsed.frame, DOCUMENT_KINDS) == 1
    with pytest.raises(KeyError):
        label_of("made_up")


def test_codes_and_labels_are_unique() -> None:
    for values in ([kind.code for kind in DOCUMENT_KINDS], [kind.label_zh for kind in DOCUMENT_KINDS]):
        assert len(set(values)) == len(values)


def test_every_first_two_digits_belong_to_exactly_one_kind_of_number() -> None:
    kinds = [number_kinds()[number_kind(f"{prefix:02d}" + "0" * 16)] for prefix in range(100)]
    assert kinds[81:84] == ["permit"] * 3 and kinds[90:] == ["foreign"] * 10
    assert {*kinds[:81], *kinds[84:90]} == {"resident"}
    assert number_kinds()[number_kind("USA123456789012")] == "foreign"
    with pytest.raises(ValueError, match="unpack"):
        number_kind("1")


def test_the_page_is_up_to_date() -> None:
    assert render() == DOCUMENT.read_text(encoding="utf-8"), "run: make docs"

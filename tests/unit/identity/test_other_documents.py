"""Documents that are no citizen's number: taken by their form, and nothing that only lost some digits among them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from tests.support.files.builders import number
from transforms.identity import resident_documents
from transforms.identity.other_documents import accept_other_documents

AS_OF = dt.date(2019, 12, 10)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("E12345678", "passport"), ("PE1234567", "passport"), ("H1234567890", "travel_permit"),
     ("M12345678", "travel_permit"), ("军字第1234567号", "military")],
)  # fmt: skip
def test_each_form_is_its_kind(text: str, kind: str) -> None:
    found = accept_other_documents(resident_documents.parse(pa.array([number(1), text]), AS_OF, ()))
    assert found.kind.to_pylist() == ["resident", kind]
    assert found.number.to_pylist() == [number(1), text]
    assert found.valid.all() and not any(hit.any() for hit in found.errors.values())
    assert found.birth_on.to_pylist()[1] is None and found.sex.to_pylist()[1] is None


@pytest.mark.parametrize(
    "text", ["12345678", "1234567890", number(1)[:17], "E1234567890", "身份证待补", "字第1234567号", ""]
)
def test_nothing_else_is_taken(text: str) -> None:
    found = accept_other_documents(resident_documents.parse(pa.array([text]), AS_OF, ()))
    assert found.number.to_pylist() == [None] and not found.valid.any()


def test_a_numeric_cell_stays_a_fault() -> None:
    found = accept_other_documents(resident_documents.parse(pa.array([number(1)]), AS_OF, (), np.array([True])))
    assert not found.valid.any()


def test_without_errors_or_without_such_a_form_the_documents_are_returned() -> None:
    for texts in ([number(1)], [number(1), "待补"]):
        documents = resident_documents.parse(pa.array(texts), AS_OF, ())
        assert accept_other_documents(documents) is documents


def test_a_null_is_no_document() -> None:
    accepted = accept_other_documents(resident_documents.parse(pa.array([None, "E12345678"]), AS_OF, ()))
    assert accepted.valid.tolist() == [False, True]

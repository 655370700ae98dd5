"""A certificate replaces a missing number only together with a stated day of birth; else it is linked or a fault."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from tests.support.files.builders import AS_OF, number
from transforms.identity.resident_documents import Documents, parse
from transforms.intake.values.birth_certificates import (
    Certified,
    StatedPerson,
    apply_certificates,
    find_certificates,
    without_certificates,
)

ONE, TWO = "B190000001", "C190000002"  # 19 is the code of no province
BORN, EARLIEST = dt.date(2019, 8, 1), dt.date(1900, 1, 1)


def documents(*texts: str) -> Documents:
    return parse(pa.array(texts), AS_OF, ())


def column(*texts: str) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(texts, pa.string())])


def applied(number_text: str, certificate_text: str, born: dt.date | None = BORN, period: bool = False) -> Certified:
    found = documents(number_text)
    stated = find_certificates(found, column(certificate_text))
    assert stated is not None
    person = StatedPerson(
        pa.array([born], pa.date32()), np.array([born is None]), np.array([period]), pa.array(["F"], pa.string())
    )
    return apply_certificates(found, stated, person, EARLIEST, AS_OF)


def codes(certified: Certified) -> list[str]:
    return [finding.code for finding in certified.faults if finding.rows.any()]


def test_a_certificate_replaces_a_missing_number() -> None:
    certified = applied("", ONE)
    taken = certified.documents
    assert (taken.number.to_pylist(), taken.kind.to_pylist()) == ([ONE], ["birth_certificate"])
    assert (taken.birth_on.to_pylist(), taken.sex.to_pylist()) == ([BORN], ["F"])
    assert taken.text.to_pylist() == ["出生证" + ONE]  # where the suites look
    assert taken.valid.all() and codes(certified) == [] == [
        warning.code for warning in certified.warnings if warning.rows.any()
    ]


def test_beside_a_number_a_certificate_is_only_linked() -> None:
    certified = applied(number(1), ONE)
    assert certified.documents.number.to_pylist() == [number(1)]
    assert certified.columns()["birth_certificate_no"].to_pylist() == [ONE]
    assert certified.columns()["stated_birth_on"].to_pylist() == [BORN]


def test_without_a_day_of_birth_within_the_bounds_it_is_a_fault() -> None:
    assert codes(applied("", ONE, None)) == ["document_certificate"]
    assert codes(applied("", ONE, dt.date(2019, 8, 31), period=True)) == ["date_format"]
    assert codes(applied("", ONE, AS_OF + dt.timedelta(1))) == ["date_out_of_range"]
    assert codes(applied("", ONE, dt.date(1899, 12, 31))) == ["date_out_of_range"]
    assert codes(applied("", ONE, AS_OF)) == [] == codes(applied("", ONE, EARLIEST))


def test_two_different_certificates_in_a_row_are_a_fault_and_one_twice_is_none() -> None:
    assert codes(applied(ONE, TWO)) == ["certificate_conflict"]
    assert codes(applied(ONE, ONE)) == []


def test_an_unusable_number_that_is_replaced_is_a_warning() -> None:
    (warning,) = applied("123", ONE).warnings
    assert (warning.code, warning.column, warning.rows.tolist()) == ("document_replaced", "document_number", [True])


def test_a_certificate_in_the_numbers_column_is_found_without_its_own_column() -> None:
    assert find_certificates(documents(number(1), "123"), None) is None
    stated = find_certificates(documents(number(1), ONE), None)
    assert stated is not None and stated.present.tolist() == [False, True]
    assert not stated.malformed.any() and not stated.conflict.any()


def test_other_texts_in_the_column_are_malformed_and_blanks_are_not() -> None:
    stated = find_certificates(documents("", "", ""), column("X12", "", ONE.lower()))
    assert stated is not None
    assert stated.malformed.tolist() == [True, False, False] and stated.in_column.tolist() == [False, False, True]


def test_without_certificates_the_columns_are_null() -> None:
    certified = without_certificates(documents(number(1)))
    assert certified.columns()["birth_certificate_no"].to_pylist() == [None]
    assert certified.documents.number.to_pylist() == [number(1)] and certified.faults == ()

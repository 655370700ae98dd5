"""Birth certificates of newborns: a certificate replaces a missing number, or links a row's number to a person.

Read only where the layout has the column. All functions are pure: columns in, columns and findings out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity.birth_certificates import has_certificate_form, normalised_certificates
from transforms.identity.document_kinds import BIRTH_CERTIFICATE, SHOWN_TO_SUITES
from transforms.identity.resident_documents import Documents
from transforms.text.arrow_columns import Mask, mask

COLUMN = "birth_certificate_no"
_BIRTH, _NUMBER = "birth_on", "document_number"


@dataclass(frozen=True)
class StatedCertificates:
    """Certificates stated in a table, one entry per row.

    `number`: the certificate, from its own column or else from the number's. `in_column`, `in_number`: where it was
    found. `malformed`: texts in the certificate's column that are no certificate. `conflict`: rows that state two.
    """

    number: pa.Array
    in_column: Mask
    in_number: Mask
    malformed: Mask
    conflict: Mask

    @property
    def present(self) -> Mask:
        """A mask, True where the row states a certificate, in its own column or in that of the number."""
        return self.in_column | self.in_number


class StatedPerson(NamedTuple):
    """Facts of rows about the person, one entry per row. `birth_is_period`: the cell names a year or month only."""

    birth_on: pa.Array
    birth_is_blank: Mask
    birth_is_period: Mask
    sex: pa.Array


class Finding(NamedTuple):
    """A reason code with the column and the rows that it concerns."""

    code: str
    column: str
    rows: Mask


@dataclass(frozen=True)
class Certified:
    """Documents after certificates were applied, with further columns of the clean rows.

    `linked_certificate`: the certificate of rows that have a number of their own, else null. `stated_birth_on`: the
    birth date stated in rows with a certificate. `faults` and `warnings`: to be noted by the caller.
    """

    documents: Documents
    linked_certificate: pa.Array
    stated_birth_on: pa.Array
    faults: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    def columns(self) -> dict[str, pa.Array]:
        """Return the certificate columns of the clean rows: birth_certificate_no and stated_birth_on -> values."""
        return {COLUMN: self.linked_certificate, "stated_birth_on": self.stated_birth_on}


def without_certificates(documents: Documents) -> Certified:
    """Return `documents`, unchanged, in the form of a result of `apply_certificates`, for a file without certificates.

    A `Certified` holds the documents (one entry per row), the two columns `birth_certificate_no` and `stated_birth_on`,
    and lists of faults and warnings. Here both columns are null in every row, and both lists are empty.
    """
    size = len(documents.text)
    return Certified(documents, pa.nulls(size, pa.string()), pa.nulls(size, pa.date32()))


def find_certificates(documents: Documents, column: pa.ChunkedArray | None) -> StatedCertificates | None:
    """Find the birth certificate of each row, in the column of document numbers and in the certificate's own column.

    `documents`: parsed column of document numbers. `column`: texts of the certificate's own column, None if the file
    lacks it. Returns for each row the certificate, where it was found, whether a text there is none, and whether the
    row states two; None if there is nothing to look at: no own column, and no certificate in place of a number.
    """
    in_number = ~documents.valid
    in_number[in_number] = mask(has_certificate_form(documents.text.filter(pa.array(in_number))))
    if column is None:
        if not in_number.any():
            return None
        nothing = in_number & False
        return StatedCertificates(documents.text, nothing, in_number, nothing, nothing)
    texts = normalised_certificates(column)
    in_column = mask(has_certificate_form(texts))
    return StatedCertificates(
        number=pc.if_else(pa.array(in_column), texts, documents.text),
        in_column=in_column,
        in_number=in_number,
        malformed=mask(pc.not_equal(texts, "")) & ~in_column,
        conflict=in_number & in_column & mask(pc.not_equal(texts, documents.text)),
    )


def apply_certificates(
    documents: Documents, stated: StatedCertificates, person: StatedPerson, earliest_on: dt.date, as_of: dt.date
) -> Certified:
    """Use a row's certificate as its document where the number is missing or wrong; return new documents and findings.

    `stated`: of `find_certificates`; `person`: birth date and sex as stated in the file, which the document then has.
    `earliest_on`, `as_of`: first and last possible birth date. Without a birth date within them the certificate is not
    used and the row is a fault, because a certificate alone does not identify a person. Findings are faults and
    warnings (reason code, column, mask of rows), which the caller records; `documents` is not changed.
    """
    is_day = pa.array(stated.present & ~person.birth_is_period)
    birth_on = pc.if_else(is_day, person.birth_on, pa.scalar(None, pa.date32()))
    alone = stated.present & ~documents.valid & ~stated.conflict
    unread = mask(pc.is_null(birth_on))
    outside = pc.or_(
        pc.less(birth_on, pa.scalar(earliest_on, pa.date32())), pc.greater(birth_on, pa.scalar(as_of, pa.date32()))
    )
    beyond = mask(pc.fill_null(outside, False))
    taken = alone & ~unread & ~beyond
    faults = (
        Finding("certificate_conflict", COLUMN, stated.conflict),
        Finding("document_certificate", _NUMBER, alone & person.birth_is_blank),
        Finding("date_format", _BIRTH, alone & unread & ~person.birth_is_blank),
        Finding("date_out_of_range", _BIRTH, alone & beyond),
    )
    linked_certificate = pc.if_else(
        pa.array(stated.present & documents.valid), stated.number, pa.scalar(None, pa.string())
    )
    return Certified(
        documents=_with_certificates(documents, taken, stated.number, birth_on, person.sex),
        linked_certificate=linked_certificate,
        stated_birth_on=birth_on,
        faults=faults,
        warnings=tuple(_replaced_numbers(documents, taken, stated.number)),
    )


def _replaced_numbers(documents: Documents, taken: Mask, certificate: pa.Array) -> Iterator[Finding]:
    """Yield a warning for rows whose unusable number was replaced by the certificate."""
    if taken.any():
        is_other = mask(pc.and_(pc.not_equal(documents.text, ""), pc.not_equal(documents.text, certificate)))
        yield Finding("document_replaced", _NUMBER, taken & is_other)


def _with_certificates(
    documents: Documents, taken: Mask, certificate: pa.Array, birth_on: pa.Array, sex: pa.Array
) -> Documents:
    """Replace number, kind, birth date and sex of the `taken` rows by certificate and stated values."""
    if not taken.any():
        return documents
    chosen = pa.array(taken)
    shown = pc.binary_join_element_wise(SHOWN_TO_SUITES, certificate, "")
    return replace(
        documents,
        number=pc.if_else(chosen, certificate, documents.number),
        text=pc.if_else(chosen, shown, documents.text),
        kind=pc.if_else(chosen, pa.scalar(BIRTH_CERTIFICATE.code), documents.kind),
        birth_on=pc.if_else(chosen, birth_on, documents.birth_on),
        sex=pc.if_else(chosen, sex, documents.sex),
        errors={code: hit & ~taken for code, hit in documents.errors.items()},
        valid=documents.valid | taken,
    )

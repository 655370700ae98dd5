"""Birth certificates in a row: alone they stand for a person without a number, beside a number they say who that is.

Only where the layout has the column: it is about people who may be newborn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity.birth_certificates import CERTIFICATE_KIND, certificates, has_form
from transforms.identity.resident_documents import Documents
from transforms.text.arrow_columns import Mask, mask
from transforms.text.folding import fold

if TYPE_CHECKING:
    from transforms.intake.values.parser import Parser

COLUMN = "birth_certificate_no"
SHOWN_TO_SUITES = "出生证"
"""Stands before a certificate that was accepted, where the suites look at document numbers."""
_FAULT = "document_certificate"


@dataclass(frozen=True)
class Certified:
    """The documents with certificates in the place of numbers, and the columns of a clean row that say more.

    `beside`: the certificate of rows that have a number of their own, else null. `stated_birth_on`: the day of birth
    that the row itself states, of the rows with a certificate.
    """

    documents: Documents
    beside: pa.Array
    stated_birth_on: pa.Array

    def columns(self) -> dict[str, pa.Array]:
        """The columns by which a clean row says more than its document."""
        return {COLUMN: self.beside, "stated_birth_on": self.stated_birth_on}


def with_certificates(parser: Parser, found: Documents) -> Certified:
    """Take birth certificates for what they are. A row without a day of birth cannot be taken by its certificate."""
    nothing = Certified(found, pa.nulls(parser.size, pa.string()), pa.nulls(parser.size, pa.date32()))
    if COLUMN not in parser.layout.columns:
        return nothing
    in_number = ~found.valid
    in_number[in_number] = mask(has_form(found.text.filter(pa.array(in_number))))
    if not in_number.any() and not parser.has(COLUMN):
        return nothing
    texts = certificates(parser.text(COLUMN))
    in_column = mask(has_form(texts))
    parser.findings.warn("certificate_form", COLUMN, mask(pc.not_equal(texts, "")) & ~in_column)
    named = in_number | in_column
    if not named.any():
        return nothing
    certificate = pc.if_else(pa.array(in_column), texts, found.text)
    two = in_number & in_column & mask(pc.not_equal(texts, found.text))
    parser.findings.fault("certificate_conflict", COLUMN, two)
    stated = parser.day("birth_on")
    is_day = pa.array(named & ~parser.periods("birth_on"))
    born = pc.if_else(is_day, stated, pa.scalar(None, pa.date32()))
    alone = named & ~found.valid & ~two
    taken = alone & _has_birth(parser, alone, born)
    beside = pc.if_else(pa.array(named & found.valid), certificate, pa.scalar(None, pa.string()))
    return Certified(_in_their_place(parser, found, taken, certificate, born), beside, born)


def _has_birth(parser: Parser, alone: Mask, born: pa.Array) -> Mask:
    """Which rows state a day of birth that can be; the others are faults."""
    blank, unread = parser.blank("birth_on"), mask(pc.is_null(born))
    earliest = pa.scalar(parser.layout.earliest_date, pa.date32())
    outside = pc.or_(pc.less(born, earliest), pc.greater(born, pa.scalar(parser.context.as_of, pa.date32())))
    beyond = mask(pc.fill_null(outside, False))
    parser.findings.fault(_FAULT, "document_number", alone & blank)
    parser.findings.fault("date_format", "birth_on", alone & unread & ~blank)
    parser.findings.fault("date_out_of_range", "birth_on", alone & beyond)
    return ~unread & ~beyond


def _in_their_place(parser: Parser, found: Documents, taken: Mask, certificate: pa.Array, born: pa.Array) -> Documents:
    """The documents with the certificates of `taken` rows; a number that was there and is no number is remarked on."""
    if not taken.any():
        return found
    is_other = mask(pc.and_(pc.not_equal(found.text, ""), pc.not_equal(found.text, certificate)))
    parser.findings.warn("document_replaced", "document_number", taken & is_other)
    words = {fold(word): sex for word, sex in parser.layout.sex_words.items()}
    chosen = pa.array(taken)
    kind = pc.if_else(chosen, pa.scalar(CERTIFICATE_KIND), found.kind)
    return replace(
        found,
        number=pc.if_else(chosen, certificate, found.number),
        text=pc.if_else(chosen, pc.binary_join_element_wise(SHOWN_TO_SUITES, certificate, ""), found.text),
        kind=kind,
        birth_on=pc.if_else(chosen, born, found.birth_on),
        sex=pc.if_else(chosen, parser.looked_up("sex", words, pa.string()), found.sex),
        errors={code: hit & ~taken for code, hit in found.errors.items()},
        valid=np.logical_or(found.valid, taken),
    )

"""Plausibility of a row's person: numbers that a spreadsheet rounded, unusual age, sex and birth date that differ."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity.resident_documents import Documents
from transforms.text.arrow_columns import Mask, mask


def rounded_numbers(documents: Documents) -> Mask:
    """Return which rows have a number that a spreadsheet cut to 15 digits, so that it ends in 000.

    By chance one right number in a thousand ends so. If far more numbers with a fault do (at least 3, and one row in
    a hundred), even those with a right check digit are not believed.
    """
    ends = mask(pc.ends_with(documents.text, "000"))
    ends[ends] = mask(pc.match_substring_regex(documents.text.filter(pa.array(ends)), r"^[0-9]{15}000$"))
    wrong = ends & ~documents.valid
    many = int(wrong.sum()) >= max(3, len(documents.text) // 100)
    return ends if many else wrong


def older_than(birth_on: pa.Array, age_years: int, as_of: dt.date) -> Mask:
    """Return which persons are older than `age_years` on the day `as_of`; a null birth date counts as no.

    Days after the 28th count as the 28th, so that the limit exists in every month.
    """
    latest = dt.date(as_of.year - age_years, as_of.month, min(as_of.day, 28))
    return mask(pc.fill_null(pc.less(birth_on, pa.scalar(latest, pa.date32())), False))


def differs(stated: pa.Array, derived: pa.Array) -> Mask:
    """Return which rows state another value than the document number contains; null on either side counts as no."""
    return mask(pc.fill_null(pc.not_equal(stated, derived), False))

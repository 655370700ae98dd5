"""Plausibility of a row's person: numbers that a spreadsheet rounded, unusual age, sex and birth date that differ."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity.resident_documents import Documents
from transforms.text.arrow_columns import Mask, mask


def rounded_numbers(documents: Documents) -> Mask:
    """Return a mask, True where a spreadsheet seems to have replaced the last three digits of a document number by 000.

    `documents`: parsed numbers with their faults, from `resident_documents.parse`. True are numbers of 15 digits and
    000 with another fault. By chance one right number in a thousand ends so: numbers without a fault are True only if
    those with a fault are many (at least 3, and at least one row in a hundred).
    """
    ends = mask(pc.ends_with(documents.text, "000"))
    ends[ends] = mask(pc.match_substring_regex(documents.text.filter(pa.array(ends)), r"^[0-9]{15}000$"))
    wrong = ends & ~documents.valid
    many = int(wrong.sum()) >= max(3, len(documents.text) // 100)
    return ends if many else wrong


def older_than(birth_on: pa.Array, age_years: int, as_of: dt.date) -> Mask:
    """Return a mask, True where a person is older than `age_years` on the day `as_of`; False for a null birth date.

    `birth_on`: birth dates (date32), one per row. Days after the 28th count as the 28th, so that the limit exists in
    every month.
    """
    latest = dt.date(as_of.year - age_years, as_of.month, min(as_of.day, 28))
    return mask(pc.fill_null(pc.less(birth_on, pa.scalar(latest, pa.date32())), False))


def differs(stated: pa.Array, derived: pa.Array) -> Mask:
    """Return a mask, True where the value stated in the file is not the derived one; False if either is null.

    `stated`, `derived`: birth dates or sexes, one per row; `derived` is what the document number contains.
    """
    return mask(pc.fill_null(pc.not_equal(stated, derived), False))

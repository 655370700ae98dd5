"""Numbers of birth certificates: a capital letter and nine digits, as printed since the second edition (2000).

The letter stands for the edition and the year of printing, the first two digits for the province; nothing in it can be
checked, and it says neither birth nor sex. So a certificate stands for a person only beside a stated day of birth.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity.document_faults import CERTIFICATE_FORM
from transforms.identity.normalise import normalise_number

CERTIFICATE_KIND = "birth_certificate"


def certificates(values: pa.ChunkedArray | pa.Array) -> pa.Array:
    """The normalised texts of a column; nothing is judged. Only texts that are not yet plain are touched one by one."""
    column = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    column = pc.fill_null(column.cast(pa.string()), "")
    odd = pc.invert(pc.or_(pc.equal(column, ""), has_form(column)))
    if not pc.any(odd).as_py():
        return column
    texts = [normalise_number(text) for text in column.filter(odd).to_pylist()]
    return pc.replace_with_mask(column, odd, pa.array(texts, pa.string()))


def has_form(texts: pa.Array) -> pa.Array:
    """Which normalised texts have the form of a certificate's number; null is no."""
    return pc.fill_null(pc.match_substring_regex(texts, CERTIFICATE_FORM), False)

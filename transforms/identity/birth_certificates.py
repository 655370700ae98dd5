"""Numbers of birth certificates: a capital letter and nine digits, as printed since the second edition (2000).

The letter means the edition and the year of printing, the first two digits for the province. No part of a number
can be checked, and it contains neither birth date nor sex. So a certificate identifies a person only together with a
stated birth date.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity.document_kinds import BIRTH_CERTIFICATE
from transforms.identity.normalise import normalise_number

_FORM = f"^(?:{BIRTH_CERTIFICATE.pattern})$"


def normalised_certificates(values: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Return certificate numbers in one spelling, one per value: no spaces, capital letters; null becomes ''.

    `values`: texts. Nothing is checked: a text that is no certificate number is normalised as well.
    """
    column = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    column = pc.fill_null(column.cast(pa.string()), "")
    odd = pc.invert(pc.or_(pc.equal(column, ""), has_certificate_form(column)))
    if not pc.any(odd).as_py():
        return column
    texts = [normalise_number(text) for text in column.filter(odd).to_pylist()]
    return pc.replace_with_mask(column, odd, pa.array(texts, pa.string()))


def has_certificate_form(texts: pa.Array) -> pa.Array:
    """Return booleans, one per text, True where it is a capital letter and nine digits; False for null.

    `texts`: results of `normalised_certificates`. The form is no proof that the certificate exists.
    """
    return pc.fill_null(pc.match_substring_regex(texts, _FORM), False)

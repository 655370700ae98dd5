"""Documents without a check digit that some hold instead of a number: accepted by their form, each as its kind."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity.resident_documents import Documents
from transforms.text.arrow_columns import Mask, mask

_KINDS = (
    ("travel_permit", re.compile(r"^[HM][0-9]{8}(?:[0-9]{2})?$")),  # home return permit of Hong Kong and Macao
    ("passport", re.compile(r"^[A-Z]{1,2}[0-9]{7,8}$")),
    ("military", re.compile(r"^[\u4e00-\u9fff]{1,2}字第[0-9]{4,8}号?$")),
)
FORM = r"[A-Z]{1,2}[0-9]{7,8}|[HM][0-9]{10}|[\x{4e00}-\x{9fff}]{1,2}字第[0-9]{4,8}号?"
"""The same forms as one expression of Arrow's dialect: which texts are worth a look."""


def with_others(found: Documents) -> Documents:
    """The documents with passports, travel permits and military cards taken as what they are.

    Digits alone are never one of them: a number that lost some of its digits would pass.
    """
    wrong = ~found.valid
    if not wrong.any():
        return found
    like = wrong & mask(pc.fill_null(pc.match_substring_regex(found.text, f"^(?:{FORM})$"), False))
    rows = like.nonzero()[0]
    if not len(rows):
        return found
    texts = found.text.take(pa.array(rows)).to_pylist()
    kinds = [next((name for name, form in _KINDS if form.match(text)), None) for text in texts]
    chosen = pa.array(like)
    return Documents(
        number=pc.replace_with_mask(found.number, chosen, pa.array(texts, pa.string())),
        text=found.text,
        kind=pc.replace_with_mask(found.kind, chosen, pa.array(kinds, pa.string())),
        birth_on=found.birth_on,
        sex=found.sex,
        errors={code: hit & ~like for code, hit in found.errors.items()},
        warnings=found.warnings,
        valid=found.valid | like,
    )


def is_other(text: pa.Array) -> Mask:
    """Texts that have the form of one of these documents."""
    return mask(pc.fill_null(pc.match_substring_regex(text, f"^(?:{FORM})$"), False))

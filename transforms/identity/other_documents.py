"""Documents without a check digit that some people hold instead of a number: the form is the whole check."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity.document_kinds import DOCUMENT_KINDS, DocumentKind, form_pattern, kind_by_form
from transforms.identity.resident_documents import Documents
from transforms.text.arrow_columns import mask


def accept_other_documents(documents: Documents, kinds: tuple[DocumentKind, ...] = DOCUMENT_KINDS) -> Documents:
    """Return documents in which texts with the form of a passport, travel permit or military paper are accepted.

    `documents`: columns of numbers, kinds, birth dates, sexes and errors, the result of `parse`, which knows numbers
    with a check digit only; it is not changed, and its valid entries stay as they are. `kinds`: those with check `form`
    are accepted, none of which consists of digits alone. An accepted text gets number and kind, and loses its errors;
    its birth date and sex are null.
    """
    wrong = ~documents.valid
    if not wrong.any():
        return documents
    accepted = wrong & mask(pc.fill_null(pc.match_substring_regex(documents.text, form_pattern(kinds)), False))
    rows = accepted.nonzero()[0]
    if not len(rows):
        return documents
    texts = documents.text.take(pa.array(rows)).to_pylist()
    codes = [kind_by_form(text, kinds) for text in texts]
    chosen = pa.array(accepted)
    return replace(
        documents,
        number=pc.replace_with_mask(documents.number, chosen, pa.array(texts, pa.string())),
        kind=pc.replace_with_mask(documents.kind, chosen, pa.array(codes, pa.string())),
        errors={code: hit & ~accepted for code, hit in documents.errors.items()},
        valid=documents.valid | accepted,
    )

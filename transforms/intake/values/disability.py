"""Kind and grade of disability that a certificate states in the column of document numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from transforms.identity.document_faults import number_inside
from transforms.identity.normalise import normalise_number
from transforms.intake.values.parser import Parser

_REMARK = "document_from_certificate"


class StatedCertificates(NamedTuple):
    """Kind (1 to 7) and grade (1 to 4) of each row's disability certificate, int8; null in rows without one."""

    kind: pa.Array
    grade: pa.Array


def stated_certificates(parser: Parser) -> StatedCertificates | None:
    """Return kind and grade of the disability certificates in the column of document numbers, None if there are none.

    `parser`: has parsed the persons (`Parser.person`), which left the warning document_from_certificate in these rows.
    The grade is the 20th digit of a certificate's number, the kind its 19th.
    """
    rows = np.flatnonzero(parser.findings.warned(_REMARK))
    if not len(rows):
        return None
    kinds: list[int | None] = [None] * parser.size
    grades: list[int | None] = [None] * parser.size
    for row, text in zip(rows.tolist(), parser.text("document_number").take(pa.array(rows)).to_pylist(), strict=True):
        inside = number_inside(normalise_number(text))
        if inside:
            kinds[row], grades[row] = inside.kind, inside.grade
    return StatedCertificates(pa.array(kinds, pa.int8()), pa.array(grades, pa.int8()))

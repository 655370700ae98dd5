"""Raw text columns -> free texts and numbers that are texts; the part of the parser that needs no words of a kind."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import RawTable
from transforms.intake.layouts.model import Layout
from transforms.intake.values.context import Context
from transforms.intake.values.names import forbidden, without_invisible
from transforms.intake.values.number_texts import number_texts, scientific
from transforms.intake.values.raw_columns import RawColumns
from transforms.text.arrow_columns import mask

_MAX_TEXT_CHARACTERS = 100
_SAFE_NUMBER_DIGITS = 15  # a float keeps this many


class TextColumns(RawColumns):
    """Parses the columns of one raw table that contain texts.

    `frame`: column -> parsed values that the suites look at, faults included.
    """

    def __init__(self, raw: RawTable, layout: Layout, context: Context) -> None:
        super().__init__(raw, layout, context)
        self.frame: dict[str, pa.Array] = {}

    def plain(self, name: str, blank_fault: str = "") -> pa.Array:
        """Return the free text of canonical column `name` without outer blanks; '' for a blank or a missing column.

        Faults: control characters, over-long cells, and blanks if `blank_fault` gives a reason code for them. Faults
        are recorded in this parser.
        """
        if not self.has(name) and not blank_fault:
            self.frame[name] = pa.nulls(self.size, pa.string())
            return self.text(name).combine_chunks()
        values = pc.utf8_trim_whitespace(without_invisible(self.text(name))).combine_chunks()
        return self._checked(name, values, blank_fault)

    def text_number(self, name: str, numeric_code: str, blank_code: str = "") -> pa.Array:
        """Parse canonical column `name` as numbers that are texts, such as receipt numbers; '' for a blank.

        The numbers are in one spelling (`number_text`), by which receipts are compared. `numeric_code`: fault of a
        number whose last digits a spreadsheet lost: more than 15 digits in a numeric cell, or scientific notation.
        `blank_code`: fault of a blank cell; empty: a blank is no fault. Faults are recorded in this parser.
        """
        if not self.has(name) and not blank_code:
            return self.plain(name)
        values = self._checked(name, number_texts(self.text(name)), blank_code)
        too_long = mask(pc.greater(pc.utf8_length(values), _SAFE_NUMBER_DIGITS))
        self.findings.fault(numeric_code, name, (self.numeric(name) & too_long) | scientific(values))
        return values

    def _checked(self, name: str, values: pa.Array, blank_fault: str) -> pa.Array:
        self.findings.fault("cell_characters", name, forbidden(values))
        self.findings.fault("cell_length", name, mask(pc.greater(pc.utf8_length(values), _MAX_TEXT_CHARACTERS)))
        if blank_fault:
            self.findings.fault(blank_fault, name, mask(pc.equal(values, "")))
        self.frame[name] = null_if_blank(values)
        return values


def null_if_blank(values: pa.Array) -> pa.Array:
    """Return a copy of `values`, an array of texts, with '' replaced by null; white space is not blank here."""
    return pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)

"""Raw text columns -> parsed columns, one method per kind of value; every fault goes to the findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity import resident_documents
from transforms.identity.other_documents import with_others
from transforms.intake.base.raw_table import ROW_NO, RawTable
from transforms.intake.layouts.model import Layout
from transforms.intake.values.amounts import parse_amount, parse_count
from transforms.intake.values.birth_certificates import with_certificates
from transforms.intake.values.context import Context
from transforms.intake.values.dates import parse_date
from transforms.intake.values.findings import Findings
from transforms.intake.values.names import (
    ERROR_CELL_MARK,
    ERROR_CELL_RE2,
    clean_names,
    forbidden,
    more_than_a_name,
    name_faults,
    private_glyphs,
    variants,
    without_invisible,
)
from transforms.text.arrow_columns import Mask, distinct, encoded, flags, mask, may_hold, spread
from transforms.text.folding import fold, has_two_figures

_MAX_TEXT_CHARACTERS = 100
_SAFE_NUMBER_DIGITS = 15  # a float keeps this many


class Parser:
    """Parses one raw table. `frame` gathers the parsed values that the suites look at, faults still in them."""

    def __init__(self, raw: RawTable, layout: Layout, context: Context) -> None:
        self.raw, self.layout, self.context = raw, layout, context
        self.size = raw.table.num_rows
        self.findings = Findings(raw.table[ROW_NO].to_numpy())
        self.frame: dict[str, pa.Array] = {}
        self._periods: dict[str, Mask] = {}
        self._texts = {name: _bare(raw.table[name]) for name in raw.table.column_names if name != ROW_NO}
        self._cells()

    def _cells(self) -> None:
        """Cells that hold an error instead of a value, and those that the reading found bad."""
        for name, values in self._texts.items():
            if not may_hold(values, ERROR_CELL_MARK):
                continue
            hit = mask(pc.match_substring_regex(values, ERROR_CELL_RE2))
            self.findings.fault("cell_error", name, hit)
        for code, name in sorted({(code, name) for _, code, name in self.raw.faults}):
            rows = [row for row, one, column in self.raw.faults if (one, column) == (code, name)]
            self.findings.fault(code, name, np.isin(self.findings.row_no, np.array(rows, dtype=np.int32)))

    def text(self, name: str) -> pa.ChunkedArray:
        """The raw column without an apostrophe that marks text; blanks where the file has no such column."""
        if name in self._texts:
            return self._texts[name]
        return pa.chunked_array([pa.array([""]).take(pa.array(np.zeros(self.size, dtype=np.int8)))])

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self.raw.table.column_names

    def numeric(self, name: str) -> Mask:
        """Cells that held numbers."""
        return self.raw.numeric.get(name, np.zeros(self.size, dtype=bool))

    def person(self, may_be_newborn: bool = False) -> dict[str, pa.Array]:
        """Document and name, with what the number says; sex and birth date of the file are compared, not used.

        Of who `may_be_newborn`, also the birth certificate; where that stands for the number, the file's word counts.
        """
        found = with_others(
            resident_documents.parse(
                self.text("document_number"), self.context.as_of, self.context.known_area_codes,
                self.numeric("document_number"),
            )
        )  # fmt: skip
        certified = with_certificates(self, found) if may_be_newborn else None
        found = certified.documents if certified else found
        for code, hit in found.errors.items():
            self.findings.fault(code, "document_number", hit)
        for code, hit in found.warnings.items():
            self.findings.warn(code, "document_number", hit)
        self._rounded(found)
        names = clean_names(self.text("name"))
        rows, different = encoded(names)
        for code, hit in name_faults(different).items():
            self.findings.fault(code, "name", hit[rows])
        self.findings.warn("name_rare_glyph", "name", private_glyphs(different)[rows])
        self.findings.warn("name_variant", "name", variants(different)[rows])
        self.findings.warn("name_and_more", "name", more_than_a_name(different)[rows])
        self._too_old(found)
        self._compare(found)
        readable = pc.and_(pc.not_equal(found.text, ""), pa.array(~self.numeric("document_number")))
        self.frame["document_number"] = pc.if_else(readable, found.text, pa.scalar(None, pa.string()))
        self.frame["name"] = _null_blank(names)
        return {
            "document_kind": found.kind, "document_number": found.number, "name": names,
            "birth_on": found.birth_on, "sex": found.sex,
        } | (certified.columns() if certified else {})  # fmt: skip

    def _rounded(self, found: resident_documents.Documents) -> None:
        """Numbers that a spreadsheet cut to 15 digits end in 000. By chance one in a thousand does, so in a file
        where far more do, even those with a right check digit are not believed."""
        ends = mask(pc.ends_with(found.text, "000"))
        ends[ends] = mask(pc.match_substring_regex(found.text.filter(pa.array(ends)), r"^[0-9]{15}000$"))
        wrong = ends & ~found.valid
        many = int(wrong.sum()) >= max(3, self.size // 100)
        self.findings.fault("document_rounded", "document_number", ends if many else wrong)

    def _too_old(self, found: resident_documents.Documents) -> None:
        """Persons older than those whom the layout is about: often a parent's number in a child's row."""
        limit = self.layout.oldest_usual_age
        if limit is not None:
            day = self.context.as_of
            latest = dt.date(day.year - limit, day.month, min(day.day, 28))
            older = pc.less(found.birth_on, pa.scalar(latest, pa.date32()))
            self.findings.warn("document_adult", "document_number", mask(pc.fill_null(older, False)))

    def _compare(self, found: resident_documents.Documents) -> None:
        if self.has("sex"):
            words = {fold(word): sex for word, sex in self.layout.sex_words.items()}
            said = self.looked_up("sex", words, pa.string())
            self.findings.warn("sex_mismatch", "sex", mask(pc.fill_null(pc.not_equal(said, found.sex), False)))
            self.findings.warn("sex_unknown", "sex", ~self.blank("sex") & mask(pc.is_null(said)))
        if self.has("birth_on"):
            said, _ = self._dates("birth_on")
            self.findings.warn(
                "birth_mismatch", "birth_on", mask(pc.fill_null(pc.not_equal(said, found.birth_on), False))
            )

    def blank(self, name: str) -> Mask:
        """Cells with nothing but white space."""
        return mask(pc.equal(pc.utf8_trim_whitespace(self.text(name)), ""))

    def looked_up(self, name: str, words: Mapping[str, Any], kind: pa.DataType) -> pa.Array:
        """The value of each cell's folded word; null for any other text, and no fault."""
        indices, texts = distinct(self.text(name))
        return spread(indices, [words.get(fold(text)) for text in texts], kind)

    def word(self, name: str, words: Mapping[str, Any], kind: pa.DataType, fault: str, required: bool) -> pa.Array:
        """A word of a closed list. An unknown word is a fault; a blank is one only where it is required."""
        values = self.looked_up(name, {fold(word): value for word, value in words.items()}, kind)
        wrong = mask(pc.is_null(values))
        self.findings.fault(fault, name, wrong if required else wrong & ~self.blank(name))
        self.frame[name] = values
        return values

    def yes_no(self, name: str) -> pa.Array:
        """是 or 否, null for a blank or a column that is not there."""
        words = dict.fromkeys(self.layout.yes_words, True) | dict.fromkeys(self.layout.no_words, False)
        return self.word(name, words, pa.bool_(), "yes_no_unknown", required=False)

    def unit(self, required: bool) -> pa.Array:
        """unit_id of the printed name, places above it stripped. Unknown is a fault, blank only where required."""
        units = {fold(name): unit_id for name, unit_id in self.context.units.items()}
        places = tuple(fold(place) for place in self.context.unit_area if place)
        indices, texts = distinct(self.text("unit"))
        folded = [_strip_places(fold(text), places, units) for text in texts]
        blank = flags(indices, [not text for text in folded])
        unknown = flags(indices, [bool(text) and text not in units for text in folded])
        self.findings.fault("unit_unknown", "unit", unknown)
        note = self.findings.fault if required else self.findings.warn
        if required or self.has("unit"):
            note("unit_blank", "unit", blank)
        self.frame["unit"] = spread(indices, [text or None for text in folded], pa.string())
        return spread(indices, [units.get(text) for text in folded], pa.string())

    def _dates(self, name: str) -> tuple[pa.Array, dict[str, Mask]]:
        numeric = self.numeric(name)
        indices, texts = distinct(self.text(name))
        order = self.layout.date_order
        parsed = [parse_date(text, order=order) for text in texts]
        if numeric.any():  # the same text can stand in a numeric and in a text cell
            indices = indices + numeric * len(texts)
            parsed += [parse_date(text, True, self.raw.date1904, order) for text in texts]
        self._periods[name] = flags(indices, [one.period for one in parsed])
        faults = {
            code: flags(indices, [one.fault == code for one in parsed])
            for code in sorted({one.fault for one in parsed if one.fault})
        }
        return spread(indices, [one.on for one in parsed], pa.date32()), faults

    def day(self, name: str) -> pa.Array:
        """A date column for comparison only: what cannot be read is null, and no fault."""
        return self._dates(name)[0]

    def periods(self, name: str) -> Mask:
        """Cells of a date column, read before, that name a year, a month or a third of one, and no day."""
        return self._periods[name]

    def date(
        self, name: str, *, required: bool, where: Mask | None = None,
        until: dt.date | None = None, default: dt.date | None = None,
    ) -> pa.Array:  # fmt: skip
        """A date column; `where` limits the checks to the rows that use it. Bounds: the layout's earliest, `until`."""
        used = np.ones(self.size, dtype=bool) if where is None else where
        values, faults = self._dates(name)
        for code, hit in faults.items():
            self.findings.fault(code, name, hit & used)
        blank = self.blank(name)
        if default is not None:
            values = pc.if_else(pa.array(blank), pa.scalar(default, pa.date32()), values)
        elif required:
            self.findings.fault("date_blank", name, blank & used)
        outside = pc.less(values, pa.scalar(self.layout.earliest_date, pa.date32()))
        if until is not None:
            outside = pc.or_(outside, pc.greater(values, pa.scalar(until, pa.date32())))
        self.findings.fault("date_out_of_range", name, mask(pc.fill_null(outside, False)) & used)
        self.findings.warn("date_period", name, self._periods[name] & used)
        self.frame[name] = values
        return values

    def open_end(self, name: str) -> pa.Array:
        """An end date; blank or one of the layout's words for 'no end' is null."""
        words = {fold(word) for word in self.layout.open_dates}
        indices, texts = distinct(self.text(name))
        open_texts = [_is_open(text, words) for text in texts]
        values, faults = self._dates(name)
        still = flags(indices, open_texts)
        for code, hit in faults.items():
            self.findings.fault(code, name, hit & ~still)
        values = pc.if_else(pa.array(still), pa.scalar(None, pa.date32()), values)
        self.frame[name] = values
        return values

    def amount(self, name: str, takes_back: Mask) -> pa.Array:
        """Whole fen, int64, with its sign. Blank, unreadable and not positive are faults; in rows that take money back
        (`takes_back`), not negative is. The suite sees what a row gives or takes: above 0 where it has the right sign.
        """
        indices, texts = distinct(self.text(name))
        parsed = [parse_amount(text, self.raw.fen_per_unit) for text in texts]
        for code in ("amount_blank", "amount_format"):
            self.findings.fault(code, name, flags(indices, [one.fault == code for one in parsed]))
        nothing = flags(indices, [one.fen == 0 for one in parsed])
        negative = flags(indices, [one.fen is not None and one.fen < 0 for one in parsed])
        positive = flags(indices, [one.fen is not None and one.fen > 0 for one in parsed])
        self.findings.fault("amount_not_positive", name, nothing | (negative & ~takes_back))
        self.findings.fault("reversal_not_negative", name, positive & takes_back)
        values = spread(indices, [one.fen for one in parsed], pa.int64())
        self.frame[name] = values
        if takes_back.any():
            taken = pc.if_else(pa.array(takes_back), pc.negate(values), pa.scalar(None, pa.int64()))
            self.frame["taken_back_fen"] = taken
            self.frame[name] = pc.if_else(pa.array(takes_back & negative), taken, values)
        usual = set(self.context.usual_amounts_fen)
        strange = [bool(usual) and one.fen is not None and one.fen > 0 and one.fen not in usual for one in parsed]
        self.findings.warn("amount_unusual", name, flags(indices, strange) & ~takes_back)
        return values

    def plan_year(self, name: str, payable: Collection[int]) -> pa.Array:
        """A four-digit year, with or without 年 or 年度; not one that may be paid: a fault."""
        indices, texts = distinct(self.text(name))
        years = [_year(text) for text in texts]
        self.findings.fault("plan_year_unknown", name, flags(indices, [year is None for year in years]))
        self.findings.fault(
            "plan_year_not_payable", name, flags(indices, [year is not None and year not in payable for year in years])
        )
        self.frame[name] = spread(indices, years, pa.int32())
        return self.frame[name]

    def count(self, name: str) -> pa.Array:
        """Whole persons, null for a blank (a blank is listed as missing, not as zero)."""
        indices, texts = distinct(self.text(name))
        counts = [parse_count(text) for text in texts]
        wrong = [count is None and bool(text.strip()) for count, text in zip(counts, texts, strict=True)]
        self.findings.fault("persons_format", name, flags(indices, wrong))
        self.frame[name] = spread(indices, counts, pa.int64())
        return self.frame[name]

    def plain(self, name: str, blank_fault: str = "") -> pa.Array:
        """Free text without outer blanks; control characters and over-long cells are faults. Blank is ''."""
        if not self.has(name) and not blank_fault:
            self.frame[name] = pa.nulls(self.size, pa.string())
            return self.text(name).combine_chunks()
        values = pc.utf8_trim_whitespace(without_invisible(self.text(name))).combine_chunks()
        self.findings.fault("cell_characters", name, forbidden(values))
        self.findings.fault("cell_length", name, mask(pc.greater(pc.utf8_length(values), _MAX_TEXT_CHARACTERS)))
        if blank_fault:
            self.findings.fault(blank_fault, name, mask(pc.equal(values, "")))
        self.frame[name] = _null_blank(values)
        return values

    def receipt(self, name: str, required: bool = True) -> pa.Array:
        """A receipt number; a long one in a numeric cell has lost its last digits. Blank is ''."""
        values = self.plain(name, "receipt_blank" if required else "")
        long_number = mask(pc.greater(pc.utf8_length(values), _SAFE_NUMBER_DIGITS))
        self.findings.fault("receipt_numeric_cell", name, self.numeric(name) & long_number)
        return values


def _bare(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts without the apostrophe by which people tell a spreadsheet that a cell is text."""
    marked = pc.starts_with(values, "'")
    if not pc.any(marked).as_py():
        return values
    return pc.if_else(marked, pc.utf8_slice_codeunits(values, 1), values)


def _null_blank(values: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)


def _strip_places(folded: str, places: tuple[str, ...], units: Mapping[str, str]) -> str:
    while folded not in units:
        place = next((place for place in places if folded.startswith(place) and folded != place), None)
        if place is None:
            return folded
        folded = folded.removeprefix(place)
    return folded


def _year(text: str) -> int | None:
    year = fold(text).removesuffix("度").removesuffix("年")
    is_year = len(year) == 4 and year.isascii() and year.isdigit() and not has_two_figures(text)
    return int(year) if is_year else None


def _is_open(text: str, words: set[str]) -> bool:
    """Whether one of the words for 'no end', or a day that is one of them, is written."""
    on = parse_date(text).on
    return (on is not None and on.isoformat() in words) or (fold(text) in words and not has_two_figures(text))

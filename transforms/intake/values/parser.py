"""Raw text columns -> parsed columns, one method per kind of value; faults and warnings go to the findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.identity import resident_documents
from transforms.identity.document_kinds import DOCUMENT_KINDS, DocumentKind
from transforms.identity.other_documents import accept_other_documents
from transforms.identity.resident_documents import Documents
from transforms.intake.base.raw_table import RawTable
from transforms.intake.layouts.model import Layout
from transforms.intake.values import birth_certificates
from transforms.intake.values.amounts import parse_amount, parse_count
from transforms.intake.values.birth_certificates import Certified, StatedPerson
from transforms.intake.values.context import Context
from transforms.intake.values.dates import column_habits, parse_date
from transforms.intake.values.name_remarks import name_remarks, parted_by_blanks
from transforms.intake.values.names import clean_names, name_faults
from transforms.intake.values.persons import differs, older_than, rounded_numbers
from transforms.intake.values.places.place_columns import PlaceColumns
from transforms.intake.values.plan_years import parse_plan_year, plan_year_of
from transforms.intake.values.text_columns import null_if_blank
from transforms.text.arrow_columns import Mask, distinct, encoded, flags, mask, spread
from transforms.text.folding import fold, has_two_figures

_BETWEEN_CELLS = "\x1f"  # the separator of units: no cell that is a year or a month contains it


class Parser(PlaceColumns):
    """Parses one raw table, a column at a time.

    `kinds`: document kinds to accept.
    """

    def __init__(
        self, raw: RawTable, layout: Layout, context: Context, kinds: tuple[DocumentKind, ...] = DOCUMENT_KINDS
    ) -> None:
        super().__init__(raw, layout, context)
        self._kinds = kinds
        self._periods: dict[str, Mask] = {}
        self._period_starts: dict[str, pa.Array] = {}
        self._moved: dict[str, Mask] = {}

    def person(self, may_be_newborn: bool = False) -> dict[str, pa.Array]:
        """Parse document and name; return column -> values: document_kind, document_number, name, birth_on and sex.

        Faults are recorded; a number with an error is null. Birth date and sex come from the number; those stated in
        the file are only compared. `may_be_newborn`: also parse the birth certificate, and where it replaces the number
        take the stated birth date and sex. The result then has birth_certificate_no and stated_birth_on, too.
        """
        documents = accept_other_documents(
            resident_documents.parse(
                self.text("document_number"),
                self.context.as_of,
                self.context.known_area_codes,
                self.numeric("document_number"),
            ),
            self._kinds,
        )
        certified = self._certified(documents) if may_be_newborn else None
        documents = certified.documents if certified else documents
        names = self._names()
        self._note_documents(documents)
        readable = pc.and_(pc.not_equal(documents.text, ""), pa.array(~self.numeric("document_number")))
        self.frame["document_number"] = pc.if_else(readable, documents.text, pa.scalar(None, pa.string()))
        self.frame["name"] = null_if_blank(names)
        return {
            "document_kind": documents.kind,
            "document_number": documents.number,
            "name": names,
            "birth_on": documents.birth_on,
            "sex": documents.sex,
        } | (certified.columns() if certified else {})

    def _certified(self, documents: Documents) -> Certified:
        """Apply birth certificates, where the layout has their column, and note what is wrong with them."""
        column = birth_certificates.COLUMN
        if column not in self.layout.columns:
            return birth_certificates.without_certificates(documents)
        stated = birth_certificates.find_certificates(documents, self.text(column) if self.has(column) else None)
        if stated is None:
            return birth_certificates.without_certificates(documents)
        self.findings.warn("certificate_form", column, stated.malformed)
        if not stated.present.any():
            return birth_certificates.without_certificates(documents)
        birth_on = self.day("birth_on")
        person = StatedPerson(birth_on, self.blank("birth_on"), self.periods("birth_on"), self.sexes())
        certified = birth_certificates.apply_certificates(
            documents, stated, person, self.layout.earliest_date, self.context.as_of
        )
        for code, name, rows in certified.faults:
            self.findings.fault(code, name, rows)
        for code, name, rows in certified.warnings:
            self.findings.warn(code, name, rows)
        return certified

    def _names(self) -> pa.Array:
        """Clean the names and note their faults and warnings, computed once per distinct name."""
        names = clean_names(self.text("name"))
        rows, different = encoded(names)
        for code, hit in name_faults(different).items():
            self.findings.fault(code, "name", hit[rows])
        for code, hit in name_remarks(different).items():
            self.findings.warn(code, "name", hit[rows])
        self.findings.warn("name_and_more", "name", parted_by_blanks(self.text("name")))
        return names

    def _note_documents(self, documents: Documents) -> None:
        """Note faults and warnings of the documents, and stated values that differ from the number's."""
        for code, hit in documents.errors.items():
            self.findings.fault(code, "document_number", hit)
        for code, hit in documents.warnings.items():
            self.findings.warn(code, "document_number", hit)
        self.findings.fault("document_rounded", "document_number", rounded_numbers(documents))
        limit = self.layout.oldest_usual_age
        if limit is not None:  # in a child's row often the number of a parent
            self.findings.warn(
                "document_adult", "document_number", older_than(documents.birth_on, limit, self.context.as_of)
            )
        if self.has("sex"):
            stated = self.sexes()
            self.findings.warn("sex_mismatch", "sex", differs(stated, documents.sex))
            self.findings.warn("sex_unknown", "sex", ~self.blank("sex") & mask(pc.is_null(stated)))
        if self.has("birth_on"):
            self.findings.warn("birth_mismatch", "birth_on", self._other_births(documents.birth_on))
            self.findings.warn("date_next_day", "birth_on", self._moved["birth_on"])

    def _other_births(self, birth_on: pa.Array) -> Mask:
        """Return which rows state another birth date than the number; a stated month must contain the number's."""
        stated = self.day("birth_on")
        since = pc.less_equal(self._period_starts["birth_on"], birth_on)
        within = mask(pc.fill_null(pc.and_(since, pc.less_equal(birth_on, stated)), False))
        return differs(stated, birth_on) & ~(within & self._periods["birth_on"])

    def word(self, name: str, words: Mapping[str, Any], kind: pa.DataType, fault: str, required: bool) -> pa.Array:
        """Parse the canonical column `name`, which may contain only the words of a closed list. `words`: word -> value.

        `kind`: Arrow type of the values. Any other word gives null and a fault with the reason code `fault`. A blank
        gives null, and that fault only if `required`. Faults are recorded in this parser.
        """
        values = self.looked_up(name, {fold(word): value for word, value in words.items()}, kind)
        wrong = mask(pc.is_null(values))
        self.findings.fault(fault, name, wrong if required else wrong & ~self.blank(name))
        self.frame[name] = values
        return values

    def yes_no(self, name: str) -> pa.Array:
        """Parse the layout's words for yes and no (是, 否) in canonical column `name`; null if it is blank or missing.

        The result is booleans. Any other word gives null and a fault. Faults are recorded in this parser.
        """
        words = dict.fromkeys(self.layout.yes_words, True) | dict.fromkeys(self.layout.no_words, False)
        return self.word(name, words, pa.bool_(), "yes_no_unknown", required=False)

    def _dates(self, name: str) -> tuple[pa.Array, dict[str, Mask]]:
        """Parse a date column. Returns the dates (null for a blank or a fault) and fault code -> rows."""
        numeric = self.numeric(name)
        indices, texts = distinct(self.text(name))
        order, habits = self.layout.date_order, column_habits(texts, self.raw.form != "csv")
        parsed = [parse_date(text, order=order, habits=habits) for text in texts]
        if numeric.any():  # the same text can stand in a numeric and in a text cell
            indices = indices + numeric * len(texts)
            parsed += [parse_date(text, True, self.raw.date1904, order, habits) for text in texts]
        self._periods[name] = flags(indices, [date.period for date in parsed])
        self._moved[name] = flags(indices, [date.moved for date in parsed])
        self._period_starts[name] = spread(indices, [date.first_on for date in parsed], pa.date32())
        faults = {
            code: flags(indices, [date.fault == code for date in parsed])
            for code in sorted({date.fault for date in parsed if date.fault})
        }
        return spread(indices, [date.on for date in parsed], pa.date32()), faults

    def day(self, name: str) -> pa.Array:
        """Parse canonical column `name` as date32 for comparison only: null, and no fault, for an unreadable date."""
        return self._dates(name)[0]

    def periods(self, name: str) -> Mask:
        """Return a mask, True where the canonical column `name` states only a year, a month or a part of a month.

        Raises KeyError if the column has not been parsed by `day`, `date` or `open_end`.
        """
        return self._periods[name]

    def date(
        self,
        name: str,
        *,
        required: bool,
        where: Mask | None = None,
        until: dt.date | None = None,
        default: dt.date | None = None,
    ) -> pa.Array:
        """Parse the canonical date column `name` as date32; null for a blank or unreadable cell.

        Faults: unreadable, blank if `required`, before the layout's earliest date, after `until` (None: no limit).
        `where`: True for the rows that use the date; only these are checked (None: all). `default` is the date of blank
        cells, which are then no fault. A period (year, month, part of a month) is its last day, with a warning; a
        period that has begun and is not over is `until`. Faults are recorded in this parser.
        """
        used = np.ones(self.size, dtype=bool) if where is None else where
        values, faults = self._dates(name)
        for code, hit in faults.items():
            self.findings.fault(code, name, hit & used)
        blank = self.blank(name)
        if default is not None:
            values = pc.if_else(pa.array(blank), pa.scalar(default, pa.date32()), values)
        elif required:
            self.findings.fault("date_blank", name, blank & used)
        if until is not None and self._periods[name].any():
            has_begun = mask(
                pc.fill_null(pc.less_equal(self._period_starts[name], pa.scalar(until, pa.date32())), False)
            )
            values = pc.if_else(pa.array(has_begun), pc.min_element_wise(values, pa.scalar(until, pa.date32())), values)
        outside = pc.less(values, pa.scalar(self.layout.earliest_date, pa.date32()))
        if until is not None:
            outside = pc.or_(outside, pc.greater(values, pa.scalar(until, pa.date32())))
        self.findings.fault("date_out_of_range", name, mask(pc.fill_null(outside, False)) & used)
        self.findings.warn("date_period", name, self._periods[name] & used)
        self.findings.warn("date_next_day", name, self._moved[name] & used)
        self.frame[name] = values
        return values

    def open_end(self, name: str) -> pa.Array:
        """Parse canonical column `name` as end dates, date32; null without a fault for a blank or 'no end' (长期).

        The layout lists the words for 'no end'. An unreadable date is null with a fault; a month or year is its last
        day, with a warning. Faults are recorded in this parser.
        """
        words = {fold(word) for word in self.layout.open_dates}
        indices, texts = distinct(self.text(name))
        open_texts = [_is_open(text, words) for text in texts]
        values, faults = self._dates(name)
        still = flags(indices, open_texts)
        for code, hit in faults.items():
            self.findings.fault(code, name, hit & ~still)
        self.findings.warn("date_period", name, self._periods[name] & ~still)
        self.findings.warn("date_next_day", name, self._moved[name] & ~still)
        values = pc.if_else(pa.array(still), pa.scalar(None, pa.date32()), values)
        self.frame[name] = values
        return values

    def amount(self, name: str, takes_back: Mask) -> pa.Array:
        """Parse canonical column `name` as whole fen, int64, with their sign. `takes_back`: True for a reversal's row.

        Faults: blank, unreadable, zero; negative in a payment; positive in a reversal. A payment that differs from
        every amount that a person may owe is a warning. The suites get the absolute amount of each row with the right
        sign. Faults are recorded in this parser.
        """
        indices, texts = distinct(self.text(name))
        parsed = [parse_amount(text, self.raw.fen_per_unit) for text in texts]
        for code in ("amount_blank", "amount_format"):
            self.findings.fault(code, name, flags(indices, [amount.fault == code for amount in parsed]))
        nothing = flags(indices, [amount.fen == 0 for amount in parsed])
        negative = flags(indices, [amount.fen is not None and amount.fen < 0 for amount in parsed])
        positive = flags(indices, [amount.fen is not None and amount.fen > 0 for amount in parsed])
        self.findings.fault("amount_not_positive", name, nothing | (negative & ~takes_back))
        self.findings.fault("reversal_not_negative", name, positive & takes_back)
        values = spread(indices, [amount.fen for amount in parsed], pa.int64())
        self.frame[name] = values
        if takes_back.any():
            taken = pc.if_else(pa.array(takes_back), pc.negate(values), pa.scalar(None, pa.int64()))
            self.frame["taken_back_fen"] = taken
            self.frame[name] = pc.if_else(pa.array(takes_back & negative), taken, values)
        plausible = set(self.context.plausible_amounts_fen)
        unusual = [
            bool(plausible) and amount.fen is not None and amount.fen > 0 and amount.fen not in plausible
            for amount in parsed
        ]
        self.findings.warn("amount_unusual", name, flags(indices, unusual) & ~takes_back)
        return values

    def plan_year(self, payable: Collection[int]) -> pa.Array:
        """Parse each row's plan year, int32: a year, or a period that is the whole of one year; null if unreadable.

        The year is in column plan_year, the period there or in plan_year_from and plan_year_to. Faults: no year, a
        period that is not a year, a year that differs from the period, and a year that is not among those of `payable`.
        """
        name = "plan_year" if self.has("plan_year") or not self.has("plan_year_from") else "plan_year_from"
        if self.has("plan_year_from"):
            columns = [self.text(column) for column in ("plan_year", "plan_year_from", "plan_year_to")]
            indices, texts = distinct(pc.binary_join_element_wise(*columns, _BETWEEN_CELLS))
            parsed = [plan_year_of(*text.split(_BETWEEN_CELLS, 2)) for text in texts]
        else:
            indices, texts = distinct(self.text(name))
            parsed = [parse_plan_year(text) for text in texts]
        for code in sorted({year.fault for year in parsed if year.fault}):
            self.findings.fault(code, name, flags(indices, [year.fault == code for year in parsed]))
        closed = [year.year is not None and year.year not in payable for year in parsed]
        self.findings.fault("plan_year_not_payable", name, flags(indices, closed))
        self.frame["plan_year"] = spread(indices, [year.year for year in parsed], pa.int32())
        return self.frame["plan_year"]

    def count(self, name: str) -> pa.Array:
        """Parse canonical column `name` as numbers of persons, int64. Blank is null, never zero; other text a fault."""
        indices, texts = distinct(self.text(name))
        counts = [parse_count(text) for text in texts]
        wrong = [count is None and bool(text.strip()) for count, text in zip(counts, texts, strict=True)]
        self.findings.fault("persons_format", name, flags(indices, wrong))
        self.frame[name] = spread(indices, counts, pa.int64())
        return self.frame[name]


def _is_open(text: str, words: set[str]) -> bool:
    """Whether one of the words for 'no end', or a day that is one of them, is written."""
    on = parse_date(text).on
    return (on is not None and on.isoformat() in words) or (fold(text) in words and not has_two_figures(text))

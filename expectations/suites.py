"""The suites: one list of expectations per kind of delivery, about its parsed values.

Each expectation has a code (the row reason's code if there is exactly one such reason) and a severity. A critical
expectation decides about the delivery and tolerates up to half of the rows: the gate quarantines single rows.
"""

# mypy: ignore-errors
# Great Expectations builds its classes at run time; what it exports has no types to check against.
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import great_expectations as gx
from great_expectations.expectations.expectation import Expectation

from expectations.base import ExpectBetween, ExpectForm, ExpectInSet, ExpectLength, ExpectPresent
from expectations.dates import ExpectDayUntilDelivery
from expectations.documents import ExpectDocumentBirthDate, ExpectDocumentCheckDigit
from expectations.frames import DATED_NUMBER
from transforms.identity.document_kinds import DOCUMENT_KINDS, accepted_pattern

Limits = Mapping[str, Any]
TOLERATED_SHARE = 0.5
_DECIDES: dict[str, Any] = {"severity": "critical", "mostly": TOLERATED_SHARE}
_COUNTS: dict[str, Any] = {"severity": "warning"}


def suite(kind: str, limits: Limits, columns: list[str]) -> gx.ExpectationSuite:
    """Return the suite of expectations for one kind of source, only those about columns that the delivery has.

    `limits`: name -> what the values may be: earliest_on (date), plan_years, units (normalised names), statuses (words)
    and name_characters (most characters of a name). `columns`: column names of a table that `with_as_of` returned.
    Every expectation checks each row by itself, so a check of several deliveries in one table counts as many rows as
    checks of each alone (`expectations.groups` relies on it). Raises KeyError for an unknown kind.
    """
    expectations = [expectation for expectation in SUITES[kind](limits) if expectation.column in columns]
    return gx.ExpectationSuite(name=kind, expectations=expectations)


def _present(code: str, column: str, **how: Any) -> Expectation:
    return ExpectPresent(column=column, meta={"code": code}, **how)


def _in_set(code: str, column: str, values: Iterable[Any], **how: Any) -> Expectation:
    return ExpectInSet(column=column, value_set=list(values), meta={"code": code}, **how)


def _until_delivery(code: str, column: str, limits: Limits, **how: Any) -> Expectation:
    earliest = limits["earliest_on"].toordinal()
    return ExpectDayUntilDelivery(column=column, earliest=earliest, meta={"code": code}, **how)


def _from(code: str, column: str, low: dt.date, **how: Any) -> Expectation:
    """Expect days of at least `low`. Both are counted from 1970-01-01, because the column is not dated."""
    days = (low - dt.date(1970, 1, 1)).days
    return ExpectBetween(column=column, min_value=days, meta={"code": code}, **how)


def _person(limits: Limits) -> list[Expectation]:
    longest = limits["name_characters"]
    form = accepted_pattern(limits.get("document_kinds", DOCUMENT_KINDS))
    return [
        _present("document_present", "document_number", **_DECIDES),
        ExpectForm(column="document_number", regex=form, meta={"code": "document_form"}, **_DECIDES),
        ExpectDocumentCheckDigit(column="document_number", meta={"code": "document_checksum"}, **_DECIDES),
        ExpectDocumentBirthDate(column=DATED_NUMBER, meta={"code": "document_birth"}, **_DECIDES),
        _present("name_blank", "name", **_DECIDES),
        ExpectLength(column="name", min_value=1, max_value=longest, meta={"code": "name_length"}, **_DECIDES),
    ]


def _unit(limits: Limits) -> Expectation:
    return _in_set("unit_unknown", "unit", limits["units"], **_DECIDES)


def _special_list(limits: Limits) -> list[Expectation]:
    return [
        *_person(limits),
        _unit(limits),
        _present("category_present", "category", **_DECIDES),
        _in_set("op_known", "op", ["add", "end", "death"], **_COUNTS),
        _until_delivery("effective_on_range", "effective_on", limits, **_COUNTS),
    ]


def _roll(limits: Limits) -> list[Expectation]:
    return [*_person(limits), _unit(limits), _present("unit_blank", "unit", **_DECIDES)]


def _employee(limits: Limits) -> list[Expectation]:
    return [
        *_person(limits),
        _present("insured_from_present", "insured_from", **_DECIDES),
        _from("insured_from_range", "insured_from", limits["earliest_on"], **_COUNTS),
    ]


def _history(limits: Limits) -> list[Expectation]:
    return [
        *_person(limits),
        _present("plan_year_unknown", "plan_year", **_DECIDES),
        _in_set("plan_year_not_payable", "plan_year", limits["plan_years"], **_DECIDES),
    ]


def _tax_feed(limits: Limits) -> list[Expectation]:
    return [
        *_person(limits),
        _unit(limits),
        _present("receipt_blank", "receipt_no", **_DECIDES),
        _present("plan_year_unknown", "plan_year", **_DECIDES),
        _in_set("plan_year_not_payable", "plan_year", limits["plan_years"], **_DECIDES),
        _present("amount_present", "amount_fen", **_DECIDES),
        ExpectBetween(column="amount_fen", min_value=1, meta={"code": "amount_not_positive"}, **_DECIDES),
        ExpectBetween(column="taken_back_fen", min_value=0, meta={"code": "reversal_not_negative"}, **_COUNTS),
        _present("received_on_present", "received_on", **_DECIDES),
        _until_delivery("received_on_range", "received_on", limits, **_DECIDES),
        _present("collected_on_present", "collected_on", **_COUNTS),
        _until_delivery("collected_on_range", "collected_on", limits, **_COUNTS),
    ]


def _target_table(limits: Limits) -> list[Expectation]:
    return [
        _unit(limits),
        _present("unit_blank", "unit", **_DECIDES),
        _present("measure_blank", "measure", **_DECIDES),
        ExpectBetween(column="persons", min_value=0, meta={"code": "persons_range"}, **_DECIDES),
        _present("status_unknown", "status", **_COUNTS),
        _in_set("status_set", "status", limits["statuses"], **_COUNTS),
    ]


def _fund_claim(limits: Limits) -> list[Expectation]:
    return [
        *_person(limits),
        _unit(limits),
        _present("category_present", "category", **_DECIDES),
        _present("amount_present", "amount_fen", **_DECIDES),
        ExpectBetween(column="amount_fen", min_value=1, meta={"code": "claim_not_positive"}, **_DECIDES),
        ExpectBetween(column="personal_fen", min_value=0, meta={"code": "personal_fen_range"}, **_COUNTS),
    ]


def _uninsured_reason(limits: Limits) -> list[Expectation]:
    return [*_person(limits), _unit(limits)]


def _late_entry(limits: Limits) -> list[Expectation]:
    return [*_person(limits), _unit(limits), _in_set("op_known", "op", ["add", "end"], **_COUNTS)]


def _fund_transfer(limits: Limits) -> list[Expectation]:
    return [
        _unit(limits),
        _present("payer_unknown", "payer", **_DECIDES),
        _present("batch_no_format", "batch", **_DECIDES),
        _present("amount_present", "amount_fen", **_DECIDES),
        _present("transferred_on_present", "transferred_on", **_DECIDES),
        _until_delivery("transferred_on_range", "transferred_on", limits, **_DECIDES),
    ]


def _due_acknowledgement(limits: Limits) -> list[Expectation]:
    return [
        _present("list_no_format", "list_no", **_DECIDES),
        _present("persons_present", "persons", **_DECIDES),
        _present("amount_present", "amount_fen", **_DECIDES),
        _present("checksum_format", "sha256", **_DECIDES),
        _present("acknowledged_on_present", "acknowledged_on", **_DECIDES),
        _until_delivery("acknowledged_on_range", "acknowledged_on", limits, **_DECIDES),
    ]


def _tax_statement(limits: Limits) -> list[Expectation]:
    return [
        *_person(limits),
        _unit(limits),
        _present("receipt_blank", "receipt_no", **_DECIDES),
        _present("amount_present", "amount_fen", **_DECIDES),
        ExpectBetween(column="amount_fen", min_value=1, meta={"code": "amount_not_positive"}, **_DECIDES),
        ExpectBetween(column="taken_back_fen", min_value=0, meta={"code": "reversal_not_negative"}, **_COUNTS),
        _present("received_on_present", "received_on", **_DECIDES),
        _until_delivery("received_on_range", "received_on", limits, **_DECIDES),
    ]


def _correction_request(limits: Limits) -> list[Expectation]:
    return [
        *_person(limits),
        _unit(limits),
        _present("item_present", "item", **_DECIDES),
        _present("requested_on_present", "requested_on", **_DECIDES),
        _until_delivery("requested_on_range", "requested_on", limits, **_DECIDES),
        _until_delivery("completed_on_range", "completed_on", limits, **_COUNTS),
    ]


SUITES: dict[str, Callable[[Limits], list[Expectation]]] = {
    "special_list": _special_list,
    "roll": _roll,
    "employee": _employee,
    "history": _history,
    "tax_feed": _tax_feed,
    "target_table": _target_table,
    "fund_claim": _fund_claim,
    "uninsured_reason": _uninsured_reason,
    "fund_transfer": _fund_transfer,
    "due_acknowledgement": _due_acknowledgement,
    "tax_statement": _tax_statement,
    "late_entry": _late_entry,
    "correction_request": _correction_request,
}

"""Run a suite over parsed values and keep counts only: no value, no file, no network."""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from expectations.frames import to_pandas, with_as_of

# Counts, and no value: not in the result, not in a partial list, not in an index.
RESULT_FORMAT = {
    "result_format": "SUMMARY",
    "partial_unexpected_count": 0,
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
}


@dataclass(frozen=True)
class SuiteResult:
    """Verdict of one suite. `critical_failures`: codes of failed expectations that decide about the delivery.

    `unexpected_counts`: code -> unexpected rows, for every expectation of the suite.
    """

    success: bool
    critical_failures: tuple[str, ...]
    unexpected_counts: Mapping[str, int]


@dataclass(frozen=True)
class Outcome:
    """Result of one expectation. `unexpected`: rows; None if it could not be computed, which counts as failed.

    `share_of_all`: whether `mostly` is a share of all rows, or of the rows that are not missing.
    """

    code: str
    column: str
    critical: bool
    mostly: float
    share_of_all: bool
    success: bool
    unexpected: int | None


def validate(kind: str, table: pa.Table, limits: Mapping[str, Any]) -> SuiteResult:
    """Run the suite of expectations for one kind of source over a delivery's parsed values, and return its verdict.

    The verdict: whether all succeeded, the codes of failed critical expectations, and the number of unexpected rows by
    code. `table`: one row per data row, faults included. Dates are days since 1970-01-01, numbers have 64 bits; the
    column `as_of` is the day of delivery. `limits`: name -> what the values may be: earliest_on (date), plan_years
    (whole numbers), units (names, each normalised by `fold`), statuses (words that the layout knows for a status),
    name_characters (most characters of a name); optional document_kinds (another registry than `DOCUMENT_KINDS`).

    An expectation that cannot be computed counts as failed. Its traceback is dropped, because it may contain values.
    Raises KeyError for an unknown kind.
    """
    return summary(outcomes(kind, with_as_of(table), limits))


def prepare() -> None:
    """Import Great Expectations and create its context in memory, so that the first suite runs without this delay.

    It takes three seconds and more, once per process; further calls do nothing.
    """
    import expectations.suites  # noqa: F401

    _batch_definition()


def summary(results: Sequence[Outcome]) -> SuiteResult:
    """Combine the results of all expectations of one suite into the suite's verdict.

    `results`: for each expectation its code, whether it succeeded, whether it is critical, and its number of unexpected
    rows. A `SuiteResult` states whether all succeeded, the codes of failed critical expectations, and the number of
    unexpected rows by code.
    """
    return SuiteResult(
        success=all(outcome.success for outcome in results),
        critical_failures=tuple(outcome.code for outcome in results if outcome.critical and not outcome.success),
        unexpected_counts={outcome.code: outcome.unexpected or 0 for outcome in results},
    )


def outcomes(kind: str, dated: pa.Table, limits: Mapping[str, Any]) -> list[Outcome]:
    """Run the suite of one kind of source and return the result of each expectation, in the suite's order.

    An `Outcome` has the expectation's code and column, whether it is critical, the share of rows that must pass,
    whether it succeeded, and its number of unexpected rows (None: it could not be computed). `kind`: such as tax_feed.
    `dated`: the parsed rows with a column of the business date, as `with_as_of` returns them. `limits`: name -> what
    the values may be: earliest_on (date), plan_years (years), units and statuses (texts), name_characters (length of
    the longest name); as `suite_limits` makes them. Expectations about columns that the table does not have are left
    out. Raises KeyError for an unknown kind.
    """
    from expectations.suites import suite  # imports Great Expectations: three seconds, once per process

    definition = _batch_definition()
    rules = suite(kind, limits, dated.column_names)
    used = sorted({rule.configuration.kwargs["column"] for rule in rules.expectations})
    batch = definition.get_batch(batch_parameters={"dataframe": to_pandas(dated.select(used))})
    return [_outcome(result) for result in batch.validate(rules, result_format=RESULT_FORMAT).results]


def _outcome(result: Any) -> Outcome:
    config = result.expectation_config
    return Outcome(
        code=config.meta["code"],
        column=config.kwargs["column"],
        critical=config.severity == "critical",
        mostly=float(config.kwargs.get("mostly", 1)),
        share_of_all=config.type == "expect_present",
        success=bool(result.success),
        unexpected=result.result.get("unexpected_count"),
    )


@functools.cache
def _batch_definition() -> Any:
    """Return the process's in-memory context, which sends no usage statistics."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.execution_engine import pandas_execution_engine

    # Nothing reads the fingerprint of every value, and computing it would take half of a large run.
    pandas_execution_engine.HASH_THRESHOLD = 0

    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)  # its messages may quote values
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("deliveries").add_dataframe_asset("delivery")
    return asset.add_batch_definition_whole_dataframe("rows")

"""Runs a suite over parsed values and keeps counts only: no value, no file, no network."""

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
    """Verdict of one suite. `critical_failures`: codes whose failure decides about the delivery.

    `unexpected_counts`: rows per code of the suite, failed or not.
    """

    success: bool
    critical_failures: tuple[str, ...]
    unexpected_counts: Mapping[str, int]


@dataclass(frozen=True)
class Outcome:
    """One expectation after a run. `unexpected` is None where it could not be computed, which counts as failed.

    `share_of_all`: whether `mostly` is a share of all rows, or of those that are not missing.
    """

    code: str
    column: str
    critical: bool
    mostly: float
    share_of_all: bool
    success: bool
    unexpected: int | None


def validate(kind: str, table: pa.Table, limits: Mapping[str, Any]) -> SuiteResult:
    """Run the suite of `kind` over `table`, one row per data row, faults still in it.

    Dates in `table` are days since 1970-01-01, numbers 64 bits wide; its column `as_of` is the day of delivery.
    `limits`: earliest_on (date), plan_years, units (folded names), statuses, name_characters.
    An expectation that cannot be computed counts as failed; its traceback, which may hold values, is dropped.
    """
    return summary(outcomes(kind, with_as_of(table), limits))


def prepare() -> None:
    """Import Great Expectations and make its context: three seconds and more, once per process."""
    import expectations.suites  # noqa: F401

    _batch_definition()


def summary(found: Sequence[Outcome]) -> SuiteResult:
    """The verdict that follows from what became of each expectation."""
    return SuiteResult(
        success=all(one.success for one in found),
        critical_failures=tuple(one.code for one in found if one.critical and not one.success),
        unexpected_counts={one.code: one.unexpected or 0 for one in found},
    )


def outcomes(kind: str, dated: pa.Table, limits: Mapping[str, Any]) -> list[Outcome]:
    """What Great Expectations says of each expectation of the suite, in the suite's order."""
    from expectations.suites import suite  # imports Great Expectations: three seconds, once per process

    definition = _batch_definition()
    rules = suite(kind, limits, dated.column_names)
    used = sorted({rule.configuration.kwargs["column"] for rule in rules.expectations})
    batch = definition.get_batch(batch_parameters={"dataframe": to_pandas(dated.select(used))})
    return [_outcome(one) for one in batch.validate(rules, result_format=RESULT_FORMAT).results]


def _outcome(one: Any) -> Outcome:
    config = one.expectation_config
    return Outcome(
        code=config.meta["code"],
        column=config.kwargs["column"],
        critical=config.severity == "critical",
        mostly=float(config.kwargs.get("mostly", 1)),
        share_of_all=config.type == "expect_present",
        success=bool(one.success),
        unexpected=one.result.get("unexpected_count"),
    )


@functools.cache
def _batch_definition() -> Any:
    """One in-memory context per process, telling nobody anything."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.execution_engine import pandas_execution_engine

    # A fingerprint of every value, which nobody reads, would take half of a large run.
    pandas_execution_engine.HASH_THRESHOLD = 0

    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)  # its messages may quote values
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("deliveries").add_dataframe_asset("delivery")
    return asset.add_batch_definition_whole_dataframe("rows")

"""Runs a suite over one delivery's parsed values and keeps counts only: no value, no file, no network."""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

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


def validate(kind: str, frame: pd.DataFrame, limits: Mapping[str, Any]) -> SuiteResult:
    """Run the suite of `kind` over `frame`, one row per data row, faults still in it.

    Dates in `frame` are days since 1970-01-01, numbers 64 bits wide.
    `limits`: as_of and earliest_on (dates), plan_years, units (folded names), statuses, name_characters.
    An expectation that cannot be computed counts as failed; its traceback, which may hold values, is dropped.
    """
    from expectations.suites import suite  # imports Great Expectations: three seconds, once per process

    definition = _batch_definition()
    rules = suite(kind, limits, list(frame.columns))
    used = sorted({rule.configuration.kwargs["column"] for rule in rules.expectations})
    batch = definition.get_batch(batch_parameters={"dataframe": frame[used]})
    outcome = batch.validate(rules, result_format=RESULT_FORMAT)
    counts: dict[str, int] = {}
    failures = []
    for one in outcome.results:
        code = one.expectation_config.meta["code"]
        counts[code] = int(one.result.get("unexpected_count") or 0)
        if not one.success and one.expectation_config.severity == "critical":
            failures.append(code)
    return SuiteResult(bool(outcome.success), tuple(failures), counts)


@functools.cache
def _batch_definition() -> Any:
    """One in-memory context per process, telling nobody anything."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)  # its messages may quote values
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("deliveries").add_dataframe_asset("delivery")
    return asset.add_batch_definition_whole_dataframe("rows")

"""One run of a suite for many deliveries, with exactly the critical failures that a run of each alone would give.

A run costs a tenth of a second and more before it checks a row, so 170 daily files are gated together.

Why that is exact. For delivery i and one critical expectation let u_i be its unexpected rows and d_i the rows that
Great Expectations divides by: all rows if the expectation is about presence, else the rows that are not missing (an
expectation ignores missing rows). Alone, i passes if d_i = 0 or (d_i - u_i) / d_i >= mostly, computed in floats.
Each expectation checks one row at a time (`expectations.suites`), so the run over all deliveries counts U = sum u_i.
Hence 0 <= u_i <= min(U, d_i). Subtraction and division of floats round monotonically, so the left side only falls as
u_i grows: if the inequality holds with min(U, d_i) instead of u_i, i passes alone, whatever its own count is.
With mostly = 0.5 that is U <= d_i / 2. Deliveries that pass so in every critical expectation are cleared. All other
deliveries are run again in two halves, small ones apart from large ones, and at last alone: then the run decides.
An expectation that could not be computed (U unknown) clears no delivery. Deliveries with other columns, or columns of
another type, are other groups, because their suites would differ.

At most 2n - 1 runs for n deliveries; one run if faults are rare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from expectations.frames import filled, with_as_of
from expectations.runner import Outcome, outcomes, prepare, summary


class Member(NamedTuple):
    """One delivery of a group: its position in the caller's list, and its dated values."""

    place: int
    dated: pa.Table


def validate_each(kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the critical failures of each table, equal to those of `validate` for each table alone, in fewer runs.

    One tuple per table, in the order of `tables`: codes of the failed expectations that decide about the delivery, in
    the suite's order; empty if it passes. `kind`: kind of source, such as tax_feed, which names the suite. Each table
    has the parsed values of one delivery: one row per data row, dates as days since 1970-01-01, and the day of delivery
    in the column `as_of`. `limits` apply to every table: name -> what the values may be (earliest_on, plan_years,
    units, statuses, name_characters). If `tables` is empty, it imports Great Expectations (so that the next call need
    not wait for it) and returns []. Raises KeyError for an unknown kind.
    """
    if not tables:
        prepare()
        return []
    verdicts: list[tuple[str, ...]] = [()] * len(tables)
    groups: dict[pa.Schema, list[Member]] = {}
    for place, table in enumerate(tables):
        dated = with_as_of(table).replace_schema_metadata(None)
        groups.setdefault(dated.schema, []).append(Member(place, dated))
    for members in groups.values():
        for place, failures in _settle(kind, sorted(members, key=lambda member: member.dated.num_rows), limits):
            verdicts[place] = failures
    return verdicts


def _settle(kind: str, members: list[Member], limits: Mapping[str, Any]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield position and critical failures of each member that has any.

    `members`: deliveries of one schema, in ascending order of their rows.
    """
    results = outcomes(kind, pa.concat_tables([member.dated for member in members]), limits)
    if len(members) == 1:
        yield members[0].place, summary(results).critical_failures
        return
    undecided = [member for member in members if not _is_cleared(member.dated, results)]
    middle = len(undecided) // 2
    for half in (undecided[:middle], undecided[middle:]):
        if half:
            yield from _settle(kind, half, limits)


def _is_cleared(dated: pa.Table, results: Sequence[Outcome]) -> bool:
    """Return whether the delivery passes every critical expectation, even if every counted row is its own."""
    return all(_passes_at_worst(dated, outcome) for outcome in results if outcome.critical)


def _passes_at_worst(dated: pa.Table, outcome: Outcome) -> bool:
    if outcome.unexpected is None:
        return False
    considered = dated.num_rows if outcome.share_of_all else filled(dated, outcome.column)
    if considered == 0:
        return True
    # the formula of Great Expectations, in floats as there
    worst = float(min(outcome.unexpected, considered))
    return (float(considered) - worst) / float(considered) >= outcome.mostly

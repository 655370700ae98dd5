"""One run of a suite for many deliveries, with exactly the critical failures that a run of each alone would give.

A run costs a tenth of a second and more before it looks at a row, so 170 daily files are gated together.

Why that is exact. For delivery i and one critical expectation let u_i be its unexpected rows and d_i the rows that
Great Expectations divides by: all rows where the expectation is about presence, else those that are not missing (an
expectation ignores the others). Alone, i passes if d_i = 0 or (d_i - u_i) / d_i >= mostly, computed in floats.
Each expectation looks at one row at a time (`expectations.suites`), so the run over all deliveries counts U = sum u_i.
Hence 0 <= u_i <= min(U, d_i). Subtraction and division of floats round monotonically, so the left side only falls as
u_i grows: if the inequality holds with min(U, d_i) in the place of u_i, i passes alone, whatever its own count is.
With mostly = 0.5 that is U <= d_i / 2. Deliveries that pass so in every critical expectation are cleared. The others
are run again in two halves, the small ones apart from the large ones, and at last alone, where the run itself decides.
An expectation that could not be computed (U unknown) clears nobody. Deliveries with other columns, or columns of
another type, are other groups: their suites would differ.

At most 2n - 1 runs for n deliveries; one, where faults are rare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from expectations.frames import filled, with_as_of
from expectations.runner import Outcome, outcomes, prepare, summary


class Member(NamedTuple):
    """One delivery of a group: its place in the caller's order and its dated values."""

    place: int
    dated: pa.Table


def validate_each(kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Critical failures of each table, in the suite's order; the same as `validate` of each table alone.

    `tables` and `limits` are those of `validate`; the limits hold for all. Without any table it only gets ready.
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
        for place, failures in _settle(kind, sorted(members, key=lambda one: one.dated.num_rows), limits):
            verdicts[place] = failures
    return verdicts


def _settle(kind: str, members: list[Member], limits: Mapping[str, Any]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Place and critical failures of each member that has any. `members`: one schema, by number of rows."""
    found = outcomes(kind, pa.concat_tables([one.dated for one in members]), limits)
    if len(members) == 1:
        yield members[0].place, summary(found).critical_failures
        return
    undecided = [one for one in members if not _cleared(one.dated, found)]
    middle = len(undecided) // 2
    for half in (undecided[:middle], undecided[middle:]):
        if half:
            yield from _settle(kind, half, limits)


def _cleared(dated: pa.Table, found: Sequence[Outcome]) -> bool:
    """Whether the delivery passes every critical expectation even if all that was counted were its own."""
    return all(_passes_at_worst(dated, one) for one in found if one.critical)


def _passes_at_worst(dated: pa.Table, one: Outcome) -> bool:
    if one.unexpected is None:
        return False
    considered = dated.num_rows if one.share_of_all else filled(dated, one.column)
    if considered == 0:
        return True
    # Great Expectations' own formula, in floats like there.
    return (float(considered) - float(min(one.unexpected, considered))) / float(considered) >= one.mostly

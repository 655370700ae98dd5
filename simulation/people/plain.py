"""Plain persons, as arrays: on the roll, on no list, not employed, with one full payment in the window or none.

For them the settlement rules need a few lines only; a test proves that the full rules give equal results.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from simulation.days import day_number
from simulation.people.population import Population
from simulation.rules import Rules

_LAGS = np.array((0, 1, 2, 3, 5))
_LAG_WEIGHTS = (0.58, 0.2, 0.12, 0.07, 0.03)


@dataclass(frozen=True)
class PlainPayments:
    """Payments of plain persons. `people`: indices of all plain persons; `paid`: mask over them.

    The other arrays have one entry per payer: days since 1970-01-01, and the position in the place's channels.
    """

    people: np.ndarray
    paid: np.ndarray
    collected: np.ndarray
    received: np.ndarray
    channel: np.ndarray


def plain_payments(population: Population, unusual: np.ndarray, rng: np.random.Generator) -> PlainPayments:
    """Draw which plain persons pay, and when: in full, inside the general window, received by its last day.

    A `PlainPayments` has `people` (positions of all plain persons in `population`), `paid` (mask over these), and one
    entry per payer of day of payment, day received (days since 1970-01-01) and channel (position in the place's
    channels). `unusual`: mask of the persons with a story; all other persons are plain. `rng`: source of the random
    draws.
    """
    place = population.place
    people = np.flatnonzero(~unusual)
    willing = rng.uniform(0.90, 0.995, len(place.units))[population.unit[people]]
    paid = rng.random(people.size) < willing
    count = int(paid.sum())
    first, last = day_number(place.general_from), day_number(place.general_to)
    wave = rng.beta(2.2, 1.6, count)
    collected = first + (wave * (last - first + 1)).astype(np.int32)
    received = np.minimum(collected + rng.choice(_LAGS, count, p=_LAG_WEIGHTS), last)
    return PlainPayments(
        people, paid, collected, received.astype(np.int32), rng.integers(0, len(place.channels), count)
    )


def coverage_days(rules: Rules, insured_last_year: np.ndarray) -> np.ndarray:
    """Return for each person the first day of benefits after a payment inside the window.

    Days are days since 1970-01-01, -1 = the rules give none. `insured_last_year`: mask over the persons, none of them a
    newborn. Raises ValueError if a rule that applies to them names no fixed day.
    """
    result = np.full(insured_last_year.size, -1, dtype=np.int32)
    for rule in reversed(rules.coverage):
        if rule.phase == "late" or rule.born_in_plan_year:
            continue
        if rule.start_kind != "date" or rule.start_on is None:
            raise ValueError("the shortcut knows fixed days only")
        matches = slice(None) if rule.continuing is None else insured_last_year == rule.continuing
        result[matches] = day_number(rule.start_on)
    return result


def plain_outcomes(population: Population, plain: PlainPayments) -> pa.Table:
    """Return the truth of the plain persons: one row each, either enrolled or owing the individual contribution.

    The columns are those of `OUTCOME_SCHEMA`: position in `population`, plan year, status, unit, category, amounts and
    dates. `plain`: who they are, and their payments.
    """
    rules = population.place.rules
    standard, count = rules.standard_fen, plain.people.size
    settled = np.zeros(count, dtype=np.int32)
    settled[plain.paid] = plain.received
    coverage = coverage_days(rules, population.insured_last_year[plain.people])
    uncovered = ~plain.paid | (coverage < 0)
    nothing = pa.array(np.zeros(count, dtype=np.int64))
    units = pa.array([name for name, _ in population.place.units])
    return pa.table(
        {
            "index": pa.array(plain.people, pa.int64()),
            "plan_year": pa.array(np.full(count, rules.plan_year, dtype=np.int32)),
            "status": pa.array(["owing", "enrolled"]).take(pa.array(plain.paid.astype(np.int8))),
            "unit_name": units.take(pa.array(population.unit[plain.people])),
            "category": pa.array(["ordinary"]).take(pa.array(np.zeros(count, dtype=np.int8))),
            "due_fen": pa.array(np.full(count, standard, dtype=np.int64)),
            "payer": pa.array([""]).take(pa.array(np.zeros(count, dtype=np.int8))),
            "fund_fen": nothing,
            "reimbursable_fen": nothing,
            "paid_fen": pa.array(np.where(plain.paid, standard, 0).astype(np.int64)),
            "refundable_fen": nothing,
            "enrolled": pa.array(plain.paid),
            "settled_on": pa.array(settled, pa.int32(), mask=~plain.paid).cast(pa.date32()),
            "coverage_from": pa.array(coverage, pa.int32(), mask=uncovered).cast(pa.date32()),
            "outside_own_window": pa.array(np.zeros(count, dtype=bool)),
            "open_category": pa.nulls(count, pa.string()),
            "lapse_from": pa.nulls(count, pa.date32()),
            "lapsed_on": pa.nulls(count, pa.date32()),
        }
    )

"""Two campaigns of one place in two years: partly the same persons, the first year's enrolled on the second's roll."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from simulation.localities import PLACES
from simulation.locality import Locality, simulate_people
from simulation.packs import code_before, write_packs
from simulation.people.population import Population, populate
from simulation.people.year_before import kept, population_before
from simulation.place import Place

_STREAM = 1  # of the draws that only two years in a row need


@dataclass(frozen=True)
class TwoYears:
    """Summaries of two localities in two years, and the folder of policies with their packs."""

    before: Locality
    now: Locality
    policies: Path


def simulate_years(
    pack_code: str, scale: float, seed: int, out_dir: Path, policies: Path, mistakes: float = 0.01
) -> TwoYears:
    """Write two campaigns of a place, each below `out_dir` under its pack code, and their packs in `out_dir/policies`.

    The first is that of the year before `pack_code`: the same rules, every date one year earlier. Some of its persons
    die, leave or move to another unit, others are born or come. Who is enrolled in it is insured last year on the roll
    of the second (`truth/last_year.parquet`); persons that it does not know have a statement of their own. Equal
    arguments give equal bytes. `policies`: folder with the pack and the layouts. Raises KeyError for a pack that has no
    locality, ValueError for a scale that is not positive or mistakes below 0.
    """
    place, out_dir = PLACES[pack_code], Path(out_dir)
    earlier = place_before(place)
    if scale <= 0 or mistakes < 0:
        raise ValueError("scale must be above 0 and mistakes not below 0")
    write_packs(policies, pack_code, place.rules.plan_year, out_dir / "policies")
    people = populate(place, scale, np.random.default_rng([seed, 0]))
    draws = np.random.default_rng([seed, 0, _STREAM])
    first = simulate_people(
        population_before(people, earlier, draws), seed + _STREAM, out_dir / earlier.rules.pack_code, mistakes
    )
    people = kept(people, ~_is_in(people, first.dead))
    is_known = _is_in(people, first.people.number)
    insured = np.where(is_known, _is_in(people, first.enrolled), people.insured_last_year)
    people = replace(people, insured_last_year=insured)
    second = simulate_people(people, seed, out_dir / pack_code, mistakes)
    _write_last_year(people, is_known, out_dir / pack_code / "truth" / "last_year.parquet")
    return TwoYears(first.locality, second.locality, out_dir / "policies")


def place_before(place: Place) -> Place:
    """Return the place with its campaign one year earlier: every date, plan year and the code of the pack."""
    shifted: Place = _shifted(place)
    rules = place.rules
    return replace(
        shifted,
        rules=replace(
            shifted.rules,
            pack_code=code_before(rules.pack_code),
            plan_year=rules.plan_year - 1,
            payable_years=tuple(year - 1 for year in rules.payable_years),
            price_fen={(year - 1, phase): fen for (year, phase), fen in rules.price_fen.items()},
        ),
    )


def _shifted(value: Any) -> Any:
    """Copy a value with every date in it one year earlier; 29 February becomes 28 February."""
    if isinstance(value, date):
        is_leap_day = (value.month, value.day) == (2, 29)
        return value.replace(year=value.year - 1, day=28 if is_leap_day else value.day)
    if isinstance(value, tuple):
        return tuple(_shifted(item) for item in value)
    if isinstance(value, Mapping):
        return {key: _shifted(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _shifted(getattr(value, field.name)) for field in fields(value)})
    return value


def _is_in(people: Population, numbers: pa.Array) -> np.ndarray:
    """Return a mask over the persons: whether the document number is one of `numbers`."""
    is_in: np.ndarray = pc.is_in(people.number, value_set=numbers).to_numpy(zero_copy_only=False)
    return is_in


def _write_last_year(people: Population, is_known: np.ndarray, path: Path) -> None:
    """Write what the roll states about last year: one row per person on the roll."""
    roll = np.flatnonzero(people.kind == 0)
    units = pa.array([name for name, _ in people.place.units])
    table = pa.table(
        {
            "document_number": people.number.take(pa.array(roll)),
            "unit_name": units.take(pa.array(people.unit[roll])),
            "insured_last_year": pa.array(people.insured_last_year[roll]),
            "is_of_year_before": pa.array(is_known[roll]),
        }
    )
    pq.write_table(table, path)

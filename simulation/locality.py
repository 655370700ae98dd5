"""One simulated locality: persons, deliveries with and without mistakes, and the truth that follows from them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from simulation.deliveries.bad_files import add_bad_files
from simulation.deliveries.desk import Desk
from simulation.deliveries.feeds import Receipts, gather
from simulation.deliveries.mistakes import Mistakes
from simulation.deliveries.normal import NormalForms
from simulation.deliveries.real.writer import RealForms
from simulation.deliveries.statements import TRUTH_SCHEMA
from simulation.localities import PLACES
from simulation.people.cast import StoryBuilder, draw_cast
from simulation.people.plain import plain_outcomes, plain_payments
from simulation.people.population import Population, populate
from simulation.place import Place
from simulation.stories.draw import plus
from simulation.truth.intake import write_intake_truth
from simulation.truth.progress import progress
from simulation.truth.records import MEMBERSHIP_SCHEMA, OUTCOME_SCHEMA, Records, table
from simulation.truth.villages import villages


@dataclass(frozen=True)
class Locality:
    """Summary of a simulated locality. `business_date`: its last day, on which the truth is stated."""

    pack_code: str
    business_date: date
    out_dir: Path
    persons: int
    receipts: int
    deliveries: int


@dataclass(frozen=True)
class Simulated:
    """A written locality with its persons: who is enrolled for the plan year, and who is dead.

    `enrolled`, `dead`: document numbers.
    """

    locality: Locality
    people: Population
    enrolled: pa.Array
    dead: pa.Array


FormsName = Literal["normal", "real"]


def simulate(
    pack_code: str,
    scale: float,
    seed: int,
    out_dir: Path,
    mistakes: float = 0.01,
    bad_files: bool = False,
    forms: FormsName = "normal",
    *,
    statements: bool = False,
) -> Locality:
    """Write a simulated locality (deliveries/, deliveries.csv, truth/) below `out_dir`, and return its summary.

    The summary has the business date and the numbers of persons, receipts and deliveries. `pack_code`: such as
    `dongan-2020`. Equal arguments give equal bytes; files of an earlier call are overwritten. `scale`: 1.0 = as many
    persons as the notice's targets need. `seed`: of all random draws. `mistakes`: bad rows per good row, 0 = none.
    `bad_files`: add four deliveries that must be rejected, in the normal forms. `statements`: add the tax bureau's
    monthly statements, with planted differences. `forms`: 'normal' = the forms of the
    packs' layouts, 'real' = those that the senders' real systems export; the truth is the same. Raises KeyError for a
    pack that has no locality, ValueError for a scale that is not positive, mistakes below 0, or real forms of a place
    that has none.
    """
    if scale <= 0 or mistakes < 0:
        raise ValueError("scale must be above 0 and mistakes not below 0")
    place = PLACES[pack_code]
    if forms == "real" and place.address is None:
        raise ValueError(f"{pack_code} has no real forms")
    people = populate(place, scale, np.random.default_rng([seed, 0]))
    return simulate_people(people, seed, Path(out_dir), mistakes, bad_files, forms, statements=statements).locality


def simulate_people(
    people: Population,
    seed: int,
    out_dir: Path,
    mistakes: float,
    bad_files: bool = False,
    forms: FormsName = "normal",
    *,
    statements: bool = False,
) -> Simulated:
    """Write the locality of these persons: what they do, the senders' files and the truth.

    The arguments are those of `simulate`.
    """
    place = people.place
    for folder in ("deliveries", "truth"):
        (out_dir / folder).mkdir(parents=True, exist_ok=True)
    streams = [np.random.default_rng([seed, number]) for number in range(4)]
    cast = draw_cast(people, streams[1])
    records = Records(place, as_of_dates(place))
    for person in StoryBuilder(people, cast, seed).persons():
        if person.roll or person.rows or person.receipts:
            records.keep(person)
    plain = plain_payments(people, cast.unusual, streams[2])
    receipts = gather(people, plain, records)
    outcomes = _write_truth(people, records, receipts, plain_outcomes(people, plain), out_dir / "truth")
    written = RealForms(people, records, seed) if forms == "real" else NormalForms(people)
    desk = Desk(people, records, Mistakes(place, mistakes, streams[3]), out_dir / "deliveries", written)
    if statements:
        _write_statements(desk, receipts, np.random.default_rng([seed, 4]), out_dir / "truth")
    _write_deliveries(desk, receipts, out_dir, bad_files)
    counts = outcomes.num_rows, receipts.index.size, len(desk.deliveries)
    locality = Locality(place.rules.pack_code, place.ends_on, out_dir, *counts)
    return Simulated(locality, people, _enrolled(people, outcomes), _dead(people, records))


def _enrolled(people: Population, outcomes: pa.Table) -> pa.Array:
    """Return the numbers of the persons who are enrolled for the plan year."""
    main = outcomes.filter(pc.and_(pc.equal(outcomes["plan_year"], people.place.rules.plan_year), outcomes["enrolled"]))
    return people.number.take(main["index"].combine_chunks())


def _dead(people: Population, records: Records) -> pa.Array:
    """Return the numbers of the persons that a list reports as dead."""
    dead = {index for rows in records.lists.values() for index, row in rows if row.op == "death"}
    return people.number.take(pa.array(sorted(dead), pa.int64()))


def _write_deliveries(desk: Desk, receipts: Receipts, out_dir: Path, bad_files: bool) -> None:
    desk.targets()
    desk.roll()
    desk.lists()
    desk.employee()
    desk.late_entries()
    desk.tax(receipts)
    desk.appraisal()
    bad = add_bad_files(desk) if bad_files else []
    desk.write_index(out_dir / "deliveries.csv")
    write_intake_truth(desk.mistakes, bad, out_dir / "truth")


def _write_statements(desk: Desk, receipts: Receipts, rng: np.random.Generator, folder: Path) -> None:
    differences = desk.statements(receipts, rng)
    pq.write_table(table(TRUTH_SCHEMA, differences), folder / "statement.parquet")


def as_of_dates(place: Place) -> list[date]:
    """List the days on which the truth states progress, ascending.

    They are 45 days after the first day of the window, its last day, and the last day of the simulation.
    """
    return [plus(place.rules.starts_on, 45), place.rules.ends_on, place.ends_on]


def _write_truth(people: Population, records: Records, receipts: Receipts, plain: pa.Table, folder: Path) -> pa.Table:
    persons = pa.concat_tables([table(OUTCOME_SCHEMA, records.outcomes), plain.cast(OUTCOME_SCHEMA)])
    persons = persons.sort_by([("index", "ascending"), ("plan_year", "ascending")])
    rules = people.place.rules
    _write_table(people, persons, folder / "person.parquet")
    pq.write_table(
        progress(persons, receipts, records, rules.plan_year, as_of_dates(people.place)), folder / "progress.parquet"
    )
    pq.write_table(records.special.table(), folder / "special.parquet")
    pq.write_table(villages(people, persons, records, rules.plan_year), folder / "village.parquet")
    _write_table(people, table(MEMBERSHIP_SCHEMA, records.memberships), folder / "membership.parquet")
    _write_table(people, _receipt_table(people, receipts), folder / "receipt.parquet")
    stories = pa.schema([("index", pa.int64()), ("story", pa.string())])
    _write_table(people, table(stories, records.stories), folder / "story.parquet")
    return persons


def _write_table(people: Population, rows: pa.Table, path: Path) -> None:
    """Write the table with document numbers instead of the persons' indices."""
    numbers = people.number.take(rows["index"].combine_chunks())
    pq.write_table(rows.set_column(0, "document_number", numbers), path)


def _receipt_table(people: Population, receipts: Receipts) -> pa.Table:
    units = pa.array([name for name, _ in people.place.units])
    return pa.table(
        {
            "index": pa.array(receipts.index),
            "plan_year": pa.array(receipts.plan_year),
            "received_on": pa.array(receipts.received).cast(pa.date32()),
            "amount_fen": pa.array(receipts.amount_fen),
            "channel": pa.array(people.place.channels).take(pa.array(receipts.channel)),
            "unit_name": units.take(pa.array(receipts.unit, pa.int16(), mask=receipts.unit < 0)),
        }
    )

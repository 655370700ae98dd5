"""The first peer: pandas reads all files, cleans them, writes them to PostgreSQL, and merges frames to the progress.

A day is the whole program again. Frames go to the server by `to_sql` with the COPY method of the pandas documentation,
which is several times as fast as inserting. Nothing of the product is used.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine, create_engine, text

from tests.bench.peers import memberships, settlement
from tests.bench.peers.delivered import seeds
from tests.bench.peers.frames import Frames, cleaned
from tests.bench.peers.rebuild import Made

SCHEMA = "peer_pandas"
CHUNK_ROWS = 200_000


def run(url: str, pack_code: str, folder: Path, say: Callable[[str], None] = lambda text: None) -> Made:
    """Read the files of `folder`, and write facts, persons and progress to the database at `url`."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    tables = {name: _frame(table.to_pandas()) for name, table in seeds(pack_code).items()}
    say("reading")
    frames = cleaned(folder, tables)
    with engine.begin() as conn:
        conn.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    for name, frame in frames.items():
        say(f"to_sql {name}")
        _write(engine, name, frame)
    say("merging")
    persons = results(frames, tables)
    progress = persons.groupby(["unit", "category"], as_index=False)[
        ["enrolled_persons", "received_fen", "fund_fen"]
    ].sum()
    _write(engine, "person", persons)
    _write(engine, "progress", progress)
    engine.dispose()
    cells = {(row[0], row[1]): tuple(map(int, row[2:])) for row in progress.itertuples(index=False)}
    return Made({cell: counts for cell, counts in cells.items() if any(counts)}, sum(map(len, frames.values())))


def results(frames: Frames, tables: Frames) -> pd.DataFrame:
    """Unit, category, enrolled_persons (0 or 1), received_fen and fund_fen of each person, from cleaned frames."""
    campaign = tables["campaign"].iloc[0]
    listed = frames["listed"][frames["listed"]["effective_on"] <= campaign["business_date"]]
    roll, employee = frames["roll"], memberships.employee_insurance(frames["employee"], campaign)
    death = memberships.deaths(listed, campaign["business_date"])
    members = memberships.memberships(listed, roll)
    applies = memberships.claims(members, tables["subsidy"], campaign["ends_on"])
    money, special = settlement.receipts(frames["receipt"], campaign), settlement.special(applies)
    days = settlement.deciding_days(money, applies, special, campaign)
    owed = settlement.dues(days, applies, special, tables["price"], campaign)
    first = settlement.settled(owed, death, employee, campaign)
    persons = settlement.persons_of(money, first, owed, death, employee, campaign)
    persons = settlement.with_units(persons, listed, roll)
    gained = settlement.gains(owed, first, applies, death, campaign)
    gone = persons["number"].isin(settlement.lapsed(first, death, roll, tables["coverage"], campaign))
    fund = persons["number"].map(gained).astype("Float64").fillna(persons["subsidy_fen"].astype("Float64")).fillna(0)
    return persons[["number", "unit", "category"]].assign(
        enrolled_persons=(persons["is_settled"] & ~gone).astype("int64"),
        received_fen=persons["received_fen"].fillna(0).astype("int64"),
        fund_fen=fund.where(~gone, 0).astype("int64"),
    )


def _frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of dates as days of pandas."""
    for column in frame.columns:
        if column.endswith(("_on", "_date")) or column == "pay_first_after":
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    return frame


def _write(engine: Engine, name: str, frame: pd.DataFrame) -> None:
    frame.to_sql(name, engine, schema=SCHEMA, if_exists="replace", index=False, method=_copy, chunksize=CHUNK_ROWS)


def _copy(table: Any, conn: Any, columns: list[str], rows: Iterable[Any]) -> None:
    """The method `psql_insert_copy` of the pandas documentation, for psycopg 3."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    names = ", ".join(f'"{column}"' for column in columns)
    with (
        conn.connection.cursor() as cursor,
        cursor.copy(f'COPY "{table.schema}"."{table.name}" ({names}) FROM STDIN (FORMAT csv)') as pipe,
    ):
        pipe.write(buffer.getvalue())

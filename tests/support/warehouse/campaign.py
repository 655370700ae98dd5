"""Simulation -> pipeline -> comparison with the truth, person by person; used by tests and by nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow.parquet as pq
from sqlalchemy import text

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import folder as landing_folder
from pipeline.runtime.settings import Settings
from simulation.localities import PLACES
from transforms.identity.keyring import Keyring
from transforms.policy import campaign_id, load_pack
from warehouse import engine

PERSONS = 7_000

PACKS = sorted(PLACES)

ALL_KINDS = ("special_list", "target_table", "roll", "employee", "late_entry", "tax_feed")
COMPARED = (
    "status", "unit_name", "category", "due_fen", "payer", "fund_fen", "reimbursable_fen", "paid_fen", "refundable_fen",
    "enrolled", "settled_on", "coverage_from", "outside_own_window", "open_category",
)  # fmt: skip
KEY = ["person_key", "plan_year"]


class Difference(NamedTuple):
    """One person, plan year and column in which the warehouse and the truth differ; None = no such row."""

    person_key: str
    plan_year: int
    column: str
    expected: Any
    actual: Any


def run_pipeline(settings: Settings, pack_code: str, folder: Path, business_date: dt.date) -> intake.IntakeReport:
    """Land, take and assess everything that the simulation delivered."""
    landing_folder.deliver_all(settings, pack_code, folder)
    report = intake.run(settings, pack_code, ALL_KINDS, business_date)
    assess.run(settings, pack_code, business_date)
    return report


def frame(settings: Settings, sql: str, **params: Any) -> pd.DataFrame:
    with engine.create(settings.warehouse_url("loader")).connect() as conn:
        result = conn.execute(text(sql), params)
        return pd.DataFrame(result.all(), columns=list(result.keys()), dtype=object)


def person_keys(settings: Settings, numbers: list[str]) -> list[str | None]:
    """Document numbers -> person keys, as the warehouse knows them."""
    aliases = [key.hex() for key in Keyring(settings.hash_key, settings.cipher_key).alias_keys(numbers)]
    known = frame(settings, "SELECT person_key::text AS key FROM vault.person")
    found = {key.replace("-", ""): key for key in known["key"]}
    return [found.get(alias) for alias in aliases]


def dues(settings: Settings, pack_code: str) -> pd.DataFrame:
    """What the warehouse says, in the truth's columns."""
    return frame(
        settings,
        """SELECT d.person_key::text AS person_key, d.plan_year, d.status, u.name AS unit_name, d.category, d.due_fen,
                  d.payer, d.fund_fen, d.reimbursable_fen, d.paid_fen, d.refundable_fen,
                  d.status = 'enrolled' AS enrolled,
                  d.settled_on, d.coverage_from, d.open_category,
                  'paid_outside_own_window' = ANY(d.flags) AS outside_own_window
           FROM core.dues AS d LEFT JOIN policy.unit AS u ON u.campaign_id = d.campaign_id AND u.unit_id = d.unit_id
           WHERE d.campaign_id = :id""",
        id=campaign_id(pack_code),
    )


def truth(settings: Settings, pack_code: str, folder: Path) -> pd.DataFrame:
    """What the simulation knows, with the warehouse's person keys and unit names."""
    table = pd.DataFrame(pq.read_table(folder / "truth" / "person.parquet").to_pydict(), dtype=object)
    names = _printed_names(settings, pack_code)
    table["person_key"] = person_keys(settings, table["document_number"].tolist())
    table["unit_name"] = [names.get(name, name) for name in table["unit_name"]]
    return table[[*KEY, *COMPARED, "document_number"]]


def differences(settings: Settings, pack_code: str, folder: Path) -> list[Difference]:
    """Every difference; raises AssertionError if there was nothing to compare."""
    expected, actual = truth(settings, pack_code, folder), dues(settings, pack_code)
    assert len(expected) > 100, "the truth is empty: nothing would be checked"
    missing = expected[expected["person_key"].isna()]
    found = [Difference(f"number {i}", int(r.plan_year), "person", "known", None) for i, r in missing.iterrows()]
    both = expected.dropna(subset=["person_key"]).merge(
        actual, on=KEY, how="outer", suffixes=("_truth", ""), indicator=True
    )
    for row in both[both["_merge"] != "both"].itertuples():
        found.append(Difference(row.person_key, int(row.plan_year), "row", row.status_truth, row.status))
    pairs = both[both["_merge"] == "both"]
    for column in COMPARED:
        left, right = pairs[f"{column}_truth"].map(_plain), pairs[column].map(_plain)
        for row in pairs[left != right].itertuples():
            expected_value, actual_value = getattr(row, f"{column}_truth"), getattr(row, column)
            found.append(Difference(row.person_key, int(row.plan_year), column, expected_value, actual_value))
    return found


def _unlisted_words(settings: Settings, pack_code: str) -> dict[str, str]:
    """Return what stands behind the numbers of categories that the pack does not list: marts show the number only."""
    rows = frame(
        settings,
        """SELECT w.category_no, w.word FROM landing.unlisted_category AS w
           INNER JOIN policy.campaign AS c ON w.campaign_id = c.campaign_id WHERE c.pack_code = :pack""",
        pack=pack_code,
    )
    return {f"unknown:{number}": f"unknown:{word}" for number, word in rows.itertuples(index=False)}


def progress(settings: Settings, pack_code: str, as_of: dt.date) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(unit name, category) -> (enrolled, received fen, fund fen) of the main plan year, from the mart."""
    rows = frame(
        settings,
        """SELECT unit_name, category, sum(enrolled_persons)::bigint, sum(received_fen)::bigint, sum(fund_fen)::bigint
           FROM mart.progress
           WHERE pack_code = :pack AND on_date <= :as_of AND plan_year = (
               SELECT plan_year FROM policy.campaign WHERE pack_code = :pack)
           GROUP BY unit_name, category""",
        pack=pack_code, as_of=as_of,
    )  # fmt: skip
    words = _unlisted_words(settings, pack_code)
    return {
        (r[0] or "", words.get(r[1], r[1])): (int(r[2]), int(r[3]), int(r[4]))
        for r in rows.itertuples(index=False) if any(r[2:5])
    }  # fmt: skip


def true_progress(
    settings: Settings, pack_code: str, folder: Path
) -> dict[dt.date, dict[tuple[str, str], tuple[int, ...]]]:
    names = _printed_names(settings, pack_code)
    rows = pq.read_table(folder / "truth" / "progress.parquet").to_pylist()
    days: dict[dt.date, dict[tuple[str, str], tuple[int, ...]]] = {row["as_of"]: {} for row in rows}
    for row in rows:
        values = (row["enrolled_persons"], row["received_fen"], row["fund_fen"])
        if any(values):
            days[row["as_of"]][(names.get(row["unit_name"], row["unit_name"]), row["category"])] = values
    return days


def special(settings: Settings, pack_code: str, as_of: dt.date) -> dict[tuple[str, str], tuple[int, ...]]:
    """(unit name, category) -> members, enrolled, undefined, undefined and paid, from the mart; '' = the total."""
    rows = frame(
        settings,
        """SELECT unit_name, category, sum(member_persons)::bigint, sum(enrolled_persons)::bigint,
                  sum(undefined_persons)::bigint, sum(undefined_paid_persons)::bigint
           FROM mart.special_coverage WHERE pack_code = :pack AND on_date <= :as_of GROUP BY unit_name, category""",
        pack=pack_code, as_of=as_of,
    )  # fmt: skip
    words = _unlisted_words(settings, pack_code)
    counts = {
        (r[0] or "", words.get(r[1], r[1])): tuple(int(count) for count in r[2:]) for r in rows.itertuples(index=False)
    }
    return {key: values for key, values in counts.items() if any(values)}


def true_special(
    settings: Settings, pack_code: str, folder: Path
) -> dict[dt.date, dict[tuple[str, str], tuple[int, ...]]]:
    names = _printed_names(settings, pack_code)
    days: dict[dt.date, dict[tuple[str, str], tuple[int, ...]]] = {}
    for row in pq.read_table(folder / "truth" / "special.parquet").to_pylist():
        key = names.get(row["unit_name"], row["unit_name"]), row["category"]
        days.setdefault(row["as_of"], {})[key] = tuple(row[name] for name in row if name.endswith("_persons"))
    return days


def villages(settings: Settings, pack_code: str) -> dict[tuple[str, str], tuple[int, ...]]:
    """(unit name, village) -> persons enrolled, owing, undefined, from the mart."""
    rows = frame(
        settings,
        "SELECT unit_name, village, enrolled_persons, owing_persons, undefined_persons FROM mart.village_progress"
        " WHERE pack_code = :pack",
        pack=pack_code,
    )
    words = _unlisted_words(settings, pack_code)
    counts = {
        (r[0] or "", words.get(r[1], r[1])): tuple(int(count) for count in r[2:]) for r in rows.itertuples(index=False)
    }
    return {key: values for key, values in counts.items() if any(values)}


def true_villages(settings: Settings, pack_code: str, folder: Path) -> dict[tuple[str, str], tuple[int, ...]]:
    names = _printed_names(settings, pack_code)
    counts: dict[tuple[str, str], list[int]] = {}
    for row in pq.read_table(folder / "truth" / "village.parquet").to_pylist():
        if row["status"] in (statuses := ("enrolled", "owing", "undefined")):
            key = names.get(row["unit_name"], row["unit_name"]), row["village"]
            counts.setdefault(key, [0, 0, 0])[statuses.index(row["status"])] += row["count_all"]
    return {key: tuple(values) for key, values in counts.items()}


def _printed_names(settings: Settings, pack_code: str) -> dict[str, str]:
    """Any name or alias of a unit -> the name the pack prints."""
    pack = load_pack(settings.pack_path(pack_code) / "pack.yaml")
    printed = {unit.unit_id: unit.name for unit in pack.units.all()}
    return {name: printed[unit_id] for name, unit_id in pack.unit_names().items()}


def _plain(value: Any) -> Any:
    """One form for what pandas, Arrow and the driver spell differently."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return "∅"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return bool(value) if isinstance(value, bool) else str(value)


def scale_of(pack_code: str, persons: int = PERSONS) -> float:
    return persons / sum(target for _, target in PLACES[pack_code].units)

"""The mistakes dial changes files, never the truth; what is planted is really there, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from simulation import Locality, simulate
from simulation.deliveries.mistakes import UNKNOWN_UNIT
from simulation.localities import PLACES
from tests.campaign.simulation.read_deliveries import cells, deliveries, dicts
from tests.campaign.simulation.test_deliveries import NUMBER
from tests.campaign.simulation.test_documents import is_right

TRUTHS = ("person", "receipt", "membership", "progress", "story")
UNIT = {
    "civil_affairs": "所属乡镇",
    "poverty_relief": "乡镇",
    "disabled_federation": "户籍乡镇",
    "health": "所在乡镇",
    "veterans": "乡镇(街道)",
    "education": "乡镇",
    "roll": "乡镇",
}


def planted(locality: Locality) -> Counter[tuple[str, str]]:
    rows = pq.read_table(locality.out_dir / "truth" / "quarantine.parquet").to_pylist()
    return Counter({(r["file"], r["reason_code"]): r["rows"] for r in rows})


def test_the_dial_does_not_touch_the_truth(tmp_path: Path) -> None:
    for name, rate in (("none", 0.0), ("many", 0.1)):
        simulate("dongan-2020", 0.005, 3, tmp_path / name, mistakes=rate, bad_files=rate > 0)
    for table in TRUTHS:
        same = {(tmp_path / name / "truth" / f"{table}.parquet").read_bytes() for name in ("none", "many")}
        assert len(same) == 1, table
    clean = pq.read_table(tmp_path / "none" / "truth" / "quarantine.parquet")
    assert clean.num_rows == 0
    assert pq.read_table(tmp_path / "many" / "truth" / "quarantine.parquet").num_rows > 50


@pytest.mark.parametrize("pack_code", sorted(PLACES))
def test_rows_of_every_file_are_counted(made: Callable[[str], Locality], pack_code: str) -> None:
    locality = made(pack_code)
    counts = {r["file"]: r for r in pq.read_table(locality.out_dir / "truth" / "delivery.parquet").to_pylist()}
    bad: Counter[str] = Counter()
    for (file, _), rows in planted(locality).items():
        bad[file] += rows
    for delivery in deliveries(locality):
        file, source = delivery["file"], delivery["source"]
        rows = [tuple(map(str, r.values())) for r in dicts(locality.out_dir / "deliveries" / file, source)]
        of_file = counts.pop(file)
        assert of_file["row_count"] == len(rows), file
        assert of_file["duplicate_count"] == len(rows) - len(set(rows)), file
        assert of_file["quarantine_count"] == bad[file]
        assert of_file["clean_count"] == len(rows) - of_file["duplicate_count"] - bad[file]
        assert bad[file] <= len(rows) / 8
    assert not counts


@pytest.mark.parametrize("pack_code", sorted(PLACES))
def test_planted_faults_are_found_in_the_files(made: Callable[[str], Locality], pack_code: str) -> None:
    """Looked for again by the raw cells alone."""
    locality, counted = made(pack_code), Counter[tuple[str, str]]()
    for delivery in deliveries(locality):
        source = delivery["source"]
        if source in NUMBER:
            seen = dicts(locality.out_dir / "deliveries" / delivery["file"], source)
            for row in {tuple(r.items()): r for r in seen}.values():
                for reason in _faults(row, source):
                    counted[(delivery["file"], reason)] += 1
    reasons = {reason for _, reason in counted}
    wanted = {key: rows for key, rows in planted(locality).items() if key[1] in reasons and _is_list(key[0])}
    assert sum(wanted.values()) > 100
    assert dict(counted) == wanted


def _is_list(file: str) -> bool:
    return not file.startswith(("tax", "employee"))


def _faults(row: dict[str, object], source: str) -> list[str]:
    number = row[NUMBER[source]]
    if isinstance(number, float | int):
        return ["document_numeric_cell"]
    text, faults = str(number), []
    if "*" in text:
        faults.append("document_masked")
    elif len(text) != 18:
        faults.append("document_length")
    elif text[10:14] == "0230":
        faults.append("document_birth_date")
    elif not is_right(text):
        faults.append("document_checksum")
    if row[UNIT[source]] == UNKNOWN_UNIT:
        faults.append("unit_unknown")
    if not row["学生姓名" if source == "education" else "姓名"]:
        faults.append("name_blank")
    if any(str(value).startswith("01/02/") for value in row.values()):
        faults.append("date_ambiguous")
    return faults


def test_planted_money_faults_are_found_in_the_feeds(made: Callable[[str], Locality]) -> None:
    locality, counted = made("dongan-2020"), Counter[str]()
    for delivery in deliveries(locality, "tax"):
        for row in cells(locality.out_dir / "deliveries" / delivery["file"], "tax")[1:-1]:
            amount = str(row[4])
            counted["amount_format"] += amount == "1,23"
            counted["amount_not_positive"] += amount != "1,23" and float(amount) <= 0
            counted["plan_year_not_payable"] += row[3] not in ("2019", "2020")
    wanted: Counter[str] = Counter()
    for (_, reason), rows in planted(locality).items():
        if reason in counted:
            wanted[reason] += rows
    assert counted == wanted
    assert min(counted.values()) > 0


def test_bad_files_are_named_and_bad(made: Callable[[str], Locality]) -> None:
    locality = made("kaijiang-2020")
    rows = pq.read_table(locality.out_dir / "truth" / "bad_file.parquet").to_pylist()
    assert {r["kind"]: r["decision"] for r in rows} == {
        "empty": "reject",
        "truncated": "reject",
        "unknown_columns": "reject",
        "other_place": "reject",
    }
    content = {r["kind"]: (locality.out_dir / "deliveries" / r["file"]).read_bytes() for r in rows}
    assert content["empty"] == b""
    assert content["truncated"].startswith(b"PK")
    assert b"PK\x05\x06" not in content["truncated"]  # the end of a zip's directory
    units = [name for name, _ in PLACES["kaijiang-2020"].units]
    assert not any(unit in content["other_place"].decode("gb18030") for unit in units)

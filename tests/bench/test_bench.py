"""The bench's own arithmetic, its floor and its meter, on places small enough for seconds."""

from __future__ import annotations

import csv
import datetime as dt
import io
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from rich.console import Console

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import folder as landing_folder
from pipeline.runtime.settings import Settings
from simulation import simulate
from simulation.deliveries.feeds import control_row
from simulation.localities import PLACES
from tests.bench import __main__ as command
from tests.bench import copies, files, floor, report, stages
from tests.bench.figures import ratios
from tests.bench.figures.disk import Size
from tests.bench.meter import MIB, Measured, MeasuredError, measure
from tests.bench.run import Effort, Result, Stage, differences
from tests.support.quick import quick_and_long
from tests.support.warehouse import campaign

PERSONS = 2_500


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, dt.date]]:
    """A function: pack code -> folder and business date of a tiny place without mistakes."""

    def make(pack_code: str) -> tuple[Path, dt.date]:
        folder = tmp_path_factory.mktemp("bench")
        scale = PERSONS / sum(target for _, target in PLACES[pack_code].units)
        return folder, simulate(pack_code, scale, 5, folder, mistakes=0).business_date

    return make


@pytest.mark.long
def test_floor_equals_product(
    tiny: Callable[[str], tuple[Path, dt.date]], make_warehouse: Callable[..., Settings]
) -> None:
    folder, on = tiny("dongan-2020")
    _feeds_by_month(folder)
    first, day = files.split(folder)
    settings = make_warehouse()
    for part in (first, day):
        landing_folder.deliver_all(settings, "dongan-2020", part)
        report_of_part = intake.run(settings, "dongan-2020", stages.ALL_KINDS, on)
        assert report_of_part.committed > 0 and report_of_part.quarantined == 0
        assess.run(settings, "dongan-2020", on)
        known = campaign.progress(settings, "dongan-2020", on)
        if part is first:
            made = floor.run("dongan-2020", first)
            assert len(known) > 30
            assert made.progress == known
    assert floor.run("dongan-2020", folder).progress == known, "all files, in the order of the index"
    _copies_move_every_fact(settings, folder / "facts")


def _feeds_by_month(folder: Path) -> None:
    """One feed per month instead of one per day: the same receipts, and seconds instead of a minute at the gate."""
    with (folder / "deliveries.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    months: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        if row["source"] == "tax":
            months.setdefault(row["period"][:7], []).append(row)
    for month, days in months.items():
        texts = [(folder / "deliveries" / day["file"]).read_bytes().decode("gb18030") for day in days]
        receipts = [line for text in texts for line in text.splitlines(keepends=True)[1:-1]]
        fen = sum(round(float(line.split(",")[4]) * 100) for line in receipts)
        header = texts[0].splitlines(keepends=True)[0]
        whole = header + "".join(receipts) + control_row(len(receipts), fen)
        (folder / "deliveries" / f"tax_{month}.csv").write_bytes(whole.encode("gb18030"))
        rows.append({**days[-1], "file": f"tax_{month}.csv", "period": month})
    kept = [row for row in rows if row["source"] != "tax" or len(row["period"]) == 7]
    with (folder / "deliveries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(kept)


def _copies_move_every_fact(settings: Settings, folder: Path) -> None:
    url = settings.warehouse_url("owner")
    with psycopg.connect(url) as conn:
        counts = [conn.execute(f"SELECT count(*) FROM core.{table}").fetchone() for table in copies.FACT_TABLES]
    copied = copies.run(url, folder, checkpoint=False)
    assert copied.rows == sum(row[0] for row in counts if row) > PERSONS
    assert set(copied.seconds) == {"unlogged", "logged"} and min(copied.seconds.values()) > 0
    assert copied.byte_count > copied.rows * 50


@pytest.mark.parametrize("pack_code", quick_and_long(sorted(PLACES), {"dongan-2020"}))
def test_floor_equals_truth(tiny: Callable[[str], tuple[Path, dt.date]], pack_code: str, settings: Settings) -> None:
    folder, on = tiny(pack_code)
    truth = campaign.true_progress(settings, pack_code, folder)[on]
    assert len(truth) > 15
    assert differences(dict(truth), dict(floor.run(pack_code, folder).progress)) == []


def test_one_missing_receipt_is_seen(tiny: Callable[[str], tuple[Path, dt.date]]) -> None:
    folder, _ = tiny("heyuan-2020")
    first, _ = files.split(folder)
    whole, part = floor.run("heyuan-2020", folder).progress, floor.run("heyuan-2020", first).progress
    assert differences(dict(whole), dict(part))


def test_split_keeps_every_file_once_and_takes_the_busiest_day(tmp_path: Path) -> None:
    (tmp_path / "deliveries").mkdir()
    lines = ["file,source,period"]
    for name, source, size in (("a.csv", "tax", 5), ("b.csv", "tax", 9), ("c.csv", "roll", 50)):
        (tmp_path / "deliveries" / name).write_bytes(b"x" * size)
        lines.append(f"{name},{source},p")
    (tmp_path / "deliveries.csv").write_text("\n".join(lines) + "\n")
    first, day = files.split(tmp_path)
    listed = [(part / "deliveries.csv").read_text().splitlines()[1:] for part in (first, day)]
    assert listed == [["a.csv,tax,p", "c.csv,roll,p"], ["b.csv,tax,p"]]
    linked = {path.name: path.stat().st_size for part in (first, day) for path in (part / "deliveries").iterdir()}
    assert linked == {"a.csv": 5, "b.csv": 9, "c.csv": 50}


def test_differences_count_a_missing_cell_as_zeros() -> None:
    expected = {("a", "x"): (1, 2, 3), ("b", "x"): (0, 5, 0)}
    actual = {("a", "x"): (1, 2, 3), ("c", "x"): (1, 0, 0)}
    assert differences(expected, actual) == [
        (("b", "x"), (0, 5, 0), (0, 0, 0)),
        (("c", "x"), (0, 0, 0), (1, 0, 0)),
    ]


def _result() -> Result:
    """Every stage with seconds that make the ratios easy: the product's work 40 s, DuckDB 4 s, COPY 2 and 5 s."""
    result = Result("dongan-2020", 0.1, persons=1_000)
    seconds = {"read and gate": 20, "merge": 10, "assess": 6, "post": 4, "DuckDB: read": 3, "DuckDB: compute": 1}
    seconds |= {"COPY, unlogged": 2, "COPY, logged": 5, "one day: merge": 1, "one day: assess": 3, "rest of intake": 4}
    names = [prefix + name for prefix in ("", "again: ", "one day: ") for name in ratios.WHOLE]
    for name in [*names, *ratios.FLOOR, "COPY, unlogged", "COPY, logged"]:
        measured = Measured(None, 0, 0, 0, (50 if "DuckDB" in name else 200) * MIB, 10 * MIB)
        result.add(name, 1_000, seconds.get(name, 0), measured)
    result.efforts = {"intake": Effort(9, 1), "assessment": Effort(1, 9), "floor: DuckDB": Effort(5, 0)}
    result.efforts |= {"land": Effort(0, 0), "publish": Effort(4, 1)}
    result.efforts |= {f"one day: {name}": Effort(0.25, 0.25) for name in ratios.PROCESSES}
    for peer, whole, day in (("pandas", 60, 80), ("rebuild", 20, 16)):
        for name, seconds in ((peer, whole), (f"{peer}, one day more", day)):
            result.add(name, 1_000, seconds, Measured(None, 0, 0, 0, MIB, MIB))
            result.efforts[f"peer: {name}"] = Effort(seconds / 4, seconds / 4)
    return result


def test_ratios() -> None:
    result = _result()
    groups = ratios.ratios(result.stages, result.efforts)
    days = [4 / 80, 4 / 16]
    assert list(groups["wall"].values()) == [10, 11, 20 / 3, 10, 5, 2, 44 / 9, 0.1, 44 / 60, 44 / 20, *days]
    assert list(groups["steady"].values()) == [4, 2 / 25, 25 / 30, 25 / 10, 2 / 40, 2 / 8, 4]


def test_a_ratio_over_nothing_is_not_a_number() -> None:
    result = _result()
    result.stages["COPY, unlogged"] = Stage("COPY, unlogged", 0, 0.0, 1, 1)
    assert ratios.ratios(result.stages, result.efforts)["wall"]["merge / COPY into unlogged tables"] is None


def test_the_table_fits_a_page_and_says_whether_the_counts_agree() -> None:
    result = _result()
    result.cells = 7
    result.differing_from_peers = {"pandas": [], "rebuild": [(("某镇", "ordinary"), (4, 90, 0), (2, 90, 0))]}
    result.disk = {"core.dues": Size(30_000, 10_000)}
    result.differing_from_truth = [(("某镇", "ordinary"), (3, 100, 0), (2, 90, 0))]
    page = io.StringIO()
    report.show(result, Console(file=page, width=report.WIDTH))
    lines = page.getvalue().splitlines()
    assert max(map(len, lines)) <= report.WIDTH
    assert any("progress of the product = progress of DuckDB: all 7 cells" in line for line in lines)
    assert any("DIFFERS from the truth in 1 of 7 cells: 1 persons, 10 fen received" in line for line in lines)
    assert any("progress of the product = progress of pandas" in line for line in lines)
    assert any("DIFFERS from rebuild in 1 of 7 cells: 2 persons" in line for line in lines)
    assert any("40  (10)  core.dues" in line for line in lines)
    assert any("a second run of everything" in line for line in lines)


def _holds_memory(mebibytes: int, say: Callable[[str], None]) -> int:
    block = bytearray(b"x") * (mebibytes * MIB)
    say("holding")
    time.sleep(0.3)
    return len(block)


def _fails(say: Callable[[str], None]) -> None:
    raise ValueError("no such thing")


@pytest.mark.long
def test_the_meter_sees_seconds_and_memory_of_the_other_process() -> None:
    small, large = (measure("hold", _holds_memory, size, say=lambda text: None) for size in (1, 120))
    assert large.value == 120 * MIB
    assert 0.3 <= large.seconds < 30
    assert 100 * MIB < large.own_peak_bytes - small.own_peak_bytes < 150 * MIB
    assert large.server_peak_bytes == 0


@pytest.mark.long
def test_the_meter_hands_on_a_failure() -> None:
    with pytest.raises(MeasuredError, match="ValueError: no such thing"):
        measure("fail", _fails, say=lambda text: None)


def test_falls_behind_are_printed_and_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    result = _result()
    measured = ratios.ratios(result.stages, result.efforts)
    committed = {"wall": {}, "steady": {ratios.MEMORY: 3.0}}
    monkeypatch.setattr(ratios, "committed_ratios", lambda place: committed if place == "known" else {})
    page = io.StringIO()
    console = Console(file=page, width=report.WIDTH)
    assert command._falls("known", measured, True, console) is True
    assert command._falls("new", measured, False, console) is False
    assert "FALLS BEHIND: product's own peak memory / DuckDB's (steady): 3 committed, 4 now" in page.getvalue()
    assert "new has no committed ratios" in page.getvalue() and "the machine was busy" in page.getvalue()


def test_places_of_the_command_line() -> None:
    assert command.arguments([]).places == [("dongan-2020", 0.1), ("heyuan-2020", 0.1)]
    assert command.arguments(["--pack", "heyuan-2020", "--scale", "0.5"]).places == [("heyuan-2020", 0.5)]
    with pytest.raises(SystemExit):
        command.arguments(["--pack", "heyuan-2020", "--scale", "1", "--scale", "2"])

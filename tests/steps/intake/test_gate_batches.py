"""Many files gated together: each gets what it would get alone, in order, in windows that bound the memory."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from expectations import groups, validate_each
from pipeline.intake import gate as intake_gate
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.landing.delivery import Delivery
from pipeline.policy import registry
from pipeline.runtime.fork import forked
from pipeline.runtime.settings import Settings
from tests.support.files.builders import (
    AS_OF,
    LAYOUTS,
    ROLL_HEADER,
    ROLL_SOURCE,
    TAX_SOURCE,
    FakeSource,
    civil_file,
    civil_row,
    context,
    number,
    passing,
    tax_file,
    tax_row,
    write_csv,
)
from tests.support.quick import quick_and_long
from tests.support.warehouse.campaign import ALL_KINDS, frame
from transforms.intake.gate.batches import Delivered, gate_files, judge_deliveries
from transforms.intake.gate.gate import gate_file
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import GateResult

PACK = "dongan-2020"
DAY = dt.timedelta(days=1)


def feed(folder: Path, name: str, rows: int, *, as_of: dt.date = AS_OF, **changes: Any) -> Delivered:
    """A tax feed with some faulty rows; `changes` concern every row but the first."""
    faults: list[dict[str, Any]] = [{}, {"name": ""}, {"unit": "别处镇"}, {"document": "123"}]
    lines = [
        tax_row(at, **({"receipt": f"{name}{at}"} | (faults[at % 40] if at % 40 < 4 else {}) | (changes if at else {})))
        for at in range(rows)
    ]
    return Delivered(
        tax_file(folder / f"{name}.csv", lines), TAX_SOURCE, LAYOUTS["tax"], context("feed", as_of=as_of)
    )  # fmt: skip


def roll(folder: Path, name: str, rows: int) -> Delivered:
    lines = [f"赵六,{number(at)},,,{'' if at % 9 == 0 else '甲镇'},某村,H1,是,否" for at in range(rows)]
    return Delivered(
        write_csv(folder / f"{name}.csv", [ROLL_HEADER, *lines]), ROLL_SOURCE, LAYOUTS["roll"], context("full")
    )  # fmt: skip


def special(folder: Path, name: str, rows: list[list[Any]]) -> Delivered:
    return Delivered(
        civil_file(folder / f"{name}.xlsx", rows), FakeSource(), LAYOUTS["civil_affairs"], context("full")
    )  # fmt: skip


@pytest.fixture
def mixed(tmp_path: Path) -> list[Delivered]:
    """Kinds and days mixed as they come; some are rejected, held, unreadable or without rows."""
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"")
    seen = "2019-12-10"
    return [
        feed(tmp_path, "a", 120),
        special(tmp_path, "b", [civil_row(at) for at in range(1, 30)]),
        feed(tmp_path, "c", 90, as_of=AS_OF + DAY, received=seen),
        feed(tmp_path, "d", 7, as_of=AS_OF - DAY, received=seen),
        Delivered(broken, TAX_SOURCE, LAYOUTS["tax"], context("feed")),
        feed(tmp_path, "e", 1),
        roll(tmp_path, "f", 80),
        feed(tmp_path, "g", 40, unit="别处镇"),
        special(tmp_path, "h", []),
        special(tmp_path, "i", [civil_row(at, category="") for at in range(1, 6)]),
        feed(tmp_path, "j", 110, as_of=AS_OF + DAY),
        feed(tmp_path, "k", 0),
        roll(tmp_path, "l", 3),
    ]


def plain(result: GateResult) -> dict[str, Any]:
    """Everything in a result, tables as rows."""
    found = {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}
    return {name: value.to_pylist() if isinstance(value, pa.Table) else value for name, value in found.items()}


@pytest.mark.parametrize("window_rows", quick_and_long([1, 130, 100_000], {130}))
def test_together_as_alone(
    reader: Reader, mixed: list[Delivered], window_rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = [gate_file(reader, *one, validate_each) for one in mixed]
    runs: list[int] = []
    settle = groups._settle
    monkeypatch.setattr(
        groups, "_settle", lambda kind, members, limits: runs.append(len(members)) or settle(kind, members, limits)
    )
    together = list(gate_files(reader, mixed, validate_each, window_rows))
    assert [plain(one) for one in together] == [plain(one) for one in alone]
    assert [one.decision for one in together] == [
        "accept", "accept", "accept", "hold", "reject", "accept", "accept", "reject", "hold", "hold", "accept",
        "accept", "accept",
    ]  # fmt: skip
    assert {"gate_failed"} <= {reason.code for one in together for reason in one.reasons}
    with_rows = sum(one.row_count > 0 for one in together)
    assert with_rows == 10
    if window_rows == 1:
        assert runs == [1] * with_rows
    else:
        assert max(runs) > 1
        assert (runs.count(1) < with_rows) == (window_rows > 1)


def test_aside_as_alone(reader: Reader, mixed: list[Delivered]) -> None:
    """Every delivery fills its window here; what is handed out early differs by the suite's word alone."""
    alone = [gate_file(reader, *one, validate_each) for one in mixed]
    told = 0
    judged = judge_deliveries(reader, mixed, validate_each, forked, window_rows=1)
    for coming, result in zip(judged, alone, strict=True):
        likely, final = plain(coming.likely), plain(coming.final())
        assert final == plain(result)
        of_the_suite = [one for one in final["reasons"] if one not in likely["reasons"]]
        assert {one.code for one in of_the_suite} <= {"gate_failed", "other_place"}
        assert {name for name in final if final[name] != likely[name]} <= {"decision", "reasons"}
        told += bool(of_the_suite)
    assert told >= 1


def test_one_call_for_each_kind_and_limits_of_a_window(reader: Reader, mixed: list[Delivered]) -> None:
    calls: list[tuple[str, list[int]]] = []

    def watched(kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> list[tuple[str, ...]]:
        calls.append((kind, [table.num_rows for table in tables]))
        assert "as_of" not in limits
        return passing(kind, tables, limits)

    other = mixed[0]._replace(context=dataclasses.replace(mixed[0].context, plan_years={2019, 2020}))
    list(gate_files(reader, [*mixed, other], watched))
    assert calls == [
        ("tax_feed", [120, 90, 7, 1, 40, 110]), ("special_list", [29, 5]), ("roll", [80, 3]), ("tax_feed", [120]),
    ]  # fmt: skip


def test_a_window_holds_no_more_rows_than_it_may(reader: Reader, tmp_path: Path) -> None:
    sizes = [30, 30, 30, 250, 10, 100, 5]
    files = [feed(tmp_path, f"w{place}", size) for place, size in enumerate(sizes)]
    windows: list[list[int]] = []
    taken = 0

    def taking() -> Iterator[Delivered]:
        nonlocal taken
        for one in files:
            taken += 1
            yield one

    def watched(kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> list[tuple[str, ...]]:
        windows.append([table.num_rows for table in tables])
        return passing(kind, tables, limits)

    results = gate_files(reader, taking(), watched, 100)
    assert next(results).row_count == 30
    assert taken == 4, "more was read than one window and the file that did not fit"
    assert [30, *(one.row_count for one in results)] == sizes
    assert windows == [[30, 30, 30], [250], [10], [100], [5]]


def test_a_failure_of_our_own_keeps_the_files_before_it(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [feed(tmp_path, name, 4) for name in "abc"]
    bad = files[1]._replace(source=dataclasses.replace(TAX_SOURCE, kind="no such kind"))
    results = gate_files(reader, [files[0], bad, files[2]], passing)
    assert next(results).row_count == 4
    with pytest.raises(KeyError):
        next(results)


def test_the_pack_tells_the_gate_its_places_and_categories(settings: Settings) -> None:
    pack = registry.load(settings, PACK)
    source = next(one for one in pack.sources if one.kind == "special_list")
    pending = Delivery(
        delivery_id=uuid.UUID(int=1),
        source=source.source,
        kind=source.kind,
        list_mode="full",
        period="2019-12",
        cut_off_on=AS_OF - DAY,
        version=1,
        file_name="名单.xlsx",
        sha256="0" * 64,
        delivered_on=AS_OF,
    )
    (one,) = intake_gate.gate_inputs(settings, pack, [pending])
    root = pack.units.root
    assert set(one.context.unit_area) == {root.name, *root.aliases, pack.campaign.place_name}
    assert list(one.context.unit_area) == sorted(one.context.unit_area, key=len, reverse=True)
    assert one.context.category_labels == {c.label_zh: c.category for c in pack.categories}
    assert (one.context.as_of, one.context.cut_off_on, one.context.list_mode) == (AS_OF, AS_OF - DAY, "full")
    assert {len(code) for code in one.context.known_area_codes} == {2}
    assert pack.standard.price.fen in one.context.plausible_amounts_fen
    assert one.context.file_name == "名单.xlsx" and len(one.context.known_layouts) > 5


def test_a_run_takes_all_in_order_and_one_bad_file_disturbs_nobody(settings: Settings, tmp_path: Path) -> None:
    pack = registry.load(settings, PACK)
    unit = pack.units.children[0].name
    year = str(pack.campaign.plan_year)
    announced = []
    for place in range(6):
        rows = [
            tax_row(
                at, receipt=f"R{place}-{at}", unit="别处镇" if place == 4 else pack.units.root.name + unit, year=year
            )
            for at in range(1, 6)
        ]
        path = tax_file(tmp_path / f"{place}.csv", rows)
        if place == 2:
            path.write_bytes(path.read_bytes()[:-30])  # broken off
        on = AS_OF + place * DAY
        announced.append(landing.Announcement(path, "tax", f"2019-12-{10 + place}", "feed", on, on))
    landing.deliver(settings, PACK, announced)
    told: list[str] = []
    report = intake.run(settings, PACK, ALL_KINDS, AS_OF + 30 * DAY, progress=told.append)
    states = ["已入库", "已入库", "整份退回，未入库", "已入库", "整份退回，未入库", "已入库"]
    assert told == [
        f"{PACK}：第 {n} 份，共 6 份，tax 2019-12-{9 + n}：{state}" for n, state in enumerate(states, start=1)
    ]
    assert (report.committed, report.rejected) == (4, 2)
    assert frame(settings, "SELECT count(*) FROM core.payment").iloc[0, 0] == 4 * 5
    assert set(report.seconds) == {"read and gate", "merge"} and all(v > 0 for v in report.seconds.values())
    order = frame(settings, "SELECT period FROM landing.delivery WHERE committed_no IS NOT NULL ORDER BY committed_no")
    assert order["period"].tolist() == [f"2019-12-{day}" for day in (10, 11, 13, 15)]

"""Real forms: the truth of the normal files, the headings of the systems, and rows that must not count."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from simulation import Locality, simulate
from simulation.localities import PACKS_WITH_REAL_FORMS

HEADINGS = {
    "civil_affairs": {"所属省级", "所属街道", "身份证号", "最初享受月份", "救助类型", "残疾证号"},
    "poverty_relief": {"户类型", "证件号码", "户编号"},
    "disabled_federation": {"残疾类别", "残疾等级", "姓名"},
    "education": {"身份证件号", "学籍辅号", "成员1身份证件号"},
    "veterans": {"所属行政区划", "优抚对象状态"},
    "roll": {"参保情况", "自付金额", "户号"},
    "employee": {"险种类型", "人员参保状态", "暂停参保日期"},
    "tax": {"电子税票号码", "证件号码"},
    "targets": {"任务数", "常住人口"},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Locality]:
    """A function: pack code, forms -> a small locality."""

    @cache
    def make(pack_code: str, forms: str) -> Locality:
        folder = tmp_path_factory.mktemp(f"{pack_code}-{forms}")
        return simulate(pack_code, 0.004, 3, folder, mistakes=0.03, forms=forms)  # type: ignore[arg-type]

    return make


def _rows(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        text = path.read_bytes().decode("gb18030" if path.name.startswith("tax") else "utf-8-sig")
        return list(csv.reader(text.splitlines()))
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [[str(cell) for cell in row] for row in rows]


def _index(locality: Locality) -> list[dict[str, str]]:
    return list(csv.DictReader((locality.out_dir / "deliveries.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("pack_code", PACKS_WITH_REAL_FORMS)
def test_the_truth_is_that_of_the_normal_files(made: Callable[[str, str], Locality], pack_code: str) -> None:
    normal, real = (made(pack_code, forms).out_dir / "truth" for forms in ("normal", "real"))
    tables = ("person", "receipt", "membership", "progress", "special", "village", "story")
    assert all((normal / f"{name}.parquet").read_bytes() == (real / f"{name}.parquet").read_bytes() for name in tables)


@pytest.mark.parametrize("pack_code", PACKS_WITH_REAL_FORMS)
def test_every_file_has_the_headings_of_its_system(made: Callable[[str, str], Locality], pack_code: str) -> None:
    locality, seen = made(pack_code, "real"), set()
    for delivery in _index(locality):
        if delivery["period"] == "2020-12" or delivery["source"] == "late_entry":
            continue  # the bureau or a town fills these tables in itself; no system exports them
        rows = _rows(locality.out_dir / "deliveries" / delivery["file"])
        header = next(row for row in rows if len([cell for cell in row if cell]) > 3)
        assert set(header) >= HEADINGS[delivery["source"]], delivery["file"]
        assert {"变动类型", "变动日期"} <= set(header) or delivery["list_mode"] != "change"
        seen.add(delivery["source"])
    assert seen >= HEADINGS.keys() - {"education", "veterans"}


@pytest.mark.parametrize(
    ("pack_code", "start", "words"),
    [
        ("dongan-2020", "disabled_federation_2019-08", {"注销"}),
        ("dongan-2020", "employee_", {"城乡居民基本医疗保险"}),
        ("kaijiang-2020", "veterans_2019-08", {"去世"}),
        ("kaijiang-2020", "employee_", {"城乡居民基本医疗保险"}),
        ("kaijiang-2020", "tax_2019-1", {"被冲销", "未缴费"}),
    ],
)
def test_rows_that_must_not_count_are_there(
    made: Callable[[str, str], Locality], pack_code: str, start: str, words: set[str]
) -> None:
    folder = made(pack_code, "real").out_dir / "deliveries"
    cells = {cell for path in folder.glob(f"{start}*") for row in _rows(path) for cell in row}
    assert words <= cells


def test_months_and_certificates_are_there(made: Callable[[str, str], Locality]) -> None:
    folder = made("dongan-2020", "real").out_dir / "deliveries"
    civil = _rows(folder / "civil_affairs_2019-08.xlsx")
    since = [row[civil[0].index("最初享受月份")] for row in civil[1:]]
    assert {len(text) for text in since if text and not text.startswith("01/02")} == {len("2019-07"), len("2019-07-31")}
    disabled = _rows(folder / "disabled_federation_2019-08.xlsx")
    lengths = {len(row[1]) for row in disabled[1:]}
    assert {20, 22} <= lengths


def test_equal_arguments_give_equal_bytes(made: Callable[[str, str], Locality], tmp_path: Path) -> None:
    again = simulate("kaijiang-2020", 0.004, 3, tmp_path, mistakes=0.03, forms="real")
    first = made("kaijiang-2020", "real")
    for delivery in _index(first):
        both = {(place.out_dir / "deliveries" / delivery["file"]).read_bytes() for place in (first, again)}
        assert len(both) == 1, delivery["file"]


def test_a_place_without_real_forms_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no real forms"):
        simulate("hefei-2020", 0.001, 1, tmp_path, forms="real")

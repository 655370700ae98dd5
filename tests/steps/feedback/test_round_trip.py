"""The workbook that came back mended is a delivery: all is as if the clean file had come in the first place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.runtime.settings import Settings
from tests.support.files.damaged_list import (
    CLEAN,
    DAMAGE,
    DAMAGED,
    DAY,
    HEAD_ROW,
    NOW,
    PACK,
    book_of,
    deliver_rows,
    file_of,
    hand_in,
    mend,
    place_of,
    query,
    saved,
)
from tests.support.files.poverty_list import person, row
from tests.support.warehouse import snapshot

# what a list says, and who is meant by it, whatever delivery said it
IN_FORCE = (
    "SELECT f.person_key, f.category, f.op, f.effective_on, f.cut_off_on, f.birth_on, f.grade, f.subclass,"
    " f.hukou_local, f.unit_id, f.row_no FROM core.membership_fact AS f JOIN landing.delivery AS d USING (delivery_id)"
    " WHERE d.state = 'committed' ORDER BY 1, 2, 3, 4"
)
RESULTS = ("core.dues", "ledger.event_total", "ledger.coverage_total", "policy.subsidy", "vault.person")


def take_in(settings: Settings) -> intake.IntakeReport:
    return intake.run(settings, PACK, ["special_list"], DAY, clock=lambda: NOW)


def state(settings: Settings) -> dict[str, Any]:
    assess.run(settings, PACK, DAY)
    taken = snapshot.take(settings)
    return {"facts": query(settings, IN_FORCE)} | {name: taken[name] for name in RESULTS}


@pytest.fixture(scope="module")
def clean(make_warehouse: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    settings = make_warehouse()
    deliver_rows(settings, tmp_path_factory.mktemp("clean"), CLEAN)
    take_in(settings)
    found = state(settings)
    assert len(found["facts"]) == len(CLEAN) and found["core.dues"][0] == len(CLEAN)
    return found


def test_mended_in_one_go_it_equals_the_clean_file(settings: Settings, tmp_path: Path, clean: dict[str, Any]) -> None:
    wanted = deliver_rows(settings, tmp_path, DAMAGED)
    assert take_in(settings).quarantined == len(DAMAGE)
    book = book_of(file_of(settings, wanted))
    for position in DAMAGE:
        mend(book, position)
    hand_in(settings, saved(book, tmp_path / "报回.xlsx"), 2)
    report = take_in(settings)
    assert (report.committed, report.clean, report.quarantined) == (1, len(CLEAN), 0)
    assert state(settings) == clean


@pytest.mark.long
def test_mended_row_by_row_each_workbook_names_what_is_left(
    settings: Settings, tmp_path: Path, clean: dict[str, Any]
) -> None:
    """One row per round: version 2 mends the first bad row of version 1, version 3 that of version 2, and so on."""
    last = deliver_rows(settings, tmp_path, DAMAGED)
    take_in(settings)
    left = sorted(DAMAGE)
    while left:
        book = book_of(file_of(settings, last))
        sheet = book["逐行结果"]
        told = {
            sheet.cell(at, 1).value for at in range(HEAD_ROW + 1, sheet.max_row + 1)
            if sheet.cell(at, place_of(sheet, "2", "处理结果")[1]).value == "不合格，未入库"
        }  # fmt: skip
        assert told == {str(position + 2) for position in left}
        mend(book, left.pop(0))
        version = len(DAMAGE) - len(left) + 1
        last = hand_in(settings, saved(book, tmp_path / f"{version}.xlsx"), version)
        report = take_in(settings)
        assert (report.committed, report.quarantined) == (1, len(left))
    assert state(settings) == clean
    assert query(settings, "SELECT count(*) FROM landing.delivery WHERE state = 'superseded'") == [(len(DAMAGE),)]


def test_a_held_delivery_is_mended_too(settings: Settings, tmp_path: Path, clean: dict[str, Any]) -> None:
    rows = [one._replace(unit="无此镇") if n % 2 else one for n, one in enumerate(CLEAN)]
    rows[0] = rows[0]._replace(name="")
    wanted = deliver_rows(settings, tmp_path, rows)
    assert take_in(settings).held == 1
    book = book_of(file_of(settings, wanted))
    sheet = book["逐行结果"]
    for n, (bad, good) in enumerate(zip(rows, CLEAN, strict=True)):
        for heading, old, new in (("乡镇", bad.unit, good.unit), ("姓名", bad.name, good.name)):
            if old != new:
                at, column = place_of(sheet, str(n + 2), heading)
                sheet.cell(at, column).value = new
    hand_in(settings, saved(book, tmp_path / "报回.xlsx"), 2)
    assert take_in(settings).committed == 1
    assert state(settings) == clean


def test_rows_are_taken_out_and_added(settings: Settings, tmp_path: Path) -> None:
    wanted = deliver_rows(settings, tmp_path, CLEAN[:8])
    take_in(settings)
    book = book_of(file_of(settings, wanted))
    sheet = book["逐行结果"]
    at, column = place_of(sheet, "3", "标记")
    sheet.cell(at, column).value = "删除"
    sheet.delete_rows(place_of(sheet, "5", "标记")[0])
    new, columns = row(30), {sheet.cell(HEAD_ROW, at).value: at for at in range(1, sheet.max_column + 1)}
    below = sheet.max_row + 1
    cells = {"乡镇": new.unit, "姓名": new.name, "证件号码": new.number, "人口类别": new.category,
             "识别时间": new.recognised, "是否本县户籍": new.local}  # fmt: skip
    for heading, value in cells.items():
        sheet.cell(below, columns[heading]).value = value
    hand_in(settings, saved(book, tmp_path / "报回.xlsx"), 2)
    report = take_in(settings)
    assert (report.rows, report.clean) == (7, 7)
    rows_in_force = query(settings, IN_FORCE.replace("ORDER BY 1, 2, 3, 4", "ORDER BY f.row_no"))
    assert [one[-1] for one in rows_in_force] == [2, 4, 6, 7, 8, 9, 10]


def test_a_whole_number_typed_in_is_the_correction_and_stars_left_are_no_change(
    settings: Settings, tmp_path: Path
) -> None:
    wanted = deliver_rows(settings, tmp_path, CLEAN[:6])
    take_in(settings)
    before = query(settings, IN_FORCE)
    book = book_of(file_of(settings, wanted))
    at, column = place_of(book["逐行结果"], "4", "证件号码")
    assert "********" in book["逐行结果"].cell(at, column).value
    book["逐行结果"].cell(at, column).value = person(40)[1]
    hand_in(settings, saved(book, tmp_path / "报回.xlsx"), 2)
    take_in(settings)
    after = query(settings, IN_FORCE)
    assert len(set(before) - set(after)) == 1 and len(set(after) - set(before)) == 1


def test_stars_typed_over_a_number_are_told_as_masked(settings: Settings, tmp_path: Path) -> None:
    wanted = deliver_rows(settings, tmp_path, CLEAN[:6])
    take_in(settings)
    book = book_of(file_of(settings, wanted))
    at, column = place_of(book["逐行结果"], "4", "证件号码")
    book["逐行结果"].cell(at, column).value = person(40)[1][:6] + "*" * 8 + person(40)[1][-4:][::-1]
    last = hand_in(settings, saved(book, tmp_path / "报回.xlsx"), 2)
    assert take_in(settings).quarantined == 1
    told = query(settings, f"SELECT row_no, reason_code FROM landing.quarantine WHERE delivery_id = '{last}'")
    assert told == [(4, "document_masked")]


def _refused(settings: Settings) -> str:
    assert take_in(settings).rejected == 1
    ((reasons,),) = query(settings, "SELECT reasons FROM landing.delivery WHERE state = 'rejected'")
    return str(reasons[0]["code"])


def test_a_workbook_of_another_period_is_refused(settings: Settings, tmp_path: Path) -> None:
    wanted = deliver_rows(settings, tmp_path, DAMAGED)
    take_in(settings)
    hand_in(settings, file_of(settings, wanted), 2, period="2019-09")
    assert _refused(settings) == "feedback_of_other"


def test_the_same_version_again_is_refused(settings: Settings, tmp_path: Path) -> None:
    wanted = deliver_rows(settings, tmp_path, DAMAGED)
    take_in(settings)
    hand_in(settings, file_of(settings, wanted), 1)
    assert _refused(settings) == "feedback_version"


def _mark_cell(book: Any, heading: str) -> Any:
    sheet = book["封面"]
    for line in sheet.iter_rows():
        for cell in line:
            if cell.value == heading:
                return sheet.cell(cell.row + 1, cell.column)
    raise AssertionError(heading)


@pytest.mark.parametrize("heading", ["报送编号", "原文件指纹", "反馈期次", "校验码"])
def test_a_mark_that_was_tampered_with_is_refused(settings: Settings, tmp_path: Path, heading: str) -> None:
    wanted = deliver_rows(settings, tmp_path, DAMAGED)
    other = deliver_rows(settings, tmp_path, [row(n) for n in range(40, 46)], period="2019-07")
    take_in(settings)
    book, strange = book_of(file_of(settings, wanted)), book_of(file_of(settings, other))
    value = _mark_cell(strange, heading).value
    cell = _mark_cell(book, heading)
    cell.value = value if value != cell.value else "9"
    hand_in(settings, saved(book, tmp_path / "报回.xlsx"), 2)
    assert _refused(settings) == "feedback_altered"


@pytest.mark.parametrize(("key", "code"), [("999", "feedback_row"), ("4", "feedback_row_twice")])
def test_a_row_number_that_was_tampered_with_is_refused(
    settings: Settings, tmp_path: Path, key: str, code: str
) -> None:
    wanted = deliver_rows(settings, tmp_path, DAMAGED)
    take_in(settings)
    book = book_of(file_of(settings, wanted))
    book["逐行结果"].cell(place_of(book["逐行结果"], "6", "标记")[0], 1).value = key
    hand_in(settings, saved(book, tmp_path / "报回.xlsx"), 2)
    assert _refused(settings) == code


def test_a_mark_that_nobody_knows_is_refused(settings: Settings, tmp_path: Path) -> None:
    wanted = deliver_rows(settings, tmp_path, DAMAGED)
    take_in(settings)
    book = book_of(file_of(settings, wanted))
    at, column = place_of(book["逐行结果"], "6", "标记")
    book["逐行结果"].cell(at, column).value = "待查"
    hand_in(settings, saved(book, tmp_path / "报回.xlsx"), 2)
    assert _refused(settings) == "feedback_mark_unknown"


def test_without_its_cover_it_is_a_list_with_masked_numbers(settings: Settings, tmp_path: Path) -> None:
    wanted = deliver_rows(settings, tmp_path, DAMAGED)
    take_in(settings)
    book = book_of(file_of(settings, wanted))
    del book["封面"]
    hand_in(settings, saved(book, tmp_path / "报回.xlsx"), 2)
    _refused(settings)
    ((reasons,),) = query(settings, "SELECT reasons FROM landing.delivery WHERE state = 'rejected'")
    assert "mostly_masked" in {one["code"] for one in reasons}

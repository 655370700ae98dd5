"""What a layout says of a sender's form beside headers: which sheets, several persons in a row, dates, amounts."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.files.builders import (
    LAYOUTS,
    LAYOUTS_FOLDER,
    TAX_HEADER,
    FakeSource,
    context,
    number,
    passing,
    write_csv,
    write_xlsx,
)
from transforms.intake.base.raw_table import PERSON_STRIDE, RawTable
from transforms.intake.base.reasons import refuse
from transforms.intake.gate.gate import gate_file
from transforms.intake.layouts.files import LayoutError, load_layout
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.reader import Reader
from transforms.intake.reading.recognise import explain_header
from transforms.intake.values.context import GateResult
from transforms.report.feedback.content import row_key
from transforms.text.folding import fold_header

FAMILY = {
    "further_persons": [
        {"name": ["配偶姓名"], "document_number": ["配偶身份证号"], "sex": ["配偶性别"]},
        {"name": ["子女姓名"], "document_number": ["子女身份证号"]},
    ]
}
HEADER = [
    "姓名",
    "身份证号",
    "性别",
    "配偶姓名",
    "配偶身份证号",
    "配偶性别",
    "子女姓名",
    "子女身份证号",
    "人员类别",
    "乡镇",
    "认定日期",
]
SHARED = ["低保对象", "甲镇", "2019-09-01"]


def layout(folder: Path, base: str = "civil_affairs", **changes: Any) -> Layout:
    """A sender's form with some keys changed, read from a file as those of a pack are."""
    (folder / "shared").mkdir(exist_ok=True)
    (folder / "shared" / "vocabulary.yaml").write_bytes((LAYOUTS_FOLDER / "shared" / "vocabulary.yaml").read_bytes())
    content = yaml.safe_load((LAYOUTS_FOLDER / f"{base}.yaml").read_text(encoding="utf-8"))
    path = folder / f"{base}.yaml"
    path.write_text(yaml.safe_dump({**content, **changes}, allow_unicode=True), encoding="utf-8")
    return load_layout(path)


def gated(reader: Reader, path: Path, form: Layout) -> GateResult:
    source = FakeSource(kind=form.kind, layout=form.layout, list_mode="feed" if form.kind == "tax_feed" else "full")
    return gate_file(reader, path, source, form, context(source.list_mode), passing)


def family(*rows: Sequence[str]) -> list[list[str]]:
    return [HEADER, *([*row, *[""] * (8 - len(row)), *SHARED] for row in rows)]


FAMILIES = family(
    ["赵一", number(1), "男", "钱二", number(2), "女", "赵三", number(3, "20100101")],
    ["孙四", number(5), "男"],
    ["", "", "", "李五", number(4), "女"],
    ["周六", number(7), "男", "吴七", "1234", "女"],
)
MEANT = [
    (2, "赵一"),
    (2 + PERSON_STRIDE, "钱二"),
    (2 + 2 * PERSON_STRIDE, "赵三"),
    (3, "孙四"),
    (4 + PERSON_STRIDE, "李五"),
    (5, "周六"),
]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_each_person_of_a_row_is_a_row(reader: Reader, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"名册.{form}"
    if form == "xlsx":
        write_xlsx(path, FAMILIES)
    else:
        write_csv(path, [",".join(row) for row in FAMILIES])
    found = gated(reader, path, layout(tmp_path, **FAMILY))
    assert (found.decision, found.row_count, found.clean_count, found.quarantine_count) == ("accept", 7, 6, 1)
    rows = found.clean.to_pylist()
    assert [(row["row_no"], row["name"]) for row in rows] == MEANT
    assert {(row["category"], row["unit_id"], row["effective_on"]) for row in rows} == {
        ("minimum_living", "u1", dt.date(2019, 9, 1))
    }
    # what is said of the first person alone is not said of the others: the child's sex is not compared
    assert "sex_mismatch" not in found.warnings["reason_code"].to_pylist()
    assert found.quarantine.to_pylist() == [
        {"row_no": 5 + PERSON_STRIDE, "reason_code": "document_length", "column_name": "document_number"}
    ]


def test_cells_that_say_that_there_is_nobody_name_nobody(reader: Reader, tmp_path: Path) -> None:
    marks = ["无", "/", "-", "—", "——", "\\", "0", "／", " - "]
    rows = [["赵", number(at), "", mark, mark, "", mark] for at, mark in enumerate(marks, 1)]
    mixed = [
        ["钱", number(21), "", "无", "", "", "", "/"], ["孙", number(22), "", "0", "-", "——"],
        ["李", number(23), "", "周", "无"], ["/", "/", "", "吴", number(24)],
    ]  # fmt: skip
    path = write_xlsx(tmp_path / "a.xlsx", family(*rows, *mixed))
    found = gated(reader, path, layout(tmp_path, **FAMILY))
    assert found.decision == "accept", found.reasons
    assert found.clean["name"].to_pylist() == ["赵"] * len(marks) + ["钱", "孙", "李", "吴"]
    kept_out = {(row["row_no"], row["reason_code"]) for row in found.quarantine.to_pylist()}
    assert {row for row, _ in kept_out} == {13 + PERSON_STRIDE, 14}, "who is named, and the first person of a row"
    assert (13 + PERSON_STRIDE, "document_characters") in kept_out


def test_a_heading_over_several_columns_stands_over_each(reader: Reader, tmp_path: Path) -> None:
    above = ["户主", "", "", "配偶", "", "", "子女", "", "人员类别", "乡镇", "认定日期"]
    below = ["姓名", "身份证号", "性别", "姓名", "身份证号", "性别", "姓名", "身份证号", "", "", ""]
    form = layout(
        tmp_path, **FAMILY, header_rows=2,
        columns={
            **yaml.safe_load((LAYOUTS_FOLDER / "civil_affairs.yaml").read_text(encoding="utf-8"))["columns"],
            "name": {"headers": ["户主姓名"]}, "document_number": {"headers": ["户主身份证号"]},
            "sex": {"headers": ["户主性别"], "required": "never"},
        },
    )  # fmt: skip
    found = gated(reader, write_xlsx(tmp_path / "名册.xlsx", [above, below, *FAMILIES[1:]]), form)
    assert [(row["row_no"] - 1, row["name"]) for row in found.clean.to_pylist()] == MEANT


def test_a_number_in_a_numeric_cell_is_that_persons_fault(reader: Reader, tmp_path: Path) -> None:
    rows = [list(row) for row in family(["赵一", number(1), "男", "钱二", number(2), "女"])]
    rows[1][4] = float(number(2)[:17] + "0")  # type: ignore[call-overload]
    found = gated(reader, write_xlsx(tmp_path / "名册.xlsx", rows), layout(tmp_path, **FAMILY))
    assert [row["name"] for row in found.clean.to_pylist()] == ["赵一"]
    told = {(row["row_no"], row["reason_code"]) for row in found.quarantine.to_pylist()}
    assert told == {(2 + PERSON_STRIDE, "document_numeric_cell")}


def test_a_person_named_twice_in_one_row_is_one(reader: Reader, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "名册.xlsx", family(["赵一", number(1), "男", "赵一", number(1), "男"]))
    found = gated(reader, path, layout(tmp_path, **FAMILY))
    assert (found.row_count, found.clean_count, found.duplicate_count) == (2, 1, 1)


@pytest.mark.parametrize(("stated", "is_remarked"), [("4户", False), ("7人", False), ("6人", True)])
def test_a_total_may_count_families_or_persons(reader: Reader, tmp_path: Path, stated: str, is_remarked: bool) -> None:
    path = write_xlsx(tmp_path / "名册.xlsx", [*FAMILIES, ["合计", stated, *[""] * 9]])
    found = gated(reader, path, layout(tmp_path, **FAMILY))
    assert ("total_differs" in found.warnings["reason_code"].to_pylist()) == is_remarked


def test_the_sender_finds_the_person(reader: Reader, tmp_path: Path) -> None:
    raw = reader.read(write_xlsx(tmp_path / "名册.xlsx", FAMILIES), layout(tmp_path, **FAMILY))
    assert [row_key(raw, row) for row in raw.table["row_no"].to_pylist()] == [
        "2", "2第2人", "2第3人", "3", "4第2人", "5", "5第2人"
    ]  # fmt: skip
    assert raw.sender_place(5 + PERSON_STRIDE) == ("第1个工作表", 5)
    assert set(raw.letters) == {"name", "document_number", "sex", "category", "unit", "effective_on"}


@pytest.mark.parametrize(
    ("further", "told"),
    [
        ([{"name": ["配偶姓名"]}], "further_persons"),
        ([{"name": ["姓名"], "document_number": ["配偶身份证号"]}], "已经用于"),
        ([{"name": ["甲"], "document_number": ["乙"]}, {"name": ["丙"], "document_number": ["乙"]}], "已经用于"),
        ([{"name": ["甲"], "document_number": ["乙"], "unit": ["丙"]}], "further_persons"),
        ([{"name": [f"甲{n}"], "document_number": [f"乙{n}"]} for n in range(10)], "further_persons：最多 9 项"),
    ],
)  # fmt: skip
def test_columns_of_persons_that_cannot_be(tmp_path: Path, further: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(LayoutError, match=told):
        layout(tmp_path, further_persons=further)
    with pytest.raises(LayoutError, match="只有人员名册和底册"):
        layout(tmp_path, "tax", **FAMILY)


def sheets(folder: Path, *names: str) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    for at, name in enumerate(names):
        sheet = book.active if at == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        for row in (HEADER[:2] + HEADER[8:], [f"人{at}", number(at + 1), *SHARED]):
            sheet.append(row)
    book.save(folder / "名册.xlsx")
    return folder / "名册.xlsx"


def test_only_the_sheets_of_the_form_are_read(reader: Reader, tmp_path: Path) -> None:
    path = sheets(tmp_path, "八月", "本月", "存档")
    assert [row["name"] for row in gated(reader, path, layout(tmp_path)).clean.to_pylist()] == ["人0", "人1", "人2"]
    found = gated(reader, path, layout(tmp_path, sheets=["本月", "补充"]))
    assert [row["name"] for row in found.clean.to_pylist()] == ["人1"]
    missing = gated(reader, path, layout(tmp_path, sheets=["补充"]))
    assert (missing.decision, [one.code for one in missing.reasons]) == ("reject", ["sheet_missing"])
    assert "补充" in missing.reasons[0].message_zh


@pytest.mark.parametrize(
    ("order", "day"),
    [("day_month_year", dt.date(2019, 2, 1)), ("month_day_year", dt.date(2019, 1, 2)), (None, None)],
)
def test_a_date_that_ends_with_its_year_is_read_as_the_form_says(
    reader: Reader, tmp_path: Path, order: str | None, day: dt.date | None
) -> None:
    rows = [HEADER[:2] + HEADER[8:], *(["张三", number(at), *SHARED[:2], text] for at, text in enumerate(
        ["01/02/2019", "2019-03-04", "1-2-19", "01/02-2019"], start=1
    ))]  # fmt: skip
    found = gated(reader, write_csv(tmp_path / "名册.csv", [",".join(row) for row in rows]),
                  layout(tmp_path, **({"date_order": order} if order else {})))  # fmt: skip
    days = {row["row_no"]: row["effective_on"] for row in found.clean.to_pylist()}
    assert days == ({2: day} if day else {}) | {3: dt.date(2019, 3, 4)}
    assert {row["reason_code"] for row in found.quarantine.to_pylist()} == {"date_ambiguous"}


@pytest.mark.parametrize(("unit", "header", "fen"), [("分", "缴费金额", 25000), ("元", "缴费金额", 2_500_000),
                                                    ("分", "缴费金额(元)", 2_500_000)])  # fmt: skip
def test_amounts_are_in_the_unit_of_the_header_or_else_of_the_form(
    reader: Reader, tmp_path: Path, unit: str, header: str, fen: int
) -> None:
    lines = [
        TAX_HEADER.replace("缴费金额(元)", header),
        f"r1,张三,{number(1)},2020,25000,2019-12-01,2019-12-02,微信,甲镇",
    ]
    form = layout(tmp_path, "tax", amount_unit=unit, control_row=None)
    found = gated(reader, write_csv(tmp_path / "流水.csv", lines), form)
    assert found.clean["amount_fen"].to_pylist() == [fen]


@pytest.mark.parametrize(
    ("title", "header", "fen"),
    [
        ("金额单位：角", "缴费金额", 2500),
        ("单位：（分）", "缴费金额", 250),
        ("某县缴费明细　单位：万元", "缴费金额", 250_000_000),
        ("金额单位：角", "缴费金额(元)", 25000),
        ("填报单位：元坝镇", "缴费金额", 25000),
        ("填报单位：分水镇", "缴费金额", 25000),
    ],
)
def test_amounts_are_in_the_unit_that_stands_above_the_table(
    reader: Reader, tmp_path: Path, title: str, header: str, fen: int
) -> None:
    lines = [
        title, TAX_HEADER.replace("缴费金额(元)", header),
        f"r1,张三,{number(1)},2020,250,2019-12-01,2019-12-02,微信,甲镇",
    ]  # fmt: skip
    form = layout(tmp_path, "tax", control_row=None)
    found = gated(reader, write_csv(tmp_path / "流水.csv", lines), form)
    assert found.clean["amount_fen"].to_pylist() == [fen]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (["户主姓名", "户主身份证号", "配偶姓名", "配偶身份证号", *HEADER[-3:]], "layout_unknown"),
        (["姓名1", "证件号码1", "姓名2", "证件号码2", *HEADER[-3:]], "layout_unknown"),
        (["成员一姓名", "成员一身份证号码", "成员二姓名", "成员二身份证号码", *HEADER[-3:]], "layout_unknown"),
        (["户主姓名", "户主身份证号", *HEADER[-3:]], "column_missing"),
        (["户主姓名", "户主身份证号", "联系人姓名", *HEADER[-3:]], "column_missing"),
        (["姓名", "身份证号", "配偶姓名", "配偶身份证号", "人员类别", "乡镇"], "column_missing"),
    ],
)
def test_columns_of_several_persons_that_nobody_described_are_a_form_of_their_own(
    reader: Reader, tmp_path: Path, header: list[str], code: str
) -> None:
    rows = [header, ["x"] * len(header)]
    path = write_xlsx(tmp_path / "civil_affairs_2019-09.xlsx", rows)
    form = layout(tmp_path)
    described = dataclasses.replace(context("full"), known_layouts=(form,))
    source = FakeSource(kind=form.kind, layout=form.layout, list_mode="full")
    result = gate_file(reader, path, source, form, described, passing)
    assert ({one.code for one in result.reasons}, result.decision) == (
        {code},
        "hold" if code == "layout_unknown" else "reject",
    )


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_tells_people_to_fill_a_column_in_is_no_part_of_its_name(
    reader: Reader, tmp_path: Path, form: str
) -> None:
    header = [
        "姓名（必填）",
        "*身份证号码",
        "人员类别：",
        "所属乡镇*",
        "＊认定日期【必填项】:",
        "是否本县户籍 (选填)",
        "备注(填写)",
    ]
    rows = [header, ["赵一", number(1), *SHARED, "是", ""]]
    path = tmp_path / f"名册.{form}"
    if form == "xlsx":
        write_xlsx(path, rows)
    else:
        write_csv(path, [",".join(row) for row in rows])
    found = gated(reader, path, layout(tmp_path))
    assert (found.decision, found.clean["name"].to_pylist()) == ("accept", ["赵一"]), found.reasons
    assert found.clean["hukou_local"].to_pylist() == [True]
    assert "extra_column" not in found.warnings["reason_code"].to_pylist()


def test_only_what_tells_to_fill_in_is_left_out_of_a_header() -> None:
    written = ["缴费金额（元）：", "*缴费金额(元)（必填）", "姓名（曾用名）", "必填", "身份*证"]
    names = ["缴费金额(元)", "缴费金额(元)", "姓名(曾用名)", "必填", "身份*证"]
    assert [fold_header(one) for one in written] == names


def test_a_header_that_the_form_itself_marks_is_found(reader: Reader, tmp_path: Path) -> None:
    columns = LAYOUTS["civil_affairs"].model_dump(mode="json")["columns"]
    columns["category"]["headers"] = ["*救助类别（必填）："]
    rows = [["姓名", "身份证号码", "救助类别", "所属乡镇", "认定日期"], ["赵一", number(1), *SHARED]]
    found = gated(reader, write_xlsx(tmp_path / "a.xlsx", rows), layout(tmp_path, columns=columns))
    assert (found.decision, found.clean_count) == ("accept", 1), found.reasons


def test_of_equally_close_columns_the_first_is_named(tmp_path: Path) -> None:
    head = [["户主姓名", "户主身份证号", "配偶姓名", "配偶身份证号", *HEADER[-3:]]]
    refused = explain_header([head], layout(tmp_path), [], "full", refuse("column_missing"))
    assert refused is not None
    for told in ("“姓名”像是 A 列", "“身份证号码”像是 B 列", "未登记的列：C 列、D 列"):
        assert told in refused.reasons[0].message_zh


def test_a_family_whose_first_person_is_blank_is_no_footer(reader: Reader, tmp_path: Path) -> None:
    rows = [["备注", *HEADER], ["说明：户主已故", "", "", "", "钱二", number(2), "女", "", "", *SHARED]]
    path = write_xlsx(tmp_path / "civil_affairs_2019-09.xlsx", rows)
    result = gated(reader, path, layout(tmp_path, **FAMILY))
    assert result.clean["name"].to_pylist() == ["钱二"]


def test_rows_of_further_persons_do_not_reach_other_numbers() -> None:
    """Sheets, rows and persons keep apart in one number, and the largest fits."""
    raw = RawTable.__new__(RawTable)
    raw.form, raw.sheet = "xlsx", "第1个工作表"
    last = 9 * PERSON_STRIDE + 63 * 2_000_000 + 1_048_576
    assert last < 2**31 and raw.sender_place(last) == ("第64个工作表", 1_048_576)

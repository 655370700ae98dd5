"""The sheet 特殊人群 of a progress workbook, as a reader of the file sees it."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl

from tests.support import sample_report
from transforms.report.outcomes.content import OUTCOME_LABELS
from transforms.report.outcomes.sheet import NAME
from transforms.report.progress.compose import progress_report
from transforms.report.progress.files import xlsx_bytes
from transforms.report.progress.own_part import figures_of_view
from transforms.report.progress.rows import OutcomeRow
from transforms.report.publication import View

ROWS = [
    OutcomeRow(unit_id="a", outcome="enrolled", persons=3),
    OutcomeRow(unit_id="a", outcome="unanswered", persons=1),
    OutcomeRow(unit_id="b", outcome="soldier", persons=2),
    OutcomeRow(unit_id="", outcome="other", persons=1),
]


def _report(form: str, view: View | None = None):  # type: ignore[no-untyped-def]
    facts = replace(sample_report.facts(), outcomes=ROWS)
    report = progress_report(sample_report.SLOT, 0, sample_report.snapshot(special_form=form), facts)
    return figures_of_view(report, view) if view else report


def test_the_form_of_offices_is_a_sheet_of_its_own_where_the_pack_has_it() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(_report("outcomes"))))
    sheet = book[NAME]
    head = [cell.value for cell in sheet[3]]
    assert head[:4] == ["序号", "单位", "任务数\n（人）", "本地居民"]
    assert head[-5:] == ["未反馈", "完成数\n（人）", "完成率", "其中已参保\n（人）", "参保率"]
    lines = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=4, max_row=9)]
    assert [(line[0], line[1], line[2], *line[-4:]) for line in lines] == [
        (1, "乙镇", 2, 2, 1.0, 0, 0.0),
        (2, "甲镇", 4, 3, 0.75, 3, 0.75),
        ("——", "丙乡", 0, 0, "——", 0, "——"),
        ("——", "丁乡", 0, 0, "——", 0, "——"),
        ("——", "其他", 1, 0, "——", 0, "——"),
        (None, "合计", 7, 5, 0.7143, 3, 0.4286),
    ]
    assert sheet.print_title_rows == "$1:$3" and sheet.page_setup.orientation == "landscape"
    assert "不是参保率" in str(sheet["A10"].value) and any(
        "不是参保率" in str(c.value) for r in book["打印"] for c in r
    )


def test_few_columns_that_go_on_on_a_further_sheet_are_in_portrait() -> None:
    rows = [OutcomeRow(unit_id="a", outcome=outcome, persons=9_999_999) for outcome in OUTCOME_LABELS]
    report = progress_report(
        sample_report.SLOT,
        0,
        sample_report.snapshot(special_form="outcomes"),
        replace(sample_report.facts(), outcomes=rows),
    )
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(report)))
    further = [sheet.page_setup.orientation for sheet in book if sheet.title.startswith(f"{NAME}（续")]
    assert book[NAME].page_setup.orientation == "landscape" and further[-1] == "portrait"


def test_without_the_form_or_the_right_to_it_there_is_no_sheet() -> None:
    for report in (_report("coverage"), _report("outcomes", View("tax", fields=("money",)))):
        assert report.outcomes is None
        assert NAME not in openpyxl.load_workbook(io.BytesIO(xlsx_bytes(report))).sheetnames

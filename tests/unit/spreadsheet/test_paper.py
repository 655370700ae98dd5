"""Widths on paper: how much smaller columns are made, how they are divided, how high a wrapped text is."""

import io
import zipfile

import pytest

from transforms.spreadsheet import paper
from transforms.spreadsheet.safe_writer import SafeBook

ROOM = 82 * (842 - 2 * 0.4 * 72) / 100


def test_a_column_has_seven_pixels_for_each_character_and_five_more() -> None:
    assert paper.column_points(10) == 75 * 0.75 and paper.column_points(0.5) == 6 * 0.75


def test_columns_are_made_smaller_in_whole_percent_and_never_larger() -> None:
    assert paper.percent_of([10, 10], "landscape") == 100
    wide = [10.0] * 12
    assert paper.percent_of(wide, "landscape") == int(100 * ROOM / (12 * 56.25)) == 95
    assert paper.percent_of(wide, "portrait") < paper.percent_of(wide, "landscape")


@pytest.mark.parametrize(("columns", "is_readable"), [(12, True), (13, False)])
def test_letters_of_ten_points_may_lose_a_tenth(columns: int, is_readable: bool) -> None:
    assert paper.is_readable([10] * columns, "landscape") is is_readable


def test_groups_stay_together_while_they_fit() -> None:
    groups = [[10.0] * 6, [10.0] * 5, [10.0] * 5]
    assert paper.divide([10], groups, "landscape") == (tuple(range(11)), tuple(range(11, 16)))
    assert paper.divide([10], [[10.0] * 4, [10.0] * 4], "landscape") == (tuple(range(8)),)
    assert paper.divide([10], [], "landscape") == ((),)


def test_a_group_that_is_too_wide_alone_is_divided() -> None:
    assert paper.divide([10], [[10.0], [10.0] * 20], "landscape") == ((0,), tuple(range(1, 12)), tuple(range(12, 21)))
    assert paper.divide([10], [[900.0, 10.0]], "landscape") == ((0,), (1,))


def test_repeated_columns_take_room_on_further_sheets_only() -> None:
    groups = [[10.0] * 11, [10.0] * 9, [10.0] * 2]
    assert [len(part) for part in paper.divide([10], groups, "landscape")] == [11, 11]
    assert [len(part) for part in paper.divide([10], groups, "landscape", [10, 10])] == [11, 9, 2]


def test_every_sheet_of_a_division_is_readable() -> None:
    widths = [[float(5 + (7 * place) % 13) for place in range(count)] for count in (5, 9, 14, 2, 30)]
    lead, flat = [5.0, 20.0], [width for group in widths for width in group]
    parts = paper.divide(lead, widths, "landscape")
    assert [place for part in parts for place in part] == list(range(len(flat))) and len(parts) > 2
    assert all(paper.is_readable([*lead, *(flat[place] for place in part)], "landscape") for part in parts)


def test_a_text_is_as_high_as_its_lines() -> None:
    assert paper.text_width("参保a\n人数") == 5
    assert paper.text_height("参保人数", 20) == 18
    assert paper.text_height("参保人数" * 3, 20) == 33 == paper.text_height("一\n二", 20)
    assert [paper.title_height("参保进度" * count, 23, 20) for count in (1, 3)] == [44, 124]
    assert paper.text_height("", 1) == 18 and paper.text_height("本地职工（在职）", 6) == 48


def test_a_page_is_a4_with_its_number_and_a_footer_that_keeps_its_size() -> None:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet = SafeBook(workbook).sheet("打印").sheet
        paper.set_page(sheet, paper.Page("portrait", 9, 3, (0, 1), "pack-2020", "截至 2019-10-31"))
    text = zipfile.ZipFile(io.BytesIO(out.getvalue())).read("xl/worksheets/sheet1.xml").decode()
    assert 'paperSize="9"' in text and 'fitToHeight="0"' in text and 'scaleWithDoc="0"' in text
    assert "第 &amp;P 页　共 &amp;N 页" in text and "pack-2020" in text and "截至 2019-10-31" in text


def test_a_title_that_does_not_fit_is_broken_before_its_bracket() -> None:
    text = "某县2020年度参保花名册（公示）"
    assert paper.title_lines(text, 80, 15) == text
    assert paper.title_lines(text, 40, 15) == "某县2020年度参保花名册\n（公示）"
    assert paper.title_lines("某县参保花名册", 10, 15) == "某县参保花名册"
    assert paper.title_lines("（公示）", 4, 15) == "（公示）"
    assert paper.title_height("参保进度\n（公示）", 40, 20) == 2 * paper.title_height("参保进度", 40, 20) - 4

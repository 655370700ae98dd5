"""The part of a report that a recipient may see, and the names of its files."""

from datetime import date

import pytest

from transforms.report.publication import Edition, Period, View, file_stem

ROWS = [
    {"unit_id": "a", "payer": "fiscal", "enrolled_persons": 5, "received_fen": 100},
    {"unit_id": "b", "payer": "", "enrolled_persons": 7, "received_fen": 200},
    {"payer": "", "enrolled_persons": 12, "received_fen": 300},
]
SEPTEMBER = Period("progress", "month", date(2019, 9, 1), date(2019, 9, 30), date(2019, 9, 30))


def test_a_view_without_limits_shows_every_row_and_figure() -> None:
    assert View().visible(ROWS) == ROWS


@pytest.mark.parametrize(("units", "places"), [(("a",), [0, 2]), (("a", "b"), [0, 1, 2]), ((), [2]), (("c",), [2])])
def test_a_recipient_sees_its_units_and_what_is_about_no_single_unit(units: tuple[str, ...], places: list[int]) -> None:
    assert View(units=units).visible(ROWS) == [ROWS[place] for place in places]


def test_a_recipient_sees_its_figures_the_unit_and_what_identifies_a_row() -> None:
    view = View(fields=("received_fen",))
    assert view.visible(ROWS[:1]) == [{"unit_id": "a", "received_fen": 100}]
    assert view.visible(ROWS[:1], ("payer",)) == [{"unit_id": "a", "payer": "fiscal", "received_fen": 100}]
    assert View(fields=()).visible(ROWS) == [{"unit_id": "a"}, {"unit_id": "b"}, {}]


def test_visible_rows_are_copies() -> None:
    shown = View().visible(ROWS)
    shown[0]["received_fen"] = 0
    assert ROWS[0]["received_fen"] == 100


@pytest.mark.parametrize(
    ("edition", "stem"),
    [
        (Edition(SEPTEMBER), "xx-2020_progress_month_20190901_20190930"),
        (Edition(SEPTEMBER, 3), "xx-2020_progress_month_20190901_20190930_更正3"),
        (Edition(SEPTEMBER, 0, View("tax")), "xx-2020_progress_month_20190901_20190930_tax"),
        (Edition(SEPTEMBER, 1, View("tax")), "xx-2020_progress_month_20190901_20190930_tax_更正1"),
    ],
)
def test_a_file_is_named_by_pack_report_period_recipient_and_correction(edition: Edition, stem: str) -> None:
    assert file_stem("xx-2020", edition) == stem

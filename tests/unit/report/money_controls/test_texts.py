"""The words of a table of money controls state number, money, and what is to be done."""

from __future__ import annotations

from tests.unit.report.money_controls.examples import composed
from transforms.report.money_controls import texts
from transforms.report.money_controls.content import ControlsRow
from transforms.report.publication import View

EMPTY: ControlsRow = {"assessed_on": "2019-12-31", "figures": [], "collectors": []}


def test_each_subject_has_items_money_and_a_next_step() -> None:
    rows = {row[0]: row[1:3] for row in texts.summary_rows(composed())}
    assert rows["重复缴费"] == ("4笔", "873.45") and rows["未整户参保"] == ("7户", "")
    assert rows["代收超期"] == ("1人", "20,000.00")
    assert all(row[3].endswith("。") for row in texts.summary_rows(composed()))


def test_the_tables_by_unit_end_with_the_sum() -> None:
    content = composed()
    assert texts.unit_rows(content, False)[-2:] == (
        ("（单位待定）", "1", *["0"] * 11), ("合计", "4", "0", "0", "7", "90", "1", "1", *["0"] * 5),
    )  # fmt: skip
    assert len(texts.unit_header(content, True)) == len(texts.unit_rows(content, True)[0]) == 9


def test_days_and_title() -> None:
    assert texts.scope(composed()) == "截至2019年12月31日，台账已核定至2020年1月2日。"
    assert texts.scope(composed(rows=EMPTY)) == "截至2019年12月31日。"
    assert texts.title(composed(View("townships@x-a", ("x-a",)))).startswith("某县甲镇2020年度")
    assert texts.notes(composed(rows=EMPTY))[0] == texts.NOTHING and texts.NOTHING not in texts.notes(composed())


def test_a_collector_is_overdue_or_over_the_limit() -> None:
    rows = [texts.collector_row(collector) for collector in composed().collectors]
    assert rows == [
        ("乙镇", "C-01", "80", "20,000.00", "2019-12-20", "2019-12-25", "超期、超限额"),
        ("甲镇", "C-02", "1", "250.00", "2019-12-21", "", "超期"),
    ]

"""Lines of data: one for each plan year, unit, category and payer, in a fixed order, without empty ones."""

from tests.support.sample_report import money, progress, unit
from transforms.report.progress.content import Money
from transforms.report.progress.data_lines import data_lines

UNITS = [unit("b", "乙镇", 1), unit("a", "甲镇", 2)]
CATEGORIES = [{"category": "poor", "label_zh": "困难"}, {"category": "old", "label_zh": "老年"}]
PAYERS = [{"payer": "fiscal", "label_zh": "财政"}]


def test_rows_with_one_key_are_one_line() -> None:
    rows = [progress("a", 2, money(10)), progress("a", 3, money(20)), progress("b", 1, money(5))]
    lines = data_lines(rows, UNITS, CATEGORIES, PAYERS)
    assert [(line.unit_id, line.enrolled_persons, line.money) for line in lines] == [
        ("b", 1, Money(5, 0, 5)), ("a", 5, Money(30, 0, 30)),
    ]  # fmt: skip


def test_lines_are_ordered_by_year_then_notice_then_category() -> None:
    rows = [
        progress("", 1, money(1)), progress("a", 1, money(1), "old"), progress("a", 1, money(1), "poor"),
        progress("a", 1, money(1)), progress("b", 1, money(1), plan_year=2019), progress("b", 1, money(1)),
    ]  # fmt: skip
    keys = [(line.plan_year, line.unit_id, line.category) for line in data_lines(rows, UNITS, CATEGORIES, PAYERS)]
    assert keys == [
        (2019, "b", "ordinary"), (2020, "b", "ordinary"), (2020, "a", "ordinary"), (2020, "a", "poor"),
        (2020, "a", "old"), (2020, "", "ordinary"),
    ]  # fmt: skip
    assert data_lines(rows[::-1], UNITS, CATEGORIES, PAYERS) == data_lines(rows, UNITS, CATEGORIES, PAYERS)


def test_codes_have_labels_and_a_word_of_a_list_is_marked() -> None:
    rows = [progress("a", 1, money(0, 1), "unknown:1", "fiscal"), progress("", 1, money(0, 1), "poor", "aid")]
    keys = [
        (line.unit_name, line.category_label, line.payer_label) for line in data_lines(rows, UNITS, CATEGORIES, PAYERS)
    ]
    assert keys == [("甲镇", "未登记类别1号", "财政"), ("（单位待定）", "困难", "aid")]


def test_a_line_of_nothing_is_left_out_and_one_of_persons_or_money_is_not() -> None:
    rows = [progress("a", 0, money(0)), progress("b", 0, money(5, suspense=5)), progress("", 1, money(0))]
    assert [line.unit_id for line in data_lines(rows, UNITS, CATEGORIES, PAYERS)] == ["b", ""]
    taken_back = [progress("a", 1, money(10)), progress("a", -1, money(-10))]
    assert data_lines(taken_back, UNITS, CATEGORIES, PAYERS) == ()

"""A short row is complete only if its cells fit the columns in one way."""

from __future__ import annotations

import pytest

from transforms.intake.reading.rows.short_rows import FullRows, is_complete, with_delimiters

NUMBER = "000000190001010000"
COLUMNS = [
    ["张三", "李四", "王五", "赵六", "钱七"],
    [NUMBER] * 5,
    ["东村", "西村", "东村", "西村", "东村"],
    ["2019-01-01", "2019-02-01", "2018-03-01", "2018-03-01", "2018-03-01"],
    ["外出", "", "死亡", "", ""],
    ["1", "", "", "", "22"],
]
FULL = FullRows(COLUMNS, frozenset({0, 1}), 1)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (f"孙八,{NUMBER},西村,2019-05-05", True),
        (f"孙八,{NUMBER},西村,2019-05-05,外出", True),
        (f'"孙八",{NUMBER},西村,2019-05-05,', True),
        (f"孙八,{NUMBER},西村2019-05-05,外出,1", False),  # lost in the middle
        (f"孙八{NUMBER},西村,2019-05-05,外出,1", False),
        (f"孙八,{NUMBER},西村,2019-05-05,外出1", False),  # the last two are joined
        (f"孙八,{NUMBER},西村,2019-05-05,南方", True),  # the next column has digits only
        (f"孙八,{NUMBER},西村,,", False),  # no day is blank in the whole rows
        (f"孙八,{NUMBER},西村,2019-05-05,,", False),  # nothing is missing
        ("孙八", False),
        (f"孙八,{NUMBER}1,西村,2019-05-05", False),
    ],
)
def test_a_short_row_is_complete_if_its_cells_fit_in_one_way(row: str, expected: bool) -> None:
    assert is_complete(row, ",", FULL) is expected


def test_a_required_column_is_never_blank() -> None:
    full = FullRows(COLUMNS, frozenset({0, 1, 5}), 1)
    assert not is_complete(f"孙八,{NUMBER},西村,2019-05-05,外出", ",", full)


def test_a_text_that_may_be_two_is_not_complete() -> None:
    full = FullRows([*COLUMNS[:5], ["文", "", "", "", ""]], frozenset({0, 1}), 1)
    assert not is_complete(f"孙八,{NUMBER},西村,2019-05-05,南方", ",", full)
    assert not is_complete(f"孙八,{NUMBER},西村,2019-05-05,外出", ",", full)  # or a blank lost its delimiter
    assert is_complete(f"孙八,{NUMBER},西村,2019-05-05,", ",", full)


def test_columns_hold_what_the_whole_rows_hold() -> None:
    assert FULL.is_known("东村", 2) and not FULL.is_known("", 4) and not FULL.is_known("南村", 2)
    assert FULL.may_hold("南村", 2) and FULL.may_hold("", 4) and not FULL.may_hold("", 3)
    assert FullRows([["甲"], [NUMBER]], frozenset({1}), 1).may_hold("", 0)


def test_delimiters_are_added_to_whole_lines_only() -> None:
    short = f"孙八,{NUMBER},西村,2019-05-05"
    body = f"x{short}\r\n{short}\r\n{short},外出,1\r\n坏\r\n{short}\n".encode()
    text = with_delimiters(memoryview(body), [short, "坏", short], ",", FULL)
    assert text is not None
    assert bytes(text).decode() == f"x{short}\r\n{short},,\r\n{short},外出,1\r\n坏\r\n{short},,\n"
    assert with_delimiters(memoryview(body), ["坏"], ",", FULL) is None
    assert with_delimiters(memoryview(b"\n"), [short], ",", FULL) is None

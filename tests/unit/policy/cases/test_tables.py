"""Tables of cases: one case for each row, cells keep their type, and wrong tables are findings."""

from datetime import date
from typing import Any

import pytest

from transforms.policy.cases.tables import ANYTHING, depends_on_row, expand

TABLE: dict[str | int, Any] = {
    "sentence": "<何时>缴<多少>元",
    "payments": ({"yuan": "<多少>", "paid_on": "<何时>"},),
    "columns": ("何时", "多少"),
    "rows": ((date(2019, 9, 1), 250), (date(2019, 9, 2), "249.99")),
}


def test_a_cell_keeps_its_type_and_is_written_out_inside_a_sentence() -> None:
    cases, findings = expand(TABLE, ("tables", 0))
    assert findings == []
    assert cases == [
        (
            ("tables", 0, "rows", 0),
            {"sentence": "2019-09-01缴250元", "payments": ({"yuan": 250, "paid_on": date(2019, 9, 1)},)},
        ),
        (
            ("tables", 0, "rows", 1),
            {"sentence": "2019-09-02缴249.99元", "payments": ({"yuan": "249.99", "paid_on": date(2019, 9, 2)},)},
        ),
    ]


@pytest.mark.parametrize(("cell", "text"), [(None, "无"), (True, "是"), (False, "否"), (0, "0"), (ANYTHING, "不论")])
def test_cells_in_a_sentence(cell: object, text: str) -> None:
    ((_, case),), _ = expand({"sentence": "参保<甲>的人", "columns": ("甲",), "rows": ((cell,),)}, ())
    assert case["sentence"] == f"参保{text}的人"


def test_what_does_not_matter_is_left_out_of_mappings_and_lists() -> None:
    table = {"expect": {"due": "<甲>", "flags": ("<甲>", "late")}, "columns": ("甲",), "rows": ((ANYTHING,), (None,))}
    cases, _ = expand(table, ())
    assert [case for _, case in cases] == [
        {"expect": {"flags": ("late",)}}, {"expect": {"due": None, "flags": (None, "late")}},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "path", "zh"),
    [
        ({"columns": None}, ("columns",), "columns 应为列名的列表"),
        ({"columns": ()}, ("columns",), "columns 应为列名的列表"),
        ({"columns": ("何时", 5)}, ("columns",), "columns 应为列名的列表"),
        ({"columns": ("何时", "何时")}, ("columns",), "列名不得重复"),
        ({"rows": ()}, ("rows",), "rows 应为行的列表，至少一行"),
        ({"rows": ((1,),)}, ("rows", 0), "每行应有 2 格，此行 1 格"),
        ({"rows": ((1, 2), 5)}, ("rows", 1), "每行应有 2 格，此行 0 格"),
        ({"columns": ("何时", "多少", "谁"), "rows": ((1, 2, 3),)}, ("columns",), "列 谁 没有用到"),
        ({"columns": ("何时",), "rows": ((1,),)}, (), "<多少> 没有对应的列"),
    ],
)
def test_a_wrong_table_is_one_finding_and_no_case(changes: dict[str, Any], path: tuple[str, ...], zh: str) -> None:
    cases, findings = expand(TABLE | changes, ("tables", 3))
    assert cases == []
    assert [(finding.path, finding.expected_zh) for finding in findings] == [(("tables", 3, *path), zh)]


@pytest.mark.parametrize(
    ("path", "depends"),
    [
        (("payments", 0, "yuan"), True),
        (("payments", 0), True),
        (("rows",), False),
        (("payments", 1, "yuan"), True),  # not written: the place is not known better than the list
        (("columns", 0), False),
    ],
)
def test_a_value_with_a_placeholder_comes_from_the_row(path: tuple[str | int, ...], depends: bool) -> None:
    assert depends_on_row(TABLE, path) is depends

"""Members of a household in one cell become rows of their own, each with its number."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.files.builders import LAYOUTS, number
from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import PERSON_STRIDE
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.members import one_row_per_member

FAMILIES = LAYOUTS["civil_affairs_families"]
A, B, C = number(1), number(2), number(3)


def members(names: str, numbers: str, layout: Layout = FAMILIES) -> tuple[list[tuple[str, str]], list[str]]:
    raw = raw_table({"name": [names], "document_number": [numbers], "unit": ["甲镇"]})
    found = one_row_per_member(raw, layout)
    pairs = zip(found.table["name"].to_pylist(), found.table["document_number"].to_pylist(), strict=True)
    assert set(found.table["unit"].to_pylist()) == {"甲镇"}
    return list(pairs), [code for _, code, _ in found.faults]


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        ("张三、李四、王五", f"{A}、{B}、{C}"),
        ("张三，李四，王五", f"{A},{B},{C}"),
        ("张三;李四；王五;", f"{A};{B}；{C}；"),
        ("张三/李四／王五", f"{A}/{B}/{C}"),
        ("张三\n李四\r\n王五\n", f"{A}\n{B}\r\n{C}"),
        ("张三 李四　王五", f"{A} {B} {C} "),
        ("张三、李四、王五", f"{A} {B} {C}"),
        ("张三 、 李四、\n王五", f" {A}、 {B}、{C}"),
    ],
)
def test_every_member_gets_the_number_in_the_same_place(names: str, numbers: str) -> None:
    pairs, codes = members(names, numbers)
    assert [(name.strip(), text.strip()) for name, text in pairs] == [("张三", A), ("李四", B), ("王五", C)]
    assert codes == []


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        ("张三、李四", A),
        ("张三", f"{A}、{B}"),
        ("张三、李四、王五", f"{A}、{B}、"),
        ("张三、、王五", f"{A}、{B}"),
        ("张三、李四", f"{A}、、{B}"),
    ],
)
def test_cells_of_unequal_counts_are_a_fault_of_the_whole_row(names: str, numbers: str) -> None:
    assert members(names, numbers) == ([(names, numbers)], ["members_differ"])


def test_a_member_without_number_keeps_the_place() -> None:
    assert members("张三、李四、王五", f"{A}、、{C}")[0] == [("张三", A), ("李四", ""), ("王五", C)]


def test_more_than_ten_members_are_a_fault() -> None:
    names, numbers = "、".join("甲乙丙丁戊己庚辛壬癸子"), "、".join(number(at) for at in range(1, 12))
    assert members(names, numbers) == ([(names, numbers)], ["members_too_many"])


def test_a_number_written_in_groups_is_one_number() -> None:
    grouped = f"{A[:6]} {A[6:14]} {A[14:]}"
    assert members("张三", grouped) == ([("张三", grouped)], [])


def test_row_numbers_flags_and_faults_follow_the_members() -> None:
    raw = raw_table(
        {"name": ["张三、李四", "王五"], "document_number": [f"{A}、{B}", C]},
        numeric={"document_number": np.array([False, True])},
        faults=[(2, "cell_error", "unit")],
    )
    found = one_row_per_member(raw, FAMILIES)
    assert found.table["row_no"].to_pylist() == [2, 2 + PERSON_STRIDE, 3]
    assert found.numeric["document_number"].tolist() == [False, False, True]
    assert found.faults == [(2, "cell_error", "unit"), (2 + PERSON_STRIDE, "cell_error", "unit")]


def test_a_layout_with_one_person_a_row_leaves_the_table() -> None:
    raw = raw_table({"name": ["张三、李四"], "document_number": [A]})
    assert one_row_per_member(raw, LAYOUTS["civil_affairs"]) is raw

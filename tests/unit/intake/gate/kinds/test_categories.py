"""The category of a row comes from its label, its grade or its source; an unknown label is kept or a fault."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from tests.support.files.builders import LAYOUTS, FakeSource, context, number
from tests.support.files.raw_tables import faults, parser, raw_table, warnings
from transforms.intake.gate.kinds.categories import UNKNOWN_PREFIX, parse_category, parse_grade
from transforms.intake.values.parser import Parser

NO_GRADE = pa.array([], pa.int8())


def labelled(labels: list[str], names: list[str] | None = None, **changes: Any) -> tuple[list[str | None], Parser]:
    columns = {"category": labels, "name": names or ["张三"] * len(labels)}
    parsed = parser(columns, "civil_affairs", **changes)
    return parse_category(parsed, FakeSource(), NO_GRADE).to_pylist(), parsed


def test_the_words_of_the_source_come_before_those_of_the_pack() -> None:
    pack = {"低保对象": "other", "孤儿": "orphan"}
    values, parsed = labelled(["低保对象", " 孤儿", "特困人员"], category_labels=pack)
    assert values == ["minimum_living", "orphan", "destitute"] and faults(parsed) == []


def test_a_short_chinese_label_that_nobody_describes_is_kept_with_a_warning() -> None:
    values, parsed = labelled(["某种新类别", "低保对象"])
    assert values == [UNKNOWN_PREFIX + "某种新类别", "minimum_living"]
    assert warnings(parsed) == [(2, "category_undefined", "category")] and faults(parsed) == []


def test_blank_long_latin_and_numeric_labels_are_faults() -> None:
    longest, too_long = "类" * 20, "类" * 21
    values, parsed = labelled(["", longest, too_long, "see note", "123"])
    assert values == [None, UNKNOWN_PREFIX + longest, None, None, None]
    assert faults(parsed) == [
        (2, "category_blank", "category"),
        *((row, "category_unknown", "category") for row in (4, 5, 6)),
    ]


def test_twenty_unknown_labels_may_be_categories_and_twenty_one_are_another_column() -> None:
    labels = [f"新类{chr(0x4E00 + at)}" for at in range(21)]
    assert all(labelled(labels[:20])[0])
    values, parsed = labelled(labels)
    assert not any(values) and {code for _, code, _ in faults(parsed)} == {"category_unknown"}


def test_a_persons_name_is_never_kept_as_a_label() -> None:
    values, parsed = labelled(["王五", "新类别"], ["张三", "王五"])
    assert values == [None, "unknown:新类别"]
    assert faults(parsed) == [(2, "category_unknown", "category")]


def test_a_grade_of_an_allowance_is_a_fault_and_a_local_code_is_left_out() -> None:
    values, parsed = labelled(["全额", "A类", "低保对象-7019", "军属-7090"])
    assert values == [None, None, "minimum_living", UNKNOWN_PREFIX + "军属"]
    assert faults(parsed) == [(2, "category_grade", "category"), (3, "category_grade", "category")]


def graded(grades: list[str]) -> tuple[list[str | None], Parser]:
    columns = {"grade": grades, "name": ["张三"] * len(grades), "document_number": [number(1)] * len(grades)}
    parsed = parser(columns, "disabled_federation")
    source = FakeSource(category_by_grade={1: "severe", 2: "severe", 3: "light"})
    return parse_category(parsed, source, parse_grade(parsed)).to_pylist(), parsed


def test_a_grade_decides_where_the_layout_states_it() -> None:
    values, parsed = graded(["一级", "2", "叁级", "五级", ""])
    assert values == ["severe", "severe", "light", None, None]
    assert faults(parsed) == [(5, "grade_unknown", "grade"), (6, "grade_unknown", "grade")]


def test_a_grade_that_the_pack_leaves_out_is_no_fault_of_its_sender() -> None:
    values, parsed = graded(["四级", "一级"])
    assert values == ["unknown:残疾4级", "severe"]
    assert faults(parsed) == [] and warnings(parsed) == [(2, "category_undefined", "grade")]


def test_a_list_of_one_category_needs_no_column() -> None:
    layout = LAYOUTS["civil_affairs"].model_copy(update={"category_from": "layout", "category": "orphan"})
    parsed = Parser(raw_table({"name": ["甲", "乙"]}), layout, context())
    assert parse_category(parsed, FakeSource(), NO_GRADE).to_pylist() == ["orphan", "orphan"]
    named = FakeSource(default_category="destitute")
    assert parse_category(parsed, named, NO_GRADE).to_pylist() == ["destitute", "destitute"]


def test_a_layout_without_grades_has_none() -> None:
    assert parse_grade(parser({"name": ["甲"]}, "civil_affairs")).to_pylist() == [None]


def certified(grades: list[str], kinds: list[str], ends: list[str]) -> tuple[list[int | None], Parser]:
    numbers = [number(at) + end for at, end in enumerate(ends)]
    columns = {"grade": grades, "name": ["张三"] * len(grades), "document_number": numbers, "disability_kind": kinds}
    parsed = parser(columns, "disabled_federation_certificates")
    parsed.person()
    return parse_grade(parsed).to_pylist(), parsed


def test_another_grade_than_that_of_the_certificate_is_a_fault() -> None:
    grades, parsed = certified(["二级", "1", "三级", "二级"], [""] * 4, ["42", "42", "", "42B1"])
    assert grades == [2, 1, 3, 2]
    assert faults(parsed) == [(3, "grade_differs", "grade")]


def test_a_blank_grade_is_that_of_the_certificate() -> None:
    grades, parsed = certified(["", "", "四级"], [""] * 3, ["43", "", ""])
    assert grades == [3, None, 4]
    assert faults(parsed) == [(3, "grade_unknown", "grade")]


def test_another_kind_of_disability_than_that_of_the_certificate_is_a_warning() -> None:
    kinds = ["肢体残疾", "视力", "肢体、听力", "", "精神"]
    _, parsed = certified(["二级"] * 5, kinds, ["42"] * 4 + [""])
    differing = [(row, code) for row, code, _ in warnings(parsed) if code == "disability_kind_differs"]
    assert differing == [(3, "disability_kind_differs")] and faults(parsed) == []

"""A student number that contains another document number is a fault of its row."""

from __future__ import annotations

import pyarrow as pa

from tests.support.files.builders import number
from tests.support.files.raw_tables import faults, parser
from transforms.intake.gate.kinds.student_numbers import compare_student_numbers


def compared(pairs: list[tuple[str, str]]) -> list[tuple[int, str, str]]:
    columns = {
        "document_number": [own for own, _ in pairs],
        "name": ["张三"] * len(pairs),
        "student_number": [stated for _, stated in pairs],
    }
    parsed = parser(columns, "education_register")
    compare_student_numbers(parsed, parsed.person()["document_number"])
    return [fault for fault in faults(parsed) if fault[2] == "student_number"]


def test_the_number_of_another_person_is_a_fault() -> None:
    pairs = [
        (number(1), "G" + number(1)),
        (number(2), "G" + number(3)),
        (number(4), f" g{number(4).lower()}"),
        (number(5), "G" + number(6)),
    ]
    assert compared(pairs) == [
        (3, "student_number_differs", "student_number"),
        (5, "student_number_differs", "student_number"),
    ]


def test_other_texts_are_no_student_numbers() -> None:
    broken = number(2)[:17] + ("1" if number(2)[17] != "1" else "2")
    texts = ["", "L" + number(2), "G" + broken, number(2), number(2) + "42", "20190101", "G123"]
    assert compared([(number(1), text) for text in texts]) == []


def test_without_a_right_number_of_18_characters_nothing_is_compared() -> None:
    assert compared([("", "G" + number(2)), ("E12345678", "G" + number(2))]) == []
    columns = {"document_number": [number(1)], "name": ["张三"]}
    parsed = parser(columns, "education_register")
    compare_student_numbers(parsed, pa.array([number(1)]))
    assert faults(parsed) == []


def test_the_student_number_beside_an_old_number_is_compared_with_its_new_form() -> None:
    own, old = number(1), number(1)[:6] + number(1)[8:17]
    assert own[6:8] == "19"
    assert compared([(old, "G" + own)]) == []
    assert [code for _, code, _ in compared([(old, "G" + number(2))])] == ["student_number_differs"]

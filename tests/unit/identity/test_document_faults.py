"""A text that is no plain number is an old number, a lettered one, or has exactly one fault."""

from __future__ import annotations

import pytest

from tests.support.files.builders import number
from transforms.identity.document_faults import check_digit, classify, number_inside
from transforms.identity.resident_documents import SIMULATED_AREA_CODE


@pytest.mark.parametrize(
    ("number", "digit"),
    # GB 11643-1999, appendix A, and two numbers computed by hand
    [("11010519491231002", "X"), ("44052418800101001", "4"), ("00000000000000000", "1")],
)
def test_the_check_digit_is_that_of_the_standard(number: str, digit: str) -> None:
    assert check_digit(number) == digit


def test_a_check_digit_needs_seventeen_digits() -> None:
    with pytest.raises(ValueError, match="argument"):
        check_digit("1" * 16)


def test_an_old_number_is_extended_by_century_and_check_digit() -> None:
    judged = classify(f"{SIMULATED_AREA_CODE}491231002")
    assert judged == (number(2, "19491231"), (), ("document_upgraded",))


@pytest.mark.parametrize("sequence", ["996", "997", "998", "999"])
def test_the_sequence_numbers_of_centenarians_are_a_warning(sequence: str) -> None:
    assert classify("110105491231" + sequence).warnings == ("document_upgraded", "document_centenarian")
    assert "document_centenarian" not in classify("110105491231995").warnings


@pytest.mark.parametrize("text", ["110105194912310020", number(2, "19491231"), "USA123456789012", "912345678901234567"])
def test_a_plain_form_has_no_fault_here(text: str) -> None:
    assert classify(text) == (text, (), ())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "document_blank"),
        ("110105********002X", "document_masked"),
        ("1101051949XXXX002X", "document_masked"),
        ("1.10105E+17", "document_scientific"),
        ("1E17", "document_scientific"),
        ("A123456789", "document_certificate"),
        ("11010519491231002", "document_length"),
        ("1101051949123100200", "document_length"),
        ("1", "document_length"),
        ("待补办", "document_characters"),
        ("1101051949123100①X", "document_characters"),
    ],
)
def test_every_other_text_has_one_fault(text: str, fault: str) -> None:
    assert classify(text) == (text, (fault,), ())


@pytest.mark.parametrize(("end", "kind", "grade"), [("42", 4, 2), ("11", 1, 1), ("74B", 7, 4), ("62B1", 6, 2)])
def test_the_number_inside_a_disability_certificate_is_taken_with_a_remark(end: str, kind: int, grade: int) -> None:
    assert classify(number(2) + end) == (number(2), (), ("document_from_certificate",))
    assert number_inside(number(2) + end) == (number(2), "document_from_certificate", kind, grade)


def test_the_number_inside_a_student_number_is_taken_with_a_remark() -> None:
    assert classify("G" + number(2)) == (number(2), (), ("document_from_student_number",))


@pytest.mark.parametrize("end", ["", "4", "82", "45", "00", "422", "42C1", "42B12", "-42"])
def test_other_endings_are_no_certificate(end: str) -> None:
    assert number_inside(number(2) + end) is None


@pytest.mark.parametrize("start", ["", "L", "J", "H", "GG"])
def test_other_beginnings_are_no_student_number(start: str) -> None:
    assert number_inside(start + number(2)) is None


def test_two_digits_behind_a_wrong_number_are_no_certificate() -> None:
    wrong = number(2)[:17] + ("1" if number(2)[17] != "1" else "2")
    assert classify(wrong + "42").errors == ("document_length",)
    assert classify("G" + wrong).errors == ("document_characters",)

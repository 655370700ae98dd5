"""What a workbook shows of a sender's values: numbers masked wherever they stand, nothing invisible, nothing long."""

from re import fullmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.files.builders import number as made_up
from transforms.identity.document_faults import check_digit
from transforms.report.feedback.masking import masked, shown, visible


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("110101199003071234", "110101************"),
        ("11010119900307123X", "110101************"),
        ("110101900307123", "110101*********"),
        ("12345678901234", "12**********34"),
        ("G1234567", "G1****67"),
        ("12345", "1***5"),
        ("123", "1*3"),
        ("12", "**"),
        ("", ""),
    ],
)
def test_a_number_shows_its_district_and_a_short_one_its_ends(number: str, text: str) -> None:
    assert masked(number) == text


def test_where_no_birth_date_stands_the_last_four_may_be_shown() -> None:
    assert masked("110101199003071234", last=4) == "110101********1234"
    assert masked("G1234567", last=4) == "G1****67"


def test_no_number_can_be_rebuilt_from_the_row_that_shows_it() -> None:
    """Try, as a reader of the workbook would: put district, birth date and sex together and compute the check digit."""
    for sequence in range(1, 1000, 37):
        whole = made_up(sequence)
        text, born, is_male = masked(whole), whole[6:14], int(whole[16]) % 2
        first_17 = [f"{text[:6]}{born}{guess:03d}" for guess in range(1, 1000) if guess % 2 == is_male]
        guesses = [first + check_digit(first) for first in first_17]
        fitting = [guess for guess in guesses if fullmatch(text.replace("*", "."), guess)]
        assert whole in fitting and len(fitting) > 400


@given(st.text("0123456789X", min_size=1, max_size=30))
def test_a_masked_number_has_its_length_and_hides_at_least_a_third(number: str) -> None:
    text = masked(number)
    assert len(text) == len(number) and 3 * text.count("*") >= len(number)


@pytest.mark.parametrize(
    ("column", "text", "cell"),
    [
        ("document_number", "G1234567", "G1****67"),
        ("birth_certificate_no", " A12345678 ", "A1*****78"),
        ("name", "张三", "张三"),
        ("name", "张三110101199003071234", "张三110101************"),
        ("subclass", "110101900307123、110101199003071234", "110101*********、110101************"),
        ("unit", "电话13800001111", "电话13800001111"),
        ("unit", "1234567890123456789", "1234567890123456789"),
        ("receipt_no", "110101199003071234", "110101199003071234"),
    ],
)
def test_a_number_is_masked_in_any_column_but_a_receipts_own(column: str, text: str, cell: str) -> None:
    assert shown(column, text) == cell


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        (" 张三 ", "张三"),
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("甲\x00乙\x07", "甲�乙�"),
        ("甲\u3000乙", "甲\u3000乙"),
        ("字" * 500, "字" * 500),
        ("字" * 501, "字" * 499 + "…"),
    ],
)
def test_a_text_is_stripped_made_visible_and_cut(text: str, cell: str) -> None:
    assert visible(text) == cell


@given(st.text())
def test_what_is_shown_does_not_change_when_it_is_shown_again(text: str) -> None:
    assert visible(visible(text)) == visible(text)

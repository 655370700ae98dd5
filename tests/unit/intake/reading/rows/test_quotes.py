"""A quote that is not closed is found by the rows that it swallows; a remark of several lines is not one."""

from __future__ import annotations

import pytest

from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.rows.quotes import Rows, check_quotes

NUMBER = b"19999919800101001"


def rows(body: bytes, has_numbers: bool = True) -> Rows:
    return Rows(memoryview(body), b",", 4, 5, has_numbers)


@pytest.mark.parametrize(
    ("body", "row"),
    [
        (b'a,b,c,d\n"e,f,g,h\ni,j,k,l\n', 6),
        (b'a,b"c,d,e\nf",g,h,i\n', 5),
        (b'a,b,c,"d\n' + NUMBER + b',f,g\nh",1,2,3\n', 5),
    ],
)
def test_a_quote_that_swallows_a_row_is_refused_at_its_row(body: bytes, row: int) -> None:
    with pytest.raises(ReadRefused) as refusal:
        check_quotes(rows(body))
    assert (refusal.value.reasons[0].code, refusal.value.reasons[0].row) == ("quote_unclosed", row)


def test_quotes_that_are_closed_are_accepted() -> None:
    check_quotes(rows(b'a,"b\nc",d,e\n"f,g",h,i,j\n'))
    check_quotes(rows(b'a,b,c,"1,2,\n3,4"\n'))


def test_a_long_remark_is_accepted_only_where_a_number_would_show_a_row() -> None:
    body = b'a,b,c,"1,2,\n3,4"\n'
    check_quotes(rows(body))
    with pytest.raises(ReadRefused):
        check_quotes(rows(body, has_numbers=False))

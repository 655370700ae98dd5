"""Amounts, rates and days as text, exact to the fen."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.figures import (
    date_zh,
    rate_zh,
    short_decimal,
    yuan_cell,
    yuan_decimal,
    yuan_grouped,
    yuan_input,
    yuan_or_rate_zh,
    yuan_zh,
)


@pytest.mark.parametrize(
    ("fen", "sentence", "table", "file", "pack"),
    [
        (0, "0元", "0.00", "0.00", "0"),
        (1, "0.01元", "0.01", "0.01", "0.01"),
        (50, "0.5元", "0.50", "0.50", "0.50"),
        (13_000, "130元", "130.00", "130.00", "130"),
        (10_050, "100.5元", "100.50", "100.50", "100.50"),
        (100_000, "1000元", "1,000.00", "1000.00", "1000"),
        (1_840_975_000, "18409750元", "18,409,750.00", "18409750.00", "18409750"),
        (-5, "-0.05元", "-0.05", "-0.05", "-0.05"),
        (-25_050, "-250.5元", "-250.50", "-250.50", "-250.50"),
    ],
)
def test_each_reader_gets_its_form_of_an_amount(fen: int, sentence: str, table: str, file: str, pack: str) -> None:
    assert (yuan_zh(fen), yuan_grouped(fen), yuan_decimal(fen), yuan_input(fen)) == (sentence, table, file, pack)


@given(st.integers(-(10**15), 10**15))
def test_every_form_is_exact(fen: int) -> None:
    assert (
        Decimal(yuan_decimal(fen)) * 100 == Decimal(short_decimal(fen)) * 100 == Decimal(yuan_input(fen)) * 100 == fen
    )
    assert yuan_grouped(fen).replace(",", "") == yuan_decimal(fen)


def test_zeros_before_the_point_are_no_trailing_zeros() -> None:
    assert [short_decimal(value) for value in (10_000, 1_000, 100, 10, 0)] == ["100", "10", "1", "0.1", "0"]


def test_an_amount_outweighs_a_share_even_if_it_is_zero() -> None:
    assert yuan_or_rate_zh(0, 9_500) == "0元"
    assert yuan_or_rate_zh(None, 9_500) == "95%" == rate_zh(9_500)
    assert yuan_or_rate_zh(None, 0) == "0%" and yuan_or_rate_zh(None, None) == ""


def test_a_day_is_written_without_leading_zeros() -> None:
    assert date_zh(dt.date(2019, 9, 1)) == "2019年9月1日"


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_the_number_of_a_cell_shows_every_fen(fen: int) -> None:
    written = Decimal(f"{yuan_cell(fen):.16G}")  # the form in which xlsxwriter stores it: 0.94 is 0.9399999999999999
    assert round(written, 2) * 100 == fen


@pytest.mark.parametrize("fen", [10**15, -(10**15)])
def test_an_amount_that_a_cell_would_round_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="15 digits"):
        yuan_cell(fen)

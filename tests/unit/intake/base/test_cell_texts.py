"""Figures of a workbook as texts, with 15 significant digits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.intake.base.cell_texts import number_text


@pytest.mark.parametrize(
    ("computed", "text"),
    [
        (350 * 0.7, "245"), (320.00000000000006, "320"), (175.00000000000003, "175"), (0.28999999999999998, "0.29"),
        (0.1 + 0.2, "0.3"), (1214.2900000000002, "1214.29"), (-244.99999999999997, "-245"), (245.5, "245.5"),
        (379.99999999997, "379.99999999997"), (249.99999999997, "249.99999999997"), (1e-7, "1e-07"), (0.0, "0"),
        (123456789012.34567, "123456789012.346"), (199999198005150016.0, "199999198005150016"),
    ],
)  # fmt: skip
def test_a_figure_has_15_significant_digits(computed: float, text: str) -> None:
    assert number_text(computed) == text


@given(st.integers(0, 10**11), st.integers(0, 99))
def test_an_amount_is_kept_to_the_fen(yuan: int, fen: int) -> None:
    amount = Decimal(f"{yuan}.{fen:02d}")
    for noisy in (float(amount), float(amount) * 3 / 3, float(amount) / 7 * 7):
        assert Decimal(number_text(noisy)) == amount

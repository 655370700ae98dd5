"""Subsidies: each kind takes exactly its values, and a tracked category takes no part in the calculation."""

import pytest

from tests.support.packs.entries import entry, refusal_of
from transforms.policy.model.subsidies import Combination, Part, Several, Subsidy

HALF = {"share_bp": 5000, "rounding": "half_up"}
PARTS = (Part(payer="fiscal", amount_fen=100), Part(payer="medical_aid", rest=True))
RIGHT = {
    "full": {"payer": "fiscal"},
    "amount": {"payer": "fiscal", "amount_fen": 100},
    "share": {"payer": "fiscal", **HALF},
    "parts": {"parts": PARTS},
    "none": {"reason": "只登记"},
    "undefined": {"reason": "另行规定"},
}
VALUES = {"payer": "fiscal", "amount_fen": 100, "share_bp": 5000, "rounding": "half_up", "parts": PARTS}


@pytest.mark.parametrize("kind", RIGHT)
def test_a_kind_takes_exactly_its_values(kind: str) -> None:
    entry(Subsidy, category="poor", kind=kind, **RIGHT[kind])
    for name in RIGHT[kind]:
        left = {key: value for key, value in RIGHT[kind].items() if key != name}
        assert refusal_of(Subsidy, category="poor", kind=kind, **left).startswith(f"kind {kind} takes exactly ")
    for name in VALUES.keys() - RIGHT[kind].keys():
        more = RIGHT[kind] | {name: VALUES[name]}
        assert refusal_of(Subsidy, category="poor", kind=kind, **more).startswith(f"kind {kind} takes exactly ")


def test_any_kind_may_give_a_reason() -> None:
    assert entry(Subsidy, category="poor", kind="full", payer="fiscal", reason="市级文件").reason == "市级文件"


@pytest.mark.parametrize(
    ("kind", "shares"),
    [
        ("full", [("fiscal", None, None, True)]),
        ("amount", [("fiscal", 100, None, None)]),
        ("share", [("fiscal", None, 5000, None)]),
        ("parts", [("fiscal", 100, None, None), ("medical_aid", None, None, True)]),
        ("none", []),
        ("undefined", []),
    ],
)
def test_every_kind_is_a_list_of_parts(kind: str, shares: list[tuple[object, ...]]) -> None:
    rule = entry(Subsidy, category="poor", kind=kind, **RIGHT[kind])
    assert [(part.payer, part.amount_fen, part.share_bp, part.rest) for part in rule.all_parts()] == shares
    assert rule.pays is bool(shares)


@pytest.mark.parametrize("values", [{}, {"amount_fen": 1, "rest": True}, {"amount_fen": 1, **HALF}])
def test_a_part_is_an_amount_a_share_or_the_rest(values: dict[str, object]) -> None:
    assert refusal_of(Part, payer="fiscal", **values)


@pytest.mark.parametrize("values", [{"share_bp": 5000}, {"amount_fen": 1, "rounding": "up"}])
def test_a_share_of_a_part_and_its_rounding_are_given_together(values: dict[str, object]) -> None:
    assert refusal_of(Part, payer="fiscal", **values) == "share_bp and rounding are given together"


@pytest.mark.parametrize(
    "values",
    [
        {"on_top": True}, {"paid": "reimbursed"}, {"gained": "kept"}, {"despite_employee_insurance": True},
        {"enjoys_tier": "high"}, {"tie_order": 1},
    ],
)  # fmt: skip
def test_a_tracked_category_takes_no_part_in_the_calculation(values: dict[str, object]) -> None:
    text = refusal_of(Subsidy, category="student", kind="none", reason="只登记", **values)
    assert text == "a tracked category takes no part in the calculation"
    entry(Subsidy, category="poor", kind="full", payer="fiscal", **values)


def test_of_a_combination_one_of_the_categories_counts() -> None:
    assert entry(Combination, of=("poor", "old"), counts="old").counts == "old"
    text = "counts is one of `of`, and `of` repeats nothing"
    assert refusal_of(Combination, of=("poor", "old"), counts="young") == text
    assert refusal_of(Combination, of=("poor", "poor"), counts="poor") == text
    assert "at least 2 items" in refusal_of(Combination, of=("poor",), counts="poor")


@pytest.mark.parametrize("values", [{"method": "order"}, {"method": "largest", "order": ("poor",)}])
def test_an_order_goes_with_its_method(values: dict[str, object]) -> None:
    assert refusal_of(Several, **values) == "order goes with method order only"
    entry(Several, method="order", order=("poor",))
    entry(Several, method="largest")

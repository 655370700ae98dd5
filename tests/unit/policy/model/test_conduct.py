"""How the campaign is conducted: the cash limit, and facts that state something."""

from datetime import date

import pytest

from tests.support.packs.entries import entry, refusal_of
from transforms.policy.model.conduct import CashLimit, Channel, Conduct, Funding


@pytest.mark.parametrize(
    ("cash_fen", "days", "is_reached"),
    [(199_999, 1, False), (200_000, 1, True), (200_001, 0, True), (0, 2, False), (1, 3, True), (1, 4, True)],
)
def test_cash_is_deposited_at_the_amount_or_after_the_days(cash_fen: int, days: int, is_reached: bool) -> None:
    limit = entry(CashLimit, amount_fen=200_000, days=3, account_zh="国库")
    assert limit.is_reached(cash_fen, days) is is_reached


def test_without_an_amount_only_the_days_count() -> None:
    limit = entry(CashLimit, days=1, account_zh="国库")
    assert [limit.is_reached(10**9, 0), limit.is_reached(1, 1)] == [False, True]


def test_a_limit_of_a_day_is_for_its_channels() -> None:
    limit = entry(CashLimit, channels_zh=("高校代收",), deposit_on=date(2020, 10, 30), account_zh="国库")
    assert not limit.is_reached(10**9, 99), "neither amount nor days"


def test_a_limit_without_amount_days_and_day_is_refused() -> None:
    assert refusal_of(CashLimit, account_zh="国库") == "give amount_fen, days or deposit_on"


@pytest.mark.parametrize("values", [{"holds": False}, {"text_zh": "一次缴清"}, {"holds": True, "text_zh": "一次缴清"}])
def test_a_fact_is_a_yes_a_no_or_a_text(values: dict[str, object]) -> None:
    entry(Conduct, setting="paid_once_in_full", **values)


def test_a_fact_that_states_nothing_is_refused() -> None:
    assert refusal_of(Conduct, setting="paid_once_in_full") == "give holds or text_zh"


def test_a_channel_needs_no_proof_but_a_name() -> None:
    assert entry(Channel, channel="bank", label_zh="银行").proof_zh is None
    assert refusal_of(Channel, channel="Bank", label_zh="银行").startswith("String should match pattern")


def test_funding_states_whether_a_total_is_printed() -> None:
    parts = {"personal_fen": 25000, "fiscal_fen": 52000, "fiscal_is_minimum": True}
    assert entry(Funding, **parts, total_fen=None).total_fen is None
    assert refusal_of(Funding, **parts) == "Field required"

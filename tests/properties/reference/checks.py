"""What holds of every outcome, whoever worked it out: the money adds up, and nothing is negative."""

from __future__ import annotations

from tests.properties.reference.facts import Outcome

IN_THE_SCHEME = ("enrolled", "owing", "repaired")


def money_adds_up(outcome: Outcome) -> bool:
    """Payers and person together make the price. Who pays first bears the price and has the shares coming back."""
    given = sum(fen for _, fen in outcome.shares)
    if given != outcome.fund_fen or outcome.due_fen is None or outcome.status not in IN_THE_SCHEME:
        return given == outcome.fund_fen
    pays_first = outcome.reimbursable_fen > 0 or outcome.due_fen == outcome.price_fen
    borne = outcome.due_fen if outcome.status == "owing" else outcome.paid_fen - outcome.refundable_fen
    return outcome.price_fen == given + borne or (pays_first and borne == outcome.price_fen)


def nothing_is_negative(outcome: Outcome) -> bool:
    """No sum and no number of months is below 0, and nobody gets back more than was paid."""
    sums = [
        outcome.price_fen, outcome.due_fen, outcome.fund_fen, outcome.reimbursable_fen, outcome.paid_fen,
        outcome.refundable_fen, outcome.waiting_months, outcome.reward_fen, *(fen for _, fen in outcome.shares),
    ]  # fmt: skip
    return all(one is None or one >= 0 for one in sums) and outcome.refundable_fen <= outcome.paid_fen

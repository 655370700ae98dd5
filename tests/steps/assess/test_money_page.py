"""The examples of docs/explanation/money.md are what the ledger posts and what is sent, for a receipt of each state.

`WRITE_MONEY_PAGE=1 python -m pytest tests/steps/assess/test_money_page.py` writes them anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from pipeline.publish import inputs
from pipeline.publish.lists.due_lines import LedgerLines, make_list
from pipeline.publish.lists.refund import RefundList
from pipeline.publish.settlement import SettlementLetter
from pipeline.runtime.database import loader
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.steps.assess.test_receipt_states import NAMES, ON, PACK, STORIES, _person, assessed
from tests.support.warehouse import facts
from transforms.policy import campaign_id
from transforms.report.publication import View
from transforms.text.figures import yuan_grouped

__all__ = ["assessed"]
PAGE = REPOSITORY / "docs" / "explanation" / "money.md"
BEGIN = "<!-- written by tests/steps/assess/test_money_page.py from the ledger -->\n"
END = "<!-- end of the examples -->\n"
ACCOUNTS = ("received", "fund", "contribution", "refundable", "reimbursable", "suspense")
OWNERS = {
    "scheme_fen": "the scheme", "refundable_fen": "the person", "suspense_fen": "nobody yet (suspense)",
    "reversed_fen": "the tax bureau took it back", "unposted_fen": "nobody: not posted",
}  # fmt: skip
EXAMPLES = {
    "exact": "pays the due",
    "on a list alone": "is listed as poor, and pays 120.00",
    "short": "pays too little",
    "short, then late": "pays 100.00 in the window, and the rest after it",
    "over": "pays 50.00 too much",
    "dead": "pays 100.00, and dies before the rest",
    "twice": "pays twice",
    "unknown": "is on no roll and no list",
    "employed": "is insured as an employee",
    "enrolled elsewhere": "is enrolled in another place, where the money came first",
    "late": "pays after the window, without a reason that the warehouse knows",
    "born since the start, late": "is born in the campaign, and is paid for after the window",
    "wrong year": "pays for a year that is closed by now",
    "recognised after payment": "pays, and is recognised as poor after it",
    "pays first": "is recognised as poor after 1 October, and pays the whole price first",
    "no amount": "is severely disabled; the notice states no amount",
    "taken back": "pays, and the tax bureau takes the receipt back",
    "not yet": "pays on 3 February, after the last assessment",
}
"""Story of a person -> the person in words, in the order of the states on the page."""


class Sent(NamedTuple):
    """Lines of the lists and batches of a day: person -> fen."""

    settled: dict[UUID, int]
    refund: dict[UUID, int]
    charged: dict[UUID, int]


def test_examples_of_the_page_are_what_the_ledger_writes(assessed: Settings) -> None:
    rendered = "".join(_page(assessed))
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    written, tail = rest.split(END)
    if os.environ.get("WRITE_MONEY_PAGE"):
        PAGE.write_text(f"{head}{BEGIN}{rendered}{END}{tail}", encoding="utf-8")
        return
    assert written == rendered


def test_every_state_has_an_example() -> None:
    states = {state for story in STORIES.values() for state, _, _ in story.expected}
    assert states == {state for name in EXAMPLES for state, _, _ in STORIES[name].expected}


def _page(settings: Settings) -> Iterator[str]:
    """Yield the lines of the table: of each person the receipts with their states, the postings, and what is sent."""
    yield f"| state | the person | day | {' | '.join(ACCOUNTS)} | sent as of {ON} | who has the money now |\n"
    yield f"|---|---|---|{'---:|' * len(ACCOUNTS)}---|---|\n"
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        sent = _send(settings)
        for name, words in EXAMPLES.items():
            key = facts.key_of(_person(NAMES.index(name), STORIES[name]))
            states, owners = _receipts(conn, key)
            lines = _postings(conn, key) or [["none", *[""] * len(ACCOUNTS)]]
            for place, line in enumerate(lines):
                ends = (states, words, _sent_words(sent, key), owners) if place == 0 else ("", "", "", "")
                yield f"| {ends[0]} | {ends[1]} | {' | '.join(line)} | {ends[2]} | {ends[3]} |\n"


def _receipts(conn: psycopg.Connection[Any], key: UUID) -> tuple[str, str]:
    """Return the states of a person's receipts in order, and the owners of the money."""
    columns = ", ".join(f"sum({name}) OVER ()::bigint" for name in OWNERS)
    rows = conn.execute(
        f"SELECT state, {columns} FROM core.receipt_state WHERE campaign_id = %s AND person_key = %s"
        " ORDER BY plan_year, receipt_order",
        (campaign_id(PACK), key),
    ).fetchall()
    states = ", ".join(f"`{row[0]}`" for row in rows)
    owned = [f"{words} {yuan_grouped(fen)}" for words, fen in zip(OWNERS.values(), rows[0][1:], strict=True) if fen]
    return states, "; ".join(owned)


def _postings(conn: psycopg.Connection[Any], key: UUID) -> list[list[str]]:
    """Return the events of a person as the ledger has them: day, and yuan of each account."""
    rows = conn.execute(
        f"SELECT on_date, payer, {', '.join(f'{name}_fen' for name in ACCOUNTS)} FROM ledger.event"
        " WHERE campaign_id = %s AND person_key = %s ORDER BY assess_no, line_no",
        (campaign_id(PACK), key),
    ).fetchall()
    return [[f"{row[0]}", *(yuan_grouped(fen) if fen else "" for fen in row[2:])] for row in rows]


def _send(settings: Settings) -> Sent:
    """Make batches and lists as of the day, in a transaction that is rolled back."""
    number, sent = campaign_id(PACK), Sent({}, {}, {})
    with loader(settings).connect() as conn:
        known = inputs.assessment(conn, number)
        assert known is not None
        settled = SettlementLetter().read_facts(conn, number, known.assess_no, ON, View("office")).lines
        sent.settled.update({line.person_key: line.fen for line in settled})
        for line in RefundList().read_facts(conn, number, 0, ON, View()).lines:
            sent.refund[line.person_key] = sent.refund.get(line.person_key, 0) + line.fen
        make_list(conn, number, ON, has_categories=True)
        sent.charged.update({line.person_key: line.due_fen for line in LedgerLines(conn, number, 1)})
    return sent


def _sent_words(sent: Sent, key: UUID) -> str:
    lists = (("settlement", sent.settled), ("list of refunds", sent.refund), ("due list", sent.charged))
    found = [f"{words} {yuan_grouped(lines[key])}" for words, lines in lists if key in lines]
    return "; ".join(found) or "nothing"

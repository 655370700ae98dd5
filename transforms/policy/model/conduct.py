"""How the campaign is conducted: roles, channels, cash, receipts, posting. Validated data that people act on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.model.base import Cited, Code, Fen, Name, Rule, Strict, Text, refusal


class Role(Rule):
    """An office with duties of its own in this campaign."""

    role: Code = Field(description="Our code of the office.")
    label_zh: Name = Field(description="The office in the notice's words.")
    duties_zh: Annotated[tuple[Text, ...], Field(min_length=1, description="What it does, in the notice's words.")]


class Channel(Rule):
    """A way to pay, and what proves the payment if the notice states it."""

    channel: Code = Field(description="Our code of the way to pay.")
    label_zh: Name = Field(description="The way to pay in the notice's words.")
    proof_zh: Annotated[Text | None, Field(description="What proves a payment of this channel.")] = None


class CashLimit(Rule):
    """When collected cash must be deposited: at the amount, after the days or on the day, whichever comes first."""

    channels_zh: Annotated[tuple[Text, ...], Field(min_length=1)] | None = Field(
        default=None,
        description="Ways to pay whose money the limit is for, in the words of the tax bureau's feed; without it, all "
        "cash that no other limit is for.",
    )
    amount_fen: Annotated[Fen | None, Field(description="Deposit when this much cash is held.")] = None
    days: Annotated[int | None, Field(ge=1, le=31, description="Deposit when cash has been held for so many days.")] = (
        None
    )
    deposit_on: Annotated[date | None, Field(description="Last day on which the cash is deposited in time.")] = None
    account_zh: Annotated[Text, Field(description="The account that the cash goes to.")]

    @model_validator(mode="after")
    def _has_a_limit(self) -> CashLimit:
        if self.amount_fen is None and self.days is None and self.deposit_on is None:
            raise refusal("amount_fen、days、deposit_on 至少给出一个", "give amount_fen, days or deposit_on")
        return self

    def is_reached(self, cash_fen: int, held_days: int) -> bool:
        """Decide whether a collector must deposit cash: `cash_fen` fen that have been held for `held_days` days.

        True if the number of days has reached its limit, or the amount has. A limit that the notice does not state
        is never reached. `deposit_on` is no part of this.
        """
        return (self.days is not None and held_days >= self.days) or (
            self.amount_fen is not None and cash_fen >= self.amount_fen
        )


class DocumentFields(Rule):
    """The fields that a paper of the campaign must carry (a receipt, a registration of a new person)."""

    document_zh: Text = Field(description="The paper.")
    fields_zh: Annotated[tuple[Text, ...], Field(min_length=1)] = Field(description="The fields that it carries.")


class Posting(Rule):
    """A public posting; what a person's row may show is masked for publication."""

    what_zh: Text = Field(description="What is posted.")
    where_zh: Text = Field(description="Where.")
    cadence: Literal["day", "half_month", "month", "regular"] = Field(description="How often.")
    attachments_zh: tuple[Text, ...] = Field(default=(), description="What is posted with it.")


class Eligibility(Rule):
    """A group that may or may not enrol, with the papers the notice asks for."""

    group_zh: Text = Field(description="The group, in the notice's words.")
    may_enrol: Annotated[bool, Field(description="false: the notice excludes the group.")]
    papers_zh: tuple[Text, ...] = Field(default=(), description="The papers that are asked for.")


class MidYearEntry(Rule):
    """The persons who can still enter after the window, and the proof that they need."""

    reasons: dict[Code, Annotated[tuple[Text, ...], Field(min_length=1)]] = Field(
        min_length=1,
        description="The reasons that the notice gives: code, the notice's words, and further words of senders' lists.",
    )
    list_is_open: Annotated[
        bool, Field(description="Whether the notice's list ends in 等: other reasons can be considered.")
    ]
    proof_needed: bool = Field(description="Whether a proof is needed.")
    pays_zh: Annotated[Text, Field(description="What such a person pays, in the notice's words.")]


class FiscalShare(Strict):
    """The share of one level of government in the fiscal part of the contribution, per enrolled person."""

    level_zh: Text = Field(description="The level: 中央、省、市、县.")
    fen: Fen = Field(description="Its share, whole fen per enrolled person.")


class Funding(Rule):
    """The parts of the contribution in whole fen. A total that is not their sum needs a text that explains it."""

    personal_fen: Annotated[Fen, Field(description="Equals the in-window price of the plan year.")]
    fiscal_fen: Fen = Field(description="The fiscal part.")
    fiscal_is_minimum: Annotated[bool, Field(description="The notice says 不低于.")]
    fiscal_shares: tuple[FiscalShare, ...] = Field(
        default=(),
        description="The shares of the levels of government, which add up to the fiscal part. Empty: not stated.",
    )
    total_fen: Annotated[Fen | None, Field(description="The printed total; null where none is printed.")]
    total_acknowledged: Text | None = Field(
        default=None, description="Why the total is not the sum of its parts; needed where it differs."
    )


class Basis(Rule):
    """The documents the notice rests on."""

    documents: Annotated[tuple[Text, ...], Field(min_length=1)] = Field(description="Their numbers or titles.")


class HumanDuty(Cited):
    """A duty that people carry out and no program can: meetings, publicity, discipline."""

    duty_zh: Text = Field(description="The persons and what they do.")


class Conduct(Rule):
    """A fact about conduct by name: a plain yes, no or setting (for example: no changes after registration)."""

    setting: Annotated[Code, Field(description="A name for the fact, e.g. `paid_once_in_full`.")]
    holds: bool | None = Field(default=None, description="Whether it is so.")
    text_zh: Text | None = Field(default=None, description="The fact in words.")

    @model_validator(mode="after")
    def _says_something(self) -> Conduct:
        if self.holds is None and self.text_zh is None:
            raise refusal("holds 与 text_zh 至少给出一个", "give holds or text_zh")
        return self

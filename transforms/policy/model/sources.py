"""The senders: what each sends, in which layout, with which labels, and by which day."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from transforms.policy.model.base import BasisPoints, Code, Name, Persons, Rule, refusal

SourceName = Literal[
    "civil_affairs",
    "poverty_relief",
    "disabled_federation",
    "veterans",
    "health",
    "education",
    "roll",
    "employee",
    "tax",
    "targets",
    "history",
    "fund_claim",
    "uninsured_reason",
    "fund_transfer",
    "due_acknowledgement",
    "tax_statement",
    "late_entry",
    "correction_request",
]
Kind = Literal[
    "special_list", "roll", "employee", "tax_feed", "target_table", "history", "fund_claim", "uninsured_reason",
    "fund_transfer", "due_acknowledgement", "tax_statement", "late_entry", "correction_request",
]  # fmt: skip
Mode = Literal["full", "change", "feed"]

KIND_OF = {
    "roll": "roll",
    "employee": "employee",
    "tax": "tax_feed",
    "targets": "target_table",
    "history": "history",
    "fund_claim": "fund_claim",
    "uninsured_reason": "uninsured_reason",
    "fund_transfer": "fund_transfer",
    "due_acknowledgement": "due_acknowledgement",
    "tax_statement": "tax_statement",
    "late_entry": "late_entry",
    "correction_request": "correction_request",
}
ALWAYS_PRESENT = ("roll", "employee", "tax", "targets")


class Source(Rule):
    """One sender of one kind of delivery.

    `list_mode` is the mode of the first delivery, `change_mode` the mode of later deliveries (null: none are expected).
    Its layout decides which of three fields gives a row its category: `categories` (the words of a column),
    `category_by_grade` (every grade of a list of disabled persons), or `default_category` (all rows of a list without
    such a column).
    """

    source: SourceName = Field(description="The sender.")
    kind: Kind = Field(description="The kind of delivery; it follows from the sender.")
    sender_label: Name = Field(description="The sender in the notice's words.")
    layout: Code = Field(description="The layout of its files, one of `policies/layouts`.")
    list_mode: Mode = Field(description="The mode of the first delivery: `full`, `change` or `feed`.")
    change_mode: Mode | None = Field(default=None, description="The mode of later deliveries; null: none are expected.")
    categories: dict[str, Code] = Field(
        default_factory=dict, description="The words of the sender's list and what they mean."
    )
    default_category: Code | None = Field(
        default=None, description="The category of every row, where the layout has neither category nor grade."
    )
    category_by_grade: dict[int, Code] = Field(
        default_factory=dict, description="Which category each grade means; every grade is stated."
    )
    first_due_on: date | None = Field(default=None, description="By when the first delivery is due.")
    change_due_on: tuple[date, ...] = Field(default=(), description="By when later deliveries are due.")
    feed_from: date | None = Field(default=None, description="The first day of the daily feed.")
    feed_to: date | None = Field(default=None, description="The last day of the daily feed.")
    gap_is_held: bool = Field(
        default=False, description="Whether a day's feed is held for a decision while an earlier day's feed is missing."
    )
    contact: Code | None = Field(
        default=None, description="The contact that is reminded, as the mail settings name it; null: `source` itself."
    )
    held_above_bp: BasisPoints = Field(
        default=2000, description="A full list is held if its number of persons changes by more than this share."
    )
    held_above_persons: Persons = Field(
        default=20, description="No list is held for a change of at most this many persons."
    )

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """The ids of the rules that demand this source's deliveries, as a tuple of one: the source's own rule_id."""
        return (self.rule_id,)

    def all_categories(self) -> frozenset[str]:
        """Collect the codes of all categories that a row of this source can get.

        Empty unless the source sends a special list (persons of a department): a claim on funds puts nobody into a
        category.
        """
        if self.kind != "special_list":
            return frozenset()
        default = {self.default_category} if self.default_category else set()
        return frozenset(set(self.categories.values()) | set(self.category_by_grade.values()) | default)

    @model_validator(mode="after")
    def _kind_fits_source(self) -> Source:
        if self.kind != KIND_OF.get(self.source, "special_list"):
            raise refusal(f"来源 {self.source} 的 kind 不符", f"the kind does not belong to source {self.source}")
        words = self.categories if self.kind != "fund_claim" else {}
        stated = bool(words or self.category_by_grade or self.default_category)
        if (self.kind == "special_list") != stated:
            raise refusal("名单来源且只有名单来源给出人员类别", "lists of persons, and only they, give categories")
        if self.category_by_grade and self.default_category:
            raise refusal(
                "category_by_grade 与 default_category 二者取一：逐级写明，否则没写的等级都会归入 default_category",
                "category_by_grade and default_category exclude each other: grades not stated would all get it",
            )
        if (self.kind == "tax_feed") != (self.list_mode == "feed"):
            raise refusal("税务流水且仅税务流水用 feed", "the tax feed, and only it, has list_mode feed")
        return self

    @model_validator(mode="after")
    def _days_are_ordered(self) -> Source:
        if (self.feed_from is None) != (self.feed_to is None):
            raise refusal("feed_from 与 feed_to 应同时给出", "feed_from and feed_to are given together")
        if self.gap_is_held and self.feed_from is None:
            raise refusal("gap_is_held 只用于写明 feed_from、feed_to 的流水", "gap_is_held needs feed_from and feed_to")
        if self.feed_from is not None and self.feed_to is not None and self.feed_from > self.feed_to:
            raise refusal("feed_from 不得晚于 feed_to", "feed_from is not after feed_to")
        days = (*((self.first_due_on,) if self.first_due_on else ()), *self.change_due_on)
        if list(days) != sorted(set(days)):
            raise refusal("应交日期应由早到晚且不重复", "due days are in order and appear once")
        if self.change_due_on and self.change_mode is None:
            raise refusal("有变动应交日期时应给出 change_mode", "change due days need a change_mode")
        return self

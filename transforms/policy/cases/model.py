"""The model of a worked case: one made-up person with lists and payments, and the results that must come out.

Amounts are written in yuan, as officials think, and kept in whole fen. A value that is left out is unknown, or not
checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from transforms.policy.model.base import Code, RequirementId, RuleId, Strict, Text, refusal

_YUAN = re.compile(r"(0|[1-9][0-9]*)(?:\.([0-9]{1,2}))?")
_UNKNOWN = "unknown:"
Value = str | int | bool | date | tuple[str, ...] | dict[str, int] | None
"""One expected or actual value: amounts in whole fen, payers as payer -> fen."""


def parse_yuan(yuan: object) -> int:
    """Convert an amount in yuan as a case states it (120, or "120.50" in quotes) to whole fen.

    Raises PydanticCustomError, with a Chinese and an English text, for any other form.
    """
    if isinstance(yuan, int) and not isinstance(yuan, bool) and yuan >= 0:
        return yuan * 100
    match = _YUAN.fullmatch(yuan) if isinstance(yuan, str) else None
    if match is None:
        raise refusal('金额按元写：120，有角分的加引号 "120.50"', 'yuan: 120, or with jiao and fen in quotes: "120.50"')
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))


Yuan = Annotated[int, BeforeValidator(parse_yuan)]
Category = Annotated[str, Field(pattern=rf"^({_UNKNOWN}\S+|[a-z][a-z0-9_]*)$")]
PlanYear = Annotated[int, Field(ge=2000, le=2100)]
Grade = Annotated[int, Field(ge=1, le=9)]


class PersonText(Strict):
    """The person on the roll. Defaults: on the roll, of local hukou, insured last year, in the place's first unit."""

    born_on: date | None = None
    hukou_local: bool | None = True
    on_roll: bool = True
    insured_last_year: bool | None = True
    unit: Text | None = None


class ListingText(Strict):
    """One row of a department's list. One of recognised date and cut-off may be left out: both are then equal."""

    category: Category
    recognised_on: date | None = None
    cut_off_on: date | None = None
    ended_on: date | None = None
    grade: Grade | None = None
    subclass: Text | None = None
    hukou_local: bool | None = None
    unit: Text | None = None
    source: Code | None = None

    @model_validator(mode="after")
    def _has_a_date(self) -> ListingText:
        if self.recognised_on is None and self.cut_off_on is None:
            raise refusal("认定日期与名单截止日至少写一个", "recognised_on or cut_off_on")
        return self

    @property
    def effective_on(self) -> date:
        """The day on which the membership begins: the recognised date of the row, else the list's cut-off.

        The cut-off is the day up to which the list is complete.
        """
        day = self.recognised_on or self.cut_off_on
        assert day is not None
        return day


class EmploymentText(Strict):
    """Employee insurance as on a comparison list; both days belong to it, no `to` means still insured.

    `cut_off_on` is the list's cut-off, by default the business date: of several lists the newest counts.
    """

    from_on: date = Field(alias="from")
    to_on: date | None = Field(alias="to", default=None)
    region: Text | None = None
    cut_off_on: date | None = None


class LateEntryText(Strict):
    """A reason to enter after the windows; `withdrawn_on`: the cut-off of the list that withdraws it."""

    reason: Code
    stated_on: date
    withdrawn_on: date | None = None

    @model_validator(mode="after")
    def _is_ordered(self) -> LateEntryText:
        if self.withdrawn_on is not None and self.withdrawn_on < self.stated_on:
            raise refusal("撤销日不早于报送日", "a reason is not withdrawn before it is stated")
        return self


class PaymentText(Strict):
    """One receipt: the amount, the day of payment, and the day of receipt (by default the day of payment)."""

    yuan: Yuan
    paid_on: date
    received_on: date | None = None
    plan_year: PlanYear | None = None
    channel: Text = "柜面"
    unit: Text | None = None

    @model_validator(mode="after")
    def _is_money(self) -> PaymentText:
        if self.yuan == 0:
            raise refusal("缴费金额应大于0", "a payment is more than 0")
        if self.received_on is not None and self.received_on < self.paid_on:
            raise refusal("入库日不早于缴费日", "money is not received before it is paid")
        return self


class LifeText(Strict):
    """The facts about one person: roll, lists, death, employment, past years, reasons for late entry, payments.

    `death_cut_off_on`: the cut-off of the list that states the death, by default the day of death.
    `history`: past plan years, enrolled or not. A year that any case of the pack states counts as delivered for all
    cases: a person without it was not enrolled. A year that no case states was never delivered.
    """

    person: PersonText = PersonText()
    lists: tuple[ListingText, ...] = ()
    died_on: date | None = None
    death_cut_off_on: date | None = None
    employee: tuple[EmploymentText, ...] = ()
    history: dict[PlanYear, bool] = Field(default_factory=dict)
    late_entry: tuple[LateEntryText, ...] = ()
    payments: tuple[PaymentText, ...] = ()


_Life = TypeVar("_Life", bound=LifeText)


def _on_roll(life: _Life) -> _Life:
    if not life.person.on_roll:
        raise refusal(
            "户号在参保底册上，家庭成员的 on_roll 应为 true",
            "households stand on the roll: on_roll is true for members",
        )
    return life


class MemberText(LifeText):
    """Another member of the person's household; `name` (key `who`) names the member inside the case."""

    name: Text = Field(alias="who")

    @model_validator(mode="after")
    def _is_on_the_roll(self) -> MemberText:
        return _on_roll(self)


class CaseText(LifeText):
    """A case as written, without the expected results. `household`: the other members of the person's household."""

    sentence: Annotated[str, Field(min_length=6, pattern=r"[一-鿿]")]
    requirements: Annotated[tuple[RequirementId, ...], Field(min_length=1)]
    as_of: date
    ambiguity: Annotated[int, Field(ge=1, le=99)] | None = None
    household: tuple[MemberText, ...] = ()
    known_fault: Text | None = None

    @model_validator(mode="after")
    def _household_is_sound(self) -> CaseText:
        names = [member.name for member in self.household]
        if len(set(names)) < len(names):
            raise refusal("household 中每人的 who 各不相同", "each member of the household has a `who` of their own")
        return _on_roll(self) if self.household else self

    def lives(self) -> list[tuple[str, LifeText]]:
        """List the persons of the case as (name, facts): roll, lists, employment, past years, payments, death.

        The person of the case comes first, with the name ''; then come the other members of the household.
        """
        return [("", self), *((member.name, member) for member in self.household)]


class ExpectationText(Strict):
    """The expected account of one plan year. Only written values are checked; null means nothing there, or not defined.

    `status: null` means that there is no account. `payers` are all payers with their yuan, `flags` some of the flags.
    """

    plan_year: PlanYear | None = None
    status: Code | None = None
    enrolled: bool | None = None
    category: Category | None = None
    rule: RuleId | None = None
    due_yuan: Yuan | None = None
    payers: dict[Code, Yuan] | None = None
    paid_yuan: Yuan | None = None
    reimbursable_yuan: Yuan | None = None
    refundable_yuan: Yuan | None = None
    settled_on: date | None = None
    coverage_from: date | None = None
    tier: Code | None = None
    tier_enjoyed: Code | None = None
    fiscal_yuan: Yuan | None = None
    waiting_months: Annotated[int, Field(ge=0)] | None = None
    waiting_rule: RuleId | None = None
    full_benefit_from: date | None = None
    consecutive_years: Annotated[int, Field(ge=0)] | None = None
    reward_yuan: Yuan | None = None
    unit: Text | None = None
    household_incomplete: bool | None = None
    flags: tuple[Code, ...] | None = None
    without_flags: tuple[Code, ...] | None = None

    @model_validator(mode="after")
    def _expects_something(self) -> ExpectationText:
        if not self.model_fields_set - {"plan_year"}:
            raise refusal("至少写一项应得结果", "at least one expected value")
        if self.expects_no_account and self.model_fields_set - {"plan_year", "status"}:
            raise refusal(
                "status 为 null 表示不建账，不再写其他结果", "status null is no account: nothing else is expected"
            )
        return self

    @property
    def expects_no_account(self) -> bool:
        """Whether the case expects (`status: null`) that the person has no account for that plan year."""
        return "status" in self.model_fields_set and self.status is None

    def values(self) -> dict[str, Value]:
        """Map the key of each result that the case states (`due_yuan`) to its expected value; amounts are whole fen.

        Results that the case leaves out are not in the mapping. None: nothing there, or not defined.
        """
        return {name: getattr(self, name) for name in self.model_fields_set if name != "plan_year"}


@dataclass(frozen=True)
class Case:
    """One checked case and its place; `row` is its row in a table of cases, counted from 1, or None.

    `before` are the results under the pack that is corrected, if the case states them.
    """

    text: CaseText
    expect: tuple[ExpectationText, ...]
    file: str
    line: int
    row: int | None = field(default=None)
    before: tuple[ExpectationText, ...] = ()

    @property
    def sentence(self) -> str:
        """The Chinese sentence that names the case; unique within its pack."""
        return self.text.sentence

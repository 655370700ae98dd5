"""The calendar of a pack: collection windows, publications, deadlines and clocks."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.model.base import Code, Name, Rule, Text, refusal
from transforms.policy.model.places import UnitId

Cadence = Literal["day", "ten_day", "half_month", "month", "once"]
Figures = Literal["enrolment", "special_populations", "money"]
Occasion = Literal["first", "jump", "correction"]
MonthDay = Annotated[int, Field(ge=1, le=28)]  # 29 to 31 are not in every month


class Window(Rule):
    """A span of days, both ends included, in which a group of persons pays.

    `tail_until`: if the date of receipt decides, money collected in the window and received by this day is in it.
    """

    window_id: Code = Field(description="Our name for it, used once.")
    group: Literal["special", "general", "everyone"] = Field(
        description="The persons who pay in it: the special groups, the general public, or everyone."
    )
    starts_on: date = Field(description="The first day.")
    ends_on: date = Field(description="The last day.")
    tail_until: date | None = Field(
        default=None,
        description="If the date of receipt decides: money collected in it and received by this day is in it.",
    )

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> Window:
        if self.starts_on > self.ends_on:
            raise refusal("starts_on 不得晚于 ends_on", "starts_on is not after ends_on")
        if self.tail_until is not None and self.tail_until <= self.ends_on:
            raise refusal("tail_until 应晚于 ends_on", "tail_until is after ends_on")
        return self


class Recipient(Rule):
    """An office or public that receives a publication. `recipient` is the name that the mail settings use.

    `own_units`, `own_figures` and `own_payers` count only in series with `content: own`.
    """

    recipient: Code
    label_zh: Name = Field(description="The office, as the notice names it.")
    own_units: Literal["each"] | tuple[UnitId, ...] = Field(
        default=(),
        description="The units of which it gets only its own figures, one report for each; `each`: all units below the "
        "root, for a group with offices in all of them; none: the figures of all units together.",
    )
    own_figures: tuple[Figures, ...] = Field(
        default=(), description="The figures that it gets: persons enrolled, special populations, money; none: all."
    )
    own_payers: tuple[Code, ...] = Field(
        default=(), description="The funds whose settlements it gets: codes of `payers`; none: those of all funds."
    )


class Publication(Rule):
    """A series of reports over the days from `starts_on` to `ends_on`.

    `made_by` human: the series is listed, but the product has no slot for it. A month ends on `period_ends_on_day`
    (null: on its last day). A slot is due on the next `due_on_day` of a month after its period (null: on the day after
    it). For cadence once, `due_on` is the day and the period is the whole span. A bulletin is addressed to the first
    recipient; the others get a copy.
    """

    made_by: Literal["product", "human"]
    reason: Text | None = Field(default=None, description="Why people make it; with `made_by` human only, and needed.")
    report: Code = Field(description="Which report: `progress`, `uninsured_feedback` and the like.")
    cadence: Cadence = Field(description="How often.")
    starts_on: date
    ends_on: date
    period_ends_on_day: MonthDay | None = None
    due_on_day: MonthDay | None = None
    due_on: date | None = None
    recipients: Annotated[tuple[Code, ...], Field(min_length=1)] = Field(description="The codes of its recipients.")
    content: Literal["same", "own"] = Field(
        default="same",
        description="`same`: one report for all recipients; `own`: each gets the part that its `own_units` and "
        "`own_figures` or `own_payers` state, and those without any share one report.",
    )
    signed_by: tuple[Code, ...] = Field(
        default=(),
        description="The codes of the recipients that sign a bulletin; none = the offices that issued the notice.",
    )
    signature_lines: tuple[Name, ...] = Field(
        default=(),
        description="The labels of the lines that people sign by hand below the printed sheets of the workbook, such "
        "as 制表人; none: no line.",
    )
    approved_on: tuple[Occasion, ...] = Field(
        default=(),
        description="Which reports go out only after a person approved them: `first`, the first one of each period; "
        "`correction`, each correction; `jump`, a report with a main figure that differs from the period before by "
        "more than `jump_percent`; none: no report waits.",
    )
    jump_percent: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        default=None, description="The difference to the period before, in percent, from which a report waits."
    )

    past_years: Literal[1, 2] | None = Field(
        default=None,
        description="Of how many past plan years a roster before the start (`start_roster`) states population and "
        "enrolled persons by unit; null: it names the persons alone, with last year's enrolment.",
    )

    @model_validator(mode="after")
    def _days_fit_cadence(self) -> Publication:
        if self.starts_on > self.ends_on:
            raise refusal("starts_on 不得晚于 ends_on", "starts_on is not after ends_on")
        if self.cadence != "month" and (self.period_ends_on_day is not None or self.due_on_day is not None):
            raise refusal("仅按月报送可定月内日", "only monthly series have days of the month")
        if self.due_on is not None and self.cadence != "once":
            raise refusal("仅一次性报送可定 due_on", "only cadence once has due_on")
        if self.due_on is not None and self.due_on <= self.ends_on:
            raise refusal("due_on 应晚于 ends_on", "due_on is after ends_on")
        if (self.reason is None) == (self.made_by == "human"):
            raise refusal("由人工编制的应写明 reason，其余不写", "made_by human has a reason, and nothing else has")
        if ("jump" in self.approved_on) != (self.jump_percent is not None):
            raise refusal("approved_on 含 jump 时须定 jump_percent，否则不写", "jump and jump_percent come together")
        if self.past_years is not None and self.report != "start_roster":
            raise refusal("仅启动前底册（start_roster）可定 past_years", "only a start_roster has past_years")
        if self.signature_lines and self.report == "village_poster":
            raise refusal("张榜公布的进度没有签名栏（signature_lines）", "a poster has no signature_lines")
        if self.content == "own" and self.report == "bulletin":
            raise refusal("通报对各接收单位内容相同，content 应为 same", "a bulletin is equal for all: content: same")
        return self


class Deadline(Rule):
    """A day by which a role has completed a task; data that people watch."""

    role: Code = Field(description="The role that has to do it.")
    task_zh: Text = Field(description="What has to be done.")
    starts_on: date | None = Field(default=None, description="From when it can be done.")
    due_on: date = Field(description="By when it is done.")

    @model_validator(mode="after")
    def _starts_before_due(self) -> Deadline:
        if self.starts_on is not None and self.starts_on > self.due_on:
            raise refusal("starts_on 不得晚于 due_on", "starts_on is not after due_on")
        return self


class Clock(Rule):
    """A number of days within which a role completes a task each time that it arises."""

    role: Code = Field(description="The role that has to do it.")
    task_zh: Text = Field(description="What has to be done.")
    days: Annotated[int, Field(ge=1, le=366)] = Field(description="Within how many days.")
    counted_in: Literal["calendar_days", "working_days"] = Field(description="Which days are counted.")
    measures: Annotated[
        Literal["payment_audit", "correction_request"] | None,
        Field(description="What the product measures by it: audits of payments by the tax bureau, or corrections."),
    ] = None

"""The parts of a layout: columns, states of rows, further persons, control row; and the error about one of them."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from transforms.intake.base.raw_table import PERSONAL
from transforms.text.folding import fold

Canonical = Literal[
    "name", "document_number", "birth_on", "sex", "unit", "village", "hukou_local", "category", "subclass", "grade",
    "effective_on", "op", "change_on", "household_no", "insured_last_year", "region", "insured_from", "insured_to",
    "receipt_no", "plan_year", "amount_fen", "collected_on", "received_on", "channel",
    "audited_on", "collector", "personal_fen", "batch", "reason", "note", "payer", "transferred_on",
    "list_no", "sha256", "acknowledged_on", "entry_kind", "proof", "item", "requested_on",
    "completed_on",
    "measure", "persons", "status", "stated_source", "enrolled", "birth_certificate_no", "reversed_receipt_no",
    "plan_year_from", "plan_year_to", "disability_kind", "student_number",
    "household_size", "covered_persons", "household_head", "household_head_number", "relation",
]  # fmt: skip
"""A column of the raw table, whatever its header is in a sender's file."""
CANONICAL: frozenset[str] = frozenset(get_args(Canonical))
"""The names of all canonical columns."""

UninsuredReason = Literal[
    "resident_here", "employee_here", "retired_here", "resident_elsewhere", "employee_elsewhere", "soldier", "prison",
    "dead", "untraceable", "newly_added", "refuses", "other",
]  # fmt: skip
"""Code of a reason that a township answers; its words are UNINSURED_REASON_LABELS."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class WrongLayout(ValueError):  # noqa: N818 - an error of the author, not of the program
    """Raised if parts of a layout contradict each other.

    `path`: the key that the author should look at; `or_path`: the key to name if the file does not have `path`.
    """

    def __init__(self, text: str, *path: str | int, or_path: tuple[str | int, ...] = ()) -> None:
        super().__init__(text)
        self.path = path
        self.or_path = or_path


def _not_blank(word: str) -> str:
    if not fold(word):
        raise WrongLayout("不能为空")
    return word


def day_text(written: Any) -> Any:
    """Return a date, or a text in the form of a day (2019-09-01), as it is; pydantic makes a date of the text.

    Raises WrongLayout for any other value, because pydantic would read a number as seconds.
    """
    if isinstance(written, date) or (isinstance(written, str) and _DAY.fullmatch(written)):
        return written
    raise WrongLayout("应为日期，如 1900-01-01")


Word = Annotated[str, AfterValidator(_not_blank)]
Words = Annotated[list[Word], Field(min_length=1)]


class StrictPart(BaseModel):
    """Base of all parts of a layout: unknown keys and wrong types are errors, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Column(StrictPart):
    """One canonical column: the headers that mean it, and when a file must have it ('change': change lists only).

    `shared`: whether the shared vocabulary's headers mean it, too.
    """

    headers: list[Word] = []
    shared: bool = True
    required: Literal["always", "change", "never"] = "always"


class RowState(StrictPart):
    """A column whose words decide whether a row counts, such as 核销标志 or 参保状态.

    `counts`: words of rows that are read. `not_counted`: words of rows that are left out, with a remark. `undecided`:
    words of rows that a person must decide about; they are quarantined, and so is a row with any other word. `ended`:
    words of employee insurance that is over: such a row is read with its end, and quarantined without one. `blank`:
    meaning of a blank cell. `required`: whether a file must have the column. `of_categories`: words of categories that
    the state is about; rows of other categories count whatever it is. If empty, it is about all rows.
    """

    headers: Words
    counts: list[Word] = []
    not_counted: list[Word] = []
    undecided: list[Word] = []
    ended: list[Word] = []
    blank: Literal["counts", "not_counted", "undecided"] = "undecided"
    required: Literal["always", "never"] = "always"
    of_categories: list[Word] = []

    @model_validator(mode="after")
    def _each_word_has_one_meaning(self) -> Self:
        words = [fold(word) for word in (*self.counts, *self.not_counted, *self.undecided, *self.ended)]
        twice = next((word for word in words if words.count(word) > 1), None)
        if twice is not None:
            raise WrongLayout(f"“{twice}”只能有一种含义", "counts")
        if not self.counts and self.blank != "counts":
            raise WrongLayout("应写明哪些词的行计入", "counts", or_path=("headers",))
        return self

    @property
    def is_required(self) -> bool:
        """Whether a file of this form must have the column."""
        return self.required == "always"


class ControlRow(StrictPart):
    """The columns of the total row that contain the sender's own count and sum."""

    count_column: Canonical
    amount_column: Canonical


class FurtherPerson(StrictPart):
    """The columns of one further person in a row: the headers of that person's own columns."""

    name: Words
    document_number: Words
    birth_certificate_no: list[Word] = []
    birth_on: list[Word] = []
    sex: list[Word] = []

    def headers(self) -> dict[str, list[str]]:
        """Return the headers of each column about this person: canonical column -> headers, [] if it has none."""
        return {name: list(getattr(self, name)) for name in PERSONAL}

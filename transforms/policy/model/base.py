"""Building blocks of the pack's models: strictness, citation, money that may be undefined."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

RequirementId = Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{2}$")]
RuleId = Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{2}(-[a-z0-9_]+)*$")]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1, pattern=r"^\S(.|\n)*$")]
# A name or label has one line: it may enter the header of a mail.
NAME_PATTERN = r"^[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
Name = Annotated[str, Field(min_length=1, pattern=NAME_PATTERN)]
ADDRESS_PATTERN = r"^[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$"
Address = Annotated[str, Field(pattern=ADDRESS_PATTERN, max_length=254)]
Fen = Annotated[int, Field(gt=0)]
BasisPoints = Annotated[int, Field(ge=0, le=100_000)]
Persons = Annotated[int, Field(ge=0)]


def refusal(zh: str, en: str) -> PydanticCustomError:
    """Build the error that a model's validator raises for values that do not fit each other, in two languages.

    `zh` and `en` state what is expected; the author of the pack reads them.
    """
    return PydanticCustomError("meaning", "{en}", {"zh": zh, "en": en})


class Strict(BaseModel):
    """A model without unknown keys, without conversion of types, and without changes after loading."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Phrase(Strict):
    """A value of several fields that is one phrase of the notice: it is compared and reported as a whole."""


class Cited(Strict):
    """A statement of the notice: which requirement it answers, where in the notice it is, and in which words.

    `inferred` states why a value is not literally in the notice: the bureau configured it, or a misprint was read.
    """

    requirement_ids: Annotated[
        tuple[RequirementId, ...],
        Field(min_length=1, description="The numbered statements of the notice that this entry answers."),
    ]
    clause: Annotated[Text, Field(description="Where in the notice it is: chapter, paragraph, annex.")]
    quote: Annotated[Text, Field(description="The notice's own words, from the sentence that states the value.")]
    inferred: Text | None = None


class Rule(Cited):
    """A cited statement with its own identifier, which results and publications may name."""

    rule_id: Annotated[
        RuleId,
        Field(
            description="One of `requirement_ids`, with a suffix where several rules answer one; used once in the pack."
        ),
    ]

    @model_validator(mode="after")
    def _begins_with_its_requirement(self) -> Rule:
        if self.rule_id[:5] not in self.requirement_ids:
            raise refusal("rule_id 应以所引要求编号之一开头", "rule_id begins with one of the requirement_ids")
        return self


class Amount(Strict):
    """A sum of money in whole fen, or the statement that the notice leaves it open and why."""

    fen: Annotated[int, Field(ge=0)] | None = Field(default=None, description="The sum; 0 is free.")
    undefined: Text | None = Field(default=None, description="Why the notice leaves it open.")

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Amount:
        if (self.fen is None) == (self.undefined is None):
            raise refusal("金额写 fen，或写 undefined 并说明原因，二者取一", "give fen, or undefined with its reason")
        return self

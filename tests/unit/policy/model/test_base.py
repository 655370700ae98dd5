"""The building blocks of the models: identifiers, citations, and sums that may be undefined."""

import pytest
from pydantic import ValidationError

from tests.support.packs.entries import entry, refusal_of
from transforms.policy.model.base import Address, Amount, Name, Phrase, Rule, Strict, Text


class _Named(Strict):
    name: Text


@pytest.mark.parametrize("values", [{}, {"fen": 0, "undefined": "不明"}])
def test_an_amount_is_a_sum_or_a_reason_and_never_both_or_neither(values: dict[str, object]) -> None:
    assert refusal_of(Amount, **values) == "give fen, or undefined with its reason"


def test_an_amount_of_0_fen_is_free_and_not_undefined() -> None:
    assert entry(Amount, fen=0).fen == 0
    assert refusal_of(Amount, fen=-1) == "Input should be greater than or equal to 0"
    assert refusal_of(Amount, fen=None, undefined="") == "String should have at least 1 character"


@pytest.mark.parametrize("fen", ["100", 100.0, True])
def test_no_type_is_converted(fen: object) -> None:
    assert refusal_of(Amount, fen=fen) == "Input should be a valid integer"


def test_a_model_refuses_unknown_keys_and_later_changes() -> None:
    assert refusal_of(_Named, name="甲", nmae="乙") == "Extra inputs are not permitted"
    named = entry(_Named, name="甲")
    with pytest.raises(ValidationError, match="frozen"):
        named.name = "乙"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "is_right"), [("甲", True), ("甲\n乙", True), (" 甲", False), ("\n甲", False), ("", False)]
)
def test_a_text_is_not_empty_and_does_not_begin_with_a_space(text: str, is_right: bool) -> None:
    if is_right:
        assert entry(_Named, name=text).name == text
    else:
        assert refusal_of(_Named, name=text)


@pytest.mark.parametrize("rule_id", ["XX-01", "XX-01-late", "XX-02-a_b-2"])
def test_a_rule_begins_with_one_of_its_requirements(rule_id: str) -> None:
    assert entry(Rule, rule_id=rule_id, requirement_ids=("XX-01", "XX-02")).rule_id == rule_id


def test_a_rule_of_another_requirement_is_refused() -> None:
    assert refusal_of(Rule, rule_id="XX-03-late") == "rule_id begins with one of the requirement_ids"


@pytest.mark.parametrize("values", [{"rule_id": "XX-1"}, {"rule_id": "XX-01_late"}, {"rule_id": "XX-01-"}])
def test_a_rule_id_is_a_requirement_with_a_suffix(values: dict[str, object]) -> None:
    assert refusal_of(Rule, **values).startswith("String should match pattern")


@pytest.mark.parametrize("values", [{"requirement_ids": ()}, {"clause": ""}, {"quote": ""}])
def test_a_citation_has_requirement_clause_and_quote(values: dict[str, object]) -> None:
    assert "at least 1" in refusal_of(Rule, **values)


def test_a_phrase_is_strict_too() -> None:
    assert refusal_of(Phrase, other=1) == "Extra inputs are not permitted"


class _Labelled(Strict):
    label: Name


@pytest.mark.parametrize("label", ["县民政局", "艾力·买买提", "a", "甲　乙"])
def test_a_name_is_a_line(label: str) -> None:
    assert entry(_Labelled, label=label).label == label


@pytest.mark.parametrize("character", ["\n", "\r", "\t", "\0", "\x1b", "\x7f", "\x85", "\u2028", "\u2029"])
def test_a_name_holds_nothing_that_could_end_the_header_of_a_mail(character: str) -> None:
    for label in (f"县{character}局", f"县局{character}", f"{character}县局"):
        assert "should match pattern" in refusal_of(_Labelled, label=label)


class _Written(Strict):
    mailbox: Address


@pytest.mark.parametrize(
    ("mailbox", "is_right"),
    [
        ("tax@example.org", True),
        ("a.b+c@sub.example.org", True),
        ("a@b", True),
        ("a@b@c", False),
        ("税@example.org", False),
        ("a b@example.org", False),
        ("<a@example.org>", False),
        ("a@example.org\n", False),
    ],
)
def test_an_address_is_plain(mailbox: str, is_right: bool) -> None:
    if is_right:
        assert entry(_Written, mailbox=mailbox).mailbox == mailbox
    else:
        assert "should match pattern" in refusal_of(_Written, mailbox=mailbox)

"""Check that only rules that hold on no common day share an order among equal subsidies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.packs.changed_packs import PACKS, text_of, write
from transforms.policy import check_pack, compile_pack, load_pack

DONGAN = PACKS[4]
GOOD = text_of(DONGAN)
START = GOOD.index("  - rule_id: DA-08\n", GOOD.index("\nsubsidies:"))
END = GOOD.index("  - rule_id: ", START + 10)
RULE = GOOD[START:END].rstrip() + "\n"


def halves(first: str, second: str, category: str = "registered_poor", payer: str = "fiscal", tie: str = "1") -> str:
    """Write Dong'an with its rule for the registered poor in two halves with these conditions."""
    new = RULE.replace("rule_id: DA-08\n", "rule_id: DA-08-b\n").replace("payer: fiscal", f"payer: {payer}")
    new = new.replace("category: registered_poor", f"category: {category}").replace("tie_order: 1", f"tie_order: {tie}")
    new = new if tie else new.replace("    tie_order: \n", "")
    return f"{GOOD[:START]}{RULE}    when: {first}\n{new}    when: {second}\n\n{GOOD[END:]}"


def codes(folder: Path, text: str) -> list[str]:
    """List the codes of the errors of this text."""
    return [problem.code for problem in check_pack(write(folder, DONGAN, text))]


@pytest.mark.parametrize(
    ("first", "second", "ties"),
    [
        ("{valid_to: 2019-10-31}", "{valid_from: 2019-11-01}", False),
        ("{valid_to: 2019-10-31}", "{valid_from: 2019-10-31}", True),
        ("{valid_to: 2019-10-31}", "{valid_from: 2019-11-02}", False),
        ("{valid_from: 2019-11-01}", "{valid_to: 2019-10-31}", False),
        ("{valid_from: 2019-10-01, valid_to: 2019-10-31}", "{valid_from: 2019-09-01, valid_to: 2019-09-30}", False),
        ("{valid_from: 2019-10-01, valid_to: 2019-10-31}", "{valid_from: 2019-10-10, valid_to: 2019-10-10}", True),
        ("{valid_to: 2019-10-31}", "{phase: in_window}", True),
    ],
)
def test_an_order_is_shared_by_rules_without_a_common_day(tmp_path: Path, first: str, second: str, ties: bool) -> None:
    """Try halves that touch, overlap, or have a gap."""
    problems = codes(tmp_path, halves(first, second))
    assert ("pack.tie" in problems) is ties
    assert problems == [] or ties


@pytest.mark.parametrize(("second", "ties"), [("{valid_from: 2019-11-01}", False), ("{valid_from: 2019-10-31}", True)])
def test_no_order_is_needed_if_payers_differ_and_no_day_is_common(tmp_path: Path, second: str, ties: bool) -> None:
    """Leave out the order of the second half."""
    problems = check_pack(
        write(tmp_path, DONGAN, halves("{valid_to: 2019-10-31}", second, payer="medical_aid", tie=""))
    )
    against = [problem for problem in problems if problem.code == "pack.tie" and "DA-08 " in problem.expected_zh]
    assert bool(against) is ties


def test_the_compiled_numbers_differ_and_keep_the_order_of_the_pack(tmp_path: Path) -> None:
    """Compile a pack with a rule in two halves."""
    pack = load_pack(write(tmp_path, DONGAN, halves("{valid_to: 2019-10-31}", "{valid_from: 2019-11-01}")))
    ties = {row["rule_id"]: row["tie_order"] for row in compile_pack(pack)["policy.subsidy"]}
    assert len(set(ties.values())) == len(ties) > 3
    first = ("DA-08", "DA-08-b", "DA-10")
    assert ties["DA-08"] < ties["DA-08-b"] < ties["DA-10"]
    assert ties["DA-10"] < min(order for rule, order in ties.items() if rule not in first)

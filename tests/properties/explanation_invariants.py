"""What must hold of every explanation, whatever the pack and whoever the person."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from pipeline.runtime.settings import Settings
from tests.support.warehouse import explanations
from tests.support.warehouse.explanations import Row
from transforms.text.labels import shown_category


def check(settings: Settings, pack_code: str, on: dt.date, plan_year: int) -> set[str]:
    """Assert the invariants of everybody in a campaign that was assessed on that day; the codes that were seen."""
    dues, lines = explanations.dues(settings, pack_code), explanations.mart(settings, pack_code)
    assert dues and lines.keys() == dues.keys(), "somebody is not explained, or somebody unknown is"
    for key, due in dues.items():
        _one(lines[key], due)
    named = {(key[0], line["category"]) for key, own in lines.items() for line in own if line["topic"] == "category"}
    members = explanations.memberships(settings, pack_code, on)
    wanted = {(person, shown_category(category)) for person, category in members if (person, plan_year) in dues}
    assert named == wanted, f"{len(wanted - named)} memberships without a word, {len(named - wanted)} words without one"
    return {f"{line['topic']}.{line['verdict']}" for own in lines.values() for line in own}


def _one(lines: list[Row], due: Row) -> None:
    where = [(line["topic"], line["verdict"], line["category"], line["rule_id"], line["fen"]) for line in lines]
    for topic in ("result", "price", "due", "settlement"):
        assert len(_of(lines, topic)) == 1, (topic, where)
    assert sum(line["verdict"] == "counts" for line in lines) <= 1, where
    (result,), (price,), (owed,) = (_of(lines, topic) for topic in ("result", "price", "due"))
    assert (result["verdict"], result["fen"], result["rule_id"]) == (due["status"], due["due_fen"], due["rule_id"])
    assert (price["fen"], owed["fen"]) == (due["price_fen"], due["due_fen"]), where
    shares = [(line["payer"], line["fen"]) for line in _of(lines, "share")]
    assert shares == list(zip(due["payers"], due["payer_fen"], strict=True)), where
    assert sum(fen for _, fen in shares) == due["fund_fen"]
    is_covered = due["status"] == "enrolled" or (due["status"] == "undefined" and due["coverage_from"] is not None)
    assert [line["on_date"] for line in _of(lines, "coverage")] == [due["coverage_from"]] * is_covered, where
    _course(lines, due, where)
    for line in lines:
        _words(line)


def _course(lines: list[Row], due: Row, where: Any) -> None:
    (settlement,) = _of(lines, "settlement")
    if due["settled_on"] is not None:
        assert settlement["on_date"] == due["settled_on"], where
        later = settlement["verdict"] == "free_then_tier"  # the day on which the dearer tier was paid
        assert settlement["until_on"] >= due["identity_on"] if later else settlement["until_on"] == due["identity_on"]
    if due["status"] == "owing" and due["paid_fen"] < due["due_fen"]:
        assert settlement["verdict"] in ("unpaid", "short"), where
    waits = due["paid_fen"] - due["refundable_fen"] if due["status"] in ("owing", "undefined") else 0
    refunds = [fen for fen in (waits, due["refundable_fen"]) if fen]
    assert [line["fen"] for line in _of(lines, "refund")] == refunds, where
    months = [line["number"] for line in _of(lines, "waiting") if line["verdict"] != "history_missing"]
    assert months == ([] if due["waiting_months"] is None else [due["waiting_months"]]), where
    assert [line["fen"] for line in _of(lines, "reward")] == ([] if due["reward_fen"] is None else [due["reward_fen"]])
    deciding = {line["category"] for line in _of(lines, "category") if line["verdict"] in _DECIDES}
    if due["category"] != "ordinary":
        assert shown_category(due["category"]) in deciding, where
    else:
        assert not deciding or due["status"] in ("deceased", "insured_elsewhere"), where


_DECIDES = {
    "counts", "added", "undefined", "unknown", "too_late", "combined_out", "age_blank", "grade_blank", "subclass_blank",
    "hukou_blank", "age_contradicts",
}  # fmt: skip


def _of(lines: list[Row], topic: str) -> list[Row]:
    return [line for line in lines if line["topic"] == topic]


def _words(line: Row) -> None:
    """A sentence without a hole, a name in words where there is one, and a clause for every rule."""
    assert line["explanation_zh"] and not re.search(r"[{}]|日期不详", line["explanation_zh"]), line
    assert "未定金额" not in line["explanation_zh"] or line["fen"] is None, line
    if line["rule_id"] is not None:
        assert line["clause"] and line["quote"], line
        assert line["requirement_ids"] or line["rule_id"] in explanations.SYSTEM_RULES, line

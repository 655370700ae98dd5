"""What was expected beside what came out, in words that an official reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from transforms.policy.cases.model import Case, ExpectationText
from transforms.text.figures import yuan_input

_COLUMNS = {
    "status": "status", "category": "category", "rule": "rule_id", "due_yuan": "due_fen", "paid_yuan": "paid_fen",
    "reimbursable_yuan": "reimbursable_fen", "refundable_yuan": "refundable_fen", "settled_on": "settled_on",
    "coverage_from": "coverage_from", "tier": "tier", "tier_enjoyed": "tier_enjoyed", "fiscal_yuan": "fiscal_fen",
    "waiting_months": "waiting_months", "waiting_rule": "waiting_rule_id", "full_benefit_from": "full_benefit_from",
    "consecutive_years": "consecutive_years", "reward_yuan": "reward_fen",
    "household_incomplete": "household_incomplete",
}  # fmt: skip
_LABELS = {
    "status": "参保状态", "enrolled": "已参保", "category": "人群类别", "rule": "依据规则", "due_yuan": "应缴(元)",
    "payers": "代缴(元)", "paid_yuan": "已收(元)", "reimbursable_yuan": "待报销(元)", "refundable_yuan": "应退(元)",
    "settled_on": "参保日", "coverage_from": "待遇开始日", "tier": "缴费档次", "tier_enjoyed": "享受档次",
    "fiscal_yuan": "财政补助(元)", "waiting_months": "等待期(月)", "waiting_rule": "等待期规则",
    "full_benefit_from": "待遇完整享受日", "consecutive_years": "连续参保年数", "reward_yuan": "连续参保激励(元)",
    "unit": "所属单位", "household_incomplete": "未整户参保", "flags": "应有标记",
    "without_flags": "不应有标记",
}  # fmt: skip

# what another rule than that of the amount decides: its columns begin so
_DECIDED_BY = {
    "coverage_from": "coverage_", "waiting_months": "waiting_", "waiting_rule": "waiting_",
    "full_benefit_from": "waiting_", "household_incomplete": "household_",
}  # fmt: skip

# forms of writing what another name says already
_SAID_OTHERWISE = frozenset({"enrolled", "without_flags"})

Result = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One value of one case that is not as expected; `basis` is the rule behind the result, clause and words."""

    plan_year: int
    name: str
    expected: str
    found: str
    basis: str

    def text(self) -> str:
        return f"{self.plan_year}年度 {_LABELS[self.name]}：应为 {self.expected}，实为 {self.found}。依据 {self.basis}"


def differences(case: Case, results: Mapping[int, Result], plan_year: int) -> list[Difference]:
    """Every expectation that the results (plan year -> row of core.dues with its rules) do not meet."""
    found: list[Difference] = []
    for expected in case.expect:
        year = expected.plan_year or plan_year
        found += _of_year(expected, year, results.get(year))
    return found


def _of_year(expected: ExpectationText, year: int, row: Result | None) -> list[Difference]:
    if row is None:
        if expected.expects_no_account:
            return []
        return [Difference(year, "status", _shown("status", expected.status or "（有账）"), "没有这一年度的账", "—")]
    found = []
    for name, wanted in sorted(expected.values().items(), key=lambda pair: list(_LABELS).index(pair[0])):
        actual = _actual(name, row)
        if not _agrees(name, wanted, actual):
            found.append(Difference(year, name, _shown(name, wanted), _shown(name, actual), _basis(name, row)))
    return found


@dataclass(frozen=True)
class Move:
    """One value of one case that is another under another pack."""

    plan_year: int
    name: str
    before: str
    after: str

    def text(self) -> str:
        return f"{self.plan_year}年度 {_LABELS[self.name]}：{self.before} → {self.after}"


def moves(before: Mapping[int, Result], after: Mapping[int, Result]) -> list[Move]:
    """Every value that differs between two results (plan year -> row) of one person, in the order of the labels."""
    found = []
    for year in sorted({*before, *after}):
        rows = before.get(year), after.get(year)
        for name in _LABELS if all(rows) else ("status",):
            old, new = (_actual(name, row) if row else "没有这一年度的账" for row in rows)
            if name not in _SAID_OTHERWISE and old != new:
                found.append(Move(year, name, _shown(name, old), _shown(name, new)))
    return found


def _actual(name: str, row: Result) -> Any:
    if name == "enrolled":
        return row["status"] == "enrolled"
    if name == "payers":
        return payers_of(row)
    if name == "unit":
        return row["unit_name"]
    if name in ("flags", "without_flags"):
        return tuple(row["flags"])
    return row[_COLUMNS[name]]


def payers_of(row: Result) -> dict[str, int]:
    """Who pays how many fen for the person, in the order of paying."""
    return dict(zip(row["payers"], row["payer_fen"], strict=True))


def _agrees(name: str, wanted: Any, actual: Any) -> bool:
    if name == "flags":
        return set(wanted or ()) <= set(actual)
    if name == "without_flags":
        return not set(wanted or ()) & set(actual)
    if name == "payers":
        return bool((wanted or {}) == actual)
    return bool(wanted == actual)


def _shown(name: str, value: Any) -> str:
    if value is None:
        return "未定（空）"
    if name == "payers":
        return "、".join(f"{payer} {yuan_input(fen)}" for payer, fen in sorted(value.items())) or "无人代缴"
    if name.endswith("_yuan"):
        return yuan_input(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(value) or "无"
    return value.isoformat() if isinstance(value, date) else str(value)


def _basis(name: str, row: Result) -> str:
    prefix = _DECIDED_BY.get(name, "")
    rule = row[f"{prefix}rule_id"]
    clause, quote = row[f"{prefix}clause"], row[f"{prefix}quote"]
    return f"{rule}（{clause}）“{quote}”" if clause else str(rule or "无")

"""Compare a worked case's expected results with its accounts, in words that an official reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from transforms.policy.cases.account import Account
from transforms.policy.cases.model import Case, ExpectationText, Value
from transforms.policy.model.pack import Pack
from transforms.text.figures import yuan_input

_NO_ACCOUNT = "没有这一年度的账"

# the name of an expectation -> its Chinese label; sentences follow this order
_LABELS = {
    "status": "参保状态",
    "enrolled": "已参保",
    "category": "人群类别",
    "rule": "依据规则",
    "due_yuan": "应缴(元)",
    "payers": "代缴(元)",
    "paid_yuan": "已收(元)",
    "reimbursable_yuan": "待报销(元)",
    "refundable_yuan": "应退(元)",
    "settled_on": "参保日",
    "coverage_from": "待遇开始日",
    "tier": "缴费档次",
    "tier_enjoyed": "享受档次",
    "fiscal_yuan": "财政补助(元)",
    "waiting_months": "等待期(月)",
    "waiting_rule": "等待期规则",
    "full_benefit_from": "待遇完整享受日",
    "consecutive_years": "连续参保年数",
    "reward_yuan": "连续参保激励(元)",
    "unit": "所属单位",
    "household_incomplete": "未整户参保",
    "flags": "应有标记",
    "without_flags": "不应有标记",
}
_ORDER = {name: place for place, name in enumerate(_LABELS)}

# the name of an expectation -> the account's value; yuan are compared in fen
_VALUES: Mapping[str, Callable[[Account], Value]] = {
    "status": lambda account: account.status,
    "enrolled": lambda account: account.status == "enrolled",
    "category": lambda account: account.category,
    "rule": lambda account: account.rule_id,
    "due_yuan": lambda account: account.due_fen,
    "payers": lambda account: dict(zip(account.payers, account.payer_fen, strict=True)),
    "paid_yuan": lambda account: account.paid_fen,
    "reimbursable_yuan": lambda account: account.reimbursable_fen,
    "refundable_yuan": lambda account: account.refundable_fen,
    "settled_on": lambda account: account.settled_on,
    "coverage_from": lambda account: account.coverage_from,
    "tier": lambda account: account.tier,
    "tier_enjoyed": lambda account: account.tier_enjoyed,
    "fiscal_yuan": lambda account: account.fiscal_fen,
    "waiting_months": lambda account: account.waiting_months,
    "waiting_rule": lambda account: account.waiting_rule_id,
    "full_benefit_from": lambda account: account.full_benefit_from,
    "consecutive_years": lambda account: account.consecutive_years,
    "reward_yuan": lambda account: account.reward_fen,
    "unit": lambda account: account.unit_name,
    "household_incomplete": lambda account: account.household_incomplete,
    "flags": lambda account: tuple(account.flags),
    "without_flags": lambda account: tuple(account.flags),
}
_WAITING = frozenset({"waiting_months", "waiting_rule", "full_benefit_from"})
_REPEATS = frozenset({"enrolled", "without_flags"})
"""Other ways to write an expectation of `status` or `flags`: a change of the account is reported once."""


@dataclass(frozen=True)
class Difference:
    """One value of one case that is not as expected. `basis` names the rule behind the result, its clause and quote."""

    plan_year: int
    name: str
    expected: str
    actual: str
    basis: str

    def text(self) -> str:
        """Return the difference as one Chinese line: plan year, name of the value, expected, actual, rule behind it."""
        return f"{self.plan_year}年度 {_LABELS[self.name]}：应为 {self.expected}，实为 {self.actual}。依据 {self.basis}"


def differences(case: Case, accounts: Mapping[int, Account], pack: Pack) -> list[Difference]:
    """Compare the results that a case expects with the computed ones, and list each value that is not as expected.

    `accounts`: plan year -> the person's computed account (status, amounts, days, rules). A difference has the expected
    and the actual value as Chinese texts, and the rule behind the result. An expectation without a plan year is for the
    pack's plan year. A missing account is one difference, of `status`. The list is empty if all results are as
    expected.
    """
    unmet: list[Difference] = []
    for expectation in case.expect:
        year = expectation.plan_year or pack.campaign.plan_year
        unmet += _unmet(expectation, year, accounts.get(year), pack)
    return unmet


def _unmet(expectation: ExpectationText, year: int, account: Account | None, pack: Pack) -> list[Difference]:
    if account is None:
        if expectation.expects_no_account:
            return []
        return [Difference(year, "status", _text("status", expectation.status or "（有账）"), _NO_ACCOUNT, "—")]
    unmet = []
    for name, expected in sorted(expectation.values().items(), key=lambda pair: _ORDER[pair[0]]):
        actual = _VALUES[name](account)
        if not _agrees(name, expected, actual):
            unmet.append(
                Difference(year, name, _text(name, expected), _text(name, actual), _basis(name, account, pack))
            )
    return unmet


@dataclass(frozen=True)
class ChangedValue:
    """One value of one case that differs between two packs, or two ways to the same pack."""

    plan_year: int
    name: str
    before: str
    after: str

    def text(self) -> str:
        """Return the change as one Chinese line: plan year, value, before → after."""
        return f"{self.plan_year}年度 {_LABELS[self.name]}：{self.before} → {self.after}"


def changed_values(before: Mapping[int, Account], after: Mapping[int, Account]) -> list[ChangedValue]:
    """Compare two results of one case, and list every value that differs, by plan year, earliest first.

    `before` and `after`: plan year -> account of the case's person (status, amounts, days, rules). If only one of them
    has an account for a plan year, the only change of that year is one of `status`. A `ChangedValue` has the plan year,
    the name of the value, and the values before and after as Chinese texts. [] if nothing differs.
    """
    changed = []
    for year in sorted({*before, *after}):
        pair = before.get(year), after.get(year)
        for name in _LABELS if all(pair) else ("status",):
            old, new = (_VALUES[name](account) if account else _NO_ACCOUNT for account in pair)
            if name not in _REPEATS and old != new:
                changed.append(ChangedValue(year, name, _text(name, old), _text(name, new)))
    return changed


def _agrees(name: str, expected: Value, actual: Value) -> bool:
    """Whether the value is as expected: `flags` are some of the account's flags, `without_flags` none of them."""
    if name in ("flags", "without_flags"):
        assert isinstance(actual, tuple) and isinstance(expected, tuple | None)
        both = set(expected or ()) & set(actual)
        return not both if name == "without_flags" else len(both) == len(set(expected or ()))
    return (expected or {}) == actual if name == "payers" else expected == actual


def _text(name: str, value: Value) -> str:
    """Return a value as an official writes it; fen become yuan."""
    if value is None:
        return "未定（空）"
    if isinstance(value, dict):
        return "、".join(f"{payer} {yuan_input(fen)}" for payer, fen in sorted(value.items())) or "无人代缴"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int) and name.endswith("_yuan"):
        return yuan_input(value)
    if isinstance(value, tuple):
        return "、".join(value) or "无"
    return value.isoformat() if isinstance(value, date) else str(value)


def _basis(name: str, account: Account, pack: Pack) -> str:
    """Return id, clause and quote of the rule that decides the value."""
    if name == "coverage_from":
        rule, clause, quote = account.coverage_rule_id, account.coverage_clause, account.coverage_quote
    elif name in _WAITING:
        rule, clause, quote = account.waiting_rule_id, account.waiting_clause, account.waiting_quote
    elif name == "household_incomplete":
        rule, clause, quote = pack.household.rule_id, pack.household.clause, pack.household.quote
    else:
        rule, clause, quote = account.rule_id, account.clause, account.quote
    return f"{rule}（{clause}）“{quote}”" if clause else str(rule or "无")

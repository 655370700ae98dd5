"""更正说明 of a correction of the pack: the corrected rules, their basis, and the changed figures. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict

from transforms.report.progress import rollup
from transforms.report.progress.compose import Snapshot
from transforms.report.progress.rows import EffectRow
from transforms.text.figures import date_zh, yuan_grouped
from transforms.text.labels import ACCOUNT_LABELS, NO_UNIT

_MOST = 30


class RuleChange(TypedDict):
    """A changed rule of a correction: its text for officials, and the ids of the rule before and after."""

    text: str
    rule_ids: list[str]


class PolicyCorrection(TypedDict):
    """Row of publish/corrections/policy_correction: a correction of the pack; `changes` are its changed rules."""

    assess_no: int
    old_version: str
    new_version: str
    business_date: date
    takes_effect: str
    from_on: date | None
    rule_id: str
    clause: str
    quote: str
    changes: list[RuleChange]
    persons: int


class CorrectedPersons(TypedDict):
    """Row of publish/corrections/policy_persons: persons of a unit whose account corrections of the pack changed."""

    unit_id: str
    persons: int


class CorrectionBasis(TypedDict):
    """A correction of the pack as a manifest keeps it; the dates are ISO dates."""

    old_version: str
    new_version: str
    takes_effect: str
    rule_id: str
    clause: str
    quote: str
    changes: list[RuleChange]
    business_date: str
    from_on: str | None


class CorrectedUnit(TypedDict):
    """The effect of the corrections on a unit; `fen` has [label, difference in fen] for each sum that changed."""

    name: str
    persons: int
    enrolled_persons: int
    fen: list[list[Any]]


# the key is stored in manifests: true if data changed figures as well
_DataFlag = TypedDict("_DataFlag", {"others": bool})  # noqa: UP013


class PolicyReason(_DataFlag):
    """Keys of a manifest about the corrections behind a publication, with names instead of codes."""

    corrections: list[CorrectionBasis]
    units: list[CorrectedUnit]


def reason(
    corrections: Sequence[PolicyCorrection],
    effect: Sequence[EffectRow],
    persons: Sequence[CorrectedPersons],
    snapshot: Snapshot,
    *,
    has_data_changes: bool,
) -> PolicyReason:
    """Return what a publication's manifest records about the corrections of the pack behind it, with names, not codes.

    The result: for each correction its basis and changed rules; for each unit the changed sums and number of persons.
    `corrections`: these corrections, in the order of the record. `effect`: changes of the sums that they caused up to
    the as-of date. `persons`: number of changed persons per unit. `snapshot`: the pack's part of the report, with the
    labels of units, categories and payers. `has_data_changes`: whether later deliveries also changed figures.
    """
    return {
        "corrections": [_correction(row) for row in corrections],
        "units": _units(effect, persons, snapshot),
        "others": has_data_changes,
    }


def _correction(row: PolicyCorrection) -> CorrectionBasis:
    return {
        "old_version": row["old_version"],
        "new_version": row["new_version"],
        "takes_effect": row["takes_effect"],
        "rule_id": row["rule_id"],
        "clause": row["clause"],
        "quote": row["quote"],
        "changes": row["changes"],
        "business_date": row["business_date"].isoformat(),
        "from_on": row["from_on"].isoformat() if row["from_on"] else None,
    }


def _units(effect: Sequence[EffectRow], persons: Sequence[CorrectedPersons], snapshot: Snapshot) -> list[CorrectedUnit]:
    """List the progress units in the notice's order, with the change of every sum that is not zero, fen."""
    unit_of = rollup.progress_units(snapshot.units)
    payers = {payer["payer"]: payer["label_zh"] for payer in snapshot.payers}
    enrolled: dict[str, int] = defaultdict(int)
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in effect:
        unit_id = unit_of.get(row["unit_id"], "")
        enrolled[unit_id] += row["enrolled_persons"]
        if row["fund_fen"]:
            sums[unit_id][f"{payers.get(row['payer'], row['payer'])}资助"] += row["fund_fen"]
        for account, fen in rollup.waiting_fen(row).items():
            sums[unit_id][ACCOUNT_LABELS[account]] += fen
    counted: dict[str, int] = defaultdict(int)
    for unit in persons:
        counted[unit_of.get(unit["unit_id"], "")] += unit["persons"]
    names = [(unit["unit_id"], unit["name"]) for unit in rollup.in_notice_order(snapshot.units)]
    return [
        {
            "name": name,
            "persons": counted[unit_id],
            "enrolled_persons": enrolled[unit_id],
            "fen": [[label, fen] for label, fen in sums[unit_id].items() if fen],  # a list: its order is printed
        }
        for unit_id, name in (*names, ("", NO_UNIT))
        if counted[unit_id] or enrolled[unit_id] or any(sums[unit_id].values())
    ]


def correction_notes(correction: PolicyReason) -> tuple[str, ...]:
    """Compose the Chinese notes under a report that corrections of the pack changed, one text each, in print order.

    They state the basis, the changed rules and the effect by unit. `correction`: these three, with names instead of
    codes, as the manifest keeps them; the function `reason` makes it.
    """
    units = correction["units"]
    heads = [f"更正说明：{_head(row)}" for row in correction["corrections"]]
    changed = [_changes(row["changes"]) for row in correction["corrections"]]
    effect = [f"更正影响（截至本表日期）：{'；'.join(map(_unit, units))}。"] if units else []
    total = [_total(units)] if len(units) > 1 else []
    other = ["除政策更正外，其余变动来自上次发布后收到的数据。"] if correction["others"] else []
    no_effect = ["更正影响：未改变人员和资金，只改变任务、目标或名称。"]
    return (*heads, *changed, *(effect or no_effect), *total, *other)


def _head(row: CorrectionBasis) -> str:
    effective = "追溯生效" if row["from_on"] is None else f"自{_day(row['from_on'])}起生效"
    basis = f"依据{row['clause']}“{row['quote']}”（{row['rule_id']}）" if row["clause"] else "政策包未注明更正依据"
    versions = f"政策包版本{row['old_version'][:12]}改为{row['new_version'][:12]}"
    return f"{_day(row['business_date'])}更正政策，{effective}；{basis}；{versions}。"


def _day(iso: str) -> str:
    return date_zh(date.fromisoformat(iso))


def _changes(changes: Sequence[RuleChange]) -> str:
    texts = [f"{change['text']}{_ids(change['rule_ids'])}" for change in changes[:_MOST]]
    more = f"；另有{len(changes) - _MOST}条" if len(changes) > _MOST else ""
    return f"更正内容：{'；'.join(texts) or '没有改变结果的内容'}{more}。"


def _ids(rule_ids: Sequence[str]) -> str:
    return f"（{'→'.join(rule_ids)}）" if rule_ids else ""


def _unit(unit: CorrectedUnit) -> str:
    return f"{unit['name']}{_amounts(unit['persons'], unit['enrolled_persons'], unit['fen'])}"


def _total(units: Sequence[CorrectedUnit]) -> str:
    fen: dict[str, int] = defaultdict(int)
    for unit in units:
        for label, amount in unit["fen"]:
            fen[label] += amount
    persons, enrolled = sum(unit["persons"] for unit in units), sum(unit["enrolled_persons"] for unit in units)
    return f"更正影响合计：{_amounts(persons, enrolled, [pair for pair in fen.items() if pair[1]])}。"


def _amounts(persons: int, enrolled: int, fen: Sequence[Sequence[Any]]) -> str:
    parts = [f"{persons:,}人"]
    parts += [f"参保人数{enrolled:+,}人"] if enrolled else []
    parts += [f"{label}{'+' if amount > 0 else ''}{yuan_grouped(amount)}元" for label, amount in fen]
    return "，".join(parts)

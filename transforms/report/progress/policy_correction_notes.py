"""更正说明: which rules of the pack were corrected, on whose word, and what that changed in the figures. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from transforms.report.progress import rollup
from transforms.text.figures import date_zh, yuan_grouped
from transforms.text.labels import NO_UNIT

Row = Mapping[str, Any]
ACCOUNTS = {"refundable_fen": "待退", "reimbursable_fen": "待报销", "suspense_fen": "挂账"}
_MOST = 30


def reason(
    corrections: Sequence[Row], effect: Sequence[Row], persons: Sequence[Row], snapshot: Any, *, others: bool
) -> dict[str, Any]:
    """What a manifest keeps of the corrections behind a publication, as JSON-able values with names, not codes.

    `effect`: rows of the corrections' own change up to the as-of date; `persons` per unit; `snapshot` the pack's part
    of the report; `others`: whether later deliveries changed figures, too.
    """
    return {
        "corrections": [_said(one) for one in corrections],
        "units": _units(effect, persons, snapshot),
        "others": others,
    }


def _said(one: Row) -> dict[str, Any]:
    days = {name: one[name].isoformat() if one[name] else None for name in ("business_date", "from_on")}
    names = ("old_version", "new_version", "takes_effect", "rule_id", "clause", "quote", "changes")
    return {name: one[name] for name in names} | days


def _units(effect: Sequence[Row], persons: Sequence[Row], snapshot: Any) -> list[dict[str, Any]]:
    """One entry per progress unit in the notice's order, with the change of every sum that is not zero, fen."""
    unit_of = rollup.progress_units(snapshot.units)
    payers = {one["payer"]: one["label_zh"] for one in snapshot.payers}
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in effect:
        into = sums[unit_of.get(row["unit_id"], "")]
        into["enrolled_persons"] += row["enrolled_persons"]
        if row["fund_fen"]:
            into[f"{payers.get(row['payer'], row['payer'])}资助"] += row["fund_fen"]
        for account, label in ACCOUNTS.items():
            into[label] += row[account]
    counted: dict[str, int] = defaultdict(int)
    for row in persons:
        counted[unit_of.get(row["unit_id"], "")] += row["persons"]
    order = sorted((u for u in snapshot.units if u["is_progress_unit"]), key=lambda u: (u["sort_order"], u["unit_id"]))
    return [
        {
            "name": name, "persons": counted[unit], "enrolled_persons": sums[unit].pop("enrolled_persons", 0),
            "fen": [[label, fen] for label, fen in sums[unit].items() if fen],  # a list: its order is printed
        }
        for unit, name in (*((u["unit_id"], u["name"]) for u in order), ("", NO_UNIT))
        if counted[unit] or any(sums[unit].values())
    ]  # fmt: skip


def correction_notes(said: Mapping[str, Any]) -> tuple[str, ...]:
    """The notes, to be printed before all others."""
    units = said["units"]
    heads = [f"更正说明：{_head(one)}" for one in said["corrections"]]
    changed = [_changes(one["changes"]) for one in said["corrections"]]
    effect = [f"更正影响（截至本表日期）：{'；'.join(map(_unit, units))}。"] if units else []
    total = [_total(units)] if len(units) > 1 else []
    other = ["除政策更正外，其余变动来自上次发布后收到的数据。"] if said["others"] else []
    nobody = ["更正影响：未改变人员和资金，只改变任务、目标或名称。"]
    return (*heads, *changed, *(effect or nobody), *total, *other)


def _head(one: Row) -> str:
    effective = "追溯生效" if one["from_on"] is None else f"自{_day(one['from_on'])}起生效"
    basis = f"依据{one['clause']}“{one['quote']}”（{one['rule_id']}）" if one["clause"] else "政策包未注明更正依据"
    versions = f"政策包版本{one['old_version'][:12]}改为{one['new_version'][:12]}"
    return f"{_day(one['business_date'])}更正政策，{effective}；{basis}；{versions}。"


def _day(iso: str) -> str:
    return date_zh(date.fromisoformat(iso))


def _changes(changes: Sequence[Row]) -> str:
    texts = [f"{one['text']}{_ids(one['rule_ids'])}" for one in changes[:_MOST]]
    more = f"；另有{len(changes) - _MOST}条" if len(changes) > _MOST else ""
    return f"更正内容：{'；'.join(texts) or '没有改变结果的内容'}{more}。"


def _ids(rule_ids: Sequence[str]) -> str:
    return f"（{'→'.join(rule_ids)}）" if rule_ids else ""


def _unit(one: Row) -> str:
    return f"{one['name']}{_amounts(one['persons'], one['enrolled_persons'], one['fen'])}"


def _total(units: Sequence[Row]) -> str:
    fen: dict[str, int] = defaultdict(int)
    for one in units:
        for label, amount in one["fen"]:
            fen[label] += amount
    persons, enrolled = sum(one["persons"] for one in units), sum(one["enrolled_persons"] for one in units)
    return f"更正影响合计：{_amounts(persons, enrolled, [pair for pair in fen.items() if pair[1]])}。"


def _amounts(persons: int, enrolled: int, fen: Sequence[Sequence[Any]]) -> str:
    parts = [f"{persons:,}人"]
    parts += [f"参保人数{enrolled:+,}人"] if enrolled else []
    parts += [f"{label}{'+' if amount > 0 else ''}{yuan_grouped(amount)}元" for label, amount in fen]
    return "，".join(parts)

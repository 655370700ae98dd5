"""Whether a correction from a date leaves every earlier day as it was: compares what both packs say of those days.

Works on the compiled rows, the only form in which the rules' machinery sees a pack, so that no field is forgotten:
what is not known to be words or figures of a report decides results.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from transforms.policy.compile.tables import compile_pack
from transforms.policy.model.pack import Pack
from transforms.strict_yaml.problems import PackError, Problem

Row = dict[str, Any]
Facts = dict[str, list[tuple[tuple[str, Any], ...]]]

# names, sources and figures of reports: no result depends on them
_WORDS = {"policy.rule", "policy.unit", "policy.target", "policy.payer"}
# follow from the rules: a price from the correction's date on adds amounts to parts whose rules stay as they are
_DERIVED = {"policy.turn_date", "policy.subsidy_part_amount"}
_WORD_COLUMNS = {
    "policy.campaign": {
        "title", "place_name", "unit_kind_label", "employee_counts_as_covered", "completion_goal_bp",
        "enrolment_goal_bp", "enrolment_denominator", "special_goal_bp", "pack_version", "pack_status",
        "whole_household", "household_excused", "special_form", "follows",
        # derived from the rules; they only say which persons and days are looked at one by one
        "birth_marks", "newborn_from",
    },
    "policy.category": {"label_zh", "sort_order", "amount_kind", "all_must_enrol"},
    "policy.tier": {"label_zh"},
}  # fmt: skip
# which memberships make a claim at all: does not depend on the day, so no validity keeps it from earlier days
_CLAIM = (
    "category", "min_age", "max_age", "age_on", "min_grade", "max_grade", "subclasses", "hukou_local",
    "recognised_from", "recognised_to",
)  # fmt: skip


_RULE_ID = re.compile(r"[A-Z]{2}-[0-9]{2}.*")


class CorrectionRefused(PackError):  # noqa: N818
    """A pack that must not replace the effective version: its correction would change days before its own date."""


def early_changes(old: Pack, new: Pack, from_on: date) -> tuple[str, ...]:
    """List the places of the pack whose change has an effect on days before `from_on`, sorted; empty if there are none.

    A place is a text: a rule_id; where a row has none, table and columns (`tier.label`); where only the order differs,
    the table with （次序）. `old` is the effective pack, `new` the correction that is to hold from `from_on`.
    """
    before, after = _facts(old, from_on), _facts(new, from_on)
    places: set[str] = set()
    for table in sorted({*before, *after}):
        places.update(_differing(table, before.get(table, []), after.get(table, [])))
    return tuple(sorted(places | set(_claims(old, new))))


def early_change_error(pack: Pack, from_on: date, places: Iterable[str]) -> CorrectionRefused:
    """Build the error, to be raised, for a correction that would change results of days before `from_on`.

    The error is a PackError. It has one problem for each of `places` (from `early_changes`) with the advice on how to
    write it. `pack`: the correction, which is to hold from `from_on`.
    """
    undated = {rule.rule_id for rule in pack.rules() if not hasattr(rule, "when")}
    return CorrectionRefused(
        [
            Problem(
                f"{pack.pack_code}/pack.yaml",
                1,
                place,
                "correction.too_early",
                f"更正自{from_on.isoformat()}起生效，但这一条会改变此前日期的结果",
                zh,
                f"the correction holds from {from_on.isoformat()}, but this would change results of earlier days",
                en,
            )
            for place in places
            for zh, en in [_fix_texts(from_on, _RULE_ID.fullmatch(place) is not None and place not in undated)]
        ]
    )


def _fix_texts(from_on: date, can_be_dated: bool) -> tuple[str, str]:
    """How to write it, in Chinese and English: only what has conditions can hold from a day on."""
    if not can_be_dated:
        return (
            "这一项没有生效日期，不能只从某日起更正：改回原样；确要更正的，写 takes_effect: retroactively",
            "it has no validity dates and cannot change from a day on: restore it or write takes_effect: retroactively",
        )
    day_before = from_on - timedelta(days=1)
    return (
        f"原规则保留原编号和内容，加 valid_to: {day_before.isoformat()}；新规则用新的 rule_id，"
        f"加 valid_from: {from_on.isoformat()}；确要追溯的，写 takes_effect: retroactively",
        f"leave the old rule as it is and give it valid_to: {day_before.isoformat()}; write the new one under "
        f"a new rule_id with valid_from: {from_on.isoformat()}; or write takes_effect: retroactively",
    )


def unknown_before_error(pack: Pack) -> CorrectionRefused:
    """Build the error, to be raised, for a correction (`pack`) that cannot be compared with the effective pack.

    The error is a PackError with one problem. The content of the effective pack was not stored. The advice is to let
    the correction take effect retroactively.
    """
    return CorrectionRefused(
        [
            Problem(
                f"{pack.pack_code}/pack.yaml",
                1,
                "correction",
                "correction.unknown_before",
                "正在使用的版本未保存全文，无法核对更正是否只影响起始日以后",
                "写 takes_effect: retroactively",
                "the effective version was not kept, so it cannot be checked that earlier days stay unchanged",
                "write takes_effect: retroactively",
            )
        ]
    )


def _facts(pack: Pack, from_on: date) -> Facts:
    """Table -> rows that say something of days before `from_on`, without words; order counts, its numbers do not."""
    compiled = compile_pack(pack)
    later = {row["rule_id"] for rows in compiled.values() for row in rows if _starts_later(row, from_on)}
    facts: Facts = {}
    for table, rows in compiled.items():
        if table in _WORDS | _DERIVED:
            continue
        left_out = _WORD_COLUMNS.get(table, set()) | ({"sort_order"} if table != "policy.category" else set())
        facts[table] = [
            tuple((name, _plain(_until(name, value, from_on))) for name, value in row.items() if name not in left_out)
            for row in _ranked([row for row in rows if row.get("rule_id") not in later])
        ]
    return facts


def _ranked(rows: list[Row]) -> list[Row]:
    """Only which rule goes before which counts, not the number; rules without a stated order follow their place."""
    orders = sorted(row["tie_order"] for row in rows if "tie_order" in row)
    return [row | {"tie_order": orders.index(row["tie_order"])} if "tie_order" in row else row for row in rows]


def _starts_later(row: Row, from_on: date) -> bool:
    return row.get("valid_from") is not None and row["valid_from"] >= from_on


def _until(name: str, value: Any, from_on: date) -> Any:
    """A rule that ends later, or just before, holds on every day before: its end says nothing of them."""
    ends_later = name == "valid_to" and value is not None and value >= from_on - timedelta(days=1)
    return None if ends_later else value


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _differing(table: str, before: list[Any], after: list[Any]) -> Iterator[str]:
    if before == after:
        return
    # a rule more or less moves the rank of all others: they are named only where nothing else differs
    changed = _in_one(*([[pair for pair in row if pair[0] != "tie_order"] for row in rows] for rows in (before, after)))
    changed = changed or _in_one(before, after)
    if not changed:
        yield f"{table.removeprefix('policy.')}（次序）"
    for row in changed:
        named = dict(row)
        other_rows = [dict(columns) for columns in (*before, *after)]
        other = next((o for o in other_rows if _same_thing(o, named) and any(o[n] != v for n, v in row)), {})
        columns = [name for name, value in row if other.get(name, value) != value]
        yield str(named.get("rule_id") or f"{table.removeprefix('policy.')}.{'、'.join(columns) or _key(named)}")


def _in_one(before: list[Any], after: list[Any]) -> list[Any]:
    return [row for row in before if row not in after] + [row for row in after if row not in before]


def _same_thing(row: Row, other: Row) -> bool:
    return all(row.get(name) == other.get(name) for name in ("campaign_id", "category", "tier", "window_id"))


def _key(row: Row) -> str:
    return "、".join(str(row[name]) for name in ("category", "tier") if row.get(name) is not None)


def _claims(old: Pack, new: Pack) -> Iterator[str]:
    """Subsidy rules of either pack whose memberships would make a claim in one pack and none in the other."""
    sets = [{_claim(row): row["rule_id"] for row in compile_pack(pack)["policy.subsidy"]} for pack in (old, new)]
    for mine, other in (sets, sets[::-1]):
        yield from (rule_id for claim, rule_id in mine.items() if claim not in other)


def _claim(row: Row) -> tuple[Any, ...]:
    return (*(_plain(row[name]) for name in _CLAIM), row["subsidy_kind"] == "none")

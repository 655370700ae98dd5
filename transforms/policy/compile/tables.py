"""Compile a pack into the rows of the policy.* tables: the only form in which SQL sees rules."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from transforms.policy.compile import rules
from transforms.policy.compile.expected_deliveries import expected_deliveries
from transforms.policy.compile.part_amounts import subsidy_part_amounts
from transforms.policy.load.loader import campaign_id
from transforms.policy.model.pack import Goal, Pack

Row = dict[str, Any]
ALL_LEVELS = "各级财政"
"""Level of a fiscal part whose shares the notice does not state."""


def compile_pack(pack: Pack) -> dict[str, list[Row]]:
    """Compile a pack into the rows of the policy tables: table name (`policy.price`) -> rows. Writes nothing.

    A row maps each column of the table to its value. Equal packs give equal rows in equal order.
    """
    tables = {
        "policy.campaign": [_campaign(pack)],
        "policy.rule": _rules(pack),
        "policy.unit": _units(pack),
        "policy.target": _targets(pack),
        "policy.collection_window": _windows(pack),
        "policy.turn_date": rules.turn_dates(pack),
        "policy.tier": rules.tiers(pack),
        "policy.person_rule": rules.person_rules(pack),
        "policy.price": rules.prices(pack),
        "policy.category": _categories(pack),
        "policy.payer": [{"payer": payer.payer, "label_zh": payer.label_zh} for payer in pack.payers],
        "policy.fiscal_share": _fiscal_shares(pack),
        "policy.subsidy": rules.subsidies(pack),
        "policy.subsidy_part": rules.subsidy_parts(pack),
        "policy.subsidy_part_amount": subsidy_part_amounts(pack),
        "policy.combination": rules.combinations(pack),
        "policy.coverage_start": rules.coverage_starts(pack),
        "policy.waiting": rules.waiting(pack),
        "policy.cash_limit": [
            {
                "rule_id": limit.rule_id,
                "channels": list(limit.channels_zh or ()),
                "amount_fen": limit.amount_fen,
                "days": limit.days,
                "deposit_on": limit.deposit_on,
            }
            for limit in pack.cash_limits
        ],
        "policy.expected_delivery": [asdict(expected) for expected in expected_deliveries(pack)],
    }
    number = campaign_id(pack.pack_code)
    return {table: [{"campaign_id": number, **row} for row in rows] for table, rows in tables.items()}


def _goal_bp(goal: Goal | None) -> int | None:
    return None if goal is None else goal.goal_bp


def _campaign(pack: Pack) -> Row:
    goals, pay_first, reward = pack.goals, pack.pay_first, pack.reward
    return {
        "pack_code": pack.pack_code,
        "title": pack.notice.title,
        "place_name": pack.campaign.place_name,
        "unit_kind_label": pack.campaign.unit_kind_label,
        "plan_year": pack.campaign.plan_year,
        "starts_on": pack.starts_on,
        "ends_on": pack.ends_on,
        "decision_date_basis": pack.decision_date.basis,
        "gained_after_payment": pack.gained_after_payment.effect,
        "refuses_late": any(not entry.list_is_open for entry in pack.mid_year),
        "outside_own_window": pack.outside_own_window.effect if pack.outside_own_window else "accepted",
        "recognised_after_window": pack.recognised_after_window.effect if pack.recognised_after_window else "undefined",
        "pay_first_after": pay_first.after if pay_first else None,
        "pay_first_rule_id": pay_first.rule_id if pay_first else None,
        "employee_region": pack.employee_insurance.region,
        "employee_counts_as_covered": pack.employee_insurance.counts_as_covered,
        "completion_goal_bp": _goal_bp(goals.completion),
        "enrolment_goal_bp": _goal_bp(goals.enrolment),
        "enrolment_denominator": goals.enrolment.denominator if goals.enrolment else None,
        "special_goal_bp": _goal_bp(goals.special),
        "several_method": pack.several.method if pack.several else "largest",
        "whole_household": pack.household.whole,
        "household_excused": list(pack.household.excused),
        "newborn_from": rules.newborn_from(pack),
        "birth_marks": rules.birth_marks(pack),
        "payable_years": list(pack.campaign.payable_plan_years),
        "repair_years": list(pack.repair_years),
        "reward_rule_id": reward.rule_id if reward else None,
        "reward_after_years": reward.after_years if reward else None,
        "reward_fen_per_year": reward.fen_per_year if reward else None,
        "reward_most_fen": reward.most_fen if reward else None,
        "standard_rule_id": pack.standard.rule_id,
        "decision_rule_id": pack.decision_date.rule_id,
        "gained_rule_id": pack.gained_after_payment.rule_id,
        "employee_rule_id": pack.employee_insurance.rule_id,
        "special_form": pack.campaign.special_form,
        "follows": pack.campaign.follows,
        "pack_version": pack.version,
        "pack_status": pack.notice.status,
    }


def _rules(pack: Pack) -> list[Row]:
    return [
        {
            "rule_id": rule.rule_id,
            "requirement_ids": list(rule.requirement_ids),
            "clause": rule.clause,
            "quote": rule.quote,
        }
        for rule in pack.rules()
    ]


def _units(pack: Pack) -> list[Row]:
    root = pack.units.root
    return [
        {
            "unit_id": unit.unit_id,
            "name": unit.name,
            "parent_unit_id": None if unit is root else root.unit_id,
            "sort_order": order,
            "gb_code": unit.gb_code,
            "valid_from": unit.valid_from,
            "valid_to": unit.valid_to,
            "is_progress_unit": unit is not root,
        }
        for order, unit in enumerate(pack.units.all())
    ]


def _targets(pack: Pack) -> list[Row]:
    """Return the figures of all target tables; those of the measured table have the measure `target`."""
    return [
        {
            "unit_id": row.unit_id,
            "measure": "target" if table.is_measured else f"table:{table.table}",
            "persons": row.persons,
            "status": table.status,
            "source": table.source,
            "rule_id": table.rule_id,
            "table_code": table.table,
            "set_by": table.set_by,
            "table_version": table.version,
            "kind": table.measure,
            "rate_bp": row.rate_bp,
            "denominator": table.denominator,
            "denominator_source": table.denominator_source,
        }
        for table in pack.targets
        for row in table.rows
    ]


def _windows(pack: Pack) -> list[Row]:
    return [
        {
            "window_id": window.window_id,
            "group_code": window.group,
            "starts_on": window.starts_on,
            "ends_on": window.ends_on,
            "tail_until": window.tail_until,
            "rule_id": window.rule_id,
        }
        for window in pack.windows
    ]


def _fiscal_shares(pack: Pack) -> list[Row]:
    """Return a row for each level of government; one row for all levels where the notice states no shares."""
    funding = pack.funding
    if funding is None:
        return []
    shares = [(share.level_zh, share.fen) for share in funding.fiscal_shares]
    return [
        {"level_no": number, "level_label": level_zh, "fen": fen, "is_minimum": funding.fiscal_is_minimum,
         "rule_id": funding.rule_id}
        for number, (level_zh, fen) in enumerate(shares or [(ALL_LEVELS, funding.fiscal_fen)], start=1)
    ]  # fmt: skip


def _categories(pack: Pack) -> list[Row]:
    order_of = {code: order for order, code in enumerate(pack.several.order or () if pack.several else (), start=1)}
    return [
        {
            "category": entry.category,
            "label_zh": entry.label_zh,
            "sort_order": order,
            "decide_order": order_of.get(entry.category),
            "amount_kind": pack.amount_kind(entry.category),
            "all_must_enrol": pack.must_all_enrol(entry),
        }
        for order, entry in enumerate(pack.categories, start=1)
    ]

"""An invented county for report tests: four towns, one of them without a target, one village, two payers."""

from __future__ import annotations

from datetime import date
from typing import Any

from transforms.report.progress.compose import Facts, Snapshot, progress_report
from transforms.report.progress.content import Report
from transforms.report.publication import Period

SLOT = Period("progress", "month", date(2019, 10, 1), date(2019, 10, 31), date(2019, 10, 31))


def unit(unit_id: str, name: str, order: int, parent: str | None = "county", leaf: bool = True) -> dict[str, Any]:
    return {"unit_id": unit_id, "name": name, "parent_unit_id": parent, "sort_order": order, "is_progress_unit": leaf}


def target(unit_id: str, persons: int | None, measure: str = "target") -> dict[str, Any]:
    return {"unit_id": unit_id, "measure": measure, "persons": persons, "status": "final", "source": "附件一",
            "origin": "notice"}  # fmt: skip


def money(
    received: int, fund: int = 0, refundable: int = 0, reimbursable: int = 0, suspense: int = 0
) -> dict[str, int]:
    return {"received_fen": received, "fund_fen": fund,
            "contribution_fen": received + fund - refundable - reimbursable - suspense,
            "refundable_fen": refundable, "reimbursable_fen": reimbursable, "suspense_fen": suspense}  # fmt: skip


def progress(unit_id: str, persons: int, amounts: dict[str, int], category: str = "ordinary", payer: str = "",
             plan_year: int = 2020) -> dict[str, Any]:  # fmt: skip
    return {"plan_year": plan_year, "unit_id": unit_id, "category": category, "payer": payer,
            "enrolled_persons": persons, **amounts}  # fmt: skip


def covered(
    unit_id: str, category: str, members: int, enrolled: int, undefined: int = 0, undefined_paid: int = 0
) -> dict[str, Any]:
    return {"unit_id": unit_id, "category": category, "member_persons": members, "enrolled_persons": enrolled,
            "undefined_persons": undefined, "undefined_paid_persons": undefined_paid}  # fmt: skip


def category(code: str, label: str, amount_kind: str = "stated", *, counts: bool = True) -> dict[str, Any]:
    return {"category": code, "label_zh": label, "amount_kind": amount_kind, "all_must_enrol": counts}


def snapshot(**changes: Any) -> Snapshot:
    """The county's policy; `changes` replace values of the campaign."""
    campaign = {
        "campaign_id": 1, "pack_code": "shidian-2020", "title": "通知", "place_name": "试点县",
        "unit_kind_label": "乡镇",
        "plan_year": 2020, "pack_version": "0123456789abcdef" * 4, "pack_status": "in_force",
        "completion_goal_bp": 9800, "enrolment_goal_bp": None, "enrolment_denominator": "常住人口",
        "special_goal_bp": 10_000, "employee_counts_as_covered": False, "printed_total": 351,
    }  # fmt: skip
    return Snapshot(
        campaign | changes,
        [unit("county", "试点县", 0, None, False), unit("b", "乙镇", 2), unit("a", "甲镇", 1), unit("c", "丙乡", 3),
         unit("d", "丁乡", 4), unit("a1", "甲村", 9, "a", False)],
        [target("a", 200), target("b", 50), target("c", None), target("d", 100)],
        [category("poor", "困难"), category("old", "老年"), category("open", "重残", "undefined"),
         category("student", "学生", "none", counts=False)],
        [{"payer": "fiscal", "label_zh": "财政"}, {"payer": "aid", "label_zh": "救助资金"}],
    )  # fmt: skip


def facts() -> Facts:
    """甲 150 + 46 in its village of 200; 乙 49 of 50; 丙 10 without a target; 丁 98 of 100; 2 of no unit.

    In 丁 the amount of 17 of the 20 重残 is open (9 of them paid), and of 2 persons on no list.
    """
    return Facts(
        [
            progress("a", 150, money(3_750_000, refundable=25_000, suspense=5_000)),
            progress("a1", 46, money(552_000, 598_000), "poor", "fiscal"),
            progress("b", 49, money(0, 1_225_000), "old", "aid"),
            progress("c", 10, money(250_000)),
            progress("d", 98, money(2_450_000)),
            progress("", 2, money(50_000)),
            progress("a", 3, money(75_000), plan_year=2019),
        ],
        [
            covered("a1", "", 50, 46), covered("a1", "poor", 50, 46), covered("b", "", 49, 49),
            covered("b", "old", 49, 49), covered("b", "poor", 5, 5), covered("b", "unknown:1", 1, 0, 1, 0),
            covered("d", "", 20, 3, 17, 9), covered("d", "open", 20, 3, 17, 9), covered("d", "student", 30, 10),
            covered("d", "ordinary", 0, 0, 2, 2),
        ],
    )  # fmt: skip


def report(correction_no: int = 0, **changes: Any) -> Report:
    return progress_report(SLOT, correction_no, snapshot(**changes), facts())

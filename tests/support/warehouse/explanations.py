"""What the warehouse explains, read back: lines of the mart as dictionaries, and the codes that a line may have."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import psycopg
from psycopg.rows import dict_row

from pipeline.runtime.settings import Settings
from transforms.policy import campaign_id

Row = dict[str, Any]
SYSTEM_RULES = {
    "unknown_category", "recognised_after_window", "age_blank", "grade_blank", "subclass_blank", "hukou_blank",
    "age_contradicts",
}  # fmt: skip
CHECK = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'explanation_verdict_check'"


def query(settings: Settings, role: str, sql: str, *values: Any) -> list[Row]:
    with psycopg.connect(settings.warehouse_url(role), row_factory=dict_row) as conn:
        return conn.execute(sql, values).fetchall()


def mart(settings: Settings, pack_code: str) -> dict[tuple[Any, int], list[Row]]:
    """(person, plan year) -> lines in order, read with the loader's rights, which need no record."""
    lines = defaultdict(list)
    sql = "SELECT * FROM mart_case.explanation WHERE pack_code = %s ORDER BY person_key, plan_year, line_no"
    for row in query(settings, "loader", sql, pack_code):
        lines[row["person_key"], row["plan_year"]].append(row)
    return dict(lines)


def dues(settings: Settings, pack_code: str) -> dict[tuple[Any, int], Row]:
    rows = query(settings, "loader", "SELECT * FROM core.dues WHERE campaign_id = %s", campaign_id(pack_code))
    return {(row["person_key"], row["plan_year"]): row for row in rows}


def memberships(settings: Settings, pack_code: str, on: Any) -> set[tuple[Any, str]]:
    """(person, category) of every add of a list that is dated by then."""
    sql = (
        "SELECT DISTINCT person_key, category FROM core.membership_fact"
        " WHERE campaign_id = %s AND op = 'add' AND effective_on <= %s"
    )
    return {(row["person_key"], row["category"]) for row in query(settings, "loader", sql, campaign_id(pack_code), on)}


def stored(settings: Settings, pack_code: str) -> set[tuple[Any, ...]]:
    """The stored lines of situations that somebody has."""
    sql = (
        "SELECT e.* FROM core.explanation AS e WHERE e.campaign_id = %s AND EXISTS (SELECT FROM core.dues AS d WHERE"
        " d.campaign_id = e.campaign_id AND d.situation_key = e.situation_key AND d.plan_year = e.plan_year)"
    )
    return {tuple(row.values()) for row in query(settings, "loader", sql, campaign_id(pack_code))}


def codes(settings: Settings) -> set[str]:
    """Every topic.verdict that the database admits."""
    (row,) = query(settings, "owner", CHECK)
    return set(re.findall(r"'([a-z_]+\.[a-z_]+)'", row["pg_get_constraintdef"]))

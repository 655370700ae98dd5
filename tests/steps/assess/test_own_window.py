"""A group's own window: flagged or refused, named by the explanation; the exception list names what is open."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from simulation.facts import ListRow, Person, Receipt, Roll
from tests.support.packs.changed_packs import POLICIES
from tests.support.warehouse import explanations, facts

PACK, ON = "heyuan-2020", date(2020, 1, 20)
POOR, ORDINARY, MINOR, LATER, REMOVED = range(5)
SPECIAL_WINDOW, GENERAL_WINDOW = (date(2019, 8, 1), date(2019, 9, 10)), (date(2019, 9, 15), date(2019, 12, 31))
REFUSED = """
outside_own_window:
  rule_id: HY-07-outside
  requirement_ids: [HY-07]
  clause: 二、制定目标任务，落实工作督查
  quote: 8月至9月10日为特殊人群缴费时间
  effect: refused

employee_insurance:
"""


def _row(category: str, day: date, op: str = "add") -> ListRow:
    return ListRow("s", category, category, op, day, day, day, None, None, None)


def _person(index: int, born: date, paid_on: date | None, *rows: ListRow) -> Person:
    receipts = [Receipt(1, 2020, 25000, paid_on, paid_on, "微信", None)] if paid_on else []
    return Person(index, born, Roll("源城区", True, True), list(rows), receipts)


PEOPLE = [
    _person(POOR, date(1980, 5, 1), date(2019, 10, 8), _row("registered_poor", date(2019, 10, 1))),
    _person(ORDINARY, date(1980, 5, 1), date(2019, 8, 20)),
    _person(MINOR, date(1952, 5, 1), date(2019, 10, 8), _row("low_income_minor", date(2019, 8, 5))),
    _person(LATER, date(1980, 5, 1), date(2019, 10, 8), _row("destitute", date(2020, 1, 5))),
    _person(
        REMOVED,
        date(1980, 5, 1),
        None,
        _row("destitute", date(2020, 1, 5)),
        _row("destitute", date(2020, 1, 12), "end"),
    ),
]


def _policies(folder: Path, effect: str) -> Path:
    shutil.copytree(POLICIES, folder / "policies")
    path = folder / "policies" / PACK / "pack.yaml"
    text = path.read_text(encoding="utf-8")
    if effect == "refused":
        path.write_text(text.replace("\nemployee_insurance:\n", REFUSED, 1), encoding="utf-8")
    return folder / "policies"


@pytest.fixture(params=["accepted", "refused"], scope="module")
def assessed(
    request: pytest.FixtureRequest, make_warehouse: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Settings]:
    settings = make_warehouse(_policies(tmp_path_factory.mktemp(request.param), request.param))
    facts.put(settings, PACK, PEOPLE)
    assess.run(settings, PACK, ON)
    assert not [finding for finding in invariants.run(settings, PACK) if finding.problems]
    return request.param, settings


def test_a_member_of_a_special_group_is_flagged_or_refused(assessed: tuple[str, Settings]) -> None:
    effect, settings = assessed
    found = facts.results(settings, PACK)
    poor, minor = (found[facts.key_of(PEOPLE[one]), 2020] for one in (POOR, MINOR))
    flag = "paid_outside_own_window" if effect == "accepted" else "refused_outside_own_window"
    assert flag in poor["flags"] and flag in minor["flags"]
    assert (poor["status"], poor["refundable_fen"]) == ("enrolled", 25000)
    assert (minor["status"], minor["refundable_fen"]) == ("undefined", 0 if effect == "accepted" else 25000)
    ordinary = found[facts.key_of(PEOPLE[ORDINARY]), 2020]
    assert (ordinary["status"], ordinary["flags"]) == ("enrolled", [])


def test_the_explanation_names_the_own_window(assessed: tuple[str, Settings]) -> None:
    effect, settings = assessed
    lines = explanations.mart(settings, PACK)
    windows = {
        one: [(line["verdict"], (line["on_date"], line["until_on"])) for line in lines[facts.key_of(PEOPLE[one]), 2020]
              if line["topic"] == "window"]
        for one in (POOR, ORDINARY, REMOVED)
    }  # fmt: skip
    assert windows[ORDINARY] == [("other_group", GENERAL_WINDOW)]
    assert windows[POOR] == [
        ("not_needed", SPECIAL_WINDOW),
        ("outside_own" if effect == "accepted" else "refused", SPECIAL_WINDOW),
    ]
    assert windows[REMOVED] == [("deadline", GENERAL_WINDOW)]


def test_the_exception_list_says_why(assessed: tuple[str, Settings]) -> None:
    with psycopg.connect(assessed[1].warehouse_url("caseworker")) as conn:
        rows = conn.execute(
            "SELECT person_key, status, category, reason_code, reason_zh FROM mart_case.exception"
        ).fetchall()
    found = {row[0]: row[1:] for row in rows}
    keys = {one: facts.key_of(PEOPLE[one]) for one in range(len(PEOPLE))}
    assert found.keys() == {keys[MINOR], keys[LATER]}
    assert found[keys[MINOR]][:3] == ("undefined", "low_income_minor", "age_contradicts")
    assert found[keys[LATER]][:3] == ("enrolled", "destitute", "recognised_after_window")
    assert "年龄不符" in found[keys[MINOR]][3] and found[keys[LATER]][3].startswith("缴费参保后才认定")

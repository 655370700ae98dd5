"""Answers of townships why persons are missing: from the file to the list, by version and day, with the note inside."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.board.pages import Request, make_page
from pipeline.board.refusal import BoardRefusal
from pipeline.board.rights import Reader
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.merge import versions
from pipeline.policy import registry
from pipeline.policy.office_rights import write_rights
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from tests.support.files.damaged_list import book_of, file_of, hand_in, place_of, saved
from tests.support.files.small_deliveries import PACK, UNIT, Desk, name, number
from transforms.policy import Slot, campaign_id

AS_OF, DUE = dt.date(2019, 10, 31), dt.date(2019, 11, 1)
SLOT = Slot(DUE, "missing_persons", "once", dt.date(2019, 9, 1), AS_OF, AS_OF, ("county_medical_security",), ("x",))
FILE = f"{PACK}_missing_persons_once_20190901_20191031"
NOTE = "在外地随子女"
STRANGER = 90
# Outcomes of a day in which the sums and the lines of the board differ.
EXPLAINED = """
WITH a AS (
    SELECT unit_id, category, outcome, persons FROM mart.outcome_sums({0}, {1}, '{2}', TRUE)
    WHERE outcome NOT IN ('enrolled', 'unanswered')
), b AS (
    SELECT unit_id, category, outcome, sum(persons)::bigint FROM mart.explained_lines({0}, {1})
    WHERE on_date <= '{2}' GROUP BY 1, 2, 3 HAVING sum(persons) <> 0
)
SELECT count(*) FROM ((TABLE a EXCEPT ALL TABLE b) UNION ALL (TABLE b EXCEPT ALL TABLE a)) AS d
"""
DIRECTORY = """
offices:
  - {{office: first, label_zh: 甲镇, mailbox: first@example.org, units: [{own}]}}
  - {{office: second, label_zh: 乙镇, mailbox: second@example.org, units: [{other}]}}
  - {{office: county_medical_security, label_zh: 县局, mailbox: county@example.org, units: all}}
  - {{office: townships, label_zh: 各乡镇, members: [first, second]}}
officials:
  - {{user: own, office: first, roles: [viewer]}}
  - {{user: other, office: second, roles: [viewer]}}
"""


@pytest.fixture()
def desk(settings: Settings, tmp_path: Path) -> Desk:
    """Eight are on the list of the poor, two of them pay; the town answers about some, and about a stranger."""
    desk = Desk(tmp_path / "desk", "2019-10-28")
    answers = [
        (1, "参军", ""),
        (4, "异地职工", NOTE),
        (5, "失联", ""),
        (6, "", ""),
        (7, "本地居民", ""),
        (STRANGER, "死亡", ""),
    ]
    landing.deliver(settings, PACK, [
        desk.full(range(8), "2019-10", "2019-10-25"), desk.tax([(who, 120) for who in (0, 1)], "2019-10-10")
    ])  # fmt: skip
    _take(settings, DUE)
    landing.deliver(settings, PACK, [desk.answers(answers, "2019-10", "2019-10-28")])
    _take(settings, DUE)
    return desk


def _take(settings: Settings, on: dt.date) -> None:
    intake.run(settings, PACK, ["special_list", "tax_feed", "uninsured_reason"], on)
    assess.run(settings, PACK, on)


def _answers(settings: Settings, correction: str = "") -> dict[str, tuple[object, ...]]:
    """Return answered reason and note of each person of the list, by name, as its sheet for programs has them."""
    book = openpyxl.load_workbook(io.BytesIO(settings.lists.read(f"{PACK}/{FILE}{correction}.xlsx")))
    head, *rows = book["数据"].iter_rows(values_only=True)
    places = [head.index(column) for column in ("name", "answered_reason", "answered_note") if column in head]
    return {str(row[places[0]]): tuple(row[place] for place in places[1:]) for row in rows}


def _read(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        return conn.execute(sql).fetchall()


def test_strangers_are_quarantined_contradictions_are_hints_and_nobody_is_enrolled(
    settings: Settings, desk: Desk
) -> None:
    rows = _read(settings,
                 "SELECT row_count, clean_count, quarantine_count FROM landing.delivery"
                           " WHERE kind = 'uninsured_reason'")  # fmt: skip
    assert rows == [(6, 5, 1)]
    assert _read(settings, "SELECT row_no, reason_code FROM landing.quarantine") == [(7, "person_unknown")]
    hints = _read(settings, "SELECT row_no, reason_code FROM landing.warning ORDER BY row_no")
    assert [hint for hint in hints if str(hint[1]).startswith("reason")] == [
        (2, "reason_of_enrolled"),
        (5, "reason_blank"),
        (6, "reason_not_enrolled"),
    ]
    facts = _read(settings, "SELECT reason FROM core.uninsured_reason_fact ORDER BY row_no")
    assert facts == [("soldier",), ("employee_elsewhere",), ("untraceable",), ("resident_here",)]
    assert _read(settings, "SELECT count(*) FROM vault.person") == [(8,)], "an answer makes nobody a person"
    assert _read(settings, "SELECT count(*) FROM core.dues WHERE status = 'enrolled'") == [(2,)]
    assert _read(settings, "SELECT count(*) FROM core.changed_person") == [(0,)]
    counts = (
        "SELECT reason, sum(answered_persons)::int, sum(enrolled_persons)::int, sum(contradicted_persons)::int"
        " FROM mart.uninsured_reason GROUP BY reason ORDER BY reason"
    )
    assert _read(settings, counts) == [
        ("employee_elsewhere", 1, 0, 0), ("resident_here", 1, 0, 1), ("soldier", 1, 1, 1), ("untraceable", 1, 0, 0)
    ]  # fmt: skip


def test_the_list_shows_the_answers_and_the_note_to_the_bureau_alone(settings: Settings, desk: Desk) -> None:
    publish.run(settings, PACK, DUE, [SLOT])
    assert _answers(settings) == {
        name(2): (None, None), name(3): (None, None), name(4): ("异地职工", NOTE), name(5): ("失联", None),
        name(6): (None, None), name(7): ("本地居民", None),
    }  # fmt: skip


def test_a_feedback_workbook_that_comes_back_corrects_answers_and_keeps_the_others(
    settings: Settings, desk: Desk, tmp_path: Path
) -> None:
    """The town returns the whole workbook: numbers under stars and notes that it leaves alone are those of its file."""
    ((delivery,),) = _read(settings, "SELECT delivery_id FROM landing.delivery WHERE kind = 'uninsured_reason'")
    (book, later), answered = (book_of(file_of(settings, str(delivery), DUE)) for _ in range(2)), _facts(settings)
    announced = {"source": "uninsured_reason", "period": "2019-10", "list_mode": "change", "delivered_on": DUE}
    announced["cut_off_on"] = dt.date(2019, 10, 28)
    hand_in(settings, saved(book, tmp_path / "unchanged.xlsx"), 2, **announced)
    _take(settings, DUE)
    assert _facts(settings) == answered, "returned as it was, it changes nothing"
    sheet = later["逐行结果"]
    for key, heading, value in (("5", "未参保原因", "服刑"), ("4", "备注", "已外出"), ("7", "标记", "删除")):
        at, column = place_of(sheet, key, heading)
        sheet.cell(at, column).value = value
    hand_in(settings, saved(later, tmp_path / "corrected.xlsx"), 3, **announced)
    _take(settings, DUE)
    assert _read(settings, "SELECT row_count, quarantine_count FROM landing.delivery WHERE version = 3") == [(5, 0)]
    publish.run(settings, PACK, DUE, [SLOT])
    shown = _answers(settings)
    assert [shown[name(who)] for who in (4, 5, 6)] == [("异地职工", NOTE), ("失联", "已外出"), ("服刑", None)]


def _facts(settings: Settings) -> list[tuple[object, ...]]:
    """Return person, reason and whether there is a note of each answer that counts."""
    return _read(
        settings,
        "SELECT f.person_key, f.reason, n.row_no FROM core.uninsured_reason_fact AS f"
        " JOIN landing.delivery AS d USING (delivery_id)"
        " LEFT JOIN vault.reason_note AS n ON n.delivery_id = f.delivery_id AND n.row_no = f.row_no"
        " WHERE d.state = 'committed' ORDER BY 1",
    )


def test_the_form_counts_enrolled_explained_and_others_as_of_the_day(settings: Settings, desk: Desk) -> None:
    desk_only = [desk.employee([3], "2019-10", "2019-10-20"), desk.answers([(2, "失联", "")], "2019-11", "2019-11-04")]
    landing.deliver(settings, PACK, desk_only)
    intake.run(settings, PACK, ["employee", "uninsured_reason"], DUE)
    assess.run(settings, PACK, DUE)
    sums = "SELECT outcome, sum(persons)::int FROM mart.outcome_sums({}, 9, '{}', FALSE) GROUP BY 1 ORDER BY 1"
    number = campaign_id(PACK)
    assert _read(settings, sums.format(number, AS_OF)) == [], "the pack has not the form"
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        conn.execute("UPDATE policy.campaign SET special_form = 'outcomes'")
        (last,) = conn.execute("SELECT max(assess_no) FROM ledger.assessment").fetchone() or (0,)
    by_day = {day: dict(_read(settings, sums.format(number, day).replace(" 9,", f" {last},"))) for day in
              (dt.date(2019, 10, 27), AS_OF, dt.date(2019, 11, 5))}  # fmt: skip
    enrolled, others = {"enrolled": 2}, {"employee_here": 1}
    assert by_day[dt.date(2019, 10, 27)] == enrolled | others | {"unanswered": 5}
    assert by_day[AS_OF] == enrolled | others | {
        "employee_elsewhere": 1, "untraceable": 1, "other": 1, "unanswered": 2
    }, "an answer that a person is enrolled here proves nothing"  # fmt: skip
    assert by_day[dt.date(2019, 11, 5)] == enrolled | others | {
        "employee_elsewhere": 1, "untraceable": 2, "other": 1, "unanswered": 1
    }  # fmt: skip
    for day in (dt.date(2019, 9, 1), *by_day):
        assert _read(settings, EXPLAINED.format(number, last, day)) == [(0,)], "the board's lines are these sums"
    assert _read(settings, f"SELECT sum(persons)::int FROM mart.explained_lines({number}, {last})") != [(None,)]


def test_the_board_counts_outcomes_of_own_units_and_names_nobody(
    settings: Settings, desk: Desk, tmp_path: Path
) -> None:
    ids = {unit.name: unit.unit_id for unit in registry.load(settings, PACK).units.children}
    own = ids.pop(UNIT)
    other = next(iter(ids.values()))
    directory = tmp_path / "directory.yaml"
    directory.write_text(DIRECTORY.format(own=own, other=other), encoding="utf-8")
    write_rights(replace(settings, directory=directory, packs=(PACK,)), DUE)
    url = settings.warehouse_url("board")

    def page(user: str, unit_id: str) -> str:
        return make_page(url, Request("special", Reader(user), PACK, "", unit_id), (PACK,), DUE)

    shown = page("own", own)
    head = re.findall(r'<th scope="col">([^<]*)</th>', shown)
    assert head == ["类别", "应参保", "本地居民", "异地职工", "失联", "其他原因", "未反馈"]
    line = shown.partition('<th scope="row">特殊人群合计（不重复计人）</th>')[2].partition("</tr>")[0]
    assert re.findall(r"<td>([^<]*)</td>", line) == ["8", "2", "1", "1", "1", "3"]
    assert not [mark for who in range(8) for mark in (name(who), number(who), NOTE) if mark in shown]
    assert f"unit={own}" in page("own", "") and f"unit={other}" not in page("own", "")
    for user, unit_id in (("other", own), ("own", other), ("own", "nowhere")):
        with pytest.raises(BoardRefusal, match="没有这个单位"):
            page(user, unit_id)


def test_a_later_answer_counts_from_its_day_and_a_revoked_one_no_more(settings: Settings, desk: Desk) -> None:
    (first,) = publish.run(settings, PACK, DUE, [SLOT])
    before = settings.lists.read(f"{PACK}/{FILE}.xlsx")
    november = dt.date(2019, 11, 5)
    later = [
        desk.answers([(2, "服刑", ""), (4, "死亡", "")], "2019-10b", "2019-10-31"),
        desk.answers([(3, "服刑", "")], "2019-11", "2019-11-04"),
    ]
    landing.deliver(settings, PACK, [replace(answer, delivered_on=november) for answer in later])
    _take(settings, november)
    (second,) = publish.run(settings, PACK, DUE, [SLOT], correct=True)
    shown = _answers(settings, "_更正1")
    assert second != first and [shown[name(who)][0] for who in (2, 3, 4)] == ["服刑", None, "死亡"]
    versions.revoke(
        settings, PACK, "uninsured_reason", "2019-10b", 1, revoked_by="张三", reason="误报", business_date=november
    )
    _take(settings, november)
    publish.run(settings, PACK, DUE, [SLOT], correct=True)
    assert {who: row[0] for who, row in _answers(settings, "_更正2").items()}[name(4)] == "异地职工"
    assert publish.remake(settings, first)[f"{FILE}.xlsx"] == before

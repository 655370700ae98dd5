"""The appraisal's figures and the persons of each list are the ledger's in every form: SQL and arithmetic of their own.

The SQL reads events and facts, person by person, and no view, mart or statement of the product; the points of the
appraisal follow from the notice (DA-23 to DA-25), written down here a second time.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import openpyxl
import psycopg
import pypdfium2
import pytest
from sqlalchemy import Connection, text

from pipeline.board.connection import connect
from pipeline.board.figures import ASSESSED, read_figures, show
from pipeline.publish import inputs, reports
from pipeline.runtime.database import loader
from pipeline.runtime.settings import REPOSITORY
from tests.campaign.conftest import Finished
from tests.campaign.test_equal_numbers import compose, read_ledger, sheet_rows, table_rows
from tests.support.warehouse import campaign
from transforms.mail.appraisal import appraisal_mail
from transforms.mail.lists import list_mail
from transforms.mail.settlement import letter_mail
from transforms.mail.settlement import list_mail as settlement_list_mail
from transforms.policy import Slot, all_slots, campaign_id, load_pack
from transforms.report.publication import Edition, Period, View
from transforms.text.figures import yuan_grouped

pytestmark = pytest.mark.long  # simulates five campaigns; each report's own tests compare its files on invented figures

APPRAISED, WINDOW_END = "dongan-2020", dt.date(2019, 12, 31)
ITEMS = ("S1", "S2", "S3", "S4")
POOR = "registered_poor"
LISTS = ("missing_persons", "uninsured_feedback", "posting_roster", "start_roster", "coverage_list")


def slots_of(place: Finished, report: str) -> list[Slot]:
    """Return the slots of a report up to the campaign's end, in the order of their days."""
    slots = all_slots(load_pack(place.settings.pack_path(place.pack_code)))
    return sorted(slot for slot in slots if slot.report == report and slot.as_of <= place.business_date)


# --- the appraisal


def whole_points(persons: int, of_persons: int, full_bp: int) -> int:
    """Whole percentage points above (or, negative, below) the full mark; a started point below counts not at all."""
    points = (Fraction(persons, of_persons) - Fraction(full_bp, 10_000)) * 100
    return int(points)  # towards zero


def delivered(place: Finished) -> dict[str, dict[str, int]]:
    """Return the figures of the officers' files by unit name and measure, as their rows state them."""
    found: dict[str, dict[str, int]] = {}
    for path in sorted((place.folder / "deliveries").glob("targets*.xlsx")):
        for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True):
            if len(row) > 2 and isinstance(row[2], int | float | str) and str(row[2]).isdigit():
                found.setdefault(str(row[0]), {})[str(row[1])] = int(row[2])
    return found


def poor_members(place: Finished) -> dict[str, tuple[int, int]]:
    """Return living members and enrolled of the registered poor by unit id, at the end of the window."""
    rows = campaign.frame(
        place.settings,
        "SELECT unit_id, sum(member_persons)::bigint, sum(enrolled_persons)::bigint FROM ledger.coverage_event"
        " WHERE campaign_id = :id AND category = :poor AND on_date <= :on GROUP BY 1",
        id=campaign_id(place.pack_code), poor=POOR, on=WINDOW_END,
    )  # fmt: skip
    return {unit: (int(members), int(enrolled)) for unit, members, enrolled in rows.itertuples(index=False)}


class Expected(NamedTuple):
    """What the ledger and the officers' figures give one unit; points are whole."""

    enrolled: int
    points: tuple[int, int, int, int]
    money_fen: int


def expected_units(place: Finished, as_of: dt.date) -> dict[str, Expected]:
    """Score each unit by the notice's own words, by unit name."""
    ledger, poor, figures = read_ledger(place, as_of), poor_members(place), delivered(place)
    found = {}
    for unit, name in ledger.names.items():
        enrolled, of_unit = ledger.units[unit].enrolled_persons, figures[name]
        members, enrolled_poor = poor.get(unit, (0, 0))
        (residents,) = (figure for word, figure in of_unit.items() if "常住人口" in word)
        (target,) = (figure for word, figure in of_unit.items() if "任务" in word)
        s1 = 40 + whole_points(enrolled + of_unit["职工参保人数"], residents, 9_500)
        s2 = 10 + whole_points(of_unit["信息准确条数"], of_unit["核查信息条数"], 10_000)
        newcomers = of_unit["新增建档立卡人数"]
        shares = [(of_unit["新增当月参保人数"], newcomers), (of_unit["新增信息准确人数"], newcomers)]
        s3 = 40 + sum(2 * whole_points(*share, 10_000) for share in [(enrolled_poor, members), *shares] if share[1])
        s4 = 10 - 2 * of_unit["网络舆情例数"]
        points = (max(s1, 0), max(s2, 0), max(s3, 0), max(s4, 0))
        above = sum(points) - 100
        per_person = 100 + (10 * above if above > 0 else above)
        found[name] = Expected(enrolled, points, enrolled * per_person if enrolled >= target else 0)
    return found


def test_appraisal_has_the_ledgers_numbers_in_every_form(finished: Callable[[str], Finished]) -> None:
    place = finished(APPRAISED)
    (slot,) = slots_of(place, "appraisal")
    expected = expected_units(place, slot.as_of)
    assert len(expected) == 16 and len({sum(unit.points) for unit in expected.values()}) > 3
    assert any(unit.money_fen for unit in expected.values())
    content, made = compose(place, slot)
    results, basis = table_rows(made[".docx"])[: len(expected) + 2], table_rows(made[".docx"])[len(expected) + 2 :]
    printed = {(row[0], len(row)): row for row in results + basis}
    on_paper = texts_of_sheets(made[".xlsx"])
    pdf = "".join("".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(made[".pdf"])).split())
    mail = appraisal_mail(content)
    data = {row["unit_name"]: row for row in sheet_rows(made[".xlsx"], "数据")}
    lines = {row["unit_name"]: row for row in csv.DictReader(io.StringIO(made[".csv"].decode("utf-8-sig")))}
    ranked = sorted((sum(unit.points) for unit in expected.values()), reverse=True)
    for name, unit in expected.items():
        score, money = sum(unit.points), yuan_grouped(unit.money_fen)
        row = printed[name, len(results[0])]
        assert row[1:6] == [*map(str, unit.points), str(score)] and row[6] == str(ranked.index(score) + 1), name
        assert row[8] == money, name
        assert printed[name, len(basis[0])][1] == f"{unit.enrolled:,}", name
        assert "".join(row) in pdf and "".join(printed[name, len(basis[0])]) in pdf, name
        assert tuple(row) in on_paper and tuple(printed[name, len(basis[0])]) in on_paper, name
        assert "　".join(row) in mail.plain, name
        assert re.search(
            rf">{name}</td><td[^>]*>{score}</td><td[^>]*>{row[6]}</td><td[^>]*>{money}</td>", mail.html or ""
        )
        for values in (data[name], lines[name]):
            assert int(values["enrolled_persons"]) == unit.enrolled, name
            points = [int(values[f"{item.lower()}_points_hundredths"]) for item in ITEMS]
            assert points == [100 * value for value in unit.points], name
            assert int(values["score_hundredths"]) == 100 * score and int(values["work_money_fen"]) == unit.money_fen
    total = yuan_grouped(sum(unit.money_fen for unit in expected.values()))
    assert printed["合计", len(results[0])][8] == total and f"合计　　　　　　　　{total}" in mail.plain
    with connect(place.settings.warehouse_url("board")) as conn:  # the board has no scores; it has the enrolled
        known = ASSESSED.single(conn, campaign_id=campaign_id(APPRAISED))
        row_of = inputs.campaign(conn, APPRAISED)
        shown = show(read_figures(conn, row_of, known, slot.as_of, None)).report
    members = campaign.frame(
        place.settings,
        "SELECT unit_id, sum(member_persons)::bigint, sum(enrolled_persons)::bigint FROM mart.special_coverage"
        " WHERE pack_code = :pack AND category = :poor AND on_date <= :on GROUP BY 1",
        pack=APPRAISED, poor=POOR, on=WINDOW_END,
    )  # fmt: skip
    assert {line.label: line.enrolled_persons for line in shown.units if line.label in expected} == {
        name: unit.enrolled for name, unit in expected.items()
    }
    in_mart = {unit: (int(persons), int(enrolled)) for unit, persons, enrolled in members.itertuples(index=False)}
    assert in_mart == poor_members(place)
    of_poor = {row["unit_id"]: (row["s3_of_persons"], row["s3_persons"]) for row in data.values()}
    assert of_poor == {unit: figures for unit, figures in poor_members(place).items() if unit in of_poor}


def texts_of_sheets(content: bytes) -> set[tuple[str, ...]]:
    """Return the rows of the printed sheets as texts; of a sheet that goes on in a second, both parts in one row."""
    rows: dict[tuple[str, int], list[str]] = {}
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        if sheet.title == "数据":
            continue
        stem = sheet.title.partition("（续")[0]
        for cells in sheet.iter_rows(values_only=True):
            texts = ["" if cell is None else str(cell) for cell in cells]
            known = rows.setdefault((stem + texts[0], 0), texts[:1])
            known += texts[1:]
    return {tuple(row) for row in rows.values()}


def mart(conn: Connection, sql: str, **params: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in conn.execute(text(sql), params)]


# --- lists of persons


def known_persons(place: Finished, on: dt.date) -> dict[str, set[str]]:
    """Return the keys of living persons by what facts and ledger state of them on a day."""
    params = {"id": campaign_id(place.pack_code), "on": on, "year": main_year(place)}
    queries = {
        "dead": "SELECT person_key FROM core.membership_fact WHERE campaign_id = %(id)s AND op = 'death'"
        " AND effective_on <= %(on)s",
        "enrolled": "SELECT person_key FROM ledger.event WHERE campaign_id = %(id)s AND plan_year = %(year)s"
        " AND on_date <= %(on)s GROUP BY 1 HAVING sum(enrolled_persons) > 0",
        "listed": "SELECT person_key FROM ledger.coverage_event WHERE campaign_id = %(id)s AND on_date <= %(on)s"
        " GROUP BY person_key, category, unit_id HAVING sum(member_persons) > 0",
        "roll": "SELECT person_key FROM core.roll_fact WHERE campaign_id = %(id)s",
        "insured": "SELECT person_key FROM core.roll_fact WHERE campaign_id = %(id)s AND insured_last_year",
        "covered": "SELECT person_key FROM core.dues WHERE campaign_id = %(id)s AND plan_year = %(year)s"
        " AND status = 'enrolled' AND coverage_from IS NOT NULL AND settled_on <= %(on)s",
    }
    with psycopg.connect(place.settings.warehouse_url("owner")) as conn:
        owner = {
            str(fact): str(key) for fact, key in conn.execute("SELECT fact_key, person_key FROM core.linked_person")
        }
        found = {
            name: {owner.get(str(key), str(key)) for (key,) in conn.execute(sql, params)}
            for name, sql in queries.items()
        }
    return {name: keys if name == "dead" else keys - found["dead"] for name, keys in found.items()} | {
        "dead and enrolled": found["dead"] & found["enrolled"]
    }


def main_year(place: Finished) -> int:
    return load_pack(place.settings.pack_path(place.pack_code)).campaign.plan_year


def wanted_persons(code: str, known: Mapping[str, set[str]]) -> set[str]:
    """Return the persons that a list is to have, by its own words in docs/reference/reports.md."""
    if code == "missing_persons":
        return (known["listed"] | known["insured"]) - known["enrolled"]
    if code == "uninsured_feedback":
        return known["listed"] - known["enrolled"]
    return known[{"posting_roster": "enrolled", "start_roster": "roll", "coverage_list": "covered"}[code]]


def reports_of(pack_code: str, codes: tuple[str, ...]) -> list[str]:
    """Return the codes that publications of the pack name."""
    named = {series.report for series in load_pack(REPOSITORY / "policies" / pack_code).publications}
    return [code for code in codes if code in named]


ENROLLED = """SELECT coalesce(sum(enrolled_persons), 0)::bigint FROM mart.progress
WHERE pack_code = :pack AND plan_year = :year AND on_date <= :on"""
GAPS = """SELECT sum(member_persons - enrolled_persons)::bigint FROM mart.special_coverage
WHERE pack_code = :pack AND category = '' AND on_date <= :on"""
OF_PACKS = [(pack_code, code) for pack_code in campaign.PACKS for code in reports_of(pack_code, LISTS)]


@pytest.mark.parametrize(("pack_code", "code"), OF_PACKS)
def test_a_list_its_summary_and_its_mail_count_the_persons_of_the_ledger(
    finished: Callable[[str], Finished], pack_code: str, code: str
) -> None:
    place, report = finished(pack_code), reports.find(code)
    on, number = place.business_date, campaign_id(pack_code)
    known = known_persons(place, on)
    wanted = wanted_persons(code, known)
    assert len(wanted) > 20
    with loader(place.settings).connect() as conn:
        assessed = inputs.assessment(conn, number)
        assert assessed is not None
        pack = load_pack(place.settings.pack_path(pack_code))
        snapshot = report.read_snapshot(conn, inputs.campaign(conn, pack_code), pack, assessed.committed_no)
        facts = report.read_facts(conn, number, assessed.assess_no, on, View())
        bare = report.compose(Edition(Period(code, "once", on, on, on)), snapshot, facts)
        content = report.with_identities(conn, place.settings, bare)
        enrolled = mart(conn, ENROLLED, pack=pack_code, year=main_year(place), on=on)
        gaps = mart(conn, GAPS, pack=pack_code, on=on)
    persons = {str(person.row.person_key) for person in content.persons}
    assert len(persons) == len(content.persons) and persons == wanted
    (file,) = report.files(content)
    book = openpyxl.load_workbook(io.BytesIO(file.content), read_only=True)
    rows = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    numbered = [row for row in rows["打印"] if isinstance(row[0], int)]
    assert len(wanted) == file.rows == len(rows["数据"]) - 1 == len(numbered) == numbered[-1][0]
    assert all(person.name and person.number for person in content.persons)
    sentence, count = f"，共{len(wanted):,}人。", f"{len(wanted):,}"
    mail = list_mail(content, [file.name])
    assert all(any(sentence in str(row[0]) for row in rows[name]) for name in ("汇总", "打印"))
    assert sentence in mail.plain and sentence in (mail.html or "")
    by_unit = Counter(person.unit_name or "（单位待定）" for person in content.persons)
    of_data = Counter(row[0] for row in rows["数据"][1:])
    assert by_unit == of_data and sum(by_unit.values()) == len(wanted)
    summary = {row[0]: row[1] for row in rows["汇总"] if row[1] is not None}
    for name, persons_of_unit in by_unit.items():
        assert summary[name] == f"{persons_of_unit:,}" and f"{name}　{persons_of_unit:,}　" in f"{mail.plain}　", name
        assert re.search(rf">{re.escape(name)}</td><td[^>]*>{persons_of_unit:,}</td>", mail.html or ""), name
    assert summary["合计"] == count and f"合计　{count}" in mail.plain
    if code == "start_roster":
        assert sum(row[2] for row in rows["分村"][1:]) == len(wanted)
    if code in ("posting_roster", "coverage_list"):
        # the dead are enrolled until their death is known, and on no list
        without_day = known["enrolled"] - known["covered"] if code == "coverage_list" else set()
        assert enrolled == [(len(wanted) + len(without_day) + len(known["dead and enrolled"]),)]
    if code in ("missing_persons", "uninsured_feedback"):
        assert gaps == [(sum(person.row.must_enrol for person in content.persons),)]


SETTLED = [pack_code for pack_code in campaign.PACKS if reports_of(pack_code, ("settlement",))]


def fund_sums(place: Finished, on: dt.date) -> dict[tuple[str, ...], tuple[int, int]]:
    """Return what funds owe up to a day, and the part that goes back: (person, year, unit, category, payer) -> fen."""
    rows = campaign.frame(
        place.settings,
        "SELECT person_key::text, plan_year::text, unit_id, category, payer, sum(fund_fen)::bigint,"
        " sum(reimbursable_fen)::bigint FROM ledger.event WHERE campaign_id = :id AND payer <> '' AND on_date <= :on"
        " GROUP BY 1, 2, 3, 4, 5",
        id=campaign_id(place.pack_code), on=on,
    )  # fmt: skip
    return {tuple(row[:5]): (int(row[5]), int(row[6])) for row in rows.itertuples(index=False) if any(row[5:])}


@pytest.mark.parametrize("pack_code", SETTLED)
def test_a_settlement_its_list_and_its_mails_count_the_lines_of_the_ledger(
    finished: Callable[[str], Finished], pack_code: str
) -> None:
    place, number = finished(pack_code), campaign_id(pack_code)
    letter, names = reports.find("settlement"), reports.find("settlement_list")
    pack, before = load_pack(place.settings.pack_path(pack_code)), dict[tuple[str, ...], tuple[int, int]]()
    slots = slots_of(place, "settlement")
    assert len(slots) > 1 or pack_code == "kaijiang-2020", "a second batch has withdrawn and changed lines"
    with loader(place.settings).connect() as conn:  # nothing is committed: others read this campaign
        assessed = inputs.assessment(conn, number)
        assert assessed is not None
        for slot in slots:
            period = Period(slot.report, slot.cadence, slot.period_from, slot.period_to, slot.as_of)
            now = fund_sums(place, slot.as_of)
            for view in letter.views(pack, slot):
                of_letter, of_list = (
                    settled(conn, place, report, Edition(period, view=view), assessed) for report in (letter, names)
                )
                check_settlement(conn, of_letter, of_list, view, before, now)
            before = now


def settled(conn: Connection, place: Finished, report: Any, edition: Edition, assessed: inputs.Assessment) -> Any:
    """Compose the letter or the list of one batch, with names."""
    pack = load_pack(place.settings.pack_path(place.pack_code))
    campaign_row = inputs.campaign(conn, place.pack_code)
    snapshot = report.read_snapshot(conn, campaign_row, pack, assessed.committed_no)
    as_of, view = edition.period.as_of, edition.view
    facts = report.read_facts(conn, campaign_row.campaign_id, assessed.assess_no, as_of, view)
    return report.with_identities(conn, place.settings, report.compose(edition, snapshot, facts))


BELOW = """
    WITH RECURSIVE below AS (
        SELECT u.campaign_id, u.unit_id FROM policy.unit AS u INNER JOIN policy.campaign AS c USING (campaign_id)
        WHERE c.pack_code = :pack AND u.unit_id = ANY(:units)
        UNION ALL
        SELECT u.campaign_id, u.unit_id FROM below AS b
        INNER JOIN policy.unit AS u ON u.campaign_id = b.campaign_id AND u.parent_unit_id = b.unit_id
    )
    SELECT unit_id FROM below
"""
"""Units of a recipient and all units below them; of a recipient of all units, none."""


def check_settlement(
    conn: Connection, of_letter: Any, of_list: Any, view: View, before: Mapping[Any, Any], now: Mapping[Any, Any]
) -> None:
    """Compare letter, list and both mails of one batch with the ledger's sums before and now."""
    params = {"pack": of_letter.pack_code, "units": list(view.units or ())}
    units = [unit for (unit,) in mart(conn, BELOW, **params)]
    letter, names, changes, fen = reports.find("settlement"), reports.find("settlement_list"), Counter[str](), 0
    for key in {*before, *now}:
        old, new = before.get(key, (0, 0)), now.get(key, (0, 0))
        if old != new and key[4] in (view.payers or [key[4]]) and key[2] in (units or [key[2]]):
            changes["新增" if not old[0] else "核减" if not new[0] else "变动"] += 1
            fen += new[0] - old[0]
    lines = sum(changes.values())
    (file,) = names.files(of_list)
    book = openpyxl.load_workbook(io.BytesIO(file.content), read_only=True)
    rows = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    numbered = [row for row in rows["打印"] if isinstance(row[0], int)]
    assert lines == file.rows == len(numbered) == len(rows["数据"]) - 1 == len(of_letter.lines)
    assert Counter(row[7] for row in numbered) == +changes
    mail = settlement_list_mail(of_list, [file.name])
    assert f"共{lines:,}行，本批金额{yuan_grouped(fen)}元。" in mail.plain
    assert f"共{lines:,}行，本批金额{yuan_grouped(fen)}元。" in (mail.html or "")
    made = {item.name.rpartition(".")[2]: item.content for item in letter.files(of_letter)}
    counts = [f"{changes[word]:,}" for word in ("新增", "核减", "变动")]
    total = [*counts, yuan_grouped(fen)]
    sums = mart(
        conn,
        "SELECT coalesce(sum(batch_fen), 0)::bigint FROM mart.settlement WHERE pack_code = :pack AND batch_no = :batch"
        " AND (cardinality(CAST(:payers AS text[])) = 0 OR payer = ANY(CAST(:payers AS text[]))) AND unit_id = :unit",
        pack=of_letter.pack_code, batch=of_letter.batch.batch_no, payers=list(view.payers or ()),
        unit=(view.units or [""])[0],
    )  # fmt: skip
    assert sums == [(fen,)]
    if not lines:
        return
    assert all(row[3] and row[4] for row in rows["数据"][1:]), "names and masked numbers"
    sentence = "本批新增{}人次、核减{}人次、变动{}人次。".format(*counts)
    pdf = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made["pdf"]))
    assert sentence in letter_mail(of_letter).plain and sentence in "".join(pdf.split())
    ends = [row[-4:] for row in table_rows(made["docx"]) if row[0] == "合计"]
    assert ends == [total, total]
    for name in ("汇总", "分单位"):
        sheet = openpyxl.load_workbook(io.BytesIO(made["xlsx"]))[name]
        assert [[*row][-4:] for row in sheet.iter_rows(values_only=True) if row[0] == "合计"] == [total]

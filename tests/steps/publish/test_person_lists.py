"""A list of persons lies in its own store alone: nobody is named in outbox, manifest, log and mail."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
from dataclasses import replace
from pathlib import Path

import openpyxl
import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.board.connection import connect
from pipeline.board.downloads import fetch_file, read_files
from pipeline.board.refusal import BoardRefusal
from pipeline.board.rights import Reader
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.policy import registry
from pipeline.policy.office_rights import write_rights
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.files.small_deliveries import PACK, UNIT, Desk, name, number
from tests.support.postbox import Postbox
from tests.support.stores import outbox_folder
from tests.support.warehouse import campaign
from transforms.policy import Slot, campaign_id
from transforms.report.lists.kinds import masked_name

AS_OF = dt.date(2019, 10, 31)
DUE = dt.date(2019, 11, 1)
SLOT = Slot(DUE, "missing_persons", "once", dt.date(2019, 9, 1), AS_OF, AS_OF, ("county_medical_security",), ("x",))
FILE = f"{PACK}_missing_persons_once_20190901_20191031"
LISTS = ("missing_persons", "posting_roster")
DIRECTORY = """
offices:
  - {{office: first, label_zh: 甲镇, mailbox: first@example.org, units: [{own}]}}
  - {{office: second, label_zh: 乙镇, mailbox: second@example.org, units: [{other}]}}
  - {{office: county_medical_security, label_zh: 县局, mailbox: county@example.org, units: all}}
  - {{office: townships, label_zh: 各乡镇, members: [first, second]}}
officials:
  - {{user: own, office: first, roles: [caseworker]}}
  - {{user: other, office: second, roles: [caseworker]}}
  - {{user: looks, office: first, roles: [viewer]}}
  - {{user: county, office: county_medical_security, roles: [caseworker]}}
"""
LISTED, PAID, ROLLED = range(12), range(4), range(2, 20)


@pytest.fixture()
def desk(settings: Settings, tmp_path: Path) -> Desk:
    """Twelve are on the list of the poor, four of them pay; eighteen are on the roll, enrolled last year; one works."""
    desk = Desk(tmp_path / "desk", "2019-10-28")
    people = [desk.full(LISTED, "2019-10", "2019-10-25"), desk.tax([(who, 120) for who in PAID], "2019-10-10")]
    landing.deliver(settings, PACK, [*people, desk.roll(ROLLED, "2019-10", "2019-10-20")])
    landing.deliver(settings, PACK, [desk.employee([15], "2019-10", "2019-10-20")])
    _take(settings, DUE)
    return desk


def _take(settings: Settings, on: dt.date) -> None:
    intake.run(settings, PACK, ["special_list", "roll", "employee", "tax_feed"], on)
    assess.run(settings, PACK, on)


def _rows(settings: Settings, file_name: str) -> dict[str, tuple[object, ...]]:
    """Return the rows of the sheet for programs by name."""
    book = openpyxl.load_workbook(io.BytesIO(settings.lists.read(f"{PACK}/{file_name}")))
    rows = list(book["数据"].iter_rows(min_row=2, values_only=True))
    assert book.sheetnames == ["汇总", "打印", "数据"] and book["打印"].print_title_rows == "$4:$4"
    return {str(row[2]): row for row in rows}


def test_it_names_the_missing_with_their_reasons(settings: Settings, desk: Desk) -> None:
    publish.run(settings, PACK, DUE, [SLOT])
    rows = _rows(settings, f"{FILE}.xlsx")
    assert set(rows) == {name(who) for who in range(4, 20)}
    assert {row[0] for row in rows.values()} == {UNIT} and {row[1] for row in rows.values()} == {"某村"}
    assert rows[name(4)][4] == "建档立卡贫困人口" and rows[name(4)][6] == "未缴费"
    assert rows[name(15)][4] is None and rows[name(15)][6] == "已参加职工医保"
    assert {row[3] for row in rows.values()} == {number(4)[:6] + "*" * 12}


def test_nothing_about_a_person_is_anywhere_else(
    settings: Settings, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    postbox = Postbox()
    with caplog.at_level(logging.DEBUG):
        publish.run(settings, PACK, DUE, [SLOT])
        postbox.collect(settings, PACK)
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        (manifest,) = conn.execute("SELECT manifest FROM ledger.publication").fetchone() or ({},)
        keys = [str(key) for (key,) in conn.execute("SELECT person_key FROM vault.person")]
    assert [file["store"] for file in manifest["files"]] == ["lists"] and manifest["files"][0]["rows"] == 16
    mails = [message.as_string() + message.get_body(("plain",)).get_content() for message in postbox.messages]
    assert len(mails) == 1 and not list(postbox.messages[0].iter_attachments())
    assert "/board/downloads" in mails[0] and f"{FILE}.xlsx" in mails[0] and "16" in mails[0]
    texts = [*mails, json.dumps(manifest, ensure_ascii=False), caplog.text]
    marks = [*keys, *(value for who in range(20) for value in (name(who), number(who)))]
    assert not [mark for mark in marks for text in texts if mark in text]
    assert not [path for path in outbox_folder(settings).rglob("*") if path.is_file()]
    stored = [settings.home / "lists" / key for key in settings.lists.list_keys()]
    assert len(stored) == 2 and all(path.stat().st_mode & 0o077 == 0 for path in stored)


def test_again_it_is_the_same_and_a_lost_file_is_made_again(settings: Settings, desk: Desk) -> None:
    first = publish.run(settings, PACK, DUE, [SLOT])
    before = settings.lists.read(f"{PACK}/{FILE}.xlsx")
    for key in list(settings.lists.list_keys()):
        (settings.home / "lists" / key).unlink()
    assert publish.run(settings, PACK, DUE, [SLOT]) == first
    assert settings.lists.read(f"{PACK}/{FILE}.xlsx") == before
    assert publish.remake(settings, first[0]) == {f"{FILE}.xlsx": before}
    assert publish.run(settings, PACK, DUE, [SLOT], correct=True) == first, "nothing has changed"


def test_a_lost_list_whose_names_have_changed_gets_a_correction(settings: Settings, desk: Desk) -> None:
    first = publish.run(settings, PACK, DUE, [SLOT])
    key = campaign.person_keys(settings, [number(4)])[0]
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        conn.execute(
            "UPDATE vault.person SET name_cipher ="
            " (SELECT v.name_cipher FROM vault.person AS v WHERE v.person_key <> %(key)s LIMIT 1)"
            " WHERE person_key = %(key)s",
            {"key": key},
        )
    assert publish.run(settings, PACK, DUE, [SLOT]) == first, "the published list is there, so it stays"
    assert publish.run(settings, PACK, DUE, [SLOT], correct=True) == first
    for stored in list(settings.lists.list_keys()):
        (settings.home / "lists" / stored).unlink()
    (second,) = publish.run(settings, PACK, DUE, [SLOT])
    assert second != first[0] and publish.run(settings, PACK, DUE, [SLOT]) == [second]
    book = openpyxl.load_workbook(io.BytesIO(settings.lists.read(f"{PACK}/{FILE}_更正1.xlsx")))
    assert any("原名册文件遗失" in str(cell) for row in book["汇总"].iter_rows(values_only=True) for cell in row)
    with pytest.raises(FileNotFoundError):
        settings.lists.read(f"{PACK}/{FILE}.xlsx")


def test_a_town_fetches_its_own_list_and_sees_no_other(
    settings: Settings, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = registry.load(settings, PACK)
    own, other = (unit.unit_id for unit in pack.units.children[:2])
    towns = [row.model_copy(update={"own_units": "each"}) for row in pack.recipients if row.recipient == "townships"]
    rest = [row for row in pack.recipients if row.recipient != "townships"]
    changed = pack.model_copy(update={"recipients": tuple(rest + towns)})
    monkeypatch.setattr(registry, "load", lambda settings, pack_code: changed)
    monkeypatch.setenv("CAMPAIGN_HOME", str(settings.home))
    offices = ("county_medical_security", "townships")
    slots = [replace(SLOT, report=code, recipients=offices, own_recipients=offices) for code in LISTS]
    publish.run(settings, PACK, DUE, slots)
    directory = tmp_path / "directory.yaml"
    directory.write_text(DIRECTORY.format(own=own, other=other), encoding="utf-8")
    write_rights(replace(settings, directory=directory, packs=(PACK,)), DUE)
    url, names = settings.warehouse_url("board"), {}
    with connect(url) as conn:
        for user in ("own", "other", "county", "looks"):
            files = read_files(conn, campaign_id(PACK), Reader(user), DUE, DUE)
            names[user] = {file.report: file.publication_id for file in files}
            ending = {"own": f"_townships-{own}.xlsx", "other": f"_townships-{other}.xlsx", "county": ".xlsx"}.get(user)
            assert all(file.file_name.endswith(f"20191031{ending}") for file in files), user
    assert [sorted(names[user]) for user in ("own", "other", "county", "looks")] == [sorted(LISTS)] * 3 + [[]]
    book = openpyxl.load_workbook(
        io.BytesIO(fetch_file(url, Reader("own"), str(names["own"]["posting_roster"]), "1", DUE).content)
    )
    shown = list(book["数据"].iter_rows(min_row=2, values_only=True))
    masked = {(UNIT, "某村", masked_name(name(who)), number(who)[:6] + "*" * 12) for who in PAID}
    assert len(shown) == len(PAID) and set(shown) == masked
    for user, publication in (("other", names["own"]), ("own", names["other"]), ("own", names["county"])):
        for code in LISTS:
            with pytest.raises(BoardRefusal):
                fetch_file(url, Reader(user), str(publication[code]), "1", DUE)
    other_list = fetch_file(url, Reader("other"), str(names["other"]["missing_persons"]), "1", DUE).content
    assert list(openpyxl.load_workbook(io.BytesIO(other_list))["数据"].iter_rows(min_row=2)) == []


def test_later_facts_and_a_revocation_correct_it_and_leave_the_published_one_true(
    settings: Settings, desk: Desk
) -> None:
    from pipeline.merge import versions

    (first,) = publish.run(settings, PACK, DUE, [SLOT])
    paid = replace(desk.tax([(5, 120)], "2019-10-30"), delivered_on=dt.date(2019, 11, 2))
    landing.deliver(settings, PACK, [paid])
    versions.revoke(
        settings, PACK, "roll", "2019-10", 1, revoked_by="张三", reason="误报", business_date=dt.date(2019, 11, 2)
    )
    _take(settings, dt.date(2019, 11, 2))
    remade = publish.remake(settings, first)[f"{FILE}.xlsx"]
    assert remade == settings.lists.read(f"{PACK}/{FILE}.xlsx")
    (second,) = publish.run(settings, PACK, DUE, [SLOT], correct=True)
    assert second != first
    rows = _rows(settings, f"{FILE}_更正1.xlsx")
    assert set(rows) == {name(who) for who in range(4, 12) if who != 5}, "the roll no longer counts"
    assert {row[6] for row in rows.values()} == {"未缴费，不在参保底册"}
    problems = {finding.invariant: finding.problems for finding in invariants.run(settings, PACK)}
    assert problems["published_equals_ledger"] == 0

"""Rights to fetch published files; the record of each fetch, which comes before a byte is read."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from pipeline.board.connection import connect
from pipeline.board.downloads import fetch_file, read_files
from pipeline.board.refusal import BoardRefusal
from pipeline.board.rights import Reader, read_rights
from pipeline.policy.office_rights import write_rights
from tests.support.fixtures.month_of_events import DUE, OCTOBER, Campaign
from tests.support.warehouse import ledger

TODAY = dt.date(2026, 12, 1)
ADMIN = Reader("admin", is_administrator=True)
DIRECTORY = """
offices:
  - {{office: tax, label_zh: 税务局, mailbox: tax@example.org}}
  - {{office: town, label_zh: 甲镇, mailbox: town@example.org, units: [{unit}]}}
  - {{office: county, label_zh: 县局, mailbox: county@example.org, units: all}}
  - {{office: townships, label_zh: 各乡镇, members: [town, county]}}
officials:
  - {{user: tan, office: tax, roles: [viewer]}}
  - {{user: wang, office: town, roles: [viewer]}}
  - {{user: cao, office: town, roles: [caseworker]}}
  - {{user: zhao, office: county, roles: [viewer]}}
  - {{user: jin, office: county, roles: [caseworker]}}
  - {{user: sun, office: tax, roles: [caseworker]}}
  - {{user: gone, office: county, roles: [viewer], until: 2026-11-30}}
  - {{user: li, office: county, roles: [approver]}}
"""
Publish = Callable[..., uuid.UUID]


@pytest.fixture()
def place(campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """Officials with rights in the warehouse; the stores are those of the test's state folder."""
    directory = tmp_path / "directory.yaml"
    directory.write_text(DIRECTORY.format(unit=campaign.units[0]), encoding="utf-8")
    settings = replace(campaign.settings, directory=directory, packs=(campaign.pack.pack_code,))
    write_rights(settings, dt.date(2026, 11, 1))
    monkeypatch.setenv("CAMPAIGN_HOME", str(settings.home))
    return replace(campaign, settings=settings)


@pytest.fixture()
def publish(place: Campaign) -> Publish:
    """A function that records a publication with one file, whose bytes are its name, in the file's store."""

    def make(
        name: str,
        recipients: list[str],
        recipient: str = "",
        correction_no: int = 0,
        store: str = "",
        report: str = "progress",
    ) -> uuid.UUID:
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        path = place.settings.home / (store or "outbox") / "sha256" / sha256[:2] / sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
        file = {"name": name, "sha256": sha256, "byte_count": len(name), "rows": 1} | (
            {"store": store} if store else {}
        )
        publication_id = uuid.uuid4()
        with ledger.owner(place.settings) as conn:
            conn.execute(text(
                "INSERT INTO ledger.publication (campaign_id, publication_id, report, cadence, period_from, period_to,"
                " as_of, recipient, known_no, pack_version, correction_no, manifest, published_at) VALUES (:n, :id,"
                " :report, 'month', :day, :day, :day, :recipient, 1, 'x', :correction_no, CAST(:manifest AS jsonb),"
                " now())"
            ), {"n": ledger.number(), "id": publication_id, "day": OCTOBER, "recipient": recipient,
                "correction_no": correction_no, "report": report,
                "manifest": json.dumps({"recipients": recipients, "files": [file]})})  # fmt: skip
        return publication_id

    return make


def _names(place: Campaign, reader: Reader, as_of: dt.date = DUE, on: dt.date = TODAY) -> list[str]:
    with connect(place.settings.warehouse_url("board")) as conn:
        return [file.file_name for file in read_files(conn, ledger.number(), reader, as_of, on)]


def _recorded(place: Campaign) -> list[tuple[str, str, str, str]]:
    with psycopg.connect(place.settings.warehouse_url("auditor")) as conn:
        statement = "SELECT downloaded_by, office, file_name, store FROM ledger.download ORDER BY downloaded_at"
        return [tuple(row) for row in conn.execute(statement)]


def _fetch(place: Campaign, user: str, publication: uuid.UUID, number: str = "1") -> bytes:
    url = place.settings.warehouse_url("board")
    reader = ADMIN if user == "admin" else Reader(user)
    return fetch_file(url, reader, str(publication), number, TODAY).content


def test_an_office_gets_what_names_it_or_its_group_and_parts_of_its_units(place: Campaign, publish: Publish) -> None:
    own, other = place.units[:2]
    publish("all.xlsx", ["tax", "townships"])
    publish("tax.xlsx", ["tax"], "tax")
    publish("own.xlsx", [f"townships@{own}"], f"townships@{own}")
    publish("other.xlsx", [f"townships@{other}"], f"townships@{other}")
    publish("persons.xlsx", [f"townships@{own}"], f"townships@{own}", 1, "lists")
    expected = {
        "tan": ["all.xlsx", "tax.xlsx"],
        "wang": ["all.xlsx", "own.xlsx"],
        "cao": ["all.xlsx", "persons.xlsx", "own.xlsx"],
        "zhao": ["all.xlsx", "other.xlsx", "own.xlsx"],
    }
    for user, names in expected.items():
        assert sorted(_names(place, Reader(user))) == sorted(names), user
    assert sorted(_names(place, ADMIN)) == ["all.xlsx", "other.xlsx", "own.xlsx", "tax.xlsx"]
    assert _names(place, Reader("zhao"), as_of=OCTOBER - dt.timedelta(days=1)) == []
    assert _names(place, Reader("nobody")) == _names(place, Reader("li")) == _names(place, Reader("gone")) == []
    assert _names(place, Reader("gone"), on=dt.date(2026, 11, 30)) == _names(place, Reader("zhao"))


def test_an_office_without_units_has_files_and_no_figures(place: Campaign) -> None:
    with connect(place.settings.warehouse_url("board")) as conn:
        rights = read_rights(conn, Reader("tan"), (place.pack.pack_code,), TODAY)
    assert (rights.packs, rights.packs_with_files) == ((), (place.pack.pack_code,))


def test_the_newest_correction_comes_first_and_replaces_the_older(place: Campaign, publish: Publish) -> None:
    publish("first.xlsx", ["tax"])
    publish("second.xlsx", ["tax"], correction_no=1)
    with connect(place.settings.warehouse_url("board")) as conn:
        files = read_files(conn, ledger.number(), Reader("tan"), DUE, TODAY)
    assert [(file.file_name, file.is_replaced) for file in files] == [("second.xlsx", False), ("first.xlsx", True)]


def test_each_fetch_is_recorded_with_the_office(place: Campaign, publish: Publish) -> None:
    own = place.units[0]
    persons = publish("persons.xlsx", [f"townships@{own}"], f"townships@{own}", store="lists")
    every = publish("all.xlsx", ["townships", "tax"])
    assert _fetch(place, "cao", persons) == b"persons.xlsx"
    assert _fetch(place, "cao", persons) == b"persons.xlsx"
    assert _fetch(place, "tan", every) == _fetch(place, "admin", every) == b"all.xlsx"
    assert _recorded(place) == [
        ("cao", "town", "persons.xlsx", "lists"),
        ("cao", "town", "persons.xlsx", "lists"),
        ("tan", "tax", "all.xlsx", "outbox"),
        ("admin", "", "all.xlsx", "outbox"),
    ]


@pytest.mark.parametrize("user", ["wang", "zhao", "tan", "li", "gone", "nobody", "admin"])
def test_a_list_of_persons_is_refused_without_a_record(place: Campaign, publish: Publish, user: str) -> None:
    own = place.units[0]
    persons = publish("persons.xlsx", [f"townships@{own}"], f"townships@{own}", store="lists")
    with pytest.raises(BoardRefusal, match="没有这个文件") as refusal:
        _fetch(place, user, persons)
    assert refusal.value.status == 404 and _recorded(place) == []


def test_a_list_of_all_units_is_for_who_may_see_all_units(place: Campaign, publish: Publish) -> None:
    names = ["tax", "townships", "county"]
    publication = publish("everybody.xlsx", names, store="lists")
    assert _names(place, Reader("jin")) == ["everybody.xlsx"]
    assert [_names(place, Reader(user)) for user in ("cao", "zhao", "tan", "sun")] == [[], [], [], []]
    assert _fetch(place, "jin", publication) == b"everybody.xlsx"
    with pytest.raises(BoardRefusal, match="没有这个文件"):
        _fetch(place, "cao", publication)
    assert _recorded(place) == [("jin", "county", "everybody.xlsx", "lists")]


def test_settlements_due_lists_and_refunds_are_for_caseworkers_of_the_office_who_need_no_unit(
    place: Campaign, publish: Publish
) -> None:
    publish("fund.xlsx", ["tax"], "tax", store="lists", report="settlement_list")
    publish("every_fund.xlsx", ["tax", "county"], store="lists", report="settlement_list")
    publish("missing.xlsx", ["tax"], "tax", store="lists", report="missing_persons")
    publish("dues.csv", ["tax"], "tax", store="lists", report="due_list")
    publish("refunds.xlsx", ["tax"], "tax", store="lists", report="refund_list")
    publish("group.csv", ["townships"], "townships", store="lists", report="due_list")
    assert sorted(_names(place, Reader("sun"))) == ["dues.csv", "fund.xlsx", "refunds.xlsx"]
    # the county sees all units, and so every list of a group that it is a member of; the town does not
    assert sorted(_names(place, Reader("jin"))) == ["every_fund.xlsx", "group.csv"]
    assert [_names(place, reader) for reader in (Reader("tan"), Reader("cao"), ADMIN)] == [[], [], []]


@pytest.mark.parametrize(
    ("publication", "number"), [("x", "1"), ("", ""), (str(uuid.UUID(int=7)), "1"), ("own", "2"), ("own", "-1"),
                                ("own", "x"), ("own", "9" * 60)]
)  # fmt: skip
def test_a_wrong_address_is_no_file(place: Campaign, publish: Publish, publication: str, number: str) -> None:
    own = publish("all.xlsx", ["tax"])
    address = str(own) if publication == "own" else publication
    with pytest.raises(BoardRefusal) as refusal:
        fetch_file(place.settings.warehouse_url("board"), Reader("tan"), address, number, TODAY)
    assert refusal.value.status == 404 and _recorded(place) == []


@pytest.mark.parametrize("damage", ["lost", "altered"])
def test_lost_or_altered_bytes_do_not_leave_and_the_record_stays(
    place: Campaign, publish: Publish, damage: str
) -> None:
    every = publish("all.xlsx", ["tax"])
    (path,) = (place.settings.home / "outbox" / "sha256").rglob(hashlib.sha256(b"all.xlsx").hexdigest())
    if damage == "lost":
        path.unlink()
    else:
        path.write_bytes(b"altered")
    with pytest.raises(BoardRefusal, match="暂时不能下载") as refusal:
        _fetch(place, "tan", every)
    assert refusal.value.status == 503 and len(_recorded(place)) == 1


@pytest.mark.parametrize("role", ["loader", "publisher", "analyst", "caseworker", "auditor", "board"])
def test_nobody_changes_a_record(place: Campaign, role: str) -> None:
    with psycopg.connect(place.settings.warehouse_url(role), autocommit=True) as conn:
        for statement in (
            "INSERT INTO ledger.download SELECT * FROM ledger.download",
            "UPDATE ledger.download SET downloaded_by = 'x'",
            "DELETE FROM ledger.download",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement)


@pytest.mark.parametrize("role", ["loader", "publisher", "analyst", "caseworker", "auditor"])
def test_the_board_alone_records(place: Campaign, role: str) -> None:
    with (
        psycopg.connect(place.settings.warehouse_url(role), autocommit=True) as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        conn.execute("SELECT * FROM mart.record_download(gen_random_uuid(), 1, 'x', 'x', true, '2026-12-01')")

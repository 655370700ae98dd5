"""The board behind the login: who may see which page, what a page may contain, and that nothing can be changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from campaign.board import create_app, current_reader, reader_of
from campaign_board import BoardApp, CampaignBoard
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import text

from ops.airflow.simple_rights import OfficialsSimpleAuthManager
from pipeline.board.rights import Reader
from pipeline.policy.office_rights import write_rights
from tests.support.fixtures.month_of_events import OCTOBER, Campaign
from tests.support.warehouse import ledger, persons

PAGES = ("/", "/units", "/special", "/money", "/arrivals", "/downloads")
EVERY = (*PAGES, "/why")
QUESTION = {"pack": "dongan-2020", "person": f"{uuid.UUID(int=1)}", "reason": "来访询问"}
HTML = {"accept": "text/html"}
DIRECTORY = """
offices:
  - {{office: town, label_zh: 甲镇, mailbox: town@example.org, units: [{unit}]}}
  - {{office: county, label_zh: 县局, mailbox: county@example.org, units: all}}
officials:
  - {{user: wang, office: town, roles: [viewer]}}
  - {{user: li, office: county, roles: [approver]}}
  - {{user: zhao, office: county, roles: [viewer]}}
  - {{user: cao, office: town, roles: [caseworker]}}
  - {{user: gone, office: county, roles: [viewer], until: 2020-01-01}}
"""
MARKUP = "<script>alert(1)</script>&\"'"
Get = Callable[..., Response]


@pytest.fixture()
def explained(campaign: Campaign) -> Campaign:
    """A person of the first unit, a person of the second one; both owe 250 yuan."""
    persons.explain(campaign, {uuid.UUID(int=1): campaign.units[0], uuid.UUID(int=2): campaign.units[1]})
    return campaign


@pytest.fixture()
def get(campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Get:
    """A function that asks for a page as a user (None: not logged in), with the directory's rights in the warehouse."""
    directory = tmp_path / "directory.yaml"
    directory.write_text(DIRECTORY.format(unit=campaign.units[0]), encoding="utf-8")
    settings = replace(campaign.settings, directory=directory, packs=(campaign.pack.pack_code,))
    write_rights(settings, dt.date(2019, 12, 1))
    monkeypatch.setenv("CAMPAIGN_WAREHOUSE_URL_BOARD", settings.warehouse_url("board"))
    monkeypatch.setenv("CAMPAIGN_PACKS", campaign.pack.pack_code)

    def ask(
        user: str | None, path: str, method: str = "GET", accept: str = "text/html", admin: bool = False, **sent: Any
    ) -> Response:
        app = create_app()
        if user is not None:
            app.dependency_overrides[current_reader] = lambda: Reader(user, admin)
        client = TestClient(app, raise_server_exceptions=False)
        return client.request(method, path, headers={"accept": accept} | sent.pop("headers", {}), **sent)

    return ask


@pytest.mark.parametrize("path", EVERY)
def test_nobody_gets_a_page_that_leads_to_the_login(get: Get, path: str) -> None:
    answer = get(None, f"{path}?on=2019-10-31")
    assert answer.status_code == 401 and "请先登录" in answer.text
    assert f"../auth/login?next={path.replace('/', '%2F')}%3Fon%3D2019-10-31" in answer.text
    program = get(None, path, accept="application/json")
    assert program.status_code == 401 and "请先登录" in program.json()["detail"]


@pytest.mark.parametrize("user", ["nobody", "li", "gone"])
@pytest.mark.parametrize("path", EVERY)
def test_without_a_right_to_look_there_is_no_figure(get: Get, user: str, path: str) -> None:
    """The user is not in the directory, may only answer approvals, or has left the post."""
    answer = get(user, path)
    assert answer.status_code == 403 and "没有查看权限" in answer.text and "参保看板" not in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_a_county_official_and_the_administrator_see_every_page(get: Get, campaign: Campaign, path: str) -> None:
    as_official, as_admin = get("zhao", path), get("root", path, admin=True)
    assert as_official.status_code == as_admin.status_code == 200
    assert as_official.text.replace("zhao", "root") == as_admin.text


def test_an_official_of_a_town_sees_its_units_alone(get: Get, campaign: Campaign) -> None:
    own, *other = [unit.name for unit in campaign.pack.units.children]
    for path in ("/", "/units", "/special"):
        answer = get("wang", path)
        assert answer.status_code == 200 and "只列出您单位可以查看的地区" in answer.text
        assert not [name for name in other if name in answer.text], path
    units = get("wang", "/units").text
    assert own in units and "100" in units
    assert "已参保100人" in get("wang", "/").text and "已参保157人" in get("zhao", "/").text
    assert f"{own}已参保100人" in get("wang", "/").text and "待办" not in get("wang", "/").text
    assert get("wang", "/arrivals").status_code == 403
    for unit in (campaign.units[1], campaign.pack.units.root.unit_id, "unknown"):
        assert get("wang", f"/units?unit={unit}").status_code == 404, unit


def test_an_official_of_a_town_sees_its_rank_among_all_units(get: Get, campaign: Campaign) -> None:
    """The town has 100 persons, the next one 57; one with a lower rate of its target is behind all the same."""
    with ledger.owner(campaign.settings) as conn:
        ledger.event(conn, 1, OCTOBER, campaign.units[1], 40_000)
    own, other = (unit.name for unit in campaign.pack.units.children[:2])
    of_county, of_town = get("zhao", "/units").text, get("wang", "/units").text
    assert _rank(of_county, other) == "1" and _rank(of_county, own) == _rank(of_town, own) == "2"
    assert "按完成率排名" in of_county and re.search(r"按完成率在全部\d\d个单位中排名", of_town)


def _rank(page: str, name: str) -> str:
    rank = re.search(rf'<td class="rank">([^<]+)</td>\s*<th scope="row">(?:<a [^>]*>)?{name}<', page)
    assert rank is not None
    return rank.group(1)


def test_the_figures_are_those_of_the_chosen_day(get: Get) -> None:
    assert "已参保150人" in get("zhao", f"/?on={OCTOBER}").text
    assert "已参保100人" in get("zhao", "/?on=2019-10-02").text
    assert "已参保0人" in get("zhao", "/?on=2019-10-01").text


@pytest.mark.parametrize(
    ("query", "status"),
    [("on=2019-11-02", 400), ("on=0001-01-10", 400), ("on=2018-12-31", 400), ("on=yesterday", 400),
     ("on=" + "9" * 64, 400), ("pack=other", 404), ("pack=%00", 404), ("unit=" + "x" * 65, 400), ("unit=%00", 404)],
)  # fmt: skip
def test_a_wrong_address_gets_a_readable_page(get: Get, query: str, status: int) -> None:
    answer = get("zhao", f"/units?{query}")
    assert answer.status_code == status and "<h1>" in answer.text and "回到看板" in answer.text
    if query.startswith("on=") and query[-1] in "012":
        assert "可以查看2019-01-01至2019-11-01的数据" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_can_be_sent(get: Get, method: str, path: str) -> None:
    assert get("zhao", path, method=method).status_code == 405


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_the_applications_own_documentation_is_off(get: Get, path: str) -> None:
    assert get("zhao", path).status_code == 404


@pytest.mark.parametrize(("user", "path"), [(None, "/"), ("nobody", "/"), ("zhao", "/units"), ("zhao", "/missing")])
def test_every_answer_has_the_headers(get: Get, user: str | None, path: str) -> None:
    headers = get(user, path).headers
    assert headers["cache-control"] == "no-store" and headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy and "script" not in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_markup_in_a_name_stays_text(get: Get, campaign: Campaign, path: str) -> None:
    with ledger.owner(campaign.settings) as conn:
        conn.execute(text("UPDATE policy.unit SET name = :m"), {"m": MARKUP})
        conn.execute(text("UPDATE policy.category SET label_zh = :m"), {"m": MARKUP})
        conn.execute(text("UPDATE policy.payer SET label_zh = :m"), {"m": MARKUP})
        conn.execute(text("UPDATE policy.campaign SET place_name = :m"), {"m": MARKUP})
        ledger.coverage(conn, 1, OCTOBER, campaign.units[1], "registered_poor", 60, 50)
        ledger.delivery(conn, MARKUP, "held", OCTOBER, period=MARKUP, reasons=[{"code": "x", "message_zh": MARKUP}])
    answer = get("zhao", path)
    assert answer.status_code == 200 and "&lt;script&gt;alert(1)" in answer.text
    assert "<script" not in answer.text and "alert(1)</" not in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_nothing_from_elsewhere(get: Get, path: str) -> None:
    page = get("zhao", path).text
    assert not re.search(r"https?://|<script|<link|<img|@import|url\(| on\w+=| style=", page)
    assert re.search(r'<html lang="zh-CN">', page) and '<main id="content">' in page


def test_a_file_is_sent_with_its_name_to_its_office_alone(
    get: Get, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is for the town; nobody else gets it, and each fetch leaves a record."""
    home, content = campaign.settings.home, "单位,人数".encode()
    monkeypatch.setenv("CAMPAIGN_HOME", str(home))
    sha256, publication = hashlib.sha256(content).hexdigest(), uuid.uuid4()
    path = home / "outbox" / "sha256" / sha256[:2] / sha256
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    manifest = {"recipients": ["town"], "files": [{"name": "报表.csv", "sha256": sha256, "byte_count": 9, "rows": 1}]}
    with ledger.owner(campaign.settings) as conn:
        conn.execute(text(
            "INSERT INTO ledger.publication (campaign_id, publication_id, report, cadence, period_from, period_to,"
            " as_of, known_no, pack_version, correction_no, manifest, published_at) VALUES (:n, :id, 'progress',"
            " 'month', :day, :day, :day, 1, 'x', 0, CAST(:manifest AS jsonb), now())"
        ), {"n": ledger.number(), "id": publication, "day": OCTOBER, "manifest": json.dumps(manifest)})  # fmt: skip
    address = f"/file?publication={publication}&number=1"
    assert f"file?publication={publication}&amp;number=1" in get("wang", "/downloads").text
    assert f"{publication}" not in get("zhao", "/downloads").text
    sent = get("wang", address)
    assert sent.status_code == 200 and sent.content == content
    assert sent.headers["content-disposition"].endswith("filename*=UTF-8''%E6%8A%A5%E8%A1%A8.csv")
    assert sent.headers["x-content-type-options"] == "nosniff" and sent.headers["cache-control"] == "no-store"
    assert sent.headers["content-type"] == "text/csv; charset=utf-8"
    for user, status in ((None, 401), ("zhao", 404), ("li", 404), ("gone", 404), ("nobody", 404)):
        assert get(user, address).status_code == status, user
    assert get("wang", address, method="POST").status_code == 405
    assert get("wang", "/file").status_code == 404
    with ledger.owner(campaign.settings) as conn:
        records = conn.execute(text("SELECT downloaded_by, office FROM ledger.download")).all()
    assert [tuple(record) for record in records] == [("wang", "town")]


def _ask(get: Get, user: str | None, headers: dict[str, str] | None = None, **changes: str) -> Response:
    sent = {"sec-fetch-site": "same-origin"} if headers is None else headers
    return get(user, "/why", method="POST", headers=sent, data=QUESTION | changes)


def test_a_caseworker_gets_the_explanation_of_persons_of_own_units_alone(get: Get, explained: Campaign) -> None:
    assert "为什么" in get("cao", "/").text and "为什么" not in get("zhao", "/").text
    assert "证件号码" in get("cao", "/why").text
    answer = _ask(get, "cao")
    assert answer.status_code == 200 and "应缴250元" in answer.text and answer.headers["cache-control"] == "no-store"
    elsewhere = _ask(get, "cao", person=f"{uuid.UUID(int=2)}")
    assert elsewhere.status_code == 200 and "没有查到" in elsewhere.text and "250" not in elsewhere.text
    for user, status in ((None, 401), ("zhao", 403), ("wang", 403), ("li", 403), ("gone", 403), ("nobody", 403)):
        assert _ask(get, user).status_code == status, user
    assert get("root", "/why", admin=True).status_code == get("zhao", "/why").status_code == 403
    with ledger.owner(explained.settings) as conn:
        records = conn.execute(text("SELECT read_by, role_name, reason, person_key FROM ledger.explanation_reading"))
        assert sorted(map(tuple, records)) == [
            ("cao", "board", "来访询问", uuid.UUID(int=number)) for number in (1, 2)
        ]  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "none"}, {},
     {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "http://testserver.evil.example"},
     {"sec-fetch-site": "cross-site", "origin": "http://testserver"}],
)  # fmt: skip
def test_a_foreign_question_is_refused_without_a_record(get: Get, explained: Campaign, headers: dict[str, str]) -> None:
    answer = _ask(get, "cao", headers)
    assert answer.status_code == 403 and "不接受外来的请求" in answer.text
    assert _ask(get, "cao", {"origin": "http://testserver"}).status_code == 200
    with ledger.owner(explained.settings) as conn:
        assert conn.execute(text("SELECT count(*) FROM ledger.explanation_reading")).scalar() == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"reason": "别的"}, 400), ({"person": " "}, 400), ({"pack": "other"}, 403), ({"pack": "\0"}, 403),
     ({"person": "1" * 5_000}, 413), ({f"field{number}": "x" for number in range(20)}, 400)],
)  # fmt: skip
def test_a_wrong_question_gets_a_readable_page(
    get: Get, explained: Campaign, changes: dict[str, str], status: int
) -> None:
    answer = _ask(get, "cao", **changes)
    assert answer.status_code == status and "<h1>" in answer.text


def test_without_the_warehouse_the_page_is_readable(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPAIGN_WAREHOUSE_URL_BOARD", "postgresql://board:x@127.0.0.1:1/warehouse")
    assert get("zhao", "/").status_code == 503
    monkeypatch.delenv("CAMPAIGN_WAREHOUSE_URL_BOARD")
    monkeypatch.setenv("CAMPAIGN_WAREHOUSE_URL_ANALYST", "postgresql://analyst:x@127.0.0.1:1/warehouse")
    answer = get("zhao", "/")
    assert answer.status_code == 503 and "暂时不能查看" in answer.text and "127.0.0.1" not in answer.text


@pytest.mark.parametrize(("role", "is_administrator"), [("viewer", False), ("user", False), ("admin", True)])
def test_an_administrator_is_who_may_change_connections(role: str, is_administrator: bool) -> None:
    user = SimpleAuthManagerUser(username="wang", role=role)
    assert reader_of(user, OfficialsSimpleAuthManager()) == Reader("wang", is_administrator)


def test_the_application_is_made_once_at_its_first_request() -> None:
    made: list[int] = []

    def make() -> object:
        made.append(1)
        return create_app()

    client = TestClient(BoardApp(make))  # type: ignore[arg-type]
    assert not made
    assert [client.get("/").status_code for _ in range(2)] == [401, 401] and made == [1]


def test_the_plugin_names_the_page_and_its_prefix() -> None:
    (app,), (view,) = CampaignBoard.fastapi_apps, CampaignBoard.external_views
    assert app["url_prefix"] == "/board" and view["destination"] == "nav" and view["href"].strip("/") == "board"

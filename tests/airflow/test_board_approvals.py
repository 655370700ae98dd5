"""Approvals at the board: asked and answered through Airflow's API with the reader's own login."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from campaign import board_approvals
from campaign.board import create_app, current_reader
from fastapi import FastAPI, HTTPException, Request
from fastapi.testclient import TestClient

from pipeline.board.rights import Reader
from tests.support.fixtures.month_of_events import Campaign

RUN = "held__1/2"
PATH = "/api/v2/dags/dongan-2020__decide_held/dagRuns"
OWN = {"accept": "text/html", "sec-fetch-site": "same-origin"}


class Airflow:
    """Airflow's API with one waiting question, for a user whose token is `good`."""

    def __init__(self) -> None:
        self.body, self.answers, self.status = "- 新增 3人\n- <b>财政</b> +390.00元", [], 200
        self.app = FastAPI()
        self.app.get(f"{PATH}/~/hitlDetails")(self._list)
        self.app.patch(f"{PATH}/{{run:path}}/taskInstances/ask/-1/hitlDetails")(self._answer)

    answers: list[tuple[str, dict[str, Any]]]

    def _check(self, request: Request, status: int = 200) -> None:
        if request.headers["authorization"] != "Bearer good":
            raise HTTPException(401)
        if status != 200:
            raise HTTPException(status)

    def _list(self, request: Request) -> dict[str, Any]:
        self._check(request)
        question = {"subject": "残联 2019-10", "body": self.body, "options": ["放行", "退回"], "created_at": "1",
                    "task_instance": {"dag_run_id": RUN}}  # fmt: skip
        return {"hitl_details": [] if self.answers else [question]}

    async def _answer(self, request: Request, run: str) -> dict[str, Any]:
        self._check(request, self.status)
        self.answers.append((run, await request.json()))
        return {}


@pytest.fixture()
def airflow(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> Iterator[Airflow]:
    server = Airflow()
    monkeypatch.setattr(board_approvals, "airflow", lambda: server.app)
    monkeypatch.setenv("CAMPAIGN_WAREHOUSE_URL_BOARD", campaign.settings.warehouse_url("board"))
    monkeypatch.setenv("CAMPAIGN_PACKS", campaign.pack.pack_code)
    yield server


def _client(token: str = "good", admin: bool = True, login: bool = True) -> TestClient:
    app = create_app()
    if login:
        app.dependency_overrides[current_reader] = lambda: Reader("root" if admin else "nobody", admin)
    cookies = {"_token": token} if login else {}
    return TestClient(app, raise_server_exceptions=False, cookies=cookies, follow_redirects=False)


def _form(**changes: str) -> dict[str, str]:
    page = _client().get("/approvals", headers=OWN).text
    shown = page.split('name="shown" value="')[1].split('"')[0]
    return {"pack": "dongan-2020", "run": RUN, "shown": shown, "note": "核实无误", "option": "放行"} | changes


def test_the_page_shows_the_difference_and_the_answer_goes_to_airflow(airflow: Airflow) -> None:
    page = _client().get("/approvals", headers=OWN)
    assert page.status_code == 200 and "新增 3人" in page.text and "&lt;b&gt;财政" in page.text
    answer = _client().post("/approvals", data=_form(), headers=OWN)
    assert answer.status_code == 303 and answer.headers["location"] == "approvals?pack=dongan-2020"
    assert airflow.answers == [(RUN, {"chosen_options": ["放行"], "params_input": {"note": "核实无误"}})]
    assert "没有等待核定" in _client().get("/approvals", headers=OWN).text
    assert "没有待审批的报表" in _client().get("/approvals", headers=OWN).text
    assert "核定整份暂存的报送" in _client().get("/arrivals", headers=OWN).text


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"shown": "x"}, 409), ({"run": "other"}, 409), ({"option": "删除"}, 400), ({"note": "x" * 1_001}, 400),
     ({"pack": "other"}, 403)],
)  # fmt: skip
def test_a_form_that_is_not_the_pages_changes_nothing(airflow: Airflow, changes: dict[str, str], status: int) -> None:
    answer = _client().post("/approvals", data=_form(**changes), headers=OWN)
    assert answer.status_code == status and "<h1>" in answer.text and not airflow.answers


def test_what_changed_since_it_was_shown_is_not_answered(airflow: Airflow) -> None:
    form = _form()
    airflow.body += "\n- 移出 1人"
    assert _client().post("/approvals", data=form, headers=OWN).status_code == 409 and not airflow.answers


@pytest.mark.parametrize(("status", "shown"), [(403, 403), (404, 409), (409, 409), (500, 503)])
def test_a_refusal_of_airflow_is_readable(airflow: Airflow, status: int, shown: int) -> None:
    form = _form()
    airflow.status = status
    answer = _client().post("/approvals", data=form, headers=OWN)
    assert answer.status_code == shown and "<h1>" in answer.text and not airflow.answers


def test_only_who_sees_all_units_and_has_a_login_of_airflow(airflow: Airflow) -> None:
    form = _form()
    for client, status in ((_client(login=False), 401), (_client(admin=False), 403), (_client(token="bad"), 401)):
        assert client.get("/approvals", headers=OWN).status_code == status
        assert client.post("/approvals", data=form, headers=OWN).status_code == status
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {}):
        assert _client().post("/approvals", data=form, headers=headers).status_code == 403
    assert not airflow.answers

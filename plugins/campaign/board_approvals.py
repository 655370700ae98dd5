"""Approvals at the board: read and answered through Airflow's own API in this process, with the reader's own login.

So Airflow's rights, its log of actions and the lock of `campaign_answers` apply as in Airflow's own page.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import httpx
from airflow.api_fastapi.app import cached_app
from fastapi import Request

from pipeline.board.refusal import BoardRefusal
from transforms.board.approvals import Question, approvals

TASK = "ask"
MOST = 100
NOTE_CHARACTERS = 1_000
CHANGED = (409, "没有处理", "这一份已经有人答复，或者所示内容已经变化。请返回重新查看。")
REFUSALS = {
    401: (401, "请先登录", "登录已过期，请重新登录。"),
    403: (403, "没有核定权限", "您在 Airflow 中没有答复的权限，请联系管理员。"),
    404: CHANGED,
    409: CHANGED,
}
UNAVAILABLE = (503, "暂时不能核定", "请稍后再试，或在 Airflow 中答复。")


def airflow() -> Callable[..., Awaitable[None]]:
    """Return the application of the api-server that this process runs (the same object)."""
    app: Callable[..., Awaitable[None]] = cached_app(apps=os.environ.get("AIRFLOW_API_APPS", "all"))
    return app


async def waiting(request: Request, pack_code: str) -> tuple[Question, ...]:
    """Return the questions about held deliveries of a pack that wait for an answer. Raises BoardRefusal."""
    path = f"{_runs(pack_code)}/~/hitlDetails?limit={MOST}&response_received=false&state=awaiting_input"
    return approvals((await _call(request, "GET", path))["hitl_details"])


async def answer(request: Request, pack_code: str, fields: dict[str, str]) -> None:
    """Answer a question that `waiting` listed: `run`, `option`, `note`, and `shown`, the digest of what was shown.

    Raises BoardRefusal: 409 if it was answered or has changed, 403 without the right in Airflow, 400 for a form that is
    not the page's, 503 if Airflow does not answer.
    """
    questions = {question.run_id: question for question in await waiting(request, pack_code)}
    question = questions.get(fields.get("run", ""))
    if question is None or question.shown != fields.get("shown"):
        raise BoardRefusal(*CHANGED)
    option, note = fields.get("option", ""), fields.get("note", "").strip()
    if option not in question.options or len(note) > NOTE_CHARACTERS:
        raise BoardRefusal(400, "内容不对", "请从看板的页面提交。")
    path = f"{_runs(pack_code)}/{quote(question.run_id, safe='')}/taskInstances/{TASK}/-1/hitlDetails"
    await _call(request, "PATCH", path, {"chosen_options": [option], "params_input": {"note": note}})


def _runs(pack_code: str) -> str:
    return f"/api/v2/dags/{quote(pack_code, safe='')}__decide_held/dagRuns"


async def _call(request: Request, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Call Airflow's API with the login of the request: its token, or the cookie with the token."""
    token = request.headers.get("authorization") or f"Bearer {request.cookies.get('_token', '')}"
    transport = httpx.ASGITransport(app=airflow(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://board") as client:
        response = await client.request(method, path, json=body, headers={"Authorization": token})
    if response.is_success:
        return response.json()
    raise BoardRefusal(*REFUSALS.get(response.status_code, UNAVAILABLE))

"""The board's web application: routes, the reader's identity, and readable refusals.

The fetch of a file and the question about a person leave a record; an approval is answered through Airflow. What is
sent (POST) is taken from the board's own pages alone.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.base_auth_manager import BaseAuthManager
from airflow.api_fastapi.auth.managers.models.base_user import BaseUser
from airflow.api_fastapi.core_api.security import GetUserDep
from anyio import from_thread
from fastapi import Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException

from campaign import board_approvals
from pipeline.board import downloads, pages
from pipeline.board.connection import warehouse_url
from pipeline.board.lookup import Lookup, look_up
from pipeline.board.refusal import BoardRefusal
from pipeline.board.rights import Reader
from pipeline.runtime.clock import technical_now
from pipeline.runtime.settings import SettingsError, active_packs
from transforms.board.approvals import Question
from transforms.board.downloads import file_headers
from transforms.board.render import PAGES, render_message, security_headers

REFUSALS = {
    401: ("请先登录", "您还没有登录，或者登录已过期。"),
    403: ("登录已失效", "请重新登录。"),
    404: ("没有这个页面", "请从导航进入看板。"),
    405: ("只能查看", "这个页面只供查看，不接受其他操作。"),
}
UNAVAILABLE = "暂时不能查看", "数据库没有响应或没有配置；请稍后再试，或联系管理员。"
MOST_BYTES = 4_096
"""Longest body of a sent form."""
Text = Annotated[str, Query(max_length=64)]


def current_reader(user: GetUserDep) -> Reader:
    """Return the user who has logged in, as a reader of the board; FastAPI calls it for every request."""
    return reader_of(user, get_auth_manager())


def reader_of(user: BaseUser, manager: BaseAuthManager[Any]) -> Reader:
    """Return the reader that a user of Airflow is. An administrator is a user who may change Airflow's connections."""
    is_administrator = manager.is_authorized_connection(method="PUT", user=user)
    return Reader(str(user.get_name()), bool(is_administrator))


CurrentReader = Annotated[Reader, Depends(current_reader)]


def create_app() -> FastAPI:
    """Return the application: a route per page, each behind Airflow's login. Its own documentation is switched off."""
    app = FastAPI(
        dependencies=[Depends(current_reader)],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        title="board",
    )
    for page, (address, _) in PAGES.items():
        route = _approvals if page == "approvals" else _route(page)
        app.get(f"/{address.removeprefix('./')}", response_class=HTMLResponse)(route)
    app.get("/file")(_file)
    app.post("/why", response_class=HTMLResponse)(_look_up)
    app.post("/approvals")(_approve)
    app.exception_handler(HTTPException)(_refuse)
    app.exception_handler(RequestValidationError)(_refuse_query)
    app.exception_handler(BoardRefusal)(_refuse_page)
    app.exception_handler(SettingsError)(_refuse_unavailable)
    app.exception_handler(DBAPIError)(_refuse_unavailable)
    app.exception_handler(NoConnection)(_refuse_unavailable)
    app.middleware("http")(_add_headers)
    return app


def _route(page: str) -> Callable[..., HTMLResponse]:
    def answer(reader: CurrentReader, pack: Text = "", on: Text = "", unit: Text = "") -> HTMLResponse:
        request = pages.Request(page, reader, pack, on, unit)
        return HTMLResponse(pages.make_page(warehouse_url(), request, active_packs(), technical_now().date()))

    return answer


def _file(reader: CurrentReader, publication: Text = "", number: Text = "") -> Response:
    fetched = downloads.fetch_file(warehouse_url(), reader, publication, number, technical_now().date())
    return Response(fetched.content, headers=file_headers(fetched.name))


def _approvals(request: Request, reader: CurrentReader, pack: Text = "", on: Text = "") -> HTMLResponse:
    """Return the page of waiting approvals; FastAPI runs it in a thread, from which Airflow's API is asked."""

    def questions(pack_code: str) -> tuple[Question, ...]:
        return from_thread.run(board_approvals.waiting, request, pack_code)

    asked = pages.Request("approvals", reader, pack, on, answer=questions)
    return HTMLResponse(pages.make_page(warehouse_url(), asked, active_packs(), technical_now().date()))


async def _approve(request: Request, reader: CurrentReader) -> Response:
    _refuse_foreign(request)
    fields = await _fields(request)
    pack_code, today = fields.get("pack", "")[:64], technical_now().date()
    await to_thread(pages.check_all_units, warehouse_url(), reader, pack_code, active_packs(), today)
    await board_approvals.answer(request, pack_code, fields)
    return RedirectResponse(f"approvals?{urlencode({'pack': pack_code})}", 303)


async def _look_up(request: Request, reader: CurrentReader) -> HTMLResponse:
    _refuse_foreign(request)
    fields = await _fields(request)
    lookup = Lookup(fields.get("pack", "")[:64], fields.get("person", ""), fields.get("reason", "")[:64])
    return await to_thread(_answer, reader, lookup)


def _answer(reader: Reader, lookup: Lookup) -> HTMLResponse:
    url, packs, today = warehouse_url(), active_packs(), technical_now().date()
    answer = look_up(url, reader, lookup, packs, today)
    asked = pages.Request("why", reader, lookup.pack_code, answer=lambda _: answer)
    return HTMLResponse(pages.make_page(url, asked, packs, today))


def _refuse_foreign(request: Request) -> None:
    """Refuse what a page of another site sends in the reader's name: the browser adds the login by itself."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "")
    host = urlsplit(origin).netloc
    is_own = site == "same-origin" if site else bool(host) and host == request.headers.get("host")
    if not is_own:
        raise BoardRefusal(403, "不接受外来的请求", "请从看板的页面提交。")


async def _fields(request: Request) -> dict[str, str]:
    """Return the fields of a sent form, the last value of each. Raises BoardRefusal for another body or a large one."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise BoardRefusal(413, "内容过长", "请从看板的页面提交。")
    try:
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=10))
    except ValueError:
        raise BoardRefusal(400, "内容不对", "请从看板的页面提交。") from None


async def _add_headers(request: Request, call_next: Callable[[Request], Any]) -> Response:
    response: Response = await call_next(request)
    response.headers.update(security_headers())
    return response


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    heading, text = REFUSALS.get(error.status_code, ("不能查看", "请从导航进入看板。"))
    link = f"../auth/login?next={quote(_own_address(request), safe='')}" if error.status_code in (401, 403) else ""
    return _message(request, error.status_code, heading, text, link)


async def _refuse_query(request: Request, error: Exception) -> Response:
    return _message(request, 400, "地址不对", "请从导航进入看板。")


async def _refuse_page(request: Request, error: Exception) -> Response:
    assert isinstance(error, BoardRefusal)
    return _message(request, error.status, error.heading, error.text)


async def _refuse_unavailable(request: Request, error: Exception) -> Response:
    return _message(request, 503, *UNAVAILABLE)


def _message(request: Request, status: int, heading: str, text: str, login: str = "") -> Response:
    """Return a page for a browser, JSON for a program."""
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"detail": f"{heading}：{text}"}, status)
    link, link_text = (login, "去登录") if login else ("./", "回到看板")
    return HTMLResponse(render_message(heading, text, link, link_text), status)


def _own_address(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.path}{query}"

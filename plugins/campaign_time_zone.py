"""Plugin: Airflow's page shows times of Asia/Shanghai, whatever the time zone of the browser's machine is.

Airflow 3 has no setting for it: the page takes the zone of the browser, until a user chooses another one in the page.
That choice is kept in the browser, and comes before this plugin.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from airflow.plugins_manager import AirflowPlugin

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]
ROOT = b'<div id="root"'
# The page keeps its zone under this name, as JSON.
SCRIPT = b"""<script>localStorage.getItem("timezone")||localStorage.setItem("timezone",'"Asia/Shanghai"')</script>"""


class ShanghaiTime:
    """ASGI middleware of the api-server: adds a line of script to Airflow's own page, and to nothing else."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        held: list[dict[str, Any]] = []  # the start of a page, until its whole body is there
        parts: list[bytes] = []

        async def forward(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start" and _is_plain_page(message):
                held.append(message)
            elif held and message["type"] == "http.response.body":
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    await _send_page(held.pop(), _with_script(b"".join(parts)), send)
            else:
                await send(message)

        await self._app(scope, receive, forward)


def _is_plain_page(start: dict[str, Any]) -> bool:
    headers = {bytes(name).lower(): bytes(value) for name, value in start.get("headers", [])}
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers


def _with_script(body: bytes) -> bytes:
    return body.replace(b"<head>", b"<head>" + SCRIPT, 1) if ROOT in body else body


async def _send_page(start: dict[str, Any], body: bytes, send: Any) -> None:
    headers = [(name, value) for name, value in start["headers"] if bytes(name).lower() != b"content-length"]
    await send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})


class CampaignTimeZone(AirflowPlugin):
    """Registers the middleware with the api-server."""

    name = "campaign_time_zone"
    fastapi_root_middlewares = [  # noqa: RUF012 - Airflow declares the attribute
        {"middleware": ShanghaiTime, "args": [], "kwargs": {}, "name": "times of Shanghai"}
    ]

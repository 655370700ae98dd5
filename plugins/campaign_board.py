"""Plugin: the board, pages with the figures of the campaigns, in Airflow's navigation at /board/.

Every process of Airflow imports this file, so the application is made at its first request, in the api-server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from airflow.plugins_manager import AirflowPlugin

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


class BoardApp:
    """ASGI application that makes the board at its first request, by `make`."""

    def __init__(self, make: Callable[[], App]) -> None:
        self._make = make
        self._app: App | None = None
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        async with self._turn:
            if self._app is None:
                self._app = await asyncio.to_thread(self._make)
        await self._app(scope, receive, send)


def _make() -> App:
    from campaign.board import create_app

    return create_app()


class CampaignBoard(AirflowPlugin):
    """Registers the application with the api-server, and its page with the navigation."""

    name = "campaign_board"
    # A prefix without the slash in front stops the api-server.
    fastapi_apps = [{"app": BoardApp(_make), "url_prefix": "/board", "name": "board"}]  # noqa: RUF012 - Airflow's
    external_views = [  # noqa: RUF012 - Airflow declares the attribute
        {"name": "参保看板", "href": "board/", "destination": "nav", "url_route": "campaign-board"}
    ]

"""One answer at a time: of two people who answer the same approval at the same moment, the second is told (409).

Airflow 3.3 reads whether an approval was answered before it locks its row. So it takes both answers, goes on with the
first, and shows the second; what is decided would then not be what its page says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

from airflow.plugins_manager import AirflowPlugin

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]
ANSWER_SECONDS = 60


class OneAnswerAtATime:
    """ASGI middleware of the api-server: answers to one approval pass one after the other, all else at once.

    It holds within one process of the api-server, as in the embedded size.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "PATCH" or not scope["path"].endswith("/hitlDetails"):
            await self._app(scope, receive, send)
            return
        lock = self._locks.setdefault(scope["path"], asyncio.Lock())
        async with asyncio.timeout(ANSWER_SECONDS), lock:  # whoever sends no whole answer holds up nobody for long
            await self._app(scope, receive, send)


class CampaignAnswers(AirflowPlugin):
    """Puts the middleware before the api-server."""

    name = "campaign_answers"
    fastapi_root_middlewares = [  # noqa: RUF012 - Airflow's own type
        {"middleware": OneAnswerAtATime, "args": [], "kwargs": {}, "name": "one answer at a time"}
    ]

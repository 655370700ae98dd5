"""Plugin: of two people who answer one approval at the same moment, the second gets an error (409).

Airflow 3.3 checks whether an approval was answered before it locks its row. So it accepts both answers, continues with
the first, and shows the second on the approval's page. The page would then differ from the decision.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

from airflow.plugins_manager import AirflowPlugin

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]
# Longest time that one answer may keep the next one waiting, for example because its request is never complete.
ANSWER_SECONDS = 60


class OneAnswerAtATime:
    """ASGI middleware of the api-server: answers to one approval pass one after another, other requests at once.

    The lock is effective within one process of the api-server, as in the embedded size.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "PATCH" or not scope["path"].endswith("/hitlDetails"):
            await self._app(scope, receive, send)
            return
        lock = self._locks.setdefault(scope["path"], asyncio.Lock())
        async with asyncio.timeout(ANSWER_SECONDS), lock:
            await self._app(scope, receive, send)


class CampaignAnswers(AirflowPlugin):
    """Registers the middleware with the api-server."""

    name = "campaign_answers"
    fastapi_root_middlewares = [  # noqa: RUF012 - Airflow declares the attribute
        {"middleware": OneAnswerAtATime, "args": [], "kwargs": {}, "name": "one answer at a time"}
    ]

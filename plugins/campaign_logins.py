"""Plugin: failed logins are slowed, so that passwords cannot be tried by the thousand.

Airflow's simple auth manager answers every guess at once; the provider's limit covers its form, not its API of tokens.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from airflow.plugins_manager import AirflowPlugin

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]
LOGIN_PATHS = ("/auth/token", "/auth/login")
# Failures without a pause: a person mistypes.
FREE_FAILURES = 3
LONGEST_PAUSE_SECONDS = 30.0
# After this time without a failure the failures of an address count no more.
FORGOTTEN_AFTER_SECONDS = 900.0
# Logins of one address that may wait at the same time; further ones are refused with 429.
MOST_WAITING = 5
MOST_ADDRESSES = 10_000


@dataclass
class Attempts:
    """Failed logins of one address since its last success, those that wait now, and their turn."""

    failures: int = 0
    last: float = 0.0
    waiting: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def pause_seconds(self) -> float:
        """Return how long the next login waits: 1, 2, 4 … seconds after FREE_FAILURES failures."""
        late = self.failures - FREE_FAILURES
        return min(2.0**late, LONGEST_PAUSE_SECONDS) if late >= 0 else 0.0


class SlowFailedLogins:
    """ASGI middleware of the api-server: logins of one address pass one after another, after failures ever slower.

    It counts within one process of the api-server. `pause` waits the given seconds, `clock` returns seconds.
    """

    def __init__(
        self,
        app: App,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._pause = pause
        self._clock = clock
        self._attempts: dict[str, Attempts] = {}

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith(LOGIN_PATHS):
            await self._app(scope, receive, send)
            return
        attempts = self._attempts_of((scope.get("client") or ("",))[0])
        if attempts.waiting >= MOST_WAITING:
            await _refuse(send)
            return
        attempts.waiting += 1
        try:
            async with attempts.turn:
                await self._pause(attempts.pause_seconds())
                await self._app(scope, receive, self._counting(send, attempts))
        finally:
            attempts.waiting -= 1

    def _attempts_of(self, address: str) -> Attempts:
        now = self._clock()
        known = self._attempts
        for key in [key for key, old in known.items() if now - old.last > FORGOTTEN_AFTER_SECONDS and not old.waiting]:
            del known[key]
        if address not in known and len(known) >= MOST_ADDRESSES:
            address = ""  # too many addresses at once: all further ones take turns together
        return known.setdefault(address, Attempts(last=now))

    def _counting(self, send: Any, attempts: Attempts) -> Callable[[dict[str, Any]], Awaitable[None]]:
        async def counted(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                if status in (401, 403):
                    attempts.failures += 1
                    attempts.last = self._clock()
                elif status < 300:
                    attempts.failures = 0
            await send(message)

        return counted


async def _refuse(send: Any) -> None:
    headers = [(b"content-type", b"application/json"), (b"retry-after", b"30")]
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": '{"detail":"登录尝试太多，请稍后再试"}'.encode()})


class CampaignLogins(AirflowPlugin):
    """Registers the middleware with the api-server."""

    name = "campaign_logins"
    fastapi_root_middlewares = [  # noqa: RUF012 - Airflow declares the attribute
        {"middleware": SlowFailedLogins, "args": [], "kwargs": {}, "name": "slow failed logins"}
    ]

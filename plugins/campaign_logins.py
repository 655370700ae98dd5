"""Plugin: failed logins are slowed, so that passwords cannot be tried by the thousand.

Airflow's simple auth manager answers every guess at once; the provider's limit covers its form, not its API of tokens.
Officials behind one router share an address, so failures count per address and user name; the limit of the whole
address is weaker.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from airflow.plugins_manager import AirflowPlugin

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]
LOGIN_PATHS = ("/auth/token", "/auth/login")
# Failures without a pause: a person mistypes.
FREE_FAILURES = 3
# The same for all users of one address together.
FREE_FAILURES_OF_ADDRESS = 30
LONGEST_PAUSE_SECONDS = 30.0
# After this time without a failure the failures count no more.
FORGOTTEN_AFTER_SECONDS = 900.0
# Logins of one user, and of one address, that may wait at the same time; further ones are refused with 429.
MOST_WAITING = 5
MOST_WAITING_OF_ADDRESS = 40
MOST_KNOWN = 10_000
MOST_BODY_BYTES = 65_536


@dataclass
class Attempts:
    """Failed logins since the last success, those that wait now, and their turn."""

    free_failures: int
    failures: int = 0
    last: float = 0.0
    waiting: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def pause_seconds(self) -> float:
        """Return how long the next login waits: 1, 2, 4 … seconds after the failures that are free."""
        late = self.failures - self.free_failures
        return min(2.0 ** min(late, 10), LONGEST_PAUSE_SECONDS) if late >= 0 else 0.0


class SlowFailedLogins:
    """ASGI middleware of the api-server: logins of one user pass one after another, after failures ever slower.

    A user is a name from one address. It counts within one process of the api-server. `pause` waits the given seconds,
    `clock` returns seconds.
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
        self._known: dict[str, Attempts] = {}

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith(LOGIN_PATHS):
            await self._app(scope, receive, send)
            return
        body = await _read_body(receive)
        if body is None:
            await _refuse(send, 413, "登录请求过长")
            return
        address = (scope.get("client") or ("",))[0]
        of_address = self._attempts(address, FREE_FAILURES_OF_ADDRESS)
        of_user = self._attempts(f"{address} {_user_mark(body)}", FREE_FAILURES)
        if of_user.waiting >= MOST_WAITING or of_address.waiting >= MOST_WAITING_OF_ADDRESS:
            await _refuse(send, 429, "登录尝试太多，请稍后再试")
            return
        both = (of_user, of_address)
        for attempts in both:
            attempts.waiting += 1
        try:
            async with of_user.turn:
                await self._pause(max(attempts.pause_seconds() for attempts in both))
                await self._app(scope, _replay(body, receive), self._counting(send, of_user, of_address))
        finally:
            for attempts in both:
                attempts.waiting -= 1

    def _attempts(self, key: str, free_failures: int) -> Attempts:
        now, known = self._clock(), self._known
        for old in [
            name
            for name, attempts in known.items()
            if now - attempts.last > FORGOTTEN_AFTER_SECONDS and not attempts.waiting
        ]:
            del known[old]
        if key not in known and len(known) >= MOST_KNOWN:
            key = ""  # too many at once: all further ones take turns together
        return known.setdefault(key, Attempts(free_failures, last=now))

    def _counting(self, send: Any, of_user: Attempts, of_address: Attempts) -> Callable[[dict[str, Any]], Any]:
        async def counted(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                if status in (401, 403):
                    for attempts in (of_user, of_address):
                        attempts.failures += 1
                        attempts.last = self._clock()
                elif status < 300:
                    of_user.failures = 0  # not the address's: who has an account would go on guessing others
            await send(message)

        return counted


async def _read_body(receive: Any) -> bytes | None:
    """Return the body of a request, None if it is longer than a login."""
    body, is_more = b"", True
    while is_more:
        message = await receive()
        if message["type"] != "http.request":
            break
        body += message.get("body", b"")
        is_more = message.get("more_body", False)
        if len(body) > MOST_BODY_BYTES:
            return None
    return body


def _replay(body: bytes, receive: Any) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Return a function that gives the application the body once, then what the client sends further."""
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> dict[str, Any]:
        return parts.pop() if parts else await receive()

    return next_message


def _user_mark(body: bytes) -> str:
    """Return a mark of the user name in the body (JSON or form): a digest, so that the name is kept nowhere."""
    name: object = ""
    try:
        data = json.loads(body)
        name = data.get("username") if isinstance(data, dict) else ""
    except ValueError:
        name = (parse_qs(body.decode("latin-1")).get("username") or [""])[0]
    return hashlib.sha256(str(name or "").strip().casefold().encode("utf-8", "replace")).hexdigest()


async def _refuse(send: Any, status: int, words: str) -> None:
    headers = [(b"content-type", b"application/json"), (b"retry-after", b"30")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"detail": words}, ensure_ascii=False).encode()})


class CampaignLogins(AirflowPlugin):
    """Registers the middleware with the api-server."""

    name = "campaign_logins"
    fastapi_root_middlewares = [  # noqa: RUF012 - Airflow declares the attribute
        {"middleware": SlowFailedLogins, "args": [], "kwargs": {}, "name": "slow failed logins"}
    ]

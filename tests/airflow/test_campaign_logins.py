"""Failed logins of one user are slowed; colleagues behind the same router, and other requests, are not."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from campaign_logins import (
    FORGOTTEN_AFTER_SECONDS,
    FREE_FAILURES_OF_ADDRESS,
    MOST_BODY_BYTES,
    MOST_WAITING,
    SlowFailedLogins,
)


class Gate:
    """A middleware before an application that answers logins with `status`; pauses are recorded, not waited for."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self.now = 0.0
        self.status = 401
        self.statuses: list[int] = []
        self.bodies: list[bytes] = []
        self.middleware = SlowFailedLogins(self._application, self._pause, lambda: self.now)

    async def _application(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.bodies.append((await receive()).get("body", b""))
        await send({"type": "http.response.start", "status": self.status, "headers": []})

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)

    async def _sent(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.statuses.append(message["status"])

    async def post(
        self,
        address: str = "10.0.0.1",
        path: str = "/auth/token",
        method: str = "POST",
        user: str = "wang",
        form: bool = False,
    ) -> None:
        scope = {"type": "http", "method": method, "path": path, "client": (address, 1)}
        body = f"username={user}&password=x" if form else json.dumps({"username": user, "password": "x"})
        parts = [
            {"type": "http.request", "body": body[:5].encode(), "more_body": True},
            {"type": "http.request", "body": body[5:].encode(), "more_body": False},
        ]

        async def receive() -> dict[str, Any]:
            return parts.pop(0)

        await self.middleware(scope, receive, self._sent)


def test_the_pause_doubles_up_to_its_limit() -> None:
    async def guesses(gate: Gate) -> None:
        for _ in range(11):
            await gate.post()

    gate = Gate()
    asyncio.run(guesses(gate))
    assert gate.pauses == [0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30]


def test_a_success_and_time_begin_anew() -> None:
    async def steps(gate: Gate) -> None:
        for _ in range(4):
            await gate.post()
        gate.status = 201
        await gate.post()
        gate.status = 401
        for _ in range(4):
            await gate.post()
        gate.now += FORGOTTEN_AFTER_SECONDS + 1
        await gate.post()

    gate = Gate()
    asyncio.run(steps(gate))
    assert gate.pauses == [0, 0, 0, 1, 2, 0, 0, 0, 1, 0]


def test_another_address_and_other_requests_do_not_wait() -> None:
    async def steps(gate: Gate) -> None:
        for _ in range(5):
            await gate.post()
        gate.pauses.clear()
        await gate.post("10.0.0.2")
        await gate.post(path="/api/v2/dags")
        await gate.post(method="GET")

    gate = Gate()
    asyncio.run(steps(gate))
    assert gate.pauses == [0]


@pytest.mark.parametrize("count", [MOST_WAITING, 3 * MOST_WAITING])
def test_guesses_at_the_same_time_take_turns_or_are_refused(count: int) -> None:
    async def at_once(gate: Gate) -> None:
        await asyncio.gather(*(gate.post() for _ in range(count)))

    gate = Gate()
    asyncio.run(at_once(gate))
    assert gate.statuses.count(401) == MOST_WAITING and gate.statuses.count(429) == count - MOST_WAITING
    assert gate.pauses == [0, 0, 0, 1, 2]


def test_a_colleague_behind_the_same_router_does_not_wait() -> None:
    """Case and blanks do not make another user, nor does the form instead of JSON."""

    async def steps(gate: Gate) -> None:
        for form, user in ((False, "wang"), (True, "Wang"), (False, " wang"), (True, "wang")):
            await gate.post(user=user, form=form)
        await gate.post(user="li")

    gate = Gate()
    asyncio.run(steps(gate))
    assert gate.pauses == [0, 0, 0, 1, 0]
    assert gate.bodies[-1] == b'{"username": "li", "password": "x"}', "the application gets the whole request"


def test_an_address_that_tries_many_names_is_slowed_and_its_successes_do_not_help() -> None:
    async def steps(gate: Gate) -> None:
        for at in range(FREE_FAILURES_OF_ADDRESS):
            await gate.post(user=f"user{at}")
        gate.status = 201
        await gate.post(user="li")
        gate.status = 401
        await gate.post(user="user99")
        await gate.post("10.0.0.2", user="user99")

    gate = Gate()
    asyncio.run(steps(gate))
    assert gate.pauses == [0] * FREE_FAILURES_OF_ADDRESS + [1, 1, 0]


def test_a_request_that_is_longer_than_a_login_is_refused() -> None:
    gate = Gate()
    asyncio.run(gate.post(user="x" * MOST_BODY_BYTES))
    assert (gate.statuses, gate.bodies) == ([413], [])

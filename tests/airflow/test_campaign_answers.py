"""Answers to one approval pass one after another; all other requests at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from campaign_answers import OneAnswerAtATime

ANSWER = "/api/v2/dags/d/dagRuns/r/taskInstances/ask/-1/hitlDetails"


class Server:
    """Application that counts its requests (`served`) and how many were in it at the same time (`most`)."""

    def __init__(self) -> None:
        self.inside = self.most = self.served = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await asyncio.sleep(0.01)
        self.inside -= 1
        self.served += 1
        if scope.get("fails"):
            raise ConnectionError


def at_once(*scopes: dict[str, Any]) -> tuple[int, int]:
    """Send these requests at the same time, and return the server's `most` and `served`."""

    async def all_of_them() -> tuple[int, int]:
        server = Server()
        app = OneAnswerAtATime(server)
        await asyncio.gather(*(app(scope, None, None) for scope in scopes), return_exceptions=True)
        return server.most, server.served

    return asyncio.run(all_of_them())


def test_answers_to_one_approval_wait_for_each_other() -> None:
    answer = {"type": "http", "method": "PATCH", "path": ANSWER}
    assert at_once(answer, answer, answer | {"fails": True}, answer) == (1, 4)


@pytest.mark.parametrize(
    "other",
    [
        {"type": "http", "method": "GET", "path": ANSWER},
        {"type": "http", "method": "PATCH", "path": ANSWER.replace("/r/", "/another/")},
        {"type": "http", "method": "PATCH", "path": "/api/v2/dags/d"},
        {"type": "lifespan"},
    ],
)
def test_nothing_else_waits(other: dict[str, Any]) -> None:
    assert at_once({"type": "http", "method": "PATCH", "path": ANSWER}, other) == (2, 2)

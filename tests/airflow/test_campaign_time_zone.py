"""Airflow's page starts with Asia/Shanghai; other pages and answers pass unchanged."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Any

import airflow
import pytest
from campaign_time_zone import SCRIPT, ShanghaiTime

PAGE = (Path(airflow.__path__[0]) / "ui" / "dist" / "index.html").read_bytes()


def _get(
    body: bytes, content_type: str = "text/html; charset=utf-8", *headers: tuple[bytes, bytes], method: str = "GET"
) -> tuple[dict[bytes, bytes], bytes]:
    """Return the headers and the body that a browser gets for an answer of the application in two parts."""
    sent: list[dict[str, Any]] = []

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        own = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode()), *headers]
        await send({"type": "http.response.start", "status": 200, "headers": own})
        await send({"type": "http.response.body", "body": body[:100], "more_body": True})
        await send({"type": "http.response.body", "body": body[100:]})

    async def collect(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(ShanghaiTime(application)({"type": "http", "method": method, "path": "/"}, None, collect))
    assert sent[0]["type"] == "http.response.start" and not sent[-1].get("more_body")
    return dict(sent[0]["headers"]), b"".join(message["body"] for message in sent[1:])


def test_the_page_of_this_airflow_gets_the_zone_before_its_program() -> None:
    headers, body = _get(PAGE)
    assert body.count(SCRIPT) == 1
    assert body.index(SCRIPT) < body.index(b'<script type="module"')
    assert body.replace(SCRIPT, b"") == PAGE
    assert headers[b"content-length"] == str(len(body)).encode()


def test_the_page_reads_the_name_that_is_set() -> None:
    scripts = (Path(airflow.__path__[0]) / "ui" / "dist" / "assets").glob("index-*.js")
    assert any("=`timezone`" in script.read_text(encoding="utf-8") for script in scripts)


@pytest.mark.parametrize(
    ("body", "content_type", "headers"),
    [
        (b"<html><head></head>another page" + b" " * 200, "text/html", ()),
        (PAGE, "text/plain", ()),
        (b'{"a": 1}' * 40, "application/json", ()),
        (gzip.compress(PAGE), "text/html", ((b"content-encoding", b"gzip"),)),
    ],
)
def test_everything_else_passes_unchanged(
    body: bytes, content_type: str, headers: tuple[tuple[bytes, bytes], ...]
) -> None:
    sent, received = _get(body, content_type, *headers)
    assert received == body and sent[b"content-length"] == str(len(body)).encode()


def test_answers_to_other_methods_pass_unchanged() -> None:
    assert _get(PAGE, method="POST")[1] == PAGE

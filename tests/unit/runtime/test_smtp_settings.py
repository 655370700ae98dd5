"""A mail server from a URL or a connection in JSON: port, sender and encryption as Airflow reads them."""

import json
from typing import Any

import pytest

from pipeline.runtime.smtp_settings import Smtp, parse_smtp


@pytest.mark.parametrize(
    ("url", "port", "use_ssl", "use_starttls"),
    [
        ("smtp://mail", 465, True, False),
        ("smtp://mail?disable_ssl=true", 25, False, True),
        ("smtp://mail?disable_ssl=True&disable_tls=TRUE", 25, False, False),
        ("smtp://mail?disable_tls=true", 465, True, False),
        ("smtp://mail?disable_ssl=no", 465, True, False),
        ("smtps://mail?disable_ssl=true", 465, True, False),
        ("smtp://mail:2525", 2525, True, False),
    ],
)
def test_mail_is_encrypted_unless_the_connection_says_otherwise(
    url: str, port: int, use_ssl: bool, use_starttls: bool
) -> None:
    smtp = parse_smtp(url)
    assert (smtp.host, smtp.port, smtp.use_ssl, smtp.use_starttls) == ("mail", port, use_ssl, use_starttls)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("smtp://mail", "campaign@mail"),
        ("smtp://robot%40b.cn:x@mail", "robot@b.cn"),
        ("smtp://robot:x@mail?from_email=office%40b.cn", "office@b.cn"),
    ],
)
def test_the_sender_is_the_stated_one_else_the_login(url: str, sender: str) -> None:
    assert parse_smtp(url).sender == sender


def test_login_and_password_are_decoded_and_the_password_is_not_shown() -> None:
    smtp = parse_smtp("smtp://ro%40bot:p%40ss@mail")
    assert (smtp.login, smtp.password) == ("ro@bot", "p@ss")
    assert "p@ss" not in repr(smtp)
    assert (parse_smtp("smtp://mail").login, parse_smtp("smtp://mail").password) == (None, None)


EXTRA = {"disable_ssl": True, "from_email": "office@b.cn"}


@pytest.mark.parametrize("extra", [EXTRA, json.dumps(EXTRA)])
def test_a_connection_in_json_is_the_url_in_other_words(extra: Any) -> None:
    text = json.dumps({"host": "mail", "port": 2525, "login": "robot", "password": "x", "extra": extra})
    assert parse_smtp(text) == Smtp("mail", 2525, "office@b.cn", "robot", "x", False, True)
    assert parse_smtp(json.dumps({"host": "mail"})) == Smtp("mail", 465, "campaign@mail", use_ssl=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mail",
        "http://mail",
        "smtp://",
        "smtp://mail:port",
        "{",
        '{"port": 25}',
        '{"host": null}',
        '{"host": "m", "extra": [1]}',
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        result = parse_smtp(text)
        raise AssertionError(result)

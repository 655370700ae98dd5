"""Where mail is sent: a mail server from an Airflow connection (URI or JSON) or from a URL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True)
class Smtp:
    """A mail server and the sender's address. `repr` shows no password."""

    host: str
    port: int
    sender: str
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    use_ssl: bool = False
    use_starttls: bool = False


def parse_smtp(text: str) -> Smtp:
    """Parse the address of a mail server: a URI (`smtp://…`) or JSON, in the form of an Airflow connection.

    An `Smtp` has host, port, sender's address, login and password, and whether to use TLS or STARTTLS. Raises
    ValueError, KeyError, TypeError or AttributeError if the text has neither form.
    """
    return _from_json(text) if text.startswith("{") else _from_uri(text)


def _from_uri(text: str) -> Smtp:
    parts = urlsplit(text)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("scheme")
    extra = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    login, password = (unquote(value) if value else None for value in (parts.username, parts.password))
    return _from_parts(parts.hostname, parts.port, login, password, extra, parts.scheme == "smtps")


def _from_json(text: str) -> Smtp:
    value = json.loads(text)
    extra = value.get("extra") or {}
    extra = json.loads(extra) if isinstance(extra, str) else extra
    extra = {key: str(item) for key, item in extra.items()}
    return _from_parts(value["host"], value.get("port"), value.get("login"), value.get("password"), extra, False)


def _from_parts(
    host: str, port: object, login: str | None, password: str | None, extra: Mapping[str, str], is_smtps: bool
) -> Smtp:
    """Apply Airflow's extras: TLS from the start unless `disable_ssl`, else STARTTLS unless `disable_tls`."""
    if not host:
        raise ValueError("host")
    use_ssl = is_smtps or extra.get("disable_ssl", "false").lower() != "true"
    use_starttls = not use_ssl and extra.get("disable_tls", "false").lower() != "true"
    return Smtp(
        host=host,
        port=int(str(port)) if port else (465 if use_ssl else 25),
        sender=extra.get("from_email") or login or f"campaign@{host}",
        login=login,
        password=password,
        use_ssl=use_ssl,
        use_starttls=use_starttls,
    )

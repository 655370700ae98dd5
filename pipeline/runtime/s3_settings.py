"""Access to an object store: from an Airflow connection (URI or JSON), else from the standard variables of boto3."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True)
class S3Access:
    """Endpoint and credentials of an object store. None: boto3 looks for the value itself. `repr` shows no secret."""

    key_id: str | None = None
    secret: str | None = field(default=None, repr=False)
    session_token: str | None = field(default=None, repr=False)
    endpoint_url: str | None = None
    region: str | None = None
    addressing_style: str | None = None


def parse_s3(text: str) -> S3Access:
    """Parse an Airflow connection of the type `aws`: a URI (`aws://key:secret@/?endpoint_url=…`) or JSON.

    Of the extras, `endpoint_url`, `region_name`, `aws_session_token` and `addressing_style` (path or virtual) are used.
    Raises ValueError, KeyError, TypeError or AttributeError if the text has neither form.
    """
    return _from_json(text) if text.startswith("{") else _from_uri(text)


def _from_uri(text: str) -> S3Access:
    parts = urlsplit(text)
    if parts.scheme not in ("aws", "s3"):
        raise ValueError("scheme")
    extra = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    key_id, secret = (unquote(value) if value else None for value in (parts.username, parts.password))
    return _from_parts(key_id, secret, extra)


def _from_json(text: str) -> S3Access:
    value = json.loads(text)
    extra = value.get("extra") or {}
    extra = json.loads(extra) if isinstance(extra, str) else extra
    return _from_parts(
        value.get("login") or None, value.get("password") or None, {key: str(item) for key, item in extra.items()}
    )


def _from_parts(key_id: str | None, secret: str | None, extra: Mapping[str, str]) -> S3Access:
    if bool(key_id) != bool(secret):
        raise ValueError("a key without its secret, or a secret without its key")
    endpoint_url, style = extra.get("endpoint_url"), extra.get("addressing_style")
    if endpoint_url is not None and urlsplit(endpoint_url).scheme not in ("http", "https"):
        raise ValueError("endpoint_url")
    if style not in (None, "path", "virtual"):
        raise ValueError("addressing_style")
    return S3Access(key_id, secret, extra.get("aws_session_token"), endpoint_url, extra.get("region_name"), style)

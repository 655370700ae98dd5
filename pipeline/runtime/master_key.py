"""The master key: hexadecimal text, or the password of an Airflow connection (URI or JSON)."""

from __future__ import annotations

import json
from urllib.parse import unquote, urlsplit

MASTER_KEY_BYTES = 32


def parse_master_key(text: str) -> bytes:
    """Parse a master key: 64 hexadecimal digits, alone or as the password of an Airflow connection of any type.

    Raises ValueError, KeyError, TypeError or AttributeError if the text has none of these forms.
    """
    if text.startswith("{"):
        text = json.loads(text)["password"]
    elif "://" in text:
        text = unquote(urlsplit(text).password or "")
    key = bytes.fromhex(text)
    if len(key) != MASTER_KEY_BYTES:
        raise ValueError("length")
    return key

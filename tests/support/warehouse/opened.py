"""The warehouse's business content with persons named by their numbers: equal under any keys."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
from cryptography.exceptions import InvalidTag

from pipeline.identity import keys
from pipeline.runtime.settings import Settings
from tests.support.warehouse import snapshot
from transforms.identity.keyring import Keyring
from warehouse import engine

# ids that are made of person keys; then tables that are about the keys alone
MADE_OF_KEYS = {"vault.review": ("review_id",), "vault.review_decision": ("review_id",)}
LEFT_OUT = {"vault.alias", "vault.data_key", "vault.rotated_person"}


def take(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """table -> sorted rows of business columns: each person key as the number, each cipher as its text."""
    with engine.create(settings.warehouse_url("loader")).begin() as loader:
        keyring = keys.open_keys(loader, settings).keyring
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        persons = conn.execute("SELECT person_key, number_cipher FROM vault.person").fetchall()
        numbers = {key: keyring.decrypt([cipher])[0] for key, cipher in persons}
        content = {}
        for table, query in snapshot._queries(conn):
            if table not in LEFT_OUT:
                cursor = conn.execute(query)
                names = [column.name for column in cursor.description or []]
                without = [at for at, name in enumerate(names) if name in MADE_OF_KEYS.get(table, ())]
                rows = [
                    tuple(_opened(value, numbers, keyring) for at, value in enumerate(row) if at not in without)
                    for row in cursor
                ]
                content[table] = sorted(rows, key=repr)
    return content


def _opened(value: Any, numbers: dict[uuid.UUID, str | None], keyring: Keyring) -> Any:
    if isinstance(value, uuid.UUID):
        return numbers.get(value, value)
    if isinstance(value, bytes):
        try:
            return keyring.decrypt([value])[0]
        except InvalidTag:
            return value
    return value

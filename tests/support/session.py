"""What all tests of a session share because making it anew costs more than most tests: reader, verdicts, connections.

All are those of production. What the reader's child does when it starts, dies or meets a limit is tested by
tests/unit/intake/reading/test_worker.py and tests/bad_inputs/test_hostile_files.py, with children of their own.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import Engine, event
from sqlalchemy.pool import QueuePool

from expectations import groups
from expectations.runner import Outcome
from pipeline.feedback import run as feedback
from pipeline.holds import decide
from pipeline.identity.keys import record_of
from pipeline.intake import run as intake
from pipeline.runtime.settings import Settings
from pipeline.workbench import layouts
from transforms.identity.data_keys import DataKeys
from transforms.identity.keyring import stable_key_of
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.reader import Answer, Reader
from warehouse import engine, statements

TEMPLATE = "warehouse"

CIPHER_KEY = bytes(range(64))

HASH_KEY = bytes(range(32))

TEST_DATABASE = "warehouse_test_"
_MOST_ENGINES, _IDLE_EACH = 12, 2  # the server takes a hundred connections
_KNOWN: OrderedDict[str, Engine] = OrderedDict()


def record_keys(url: str) -> None:
    """Record the tests' keys in a migrated warehouse, as its first start does; `url`: of its owner."""
    keys = DataKeys(HASH_KEY, CIPHER_KEY)
    with engine.create(url).begin() as conn:
        record = record_of(keys, 1, "current", stable_key_of(HASH_KEY), None)
        statements.run(conn, "identity/keys/record", **record)


def with_key_files(settings: Settings) -> Settings:
    """Write the keys of a test's settings into the files of the state folder, and take them from there."""
    for name, key in (("hash_key", HASH_KEY), ("cipher_key", CIPHER_KEY)):
        file = settings.home / "secrets" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(key.hex())
    return replace(settings, hash_key=b"", cipher_key=b"")


class Lent(Reader):
    """A reader that stays when who borrowed it is done (starting its child costs a second); threads take turns."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = threading.Lock()

    def lend(self, limits: Limits | None = None) -> Lent:
        """This reader, with these limits of time; its child keeps those of memory and processor that it began with."""
        self.limits, self.patience = limits or Limits(), None
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def _ask(self, request: dict[str, Any]) -> Answer:
        with self._turn:
            return super()._ask(request)


@contextmanager
def lent() -> Iterator[Lent]:
    """Whoever in the pipeline opens a reader is lent this one, until the end."""
    one = Lent()
    with pytest.MonkeyPatch.context() as patch:
        for module in (decide, feedback, intake, layouts):
            patch.setattr(module, "Reader", one.lend)
        try:
            yield one
        finally:
            one.close()


@contextmanager
def verdicts_kept() -> Iterator[None]:
    """Great Expectations looks once at the same values under the same limits: a third of a second for a small list.

    A verdict is a function of nothing else. Tests that take the same files many times are about what comes after it.
    """
    known: dict[tuple[str, str, str], list[Outcome]] = {}
    real = groups.outcomes

    def outcomes(kind: str, dated: pa.Table, limits: Mapping[str, Any]) -> list[Outcome]:
        key = (kind, _digest(dated), repr([(name, _ordered(limits[name])) for name in sorted(limits)]))
        if key not in known:
            known[key] = real(kind, dated, limits)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "outcomes", outcomes)
        yield


def _digest(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _ordered(value: Any) -> Any:
    return sorted(value) if isinstance(value, (set, frozenset)) else value


@contextmanager
def connections_kept() -> Iterator[None]:
    """Connections to the databases of tests are used again: a new backend must first learn the schema, at every step.

    What a session holds beside its caches is discarded before the next one has it.
    """
    real = engine.create

    def create(url: str, *, pool_size: int = 0) -> Engine:
        if TEST_DATABASE not in url:
            return real(url, pool_size=pool_size)
        if url not in _KNOWN:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(engine, "NullPool", _Kept)
                _KNOWN[url] = real(url)
            event.listen(_KNOWN[url], "reset", _discard)
        _KNOWN.move_to_end(url)
        if len(_KNOWN) > _MOST_ENGINES:
            _KNOWN.popitem(last=False)[1].dispose()
        return _KNOWN[url]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create", create)
        try:
            yield
        finally:
            let_go(list(_KNOWN))


def let_go(urls: Iterable[str]) -> None:
    """Close what is kept open to these: a database with connections cannot be copied."""
    for url in urls:
        if url in _KNOWN:
            _KNOWN.pop(url).dispose()


class _Kept(QueuePool):
    """Two wait for who comes next, as many as needed are open."""

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **{"pool_size": _IDLE_EACH, "max_overflow": -1} | how)


def _discard(connection: Any, record: Any, state: Any) -> None:
    connection.rollback()
    connection.autocommit = True
    connection.execute("DISCARD ALL", prepare=False)
    connection._prepared.clear()  # the driver must forget what it prepared, and notices that only the first time
    connection.autocommit = False

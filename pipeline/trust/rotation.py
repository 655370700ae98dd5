"""Replace both data keys of the warehouse. Nothing else changes: a person keeps the key under which facts are stored.

New ciphers and new hashes of all numbers are prepared in a table of their own, in batches, each one transaction. Then
one transaction exchanges them. Until it ends, the former keys read everything, and other steps go on. A killed rotation
leaves the warehouse as it was; the next call continues with its keys and after its last batch.
docs/explanation/identity.md explains the decision.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection

from pipeline.identity import keys
from pipeline.identity.keys import KeysChanged, KeysRefused, KeyVersion
from pipeline.runtime import key_files, locks
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from transforms.identity.data_keys import DataKeys, new_data_keys, unwrapped
from transforms.identity.keyring import ALIAS_BYTES, Keyring
from warehouse import bulk, statements

log = logging.getLogger(__name__)
BATCH_ROWS = 20_000
LOCK = uuid.UUID("6b657973-0000-4000-8000-726f74617465")
_FIRST = uuid.UUID(int=0)


@dataclass(frozen=True)
class Rotated:
    """Number of the keys that are current now, and number of persons whose identity they encrypt."""

    key_no: int
    persons: int


@dataclass(frozen=True)
class _Versions:
    """The current and the next version of the keys, with the keyrings."""

    current_no: int
    next_no: int
    old: Keyring
    new: Keyring


@dataclass(frozen=True)
class _Person:
    """Row of trust/next_persons and trust/missing_persons: one person with the present ciphers."""

    person_key: uuid.UUID
    number_cipher: bytes
    name_cipher: bytes | None
    phone_cipher: bytes | None


_NEXT_PERSONS = statements.Query("trust/next_persons", _Person)
_MISSING_PERSONS = statements.Query("trust/missing_persons", _Person)


def rotate(settings: Settings, progress: Callable[[str], None] = log.info, batch_rows: int = BATCH_ROWS) -> Rotated:
    """Replace the hash key and the cipher key by new random keys; return the number of the new version and of persons.

    With a master key, the new keys stand in the warehouse, wrapped; without one, in the files of the embedded state
    folder. `batch_rows`: persons prepared in one transaction. `progress` is called with a Chinese line per batch.
    Continues a rotation that was killed. Raises KeysRefused, and changes nothing, if the present keys are not those of
    the warehouse, or if there is no place for new keys.
    """
    database = loader(settings)
    with database.begin() as conn:
        versions = _begin(conn, settings)
    prepared = 0
    while True:
        with database.begin() as conn:
            _take_turn(conn, versions)
            after = statements.run(conn, "trust/last_rotated").scalar() or _FIRST
            persons = _NEXT_PERSONS.all(conn, after=after, most=batch_rows)
            _prepare(conn, versions, persons)
        if not persons:
            break
        prepared += len(persons)
        progress(f"已用新密钥备好 {prepared} 人")
    with database.begin() as conn:
        count = _switch(conn, versions)
    progress(f"新密钥已启用，密钥序号 {versions.next_no}，共 {count} 人")
    _clear_files(settings)
    return Rotated(versions.next_no, count)


def _begin(conn: Connection, settings: Settings) -> _Versions:
    """Return the versions of the keys; make and record the next one, unless a killed rotation did."""
    locks.take_item(conn, LOCK)
    current = keys.open_keys(conn, settings)
    _check_place(conn, settings)
    version = keys.VERSION.first(conn, state="next")
    new = None if version is None else _next_keys(settings, version)
    if new is None:
        # without their keys, the batches of a killed rotation are of no use
        statements.run(conn, "trust/discard_next")
        statements.script(conn, "TRUNCATE vault.rotated_person")
        new = new_data_keys() if settings.master_key else key_files.create(settings.home, is_next=True)
        record = keys.record_of(new, current.key_no + 1, "next", current.keyring.stable_key, settings.master_key)
        statements.run(conn, "identity/keys/record", **record)
        version = keys.VERSION.single(conn, state="next")
    assert version is not None
    return _Versions(current.key_no, version.key_no, current.keyring, new.keyring(version.stable_cipher))


def _check_place(conn: Connection, settings: Settings) -> None:
    """Check that there is a place for new keys: the warehouse (under a master key), else files of the state folder."""
    if settings.master_key is not None:
        return
    if not settings.embedded:
        raise KeysRefused(
            "on a server, rotated keys stand in the warehouse, wrapped: set "
            f"{keys.MASTER_PLACE} first, for every service. {keys.NOTHING_DONE}"
        )
    if not keys.is_current(conn, key_files.read(settings.home)):
        raise KeysRefused(
            "the keys are given by CAMPAIGN_HASH_KEY and CAMPAIGN_CIPHER_KEY, which a rotation cannot change: write "
            f"them into secrets/hash_key and secrets/cipher_key, or set {keys.MASTER_PLACE}. {keys.NOTHING_DONE}"
        )


def _next_keys(settings: Settings, version: KeyVersion) -> DataKeys | None:
    """Return the keys that a killed rotation has made, None if they are lost."""
    if version.wrapped_hash_key is not None and version.wrapped_cipher_key is not None:
        if settings.master_key is None:
            return None
        return unwrapped(settings.master_key, version.wrapped_hash_key, version.wrapped_cipher_key)
    following = key_files.read(settings.home, is_next=True)
    return following if keys.is_version(following, version) else None


def _take_turn(conn: Connection, versions: _Versions) -> None:
    """Let one rotation work at a time. Raises KeysChanged if another one has ended, or begun again, meanwhile."""
    locks.take_item(conn, LOCK)
    version = keys.VERSION.first(conn, state="next")
    if version is None or version.key_no != versions.next_no:
        raise KeysChanged("another rotation of the keys has ended meanwhile. Nothing is left to do.")


def _prepare(conn: Connection, versions: _Versions, persons: Sequence[_Person]) -> None:
    """Encrypt and hash persons with the next keys, into `vault.rotated_person`."""
    if not persons:
        return
    numbers = _opened(versions.old, [person.number_cipher for person in persons])
    columns: dict[str, Any] = {
        "person_key": pa.array([person.person_key.bytes for person in persons], pa.binary(ALIAS_BYTES)),
        "alias_key": pa.array(versions.new.alias_keys(number or "" for number in numbers), pa.binary(ALIAS_BYTES)),
        "number_cipher": pa.array(versions.new.encrypt(numbers), pa.binary()),
    }
    for name in ("name_cipher", "phone_cipher"):
        ciphers = _again(versions, [getattr(person, name) for person in persons])
        columns[name] = pa.array(ciphers, pa.binary())
    bulk.copy(conn, "vault.rotated_person", pa.table(columns))


def _again(versions: _Versions, ciphers: Sequence[bytes | None]) -> list[bytes | None]:
    """Encrypt with the next keys what the present keys encrypted; equal ciphers once."""
    different = list(dict.fromkeys(ciphers))
    again = dict(zip(different, versions.new.encrypt(_opened(versions.old, different)), strict=True))
    return [again[cipher] for cipher in ciphers]


def _opened(keyring: Keyring, ciphers: Sequence[bytes | None]) -> list[str | None]:
    try:
        return keyring.decrypt(ciphers)
    except InvalidTag:
        raise KeysRefused(
            "an identity in the warehouse was not written with its keys, or was changed since. Restore the warehouse "
            f"from a backup. {keys.NOTHING_DONE}"
        ) from None


def _switch(conn: Connection, versions: _Versions) -> int:
    """Exchange the keys in one transaction, in which no step uses them; return the number of persons."""
    _take_turn(conn, versions)
    statements.run(conn, "trust/lock_keys")
    locks.take(conn, locks.Lock.MERGE)
    _prepare(conn, versions, _MISSING_PERSONS.all(conn))
    count = statements.run(conn, "trust/switch_persons").rowcount
    names = list(statements.run(conn, "trust/names").scalars())
    ciphers = {"old_ciphers": names, "new_ciphers": _again(versions, names)}
    statements.run(conn, "trust/switch_certificate_names", **ciphers)
    statements.run(conn, "trust/switch_review_names", **ciphers)
    statements.run(conn, "trust/switch_reason_notes", **ciphers)
    statements.run(conn, "trust/forget_aliases")
    statements.run(conn, "trust/aliases")
    statements.script(conn, "TRUNCATE vault.rotated_person; ANALYZE vault.alias")
    statements.run(conn, "trust/set_state", key_no=versions.current_no, state="retired")
    statements.run(conn, "trust/set_state", key_no=versions.next_no, state="current")
    return int(count)


def _clear_files(settings: Settings) -> None:
    """Exchange the files of the keys; under a master key, remove those of the former keys."""
    if settings.master_key is None:
        keys.check(settings)
    elif settings.embedded:
        key_files.remove(settings.home)

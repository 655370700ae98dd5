"""The data keys of the warehouse: compared with their check values at each use, made only for an empty vault.

Another hash key would enrol everybody a second time; another cipher key would leave names that nobody can read. So no
step gets a keyring but from here, and a step that is given other keys ends before it writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from pipeline.runtime import key_files, locks
from pipeline.runtime.database import loader
from pipeline.runtime.environment import SettingsError
from pipeline.runtime.settings import Settings
from pipeline.runtime.transient import TransientFailure
from transforms.identity.data_keys import DataKeys, new_data_keys, unwrapped
from transforms.identity.keyring import Keyring, stable_key_of
from warehouse import statements

HASH_PLACE = "the hash key (CAMPAIGN_HASH_KEY; embedded: secrets/hash_key below CAMPAIGN_HOME)"
CIPHER_PLACE = "the cipher key (CAMPAIGN_CIPHER_KEY; embedded: secrets/cipher_key below CAMPAIGN_HOME)"
MASTER_PLACE = "the master key (CAMPAIGN_MASTER_KEY or AIRFLOW_CONN_CAMPAIGN_MASTER_KEY)"
NOTHING_DONE = "Nothing was written."


class KeysRefused(SettingsError):  # noqa: N818 - an answer to an operator
    """The given keys are not those of the warehouse. The text states what to do, and shows no key."""


class KeysChanged(KeysRefused, TransientFailure):
    """A rotation ended while a step was running. The step succeeds if it is repeated."""


class OpenKeys(NamedTuple):
    """The current version of the keys: its number, and the keyring."""

    key_no: int
    keyring: Keyring


@dataclass(frozen=True)
class KeyVersion:
    """One version of the data keys as the warehouse records it."""

    key_no: int
    hash_check: bytes
    cipher_check: bytes
    stable_cipher: bytes
    wrapped_hash_key: bytes | None
    wrapped_cipher_key: bytes | None


VERSION = statements.Query("identity/keys/version", KeyVersion)
"""The version of the keys in the state `state`: current or next."""


def open_keys(conn: Connection, settings: Settings) -> OpenKeys:
    """Return the keys of the warehouse after comparing them with their check values.

    Until the transaction of `conn` (role loader) ends, no rotation ends. In a warehouse without persons and without
    recorded keys, records the given keys, and makes those that are not given. Raises KeysRefused if the keys are
    missing or not those of the warehouse; then nothing was written.
    """
    version = VERSION.first(conn, state="current")
    if version is None:
        locks.take(conn, locks.Lock.MERGE)
        version = VERSION.first(conn, state="current") or _record_first(conn, settings)
    return OpenKeys(version.key_no, matching(conn, settings, version).keyring(version.stable_cipher))


def current_version(conn: Connection, settings: Settings) -> KeyVersion:
    """Return the current version of the keys after comparing the settings with it, as `open_keys` does."""
    open_keys(conn, settings)
    return VERSION.single(conn, state="current")


def confirm(conn: Connection, keys: OpenKeys) -> None:
    """Check that `keys` are still current, and let no rotation end until the transaction of `conn` ends.

    Call it first in each transaction that uses keys which were opened in an earlier one. Raises KeysChanged if a
    rotation has ended since.
    """
    version = VERSION.first(conn, state="current")
    if version is None or version.key_no != keys.key_no:
        raise KeysChanged(f"the keys were rotated while this step was running. Repeat it. {NOTHING_DONE}")


def check(settings: Settings) -> None:
    """Compare the keys with the warehouse, and make them if the warehouse is empty; for the start of a service or step.

    Raises KeysRefused, as `open_keys` does.
    """
    with loader(settings).begin() as conn:
        open_keys(conn, settings)


def check_known(settings: Settings) -> None:
    """Compare the keys with the warehouse if it has recorded any; for steps that read no identity.

    Raises KeysRefused, as `open_keys` does.
    """
    with loader(settings).begin() as conn:
        if (version := VERSION.first(conn, state="current")) is not None:
            matching(conn, settings, version)


def matching(conn: Connection, settings: Settings, version: KeyVersion) -> DataKeys:
    """Return the data keys of a recorded version. Raises KeysRefused if the settings do not give them.

    If a rotation ended and its last step, the exchange of the key files, did not, that step is done now.
    """
    if version.wrapped_hash_key is not None and version.wrapped_cipher_key is not None:
        return _unwrap(settings, version.wrapped_hash_key, version.wrapped_cipher_key)
    keys = _given(settings)
    if settings.embedded and not is_version(keys, version):
        keys = _exchange_files(settings, keys, version)
    if not is_version(keys, version):
        raise _refusal(conn, keys, version)
    return keys


def is_current(conn: Connection, keys: DataKeys) -> bool:
    """Return whether these keys are the current version of the warehouse."""
    version = VERSION.first(conn, state="current")
    return version is not None and is_version(keys, version)


def is_version(keys: DataKeys, version: KeyVersion) -> bool:
    """Return whether the check values of a version are those of the keys."""
    return _fits_hash(keys.hash_key, version) and _fits_cipher(keys.cipher_key, version)


def record_of(
    keys: DataKeys, key_no: int, state: str, stable_key: bytes, master_key: bytes | None
) -> dict[str, object]:
    """Return the row of `vault.data_key` for a version of the keys; with a master key, it has the wrapped keys."""
    wrapped = (None, None) if master_key is None else keys.wrapped(master_key)
    return {
        "key_no": key_no,
        "state": state,
        "hash_check": keys.hash_check(),
        "cipher_check": keys.cipher_check(),
        "stable_cipher": keys.seal_stable_key(stable_key),
        "wrapped_hash_key": wrapped[0],
        "wrapped_cipher_key": wrapped[1],
    }


def _record_first(conn: Connection, settings: Settings) -> KeyVersion:
    """Record the keys of an empty warehouse; make those that are not given."""
    if statements.run(conn, "identity/keys/has_person").scalar_one():
        raise KeysRefused(
            "the warehouse holds persons but no check values of its keys, so no key can be trusted. Restore it from a "
            f"backup (docs/how-to/operate.md). {NOTHING_DONE}"
        )
    keys = _given(settings)
    if not keys.hash_key or not keys.cipher_key:
        if settings.master_key is not None:
            made = new_data_keys()
            keys = DataKeys(keys.hash_key or made.hash_key, keys.cipher_key or made.cipher_key)
        elif settings.embedded:
            made = key_files.create(settings.home)
            keys = DataKeys(keys.hash_key or made.hash_key, keys.cipher_key or made.cipher_key)
        else:
            raise KeysRefused(f"set CAMPAIGN_HASH_KEY and CAMPAIGN_CIPHER_KEY, or CAMPAIGN_MASTER_KEY. {NOTHING_DONE}")
    record = record_of(keys, 1, "current", stable_key_of(keys.hash_key), settings.master_key)
    statements.run(conn, "identity/keys/record", **record)
    version = VERSION.first(conn, state="current")
    assert version is not None
    return version


def _unwrap(settings: Settings, wrapped_hash_key: bytes, wrapped_cipher_key: bytes) -> DataKeys:
    if settings.master_key is None:
        raise KeysRefused(f"the keys of this warehouse are wrapped: set {MASTER_PLACE}. {NOTHING_DONE}")
    keys = unwrapped(settings.master_key, wrapped_hash_key, wrapped_cipher_key)
    if keys is None:
        raise KeysRefused(
            f"{MASTER_PLACE} is not the one that wrapped the keys of this warehouse: set that one. {NOTHING_DONE}"
        )
    return keys


def _given(settings: Settings) -> DataKeys:
    """Return the keys of the settings, else those in the files of an embedded installation, made since."""
    files = key_files.read(settings.home) if settings.embedded else DataKeys(b"", b"")
    return DataKeys(settings.hash_key or files.hash_key, settings.cipher_key or files.cipher_key)


def _fits_hash(key: bytes, version: KeyVersion) -> bool:
    return bool(key) and DataKeys(key, b"").hash_check() == version.hash_check


def _fits_cipher(key: bytes, version: KeyVersion) -> bool:
    return len(key) in (32, 48, 64) and DataKeys(b"", key).cipher_check() == version.cipher_check


def _exchange_files(settings: Settings, keys: DataKeys, version: KeyVersion) -> DataKeys:
    """Replace each former key's file by the next key's file if that is the current version's; return the keys then."""
    following = key_files.read(settings.home, is_next=True)
    hash_key, cipher_key = keys.hash_key, keys.cipher_key
    if not _fits_hash(hash_key, version) and _fits_hash(following.hash_key, version):
        key_files.promote(settings.home, "hash_key")
        hash_key = following.hash_key
    if not _fits_cipher(cipher_key, version) and _fits_cipher(following.cipher_key, version):
        key_files.promote(settings.home, "cipher_key")
        cipher_key = following.cipher_key
    return DataKeys(hash_key, cipher_key)


def _refusal(conn: Connection, keys: DataKeys, version: KeyVersion) -> KeysRefused:
    """Return the refusal of keys that are not those of the version, with what to do."""
    put_back = "Put back the key that was in use, from the backup of the keys (docs/how-to/operate.md)."
    missing = [place for key, place in ((keys.hash_key, HASH_PLACE), (keys.cipher_key, CIPHER_PLACE)) if not key]
    if missing:
        return KeysRefused(
            f"{' and '.join(missing)} is missing, and this warehouse was written with it. No new key was made: with "
            f"another one, everybody would be enrolled a second time, or no name could be read. {put_back} "
            f"{NOTHING_DONE}"
        )
    if _fits_hash(keys.cipher_key, version) and _fits_cipher(keys.hash_key, version):
        return KeysRefused(f"{HASH_PLACE} and {CIPHER_PLACE} are swapped. Exchange them. {NOTHING_DONE}")
    checks = {
        "hash_check": DataKeys(keys.hash_key, b"").hash_check(),
        "cipher_check": DataKeys(b"", keys.cipher_key).cipher_check(),
    }
    retired = statements.run(conn, "identity/keys/retired", **checks).scalar_one()
    wrong = [
        place
        for fits, place in (
            (_fits_hash(keys.hash_key, version), HASH_PLACE),
            (_fits_cipher(keys.cipher_key, version), CIPHER_PLACE),
        )
        if not fits
    ]
    text = f"{' and '.join(wrong)} is not the key of this warehouse (version {version.key_no} of its keys)."
    if retired is not None:  # a process that has read the files before the exchange succeeds when it is repeated
        return KeysChanged(
            f"{text} It is version {retired}, which `campaign keys rotate` has replaced. {put_back} {NOTHING_DONE}"
        )
    return KeysRefused(f"{text} {put_back} {NOTHING_DONE}")

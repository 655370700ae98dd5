"""Change the master key: the data keys are wrapped by the new one. No data key, cipher or result changes.

One transaction exchanges everything: a killed change leaves the former master key in use, and a repeated one finds out
that it is done.
"""

from __future__ import annotations

from sqlalchemy import Connection

from pipeline.identity import keys
from pipeline.identity.keys import KeysRefused, KeyVersion
from pipeline.runtime import locks
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from pipeline.trust.rotation import LOCK
from transforms.identity.data_keys import DataKeys, unwrapped
from warehouse import statements

NEW_PLACE = "CAMPAIGN_NEW_MASTER_KEY"


def rewrap(settings: Settings) -> bool:
    """Wrap the data keys of the warehouse by the new master key; return False if that was done before.

    The settings have both keys: `master_key`, which is in use, and `new_master_key`. A rotation that was killed can
    still be continued afterwards, with the new one. Waits for steps that use the keys. Raises KeysRefused, and changes
    nothing, if a key is missing, if both are equal, or if neither has wrapped the keys of the warehouse.
    """
    old, new = _both(settings)
    with loader(settings).begin() as conn:
        locks.take_item(conn, LOCK)
        statements.run(conn, "trust/lock_keys")
        version = keys.VERSION.first(conn, state="current")
        if version is None or version.wrapped_hash_key is None:
            raise KeysRefused(
                "the keys of this warehouse are not wrapped by a master key: set it as CAMPAIGN_MASTER_KEY and run "
                f"`campaign keys rotate`. {keys.NOTHING_DONE}"
            )
        if _opened(new, version) is not None:
            return False
        data_keys = _opened(old, version)
        if data_keys is None:
            raise KeysRefused(
                f"{keys.MASTER_PLACE} is not the one that wrapped the keys of this warehouse: give the former master "
                f"key there, and the new one as {NEW_PLACE}. {keys.NOTHING_DONE}"
            )
        _store(conn, version, data_keys, new)
        following = keys.VERSION.first(conn, state="next")
        next_keys = None if following is None else _opened(old, following)
        if following is not None and next_keys is not None:
            _store(conn, following, next_keys, new)
    return True


def _both(settings: Settings) -> tuple[bytes, bytes]:
    if settings.master_key is None:
        raise KeysRefused(f"give the master key that is in use: set {keys.MASTER_PLACE}. {keys.NOTHING_DONE}")
    if settings.new_master_key is None:
        raise KeysRefused(
            f"give the new master key: set {NEW_PLACE} to 64 hexadecimal digits (`openssl rand -hex 32`). "
            f"{keys.NOTHING_DONE}"
        )
    if settings.new_master_key == settings.master_key:
        raise KeysRefused(f"{NEW_PLACE} is the master key that is in use: give another one. {keys.NOTHING_DONE}")
    return settings.master_key, settings.new_master_key


def _opened(master_key: bytes, version: KeyVersion) -> DataKeys | None:
    """Return the data keys of a version, None if the master key has not wrapped them."""
    if version.wrapped_hash_key is None or version.wrapped_cipher_key is None:
        return None
    return unwrapped(master_key, version.wrapped_hash_key, version.wrapped_cipher_key)


def _store(conn: Connection, version: KeyVersion, data_keys: DataKeys, master_key: bytes) -> None:
    hash_key, cipher_key = data_keys.wrapped(master_key)
    wrapped = {"wrapped_hash_key": hash_key, "wrapped_cipher_key": cipher_key}
    statements.run(conn, "trust/rewrap", key_no=version.key_no, **wrapped)

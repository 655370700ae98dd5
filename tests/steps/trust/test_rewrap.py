"""The master key is changed: the same data keys under another wrapping, all at once, and only with the former key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.identity import keys
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from pipeline.trust import rewrap, rotation
from tests.support.fixtures.held_deliveries import rows

OLD, NEW, OTHER = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))


@pytest.fixture()
def wrapped(settings: Settings) -> Settings:
    """A warehouse whose keys the old master key wraps, with a new master key given."""
    under = replace(settings, master_key=OLD)
    rotation.rotate(under, lambda text: None)
    return replace(under, new_master_key=NEW)


def test_the_data_keys_stay_and_the_old_master_key_opens_them_no_more(wrapped: Settings) -> None:
    before = data_keys(wrapped)
    assert rewrap.rewrap(wrapped)
    assert data_keys(replace(wrapped, master_key=NEW)) == before
    with pytest.raises(keys.KeysRefused, match="is not the one that wrapped the keys"):
        keys.check(wrapped)
    assert not rewrap.rewrap(wrapped), "a repeated change finds that it is done"


def test_without_the_former_master_key_nothing_changes(wrapped: Settings) -> None:
    before = stored(wrapped)
    for given, words in (
        ({"master_key": None}, "give the master key that is in use"),
        ({"master_key": OTHER}, "give the former master key there"),
        ({"new_master_key": None}, "give the new master key"),
        ({"new_master_key": OLD}, "give another one"),
    ):
        with pytest.raises(keys.KeysRefused, match=words):
            rewrap.rewrap(replace(wrapped, **given))  # type: ignore[arg-type]
    assert stored(wrapped) == before


def test_a_killed_change_leaves_the_former_key_and_a_killed_rotation_goes_on(
    wrapped: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(rotation, "_switch", stop)
        with pytest.raises(KeyboardInterrupt):
            rotation.rotate(wrapped, lambda text: None)
    before, real = stored(wrapped), rewrap._store
    assert len(before) == 3
    with monkeypatch.context() as patch:
        patch.setattr(rewrap, "_store", lambda *given: stop() if given[1].key_no == 3 else real(*given))
        with pytest.raises(KeyboardInterrupt):
            rewrap.rewrap(wrapped)
    assert stored(wrapped) == before, "killed between the two versions: neither is exchanged"
    assert rewrap.rewrap(wrapped)
    after = stored(wrapped)
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, False]
    assert rotation.rotate(replace(wrapped, master_key=NEW), lambda text: None).key_no == 3


def test_keys_that_no_master_key_wraps_are_not_wrapped_here(settings: Settings) -> None:
    keys.check(settings)
    with pytest.raises(keys.KeysRefused, match="campaign keys rotate"):
        rewrap.rewrap(replace(settings, master_key=OLD, new_master_key=NEW))


def data_keys(settings: Settings) -> object:
    with loader(settings).begin() as conn:
        return keys.matching(conn, settings, keys.current_version(conn, settings))


def stored(settings: Settings) -> list[tuple[object, ...]]:
    return rows(settings, "SELECT key_no, state, wrapped_hash_key, wrapped_cipher_key FROM vault.data_key ORDER BY 1")

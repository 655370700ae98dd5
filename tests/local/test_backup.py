"""`make backup` and `make restore`: everything comes back, and nothing is restored over data or with other keys."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.local import backup as command
from ops.local.supervisor import Supervisor
from pipeline.identity import keys
from pipeline.runtime import key_files
from pipeline.runtime.folder_store import FolderStore
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.steps.trust.test_rotation import DAY, first_deliveries, handle
from tests.support.files.newborns import Cradle
from tests.support.files.small_deliveries import PACK
from tests.support.warehouse import snapshot
from transforms.identity.data_keys import new_data_keys


class Place:
    """Two state folders and the folders of a backup; `make` runs a target on one of them."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._patch, self._capsys = folder, patch, capsys
        self.to, self.keys = folder / "backup", folder / "keys"

    def settings(self, name: str) -> Settings:
        self._patch.setenv("CAMPAIGN_HOME", str(self.folder / name))
        return Settings.from_environment()

    def make(self, name: str, *arguments: str) -> tuple[int, str]:
        self._patch.setenv("CAMPAIGN_HOME", str(self.folder / name))
        code = command.main(arguments)
        output = self._capsys.readouterr()
        return code, output.out + output.err

    def backup(self, name: str = "home") -> tuple[int, str]:
        return self.make(name, "backup", "--to", str(self.to), "--keys", str(self.keys))

    def restore(self, name: str = "other") -> tuple[int, str]:
        return self.make(name, "restore", "--from", str(self.to), "--keys", str(self.keys))


@pytest.fixture()
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Place]:
    for name in ("CAMPAIGN_HASH_KEY", "CAMPAIGN_CIPHER_KEY", "CAMPAIGN_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    one = Place(tmp_path, monkeypatch, capsys)
    yield one
    for name in ("home", "other"):
        if (tmp_path / name).exists():
            Supervisor(tmp_path / name, ()).server.destroy()


def files(store: FolderStore) -> dict[str, bytes]:
    return {key: store.read(key) for key in store.list_keys()}


@pytest.mark.long
def test_a_restored_folder_has_every_column_and_every_byte(place: Place) -> None:
    settings = place.settings("home")
    supervisor = Supervisor(settings.home, settings.packs)
    supervisor.start_database()
    supervisor.migrate_warehouse()
    keys.check(settings)
    settings = place.settings("home")
    handle(settings, first_deliveries(Cradle(place.folder / "desk")), DAY)
    expected = snapshot.take(settings)
    assert expected["core.dues"][0] > 3 and expected["vault.person"][0] > 3
    code, text = place.backup()
    assert code == 0 and str(place.keys) in text and "another place" in text, text
    assert not [path for path in place.to.rglob("*") if path.name in key_files.NAMES]
    assert place.backup()[0] == 1, "a backup is never written over"
    supervisor.server.stop()

    _check_refusals(place)
    code, text = place.restore()
    assert code == 0 and "campaign verify" in text, text
    restored = place.settings("other")
    server = Supervisor(restored.home, ()).server
    assert server.pid() is None, "what was not running is stopped again"
    server.start()
    assert snapshot.take(restored) == expected
    for name in ("landing", "outbox"):
        assert files(getattr(restored, name)) == files(getattr(settings, name)) != {}, name
    assert all(finding.problems == 0 for finding in invariants.run(restored, PACK))
    handle(restored, first_deliveries(Cradle(place.folder / "desk"))[:1], DAY)
    assert snapshot.take(restored) == expected, "what was landed before is known"
    code, text = place.restore()
    assert code == 1 and "has data" in text


def _check_refusals(place: Place) -> None:
    """Refuse other keys, missing keys, and a file with another byte; then nothing was restored."""
    hidden = place.keys.rename(place.folder / "hidden")
    code, text = place.restore()
    assert code == 1 and "not those of this backup" in text
    place.keys.mkdir()
    other = new_data_keys()
    (place.keys / "hash_key").write_text(other.hash_key.hex())
    (place.keys / "cipher_key").write_text(other.cipher_key.hex())
    code, text = place.restore()
    assert code == 1 and "not those of this backup" in text
    shutil.rmtree(place.keys)
    hidden.rename(place.keys)
    landed = next(path for path in (place.to / "landing").rglob("*") if path.is_file())
    before = landed.read_bytes()
    landed.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    code, text = place.restore()
    assert code == 1 and "is missing or damaged" in text
    landed.write_bytes(before)
    restored = place.settings("other")
    assert not list(restored.landing.list_keys()) and not key_files.path(restored.home, "hash_key").exists()  # type: ignore[attr-defined]


def test_folders_that_would_mix_keys_and_data_are_refused(place: Place) -> None:
    from pipeline.trust.backup import BackupRefused, _check_folders

    settings = place.settings("home")
    home = settings.home
    for to, keys_to, text in (
        (home / "backup", place.keys, "in the state folder"),
        (place.to, home / "keys", "in the state folder"),
        (place.to, place.to / "keys", "must not be in one folder"),
        (place.to / "data", place.to, "must not be in one folder"),
        (place.folder, place.keys, "exists"),
    ):
        with pytest.raises(BackupRefused, match=text):
            _check_folders(settings, to, keys_to)
    _check_folders(settings, place.to, place.keys)


@pytest.mark.parametrize(
    ("text", "words"), [(None, "is no backup"), ("{", "is no backup"), ('{"format": 0}', "release")]
)
def test_a_folder_without_a_manifest_of_this_release_is_no_backup(tmp_path: Path, text: str | None, words: str) -> None:
    from pipeline.trust.backup import BackupRefused, _read_manifest

    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(BackupRefused, match=words):
        _read_manifest(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 1}))
    assert _read_manifest(tmp_path) == {"format": 1}


def test_a_server_installation_is_told_where_the_commands_are(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPAIGN_WAREHOUSE_URL_LOADER", "postgresql://loader:x@db/warehouse")
    keys_made = new_data_keys()
    monkeypatch.setenv("CAMPAIGN_HASH_KEY", keys_made.hash_key.hex())
    monkeypatch.setenv("CAMPAIGN_CIPHER_KEY", keys_made.cipher_key.hex())
    code, text = place.backup()
    assert code == 1 and "run-on-a-server.md" in text

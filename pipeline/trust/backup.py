"""Back up an embedded installation into a folder, with the keys in another folder, and restore it into an empty one.

A backup has `warehouse.dump`, `landing/`, `outbox/`, `lists/` and `manifest.json`, which states the sha256 of each file
and the check values of the keys. The dump is of one moment; files are copied after it, so that every file it names is
there. Airflow's database, logs and passwords are left out: they are made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.identity import keys
from pipeline.runtime import key_files
from pipeline.runtime.clock import technical_now
from pipeline.runtime.content_store import ContentStore
from pipeline.runtime.database import loader
from pipeline.runtime.environment import SettingsError
from pipeline.runtime.folder_store import FolderStore
from pipeline.runtime.settings import Settings
from transforms.identity.data_keys import DataKeys
from warehouse import statements
from warehouse.embedded import dump
from warehouse.embedded.server import Server
from warehouse.engine import create

DUMP, MANIFEST, FORMAT = "warehouse.dump", "manifest.json", 1
_DATABASE = "warehouse"


class BackupRefused(SettingsError):  # noqa: N818 - an answer to an operator
    """A backup or a restore that cannot be carried out. The text states what to do."""


@dataclass(frozen=True)
class BackedUp:
    """Number and bytes of the files of a backup, and whether the keys stand in their folder."""

    files: int
    byte_count: int
    has_keys: bool


def backup(settings: Settings, server: Server, to: Path, keys_to: Path) -> BackedUp:
    """Write a backup into the new folder `to`, and the files of the keys into the new folder `keys_to`.

    The server must run; other steps may go on. A killed backup leaves `to` with the ending `.part`, which the next one
    removes. Raises BackupRefused if a folder exists or contains the other one, KeysRefused if the keys are not those
    of the warehouse.
    """
    _check_folders(settings, to, keys_to)
    with loader(settings).begin() as conn:
        version = keys.current_version(conn, settings)
    part = to.with_name(f"{to.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700, parents=True)
    dump.dump(server, _DATABASE, part / DUMP)
    sha256s = {DUMP: _sha256(part / DUMP)}
    for name, store in _folder_stores(settings):
        for key in store.list_keys():
            sha256s[f"{name}/{key}"] = _copy(store.path(key), part / name / key)
    manifest = {
        "format": FORMAT,
        "made_at": technical_now().isoformat(timespec="seconds"),
        "key_no": version.key_no,
        "hash_check": version.hash_check.hex(),
        "cipher_check": version.cipher_check.hex(),
        "is_wrapped": version.wrapped_hash_key is not None,
        "sha256": sha256s,
    }
    (part / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    has_keys = _copy_keys(settings, keys_to)
    part.rename(to)
    last_backup_file(settings).write_text(f"{manifest['made_at']}\n", encoding="utf-8")
    byte_count = sum(path.stat().st_size for path in to.rglob("*") if path.is_file())
    return BackedUp(len(sha256s), byte_count, has_keys)


def last_backup_file(settings: Settings) -> Path:
    """Return the path of the file whose time of change is the last backup; it is missing before the first.

    `backup` writes it into the state folder. Where other programs back up, their script touches it.
    """
    return settings.home / "last_backup"


def restore(
    settings: Settings, server: Server, source: Path, keys_from: Path | None, migrate: Callable[[], None]
) -> int:
    """Restore a backup into the state folder of `settings`, which must be empty; return the number of its files.

    `keys_from`: folder of the keys, None if they are given by the environment or wrapped. `migrate`: brings the
    restored warehouse to this release. The warehouse is loaded last, in one transaction: a killed restore can be
    repeated. The server must run. Raises BackupRefused, before anything is written, if the folder has data, if the
    backup is damaged, or if the keys are not those of the backup.
    """
    manifest = _read_manifest(source)
    given = _keys_of(settings, keys_from)
    _check_empty(settings, manifest, given)
    if not manifest["is_wrapped"] and not keys.is_version(given, _version_of(manifest)):
        raise BackupRefused(
            "the given keys are not those of this backup: give the folder of the keys that was made with it (KEYS=…). "
            "Nothing was restored."
        )
    for name, sha256 in manifest["sha256"].items():
        if _sha256(source / name) != sha256:
            raise BackupRefused(f"{source / name} is missing or damaged: take another backup. Nothing was restored.")
    if keys_from is not None:
        for name in key_files.NAMES:
            _copy(keys_from / name, key_files.path(settings.home, name))
    stores = dict(_stores(settings))
    for name in manifest["sha256"]:
        folder, _, key = name.partition("/")
        if key:
            stores[folder].write(key, (source / name).read_bytes())
    dump.load(server, _DATABASE, source / DUMP)
    migrate()
    keys.check(settings)
    return len(manifest["sha256"])


def _stores(settings: Settings) -> Iterator[tuple[str, ContentStore]]:
    yield "landing", settings.landing
    yield "outbox", settings.outbox
    yield "lists", settings.lists


def _folder_stores(settings: Settings) -> Iterator[tuple[str, FolderStore]]:
    """Yield the stores that are folders; an object store keeps its own versions."""
    for name, store in _stores(settings):
        if isinstance(store, FolderStore):
            yield name, store


def _check_folders(settings: Settings, to: Path, keys_to: Path) -> None:
    for folder in (to, keys_to):
        if folder.exists():
            raise BackupRefused(f"{folder} exists: name a new folder. Nothing was written.")
        if folder.is_relative_to(settings.home):
            raise BackupRefused(f"{folder} is in the state folder: name one elsewhere. Nothing was written.")
    if keys_to.is_relative_to(to) or to.is_relative_to(keys_to):
        raise BackupRefused("keys and data must not be in one folder: who has both can read every identity.")


def _copy_keys(settings: Settings, keys_to: Path) -> bool:
    """Copy the files of the keys; return whether there are any."""
    names = [name for name in key_files.NAMES if key_files.path(settings.home, name).exists()]
    for name in names:
        _copy(key_files.path(settings.home, name), keys_to / name)
    return len(names) == len(key_files.NAMES)


def _read_manifest(source: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BackupRefused(f"{source} is no backup: it has no {MANIFEST}. Nothing was restored.") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupRefused(f"{source} was made by another release: restore it with that one. Nothing was restored.")
    return manifest


def _version_of(manifest: dict[str, Any]) -> keys.KeyVersion:
    """Return the version of the keys that a backup states."""
    hash_check, cipher_check = (bytes.fromhex(manifest[name]) for name in ("hash_check", "cipher_check"))
    return keys.KeyVersion(manifest["key_no"], hash_check, cipher_check, b"", None, None)


def _check_empty(settings: Settings, manifest: dict[str, Any], given: DataKeys) -> None:
    """Check that there is nothing to overwrite: no table, and no file or key but those of this backup."""
    with create(settings.warehouse_url("owner")).connect() as conn:
        has_tables = statements.run(conn, "trust/has_tables").scalar_one()
    foreign = [
        key
        for name, store in _folder_stores(settings)
        for key in store.list_keys()
        if f"{name}/{key}" not in manifest["sha256"]
    ]
    own = key_files.read(settings.home)
    has_other_keys = any((own.hash_key, own.cipher_key)) and own != given
    if has_tables or foreign or has_other_keys:
        raise BackupRefused(
            f"{settings.home} has data: restore into an empty folder (CAMPAIGN_HOME=… make restore …). "
            "Nothing was restored."
        )


def _keys_of(settings: Settings, keys_from: Path | None) -> DataKeys:
    if keys_from is None:
        return DataKeys(settings.hash_key, settings.cipher_key)
    return key_files.read_folder(keys_from)


def _copy(source: Path, target: Path) -> str:
    """Copy a file, durably and private; return its sha256."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sha256 = hashlib.sha256()
    with (
        source.open("rb") as file,
        os.fdopen(os.open(target, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as out,
    ):
        while chunk := file.read(1 << 20):
            out.write(chunk)
            sha256.update(chunk)
        out.flush()
        os.fsync(out.fileno())
    return sha256.hexdigest()


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""

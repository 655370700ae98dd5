"""Settings of one installation: everything that differs from one installation to the next.

Two sizes. *Embedded*: nothing need be set; passwords are made once below the state folder, mode 600, and so are the
data keys when an empty warehouse is first used (`pipeline/identity/keys.py`). *Server* (any `CAMPAIGN_WAREHOUSE_URL_…`
is set): everything comes from the environment and no file is made.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from pipeline.runtime import key_files
from pipeline.runtime.content_store import ContentStore
from pipeline.runtime.environment import (
    DEFAULT_BACKUP_DAYS,
    DEFAULT_DELIVERY_MB,
    DEFAULT_DELIVERY_MEMORY_MB,
    DEFAULT_DELIVERY_SECONDS,
    DEFAULT_DISK_FREE_MB,
    DEFAULT_HELD_DAYS,
    DEFAULT_HISTORY_DAYS,
    DEFAULT_LEAST_PERSONS,
    DEFAULT_MAIL_SECONDS,
    DEFAULT_PACK,
    DEFAULT_SENDER_DAY_MB,
    DEFAULT_SENDER_DAY_SECONDS,
    DEFAULT_SLOW_SECONDS,
    REPOSITORY,
    Environment,
    SettingsError,
    read_environment,
)
from pipeline.runtime.master_key import parse_master_key
from pipeline.runtime.s3_settings import S3Access, parse_s3
from pipeline.runtime.smtp_settings import Smtp, parse_smtp
from pipeline.runtime.stores import open_store
from warehouse.access import ROLES as GRANTED_ROLES
from warehouse.embedded.server import Server

__all__ = ["DEFAULT_PACK", "REPOSITORY", "Settings", "SettingsError", "Smtp"]

ROLES = ("owner", *GRANTED_ROLES)
# Allowed lengths in bytes: any long key for HMAC-SM3; AES-SIV takes two AES keys.
HASH_KEY_BYTES = (32, 48, 64)
CIPHER_KEY_BYTES = (32, 48, 64)
PUBLISHED_STORES = ("outbox", "lists")


@dataclass(frozen=True)
class FairShare:
    """Limits of one file, and of one sender on one business day, so that no sender keeps others waiting.

    `slow_seconds`: a file that takes longer (plus a second per 4 megabytes) is read after those of other senders.
    """

    delivery_mb: int = DEFAULT_DELIVERY_MB
    delivery_seconds: int = DEFAULT_DELIVERY_SECONDS
    delivery_memory_mb: int = DEFAULT_DELIVERY_MEMORY_MB
    sender_day_mb: int = DEFAULT_SENDER_DAY_MB
    sender_day_seconds: int = DEFAULT_SENDER_DAY_SECONDS
    slow_seconds: float = DEFAULT_SLOW_SECONDS


@dataclass(frozen=True)
class Settings:
    """Settings of one installation. `repr` shows no secret.

    `hash_key`, `cipher_key`: as given; empty if none is given. The warehouse decides whether they are its keys: read
    them through `pipeline.identity.keys` only. `master_key`: wraps the data keys, None without one.
    """

    home: Path
    policies_dir: Path
    packs: tuple[str, ...]
    embedded: bool
    warehouse_urls: Mapping[str, str] = field(repr=False)
    hash_key: bytes = field(repr=False)
    cipher_key: bytes = field(repr=False)
    smtp: Smtp | None
    mail_seconds: int = DEFAULT_MAIL_SECONDS
    directory: Path | None = None
    landing_address: str | None = None
    outbox_address: str | None = None
    lists_address: str | None = None
    s3: S3Access | None = None
    master_key: bytes | None = field(default=None, repr=False)
    new_master_key: bytes | None = field(default=None, repr=False)
    held_days: int = DEFAULT_HELD_DAYS
    least_persons: int = DEFAULT_LEAST_PERSONS
    disk_free_mb: int = DEFAULT_DISK_FREE_MB
    backup_days: int = DEFAULT_BACKUP_DAYS
    history_days: int = DEFAULT_HISTORY_DAYS
    airflow_url: str | None = None
    fair_share: FairShare = field(default_factory=FairShare)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from environment variables; create the state folder and, if embedded, its passwords.

        `Settings` has the state folder and the folder of packs, the active packs, whether the server is embedded, URLs
        of the warehouse by role, the keys, the mail server (None: no mails are sent) and its time limit, the file of
        offices, the addresses of the stores (None: below the state folder) with the access to the object store, and
        the limits of the health check. `environ`: variable -> text, None for the environment of the process. Makes no
        data key. Raises SettingsError, which names the variable to set, if one is missing or malformed.
        """
        env = read_environment(environ)
        urls = env.warehouse_urls()
        embedded = not urls
        _prepare(env.home)
        master_key = _master_key(env)
        is_optional = embedded or master_key is not None
        files = env.home if embedded else None
        return cls(
            home=env.home,
            policies_dir=env.policies,
            packs=env.packs,
            embedded=embedded,
            warehouse_urls=_embedded_urls(env.home) if embedded else _checked(urls),
            hash_key=_key("hash_key", env.hash_key, HASH_KEY_BYTES, files, is_optional),
            cipher_key=_key("cipher_key", env.cipher_key, CIPHER_KEY_BYTES, files, is_optional),
            smtp=_smtp(env),
            mail_seconds=env.mail_seconds,
            directory=env.directory,
            landing_address=_address("CAMPAIGN_LANDING", env.landing),
            outbox_address=_address("CAMPAIGN_OUTBOX", env.outbox),
            lists_address=_address("CAMPAIGN_LISTS", env.lists),
            s3=_s3(env),
            master_key=master_key,
            new_master_key=_parsed_master_key("CAMPAIGN_NEW_MASTER_KEY", env.new_master_key),
            held_days=env.held_days,
            least_persons=env.least_persons,
            disk_free_mb=env.disk_free_mb,
            backup_days=env.backup_days,
            history_days=env.history_days,
            airflow_url=env.airflow_url,
            fair_share=_fair_share(env),
        )

    def warehouse_url(self, role: str = "loader") -> str:
        """Return the warehouse's URL (`postgresql://…`) for a role: owner or one of `warehouse.access.ROLES`.

        Raises SettingsError if no URL is set for the role.
        """
        try:
            return self.warehouse_urls[role]
        except KeyError:
            raise SettingsError(f"no access to the warehouse as {role!r}: set {_url_name(role)}") from None

    def pack_path(self, pack_code: str) -> Path:
        """Return the path of the folder of the pack with this code, whether it exists or not."""
        return self.policies_dir / pack_code

    @property
    def directory_file(self) -> Path | None:
        """Path of the directory of offices and officials; None if none is set and the state folder has none."""
        own = self.home / "directory.yaml"
        return self.directory or (own if own.exists() else None)

    @property
    def landing(self) -> ContentStore:
        """Store of delivered files, each under its sha256."""
        return self._store(self.landing_address, "landing")

    @property
    def outbox(self) -> ContentStore:
        """Store of published reports and of feedback workbooks."""
        return self._store(self.outbox_address, "outbox")

    @property
    def lists(self) -> ContentStore:
        """Store of published lists of persons, apart from the outbox: only the page for downloads hands them out."""
        return self._store(self.lists_address, "lists")

    @property
    def mail_dir(self) -> Path:
        """Folder of mails that the local catcher received (embedded size); created if missing."""
        return _folder(self.home / "mail")

    @property
    def log_dir(self) -> Path:
        """Folder of logs; created if missing."""
        return _folder(self.home / "logs")

    def _store(self, address: str | None, name: str) -> ContentStore:
        return open_store(address or (self.home / name).as_uri(), self.home / "copies", self.s3)


def active_packs(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the codes of the packs that have DAGs, in the order of `CAMPAIGN_PACKS`. Touches no file.

    `environ`: variable -> text, None for the environment of the process. Without the variable, its default. Raises
    SettingsError if the variable is malformed.
    """
    return read_environment(environ, "packs").packs


def published_store(name: str, environ: Mapping[str, str] | None = None) -> ContentStore:
    """Return the store of published files (`outbox`, or `lists` for lists of persons). Touches nothing.

    For processes that have neither keys nor URLs of the warehouse. `environ`: variable -> text, None for the
    environment of the process. Raises SettingsError if a variable is malformed, ValueError for another name.
    """
    if name not in PUBLISHED_STORES:
        raise ValueError(f"no store of published files: {name}")
    env = read_environment(environ, "home", "airflow_s3", name)
    address = _address(f"CAMPAIGN_{name.upper()}", getattr(env, name, None))
    return open_store(address or (env.home / name).as_uri(), env.home / "copies", _s3(env))


def held_check_interval(environ: Mapping[str, str] | None = None) -> dt.timedelta:
    """Return the time between two checks of a waiting approval whether its held delivery was decided elsewhere.

    It is `CAMPAIGN_HELD_CHECK_SECONDS`. `environ`: variable -> text, None for the environment of the process. Raises
    SettingsError if the variable is malformed.
    """
    return dt.timedelta(seconds=read_environment(environ, "held_check_seconds").held_check_seconds)


def pool_slots(environ: Mapping[str, str] | None = None) -> int | None:
    """Return how many tasks of one campaign may run at once (`CAMPAIGN_POOL_SLOTS`), None without a limit.

    `environ`: variable -> text, None for the environment of the process. Raises SettingsError if the variable is
    malformed.
    """
    return read_environment(environ, "pool_slots").pool_slots


def policies_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Return the folder of packs and layouts (`CAMPAIGN_POLICIES`). Touches no file.

    `environ`: variable -> text, None for the environment of the process. Raises SettingsError if the variable is
    malformed.
    """
    return read_environment(environ, "policies").policies


def _fair_share(env: Environment) -> FairShare:
    return FairShare(**{entry.name: getattr(env, entry.name) for entry in fields(FairShare)})


def _url_name(role: str) -> str:
    return f"CAMPAIGN_WAREHOUSE_URL_{role.upper()}"


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _prepare(home: Path) -> None:
    _folder(home)
    if home.stat().st_mode & 0o077 and home.stat().st_uid == os.geteuid():
        home.chmod(0o700)


def _embedded_urls(home: Path) -> dict[str, str]:
    server = Server(home)
    return {role: server.url("warehouse", role) for role in ROLES}


def _checked(urls: dict[str, str]) -> dict[str, str]:
    for role, url in urls.items():
        if urlsplit(url).scheme not in ("postgresql", "postgresql+psycopg"):
            raise SettingsError(f"{_url_name(role)} must look like postgresql://user:password@host:port/database")
    return urls


def _key(
    name: key_files.Name, given: SecretStr | None, lengths: tuple[int, ...], home: Path | None, is_optional: bool
) -> bytes:
    """Return the given key, else the key in the embedded size's file, else an empty key if it is optional."""
    variable = f"CAMPAIGN_{name.upper()}"
    place, text = variable, given.get_secret_value() if given is not None else None
    if text is None and home is not None:
        place, text = str(key_files.path(home, name)), key_files.read_text(home, name)
    if text is None:
        if is_optional:
            return b""
        raise SettingsError(f"{variable} is not set: give {key_files.BYTES[name]} random bytes as hexadecimal text")
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) not in lengths:
        raise SettingsError(f"{place} must be hexadecimal text of {', '.join(map(str, lengths))} bytes")
    return key


def _master_key(env: Environment) -> bytes | None:
    """Return the master key of the Airflow connection `campaign_master_key`, else of CAMPAIGN_MASTER_KEY, else None."""
    given = (("AIRFLOW_CONN_CAMPAIGN_MASTER_KEY", env.airflow_master_key), ("CAMPAIGN_MASTER_KEY", env.master_key))
    for name, secret in given:
        if (key := _parsed_master_key(name, secret)) is not None:
            return key
    return None


def _parsed_master_key(name: str, secret: SecretStr | None) -> bytes | None:
    text = secret.get_secret_value().strip() if secret else ""
    if not text:
        return None
    try:
        return parse_master_key(text)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SettingsError(f"{name} must be hexadecimal text of 32 bytes, or a connection with it") from None


def _smtp(env: Environment) -> Smtp | None:
    """Return the mail server of the Airflow connection `campaign_smtp`, else of CAMPAIGN_SMTP_URL, else None."""
    for name, secret in (("AIRFLOW_CONN_CAMPAIGN_SMTP", env.airflow_smtp), ("CAMPAIGN_SMTP_URL", env.smtp_url)):
        text = secret.get_secret_value().strip() if secret else ""
        if text:
            try:
                return parse_smtp(text)
            except (ValueError, KeyError, TypeError, AttributeError):
                raise SettingsError(f"{name} must look like smtp://user:password@host:25/?from_email=…") from None
    return None


def _address(name: str, text: str | None) -> str | None:
    """Return the address of a store if it is well-formed."""
    if text is not None:
        try:
            open_store(text, Path())
        except ValueError as error:
            raise SettingsError(f"{name}: {error}") from None
    return text


def _s3(env: Environment) -> S3Access | None:
    """Return the access of the Airflow connection `campaign_s3`, else None: boto3 then reads its own variables."""
    text = env.airflow_s3.get_secret_value().strip() if env.airflow_s3 else ""
    if not text:
        return None
    try:
        return parse_s3(text)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SettingsError(
            "AIRFLOW_CONN_CAMPAIGN_S3 must look like aws://key:secret@/?endpoint_url=https%3A%2F%2Fhost&region_name=…"
        ) from None

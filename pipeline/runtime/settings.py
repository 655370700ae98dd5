"""Everything that differs from one installation to the next, read from the environment once.

Two sizes. *Embedded*: nothing need be set; passwords and keys are made once under the state folder, mode 600.
*Server* (any `CAMPAIGN_WAREHOUSE_URL_…` is set): everything comes from the environment and nothing is made.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from warehouse.embedded.server import Server, read_or_create_secret

REPOSITORY = Path(__file__).resolve().parents[2]
ROLES = ("owner", "loader", "analyst", "publisher", "auditor")
DEFAULT_PACKS = "dongan-2020"
# An answer that comes in the very seconds of a look is asked for again: look seldom.
DEFAULT_HELD_CHECK_SECONDS = 6 * 3600
# Allowed lengths in bytes: any long key for HMAC-SM3; AES-SIV takes two AES keys.
HASH_KEY_BYTES = (32, 48, 64)
CIPHER_KEY_BYTES = (32, 48, 64)


class SettingsError(RuntimeError):
    """A setting is missing or malformed; the text names it and says what to set. It never holds a secret."""


@dataclass(frozen=True)
class Smtp:
    """Where mail goes out."""

    host: str
    port: int
    sender: str
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    use_ssl: bool = False
    use_starttls: bool = False


@dataclass(frozen=True)
class Settings:
    """One installation. `repr` shows no secret."""

    home: Path
    policies_dir: Path
    packs: tuple[str, ...]
    embedded: bool
    warehouse_urls: Mapping[str, str] = field(repr=False)
    hash_key: bytes = field(repr=False)
    cipher_key: bytes = field(repr=False)
    smtp: Smtp | None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings. Raises SettingsError naming what to set."""
        env = os.environ if environ is None else environ
        home = Path(env.get("CAMPAIGN_HOME") or REPOSITORY / ".campaign").expanduser().resolve()
        embedded = not any(env.get(_url_name(role)) for role in ROLES)
        _prepare(home)
        secrets = home / "secrets" if embedded else None
        return cls(
            home=home,
            policies_dir=policies_folder(env),
            packs=active_packs(env),
            embedded=embedded,
            warehouse_urls=_embedded_urls(home) if embedded else _server_urls(env),
            hash_key=_key(env, "CAMPAIGN_HASH_KEY", HASH_KEY_BYTES, secrets, 32),
            cipher_key=_key(env, "CAMPAIGN_CIPHER_KEY", CIPHER_KEY_BYTES, secrets, 64),
            smtp=_smtp(env),
        )

    def warehouse_url(self, role: str = "loader") -> str:
        """The warehouse's URL (`postgresql://…`) for one role. Raises SettingsError if this process has none."""
        try:
            return self.warehouse_urls[role]
        except KeyError:
            raise SettingsError(f"no access to the warehouse as {role!r}: set {_url_name(role)}") from None

    def pack_path(self, pack_code: str) -> Path:
        return self.policies_dir / pack_code

    @property
    def landing_dir(self) -> Path:
        """Delivered bytes, content-addressed."""
        return _folder(self.home / "landing")

    @property
    def outbox_dir(self) -> Path:
        """Published extracts, content-addressed."""
        return _folder(self.home / "outbox")

    @property
    def mail_dir(self) -> Path:
        """Mails that the local catcher took (embedded size)."""
        return _folder(self.home / "mail")

    @property
    def log_dir(self) -> Path:
        return _folder(self.home / "logs")


def active_packs(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Codes of the packs that have DAGs: `CAMPAIGN_PACKS`, separated by commas. Touches no file."""
    text = (os.environ if environ is None else environ).get("CAMPAIGN_PACKS") or DEFAULT_PACKS
    return tuple(code.strip() for code in text.split(",") if code.strip())


def held_check_interval(environ: Mapping[str, str] | None = None) -> dt.timedelta:
    """How often a waiting approval looks whether its delivery was decided elsewhere. Raises SettingsError."""
    text = (os.environ if environ is None else environ).get("CAMPAIGN_HELD_CHECK_SECONDS") or ""
    if text and not (text.isascii() and text.isdigit() and int(text)):
        raise SettingsError("CAMPAIGN_HELD_CHECK_SECONDS must be a whole number of seconds above 0")
    return dt.timedelta(seconds=int(text or DEFAULT_HELD_CHECK_SECONDS))


def policies_folder(environ: Mapping[str, str] | None = None) -> Path:
    """The folder of the packs: `CAMPAIGN_POLICIES`, else the repository's. Touches no file."""
    text = (os.environ if environ is None else environ).get("CAMPAIGN_POLICIES")
    return Path(text or REPOSITORY / "policies").expanduser().resolve()


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


def _server_urls(env: Mapping[str, str]) -> dict[str, str]:
    urls = {role: env[_url_name(role)] for role in ROLES if env.get(_url_name(role))}
    for role, url in urls.items():
        if urlsplit(url).scheme not in ("postgresql", "postgresql+psycopg"):
            raise SettingsError(f"{_url_name(role)} must look like postgresql://user:password@host:port/database")
    return urls


def _key(env: Mapping[str, str], name: str, lengths: tuple[int, ...], secrets: Path | None, byte_count: int) -> bytes:
    text = env.get(name) or ""
    if not text and secrets is None:
        raise SettingsError(f"{name} is not set: give {byte_count} random bytes as hexadecimal text")
    if not text and secrets is not None:
        text = read_or_create_secret(secrets / name.removeprefix("CAMPAIGN_").lower(), byte_count)
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) not in lengths:
        raise SettingsError(f"{name} must be hexadecimal text of {', '.join(map(str, lengths))} bytes")
    return key


def _smtp(env: Mapping[str, str]) -> Smtp | None:
    """From the Airflow connection `campaign_smtp` (URI or JSON, as Airflow reads it), else from CAMPAIGN_SMTP_URL."""
    for name in ("AIRFLOW_CONN_CAMPAIGN_SMTP", "CAMPAIGN_SMTP_URL"):
        text = env.get(name, "").strip()
        if text:
            try:
                return _smtp_from_json(text) if text.startswith("{") else _smtp_from_uri(text)
            except (ValueError, KeyError, TypeError, AttributeError):
                raise SettingsError(f"{name} must look like smtp://user:password@host:25/?from_email=…") from None
    return None


def _smtp_from_uri(text: str) -> Smtp:
    parts = urlsplit(text)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("scheme")
    extra = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    login, password = (unquote(v) if v else None for v in (parts.username, parts.password))
    return _smtp_of(parts.hostname, parts.port, login, password, extra, parts.scheme == "smtps")


def _smtp_from_json(text: str) -> Smtp:
    value = json.loads(text)
    extra = value.get("extra") or {}
    extra = json.loads(extra) if isinstance(extra, str) else extra
    extra = {key: str(item) for key, item in extra.items()}
    return _smtp_of(value["host"], value.get("port"), value.get("login"), value.get("password"), extra, False)


def _smtp_of(
    host: str, port: object, login: str | None, password: str | None, extra: Mapping[str, str], smtps: bool
) -> Smtp:
    """Airflow's meaning of the extras: TLS from the start unless `disable_ssl`, else STARTTLS unless `disable_tls`."""
    use_ssl = smtps or extra.get("disable_ssl", "false").lower() != "true"
    use_starttls = not use_ssl and extra.get("disable_tls", "false").lower() != "true"
    return Smtp(
        host=host,
        port=int(str(port)) if port else (465 if use_ssl else 25),
        sender=extra.get("from_email") or login or f"campaign@{host}",
        login=login,
        password=password,
        use_ssl=use_ssl,
        use_starttls=use_starttls,
    )

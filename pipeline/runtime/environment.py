"""The environment variables of an installation: one typed list, read once. Secrets never appear in a repr or an error.

A field's variable is `CAMPAIGN_` and the name in capitals, unless `validation_alias` names it. An empty variable
counts as not set. docs/reference/settings.md is checked against this list.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.sources.utils import parse_env_vars

REPOSITORY = Path(__file__).resolve().parents[2]
"""Folder of the product: a checkout, or the folder of an installed wheel. Statements, packs and DAGs lie below it."""
DEFAULT_PACK = "dongan-2020"
DEFAULT_HELD_CHECK_SECONDS = 6 * 3600
"""Each check of a waiting approval is a process of some seconds."""
DEFAULT_MAIL_SECONDS = 60
DEFAULT_HELD_DAYS, DEFAULT_DISK_FREE_MB, DEFAULT_BACKUP_DAYS, DEFAULT_HISTORY_DAYS = 3, 2048, 7, 90
DEFAULT_DELIVERY_MB, DEFAULT_DELIVERY_SECONDS, DEFAULT_DELIVERY_MEMORY_MB = 1024, 240, 6144
DEFAULT_SENDER_DAY_MB, DEFAULT_SENDER_DAY_SECONDS, DEFAULT_SLOW_SECONDS = 4096, 1800, 3

DEFAULT_LEAST_PERSONS = 5
"""A count of fewer persons is hidden in an exported table."""
_NUMBERS = {
    "held_check_seconds": "a whole number of seconds above 0",
    "mail_seconds": "a whole number of seconds above 0",
    "pool_slots": "a whole number above 0",
    "held_days": "a whole number of days above 0",
    "least_persons": "a whole number; 0 shows every count",
    "disk_free_mb": "a whole number above 0",
    "backup_days": "a whole number of days above 0",
    "history_days": "a whole number of days above 0",
    "delivery_mb": "a whole number above 0",
    "delivery_seconds": "a whole number of seconds above 0",
    "delivery_memory_mb": "a whole number of at least 1024",
    "sender_day_mb": "a whole number above 0",
    "sender_day_seconds": "a whole number of seconds above 0",
    "slow_seconds": "a whole number of seconds above 0",
}


class SettingsError(RuntimeError):
    """A setting is missing or malformed. The text names the variable and states what to set; it holds no secret."""


def _split(text: object) -> object:
    return tuple(code.strip() for code in text.split(",") if code.strip()) if isinstance(text, str) else text


def _digits(text: object) -> object:
    if isinstance(text, str) and not (text.isascii() and text.isdigit()):
        raise ValueError("no whole number")
    return text


def _absolute(path: Path) -> Path:
    return path.expanduser().resolve()


def _absolute_or_none(path: Path | None) -> Path | None:
    return None if path is None else _absolute(path)


def default_home() -> Path:
    """Return the state folder that is used without `CAMPAIGN_HOME`; does not create it.

    It is `.campaign` in the checkout, else in the user's home folder.
    """
    return (REPOSITORY if (REPOSITORY / "pyproject.toml").exists() else Path.home()) / ".campaign"


class Environment(BaseSettings):
    """Variables of one installation. Any `CAMPAIGN_WAREHOUSE_URL_…` makes it a server installation."""

    model_config = SettingsConfigDict(
        env_prefix="CAMPAIGN_", env_ignore_empty=True, hide_input_in_errors=True, extra="ignore", frozen=True
    )

    home: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=default_home, description="state folder: database, landed files, outbox, logs, secrets"
    )
    landing: str | None = Field(
        default=None, description="store of delivered files: file:///folder or s3://bucket/prefix"
    )
    outbox: str | None = Field(
        default=None,
        description="store of published files and feedback workbooks: file:///folder or s3://bucket/prefix",
    )
    lists: str | None = Field(
        default=None, description="store of published lists of persons: file:///folder or s3://bucket/prefix"
    )
    airflow_s3: SecretStr | None = Field(
        default=None,
        validation_alias="AIRFLOW_CONN_CAMPAIGN_S3",
        description="object store as an Airflow connection (URI or JSON); comes before the AWS_… variables",
    )
    policies: Annotated[Path, AfterValidator(_absolute)] = Field(
        default=REPOSITORY / "policies", description="folder of the policy packs and layouts"
    )
    packs: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=(DEFAULT_PACK,), description="codes of the packs that have DAGs, separated by commas"
    )
    hash_key: SecretStr | None = Field(default=None, description="secret of the pseudonyms, hexadecimal")
    cipher_key: SecretStr | None = Field(default=None, description="key of the identities' cipher, hexadecimal")
    master_key: SecretStr | None = Field(default=None, description="key that wraps the two data keys, hexadecimal")
    new_master_key: SecretStr | None = Field(
        default=None, description="master key to change to, hexadecimal; only `campaign keys rewrap` reads it"
    )
    airflow_master_key: SecretStr | None = Field(
        default=None,
        validation_alias="AIRFLOW_CONN_CAMPAIGN_MASTER_KEY",
        description="master key as the password of an Airflow connection; comes before CAMPAIGN_MASTER_KEY",
    )
    warehouse_url_owner: SecretStr | None = Field(default=None, description="warehouse as owner (migrations)")
    warehouse_url_loader: SecretStr | None = Field(default=None, description="warehouse as loader (intake, assessment)")
    warehouse_url_analyst: SecretStr | None = Field(default=None, description="warehouse as analyst (marts)")
    warehouse_url_caseworker: SecretStr | None = Field(
        default=None, description="warehouse as caseworker (marts, and rows about persons)"
    )
    warehouse_url_publisher: SecretStr | None = Field(default=None, description="warehouse as publisher (reports)")
    warehouse_url_auditor: SecretStr | None = Field(
        default=None, description="warehouse as auditor (all but identities)"
    )
    warehouse_url_board: SecretStr | None = Field(default=None, description="warehouse as board (sums; the web page)")
    airflow_smtp: SecretStr | None = Field(
        default=None,
        validation_alias="AIRFLOW_CONN_CAMPAIGN_SMTP",
        description="mail server as an Airflow connection (URI or JSON); comes before CAMPAIGN_SMTP_URL",
    )
    smtp_url: SecretStr | None = Field(
        default=None, description="mail server: smtp://user:password@host:25/?from_email=…"
    )
    directory: Annotated[Path | None, AfterValidator(_absolute_or_none)] = Field(
        default=None,
        description="file of offices, mailboxes, officials and roles; else directory.yaml in the state folder, if any",
    )
    mail_seconds: Annotated[int, BeforeValidator(_digits)] = Field(
        default=DEFAULT_MAIL_SECONDS,
        gt=0,
        description="longest time for sending one mail, in seconds, from the connection to the last answer",
    )
    held_check_seconds: Annotated[int, BeforeValidator(_digits)] = Field(
        default=DEFAULT_HELD_CHECK_SECONDS,
        gt=0,
        description="seconds between two checks of a waiting approval whether its delivery was decided elsewhere",
    )

    pool_slots: Annotated[int | None, BeforeValidator(_digits)] = Field(
        default=None,
        gt=0,
        description="most tasks of one campaign at once, in an Airflow pool with the pack's name",
    )
    least_persons: Annotated[int, BeforeValidator(_digits)] = Field(
        default=DEFAULT_LEAST_PERSONS, ge=0, description="smallest count of persons that an exported table shows"
    )
    held_days: Annotated[int, BeforeValidator(_digits)] = Field(
        default=DEFAULT_HELD_DAYS, gt=0, description="days after which a held delivery is a finding of the health check"
    )
    disk_free_mb: Annotated[int, BeforeValidator(_digits)] = Field(
        default=DEFAULT_DISK_FREE_MB,
        gt=0,
        description="free megabytes of a disk below which the health check reports it",
    )
    backup_days: Annotated[int, BeforeValidator(_digits)] = Field(
        default=DEFAULT_BACKUP_DAYS,
        gt=0,
        description="age in days from which the last backup is a finding of the health check",
    )
    history_days: Annotated[int, BeforeValidator(_digits)] = Field(
        default=DEFAULT_HISTORY_DAYS,
        gt=0,
        description="days that Airflow's runs and logs of tasks are kept (embedded size)",
    )
    delivery_mb: Annotated[int, BeforeValidator(_digits)] = Field(
        default=DEFAULT_DELIVERY_MB, gt=0, description="largest file that is taken in, in megabytes"
    )
    delivery_seconds: Annotated[int, BeforeValidator(_digits)] = Field(
        default=DEFAULT_DELIVERY_SECONDS, gt=0, description="longest time for reading one file, in seconds"
    )
    delivery_memory_mb: Annotated[int, BeforeValidator(_digits)] = Field(
        default=DEFAULT_DELIVERY_MEMORY_MB,
        ge=1024,
        description="most memory of the process that reads files, in megabytes",
    )
    sender_day_mb: Annotated[int, BeforeValidator(_digits)] = Field(
        default=DEFAULT_SENDER_DAY_MB,
        gt=0,
        description="most megabytes of one sender that are read on one business day",
    )
    sender_day_seconds: Annotated[int, BeforeValidator(_digits)] = Field(
        default=DEFAULT_SENDER_DAY_SECONDS,
        gt=0,
        description="most seconds of reading files of one sender on one business day",
    )
    slow_seconds: Annotated[int, BeforeValidator(_digits)] = Field(
        default=DEFAULT_SLOW_SECONDS,
        gt=0,
        description="seconds, and one more per 4 megabytes, after which a file is read after those of other senders",
    )
    airflow_url: str | None = Field(
        default=None, description="address of Airflow's api-server for the health check (server size)"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return only `init_settings` as source of values: the arguments that `read_environment` passes.

        Called by pydantic, which by itself would also read the environment of the process and files.
        """
        return (init_settings,)

    def warehouse_urls(self) -> dict[str, str]:
        """Return role -> URL of the warehouse for each role whose URL is set; empty for an embedded installation.

        The roles are owner, loader, analyst, caseworker, publisher, auditor and board.
        """
        urls = {
            "owner": self.warehouse_url_owner,
            "loader": self.warehouse_url_loader,
            "analyst": self.warehouse_url_analyst,
            "caseworker": self.warehouse_url_caseworker,
            "publisher": self.warehouse_url_publisher,
            "auditor": self.warehouse_url_auditor,
            "board": self.warehouse_url_board,
        }
        return {role: url.get_secret_value() for role, url in urls.items() if url is not None}


def variable_names() -> dict[str, str]:
    """Return environment variable -> English description, for every variable that can be set."""
    return {_variable(name): field.description or "" for name, field in Environment.model_fields.items()}


def read_environment(environ: Mapping[str, str] | None = None, *only: str) -> Environment:
    """Read and check environment variables; return their typed values. Touches no file.

    An `Environment` has the folders, packs, secret keys, URLs of the warehouse by role, and the mail server; a variable
    that is not set has its default or None. `environ`: variable -> text, None for the environment of the process.
    `only`: names of the fields of `Environment` that the caller uses, none for all; a malformed variable of another
    field is then no error. Raises SettingsError with the name of the first malformed variable.
    """
    values = _MappingSource(os.environ if environ is None else environ)()
    try:
        return Environment(**{name: value for name, value in values.items() if not only or name in only})
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        field = Environment.model_fields.get(name)
        expected = _NUMBERS.get(name) or (field and field.description)
        raise SettingsError(f"{_variable(name)} must be {expected}") from None


def _variable(name: str) -> str:
    field = Environment.model_fields.get(name)
    alias = field.validation_alias if field else None
    return alias if isinstance(alias, str) else f"CAMPAIGN_{name.upper()}"


class _MappingSource(EnvSettingsSource):
    """Variables of a given mapping instead of the process's environment."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        super().__init__(Environment)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        known: dict[str, Any] = {
            key: value for key, value in self._environ.items() if re.match("CAMPAIGN_|AIRFLOW_", key)
        }
        return parse_env_vars(known, self.case_sensitive, self.env_ignore_empty, self.env_parse_none_str)

"""Connect to the warehouse in the role that a step needs."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Engine

from pipeline.runtime.settings import Settings
from warehouse import engine


def loader(settings: Settings) -> Engine:
    """Return an engine of the role `loader`, which writes facts, assessments and decisions. Connects to nothing yet.

    Raises SettingsError if the URL of the role is not set.
    """
    return engine.create(settings.warehouse_url("loader"))


def publisher(settings: Settings) -> Engine:
    """Return an engine of the role `publisher`, which reads marts and records publications. Connects to nothing yet.

    Raises SettingsError if the URL of the role is not set.
    """
    return engine.create(settings.warehouse_url("publisher"))


def as_role(settings: Settings, role: Literal["loader", "publisher"]) -> Engine:
    """Return an engine of the role. Connects to nothing yet.

    Raises SettingsError if the URL of the role is not set.
    """
    return loader(settings) if role == "loader" else publisher(settings)

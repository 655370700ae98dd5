"""Where the stores of a test's installation keep files: below its state folder."""

from __future__ import annotations

from pathlib import Path

from pipeline.runtime.settings import Settings


def delivered_folder(settings: Settings) -> Path:
    """Return the folder of the delivered files."""
    return settings.home / "landing"


def outbox_folder(settings: Settings) -> Path:
    """Return the folder of the published files."""
    return settings.home / "outbox"


def feedback_folder(settings: Settings, pack_code: str) -> Path:
    """Return the folder of a campaign's feedback workbooks, which has one folder per source."""
    return outbox_folder(settings) / "feedback" / pack_code

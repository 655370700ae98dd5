"""The last backup, and that somebody gets the alerts, are part of the health."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.health.check import check
from pipeline.health.finding import Checked
from pipeline.runtime.clock import SHANGHAI
from pipeline.runtime.settings import Settings
from pipeline.trust.backup import last_backup_file
from tests.support.fixtures.held_deliveries import HELD
from tests.support.packs.changed_packs import POLICIES

NOW = dt.datetime.now(SHANGHAI)
EXAMPLE = POLICIES / "template" / "directory.yaml"


def _checked(settings: Settings, name: str, moment: dt.datetime = NOW) -> Checked:
    return next(checked for checked in check(settings, lambda: moment).checks if checked.check == name)


def _is_found(settings: Settings, moment: dt.datetime = NOW) -> bool:
    return bool(_checked(settings, "backup_age_seconds", moment).findings)


@pytest.mark.parametrize(("days", "is_found"), [(0, False), (6.9, False), (7.1, True), (-2, False)])
def test_a_backup_that_is_too_old_is_found(settings: Settings, days: float, is_found: bool) -> None:
    file = last_backup_file(settings)
    file.touch()
    made = NOW.timestamp() - days * 86400
    os.utime(file, (made, made))
    checked = _checked(replace(settings, backup_days=7), "backup_age_seconds")
    assert bool(checked.findings) == is_found
    if days >= 0:
        assert checked.measures["last"] == pytest.approx(days * 86400, abs=1)


def test_data_without_any_backup_are_found_at_once_on_a_server_and_after_days_embedded(
    settings: Settings, hand_in: Callable[..., str]
) -> None:
    server, embedded = replace(settings, embedded=False), replace(settings, embedded=True)
    assert not _is_found(server), "nothing to lose yet"
    hand_in(HELD)
    later = NOW + dt.timedelta(days=settings.backup_days, hours=1)
    assert _is_found(server) and not _is_found(embedded) and _is_found(embedded, later)
    os.utime(_touched(last_backup_file(settings)), (later.timestamp(),) * 2)
    assert _is_found(server), "a backup of the future is none"
    assert not _is_found(embedded, later)


def _touched(file: Path) -> Path:
    file.touch()
    return file


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ("until: 2027-06-30", "until: 2019-01-01", ["dongan-2020"]),
        ("[operator]", "[viewer]", ["dongan-2020"]),
        ("[operator]", "[boss]", ["directory"]),
    ],
)
def test_a_directory_without_an_operator_is_found(
    settings: Settings, tmp_path: Path, old: str, new: str, found: list[str]
) -> None:
    path = tmp_path / "directory.yaml"
    path.write_text(EXAMPLE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    checked = _checked(replace(settings, directory=path, packs=("dongan-2020",)), "operators")
    assert [finding.subject for finding in checked.findings] == found

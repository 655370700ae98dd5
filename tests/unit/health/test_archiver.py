"""The archive of the log is found when it failed since its last success, or when files have waited for half an hour."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.health.archiver import Archiver, judge_archive

NOW = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
START = NOW - dt.timedelta(days=1)


def _ago(minutes: float | None) -> dt.datetime | None:
    return None if minutes is None else NOW - dt.timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("archived", "failed", "waiting", "words"),
    [
        (4, None, 0, ""),
        (4, 60, 1, ""),  # it works again
        (60, 4, 0, "归档失败，最近一次在 2026-12-01 19:56"),
        (None, 4, None, "归档失败"),
        (31, None, 1, "从 2026-12-01 19:29 起没有归档"),
        (31, None, None, "没有归档"),  # the last archived one was no file of the log
        (29, None, 5, ""),
        (300, None, 0, ""),  # nothing was written
        (None, None, None, "从 2026-11-30 20:00 起没有归档"),  # it was never archived
    ],
)
def test_what_is_found(archived: float | None, failed: float | None, waiting: int | None, words: str) -> None:
    checked = judge_archive(Archiver(True, _ago(archived), _ago(failed), START, waiting), NOW)
    assert [words in finding.text_zh for finding in checked.findings] == ([True] if words else [])
    assert checked.measures["last"] == (86400 if archived is None else archived * 60)
    assert judge_archive(Archiver(False, None, None, START, None), NOW).findings == ()

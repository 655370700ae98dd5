"""The approvers get one mail about each held delivery: counts and sums, no person."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from pipeline.holds import announce, decide
from pipeline.runtime.settings import Settings
from tests.support.files.poverty_list import PACK, person, row
from tests.support.fixtures.held_deliveries import DAY, HELD, HandIn, rows, take_in

DIRECTORY = """
offices:
  - {{office: county_bureau, label_zh: 县医保局, mailbox: bureau@example.org}}
  - {{office: county_tax, label_zh: 县税务局, mailbox: tax@example.org}}
officials:
  - {{user: wang, office: county_bureau, roles: [{role}]}}
  - {{user: li, office: county_tax, roles: [viewer]}}
"""


def with_directory(settings: Settings, folder: Path, role: str) -> Settings:
    file = folder / "directory.yaml"
    file.write_text(DIRECTORY.format(role=role), encoding="utf-8")
    return dataclasses.replace(settings, directory=file)


def test_the_approvers_get_one_mail_about_what_waits(settings: Settings, hand_in: HandIn, tmp_path: Path) -> None:
    wanted = hand_in(HELD)
    hand_in([row(1)], period="2019-10", mode="change")  # unread: nobody can release it
    take_in(settings)
    place = with_directory(settings, tmp_path, "approver")
    assert announce.run(place, PACK, DAY) == 1
    assert announce.run(place, PACK, DAY) == 0, "once"
    shown = decide.show(settings, PACK, wanted)
    announce.announce(place, PACK, shown, "", DAY)
    ((recipient, subject, plain),) = rows(settings, "SELECT recipient, subject, plain FROM ledger.mail")
    assert recipient == "county_bureau" and shown.subject in subject
    assert "不合格 6" in plain and "新增 4，移出 0，变更 0" in plain and "个人应缴" in plain and wanted[:8] in plain
    values = [value for n in range(10) for value in person(n)]
    assert not [value for value in values if value in subject + plain]
    assert rows(settings, "SELECT count(*) FROM core.membership_fact") == [(0,)]


@pytest.mark.parametrize("has_file", [True, False])
def test_without_an_approver_nothing_is_tried(
    settings: Settings, hand_in: HandIn, tmp_path: Path, has_file: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announce, "effect_text", lambda *args: pytest.fail("tried"))
    hand_in(HELD)
    take_in(settings)
    assert announce.run(with_directory(settings, tmp_path, "viewer") if has_file else settings, PACK, DAY) == 0
    assert rows(settings, "SELECT count(*) FROM ledger.mail") == [(0,)]

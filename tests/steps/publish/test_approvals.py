"""A report that waits for approval: nothing of it goes out before, everything with the answer, nothing if refused."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.health import campaigns
from pipeline.policy import registry
from pipeline.publish import approvals, decisions, publications
from pipeline.publish import run as publish
from pipeline.publish.decisions import ApprovalRefused
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import publisher
from pipeline.runtime.settings import Settings
from tests.support import environment
from tests.support.fixtures.month_of_events import DUE, OCTOBER, Campaign
from tests.support.postbox import Postbox
from tests.support.stores import outbox_folder
from tests.support.warehouse import ledger
from transforms.policy import Slot

PACK = ledger.PACK
SLOT = Slot(DUE, "progress", "month", dt.date(2019, 10, 1), OCTOBER, OCTOBER, ("county_tax",), ())
DIRECTORY = """
offices:
  - {office: county_bureau, label_zh: 县医保局, mailbox: bureau@example.org}
  - {office: county_tax, label_zh: 县税务局, mailbox: tax@example.org}
officials:
  - {user: wang, office: county_bureau, roles: [approver]}
"""


@pytest.fixture()
def asked(campaign: Campaign, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """Settings with an approver, and a pack in which progress reports wait on each occasion."""
    changed = {"approved_on": ("first", "jump", "correction"), "jump_percent": 50}
    series = tuple(
        row.model_copy(update=changed) if row.report == "progress" else row for row in campaign.pack.publications
    )
    pack = campaign.pack.model_copy(update={"publications": series})
    monkeypatch.setattr(registry, "load", lambda settings, pack_code: pack)
    file = tmp_path / "directory.yaml"
    file.write_text(DIRECTORY, encoding="utf-8")
    return dataclasses.replace(campaign.settings, directory=file)


def _rows(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with ledger.owner(settings) as conn:
        return [tuple(row) for row in conn.execute(text(query))]


def _visible(settings: Settings) -> list[str]:
    return sorted(path.name for path in (outbox_folder(settings) / PACK).glob("*"))


def _approval(settings: Settings) -> list[str]:
    return [row[0] for row in _rows(settings, "SELECT approval FROM mart.publication ORDER BY correction_no")]


def test_nothing_goes_out_before_the_approval_and_everything_with_it(asked: Settings) -> None:
    (number,) = publish.run(asked, PACK, DUE, [SLOT])
    assert publish.run(asked, PACK, DUE, [SLOT]) == [number], "made once"
    assert _visible(asked) == [] and _approval(asked) == ["waiting"]
    assert _rows(asked, "SELECT * FROM ledger.mail WHERE mail_key LIKE 'publication/%'") == []
    assert _rows(asked, "SELECT * FROM mart.published_file") == []
    assert [row.reasons for row in decisions.waiting(asked, PACK)] == [["first"]]
    assert decisions.decide(asked, PACK, number[:8], True, "王科长", "数字已核对", DUE) == number
    assert _approval(asked) == ["approved"]
    assert _visible(asked) == sorted(publish.remake(asked, number))
    assert _rows(asked, "SELECT recipient FROM ledger.mail") == [("county_tax",)]
    assert {row[0] for row in _rows(asked, "SELECT file_name FROM mart.published_file")} == set(_visible(asked))
    with pytest.raises(ApprovalRefused, match="campaign waiting"):
        decisions.decide(asked, PACK, number, False, "李科长", "", DUE)
    postbox = Postbox()
    postbox.collect(asked, PACK)
    publish.run(asked, PACK, DUE, [SLOT])
    assert len(postbox.messages) == 1 and postbox.collect(asked, PACK).sent == 0


def test_a_refused_report_never_goes_out_and_its_correction_counts_as_the_first(
    asked: Settings, campaign: Campaign
) -> None:
    (number,) = publish.run(asked, PACK, DUE, [SLOT])
    decisions.decide(asked, PACK, number, False, "王科长", "先核对", DUE)
    publish.run(asked, PACK, DUE, [SLOT])
    assert _visible(asked) == [] and decisions.waiting(asked, PACK) == []
    with ledger.owner(asked) as conn:
        ledger.assess(conn, campaign.pack, 2, dt.date(2019, 11, 3))
        ledger.event(conn, 2, OCTOBER, campaign.units[0], 10, received=250_000)
    (again,) = publish.run(asked, PACK, DUE, [SLOT], correct=True)
    assert again != number and [row.reasons for row in decisions.waiting(asked, PACK)] == [["first"]]
    assert _approval(asked) == ["refused", "waiting"] and _visible(asked) == []


def test_a_waiting_report_is_overtaken_by_its_correction(asked: Settings, campaign: Campaign) -> None:
    (number,) = publish.run(asked, PACK, DUE, [SLOT])
    with ledger.owner(asked) as conn:
        ledger.assess(conn, campaign.pack, 2, dt.date(2019, 11, 3))
        ledger.event(conn, 2, OCTOBER, campaign.units[0], 10, received=250_000)
    (again,) = publish.run(asked, PACK, DUE, [SLOT], correct=True)
    assert [str(row.publication_id) for row in decisions.waiting(asked, PACK)] == [again]
    with pytest.raises(ApprovalRefused):
        decisions.decide(asked, PACK, number, True, "王科长", "", DUE)


def test_a_jump_from_the_period_before_is_named(asked: Settings, campaign: Campaign) -> None:
    before = dataclasses.replace(SLOT, period_to=dt.date(2019, 10, 3), as_of=dt.date(2019, 10, 3))
    (number,) = publish.run(asked, PACK, DUE, [before])
    decisions.decide(asked, PACK, number, True, "王科长", "", DUE)
    publish.run(asked, PACK, DUE, [SLOT])  # 150 persons for 100: no more than half; 31,000 yuan for 25,000
    assert [row.reasons for row in decisions.waiting(asked, PACK)] == [["first"]]
    with ledger.owner(asked) as conn:
        ledger.assess(conn, campaign.pack, 2, dt.date(2019, 11, 3))
        ledger.event(conn, 2, OCTOBER, campaign.units[0], 10, received=250_000)
    publish.run(asked, PACK, DUE, [SLOT], correct=True)
    assert [row.reasons for row in decisions.waiting(asked, PACK)] == [["first", "jump"]]
    compared = "SELECT as_of, enrolled_persons, enrolled_persons_before, received_fen_before FROM mart.waiting_report"
    assert _rows(asked, compared) == [(OCTOBER, 160, 150, 3_100_000)], "the edition that it corrects"


def test_the_approvers_are_asked_once_a_day_and_health_finds_what_waits(asked: Settings) -> None:
    (number,) = publish.run(asked, PACK, DUE, [SLOT])
    for day in (DUE, DUE, DUE + dt.timedelta(days=1)):
        with publisher(asked).begin() as conn:
            approvals.remind(conn, asked, registry.load(asked, PACK), day, technical_now)
    mails = _rows(asked, "SELECT recipient, mail_key, plain FROM ledger.mail ORDER BY mail_key")
    assert [(office, key) for office, key, _ in mails] == [
        ("county_bureau", f"approval/{number}/2019-11-01"), ("county_bureau", f"approval/{number}/2019-11-02"),
    ]  # fmt: skip
    (row,) = _rows(asked, "SELECT reasons, enrolled_persons, enrolled_persons_before, approvers_zh, asked_on"
                          " FROM mart.waiting_report")  # fmt: skip
    assert row == ("first", 150, None, "县医保局", DUE + dt.timedelta(days=1))
    assert "接收单位：全部接收单位" in mails[0][2] and f"campaign approve {number[:8]}" in mails[0][2]
    with publisher(asked).connect() as conn:
        pack = registry.load(asked, PACK)
        assert not campaigns.check_approvals(conn, pack, technical_now()).findings
        late = technical_now() + dt.timedelta(hours=3)
        (finding,) = campaigns.check_approvals(conn, pack, late).findings
    assert finding.subject == "progress month 2019-10-31" and "campaign waiting" in finding.text_zh


def test_by_command(asked: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (number,) = publish.run(asked, PACK, DUE, [SLOT])
    environment.leads_to(asked, monkeypatch)

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(app, [*arguments, "--pack", PACK])
        return f"{result.exit_code} {result.output}"

    listed = run("waiting")
    assert f"{number[:8]}  参保进度（月报，截至2019-10-31）  全部接收单位" in listed and "本期首次发出" in listed
    assert run("waiting", number[:8], "--to", str(tmp_path / "seen")).startswith("0 ")
    assert len(list((tmp_path / "seen").iterdir())) == len(publish.remake(asked, number))
    decided = ("--by", "王科长", "--note", "已核对", "--yes", "--on", "2019-11-01")
    assert run("approve", "ffffffff", *decided).startswith("1 ")
    assert "已记录：同意发出" in run("approve", number[:8], *decided)
    assert "没有等待审批的报表" in run("waiting")


def test_an_answer_that_is_given_at_the_same_moment_stays(asked: Settings) -> None:
    (number,) = publish.run(asked, PACK, DUE, [SLOT])
    with publisher(asked).begin() as conn:
        row = publications.by_id(conn, number)
        assert approvals.record(conn, row, False, "李", "", DUE, technical_now())
        assert not approvals.record(conn, row, True, "王", "", DUE, technical_now())
    assert _approval(asked) == ["refused"]

"""The tax bureau's audits against their term: from the feed to the sums, with holidays and make-up days."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.health.check import check
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.runtime.clock import SHANGHAI
from pipeline.runtime.settings import Settings
from tests.support.files.builders import write_xlsx
from tests.support.files.small_deliveries import PACK, UNIT, name, number

RECEIPT = ["凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期"]
HEAD = [*RECEIPT, "审核日期", "缴费渠道", "乡镇"]
BEFORE, AFTER = "2019-09-27", "2019-10-11"  # their terms end on 2019-10-08 and 2019-10-15
SUMS = """
SELECT registered_on::text, due_on::text, met_receipts, open_receipts, missed_receipts, met_fen, open_fen, missed_fen
FROM mart.audit_clock ORDER BY 1
"""


def row(person: int, received: str, audited: str = "", yuan: int = 250) -> list[str]:
    who = [f"凭{person}", name(person), number(person)]
    return [*who, "2020", f"{yuan}.00", received, received, audited, "微信", UNIT]


def send(settings: Settings, folder: Path, rows: Sequence[Sequence[str]], on: str, head: Sequence[str] = HEAD) -> None:
    """Deliver a feed of these rows, with the control row, on the day, and take it in."""
    day, total = dt.date.fromisoformat(on), sum(float(cells[4]) for cells in rows)
    control = ["合计", f"{len(rows)}笔", "", "", f"{total:.2f}", *[""] * (len(head) - 5)]
    file = write_xlsx(folder / f"tax-{on}.xlsx", [head, *rows, control])
    landing.deliver(settings, PACK, [landing.Announcement(file, "tax", on, "feed", day, day)])
    assert intake.run(settings, PACK, ["tax_feed"], day).committed == 1


def sums(settings: Settings, on: str) -> list[tuple[Any, ...]]:
    assess.run(settings, PACK, dt.date.fromisoformat(on))
    with psycopg.connect(settings.warehouse_url("analyst")) as conn:
        return conn.execute(SUMS).fetchall()


def working_day_findings(settings: Settings) -> list[str]:
    health = check(settings, lambda: dt.datetime(2019, 10, 8, 12, tzinfo=SHANGHAI))
    (checked,) = (checked for checked in health.checks if checked.check == "working_days")
    return [finding.text_zh for finding in checked.findings]


def test_audits_are_met_open_or_missed_and_a_later_feed_brings_their_day(settings: Settings, tmp_path: Path) -> None:
    rows = [row(1, BEFORE, BEFORE), row(2, BEFORE), row(3, BEFORE, yuan=100)]
    send(settings, tmp_path, rows, BEFORE)
    assert sums(settings, "2019-10-08") == [(BEFORE, "2019-10-08", 1, 2, 0, 25_000, 35_000, 0)]
    assert sums(settings, "2019-10-09") == [(BEFORE, "2019-10-08", 1, 0, 2, 25_000, 0, 35_000)]
    again = [row(1, BEFORE), row(2, BEFORE, "2019-10-08"), row(3, BEFORE, "2019-10-09", yuan=100), row(4, AFTER)]
    send(settings, tmp_path, again, AFTER)
    assert sums(settings, AFTER) == [
        (BEFORE, "2019-10-08", 2, 0, 1, 50_000, 0, 10_000),
        (AFTER, "2019-10-15", 0, 1, 0, 0, 25_000, 0),
    ]


def test_a_feed_without_audited_days_has_no_clock(settings: Settings, tmp_path: Path) -> None:
    at = HEAD.index("审核日期")
    send(settings, tmp_path, [[*row(1, BEFORE)[:at], *row(1, BEFORE)[at + 1 :]]], BEFORE, [*HEAD[:at], *HEAD[at + 1 :]])
    assert sums(settings, "2019-10-09") == []


def test_a_receipt_with_other_content_brings_no_day(settings: Settings, tmp_path: Path) -> None:
    send(settings, tmp_path, [row(1, BEFORE)], BEFORE)
    send(settings, tmp_path, [row(1, BEFORE, "2019-09-29", yuan=200)], "2019-09-30")
    assert sums(settings, "2019-10-09") == [(BEFORE, "2019-10-08", 0, 0, 1, 0, 0, 25_000)]


def test_a_corrected_table_changes_the_terms_at_the_next_assessment(settings: Settings, tmp_path: Path) -> None:
    policies = tmp_path / "policies"
    shutil.copytree(settings.policies_dir, policies)
    corrected = replace(settings, policies_dir=policies)
    send(corrected, tmp_path, [row(1, BEFORE)], BEFORE)
    assert sums(corrected, "2019-10-08") == [(BEFORE, "2019-10-08", 0, 1, 0, 0, 25_000, 0)]
    table = policies / "working_days.csv"
    table.write_text("date,state,reason\n2019-10-06,working,值班审核\n", "utf-8")
    assert sums(corrected, "2019-10-08") == [(BEFORE, "2019-10-06", 0, 0, 1, 0, 0, 25_000)]


@pytest.mark.parametrize(
    "content", [b"date,state,reason\n2019-10-06,maybe,\n", "date,state,reason\n,放假".encode("gbk")]
)
def test_a_wrong_table_holds_no_assessment_up_and_is_a_finding(
    settings: Settings, tmp_path: Path, content: bytes
) -> None:
    policies = tmp_path / "policies"
    shutil.copytree(settings.policies_dir, policies)
    wrong = replace(settings, policies_dir=policies, packs=(PACK,))
    send(wrong, tmp_path, [row(1, BEFORE)], BEFORE)
    assert sums(wrong, "2019-10-08") == [(BEFORE, "2019-10-08", 0, 1, 0, 0, 25_000, 0)]
    (policies / "working_days.csv").write_bytes(content)
    assert sums(wrong, "2019-10-09") == [(BEFORE, "2019-10-08", 0, 0, 1, 0, 0, 25_000)]
    (text,) = working_day_findings(wrong)
    assert "working_days.csv" in text


def test_a_year_without_holidays_holds_no_assessment_up_and_is_a_finding(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_: dt.date) -> bool:
        raise NotImplementedError

    monkeypatch.setattr("transforms.clocks.working_days.chinese_calendar.is_workday", unknown)
    send(settings, tmp_path, [row(1, BEFORE)], BEFORE)
    assert sums(settings, "2019-10-08") == []
    active = replace(settings, packs=(PACK,))

    (text,) = working_day_findings(active)
    assert "policies/working_days.csv" in text and "2019年" in text
    monkeypatch.undo()
    assert working_day_findings(active) == []
    assert sums(settings, "2019-10-08") == [(BEFORE, "2019-10-08", 0, 1, 0, 0, 25_000, 0)]

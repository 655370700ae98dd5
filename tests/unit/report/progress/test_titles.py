"""Title, subtitle and last note: place, year, cadence, correction, as-of day; version of the pack."""

from dataclasses import replace

import pytest

from tests.support import sample_report
from transforms.report.progress.titles import source_note, subtitle, title

REPORT = sample_report.report()


@pytest.mark.parametrize(
    ("cadence", "correction_no", "end"),
    [("month", 0, "参保进度月报"), ("day", 0, "参保进度日报"), ("half_month", 2, "参保进度半月报（更正第2号）")],
)
def test_the_title_names_place_year_and_cadence(cadence: str, correction_no: int, end: str) -> None:
    report = replace(REPORT, slot=replace(REPORT.slot, cadence=cadence), correction_no=correction_no)
    assert title(report) == f"试点县2020年度城乡居民基本医疗保险{end}"


def test_the_subtitle_names_day_and_period_and_a_draft() -> None:
    days = "截至2019年10月31日（到账口径）　报告期2019年10月1日至2019年10月31日"
    assert subtitle(REPORT) == days
    expired = replace(REPORT, header=replace(REPORT.header, pack_status="expired"))
    assert subtitle(expired) == days, "an expired notice was in force in its own campaign"
    draft = replace(REPORT, header=replace(REPORT.header, pack_status="draft"))
    assert subtitle(draft) == f"{days}　按征求意见稿统计"


def test_the_last_note_names_the_version_of_the_pack() -> None:
    assert source_note(REPORT) == "统计依据：政策包shidian-2020，版本0123456789ab。"

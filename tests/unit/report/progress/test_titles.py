"""Title and subtitle: place, year, cadence, correction, as-of day, version of the pack."""

from dataclasses import replace

import pytest

from tests.support import sample_report
from transforms.report.progress.titles import subtitle, title

REPORT = sample_report.report()


@pytest.mark.parametrize(
    ("cadence", "correction_no", "end"),
    [("month", 0, "参保进度月报"), ("day", 0, "参保进度日报"), ("half_month", 2, "参保进度半月报（更正第2号）")],
)
def test_the_title_names_place_year_and_cadence(cadence: str, correction_no: int, end: str) -> None:
    report = replace(REPORT, slot=replace(REPORT.slot, cadence=cadence), correction_no=correction_no)
    assert title(report) == f"试点县2020年度城乡居民基本医疗保险{end}"


def test_the_subtitle_names_day_period_and_version() -> None:
    assert subtitle(REPORT) == (
        "截至2019年10月31日（到账口径）　报告期2019年10月1日至2019年10月31日　"
        "政策包 shidian-2020（现行有效）版本 0123456789ab"
    )
    draft = replace(REPORT, header=replace(REPORT.header, pack_status="draft"))
    assert "（征求意见稿）" in subtitle(draft)

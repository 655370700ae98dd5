"""Lists of what funds pay, and tables of progress, are held with a clear reason; no row of them is loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.files.builders import LAYOUTS, TAX_SOURCE, FakeSource, tax_file, tax_row, write_csv, write_xlsx
from tests.support.files.real_forms.held import PROGRESS, PROXY, REQUEST
from tests.support.files.real_forms.tables import Form
from transforms.intake.values.context import GateResult

TARGETS = FakeSource("targets", "target_table", "targets", "full", {})
FORMS = {
    layout.alternative_to: tuple(form for form in LAYOUTS.values() if form.alternative_to == layout.alternative_to)
    for layout in LAYOUTS.values()
}


@pytest.mark.parametrize(
    ("form", "source", "mode", "reason"),
    [
        (PROXY, TAX_SOURCE, "feed", "fund_claim_list"),
        (REQUEST, TAX_SOURCE, "feed", "fund_claim_list"),
        (PROGRESS, TARGETS, "full", "progress_table"),
    ],
)
def test_the_reason_says_what_the_file_is(
    form: Form, source: FakeSource, mode: str, reason: str, tmp_path: Path, gate: Callable[..., GateResult]
) -> None:
    seen = 0
    for name, path in form.variants(tmp_path):
        result = gate(path, source=source, mode=mode, alternatives=FORMS[source.layout])
        found = (result.decision, [entry.code for entry in result.reasons], result.clean.num_rows)
        assert found == ("hold", [reason], 0), name
        seen += 1
    assert seen >= 5


def test_a_feed_of_receipts_and_a_table_of_targets_are_read_as_before(
    tmp_path: Path, gate: Callable[..., GateResult]
) -> None:
    feed = tax_file(tmp_path / "feed.csv", [tax_row(1), tax_row(2)])
    assert gate(feed, source=TAX_SOURCE, mode="feed", alternatives=FORMS["tax"]).decision == "accept"
    more = write_csv(  # a further column of a feed makes it no request for funds
        tmp_path / "more.csv",
        [
            "凭证号,姓名,证件号码,缴费年度,缴费金额(元),缴费日期,入库日期,缴费渠道,乡镇,代缴金额",
            tax_row(1) + ",0",
            "合计,1笔,,,250.00,,,,,",
        ],
    )
    assert gate(more, source=TAX_SOURCE, mode="feed", alternatives=FORMS["tax"]).decision == "accept"
    rows = [["单位", "指标", "人数", "状态", "来源"], ["甲镇", "参保任务数", "112156", "正式", "市下达"]]
    table = write_xlsx(tmp_path / "targets.xlsx", rows)
    assert gate(table, source=TARGETS, alternatives=FORMS["targets"]).decision == "accept"

"""The note of a correction after `campaign rewind`: which days, and the label of the reason, never a typed text."""

from __future__ import annotations

import json
from datetime import date

from transforms.report.progress.rewind_notes import rewind_causes, rewind_notes


def test_one_note_per_order_with_days_and_the_label_of_its_reason() -> None:
    rows = [
        {"from_on": date(2019, 12, 15), "to_on": date(2019, 10, 2), "reason": "wrong_date"},
        {"from_on": date(2019, 12, 1), "to_on": date(2019, 11, 5), "reason": "张三的名单写错"},
    ]
    kept = json.loads(json.dumps(rewind_causes(rows)))  # type: ignore[arg-type]
    assert rewind_notes(kept) == (
        "更正说明：核定曾做到2019年12月15日，其后退回到2019年10月2日重新核定。退回理由：业务日期写错。",
        "更正说明：核定曾做到2019年12月1日，其后退回到2019年11月5日重新核定。退回理由：其他原因。",
    )
    assert rewind_notes(()) == ()

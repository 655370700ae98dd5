"""Laggards, texts and the mail: readable, deterministic, nothing injected, nothing personal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.mail.message import MailError, address_of, build
from tests.support import sample_report
from transforms.mail.progress import html, plain_text, progress_mail
from transforms.report.progress.summary import gap_notes, laggards, summary

FEED = {"source": "tax", "sender": "税务局", "list_mode": "feed", "deliveries": 46, "first_period": "2019-09-03",
        "first_due_on": "2019-09-04", "last_period": "2019-10-18", "last_due_on": "2019-10-19"}  # fmt: skip
LIST = {"source": "disabled_federation", "sender": "残联", "list_mode": "full", "deliveries": 1,
        "first_period": "2019-08", "first_due_on": "2019-08-31", "last_period": "2019-08",
        "last_due_on": "2019-08-31"}  # fmt: skip
OPEN: dict[str, Any] = {
    "missing": [LIST, FEED],
    "deliveries": [{"sender": "民政局", "period": "2019-10", "delivered_on": "2019-10-15", "state": "held",
                    "reasons_zh": "人数骤减"}],
    "quarantine": [{"sender": "扶贫办", "quarantined_rows": 2}, {"sender": "扶贫办", "quarantined_rows": 1}],
}  # fmt: skip
NOTHING: dict[str, Any] = {"missing": [], "deliveries": [], "quarantine": []}
BOOK = {"progress.xlsx": b"PK"}


def _mail(**changes: Any) -> Any:
    report = changes.pop("report", sample_report.report())
    text = progress_mail(summary(report, OPEN), report.slot.as_of)
    values: dict[str, Any] = {"message_id": "0f", "sender": "a@b.test", "recipient": "c@b.test", "attachments": BOOK}
    return build(text, sent_at=datetime(2019, 10, 31, 10, tzinfo=UTC), **(values | changes))


def test_laggards_are_the_last_below_the_goal_with_what_is_missing() -> None:
    assert laggards(sample_report.report(completion_goal_bp=9800)) == ()
    # 98 % everywhere, the goal is all: 4 of 200, 1 of 50, 2 of 100
    assert laggards(sample_report.report(completion_goal_bp=None), count=2) == (
        "甲镇：完成率98.00%，距100.00%还差4人", "乙镇：完成率98.00%，距100.00%还差1人", "另有1个单位完成率同为98.00%"
    )  # fmt: skip


def test_missing_persons_are_rounded_up() -> None:
    assert laggards(sample_report.report(completion_goal_bp=9801))[1].endswith("还差1人")  # 0.005 persons are one


def test_the_plain_text_has_every_part() -> None:
    text = plain_text(summary(sample_report.report(), OPEN))
    for part in ("已参保355人，完成率98.00%", "1. 甲镇　196 / 200　98.00%", "- 丙乡　10 / —　—",
                 "困难　51 / 55　92.73%",
                 "重残　3 / 20　15.00%　金额未定17人（已缴费9人）",
                 "另行跟踪（不计入特殊人群合计）\n- 学生　10 / 30　33.33%",
                 "个人缴费到账　70,520.00元", "2019参保年度个人缴费到账　750.00元", "财政资助　5,980.00元",
                 "残联（残联）：2019-08 全量名册尚未报送，应于2019年8月31日前报送",
                 "税务局（税务缴费流水）：流水46批尚未报送（2019-09-03至2019-10-18），最早一批应于2019年9月4日前报送",
                 "民政局（2019-10，2019-10-15送达）整份暂存，待经办机构核定：人数骤减",
                 "扶贫办：3行（次）数据有误"):  # fmt: skip
        assert part in text, part


def test_a_report_states_in_one_note_what_it_lacks() -> None:
    rejected = {**OPEN["deliveries"][0], "state": "rejected"}
    assert gap_notes({**OPEN, "deliveries": [*OPEN["deliveries"], rejected]}) == (
        "本表不含以下数据：残联1批、税务局46批尚未报送；1份报送暂存待核定；3行（次）数据有误、已隔离。",
    )
    assert gap_notes({**NOTHING, "deliveries": [rejected]}) == gap_notes(NOTHING) == ()
    assert gap_notes({**NOTHING, "missing": [LIST, {**LIST, "source": "other"}]}) == (
        "本表不含以下数据：残联2批尚未报送。",
    )


def test_the_html_is_self_contained_and_escapes_everything() -> None:
    matters = {**OPEN, "deliveries": [{**OPEN["deliveries"][0], "reasons_zh": "<script>alert(1)</script>"}]}
    page = html(summary(sample_report.report(place_name="<b>&"), matters))
    assert "<script" not in page and "&lt;script&gt;" in page and "&lt;b&gt;&amp;" in page
    assert "http://" not in page and "https://" not in page and page.count("src=") == page.count('src="cid:') == 1
    assert 'name="viewport"' in page


def test_an_empty_report_has_a_text_too() -> None:
    text = plain_text(summary(sample_report.report(), NOTHING))
    assert "五、待处理\n- 无" in text


def test_the_same_mail_has_the_same_bytes_and_a_recognisable_id() -> None:
    first, again = _mail(), _mail()
    assert first.as_bytes() == again.as_bytes()
    assert first["Message-ID"] == "<0f@b.test>"
    assert first["Date"] == "Thu, 31 Oct 2019 18:00:00 +0800"
    assert first["Subject"] == "试点县2020年度城乡居民基本医疗保险参保进度月报　截至2019-10-31"
    assert [part.get_content_type() for part in first.walk()][:4] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    (attached,) = first.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("progress.xlsx", b"PK")


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": "x@b.test\r\nBcc: spy@evil.test"},
        {"recipient": "x@b.test, spy@evil.test"},
        {"recipient": "Name <x@b.test>"},
        {"recipient": ""},
        {"sender": "a@b.test\nBcc: spy@evil.test"},
        {"message_id": "0f>\r\nBcc: spy@evil.test"},
        {"attachments": {"a.xlsx\r\nBcc: spy@evil.test": b""}},
        {"report": sample_report.report(place_name="县\r\nBcc: spy@evil.test")},
        {"report": sample_report.report(place_name="县\u2028Bcc")},
    ],
)
def test_nothing_breaks_out_of_a_header(changes: dict[str, Any]) -> None:
    with pytest.raises(MailError):
        _mail(**changes)


def test_offices_become_aliases_of_the_senders_domain() -> None:
    assert address_of("county_tax", "campaign@b.test") == "county_tax@b.test"
    for office in ("a b", "x@y.test", ""):
        with pytest.raises(MailError):
            address_of(office, "campaign@b.test")

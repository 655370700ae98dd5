"""The page 核定: questions in their order, as text, with a digest of what is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from transforms.board.approvals import Paragraph, WaitingReport, approvals, approvals_page
from transforms.board.render import Frame, render

FRAME = Frame("approvals", "试点县", "shidian-2020", (("shidian-2020", "试点县"),), "2019-10-31", "2019-01-01",
              "2019-11-01", "", "wang", "")  # fmt: skip


def detail(run_id: str, created_at: str, body: str = "**残联** 9行\n\n- 新增 3人") -> dict[str, Any]:
    return {"subject": f"残联 {run_id}", "body": body, "options": ["放行", "退回"], "created_at": created_at,
            "task_instance": {"dag_run_id": run_id}}  # fmt: skip


def test_the_earliest_question_comes_first_as_plain_text() -> None:
    first, second = approvals([detail("b", "2019-11-02T00:00:00Z"), detail("a", "2019-11-01T00:00:00Z", "x")])
    assert (first.run_id, second.run_id) == ("a", "b")
    assert second.paragraphs == (Paragraph("残联 9行", False), Paragraph("新增 3人", True))
    assert second.options == ("放行", "退回")


def test_the_digest_follows_what_is_shown() -> None:
    digests = {approvals([detail("a", "", body)])[0].shown for body in ("x", "y", "x ")}
    assert len(digests) == 3
    assert approvals([detail("a", "1", "x")])[0].shown == approvals([detail("a", "2", "x")])[0].shown


def test_markup_stays_text_and_each_question_has_its_form() -> None:
    html = render(
        FRAME, approvals_page(approvals([detail("<b>", "1", "- <script>alert(1)</script>"), detail("c", "2")]), ())
    )
    assert "<script" not in html and "&lt;script&gt;" in html and 'value="&lt;b&gt;"' in html
    assert html.count('method="post"') == 2 and html.count('value="放行"') == 2
    empty = render(FRAME, approvals_page((), ()))
    assert "没有等待核定的报送" in empty and "没有待审批的报表" in empty


WAITS = WaitingReport(
    "progress", "month", date(2019, 10, 31), "", 0, "first,jump", 150, 100, 3_100_000, None, "县医保局",
    date(2019, 11, 2), datetime(2019, 11, 1, 2, 30, tzinfo=UTC), UUID(int=7),
)  # fmt: skip


def test_a_report_that_waits_states_why_since_when_for_whom_and_the_difference() -> None:
    (report,) = approvals_page((), [WAITS]).reports
    assert report.title == "参保进度（月报，截至2019-10-31）" and report.number == "00000000"
    assert report.facts == (
        ("等待原因", "本期首次发出、主要数字比上期变动超过上限"),
        ("等待自", "2019-11-01 10:30"),
        ("等待谁", "县医保局，最近提醒2019-11-02"),
        ("参保人数", "150人，此前100人，相差+50人"),
        ("个人缴费到账", "31,000.00元，此前没有发出过"),
    )
    assert "相差+50人" in render(FRAME, approvals_page((), [WAITS]))


def test_without_an_approver_the_page_asks_for_one() -> None:
    row = replace(WAITS, approvers_zh="", asked_on=None, enrolled_persons=None, received_fen=5, received_fen_before=105,
                  correction_no=2)  # fmt: skip
    (report,) = approvals_page((), [row]).reports
    assert report.title.endswith("，更正第2号）") and dict(report.facts)["等待谁"].startswith("通讯录中没有审批人")
    assert dict(report.facts)["个人缴费到账"] == "0.05元，此前1.05元，相差-1.00元"
    assert "参保人数" not in dict(report.facts)

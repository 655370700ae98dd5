"""The page 核定: questions in their order, as text, with a digest of what is shown."""

from __future__ import annotations

from typing import Any

from transforms.board.approvals import Paragraph, approvals
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
    html = render(FRAME, approvals([detail("<b>", "1", "- <script>alert(1)</script>"), detail("c", "2")]))
    assert "<script" not in html and "&lt;script&gt;" in html and 'value="&lt;b&gt;"' in html
    assert html.count('method="post"') == 2 and html.count('value="放行"') == 2
    assert "没有等待核定的报送" in render(FRAME, ())

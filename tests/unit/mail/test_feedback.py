"""The notice of a feedback workbook: counts by result, the next step, and nothing about a person."""

from typing import Any

import pytest

from transforms.intake.base.reasons import MESSAGES_ZH, message_zh
from transforms.mail.feedback import FeedbackNotice, feedback_mail


def body(**changes: Any) -> str:
    """Return the text about a delivery of 10 rows, one of them faulty."""
    values = {
        "delivery_id": "0f", "edition": 1, "state": "committed", "finding_rows": 3,
        "source": "civil_affairs", "sender": "县民政局", "period": "2019-09",
        "version": 2, "row_count": 10, "clean_count": 7, "duplicate_count": 2, "quarantine_count": 1, "reasons": [],
    }  # fmt: skip
    return feedback_mail("试点县", FeedbackNotice(**values | changes)).plain


COUNTS = "共 10 行；入库 7 行，重复 2 行，不合格 1 行；比对发现 3 条。"
RETURN = "请领取反馈工作簿，按封面所述办法更正后报回，不必另填表格。"
UNREAD = "未能读出其中的数据，原因和办法见反馈工作簿封面。"


def test_the_subject_names_sender_and_period() -> None:
    assert body().startswith("县民政局：\n\n贵单位所属期 2019-09（第 2 版）的报送已处理：已入库。\n" + COUNTS)
    assert body().endswith("反馈工作簿含个人信息，不随邮件发送，请到医保经办机构按规定领取。")


@pytest.mark.parametrize(
    ("changes", "is_asked"),
    [
        ({}, True),
        ({"quarantine_count": 0}, False),
        ({"quarantine_count": 0, "state": "superseded"}, False),
        ({"quarantine_count": 0, "state": "held"}, True),
        ({"quarantine_count": 0, "state": "rejected"}, True),
    ],
)
def test_the_workbook_is_sent_back_if_something_is_to_be_corrected(changes: dict[str, Any], is_asked: bool) -> None:
    assert (RETURN in body(**changes)) is is_asked


@pytest.mark.parametrize("state", ["held", "rejected", "superseded", "revoked"])
def test_rows_of_a_delivery_that_is_not_in_force_are_not_called_loaded(state: str) -> None:
    assert "共 10 行；入库 0 行，" in body(state=state)


EMPTY = {"row_count": None, "clean_count": None, "duplicate_count": None, "quarantine_count": None}


@pytest.mark.parametrize(
    ("changes", "is_read"),
    [
        ({"state": "rejected", "reasons": [{"code": "header_unknown"}]}, False),
        ({"state": "held", "reasons": [{"code": "no_rows"}]}, True),
        ({"state": "held", "reasons": [{"code": "no_rows"}, {"code": "header_unknown"}]}, False),
        ({"state": "committed"}, True),
    ],
)
def test_a_file_without_rows_was_read_only_if_that_is_its_fault(changes: dict[str, Any], is_read: bool) -> None:
    text = body(**EMPTY | changes)
    assert (UNREAD in text) is not is_read and ("共 0 行；入库 0 行" in text) is is_read


def test_a_refusal_names_its_reasons_once_and_repeats_nothing_of_the_file() -> None:
    reasons = [
        {"code": "no_rows", "message_zh": "张三"},
        {"code": "file_empty", "message_zh": "李四"},
        {"code": "no_rows"},
    ]
    for state in ("held", "rejected"):
        text = body(state=state, reasons=reasons)
        assert f"原因：\n- {message_zh('no_rows')}\n- {message_zh('file_empty')}\n" in text
        assert "张三" not in text and "李四" not in text
    assert "原因：" not in body(reasons=reasons)


def test_a_long_list_of_reasons_is_cut_and_counted() -> None:
    reasons = [{"code": code} for code in list(MESSAGES_ZH)[:11]]
    text = body(state="rejected", reasons=reasons)
    assert text.count("\n- ") == 10 and "……共 11 项" in text

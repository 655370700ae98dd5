"""Every reason code has a text for the sender; a reason repeats no value and knows its place."""

from __future__ import annotations

import re

import pytest

from pipeline.intake.history_checks import FEED_DAY_MISSING
from pipeline.runtime.settings import REPOSITORY
from transforms.intake.base.reasons import (
    MESSAGES_ZH,
    NEXT_STEPS_ZH,
    NO_ROWS,
    RECEIPT_CANCELLED,
    ReadRefused,
    Reason,
    message_zh,
    next_step_zh,
    reason,
    refuse,
)


def test_every_code_in_the_code_has_a_text() -> None:
    pattern = re.compile(r'(?:refuse|reason|fault|warn|note|Finding)\(\s*"([a-z_]+)"')
    files = (REPOSITORY / "transforms").glob("i*/**/*.py")
    used = {code for path in files for code in pattern.findall(path.read_text(encoding="utf-8"))}
    assert len(used) > 30 and used <= MESSAGES_ZH.keys()


def test_every_reason_to_hold_a_delivery_has_a_general_text_for_the_mail() -> None:
    text = (REPOSITORY / "pipeline" / "intake" / "history_checks.py").read_text(encoding="utf-8")
    codes = {*re.findall(r'\bReason\(\s*"([a-z_]+)"', text), RECEIPT_CANCELLED, FEED_DAY_MISSING}
    assert len(codes) == len(re.findall(r"\bReason\(", text)) == 12
    assert codes <= MESSAGES_ZH.keys()


def test_every_text_is_a_sentence_with_a_remedy_or_a_statement() -> None:
    assert all(len(text) > 6 and text.endswith("。") for text in MESSAGES_ZH.values())
    assert len(set(MESSAGES_ZH.values())) == len(MESSAGES_ZH), "two codes with one text cannot be told apart"
    assert not any(re.search(r"[a-z]+_[a-z]+", text) for text in MESSAGES_ZH.values()), "no code in a sender's text"


def test_an_unknown_code_is_never_sent() -> None:
    for build in (message_zh, reason, refuse):
        with pytest.raises(KeyError):
            build("no_such_code")


def test_a_detail_follows_the_text_of_the_code() -> None:
    assert reason("control_count", "明细 2 行。", "第1个工作表", 9, "B") == Reason(
        "control_count", "末行合计的笔数与明细行数不一致，请核对后重新报送。明细 2 行。", "第1个工作表", 9, "B"
    )


def test_a_refusal_rejects_unless_a_person_can_decide() -> None:
    assert not refuse("file_empty").hold
    held = refuse(NO_ROWS, row=3, hold=True)
    assert held.hold and held.reasons[0].row == 3
    two = ReadRefused(reason("file_empty"), reason("file_type"))
    assert str(two) == "file_empty, file_type" and [one.code for one in two.reasons] == ["file_empty", "file_type"]


def test_unknown_headings_have_a_next_step_that_names_the_command() -> None:
    assert all(steps.keys() <= MESSAGES_ZH.keys() for steps in NEXT_STEPS_ZH.values())
    command = "campaign layout new 文件 --source veterans --pack kaijiang-2020"
    held = next_step_zh("held", ["layout_unknown"], "veterans", "kaijiang-2020")
    assert held and command in held and "自动读取" in held
    rejected = next_step_zh("rejected", ["column_duplicate", "column_missing"], "veterans", "kaijiang-2020")
    assert rejected and command in rejected and "campaign reread" in rejected
    run = "campaign run --pack kaijiang-2020 --on 2019-12-20"
    postponed = next_step_zh("landed", ["sender_bytes"], "veterans", "kaijiang-2020", run)
    assert postponed is not None and postponed.endswith(f"：{run} --postponed"), "with the date that it needs"
    assert next_step_zh("held", ["mostly_quarantined"], "veterans", "kaijiang-2020") is None
    assert next_step_zh("committed", ["layout_unknown"], "veterans", "kaijiang-2020") is None

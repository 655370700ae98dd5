"""The cover: rows by result add up, sums come with the count of unknown amounts, and the next steps fit the state."""

from typing import Any

import pytest

from tests.support.feedback_content import content, delivery
from transforms.intake.base.reasons import Reason
from transforms.report.feedback.content import Feedback, Finding, Funded
from transforms.report.feedback.cover import cover_rows, funded_zh, guide, mark_row, not_compared_zh, place_zh
from transforms.report.feedback.marks import Mark

PARTS = ("其中", "　　　重复", "　　　不合格", "　　　暂存", "　　　随整份退回")


def cover(feedback: Feedback) -> dict[str, str]:
    """Return the cover by label."""
    return dict(cover_rows(feedback))


@pytest.mark.parametrize(
    ("state", "parts"),
    [
        ("committed", ["7", "2", "1", "0", "0"]),
        ("superseded", ["7", "2", "1", "0", "0"]),
        ("revoked", ["7", "2", "1", "0", "0"]),
        ("held", ["0", "0", "1", "9", "0"]),
        ("rejected", ["0", "0", "1", "0", "9"]),
    ],
)
def test_rows_by_result_add_up_to_the_rows_of_the_delivery(state: str, parts: list[str]) -> None:
    rows = cover_rows(content(delivery(state=state)))
    assert [text for label, text in rows if label.startswith(PARTS)] == parts
    assert sum(map(int, parts)) == int(dict(rows)["报送行数"]) == 10


def test_the_cover_names_the_delivery() -> None:
    rows = cover(content())
    assert rows["所属期"] == "2019-09，第 2 版，全量名册"
    assert rows["数据截止日 / 收到日"] == "2019-09-30 / 2019-10-01"
    assert cover(content(delivery(decided_on=None)))["处理日"] == ""


def test_a_file_that_could_not_be_read_has_no_count_of_rows() -> None:
    unread = delivery(state="rejected", row_count=0, clean_count=0, duplicate_count=0, quarantine_count=0)
    reason = Reason("no_header", "找不到表头", "名单", 3, "B")
    rows = cover(content(delivery(**vars(unread) | {"reasons": (reason,)}), columns=(), lines=()))
    assert rows["报送行数"] == "未能读取，原因见“整份文件的问题”"
    assert rows["整份文件的问题"] == "1．找不到表头（名单 第3行 B列）"
    assert cover(content(unread, columns=(), lines=()))["报送行数"] == "0"


@pytest.mark.parametrize(("count", "more"), [(12, []), (13, ["……另有 1 条"])])
def test_at_most_twelve_problems_of_the_file_are_listed(count: int, more: list[str]) -> None:
    reasons = tuple(Reason("code", f"问题{number}") for number in range(count))
    lines = cover(content(delivery(reasons=reasons)))["整份文件的问题"].split("\n")
    assert (len(lines), lines[12:]) == (12 + len(more), more)


@pytest.mark.parametrize(("state", "label"), [("committed", "入库金额（元）"), ("held", "合格行金额（元）")])
def test_an_amount_is_that_of_the_loaded_or_of_the_valid_rows(state: str, label: str) -> None:
    assert cover(content(delivery(state=state, amount_fen=1234567)))[label] == "12,345.67"
    assert "金额" not in "".join(cover(content(delivery(state=state))))


def test_rows_that_name_several_persons_are_counted_twice() -> None:
    assert cover(content(file_rows=6))["报送行数"] == "10（按人计；报送文件共 6 行，一行写有几个人）"


def people(*fen: int | None, waiting: int = 0) -> tuple[Funded, ...]:
    """Make persons of the deduplicated list."""
    return tuple(Funded((), amount, True) for amount in fen) + (Funded((), None, False),) * waiting


@pytest.mark.parametrize(
    ("to_fund", "text"),
    [
        (people(), "0 / 0.00"),
        (people(13000, 12000, 0), "2 / 250.00"),
        (people(13000, None), "1 / 130.00（另有标准未定 1 人）"),
        (people(13000, None, waiting=2), "1 / 130.00（另有标准未定 1 人、待核定 2 人）"),
        (people(waiting=2), "待核定"),
    ],
)
def test_the_sum_of_the_funds_comes_with_the_count_of_unknown_amounts(to_fund: tuple[Funded, ...], text: str) -> None:
    assert funded_zh(content(to_fund=to_fund)) == text
    assert cover(content(to_fund=to_fund))["去重后人数（人）"] == str(len(to_fund))


def test_lists_that_have_not_arrived_are_named() -> None:
    assert not_compared_zh(content()) == ""
    assert not_compared_zh(content(not_compared=("职工参保", "死亡"))) == "（尚未收到职工参保、死亡，未据以剔除）"


FINDING = Finding("2", "张三", "1101**", "重复", "核对", "民政名单")


def steps(of: dict[str, Any], **changes: Any) -> str:
    """Return the next steps as one text."""
    return "\n".join(guide(content(delivery(**of), **changes)))


@pytest.mark.parametrize(
    ("of", "changes", "words", "without"),
    [
        ({}, {}, "版次写第 4 版", "暂存"),
        ({}, {"is_whole": False}, "未列出的行保持不变。", ""),
        ({"quarantine_count": 0}, {}, "下一步 1．如需更正：", "不合格"),
        ({"quarantine_count": 0}, {"columns": ()}, "下一步 1．无需更正。", "报回"),
        ({"state": "held"}, {}, "由经办机构核定是否放行", "退回"),
        ({"state": "rejected"}, {}, "请按上列问题更正后以第 4 版报回。", ""),
        ({"state": "rejected", "other_parts": 2}, {}, "仍以第 2 版报送原名单（同一版的其他 2 份已入库）", "第 4 版"),
        ({"other_parts": 2}, {}, "第 2 版由 3 份组成", "直接在本工作簿"),
        ({}, {"is_compared": True, "findings": (FINDING,)}, "请逐条核对", ""),
        ({}, {"is_compared": True}, "更正办法", "逐条核对"),
        ({}, {"to_fund": ()}, "“去重名单”为剔除重复后的人员", ""),
    ],
)
def test_the_next_steps_fit_the_state(of: dict[str, Any], changes: dict[str, Any], words: str, without: str) -> None:
    text = steps(of, **changes)
    assert words in text and (not without or without not in text)


def test_the_last_line_is_about_personal_data_and_the_steps_are_numbered() -> None:
    lines = guide(content(delivery(state="held")))
    assert [line[:6] for line in lines[:-1]] == [f"下一步 {number}．" for number in range(1, len(lines))]
    assert lines[-1] == "本工作簿含个人信息，仅供报送单位核对，请妥善保管，不得外传。"


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ((None, None, None), ""),
        ((None, 3, None), "（第3行）"),
        (("名单", 3, "AB"), "（名单 第3行 AB列）"),
        ((None, None, "身份证号码"), "（身份证号码）"),
        ((None, None, "ab"), "（ab）"),
    ],
)
def test_a_place_is_sheet_row_and_column(place: tuple[str | None, int | None, str | None], text: str) -> None:
    assert place_zh(*place) == text


def test_the_mark_is_that_of_delivery_and_edition() -> None:
    key = b"k" * 32
    assert mark_row(content(edition=3), key) == Mark(delivery().delivery_id, "ab" * 32, 3).values(key, "xx-2020")


def test_remarks_about_the_file_are_on_the_cover() -> None:
    assert "提示（照常处理）" not in cover(content())
    assert cover(content(remarks=("有示例行", "有隐藏的行")))["提示（照常处理）"] == "1．有示例行\n2．有隐藏的行"

"""A header that is not the expected one: of another layout (rejected), of none (held), or with columns missing."""

from __future__ import annotations

import pytest

from tests.support.files.builders import CIVIL_HEADER, LAYOUTS
from transforms.intake.base.reasons import ReadRefused, refuse
from transforms.intake.reading.recognise import explain_header

CIVIL = LAYOUTS["civil_affairs"]
ALL = list(LAYOUTS.values())
MISSING = refuse("column_missing", row=1)
TAX_HEADER = ["凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期", "缴费渠道"]


def explained(header: list[str], refusal: ReadRefused | None = MISSING) -> ReadRefused | None:
    return explain_header([[header, ["1"]]], CIVIL, ALL, "full", refusal)


def test_the_whole_header_of_another_layout_is_rejected() -> None:
    refusal = explained(TAX_HEADER)
    assert refusal is not None and not refusal.hold
    assert refusal.reasons[0].code == "other_layout" and "凭证号" in refusal.reasons[0].message_zh


def test_a_file_that_was_read_belongs_to_its_layout() -> None:
    assert explained(CIVIL_HEADER, None) is None


def test_a_header_of_which_half_is_there_lacks_columns() -> None:
    header = [cell for cell in CIVIL_HEADER if cell not in ("人员类别", "认定日期")]
    assert explained(header) is MISSING


def test_a_header_that_no_layout_has_is_held_with_the_closest_and_the_differences() -> None:
    refusal = explained(["编号", "对象姓名", "身份号码", "救助类型", "所在地", "批准时间"], refuse("header_unknown"))
    assert refusal is not None and refusal.hold
    (reason,) = refusal.reasons
    assert (reason.code, reason.row) == ("layout_unknown", 1)
    assert "最接近的版式是 civil_affairs" in reason.message_zh
    assert "“姓名”像是 B 列" in reason.message_zh and "未登记的列：A 列" in reason.message_zh
    assert "对象姓名" not in reason.message_zh, "the sender's own text is never repeated"


@pytest.mark.parametrize(
    "header", [["姓甲", "名乙"], ["姓甲", "名乙", "名乙"], ["甲1234", "乙", "丙"], ["长" * 21, "乙", "丙"]]
)
def test_a_row_that_cannot_be_a_header_leaves_the_refusal_as_it_is(header: list[str]) -> None:
    assert explained(header) is MISSING


def test_columns_of_several_persons_are_held_with_the_remark_about_families() -> None:
    header = ["户主姓名", "户主身份证号码", "配偶姓名", "配偶身份证号码", *CIVIL_HEADER[3:7]]
    refusal = explained(header)
    assert refusal is not None and refusal.hold
    assert "一行写有几个人" in refusal.reasons[0].message_zh


def test_the_own_layout_is_no_stranger() -> None:
    assert explain_header([[CIVIL_HEADER]], CIVIL, [CIVIL], "full", None) is None


@pytest.mark.parametrize(
    ("columns", "is_family"),
    [
        (["姓名1", "身份证号码1", "姓名2", "身份证号码2"], True),
        (["姓名一", "身份证号码一", "姓名二", "身份证号码二"], True),
        (["姓名1", "身份证号码1"], False),  # one person
        (["户主姓名", "配偶身份证号码"], False),  # of nobody both columns
        (["姓名", "身份证号码", "配偶姓名", "配偶身份证号码"], False),  # the layout's own columns are there
    ],
)
def test_several_persons_are_known_by_what_is_before_or_after_their_columns(
    columns: list[str], is_family: bool
) -> None:
    refusal = explained([*columns, *CIVIL_HEADER[3:7]])
    assert refusal is not None
    assert ("一行写有几个人" in refusal.reasons[0].message_zh) == is_family
    assert (refusal is MISSING) == (not is_family)

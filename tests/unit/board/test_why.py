"""The page 为什么: years with their reasons, and what of the number is shown again."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from transforms.board.render import Frame, render
from transforms.board.why import REASONS, Reason, person_key, shown_end, why
from transforms.report.explanation import Line

MARKUP = "<script>alert(1)</script>"
RESULT = Line(2020, "result", "结论", "owing", "未参保：应缴250元", None, None, None, 25_000, None, None)
PRICE = Line(
    2020, "price", "缴费标准", "price", "个人缴费标准250元", "DA-02", "第二条", "每人250元", 25_000, None, None
)
NUMBER = "990101199001010011"
FRAME = Frame("why", "试点县", "shidian-2020", (("shidian-2020", "试点县"),), "2019-10-31", "2019-01-01", "2019-11-01",
              "", "wang", "")  # fmt: skip


def test_a_year_has_its_sentence_and_the_reasons_with_clauses() -> None:
    page = why(True, "0011", [RESULT, PRICE, replace(RESULT, plan_year=2021, fen=None)])
    assert [year.sentence for year in page.years] == ["2020年度：应缴250元。", "2021年度：应缴金额未定。"]
    assert page.years[0].reasons == (
        Reason("结论", "未参保：应缴250元", "", ""), Reason("缴费标准", "个人缴费标准250元", "第二条", "每人250元"),
    )  # fmt: skip


def test_the_page_asks_and_answers_without_the_number() -> None:
    empty = render(FRAME, why(True))
    assert "查询结果" not in empty and "证件号码或人员代号" in empty and all(reason in empty for reason in REASONS)
    unknown = render(FRAME, why(False, ""))
    assert "没有查到" in unknown and "只能按人员代号查询" in unknown
    answer = render(FRAME, why(True, shown_end(NUMBER), [RESULT, replace(PRICE, quote=MARKUP)]))
    assert "末四位：0011" in answer and NUMBER not in answer and "第二条" in answer
    assert "&lt;script&gt;" in answer and "<script" not in answer and 'method="post"' in answer


@pytest.mark.parametrize(("text", "end"), [(" 9901 0119 9001 0100 11 ", "0011"), ("123456789", ""), ("", "")])
def test_of_a_short_number_nothing_is_shown(text: str, end: str) -> None:
    assert shown_end(text) == end


@pytest.mark.parametrize(
    ("text", "key"),
    [(" 00000000-0000-0000-0000-000000000007", UUID(int=7)), ("0" * 31 + "7", UUID(int=7)), (NUMBER, None), ("", None)],
)
def test_a_person_key_is_known_by_its_form(text: str, key: UUID | None) -> None:
    assert person_key(text) == key

"""The sentence of a plan year, composed of the lines of an explanation."""

from __future__ import annotations

import datetime as dt

import pytest

from transforms.report.explanation import Line, sentences


def line(topic: str, verdict: str, fen: int | None = None, year: int = 2020, text: str = "…", payer: str = "") -> Line:
    return Line(year, topic, topic, verdict, text, None, None, None, fen, payer or None, dt.date(2019, 9, 20))


def test_a_year_has_due_payers_and_day_of_enrolment_and_money_back_comes_last() -> None:
    lines = [
        line("result", "enrolled", 12_000),
        line("refund", "overpaid", text="多缴5元，应退还"),
        line("share", "pays", 13_000, payer="财政"),
        line("settlement", "by_receipt"),
        line("coverage", "covered", text="2020-01-01起享受待遇"),
        line("waiting", "none"),
    ]
    assert sentences(lines) == [
        "2020年度：应缴120元，财政代缴130元，2019-09-20参保，2020-01-01起享受待遇，多缴5元，应退还。"
    ]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([line("result", "undefined"), line("settlement", "undefined", text="不能确定参保")],
         "应缴金额未定，不能确定参保"),
        ([line("result", "deceased", 0), line("exclusion", "deceased", text="已死亡"), line("settlement", "out")],
         "应缴0元，已死亡"),
        ([line("result", "owing", 100), line("share", "would_pay", 50, payer="民政"),
          line("settlement", "unpaid", text="尚未缴费")], "应缴1元，参保后民政代缴0.5元，尚未缴费"),
    ],
)  # fmt: skip
def test_other_results(lines: list[Line], sentence: str) -> None:
    assert sentences(lines) == [f"2020年度：{sentence}。"]


def test_each_year_has_its_sentence() -> None:
    assert sentences([line("result", "repaired", 0, 2018), line("result", "owing", 100)]) == [
        "2018年度：应缴0元。", "2020年度：应缴1元。",
    ]  # fmt: skip
    assert sentences([]) == []

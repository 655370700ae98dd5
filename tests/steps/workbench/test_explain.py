"""Lines of worked cases as an official reads them, and the two that no crowd shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.runtime.settings import Settings
from pipeline.workbench import explain
from simulation.facts import ListRow, Person, Roll
from simulation.localities import PLACES
from tests.support.packs.worked_cases import POLICIES, cases_of, pack_of, scratch_on
from tests.support.warehouse import explanations, facts
from transforms.policy import campaign_id
from transforms.report.explanation import Line, sentences
from transforms.text import figures
from warehouse.embedded.server import Server

PACK = "dongan-2020"


@pytest.fixture(scope="module")
def explained(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Line]]:
    """The lines of the one case whose sentence begins so; all cases run once."""
    with scratch_on(server, POLICIES, tmp_path_factory.mktemp("home")) as settings:
        found = explain.lines_of_cases(settings, pack_of(PACK), cases_of(PACK))
    assert len(found) == len(cases_of(PACK)) > 50 and all(lines for case, lines in found if case.text.person.on_roll)

    @cache
    def one(start: str) -> list[Line]:
        (lines,) = (lines for case, lines in found if case.sentence.startswith(start))
        return lines

    return one


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        (
            "建档立卡贫困人口把120元缴了两遍",
            "应缴120元，财政代缴130元，2019-09-20参保，通知没有写明何时起享受待遇，多缴120元，应退还。",
        ),
        ("分两次缴，第二次差一分钱没有缴清", "应缴250元，已缴249.99元，不足应缴250元，已缴249.99元暂挂账"),
        ("职工医保在永州市内却缴了250元", "应缴0元，职工医保参保期间不参加居民医保，不应缴而已缴250元，应退还。"),
    ],
)  # fmt: skip
def test_the_first_sentence(explained: Callable[[str], list[Line]], case: str, sentence: str) -> None:
    (said,) = sentences(explained(case))
    assert said.startswith(f"2020年度：{sentence}"), said


@pytest.mark.parametrize(
    ("case", "verdict", "words", "rule_id"),
    [
        ("低保对象10月10日缴120元后10月15日又认定建档立卡", "kept", "不再补退", "DA-13"),
        ("低保对象10月10日缴120元后10月15日又认定建档立卡", "counts", "低保对象：按此类别资助130元", "DA-10"),
        ("建档立卡10月10日退出而低保仍在", "ended", "2019-10-10起已不属于此类别", "DA-08"),
        ("集中缴费期后新增的建档立卡贫困人口，", "too_late", "已过集中缴费期", "recognised_after_window"),
        ("特困人员有永州市内的职工医保", "out", "不资助", "DA-09"),
    ],
)  # fmt: skip
def test_a_category_says_why(
    explained: Callable[[str], list[Line]], case: str, verdict: str, words: str, rule_id: str
) -> None:
    (line,) = (one for one in explained(case) if one.topic == "category" and one.verdict == verdict)
    assert words in line.explanation_zh and (line.rule_id or "").startswith(rule_id[:5]), line
    assert line.clause and line.quote


def test_a_year_that_nobody_may_pay_has_no_price(explained: Callable[[str], list[Line]]) -> None:
    verdicts = {line.plan_year: line.verdict for line in explained("钱缴到了不开放的2018年度") if line.topic == "price"}
    assert verdicts == {2018: "none", 2020: "price"}


def test_a_category_without_any_rule_is_said_to_have_none(settings: Settings) -> None:
    """No pack that loads has one; the statements do not rely on it."""
    place = PLACES[PACK]
    day = place.rules.starts_on
    row = ListRow("s", "left_alone", "", "add", day, day, day, None, None, place.units[0][0])
    person = Person(1, day.replace(year=1980), Roll(place.units[0][0], True, True), [row])
    facts.put(settings, PACK, [person])
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        new = "(%s, 'left_alone', '未提及的人', 99, NULL, 'none', FALSE)"
        conn.execute(f"INSERT INTO policy.category VALUES {new}", (campaign_id(PACK),))
    assess.run(settings, PACK, place.business_date)
    (lines,) = explanations.mart(settings, PACK).values()
    (line,) = (one for one in lines if one["topic"] == "category")
    assert (line["verdict"], line["rule_id"]) == ("no_rule", None) and "未提及的人" in line["explanation_zh"]


@pytest.mark.parametrize(("fen", "words"), [(0, "0元"), (12000, "120元"), (12050, "120.5元"), (10001, "100.01元")])
def test_yuan(fen: int, words: str) -> None:
    assert figures.yuan_zh(fen) == words


def test_the_words_of_the_mart_cover_every_code(settings: Settings) -> None:
    words = (Path(__file__).parents[3] / "sql" / "marts" / "cases" / "explanation.sql").read_text(encoding="utf-8")
    for code in explanations.codes(settings):
        topic, verdict = code.split(".")
        assert f"('{topic}', '" in words and f"', '{verdict}', '" in words, code

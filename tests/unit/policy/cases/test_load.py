"""The format of the cases: what an official may write, and that every slip is told with its line, in both languages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.runtime.settings import REPOSITORY
from tests.support.packs.worked_cases import PACKS, pack_of
from transforms.policy import PackError, Problem
from transforms.policy.cases.facts import fact_rows
from transforms.policy.cases.load import check_cases, load_cases
from transforms.policy.cases.model import Case, parse_yuan
from transforms.text.figures import yuan_input

PACK = pack_of("dongan-2020")
GOOD = """\
usual:
  as_of: 2020-02-01
  person: {born_on: 1975-06-15, insured_last_year: false}
cases:
  - sentence: 建档立卡贫困人口缴120元五角
    requirements: [DA-08]
    ambiguity: 25
    person: {hukou_local: false}
    lists:
      - {category: registered_poor, cut_off_on: 2019-08-31, source: poverty_relief}
    employee:
      - {from: 2019-01-01, to: 2019-02-01, region: 永州市}
    payments:
      - {yuan: "120.5", paid_on: 2019-09-20}
    expect: {status: enrolled, due_yuan: 120, payers: {fiscal: 130}, coverage_from: null}
tables:
  - sentence: <何时>缴<多少>元
    requirements: [DA-02]
    payments:
      - {yuan: <多少>, paid_on: <何时>}
    expect: {status: <状态>, due_yuan: <应缴>}
    columns: [何时, 多少, 状态, 应缴]
    rows:
      - [2019-09-01, 250, enrolled, 250]
      - [2020-01-01, 250, undefined, null]
      - [2019-09-02, "249.99", owing, 不论]
"""


def read(tmp_path: Path, content: str) -> list[Case]:
    folder = _write(tmp_path, content)
    return load_cases(PACK, folder)


def problems(tmp_path: Path, content: str) -> list[Problem]:
    return check_cases(PACK, _write(tmp_path, content))


def _write(tmp_path: Path, content: str) -> Path:
    (tmp_path / "cases").mkdir(exist_ok=True)
    (tmp_path / "cases" / "one.yaml").write_text(content, encoding="utf-8")
    return tmp_path


def test_a_case_is_read_with_what_is_usual(tmp_path: Path) -> None:
    case = read(tmp_path, GOOD)[0]
    assert (case.line, case.row, case.text.as_of) == (5, None, dt.date(2020, 2, 1))
    assert case.text.person.model_dump() == {
        "born_on": dt.date(1975, 6, 15), "hukou_local": False, "on_roll": True, "insured_last_year": False, "unit": None
    }  # fmt: skip
    assert case.text.payments[0].yuan == 12050
    assert case.text.lists[0].effective_on == dt.date(2019, 8, 31)
    assert case.text.employee[0].to_on == dt.date(2019, 2, 1)
    values = case.expect[0].values()
    assert values["due_yuan"] == 12000 and values["payers"] == {"fiscal": 13000}
    assert values["coverage_from"] is None and "settled_on" not in values


def test_a_table_is_a_case_for_each_row(tmp_path: Path) -> None:
    rows = read(tmp_path, GOOD)[1:]
    assert [(one.sentence, one.row, one.line) for one in rows] == [
        ("2019-09-01缴250元", 1, 24), ("2020-01-01缴250元", 2, 25), ("2019-09-02缴249.99元", 3, 26)
    ]  # fmt: skip
    assert rows[1].expect[0].values() == {"status": "undefined", "due_yuan": None}
    assert rows[2].expect[0].values() == {"status": "owing"}, "不论 checks nothing"
    assert rows[2].text.payments[0].yuan == 24999


HOUSEHOLD = """\
cases:
  - sentence: 丈夫缴了，妻子没有缴
    as_of: 2020-02-01
    requirements: [DA-06]
    payments:
      - {yuan: 250, paid_on: 2019-09-20}
    household:
      - {who: 妻子, lists: [{category: destitute, cut_off_on: 2019-08-31}], person: {unit: 白牙市镇}}
      - {who: 儿子, person: {born_on: 2010-05-01}}
    before_correction: {due_yuan: 240}
    expect: {status: enrolled, household_incomplete: true}
"""


def test_a_household_shares_its_number_and_each_member_is_a_person(tmp_path: Path) -> None:
    (case,) = read(tmp_path, HOUSEHOLD)
    assert [name for name, _ in case.text.lives()] == ["", "妻子", "儿子"]
    assert case.expect[0].values() == {"status": "enrolled", "household_incomplete": True}
    assert case.before[0].values() == {"due_yuan": 24000}
    rows = fact_rows(PACK, [case])
    roll = rows["core.roll_fact"]
    assert len({row["person_key"] for row in roll}) == len(roll) == len({row["row_no"] for row in roll}) == 3
    assert len({row["household_key"] for row in roll}) == 1 and roll[0]["household_key"] is not None
    assert {row["person_key"] for row in rows["core.changed_person"]} == {row["person_key"] for row in roll}
    assert [row["person_key"] for row in rows["core.membership_fact"]] == [roll[1]["person_key"]]
    assert [row["person_key"] for row in rows["core.payment"]] == [roll[0]["person_key"]]
    alone = fact_rows(PACK, read(tmp_path, GOOD))["core.roll_fact"]
    assert len(alone) == 4 and {row["household_key"] for row in alone} == {None}


@pytest.mark.parametrize(
    ("good", "bad", "line", "zh", "en"),
    [
        ("who: 儿子", "who: 妻子", 2, "who 各不相同", "a `who` of their own"),
        ("who: 儿子, ", "", 9, "此项必填", "required"),
        ("born_on: 2010-05-01", "on_roll: false", 9, "户号在参保底册上", "households stand on the roll"),
        ("    requirements: [DA-06]", "    requirements: [DA-06]\n    person: {on_roll: false}", 2, "户号在参保底册上",
         "on the roll"),
        ("category: destitute", "category: destitutes", 8, "人群类别 destitutes", "no category destitutes"),
        ("unit: 白牙市镇", "unit: 北京", 8, "单位 北京", "no unit 北京"),
        ("who: 儿子,", "who: 儿子, sentence: 儿子的算例句子,", 9, "没有这个键", "no such key"),
        ("{due_yuan: 240}", "{due_fen: 240}", 10, "没有这个键", "no such key"),
        (
            HOUSEHOLD[HOUSEHOLD.index("    household:") : HOUSEHOLD.index("    before")], "", 8,
            "没有写 household", "no household to judge",
        ),
    ],
)  # fmt: skip
def test_a_slip_in_a_household_is_told_with_its_line(
    tmp_path: Path, good: str, bad: str, line: int, zh: str, en: str
) -> None:
    assert HOUSEHOLD.count(good) == 1 and problems(tmp_path, HOUSEHOLD) == []
    found = problems(tmp_path, HOUSEHOLD.replace(good, bad))
    told = [one for one in found if zh in one.text_zh() and en in one.text_en()]
    assert told and line in {one.line for one in told}, [(one.line, one.text_zh()) for one in found]


@pytest.mark.parametrize(
    ("written", "fen"), [(0, 0), (120, 12000), ("120.5", 12050), ("120.50", 12050), ("0.01", 1), ("250", 25000)]
)
def test_yuan_become_fen_exactly(written: object, fen: int) -> None:
    assert parse_yuan(written) == fen


@pytest.mark.parametrize("fen", [0, 1, 10, 99, 100, 12050, 25000, -5])
def test_fen_are_shown_as_yuan_that_read_back(fen: int) -> None:
    assert fen < 0 or parse_yuan(int(yuan_input(fen)) if yuan_input(fen).isdigit() else yuan_input(fen)) == fen
    assert yuan_input(-5) == "-0.05"


SLIPS = [
    # (what is replaced, by what, line, part of the code, word in Chinese, word in English)
    ("due_yuan: 120", "due_yuan: 120.5", 15, "yaml.number", "整数", "whole numbers"),
    ("due_yuan: 120", 'due_yuan: "120.505"', 15, "meaning", "金额", "yuan"),
    ("due_yuan: 120", "due_yuan: true", 15, "meaning", "金额", "yuan"),
    ("due_yuan: 120", "due_fen: 120", 15, "extra_forbidden", "没有这个键", "no such key"),
    ("status: enrolled", "state: enrolled", 15, "extra_forbidden", "没有这个键", "no such key"),
    ("as_of: 2020-02-01", "as_of: 2020-2-1", 2, "yaml.date", "日期", "dates"),
    ("as_of: 2020-02-01", "as_of: 2020-02-30", 2, "yaml.date", "日历", "calendar"),
    ("born_on: 1975-06-15", 'born_on: "1975-06-15"', 3, "date_type", "日期", "a date"),
    ("requirements: [DA-08]", "requirements: [KJ-08]", 6, "unknown", "要求编号", "requirement"),
    ("requirements: [DA-08]", "requirements: []", 6, "too_short", "列表", "a list"),
    ("category: registered_poor", "category: registered_pour", 10, "unknown", "人群类别", "category"),
    ("source: poverty_relief", "source: nobody", 10, "unknown", "名单来源", "source"),
    ("cut_off_on: 2019-08-31, ", "", 10, "meaning", "认定日期", "recognised_on"),
    ("payers: {fiscal: 130}", "payers: {bank: 130}", 15, "unknown", "出资渠道", "payer"),
    ("person: {hukou_local: false}", "person: {hukou_local: false, unit: 北京}", 8, "unknown", "单位", "unit"),
    ("person: {hukou_local: false}", "person: {hukou_local: yes}", 8, "yaml.word", "true", "true"),
    ("expect: {status: enrolled, due_yuan: 120, payers: {fiscal: 130}, coverage_from: null}", "expect: {}", 15,
     "meaning", "至少", "at least one"),
    ("yuan: \"120.5\"", "yuan: 0", 14, "meaning", "大于0", "more than 0"),
    ("sentence: 建档立卡贫困人口缴120元五角", "sentence: poor person pays", 5, "pattern", "应为中文", "in Chinese"),
    ("      - [2019-09-01, 250, enrolled, 250]", "      - [2019-09-01, 250, enrolled]", 24, "table", "4 格", "4 cells"),
    ("      - [2019-09-01, 250, enrolled, 250]", "      - [2019-09-01, abc, enrolled, 250]", 24, "meaning", "金额",
     "yuan"),
    ("columns: [何时, 多少, 状态, 应缴]", "columns: [何时, 多少, 状态, 该缴]", 22, "table", "没有用到", "not used"),
    ("      - [2020-01-01, 250, undefined, null]", "      - [2019-09-01, 250, enrolled, 250]", 25, "meaning", "唯一",
     "one case"),
    ("tables:", "table:", 16, "meaning", "usual、cases、tables", "usual, cases and tables"),
    ("usual:", "usual: &x", 1, "yaml", "锚点", "anchors"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "line", "code", "zh", "en"), SLIPS)
def test_a_slip_is_told_with_its_line(
    tmp_path: Path, good: str, bad: str, line: int, code: str, zh: str, en: str
) -> None:
    assert GOOD.count(good) >= 1
    found = problems(tmp_path, GOOD.replace(good, bad, 1))
    told = [one for one in found if code in one.code and zh in one.text_zh() and en in one.text_en()]
    assert told, [one.text_zh() + one.code for one in found]
    assert line in {one.line for one in told}
    assert all(one.file.endswith("cases/one.yaml") for one in found)
    with pytest.raises(PackError):
        load_cases(PACK, tmp_path)


def test_all_slips_are_told_at_once_and_a_template_only_once(tmp_path: Path) -> None:
    content = (
        GOOD.replace("[DA-08]", "[XX-01]")
        .replace("[DA-02]", "[XX-02]")
        .replace("- [2020-01-01, 250,", "- [2020-01-01, -1,")
        .replace("category: registered_poor", "category: registered_pour")
    )
    found = problems(tmp_path, content)
    assert [one.line for one in found] == sorted(one.line for one in found)
    assert len([one for one in found if one.line == 18]) == 1, (
        "a slip of the template is one slip, not one for each row"
    )
    assert {6, 10, 18, 25} <= {one.line for one in found}


def test_the_same_sentence_in_two_files_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, GOOD)
    (tmp_path / "cases" / "two.yaml").write_text(GOOD, encoding="utf-8")
    found = check_cases(PACK, tmp_path)
    assert len(found) == 4 and all("cases/two.yaml" in one.file and "one.yaml" in one.expected_zh for one in found)


@pytest.mark.parametrize("content", ["", "[]", "cases: []", "- 1", "cases: 3", "cases: [3]", "{"])
def test_a_file_without_a_case_is_a_problem(tmp_path: Path, content: str) -> None:
    assert problems(tmp_path, content)


def test_no_folder_is_no_case_and_no_problem(tmp_path: Path) -> None:
    assert load_cases(PACK, tmp_path) == [] and check_cases(PACK, tmp_path) == []


SHORT, LONGEST = 10, 16


def lengths_of_cases(content: str) -> list[int]:
    """Return how many filled lines each case has that is written alone, not as a row of a table."""
    lengths: list[int] = []
    is_case = False
    for line in filter(str.strip, content.splitlines()):
        if not line.startswith((" ", "#")):
            is_case = line.startswith("cases:")
        elif is_case and line.startswith("  - "):
            lengths.append(1)
        elif is_case and lengths and not line.lstrip().startswith("#"):
            lengths[-1] += 1
    return lengths


def too_long(lengths: list[int]) -> bool:
    """Return whether a case has more than 16 lines, or more than one in six has more than 10."""
    return max(lengths) > LONGEST or 6 * sum(length > SHORT for length in lengths) > len(lengths)


@pytest.mark.parametrize("pack_code", PACKS)
def test_most_cases_written_alone_are_short(pack_code: str) -> None:
    """An official reads a case at a glance: at most 16 lines, and five cases of six at most 10."""
    folder = REPOSITORY / "policies" / pack_code
    lengths = [
        length
        for file in sorted((folder / "cases").glob("*.yaml"))
        for length in lengths_of_cases(file.read_text(encoding="utf-8"))
    ]
    alone = [case for case in load_cases(pack_of(pack_code), folder) if case.row is None]
    assert len(lengths) == len(alone) >= 10, "a case was not counted"
    assert not too_long(lengths), lengths


def test_a_long_case_and_many_longer_ones_are_found() -> None:
    assert lengths_of_cases(GOOD) == [11]
    longer = GOOD.replace("    ambiguity: 25\n", "    ambiguity: 25\n" + "    # 说明\n\n" + "    person: {}\n" * 6)
    assert lengths_of_cases(longer) == [17] and too_long([5] * 99 + lengths_of_cases(longer))
    assert lengths_of_cases("tables:\n  - sentence: 甲\n" + GOOD) == [11], "a table before the cases hides none"
    assert not too_long([10] * 5 + [16]) and too_long([10] * 9 + [11] * 2)

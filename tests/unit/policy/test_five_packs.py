"""Check the five packs against the notices: every requirement answered, every figure and decision as printed."""

import datetime as dt
from hashlib import sha256
from typing import get_type_hints

import pytest

from tests.support.packs.changed_packs import PACKS, POLICIES
from transforms.policy import Pack, campaign_id, check_pack, load_pack
from transforms.policy.model.pack import find_citations
from transforms.policy.model.sections import Sections

HEYUAN, KAIJIANG, HEFEI, ZHAOQING, DONGAN = PACKS

REQUIREMENTS = {
    HEYUAN: "HY-01 HY-02 HY-03 HY-04 HY-05 HY-06 HY-07 HY-08 HY-09 HY-10 HY-11 HY-12 HY-13 HY-14 HY-15",
    KAIJIANG: "KJ-01 KJ-02 KJ-03 KJ-04 KJ-05 KJ-06 KJ-07 KJ-08 KJ-09 KJ-10 KJ-11 KJ-12 KJ-13 KJ-14 KJ-15 KJ-16 KJ-17 "
    "KJ-18 KJ-19 KJ-20 KJ-21 KJ-22",
    HEFEI: "HF-01 HF-02 HF-03 HF-04 HF-05 HF-06 HF-07 HF-08 HF-09 HF-10 HF-11 HF-12 HF-13 HF-14 HF-15 HF-16 HF-17 "
    "HF-18",
    ZHAOQING: "ZQ-01 ZQ-02 ZQ-03 ZQ-04 ZQ-05 ZQ-06 ZQ-07 ZQ-08 ZQ-09 ZQ-10 ZQ-11 ZQ-12 ZQ-13 ZQ-14 ZQ-15 ZQ-16",
    DONGAN: "DA-01 DA-02 DA-03 DA-04 DA-05 DA-06 DA-07 DA-08 DA-09 DA-10 DA-11 DA-12 DA-13 DA-14 DA-15 DA-16 DA-17 "
    "DA-18 DA-19 DA-20 DA-21 DA-22 DA-23 DA-24 DA-25 DA-26",
}  # fmt: skip

# (sum of the rows, printed total, units, blank rows)
TARGETS = {
    HEYUAN: (2753132, 2753132, 7, 0),
    KAIJIANG: (513080, 513080, 20, 0),
    HEFEI: (1151000, None, 12, 5),
    ZHAOQING: (0, None, 10, 10),
    DONGAN: (578501, 578500, 16, 0),
}

# standard in fen, plan year, basis, first day, last day
FRAME = {
    HEYUAN: (25000, 2020, "collected", dt.date(2019, 8, 1), dt.date(2019, 12, 31)),
    KAIJIANG: (25000, 2020, "received", dt.date(2019, 9, 1), dt.date(2019, 12, 25)),
    HEFEI: (28000, 2021, "collected", dt.date(2020, 9, 1), dt.date(2020, 12, 31)),
    ZHAOQING: (29000, 2021, "received", dt.date(2020, 9, 30), dt.date(2020, 12, 28)),
    DONGAN: (25000, 2020, "collected", dt.date(2019, 9, 1), dt.date(2019, 12, 31)),
}

# completion, enrolment and special goal in basis points; employees counted as covered; gained after payment
GOALS = {
    HEYUAN: (10000, None, None, False, "refundable"),
    KAIJIANG: (10000, 9800, 10000, False, "refundable"),
    HEFEI: (10000, 9900, 10000, False, "refundable"),
    ZHAOQING: (10000, 9800, 10000, True, "refundable"),
    DONGAN: (10000, 9500, 10000, True, "kept"),
}

SENDERS = {
    HEYUAN: {"civil_affairs", "poverty_relief", "disabled_federation"},
    KAIJIANG: {"civil_affairs", "poverty_relief", "disabled_federation", "veterans", "education"},
    HEFEI: {"civil_affairs", "poverty_relief", "health", "education"},
    ZHAOQING: {"civil_affairs", "poverty_relief", "disabled_federation", "veterans", "education"},
    DONGAN: {"civil_affairs", "poverty_relief", "disabled_federation", "education"},
}


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    """Load the five packs once."""
    return {code: load_pack(POLICIES / code) for code in PACKS}


def test_all_packs_of_the_repository_load_without_a_problem() -> None:
    """Check every folder with a pack."""
    folders = sorted(path.parent.name for path in POLICIES.glob("*/pack.yaml"))
    assert folders == sorted(PACKS)
    assert [check_pack(POLICIES / code) for code in folders] == [[], [], [], [], []]


@pytest.mark.parametrize("code", PACKS)
def test_every_requirement_of_the_notice_is_cited_and_no_other(packs: dict[str, Pack], code: str) -> None:
    """Compare the citations with the numbers above."""
    cited = {number for _, citation in find_citations(packs[code]) for number in citation.requirement_ids}
    assert cited == set(REQUIREMENTS[code].split())
    assert set(packs[code].requirements.ids()) == cited


@pytest.mark.parametrize("code", PACKS)
def test_every_statement_says_where_and_in_which_words(packs: dict[str, Pack], code: str) -> None:
    """Look for citations without clause or quote."""
    statements = [item for _, item in find_citations(packs[code])]
    assert len(statements) > 50
    assert all(item.clause.strip() and item.quote.strip() for item in statements)


@pytest.mark.parametrize("code", PACKS)
def test_targets_are_the_printed_ones(packs: dict[str, Pack], code: str) -> None:
    """Compare rows, printed total and blank cells with the figures above."""
    table = packs[code].target_table
    printed = table.printed_total.persons if table.printed_total else None
    blank = sum(row.persons is None for row in table.rows)
    assert (sum(row.persons or 0 for row in table.rows), printed, len(table.rows), blank) == TARGETS[code]
    assert [row.unit_id for row in table.rows] == [unit.unit_id for unit in packs[code].units.children]


def test_only_dongan_has_a_total_that_differs_and_says_so(packs: dict[str, Pack]) -> None:
    """Look at the printed totals and the status of the tables."""
    notes = {code: pack.target_table.printed_total for code, pack in packs.items()}
    assert {code for code, total in notes.items() if total and total.total_acknowledged} == {DONGAN}
    assert {code: pack.target_table.status for code, pack in packs.items()} == {
        HEYUAN: "预下达", KAIJIANG: "正式", HEFEI: "正式", ZHAOQING: "未下达", DONGAN: "正式",
    }  # fmt: skip


@pytest.mark.parametrize("code", PACKS)
def test_standard_year_basis_and_window(packs: dict[str, Pack], code: str) -> None:
    """Compare the frame of each campaign with the figures above."""
    pack = packs[code]
    frame = (pack.standard.price.fen, pack.campaign.plan_year, pack.decision_date.basis, pack.starts_on, pack.ends_on)
    assert frame == FRAME[code]


@pytest.mark.parametrize("code", PACKS)
def test_goals_and_treatment(packs: dict[str, Pack], code: str) -> None:
    """Compare goals and decisions with the list above."""
    pack = packs[code]
    goals = [
        goal.goal_bp if goal else None for goal in (pack.goals.completion, pack.goals.enrolment, pack.goals.special)
    ]
    assert (*goals, pack.employee_insurance.counts_as_covered, pack.gained_after_payment.effect) == GOALS[code]


@pytest.mark.parametrize("code", PACKS)
def test_senders_and_the_sources_that_are_always_there(packs: dict[str, Pack], code: str) -> None:
    """Compare the senders with the list above, and their layouts with the files."""
    lists = {source.source for source in packs[code].sources if source.kind == "special_list"}
    assert lists == SENDERS[code]
    further = {DONGAN: {"correction_request", "fund_claim", "tax_statement", "late_entry"}, HEYUAN: {"history"}}.get(
        code, set()
    )
    answers = set() if code == "zhaoqing-2021" else {"uninsured_reason", "fund_transfer"}
    answers |= {"due_acknowledgement"} if code in ("zhaoqing-2021", DONGAN) else set()
    always = {"roll", "employee", "tax", "targets"}
    assert {source.source for source in packs[code].sources} == lists | further | answers | always
    layouts = {path.stem for path in (POLICIES / "layouts").glob("*.yaml")}
    assert {source.layout for source in packs[code].sources} <= layouts


def test_late_prices_are_undefined_except_in_kaijiang(packs: dict[str, Pack]) -> None:
    """Look at the second price of each pack."""
    late = {code: pack.prices[1].price.fen for code, pack in packs.items()}
    assert {pack.prices[1].when.phase for pack in packs.values()} == {"late"}
    assert late == {HEYUAN: None, KAIJIANG: 25000, HEFEI: None, ZHAOQING: None, DONGAN: None}


def test_grades_become_categories(packs: dict[str, Pack]) -> None:
    """Look at the categories of the federations of the disabled."""
    split = {1: "severely_disabled", 2: "severely_disabled", 3: "disabled", 4: "disabled"}
    for code in (HEYUAN, KAIJIANG, DONGAN):
        assert packs[code].source("disabled_federation").category_by_grade == split
    assert set(packs[ZHAOQING].source("disabled_federation").category_by_grade.values()) == {"disabled"}


def test_units_are_found_by_name_and_alias(packs: dict[str, Pack]) -> None:
    """Look up names, aliases and national codes."""
    assert packs[HEYUAN].unit_names()["源城"] == packs[HEYUAN].unit_names()["源城区"] == "hy-yuancheng"
    assert packs[DONGAN].unit_names()["舜皇山国家森林公园管理局"] == "da-shunguanju"
    codes = [unit.gb_code for unit in packs[ZHAOQING].units.children]
    expected = ["441202", "441203", "441204", "441223", "441224", "441225", "441226", "441284"]
    assert codes == [*expected, None, None]


def test_dates_of_heyuans_senders(packs: dict[str, Pack]) -> None:
    """Look at the due days of one sender."""
    source = packs[HEYUAN].source("civil_affairs")
    assert source.first_due_on == dt.date(2019, 8, 15)
    assert source.change_due_on == (dt.date(2019, 10, 15), dt.date(2019, 11, 15), dt.date(2019, 12, 15))


def test_dongans_special_treatment(packs: dict[str, Pack]) -> None:
    """Look at the rules that only Dong'an has."""
    pack = packs[DONGAN]
    assert pack.pay_first is not None and pack.pay_first.after == dt.date(2019, 10, 1)
    assert pack.employee_insurance.region == "永州市"
    assert pack.household.whole
    assert pack.campaign.payable_plan_years == (2019, 2020)
    assert all(price.price.undefined for price in pack.prices if price.plan_year == 2019)


def test_cash_limits_at_under_and_over_the_limit(packs: dict[str, Pack]) -> None:
    """Try amounts and days around the limits."""
    limit = packs[KAIJIANG].cash_limits[0]
    assert [limit.is_reached(fen, days) for fen, days in [(1999999, 4), (2000000, 0), (1, 5), (2000001, 6)]] == [
        False, True, True, True,
    ]  # fmt: skip
    three_days = packs[DONGAN].cash_limits[0]
    assert [three_days.is_reached(10**9, days) for days in (2, 3)] == [False, True]


def test_dongans_appraisal_is_worth_105_at_most(packs: dict[str, Pack]) -> None:
    """Work out the highest score and its money by hand."""
    appraisal = packs[DONGAN].appraisal
    assert appraisal is not None
    best = [
        item.points + (item.bonus_per_point * (10000 - item.full_at_bp) // 100 if item.full_at_bp else 0)
        for item in appraisal.items
    ]
    assert best == [45, 10, 40, 10]
    money = appraisal.work_money
    assert money.base_fen_per_person + money.bonus_fen_per_point * (sum(best) - money.full_score) == 150
    assert 30000 * (money.base_fen_per_person + 3 * money.bonus_fen_per_point) == 39_000_00
    assert 30000 * (money.base_fen_per_person - 3 * money.deduction_fen_per_point) == 29_100_00


def test_campaign_ids_are_stable_positive_and_distinct() -> None:
    """Compare the numbers with sha256."""
    numbers = {code: campaign_id(code) for code in PACKS}
    assert len(set(numbers.values())) == 5 and all(0 < number < 2**31 for number in numbers.values())
    assert campaign_id("dongan-2020") == int(sha256(b"dongan-2020").hexdigest()[:8], 16) >> 1


def test_the_typed_sections_are_the_fields_of_a_pack() -> None:
    """Compare names and types, so that mypy checks the checks with the types of the models."""
    assert get_type_hints(Sections) == {name: field.annotation for name, field in Pack.model_fields.items()}

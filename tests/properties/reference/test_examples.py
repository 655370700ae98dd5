"""The reference against the five notices, by examples worked out by hand from their words. No statement is involved."""

from __future__ import annotations

import ast
import datetime as dt
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.properties.reference.content import Rules
from tests.properties.reference.facts import Employment, LateReason, ListRow, Outcome, Person, Receipt, Roll
from tests.properties.reference.outcome import outcomes

HERE = Path(__file__).parent
POLICIES = HERE.parents[2] / "policies"
OF_THE_REFERENCE = (
    "calendar",
    "content",
    "facts",
    "amounts",
    "known_facts",
    "rules",
    "outcome",
    "made_up_packs",
    "pack_sections",
    "random_persons",
)


def _rules(pack_code: str) -> Rules:
    return Rules(YAML(typ="safe", pure=True).load((POLICIES / pack_code / "pack.yaml").read_text(encoding="utf-8")))


def _person(**facts: Any) -> Person:
    return Person(1, facts.pop("birth_on", date(1980, 5, 1)), facts.pop("roll", Roll("u", True, True)), **facts)


def _listed(category: str, on: date, op: str = "add", grade: int | None = None, hukou: bool | None = None) -> ListRow:
    return ListRow("s", category, op, on, on, grade, None, hukou, None)


def _paid(fen: int, on: date, year: int = 2020, received: date | None = None, number: str = "1") -> Receipt:
    return Receipt(number, year, fen, on, received or on, None)


def _one(pack_code: str, on: date, year: int = 2020, **facts: Any) -> Outcome:
    return outcomes(_rules(pack_code), _person(**facts), on)[year]


def test_it_imports_nothing_of_the_product() -> None:
    allowed = {*sys.stdlib_module_names, *(f"tests.properties.reference.{name}" for name in OF_THE_REFERENCE)}
    for name in OF_THE_REFERENCE:
        for node in ast.walk(ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            assert {one for one in names if one not in allowed and one.split(".")[0] not in allowed} == set(), name


def test_dongan_ordinary_pays_250_in_the_window() -> None:
    out = _one("dongan-2020", date(2019, 12, 31), receipts=[_paid(25000, date(2019, 9, 10))])
    assert (out.status, out.category, out.rule_id) == ("enrolled", "ordinary", "DA-02")
    assert (out.due_fen, out.fund_fen, out.refundable_fen, out.settled_on) == (25000, 0, 0, date(2019, 9, 10))


def test_dongan_late_price_is_undefined_and_the_money_goes_back() -> None:
    out = _one("dongan-2020", date(2020, 1, 5), receipts=[_paid(25000, date(2020, 1, 2))])
    assert (out.status, out.due_fen, out.paid_fen, out.refundable_fen) == ("undefined", None, 25000, 25000)
    assert out.refused_late


def test_zhaoqing_is_silent_about_late_payers_and_the_money_waits() -> None:
    out = _one("zhaoqing-2021", date(2021, 1, 5), year=2021, receipts=[_paid(29000, date(2021, 1, 2), 2021)])
    assert (out.status, out.due_fen, out.paid_fen, out.refundable_fen) == ("undefined", None, 29000, 0)


def test_dongan_registered_poor_pays_120_and_the_fiscal_payer_130() -> None:
    rows = [_listed("registered_poor", date(2019, 8, 1)), _listed("minimum_living", date(2019, 8, 1))]
    out = _one("dongan-2020", date(2019, 12, 31), rows=rows, receipts=[_paid(12000, date(2019, 9, 10))])
    assert (out.status, out.category, out.rule_id) == ("enrolled", "registered_poor", "DA-08")
    assert (out.due_fen, out.shares, out.reimbursable_fen) == (12000, (("fiscal", 13000),), 0)


@pytest.mark.parametrize(("recognised", "due", "reimbursable"), [(1, 12000, 0), (2, 25000, 13000)])
def test_dongan_new_after_1_october_pays_first(recognised: int, due: int, reimbursable: int) -> None:
    rows = [_listed("registered_poor", date(2019, 10, recognised))]
    out = _one("dongan-2020", date(2019, 12, 31), rows=rows, receipts=[_paid(25000, date(2019, 10, 5))])
    assert (out.status, out.due_fen, out.reimbursable_fen) == ("enrolled", due, reimbursable)
    assert out.refundable_fen == 25000 - due


def test_dongan_gives_nothing_back_after_payment() -> None:
    rows = [_listed("minimum_living", date(2019, 9, 5)), _listed("destitute", date(2019, 9, 20))]
    out = _one("dongan-2020", date(2019, 12, 31), rows=rows, receipts=[_paid(12000, date(2019, 9, 10))])
    assert (out.category, out.fund_fen, out.refundable_fen) == ("minimum_living", 13000, 0)


def test_dongan_disabled_is_undefined_unless_another_category_gives_all() -> None:
    disabled = _listed("severely_disabled", date(2019, 8, 1), grade=1)
    assert _one("dongan-2020", date(2019, 9, 1), rows=[disabled]).status == "undefined"
    both = [disabled, _listed("destitute", date(2019, 8, 1))]
    out = _one("dongan-2020", date(2019, 9, 1), rows=both)
    assert (out.status, out.category, out.due_fen, out.settled_on) == ("enrolled", "destitute", 0, date(2019, 9, 1))


def test_dongan_excludes_employee_insurance_inside_its_region_only() -> None:
    for region, status in (("永州市", "insured_elsewhere"), ("长沙市", "enrolled")):
        job = Employment(date(2019, 1, 1), None, region, date(2019, 12, 31))
        out = _one("dongan-2020", date(2019, 12, 31), employments=[job], receipts=[_paid(25000, date(2019, 9, 10))])
        assert (out.status, out.refundable_fen) == (status, 25000 if status != "enrolled" else 0)


def test_dongan_2019_has_no_price() -> None:
    out = _one("dongan-2020", date(2019, 12, 31), 2019, receipts=[_paid(25000, date(2019, 9, 10), 2019)])
    assert (out.status, out.category, out.paid_fen) == ("undefined", "ordinary", 25000)


def test_heyuan_gives_back_what_was_recognised_after_payment() -> None:
    rows = [_listed("minimum_living", date(2019, 9, 20))]
    out = _one("heyuan-2020", date(2019, 12, 31), rows=rows, receipts=[_paid(25000, date(2019, 9, 15))])
    assert (out.status, out.category, out.due_fen) == ("enrolled", "ordinary", 25000)
    assert (out.shares, out.refundable_fen, out.identity_on) == ((("government", 25000),), 25000, date(2019, 9, 15))


@pytest.mark.parametrize(("birth_on", "due"), [(date(1959, 8, 1), 0), (date(1959, 8, 2), None)])
def test_heyuan_low_income_elderly_are_60_on_the_first_cut_off(birth_on: date, due: int | None) -> None:
    rows = [_listed("low_income_elderly", date(2019, 8, 1)), _listed("low_income_elderly", date(2019, 9, 1))]
    assert _one("heyuan-2020", date(2019, 9, 10), birth_on=birth_on, rows=rows).due_fen == due


@pytest.mark.parametrize(("grade", "due"), [(1, 0), (2, 0), (3, 25000), (None, None)])
def test_heyuan_grades_one_and_two(grade: int | None, due: int | None) -> None:
    rows = [_listed("severely_disabled", date(2019, 8, 1), grade=grade)]
    assert _one("heyuan-2020", date(2019, 9, 10), rows=rows).due_fen == due


@pytest.mark.parametrize(
    ("hukou", "roll", "due"), [(True, False, 0), (False, True, 25000), (None, True, 0), (None, None, None)]
)
def test_kaijiang_subsidises_local_hukou_only(hukou: bool | None, roll: bool | None, due: int | None) -> None:
    rows = [_listed("orphan", date(2019, 8, 1), hukou=hukou)]
    assert _one("kaijiang-2020", date(2019, 9, 10), rows=rows, roll=Roll("u", roll, True)).due_fen == due


def test_kaijiang_coverage_depends_on_last_year_and_on_the_day_of_receipt() -> None:
    def covered(received: date, last_year: bool | None, birth_on: date = date(1980, 1, 1)) -> date | None:
        receipts = [_paid(25000, min(received, date(2019, 12, 20)), received=received)]
        return _one("kaijiang-2020", date(2020, 4, 1), roll=Roll("u", True, last_year), receipts=receipts,
                    birth_on=birth_on).coverage_from  # fmt: skip

    assert covered(date(2019, 12, 25), True) == date(2020, 1, 1)
    assert covered(date(2019, 12, 25), None) == date(2020, 2, 1)
    assert covered(date(2019, 12, 26), True) == date(2020, 1, 25)
    assert covered(date(2020, 3, 31), True, date(2020, 1, 1)) == date(2020, 1, 1)  # 90 days after birth
    assert covered(date(2020, 4, 1), True, date(2020, 1, 1)) == date(2020, 5, 1)


@pytest.mark.parametrize("category", ["minimum_living", "other_poor", "low_income_elderly"])
def test_hefei_pays_nine_tenths_of_280(category: str) -> None:
    rows = [_listed(category, date(2020, 8, 1))]
    out = _one("hefei-2020", date(2020, 9, 30), 2021, rows=rows, receipts=[_paid(2800, date(2020, 9, 2), 2021)])
    assert (out.status, out.due_fen, out.shares) == ("enrolled", 2800, (("medical_aid", 25200),))


def test_zhaoqing_undefined_and_died() -> None:
    rows = [_listed("orphan", date(2020, 8, 1))]
    assert _one("zhaoqing-2021", date(2020, 10, 30), 2021, rows=rows).status == "undefined"
    dead = [_listed("student", date(2020, 8, 1)), _listed("student", date(2020, 10, 1), "death")]
    paid = [_paid(29000, date(2020, 10, 2), 2021)]
    out = _one("zhaoqing-2021", date(2020, 10, 30), 2021, rows=dead, receipts=paid)
    assert (out.status, out.due_fen, out.refundable_fen) == ("deceased", 0, 29000)
    before = [_paid(29000, date(2020, 10, 1), 2021)]
    assert _one("zhaoqing-2021", date(2020, 10, 30), 2021, rows=dead, receipts=before).status == "enrolled"


@pytest.mark.parametrize(
    ("category", "birth_on", "rule_id"),
    [("low_income_minor", date(1952, 1, 1), "age_contradicts"), ("low_income_elderly", None, "age_blank")],
)
def test_a_list_that_the_age_contradicts_or_leaves_open_is_undefined(
    category: str, birth_on: date | None, rule_id: str
) -> None:
    rows = [_listed(category, date(2019, 8, 1))]
    out = _one("heyuan-2020", date(2019, 9, 10), birth_on=birth_on, rows=rows)
    assert (out.status, out.category, out.rule_id, out.due_fen) == ("undefined", category, rule_id, None)


def test_recognised_after_payment_without_an_amount_stays_open() -> None:
    rows, paid = [_listed("minimum_living", date(2019, 9, 20), hukou=True)], [_paid(25000, date(2019, 9, 10))]
    out = _one("kaijiang-2020", date(2019, 12, 31), rows=rows, receipts=paid)
    assert (out.status, out.refundable_fen, out.open_category) == ("enrolled", 0, "minimum_living")
    free = [*rows, _listed("destitute", date(2019, 9, 25), hukou=True)]
    out = _one("kaijiang-2020", date(2019, 12, 31), rows=free, receipts=paid)
    assert (out.refundable_fen, out.open_category) == (25000, None)


def test_recognised_after_the_window_and_removed_again_owes_the_ordinary_price() -> None:
    rows = [_listed("destitute", date(2020, 1, 5))]
    assert _one("heyuan-2020", date(2020, 1, 10), rows=rows).status == "undefined"
    rows.append(_listed("destitute", date(2020, 1, 12), "end"))
    assert _one("heyuan-2020", date(2020, 1, 11), rows=rows).status == "undefined"
    out = _one("heyuan-2020", date(2020, 1, 12), rows=rows)
    assert (out.status, out.category, out.due_fen) == ("owing", "ordinary", 25000)


def test_dongan_covers_a_late_payer_with_a_reason_from_the_next_month_though_the_price_is_undefined() -> None:
    paid = [_paid(25000, date(2020, 1, 15))]
    stated, taken_back = LateReason("add", date(2020, 1, 10)), LateReason("end", date(2020, 1, 18))
    out = _one("dongan-2020", date(2020, 1, 20), receipts=paid, late_reasons=[stated])
    assert (out.status, out.coverage_from, out.coverage_rule_id) == ("undefined", date(2020, 2, 1), "DA-05")
    assert (out.refundable_fen, out.refused_late) == (0, False)
    for reasons in ([], [stated, taken_back], [LateReason("add", date(2020, 1, 21))]):
        out = _one("dongan-2020", date(2020, 1, 20), receipts=paid, late_reasons=reasons)
        assert (out.status, out.coverage_from, out.refundable_fen) == ("undefined", None, 25000)


@pytest.mark.parametrize(("day", "outside"), [(date(2019, 9, 10), False), (date(2019, 9, 11), True)])
def test_heyuan_flags_a_special_payer_outside_the_special_window(day: date, outside: bool) -> None:
    rows = [_listed("destitute", date(2019, 8, 5))]
    out = _one("heyuan-2020", date(2019, 12, 31), rows=rows, receipts=[_paid(25000, day)])
    assert (out.status, out.refundable_fen, out.paid_outside_own_window) == ("enrolled", 25000, outside)
    ordinary = _one("heyuan-2020", date(2019, 12, 31), receipts=[_paid(25000, day)])
    assert not ordinary.paid_outside_own_window


def test_who_is_not_known_yet_has_no_row() -> None:
    row = _listed("orphan", date(2020, 10, 2))
    person = Person(1, date(1980, 1, 1), None, [row], [_paid(1, date(2020, 10, 3), 2021)])
    rules = _rules("zhaoqing-2021")
    assert outcomes(rules, person, date(2020, 10, 1)) == {}
    assert outcomes(rules, person, date(2020, 10, 1) + dt.timedelta(days=1)).keys() == {2021}


def test_the_newest_list_says_when_employee_insurance_ended() -> None:
    before = Employment(date(2014, 5, 1), None, "永州市", date(2019, 8, 31))
    at_end = Employment(date(2014, 5, 1), date(2019, 10, 9), "永州市", date(2019, 12, 31))
    receipts = [_paid(25000, date(2019, 12, 20))]
    for jobs, status in (
        ([before], "insured_elsewhere"),
        ([before, at_end], "enrolled"),
        ([at_end, before], "enrolled"),
    ):
        assert _one("dongan-2020", date(2020, 1, 31), employments=jobs, receipts=receipts).status == status


def test_a_list_of_states_does_not_move_the_beginning() -> None:
    october, january = date(2019, 10, 31), date(2020, 1, 15)
    first, again = Employment(october, None, "永州市", october), Employment(january, None, "永州市", january)
    stated = Employment(january, None, "永州市", date(2020, 1, 20))
    receipts = [_paid(25000, date(2019, 12, 20))]
    for jobs, status in (
        ([first, again], "insured_elsewhere"),
        ([again], "enrolled"),
        ([first, stated], "enrolled"),
    ):
        assert _one("dongan-2020", date(2020, 1, 31), employments=jobs, receipts=receipts).status == status


def test_heyuan_does_not_claim_for_the_dead() -> None:
    for day, status, shares in (
        (date(2019, 12, 31), "deceased", ()), (date(2020, 1, 1), "enrolled", (("government", 25000),)),
    ):  # fmt: skip
        rows = [_listed("destitute", date(2019, 8, 1)), _listed("destitute", day, "death")]
        out = _one("heyuan-2020", date(2020, 1, 31), rows=rows)
        assert (out.status, out.due_fen, out.shares) == (status, 0, shares)


def test_dongan_owes_until_the_money_of_the_window_is_there() -> None:
    parts = [
        _paid(10000, date(2019, 12, 30), received=date(2020, 1, 3)),
        _paid(15000, date(2019, 12, 31), received=date(2020, 1, 6), number="2"),
    ]
    assert _one("dongan-2020", date(2020, 1, 5), receipts=parts).status == "owing"
    assert _one("dongan-2020", date(2020, 1, 6), receipts=parts).settled_on == date(2020, 1, 6)

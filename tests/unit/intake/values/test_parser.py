"""Each kind of value is parsed or becomes a fault with its reason code; warnings are loaded."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from tests.support.files.builders import AS_OF, LAYOUTS, context, number
from tests.support.files.raw_tables import faults, parser, raw_table, warnings
from transforms.intake.values.parser import Parser

DAY = dt.date(2019, 9, 1)


def test_a_person_is_read_from_the_number_and_stated_values_are_only_compared() -> None:
    parsed = parser(
        {
            "name": ["张三", "李四"],
            "document_number": [number(1, "19800515"), number(2, "19810616")],
            "sex": ["女", "女性"],
            "birth_on": ["1980-05-15", "1981年6月17日"],
        },
        "roll",
    )
    person = parsed.person()
    assert person["sex"].to_pylist() == ["M", "F"]  # 001 is odd, 002 is even
    assert person["birth_on"].to_pylist() == [dt.date(1980, 5, 15), dt.date(1981, 6, 16)]
    assert warnings(parsed) == [(2, "sex_mismatch", "sex"), (3, "birth_mismatch", "birth_on")]
    assert faults(parsed) == []


def test_a_certificate_counts_only_where_the_kind_may_have_newborns() -> None:
    columns = {
        "name": ["赵小"],
        "document_number": [""],
        "birth_certificate_no": ["B190000001"],
        "birth_on": ["2019-08-01"],
        "sex": ["男"],
    }
    newborn = parser(columns, "roll")
    person = newborn.person(may_be_newborn=True)
    assert person["document_kind"].to_pylist() == ["birth_certificate"]
    assert person["stated_birth_on"].to_pylist() == [dt.date(2019, 8, 1)] and faults(newborn) == []
    other = parser(columns, "roll")
    assert "birth_certificate_no" not in other.person()
    assert faults(other) == [(2, "document_blank", "document_number")]


def test_a_unit_is_found_below_the_places_in_front_of_it() -> None:
    parsed = parser({"unit": ["甲镇", "某省某县乙乡", "丙 街道", "丁镇", "", "某县"]})
    assert parsed.unit(required=True).to_pylist() == ["u1", "u2", "u3", None, None, None]
    assert faults(parsed) == [(5, "unit_unknown", "unit"), (6, "unit_blank", "unit"), (7, "unit_unknown", "unit")]


def test_a_blank_unit_is_a_warning_where_it_may_be_blank_and_nothing_where_the_column_is_missing() -> None:
    blank = parser({"unit": ["", "甲镇"]})
    blank.unit(required=False)
    assert faults(blank) == [] and warnings(blank) == [(2, "unit_blank", "unit")]
    missing = parser({"name": ["甲"]})
    assert missing.unit(required=False).to_pylist() == [None]
    assert faults(missing) == [] == warnings(missing)


def test_a_date_is_within_its_bounds_on_both_days() -> None:
    parsed = parser({"effective_on": ["1899-12-31", "1900-01-01", "2019-12-10", "2019-12-11", "", "2019年9月"]})
    days = parsed.date("effective_on", required=True, until=AS_OF)
    assert days.to_pylist()[1:3] == [dt.date(1900, 1, 1), AS_OF]
    assert faults(parsed) == [
        (2, "date_out_of_range", "effective_on"),
        (5, "date_out_of_range", "effective_on"),
        (6, "date_blank", "effective_on"),
    ]
    assert days[5].as_py() == dt.date(2019, 9, 30)  # the month is over by then
    assert warnings(parsed) == [(7, "date_period", "effective_on")]


def test_a_date_has_a_default_for_blanks_and_is_checked_only_where_it_is_used() -> None:
    parsed = parser({"effective_on": ["", "x", "x"]})
    used = np.array([True, True, False])
    assert parsed.date("effective_on", required=True, where=used, default=DAY).to_pylist() == [DAY, None, None]
    assert faults(parsed) == [(3, "date_format", "effective_on")]


def test_only_a_whole_word_for_no_end_is_open() -> None:
    parsed = parser({"insured_to": ["", "长期", "9999-12-31", "2019-06-30", "长期1"]}, "employee")
    assert parsed.open_end("insured_to").to_pylist() == [None, None, None, dt.date(2019, 6, 30), None]
    assert faults(parsed) == [(6, "date_format", "insured_to")]


def test_an_amount_has_the_sign_of_its_row() -> None:
    parsed = parser({"amount_fen": ["250", "0", "-250", "-250.00", "250", "", "1.234"]}, "tax")
    takes_back = np.array([False, False, False, True, True, False, False])
    assert parsed.amount("amount_fen", takes_back).to_pylist() == [25_000, 0, -25_000, -25_000, 25_000, None, None]
    assert faults(parsed) == [
        (3, "amount_not_positive", "amount_fen"),
        (4, "amount_not_positive", "amount_fen"),
        (6, "reversal_not_negative", "amount_fen"),
        (7, "amount_blank", "amount_fen"),
        (8, "amount_format", "amount_fen"),
    ]


def test_an_unusual_amount_is_a_warning_only_where_usual_amounts_are_known() -> None:
    columns = {"amount_fen": ["250", "100", "-100"]}
    takes_back = np.array([False, False, True])
    known = parser(columns, "tax", "feed", plausible_amounts_fen=(25_000,))
    known.amount("amount_fen", takes_back)
    assert warnings(known) == [(3, "amount_unusual", "amount_fen")]
    unknown = parser(columns, "tax", "feed")
    unknown.amount("amount_fen", takes_back)
    assert warnings(unknown) == []


def test_a_plan_year_is_four_digits_and_payable() -> None:
    parsed = parser({"plan_year": ["2020", "2020年度", "２０２０", "2019", "20", "2020①", ""]}, "tax")
    assert parsed.plan_year({2020}).to_pylist() == [2020, 2020, 2020, 2019, None, None, None]
    unknown = [(row, "plan_year_unknown", "plan_year") for row in (6, 7, 8)]
    assert faults(parsed) == [(5, "plan_year_not_payable", "plan_year"), *unknown]


def test_a_blank_count_is_unknown_and_never_zero() -> None:
    parsed = parser({"persons": ["1,200人", "0", "", "10.5"]}, "targets")
    assert parsed.count("persons").to_pylist() == [1200, 0, None, None]
    assert faults(parsed) == [(5, "persons_format", "persons")]


def test_an_unknown_word_is_a_fault_and_a_blank_only_where_a_word_is_required() -> None:
    columns = {"op": ["新增", "死 亡", "搬走", ""]}
    words = {"新增": "add", "死亡": "death"}
    optional = parser(columns)
    assert optional.word("op", words, pa.string(), "op_unknown", False).to_pylist() == ["add", "death", None, None]
    assert faults(optional) == [(4, "op_unknown", "op")]
    required = parser(columns)
    required.word("op", words, pa.string(), "op_unknown", True)
    assert faults(required) == [(4, "op_unknown", "op"), (5, "op_unknown", "op")]


def test_an_adult_in_a_list_of_pupils_is_a_warning() -> None:
    columns = {"name": ["甲", "乙"], "document_number": [number(1, "19891201"), number(2, "20100101")]}
    pupils = Parser(raw_table(columns), LAYOUTS["roll"].model_copy(update={"oldest_usual_age": 25}), context("full"))
    pupils.person()
    assert warnings(pupils) == [(2, "document_adult", "document_number")]


def test_a_period_that_is_not_over_is_the_last_possible_day() -> None:
    parsed = parser({"effective_on": ["2019-11", AS_OF.strftime("%Y-%m"), f"{AS_OF.year}年", "2020-03", "2018年"]})
    days = parsed.date("effective_on", required=True, until=AS_OF)
    assert days.to_pylist()[:3] == [dt.date(2019, 11, 30), AS_OF, AS_OF]
    assert faults(parsed) == [(5, "date_out_of_range", "effective_on")]
    assert [row for row, code, _ in warnings(parsed) if code == "date_period"] == [2, 3, 4, 5, 6]


def test_a_stated_birth_month_contains_the_birth_date_of_the_number() -> None:
    parsed = parser(
        {
            "name": ["张三", "李四", "王五"],
            "document_number": [number(1, "19800515"), number(2, "19810616"), number(3, "19820717")],
            "birth_on": ["1980-05", "1981年7月", "1982年"],
        },
        "roll",
    )
    parsed.person()
    assert warnings(parsed) == [(3, "birth_mismatch", "birth_on")]


def test_an_end_of_insurance_may_be_a_month_and_is_told_so() -> None:
    parsed = parser({"insured_to": ["2019-09", "长期", "2099年"]}, "employee")
    assert parsed.open_end("insured_to").to_pylist() == [dt.date(2019, 9, 30), None, None]
    assert warnings(parsed) == [(2, "date_period", "insured_to")]

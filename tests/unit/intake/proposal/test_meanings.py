"""Meanings of columns: known headings, then values, then similar headings; never the columns of another person."""

from __future__ import annotations

from collections.abc import Sequence

from tests.support.files.builders import LAYOUTS, number
from transforms.intake.layouts.model import Layout
from transforms.intake.proposal.file_columns import FileColumn
from transforms.intake.proposal.meanings import Meanings, Words, guess_meanings

UNITS = ["甲镇", "乙乡"]
WORDS = Words(UNITS, ["低保对象", "特困人员"])
CIVIL = LAYOUTS["civil_affairs"]
NUMBERS = tuple(number(at) for at in range(1, 5))
NAMES = ("赵一", "钱二", "孙三", "李四")


def columns(*stated: tuple[str, Sequence[str]]) -> list[FileColumn]:
    return [FileColumn(at, header, tuple(values)) for at, (header, values) in enumerate(stated)]


def guessed(*stated: tuple[str, Sequence[str]], layout: str = "civil_affairs") -> Meanings:
    return guess_meanings(columns(*stated), LAYOUTS[layout], [], WORDS)


def headers(meanings: Meanings) -> dict[str, str]:
    return {name: column.header for name, (column, _) in meanings.columns.items()}


def test_known_headings_decide_first() -> None:
    meanings = guessed(("姓名", NAMES), ("身份证号码", NUMBERS), ("所属乡镇", UNITS))
    assert headers(meanings) == {"name": "姓名", "document_number": "身份证号码", "unit": "所属乡镇"}
    assert {reason for _, reason in meanings.columns.values()} == {"heading"} and meanings.unread == []


def test_values_decide_where_the_heading_is_unknown() -> None:
    meanings = guessed(
        ("对象姓名", NAMES),
        ("证号", NUMBERS),
        ("户籍地址", ["某县甲镇红星村", "某县乙乡新民村"]),
        ("救助情形", ["低保对象-7019", "特困人员"]),
        ("出生日期", ["1950-01-01", "1951-01-01"]),
        ("最初享受月份", ["2018-07", "2018-08"]),
        ("婚姻状况", ["已婚", "未婚"]),
    )
    assert headers(meanings) == {
        "name": "对象姓名",
        "document_number": "证号",
        "unit": "户籍地址",
        "category": "救助情形",
        "birth_on": "出生日期",
        "effective_on": "最初享受月份",
    }
    assert [column.header for column in meanings.unread] == ["婚姻状况"]


def test_columns_about_another_person_are_never_the_persons_own() -> None:
    meanings = guessed(
        ("户主姓名", NAMES),
        ("户主身份证号", NUMBERS),
        ("监护人证件号", NUMBERS),
        ("对象姓名", NAMES),
        ("证件编号", NUMBERS),
    )
    assert headers(meanings) == {"name": "对象姓名", "document_number": "证件编号"}


def test_a_known_heading_whose_values_are_other_places_is_not_the_unit() -> None:
    meanings = guessed(("区县", ["某县", "某县"]), ("街道", UNITS))
    assert headers(meanings)["unit"] == "街道"


def test_twenty_digits_and_school_numbers_are_document_numbers() -> None:
    for form in ("{}42", "{}42B1", "G{}"):
        numbers = [form.format(value) for value in NUMBERS]
        assert headers(guessed(("残疾证号", numbers)))["document_number"] == "残疾证号"


def test_a_date_is_no_category_and_a_similar_heading_may_be() -> None:
    assert "category" not in guessed(("人员识别时间", ["2019-01", "2019-02"])).columns
    found = guessed(("优抚对象类别", ["烈属", "烈属"]), layout="veterans")
    assert found.columns["category"][1] == "similar"


def test_words_of_states_are_sorted_and_the_rest_is_left_to_a_person() -> None:
    (found,) = guessed(("姓名", NAMES), ("身份证号", NUMBERS), ("状态", ["有效", "注销", "冻结", "有效"])).states
    column, state = found
    assert (column.header, state.counts, state.not_counted, state.undecided) == ("状态", ["有效"], ["注销"], ["冻结"])


def test_free_text_is_no_state() -> None:
    assert guessed(("健康状态", [f"说明{at}" for at in range(9)])).states == []
    assert guessed(("状态", ["甲", "乙"])).states == []  # no word that anybody knows


def test_a_list_that_names_heads_only_is_read_by_its_heads_and_other_persons_are_pointed_out() -> None:
    spouses = tuple(number(at) for at in range(11, 15))
    meanings = guessed(("户主姓名", NAMES), ("户主身份证号", NUMBERS), ("配偶姓名", NAMES), ("配偶身份证号", spouses))
    assert headers(meanings) == {"name": "户主姓名", "document_number": "户主身份证号"}
    assert {reason for _, reason in meanings.columns.values()} == {"householder"}
    assert [(name.header, other.header) for name, other in meanings.other_persons] == [("配偶姓名", "配偶身份证号")]


def test_a_contact_next_to_the_person_is_pointed_out_and_not_taken() -> None:
    meanings = guessed(("姓名", NAMES), ("身份证号", NUMBERS), ("联系人姓名", NAMES), ("联系人身份证", NUMBERS))
    assert headers(meanings) == {"name": "姓名", "document_number": "身份证号"}
    assert [column.header for column in meanings.unread] == ["联系人姓名", "联系人身份证"]
    assert len(meanings.other_persons) == 1


def test_a_form_of_householders_does_not_make_the_householder_the_person() -> None:
    heads = Layout.model_validate(
        {
            **LAYOUTS["civil_affairs_heads"].model_dump(),
            "columns": {
                **LAYOUTS["civil_affairs_heads"].model_dump()["columns"],
                "name": {"headers": ["户主姓名"]},
            },
        }
    )
    for own_name in ("姓名", "救助对象姓名"):
        stated = columns(("户主姓名", NAMES), (own_name, NAMES), ("救助对象身份证号码", NUMBERS))
        meanings = guess_meanings(stated, CIVIL, [heads], WORDS)
        assert headers(meanings) == {"name": own_name, "document_number": "救助对象身份证号码"}

"""A number format decides whether a number is a date, and which part of it the sender sees."""

from __future__ import annotations

import pytest

from transforms.intake.reading.number_formats import (
    changes_numbers,
    changes_texts,
    shown_by_built_in,
    shown_by_code,
    write_number,
)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", "number"),
        ("", "number"),
        ("@", "number"),
        ("0.00", "number"),
        ("0.00E+00", "number"),
        ('#,##0.00"元"', "number"),
        ('0"天/月 ymd"', "number"),
        (r"#,##0\ [$₽-46D]", "number"),
        ("[Red]#,##0", "number"),
        ("#,##0*y", "number"),
        ("yyyy-mm-dd", "day"),
        ("yyyy/m/d;@", "day"),
        ('yyyy"年"m"月"d"日";@', "day"),
        ('m"月"d"日"', "day"),
        ("[$-804]aaaa", "day"),
        (r"yyyy\-mm\-dd hh:mm:ss", "day"),
        ('[$-404]e"年"m"月"d"日"', "day"),
        ('yyyy"年"m"月"', "month"),
        ('yyyy"年"m"月";@', "month"),
        ("yyyy-mm", "month"),
        (r"yyyy\.m", "month"),
        ('[DBNum1][$-804]yyyy"年"m"月"', "month"),
        ("mmm-yy", "month"),
        ('m"月"', "month"),
        ("yyyy", "year"),
        ('yyyy"年"', "year"),
        ("h:mm", "time"),
        ("mm:ss", "time"),
        ("h:mm AM/PM", "time"),
        ('上午/下午h"时"mm"分"', "time"),
        ("[h]:mm:ss", "duration"),
        ("[mm]:ss", "duration"),
    ],
)
def test_the_code_of_a_format_states_the_part_of_the_date(code: str, shown: str) -> None:
    assert shown_by_code(code) == shown


def test_formats_without_a_code_are_known_by_number() -> None:
    assert {number: shown_by_built_in(number) for number in (0, 2, 14, 17, 22, 46, 49, 57, 58)} == {
        0: "number", 2: "number", 14: "day", 17: "month", 22: "day", 46: "duration", 49: "number", 57: "month",
        58: "day",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("000000", "000123"),
        ("000000;-000000", "000123"),
        ('"PZ"00000', "PZ00123"),
        (r"000\-000", "000-123"),
        ('General"号"', "123号"),
        ("[Red]0000", "0123"),
        ("00", "123"),
    ],
)
def test_a_number_is_written_as_its_format_shows_it(code: str, shown: str) -> None:
    assert changes_numbers(code) and write_number("123", code) == shown


@pytest.mark.parametrize(
    "code",
    ["", "General", "0", "0_ ", r"0_);[Red]\(0\)", "#,##0", "0.00", "_ * #,##0_ ;", "[$¥-804]#,##0", "@", "yyyymm"],
)
def test_a_format_that_shows_the_plain_digits_changes_nothing(code: str) -> None:
    assert not changes_numbers(code)


@pytest.mark.parametrize(
    ("code", "number"), [("[>99]0000;0", "123"), ("00.00", "123"), ("0000", "1.5"), ("00;00;0", "0")]
)
def test_what_cannot_be_written_for_certain_is_not_guessed(code: str, number: str) -> None:
    assert changes_numbers(code) and write_number(number, code) is None


@pytest.mark.parametrize("code", [";;;", ";;", ";;;@", '@"(注销)"', '0;0;0;"作废"@', "[Red];;;"])
def test_a_format_may_hide_a_cell_or_add_words_to_its_text(code: str) -> None:
    assert changes_texts(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "General",
        "@",
        "0;-0;;@",
        "0;-0;0;",
        '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
        "yyyy-mm-dd;@",
        "[$-804]aaaa;@",
    ],
)
def test_a_format_that_shows_a_text_as_it_is_changes_nothing(code: str) -> None:
    assert not changes_texts(code)

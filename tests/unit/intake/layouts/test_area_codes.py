"""The known beginnings of area codes: quoted numbers of two, four or six digits, and nothing else."""

from __future__ import annotations

import pytest

from transforms.intake.layouts.area_codes import read_area_codes
from transforms.intake.layouts.files import LayoutError


def test_codes_of_two_four_and_six_digits_are_read() -> None:
    assert read_area_codes('known: ["11", "3201", "110101"]') == {"11", "3201", "110101"}


@pytest.mark.parametrize("code", ['"1"', '"123"', '"12345"', '"1234567"', "11", '"1a"', '"１１"'])
def test_another_form_is_refused_at_its_entry_and_line(code: str) -> None:
    with pytest.raises(LayoutError) as error:
        read_area_codes(f'known:\n  - "11"\n  - {code}\n')
    assert str(error.value) == "area_codes.yaml 第3行 known 第2项：应为加引号的两位、四位或六位数字"


@pytest.mark.parametrize("text", ["known: []", "known: 11", 'known: ["11"]\nmore: 1', 'codes: ["11"]'])
def test_the_file_is_one_list_of_codes(text: str) -> None:
    with pytest.raises(LayoutError, match="known：应只有这一个键，其值为代码的列表"):
        read_area_codes(text)


@pytest.mark.parametrize(("text", "problem"), [("", "没有内容"), ("- a", "最外层应为"), ("a: [", "第1行")])
def test_what_is_no_mapping_is_refused(text: str, problem: str) -> None:
    with pytest.raises(LayoutError, match=problem):
        read_area_codes(text)

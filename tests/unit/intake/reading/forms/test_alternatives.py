"""The layout that knows most columns of a file is used, and a file of the usual form is read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.files.builders import LAYOUTS, number, write_csv
from transforms.intake.base.reasons import ReadRefused, refuse
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.forms.alternatives import best_layout, check_may_be_loaded, may_be_other_form
from transforms.intake.reading.reader import Reader

USUAL = LAYOUTS["roll"]
VILLAGE_FORM = Layout.model_validate(
    {
        **USUAL.model_dump(),
        "layout": "roll_with_state",
        "alternative_to": "roll",
        "row_states": [{"headers": ["状态"], "counts": ["正常"], "not_counted": ["死亡"]}],
        "ignored": ["手机号"],
    }
)
HEADER = ["姓名", "证件号码", "乡镇"]


def test_the_form_that_knows_more_columns_is_chosen() -> None:
    assert best_layout([[[*HEADER, "状态", "手机号"]]], USUAL, [VILLAGE_FORM], "full") is VILLAGE_FORM
    assert best_layout([[HEADER]], USUAL, [VILLAGE_FORM], "full") is USUAL  # without the column of states
    assert best_layout([[["甲", "乙"]]], USUAL, [VILLAGE_FORM], "full") is USUAL


def test_only_an_unknown_column_or_header_gives_a_reason_to_look_again() -> None:
    assert may_be_other_form(refuse("column_missing")) and may_be_other_form(refuse("header_unknown"))
    assert not may_be_other_form(refuse("file_encrypted"))


def test_the_reader_names_the_layout_that_it_used(reader: Reader, tmp_path: Path) -> None:
    rows = [f"甲,{number(1)},甲镇,正常,1", f"乙,{number(2)},甲镇,死亡,1"]
    form = write_csv(tmp_path / "a.csv", [",".join([*HEADER, "状态", "手机号"]), *rows])
    raw = reader.read(form, USUAL, "full", [VILLAGE_FORM])
    assert (raw.layout, raw.table["name"].to_pylist()) == ("roll_with_state", ["甲"])
    usual = write_csv(tmp_path / "b.csv", [",".join(HEADER), f"甲,{number(1)},甲镇"])
    assert reader.read(usual, USUAL, "full", [VILLAGE_FORM]).layout == "roll"


def test_a_form_that_is_only_held_is_refused() -> None:
    with pytest.raises(ReadRefused) as refused:
        check_may_be_loaded(LAYOUTS["targets_progress"])
    assert refused.value.hold and [entry.code for entry in refused.value.reasons] == ["progress_table"]
    check_may_be_loaded(USUAL)


@pytest.mark.parametrize("kind_of_change", ["变动类型", "增量形式"])
def test_a_list_that_shares_a_few_headers_with_a_form_is_not_that_form(kind_of_change: str) -> None:
    """A query of beneficiaries with the county's own columns of changes was loaded as a list of the dead."""
    others = ["户主身份证号", "与户主关系", "年龄", "婚姻状况", "政治面貌", "年收入（元）", "患病病种", "救助类型"]
    head = ["姓名", "身份证号", *others, kind_of_change, "变动日期"]
    deaths = LAYOUTS["civil_affairs_deaths"]
    assert best_layout([[head]], LAYOUTS["civil_affairs"], [deaths], "change") is LAYOUTS["civil_affairs"]
    assert (
        best_layout([[["姓名", "身份证号码", "死亡时间", "备注"]]], LAYOUTS["civil_affairs"], [deaths], "change")
        is deaths
    )


def test_a_kind_of_change_that_the_file_states_is_not_replaced_by_the_forms_constant(
    reader: Reader, tmp_path: Path
) -> None:
    lines = ["姓名,身份证号码,死亡时间,变动类型", f"甲,{number(1)},2019-10-02,新增"]
    file = write_csv(tmp_path / "a.csv", lines)
    raw = reader.read(file, LAYOUTS["civil_affairs"], "change", [LAYOUTS["civil_affairs_deaths"]])
    assert raw.table["op"].to_pylist() == ["新增"]

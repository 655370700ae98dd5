"""Layouts: the headers of the contract are read, and a layout file with a mistake is refused by name."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.support.files.builders import LAYOUTS, LAYOUTS_FOLDER, number, write_csv
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.layouts.files import LayoutError, Layouts, load_layout, read_layouts
from transforms.intake.reading.header import map_header
from transforms.intake.reading.reader import Reader

# the contract's table: headers as the senders write them -> canonical columns, None for columns that are not read
CONTRACT: dict[str, tuple[str, list[str | None]]] = {
    "civil_affairs": (
        "序号,姓名,身份证号码,人员类别,所属乡镇,认定日期,是否本县户籍,备注",
        [None, "name", "document_number", "category", "unit", "effective_on", "hukou_local", None],
    ),
    "poverty_relief": (
        "乡镇,行政村,户主姓名,姓名,证件号码,人口类别,识别时间,是否本县户籍",
        ["unit", "village", None, "name", "document_number", "category", "effective_on", "hukou_local"],
    ),
    "disabled_federation": (
        "序号,姓名,性别,公民身份号码,残疾类别,残疾等级,户籍乡镇,发证日期,是否本县户籍",
        [None, "name", "sex", "document_number", None, "grade", "unit", "effective_on", "hukou_local"],
    ),
    "veterans": (
        "姓名,身份证号,优抚类别,乡镇(街道),认定时间,是否本县户籍",
        ["name", "document_number", "category", "unit", "effective_on", "hukou_local"],
    ),
    "health": (
        "姓名,证件号,对象类别,所在乡镇,确认日期,是否本县户籍",
        ["name", "document_number", "category", "unit", "effective_on", "hukou_local"],
    ),
    "education": (
        "学校名称,学生姓名,身份证件号,学段,乡镇,入学日期",
        [None, "name", "document_number", None, "unit", "effective_on"],
    ),
    "roll": (
        "姓名,证件号码,出生日期,性别,乡镇,村居,户号,是否本县户籍,上年是否参保",
        ["name", "document_number", "birth_on", "sex", "unit", "village", "household_no", "hukou_local",
         "insured_last_year"],
    ),
    "employee": (
        "姓名,证件号码,统筹区,参保开始日期,参保终止日期",
        ["name", "document_number", "region", "insured_from", "insured_to"],
    ),
    "tax": (
        "凭证号,姓名,证件号码,缴费年度,缴费金额(元),缴费日期,入库日期,缴费渠道,乡镇",
        ["receipt_no", "name", "document_number", "plan_year", "amount_fen", "collected_on", "received_on", "channel",
         "unit"],
    ),
    "history": ("姓名,证件号码,参保年度,是否参保", ["name", "document_number", "plan_year", "enrolled"]),
    "fund_claim": (
        "序号,街道乡镇,姓名,身份证件类型,身份证件号码,人员编号,代缴类别,代缴金额,个人缴费日期",
        [None, "unit", "name", None, "document_number", None, "category", "amount_fen", None],
    ),
    "uninsured_reason": (
        "序号,乡镇,村居,姓名,证件号码,未参保原因,备注",
        [None, "unit", None, "name", "document_number", "reason", "note"],
    ),
    "fund_transfer": (
        "序号,资金渠道,地区,结算批次,划转金额(元),划转日期,备注",
        [None, "payer", "unit", "batch", "amount_fen", "transferred_on", None],
    ),
    "due_acknowledgement": (
        "清单序号,导入行数,导入金额(元),校验码,导入日期,备注",
        ["list_no", "persons", "amount_fen", "sha256", "acknowledged_on", None],
    ),
    "tax_statement": (
        "凭证号,缴费人姓名,证件号码,记账类型,金额(元),入库日期,备注",
        ["receipt_no", "name", "document_number", "entry_kind", "amount_fen", "received_on", None],
    ),
    "late_entry": (
        "序号,乡镇,姓名,证件号码,中途参保原因,证明材料,撤销标志,备注",
        [None, "unit", "name", "document_number", "reason", "proof", "op", None],
    ),
    "correction_request": (
        "乡镇,姓名,证件号码,更正事项,更正前,更正后,申请日期,办结日期",
        ["unit", "name", "document_number", "item", None, None, "requested_on", "completed_on"],
    ),
    "targets": ("单位,指标,人数,状态,来源", ["unit", "measure", "persons", "status", "stated_source"]),
}  # fmt: skip


def test_every_layout_is_in_the_contract() -> None:
    assert {name for name, layout in LAYOUTS.items() if layout.alternative_to is None} == set(CONTRACT)


@pytest.mark.parametrize("name", CONTRACT)
def test_the_contracts_headers_are_read(name: str) -> None:
    text, canonical = CONTRACT[name]
    header = map_header([["标题"], text.split(",")], LAYOUTS[name], "full")
    assert header.index == 1 and header.extra == []
    assert header.columns == {column: at for at, column in enumerate(canonical) if column}
    if LAYOUTS[name].kind == "special_list":
        changed = map_header([[*text.split(","), "变动类型", "变动日期"]], LAYOUTS[name], "change")
        assert {"op", "change_on"} <= changed.columns.keys()


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("序号,姓名,身份证号码,低保,所属乡镇,认定日期,备注,手机", "未识别的列：D 列、H 列。"),
        ("姓名,身份证号码,所属乡镇,认定日期,甲,乙,丙,丁,戊,己", "未识别的列：E 列、F 列、G 列、H 列、I 列等。"),
        ("序号,姓名,身份证号码,所属乡镇,认定日期,备注", "（也可写作 救助类别、对象类别）。"),
        ("姓名,身份证号码,所属乡镇,认定日期,甲类别,乙类别", "E 列的表头与之相近，请改成上述名称。"),
    ],
)
def test_of_a_missing_column_the_sender_is_told_where_it_may_be(header: str, told: str) -> None:
    with pytest.raises(ReadRefused) as caught:
        map_header([header.split(",")], LAYOUTS["civil_affairs"], "full")
    (reason,) = caught.value.reasons
    assert reason.code == "column_missing" and reason.message_zh.endswith(told)
    assert not [one for one in ("低保", "手机", "甲类别") if one in reason.message_zh]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda text: text + "colour: red\n", "colour"),
        (lambda text: text.replace("kind: roll", "kind: rolls"), "kind"),
        (lambda text: text.replace("  name:", "  nickname:"), "nickname"),
        (lambda text: text + "form: csv\n", "form"),
        (lambda text: text.replace("[户号, 家庭编号]", "[户号, 姓名]"), "姓名"),
        (lambda text: re.sub(r"  unit: .*\n", "", text), "unit"),
        (lambda text: text.replace("required: never", "required: sometimes", 1), "required"),
        (lambda text: "- a\n", "最外层"),
        (lambda text: text + "category: student\n", "category"),
    ],
)
def test_a_mistake_is_refused_and_named(tmp_path: Path, change: object, complaint: str) -> None:
    (tmp_path / "shared").mkdir()
    shared = (LAYOUTS_FOLDER / "shared" / "vocabulary.yaml").read_text(encoding="utf-8")
    (tmp_path / "shared" / "vocabulary.yaml").write_text(shared, encoding="utf-8")
    good = (LAYOUTS_FOLDER / "roll.yaml").read_text(encoding="utf-8")
    (tmp_path / "roll.yaml").write_text(good, encoding="utf-8")
    assert load_layout(tmp_path / "roll.yaml").kind == "roll"
    bad = change(good)  # type: ignore[operator]
    assert bad != good
    (tmp_path / "roll.yaml").write_text(bad, encoding="utf-8")
    with pytest.raises(LayoutError) as caught:
        load_layout(tmp_path / "roll.yaml")
    assert "roll.yaml" in str(caught.value) and complaint in str(caught.value)


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    """A copy of the layouts that the tests edit, and of what they share."""
    others = {path.name for path in LAYOUTS_FOLDER.glob("*.yaml") if path.stem not in EDITED}
    return Path(shutil.copytree(LAYOUTS_FOLDER, tmp_path / "layouts", ignore=lambda *_: others))


EDITED = ("employee", "roll", "targets", "tax", "veterans")


def edited(folder: Path, file: str, old: str, new: str) -> Layouts:
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return read_layouts(folder)


def said_of(layouts: Layouts) -> str:
    with pytest.raises(LayoutError) as caught:
        layouts.check()
    return str(caught.value)


@pytest.mark.parametrize("written", ["文字", '""', "{a: 1}", "null", "5"])
def test_a_word_where_a_list_of_headers_belongs_is_told(folder: Path, written: str) -> None:
    told = said_of(edited(folder, "veterans.yaml", "name: {headers: [姓名]}", f"name: {{headers: {written}}}"))
    assert told == "veterans.yaml 第7行 columns.name.headers：应为列表，如 [甲, 乙]"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  sex: [性别]", "  sex: 性别", "第8行 headers.sex：应为列表，如 [甲, 乙]"),
        ("  sex: [性别]", "  sex: null", "第8行 headers.sex：应为列表，如 [甲, 乙]"),
        ("  sex: [性别]", "  gender: [性别]", "第8行 headers.gender：应为下列之一"),
        ("  sex: [性别]", "  sex: [姓名]", "第8行 headers.sex：列名“姓名”同时表示 name 和 sex"),
        ("no_words: [否,", "no_words: [5,", "第22行 no_words 第1项：应为文字（数字请加引号）"),
        ("no_words: [否,", "no_words: [是,", "第22行 no_words：“是”既在 yes_words 又在 no_words 中，二者取一"),
        ("sex_words: {男: M", 'sex_words: {男: M, "男 ": F',
         "第26行 sex_words.男：与“男”是同一个词，却表示不同的意思，二者取一"),
        ('earliest_date: "1900-01-01"', "earliest_date: 0", "第27行 earliest_date：应为日期，如 1900-01-01"),
        ("total_words: [合计,", "total_word: [合计,", "total_words：缺少这个键"),
    ],
)  # fmt: skip
def test_what_all_layouts_share_is_wrong_once(folder: Path, old: str, new: str, told: str) -> None:
    lines = said_of(edited(folder, "shared/vocabulary.yaml", old, new)).split("\n")
    assert lines[0].startswith("vocabulary.yaml ") and told in lines[0]
    assert len(lines) == 1 or lines[1].startswith("vocabulary.yaml 第16行 total_word：没有这个键")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        *((f'{name}: ["甲", " \\u200b"]', f"{name} 第2项：不能为空") for name in (
            "total_words", "footer_words", "yes_words", "no_words", "test_names", "test_number_starts", "status_words",
            "open_dates", "ignored", "sheets",
        )),
        *((f'{name}: {{"　": {value}}}', f"{name}.　：不能为空") for name, value in (
            ("op_words", "add"), ("grade_words", 1), ("sex_words", "M"), ("measure_words", "x"),
            ("category_words", "x"),
        )),
        *((f'{name}: {{（甲）: {one}, "(甲)": {two}}}', f"{name}.(甲)：与“（甲）”是同一个词") for name, one, two in (
            ("op_words", "add", "end"), ("grade_words", 1, 2), ("sex_words", "M", "F"), ("measure_words", "x", "z"),
            ("category_words", "x", "z"),
        )),
        ('yes_words: ["０"]', "yes_words：“０”既在 yes_words 又在 no_words 中"),
        ("category: x", "category：category 只在 category_from 为 layout 时写"),
        ("oldest_usual_age: 150", "oldest_usual_age：应小于 150"),
        ("oldest_usual_age: 1999999999", "oldest_usual_age：应小于 150"),
        ("earliest_date: 0", "earliest_date：应为日期，如 1900-01-01"),
        ("earliest_date: 86400", "earliest_date：应为日期，如 1900-01-01"),
        ('earliest_date: "86400"', "earliest_date：应为日期，如 1900-01-01"),
        ('earliest_date: "2019-02-30"', "earliest_date：应为日期，如 1900-01-01"),
        ("control_row: {count_column: name, amount_column: amount_fen}", "control_row：只有 kind 为 tax_feed"),
        ('sheets: ["\\ud800"]', "sheets 第1项：\\uD800 至 \\uDFFF 不是字符"),
        ('op_words: {"\\ud800": add}', "op_words.\ufffd：\\uD800 至 \\uDFFF 不是字符"),
    ],
)  # fmt: skip
def test_what_a_layout_cannot_mean_is_told_with_its_line(folder: Path, lines: str, told: str) -> None:
    said = said_of(edited(folder, "veterans.yaml", "ignored: [序号, 备注]", lines))
    assert said.startswith(f"veterans.yaml 第15行 {told}") and "\n" not in said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("count_column: name", "count_column: op", "第29行 control_row.count_column：columns 中没有 op 这一列"),
        ("count_column: name", "count_column: amount_fen", "第29行 control_row.count_column：笔数和金额不能在同一列"),
        ("amount_column: amount_fen", "amount_column: name", "第30行 control_row.amount_column：应为金额列 amount_fen"),
    ],
)
def test_a_control_row_that_nothing_can_be_summed_by(folder: Path, old: str, new: str, told: str) -> None:
    assert said_of(edited(folder, "tax.yaml", old, new)) == f"tax.yaml {told}"


@pytest.mark.parametrize(
    ("file", "column", "told"),
    [
        ("employee", "document_number", "第8行 columns.document_number.required：每份文件都要有 document_number，其"),
        ("targets", "unit", "第7行 columns.unit.required：每份文件都要有 unit，其"),
        (
            "tax",
            "document_number",
            "第11行 columns.document_number.required：每份文件都要有 document_number 或 unit，其",
        ),
    ],
)
def test_a_form_without_what_tells_rows_of_data(folder: Path, file: str, column: str, told: str) -> None:
    path = folder / f"{file}.yaml"
    (line,) = [one for one in path.read_text(encoding="utf-8").split("\n") if one.startswith(f"  {column}:")]
    spoilt = line.replace("{}", "{required: never}").replace("]}", "], required: never}")
    assert said_of(edited(folder, path.name, line, spoilt)).startswith(f"{path.name} {told} required 应为 always")


@pytest.mark.parametrize("written", ['earliest_date: "1900-01-01"', "earliest_date: 1900-01-01", "test_names: []"])
def test_what_is_right_stays_so(folder: Path, written: str) -> None:
    edited(folder, "veterans.yaml", "ignored: [序号, 备注]", f"{written}\ncategory_words: {{甲: x, '甲 ': x}}").check()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "：文件是空的，没有内容"),
        ("# 暂无\n", "：文件是空的，没有内容"),
        ("- a\n", " 第1行：最外层应为“键: 值”"),
        ("\ufeff\ufefflayout: veterans\n", " 第1行 layout：键的开头有不可见的字符。删去整个键，重新输入"),
    ],
)
def test_a_file_without_a_layout_says_what_it_is(folder: Path, content: str, told: str) -> None:
    (folder / "veterans.yaml").write_text(content, encoding="utf-8")
    assert said_of(read_layouts(folder)) == f"veterans.yaml{told}"


@pytest.mark.parametrize("word", ["^合计", "\\合计", "]合计", "合-计"])
def test_a_word_for_totals_is_taken_literally(folder: Path, tmp_path: Path, reader: Reader, word: str) -> None:
    layout = edited(folder, "roll.yaml", "form: csv", f"form: csv\ntotal_words: ['{word}']")["roll"]
    header = "姓名,证件号码,出生日期,性别,乡镇"
    rows = [f"张三,{number(1)},2000-01-01,男,甲镇", "^,,,,", f"{word},,,,"]
    raw = reader.read(write_csv(tmp_path / "底册.csv", [header, *rows]), layout)
    assert (raw.row_count, [row["name"] for row in raw.totals]) == (2, [word])


def test_a_shared_header_that_a_layout_ignores_is_not_its_column(folder: Path) -> None:
    roll = edited(folder, "roll.yaml", "ignored: [序号", "ignored: [序号, 县区")["roll"]
    assert "县区" in roll.ignored_headers
    assert {roll.header_map().get(header) for header in ("县区", "区县", "乡镇")} == {None, "unit"}
    (folder / "roll.yaml").write_text((folder / "roll.yaml").read_text().replace("unit: {}", "unit: {headers: [县区]}"))
    assert "既是要读的列名，又列在 ignored 中" in said_of(read_layouts(folder))


def test_a_column_may_refuse_the_shared_headers() -> None:
    deaths = LAYOUTS["civil_affairs_deaths"].columns["change_on"]
    assert deaths.headers == ["死亡时间", "死亡日期"]
    assert "变动日期" in LAYOUTS["civil_affairs"].columns["change_on"].headers

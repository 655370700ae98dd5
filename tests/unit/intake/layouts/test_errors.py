"""An author reads file, line, key and remedy of every problem of a layout file."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from transforms.intake.layouts.errors import explain_punctuation, explain_syntax, explain_validation, place
from transforms.strict_yaml.reader import read_tree


class Example(BaseModel):
    """A small data file."""

    model_config = ConfigDict(extra="forbid", strict=True)
    code: str
    rows: int = Field(1, ge=1, le=50)
    names: dict[str, list[str]] = {}


def explained(text: str) -> list[str]:
    tree = read_tree(text)
    with pytest.raises(ValidationError) as error:
        Example.model_validate({key: _list(value) for key, value in tree.content.items()})
    return explain_validation("a.yaml", tree, error.value).split("\n")


def _list(value: object) -> object:
    if isinstance(value, dict):
        return {key: _list(entry) for key, entry in value.items()}
    return [_list(entry) for entry in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("code: a\nrows: 0", "a.yaml 第2行 rows：不能小于 1"),
        ("code: a\nrows: 51", "a.yaml 第2行 rows：不能大于 50"),
        ("code: a\nrows: b", "a.yaml 第2行 rows：应为整数"),
        ("code: 7", "a.yaml 第1行 code：应为文字（数字请加引号）"),
        ("rows: 2", "a.yaml code：缺少这个键"),
        ("code: a\ncolour: b", "a.yaml 第2行 colour：没有这个键，请检查拼写"),
        ("code: a\nnames:\n  x: [a, 7]", "a.yaml 第3行 names.x 第2项：应为文字（数字请加引号）"),
        ("code: a\nnames: [x]", "a.yaml 第2行 names：应为“键: 值”，如 {headers: [姓名]}"),
    ],
)
def test_a_problem_has_file_line_key_and_remedy(text: str, line: str) -> None:
    assert explained(text) == [line]


def test_every_problem_is_a_line() -> None:
    assert len(explained("rows: 0\ncolour: b")) == 3


def test_a_problem_of_the_yaml_itself_is_explained() -> None:
    tree = read_tree("a: 1\na: 2\nb: yes")
    first, second = explain_syntax("a.yaml", tree).split("\n")
    assert first == "a.yaml 第2行 a：键 a 只能出现一次。删去其中一处"
    assert second.startswith("a.yaml 第3行 b：不加引号的 yes")


def test_chinese_punctuation_in_a_header_is_pointed_out() -> None:
    tree = read_tree(
        "columns:\n  name:\n    headers: [姓名、名字, 乡镇]\nignored: [“序号”]\ncategory_words: {低保：甲: x}"
    )
    assert explain_punctuation("a.yaml", tree) == [
        "a.yaml 第3行 columns.name.headers 第1项：姓名、名字 含有中文标点 、。请核对：若要分开几个名称，用英文逗号",
        "a.yaml 第4行 ignored 第1项：“序号” 含有中文标点 “。请核对：若只是给文字加引号，删去或改用英文引号",
        "a.yaml 第5行 category_words.低保：甲：低保：甲 含有中文标点 ：。请核对："
        "键后应是英文冒号加空格，不能用中文冒号",
    ]


def test_a_missing_key_is_at_its_closest_parent() -> None:
    tree = read_tree("a:\n  b:\n    c: 1")
    assert place(tree, ["a", "b", "x"]) == " 第2行"
    assert place(tree, ["x"]) == ""


def test_punctuation_in_headers_of_further_persons_is_pointed_out() -> None:
    tree = read_tree("columns: {}\nfurther_persons:\n  - name: [姓名；配偶]")
    assert explain_punctuation("a.yaml", tree) == [
        "a.yaml 第3行 further_persons 第1项.name 第1项：姓名；配偶 含有中文标点 ；。请核对："
        "若要分开几个名称，用英文逗号"
    ]
    assert explain_punctuation("a.yaml", read_tree("columns: {name: {headers: [姓名(必填)]}}")) == []

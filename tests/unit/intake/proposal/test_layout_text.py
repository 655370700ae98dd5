"""The text of a proposed layout is a valid layout, a draft, and shows no value of a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.files.builders import LAYOUTS, LAYOUTS_FOLDER, number
from transforms.intake.layouts.files import load_layout
from transforms.intake.layouts.model import Layout
from transforms.intake.proposal.file_columns import FileColumn
from transforms.intake.proposal.layout_text import layout_text
from transforms.intake.proposal.meanings import Words, guess_meanings

WORDS = Words(["甲镇"], ["低保对象"])
NAMES = ("赵一", "钱二", "赵一", "孙三")


def proposed(folder: Path, layout: str, *stated: tuple[str, tuple[str, ...]]) -> tuple[str, Layout]:
    columns = [FileColumn(at, header, values) for at, (header, values) in enumerate(stated)]
    own = LAYOUTS[layout]
    text = layout_text("new_form", "xlsx", own, guess_meanings(columns, own, [], WORDS), WORDS)
    (folder / "shared").mkdir()
    (folder / "shared" / "vocabulary.yaml").write_bytes((LAYOUTS_FOLDER / "shared" / "vocabulary.yaml").read_bytes())
    path = folder / "new_form.yaml"
    path.write_text(text, encoding="utf-8")
    return text, load_layout(path)


def test_a_proposed_layout_loads_as_a_draft(tmp_path: Path) -> None:
    text, layout = proposed(
        tmp_path,
        "civil_affairs",
        ("姓名", NAMES),
        ("身份证号", tuple(number(at) for at in range(1, 5))),
        ("救助类型", ("农村低保", "农村低保", "城市低保", "低保对象")),
        ("县(市、区、旗)", ("某县",)),
        ("乡镇", ("甲镇",)),
        ("状态", ("有效", "注销")),
        ('备注: "说明" #1', ("无",)),
    )
    assert layout.draft and layout.alternative_to == "civil_affairs"
    assert layout.header_map()["救助类型"] == "category" and "县(市、区、旗)" in layout.ignored_headers
    assert layout.row_states[0].not_counted == ["注销"]
    assert "农村低保: 类别代码" in text and "城市低保" not in text  # a word of one row may be a name
    assert not [value for value in (*NAMES, number(1)) if value in text]


@pytest.mark.parametrize("layout", sorted(name for name, one in LAYOUTS.items() if one.alternative_to is None))
def test_a_draft_of_every_kind_loads(layout: str, tmp_path: Path) -> None:
    stated = [(column.headers[0], ("",)) for column in LAYOUTS[layout].columns.values() if column.headers]
    _, proposal = proposed(tmp_path, layout, *((header, ()) for header, _ in stated))
    assert (
        proposal.header_map().items()
        >= {
            header: name for header, name in LAYOUTS[layout].header_map().items() if header in proposal.header_map()
        }.items()
    )
    assert proposal.category_from == LAYOUTS[layout].category_from


def test_further_persons_are_proposed_in_a_comment(tmp_path: Path) -> None:
    numbers = tuple(number(at) for at in range(1, 5))
    text, layout = proposed(
        tmp_path, "roll", ("户主姓名", NAMES), ("身份证号", numbers), ("成员姓名", NAMES), ("身份证号#2", numbers)
    )
    assert layout.header_map()["户主姓名"] == "name" and not layout.further_persons
    assert '#   - {name: [成员姓名], document_number: ["身份证号#2"]}' in text

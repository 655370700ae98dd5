"""The words of a due list state number, kind and sums."""

from __future__ import annotations

from tests.unit.report.due_list.examples import composed
from transforms.report.due_list import texts


def test_the_title_names_number_kind_and_correction() -> None:
    assert texts.title(composed()) == "某县2020年度城乡居民基本医疗保险应缴清单（第2号，变动）"
    assert texts.title(composed(list_no=1)).endswith("（第1号，全量）")
    assert texts.title(composed(correction_no=1)).endswith("（第2号，变动）（更正第1号）")


def test_the_sums_are_of_the_list_and_of_all_lists() -> None:
    assert texts.scope(composed()) == "应缴信息核定至2019年9月30日。"
    assert texts.sums(composed()) == (
        "本单3行，其中撤回1行，应征金额370.05元。",
        "含本单在内，应征40人次，共10,000.05元。",
    )


def test_lists_that_are_not_acknowledged_are_named_as_spans() -> None:
    assert texts.acknowledgement_notes([], []) == ()
    (note,) = texts.acknowledgement_notes([2, 4, 5, 6, 9], [])
    assert note.startswith("第2号、第4号至第6号、第9号清单还没有收到导入回执")
    (note,) = texts.acknowledgement_notes([], [1, 3, 5, 7, 9, 11])
    assert note.startswith("第1号、第3号、第5号、第7号、第9号等6份清单的导入回执与清单不符")
    assert len(texts.acknowledgement_notes([1], [2])) == 2


def test_the_last_list_states_that_nobody_may_be_charged() -> None:
    closing = composed(is_closing=True)
    assert texts.title(closing).endswith("（第2号，截止）")
    assert "不得再按清单向任何人征收" in texts.rule(closing) and texts.rule(composed()) == texts.RULE

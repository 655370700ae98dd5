"""The words of a due list, in Chinese, for its mail. No person is in them."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.report.due_list.content import DueList
from transforms.text.figures import date_zh, yuan_grouped
from transforms.text.labels import SCHEME

FETCH = "清单不随邮件发送，请有权领取的人员登录参保看板，在“下载”页面（/board/downloads）领取。"
ORDER = (
    "请按序号逐单导入：csv 的 sha256 须与清单说明（json）一致，上一单的 sha256 须与说明中的 before_sha256 一致，"
    "导入后的应征人数和总额须与本单一致；有一项不符，即有缺单或错单，请勿继续导入。"
)
RULE = (
    "只有最近一行为 charge 的人员可以征收，金额以该行为准；其余人员不得征收，到场要求缴费的，请先联系医保经办机构。"
    "清单只用于集中缴费期内征收，缴费期截止后不得再按清单征收。"
)
CLOSING_RULE = (
    "集中缴费期已经截止，本单撤回全部尚未缴费的人员（csv 中为 closed）。自本单起不得再按清单向任何人征收；"
    "缴费期后到场要求缴费的，请先联系医保经办机构。"
)
KINDS = {"whole": "全量", "changes": "变动", "closing": "截止"}
_MOST_NAMED = 5
HANDLING = "本清单含个人信息，仅供征收使用；不得转发、外传，用后按规定销毁。"


def title(content: DueList) -> str:
    """Compose the title: place, plan year, scheme, number and kind of the list, and the number of a correction."""
    number = content.edition.correction_no
    kind = KINDS[content.header.kind]
    correction = f"（更正第{number}号）" if number else ""
    head = f"{content.place_name}{content.plan_year}年度{SCHEME}"
    return f"{head}应缴清单（第{content.header.list_no}号，{kind}）{correction}"


def rule(content: DueList) -> str:
    """State who may be charged by the list; nobody after the last window."""
    return CLOSING_RULE if content.header.is_closing else RULE


def scope(content: DueList) -> str:
    """State which days the list knows."""
    return f"应缴信息核定至{date_zh(content.header.assessed_on)}。"


def sums(content: DueList) -> tuple[str, ...]:
    """State the lines and the sum of the list, and what may be charged with it."""
    header = content.header
    return (
        f"本单{header.persons:,}行，其中撤回{header.withdrawn:,}行，应征金额{yuan_grouped(header.list_fen)}元。",
        f"含本单在内，应征{header.chargeable_persons:,}人次，共{yuan_grouped(header.chargeable_fen)}元。",
        *content.notes,
    )


def acknowledgement_notes(open_lists: Sequence[int], differing_lists: Sequence[int]) -> tuple[str, ...]:
    """State which earlier lists the tax bureau has not acknowledged, and which it loaded otherwise.

    Both are numbers of lists in ascending order. No sentence for no list.
    """
    notes = []
    if differing_lists:
        notes.append(
            f"{_numbers(differing_lists)}清单的导入回执与清单不符（行数、金额或校验码），请先核对，重新导入并重报回执。"
        )
    if open_lists:
        notes.append(f"{_numbers(open_lists)}清单还没有收到导入回执，请确认是否已导入并报送回执。")
    return tuple(notes)


def _numbers(lists: Sequence[int]) -> str:
    """Name lists by number, consecutive numbers as a span: 第2号、第4号至第6号."""
    spans: list[list[int]] = []
    for number in lists:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    named = "、".join(
        f"第{first}号" if first == last else f"第{first}号至第{last}号" for first, last in spans[:_MOST_NAMED]
    )
    return named if len(spans) <= _MOST_NAMED else f"{named}等{len(lists)}份"

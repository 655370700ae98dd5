"""The words around a list of persons, in Chinese: title, scope, how to handle it, and its explanations."""

from __future__ import annotations

from collections.abc import Iterable

from transforms.report.lists.content import PersonList
from transforms.report.lists.kinds import KINDS, ROSTER
from transforms.text.figures import date_zh
from transforms.text.labels import NO_UNIT, SCHEME

HANDLING = "本名册含个人信息，仅限收件单位通知和办理参保使用；不得张贴、转发、截图外传，用后按规定销毁。"
POSTED = "本名册供张榜公示，姓名、证件号码已隐去部分字符，不含人员类别。"
MASKED = "证件号码只列前六位。死亡人员不列入。"
WHERE = (
    "名册含个人信息，不随邮件发送。"
    "请有权领取的人员登录参保看板，在“下载”页面（/board/downloads）领取，每次领取留有记录。"
)


def title(content: PersonList) -> str:
    """Compose the title: place, plan year, scheme, kind of list, and the number of a correction."""
    number = content.edition.correction_no
    correction = f"（更正第{number}号）" if number else ""
    return f"{content.place_name}{content.plan_year}年度{SCHEME}{KINDS[content.kind].title}{correction}"


def scope(content: PersonList) -> str:
    """State the day, the number of persons, and the units of a list."""
    units = f"{len(content.unit_names)}个单位" if len(content.unit_names) != 1 else content.unit_names[0]
    basis = "" if content.kind == ROSTER.code else "（到账口径）"
    return f"数据截至{date_zh(content.edition.period.as_of)}{basis}，{units}，共{len(content.persons):,}人。"


def handling(content: PersonList) -> str:
    """Return the sentence on how the list is to be handled."""
    return POSTED if KINDS[content.kind].is_posted else HANDLING


def lost_note() -> str:
    """State that a correction replaces a list that was lost and could not be made again as it was."""
    return "更正说明：原名册文件遗失，个别人员登记的姓名此后有更正，故按现登记重做。请以本期为准，旧名册停用并销毁。"


def notes(content: PersonList) -> tuple[str, ...]:
    """Return the explanations below a list: what it leaves out, and what changed since the edition before."""
    return (MASKED, *content.notes)


def change_note(counts: dict[str, int]) -> str:
    """State how a correction differs from the edition before, in numbers of persons."""
    figures = "往年人口数、参保人数有变，" if counts.get("figures") else ""
    return (
        f"更正说明：与更正前相比，{figures}新列入{counts['came']:,}人，移出{counts['went']:,}人，"
        f"内容有变{counts['changed']:,}人。请以本期为准，旧名册停用并销毁。"
    )


def summary_header(content: PersonList) -> tuple[str, ...]:
    """Return the headings of the summary: unit, all persons, and one for each reason or state."""
    return ("单位", "人数", *KINDS[content.kind].states.values())


def summary_rows(content: PersonList) -> list[tuple[str, ...]]:
    """Return the texts of the summary: one row for each unit, then the total of a list with several units."""
    states = list(KINDS[content.kind].states)
    counts = {name: [persons.get(state, 0) for state in states] for name, persons in content.counts.items()}
    rows = [_row(name or NO_UNIT, figures) for name, figures in counts.items()]
    if len(rows) > 1:
        rows.append(_row("合计", [sum(column) for column in zip(*counts.values(), strict=True)]))
    return rows


def _row(name: str, figures: Iterable[int]) -> tuple[str, ...]:
    figures = list(figures)
    return (name, *(f"{figure:,}" for figure in (sum(figures), *figures)))

"""The texts of a poster, in Chinese. No person, no money and no special population is in them."""

from __future__ import annotations

from datetime import date

from transforms.document.poster import Poster
from transforms.report.poster.compose import line_of
from transforms.report.poster.content import Posting
from transforms.report.progress.summary import FULL_BP, missing_persons
from transforms.text.figures import date_zh
from transforms.text.labels import SCHEME
from transforms.text.ratio import percent_of_bp, percent_of_goal

SHORT_SCHEME = "城乡居民医保"
"""The long name does not fit on a line that can be read from two metres."""
INCOMPLETE = "有应报的数据还没有收到或还没有核对，以后数字可能变动。"
NO_TARGET = "通知没有下达这里的目标任务。"


def title(content: Posting) -> str:
    """Compose the Chinese title of the mail: place, plan year, scheme, and the number of a correction."""
    head, number = content.progress.header, content.progress.correction_no
    correction = f"（更正第{number}号）" if number else ""
    return f"{head.place_name}{head.plan_year}年度{SCHEME}参保缴费进度{correction}"


def poster(content: Posting) -> Poster:
    """Compose all texts of the page from the figures."""
    head, line = content.progress.header, line_of(content)
    goal_bp = head.completion_goal_bp or FULL_BP
    completion = line.completion
    has_mark = completion is not None and goal_bp < FULL_BP
    return Poster(
        place=head.place_name,
        title=f"{head.plan_year}年度{SHORT_SCHEME}参保缴费进度",
        label="已参保（人）",
        figure=f"{line.enrolled_persons or 0:,}",
        bar=None if completion is None else min(max(completion.basis_points, 0), FULL_BP) / FULL_BP,
        bar_text=f"完成率 {percent_of_goal(completion, goal_bp)}",
        goal=goal_bp / FULL_BP if has_mark else None,
        goal_text=f"要求 {percent_of_bp(goal_bp)}" if has_mark else "",
        rows=_rows(content),
        lines=(*figures_lines(content), *_lines(content)),
    )


def _rows(content: Posting) -> tuple[tuple[str, str], ...]:
    line, goal_bp = line_of(content), content.progress.header.completion_goal_bp or FULL_BP
    rows = [("本期新增", f"{content.increment_persons:,}人")]
    if line.completion is not None and line.target_persons is not None:
        missing = missing_persons(line.completion, goal_bp)
        rows = [
            ("目标任务", f"{line.target_persons:,}人"),
            ("还差", f"{missing:,}人" if missing else "已完成"),
            *rows,
        ]
    return tuple(rows)


def figures_lines(content: Posting) -> tuple[str, ...]:
    """Return the small lines that belong to the figures: days, and that there is no target."""
    slot = content.progress.slot
    return (
        f"数据截至{date_zh(slot.as_of)}，按款已到账统计；本期从{date_zh(slot.period_from)}起。",
        *((NO_TARGET,) if line_of(content).completion is None else ()),
        f"集中缴费期到{date_zh(date.fromisoformat(content.frame['ends_on']))}止。",
    )


def _lines(content: Posting) -> tuple[str, ...]:
    """Return the small lines that are no figures: data that are missing, and the number of a correction."""
    number = content.progress.correction_no
    correction = (f"更正第{number}号：请换下以前张贴的同期进度。",) if number else ()
    return (*((INCOMPLETE,) if content.is_incomplete else ()), *correction)

"""The sentences of a bulletin, in Chinese: the same in docx, xlsx and mail. Units and sums only, no personal data."""

from __future__ import annotations

from datetime import date

from transforms.report.bulletin.content import Bulletin, RankedUnit
from transforms.report.progress.content import Line
from transforms.report.progress.summary import OpenMatters, money_lines, open_lines
from transforms.text.figures import date_zh
from transforms.text.labels import SCHEME
from transforms.text.ratio import BLANK, percent, percent_of_bp, percent_of_goal

VERDICTS = {"": "", "praised": "表扬", "behind": "滞后"}
SECTIONS = ("一、总体情况", "二、各单位完成情况", "三、表扬", "四、进度滞后", "五、数据说明")
NO_TARGETS = "通知未下达分单位目标任务，本期不排名、不表扬、不点名。"
TOTAL_IS_NO_SUM = "合计一行的“还差”按总数计算，不是各单位之和：超过要求的单位抵去一部分。"
MONEY_WAITS = "资金：与税务对账一致后公布。"
COMPLETE = "应报的数据没有缺报，也没有暂存、退回和隔离的数据。"


def title(content: Bulletin) -> str:
    """Compose the Chinese title: place, plan year, scheme, and the number of a correction."""
    head, number = content.progress.header, content.progress.correction_no
    correction = f"（更正第{number}号）" if number else ""
    return f"关于{head.place_name}{head.plan_year}年度{SCHEME}参保缴费情况的通报{correction}"


def opening(content: Bulletin) -> str:
    """Compose the first sentence: which place, year and day the bulletin is about."""
    head, slot = content.progress.header, content.progress.slot
    return f"现将{head.place_name}{head.plan_year}年度{SCHEME}截至{date_zh(slot.as_of)}的参保缴费情况通报如下："


def dated(content: Bulletin) -> str:
    """Return the day of the bulletin, its due day, as a Chinese document writes it."""
    return date_zh(date.fromisoformat(content.letter["due_on"]))


def overview(content: Bulletin) -> tuple[str, ...]:
    """Compose two paragraphs: persons, rates and increment of all units; money by payer."""
    return _persons(content), _money(content)


def _persons(content: Bulletin) -> str:
    slot, head, total = content.progress.slot, content.progress.header, content.total
    line = total.line
    parts = [f"截至{date_zh(slot.as_of)}，{head.place_name}已参保{line.enrolled_persons or 0:,}人"]
    if line.target_persons is not None:
        completion = percent_of_goal(line.completion, content.goal_bp)
        parts.append(f"目标任务{line.target_persons:,}人，完成率{completion}{_lacking(content, total)}")
    if line.enrolment is not None:
        parts.append(f"参保率{percent(line.enrolment)}（分母：{head.denominator_name}）")
    since = f"本期（{date_zh(slot.period_from)}至{date_zh(slot.as_of)}）新增{total.increment_persons:,}人"
    return "，".join(parts) + f"；{since}。"


def _lacking(content: Bulletin, unit: RankedUnit) -> str:
    if not unit.missing_persons:
        return ""
    return f"，距{percent_of_bp(content.goal_bp)}还差{unit.missing_persons:,}人"


def _money(content: Bulletin) -> str:
    if not content.progress.view.shows("money"):
        return MONEY_WAITS
    amounts = "，".join(f"{label}{amount}" for label, amount in money_lines(content.progress))
    return f"资金：{amounts}。"


def header(content: Bulletin) -> tuple[str, ...]:
    """Return the headings of the table of units; the enrolment rate only if the notice names its denominator."""
    unit_kind = content.progress.header.unit_kind_label
    enrolment = ("参保率",) if has_enrolment(content) else ()
    return ("排名", unit_kind, "目标任务（人）", "参保人数", "本期新增", "完成率", *enrolment, "还差（人）")


def has_enrolment(content: Bulletin) -> bool:
    """Return whether the table has a column for the enrolment rate."""
    return content.progress.header.denominator_name is not None


def table_rows(content: Bulletin) -> tuple[tuple[str, ...], ...]:
    """Return the texts of the table: one row per unit, by rank, then the total. A dash: not known, or no rank."""
    return tuple(_row(content, unit) for unit in (*content.units, content.total))


def _row(content: Bulletin, unit: RankedUnit) -> tuple[str, ...]:
    line = unit.line
    enrolment = (percent(line.enrolment),) if has_enrolment(content) else ()
    return (
        BLANK if line.rank is None else str(line.rank),
        line.label,
        _count(line.target_persons),
        _count(line.enrolled_persons or 0),
        _count(unit.increment_persons),
        percent_of_goal(line.completion, content.goal_bp),
        *enrolment,
        _count(unit.missing_persons),
    )


def _count(persons: int | None) -> str:
    return BLANK if persons is None else f"{persons:,}"


def praise(content: Bulletin) -> str:
    """Compose the paragraph about praised units; it states the rule by which they are praised."""
    goal, total = percent_of_bp(content.goal_bp), percent_of_goal(content.total.line.completion, content.goal_bp)
    named = "、".join(
        f"{unit.line.label}（{percent_of_goal(unit.line.completion, content.goal_bp)}）" for unit in content.praised
    )
    texts = {
        "no_targets": NO_TARGETS,
        "nobody": f"没有单位完成率达到{goal}，也没有单位高于总完成率{total}，本期不表扬。",
        "reached": f"对完成率达到{goal}的下列{len(content.praised)}个单位予以表扬：{named}。",
        "above_total": f"没有单位完成率达到{goal}。对完成率高于总完成率{total}的下列"
        f"{len(content.praised)}个单位予以表扬：{named}。",
    }
    return texts[content.praise_rule]


def behind(content: Bulletin) -> tuple[str, ...]:
    """Compose the paragraphs about the units that are named: place, rate, and persons missing to the goal."""
    goal = percent_of_bp(content.goal_bp)
    if content.praise_rule == "no_targets":
        return (NO_TARGETS,)
    if not content.behind:
        return (f"没有未达到{goal}而需点名的单位。",)
    return (
        f"下列{len(content.behind)}个单位完成率未达到{goal}且居后（率相同的一并列出）：",
        *(f"{_state(content, unit.line)}{_lacking(content, unit)}。" for unit in content.behind),
        "请上述单位查找原因，落实措施，加快参保缴费进度。",
    )


def _state(content: Bulletin, line: Line) -> str:
    return f"{line.label}：完成率{percent_of_goal(line.completion, content.goal_bp)}，第{line.rank}名"


def explanations(content: Bulletin) -> tuple[str, ...]:
    """Return what the figures are about and what they lack: day, pack, gaps, and the notes of the progress report."""
    head, slot = content.progress.header, content.progress.slot
    stand = f"数据截至{date_zh(slot.as_of)}（到账口径）；政策包{head.pack_code}，版本{head.pack_version[:12]}。"
    targets = [unit for unit in content.units if unit.missing_persons is not None]
    # what some units have above their goal makes good what others lack
    is_sum = sum(unit.missing_persons or 0 for unit in targets) == (content.total.missing_persons or 0)
    notes = () if is_sum else (TOTAL_IS_NO_SUM,)
    return (stand, *content.gaps, *notes, *content.progress.notes)


def gap_lines(matters: OpenMatters) -> tuple[str, ...]:
    """Return Chinese lines about data that the figures lack: not delivered, held, rejected, or quarantined.

    `matters`: deliveries and rows that wait. If there are none, the only line states that.
    """
    return tuple(f"{line}。" for line in open_lines(matters)) or (COMPLETE,)

"""The sentences and rows of an appraisal, in Chinese: equal in docx, xlsx and mail. 未定 if a figure is missing.

Units and sums only, no personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from transforms.policy.model.appraisal import AppraisalItem
from transforms.report.appraisal.content import AppraisalContent, AppraisedUnit, Share, UnitScore
from transforms.text.figures import date_zh, rate_zh, short_decimal, yuan_grouped, yuan_zh
from transforms.text.labels import SCHEME
from transforms.text.ratio import percent, ratio

UNDETERMINED = "未定"
OUTCOMES = {"": "", "rewarded": "奖励", "named": "通报、取消评先评优资格"}
SECTIONS = ("一、考核结果", "二、奖励和通报", "三、计分依据", "四、尚缺的数据", "五、计分办法和数据说明")
COMPLETE = "各单位计分所需数据齐全。"
NO_RANKS = "有单位得分未定，它可能排在任何一位，因此所有单位不排名、不定奖励和通报。"
EXACT = "率按人数精确比较，不按印出的两位小数比较。"
TOTAL = "合计"
FULL_WIDTH = str.maketrans({",": "，", ";": "；"})
"""Signs of a pack's texts as a document prints them."""


def title(content: AppraisalContent) -> str:
    """Compose the Chinese title: place, plan year, scheme, and the number of a correction."""
    head, number = content.progress.header, content.progress.correction_no
    correction = f"（更正第{number}号）" if number else ""
    return f"{head.place_name}{head.plan_year}年度{SCHEME}参保缴费工作考核结果{correction}"


def opening(content: AppraisalContent) -> str:
    """Compose the first sentence: which place, year and day the appraisal is about."""
    head, as_of = content.progress.header, content.progress.slot.as_of
    known = sum(unit.score.score_hundredths is not None for unit in content.units)
    return (
        f"{head.place_name}{head.plan_year}年度{SCHEME}参保缴费工作考核，数据截至{date_zh(as_of)}，"
        f"考核{len(content.units)}个单位，其中{known}个单位得分已定。"
    )


def dated(content: AppraisalContent) -> str:
    """Return the day of the document, its due day, as a Chinese document writes it."""
    return date_zh(date.fromisoformat(content.letter["due_on"]))


def header(units: Sequence[UnitScore]) -> tuple[str, ...]:
    """Return the headings of the table of results; the items are those of the first unit. `units`: at least one."""
    return ("单位", *(item.item for item in units[0].items), "得分", "名次", "完成任务", "工作经费（元）", "结果")


def row(unit: UnitScore) -> tuple[str, ...]:
    """Return the texts of one unit, in the order of `header`."""
    is_complete = UNDETERMINED if unit.is_complete is None else "是" if unit.is_complete else "否"
    return (
        unit.name,
        *(_points(item.points_hundredths) for item in unit.items),
        _points(unit.score_hundredths),
        UNDETERMINED if unit.rank is None else str(unit.rank),
        is_complete,
        UNDETERMINED if unit.work_money_fen is None else yuan_grouped(unit.work_money_fen),
        UNDETERMINED if unit.outcome is None else OUTCOMES[unit.outcome],
    )


def total_row(content: AppraisalContent) -> tuple[str, ...]:
    """Return the texts of the last row: the work money of all units, 未定 unless all of it is known."""
    money = [unit.score.work_money_fen for unit in content.units]
    text = UNDETERMINED if None in money else yuan_grouped(sum(fen or 0 for fen in money))
    blanks = [""] * (len(content.formula.items) + 3)
    return (TOTAL, *blanks, text, "")


def results(content: AppraisalContent) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the table of results: one per unit by rank, then the sum of the work money."""
    return (*(row(unit.score) for unit in content.ranked), total_row(content))


def basis_header(content: AppraisalContent) -> tuple[str, ...]:
    """Return the headings of the table of figures by which the units are scored."""
    return ("单位", "参保人数", "目标任务", *(name for item in content.formula.items for name in _basis_names(item)))


def basis(content: AppraisalContent) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the table of figures: one per unit, in the order of the table of results."""
    return tuple(
        (
            unit.figures.name,
            f"{unit.figures.enrolled_persons:,}",
            _count(unit.figures.target_persons),
            *(text for item in content.formula.items for text in _basis(item, unit)),
        )
        for unit in content.ranked
    )


def _basis_names(item: AppraisalItem) -> tuple[str, ...]:
    if item.measure == "cases":
        return (f"{item.item} 例数",)
    if item.measure == "accuracy_rate":
        return (f"{item.item} 准确率",)
    newcomers = (
        (f"{item.item} 新增当月参保率", f"{item.item} 新增信息准确率") if item.newcomer_deduction_per_point else ()
    )
    return (f"{item.item} 参保率", *newcomers)


def _basis(item: AppraisalItem, unit: AppraisedUnit) -> tuple[str, ...]:
    figures = unit.figures
    if item.measure == "cases":
        return (_count(figures.cases),)
    if item.measure == "accuracy_rate":
        return (_rate(figures.accuracy),)
    share = figures.enrolment if item.measure == "enrolment_rate" else figures.categories.get(item.category or "")
    if not item.newcomer_deduction_per_point:
        return (_rate(share),)
    newcomers = (None, None) if figures.newcomers is None else figures.newcomers
    return (_rate(share), *(_rate(rate) for rate in newcomers))


def awards(content: AppraisalContent) -> tuple[str, ...]:
    """Compose the sentences about rewarded and criticised units; while there are no ranks, why."""
    if any(unit.score.rank is None for unit in content.units):
        return (NO_RANKS,)
    rule, open_units = content.formula.awards, _named(content, None)
    rewarded, named = _named(content, "rewarded"), _named(content, "named")
    condition = "且完成目标任务" if rule.top_needs_task_complete else ""
    lines = [
        f"前{rule.top_places}名{condition}的单位予以奖励：{rewarded}。"
        if rewarded
        else f"没有前{rule.top_places}名{condition}的单位。"
    ]
    if rule.last_is_named_if_incomplete:
        loses = "，并取消年度评先评优资格" if rule.last_loses_awards else ""
        lines.append(
            f"末位且未完成目标任务的单位予以通报{loses}：{named}。" if named else "没有末位且未完成目标任务的单位。"
        )
    return (*lines, f"是否完成任务未知，奖励和通报未定：{open_units}。") if open_units else tuple(lines)


def _named(content: AppraisalContent, outcome: str | None) -> str:
    return "、".join(
        f"{unit.score.name}（第{unit.score.rank}名，{_points(unit.score.score_hundredths)}分）"
        for unit in content.ranked
        if unit.score.outcome == outcome
    )


def gaps(content: AppraisalContent) -> tuple[str, ...]:
    """Compose lines about missing and contradictory figures: which, of which units, and who delivers them."""
    lines = [*_missing(content), *_contradictions(content)]
    if not lines:
        return (COMPLETE,)
    sender = content.deliverer or "报送单位"
    return (
        *lines,
        f"请{sender}用目标任务和基数表补报或更正上述数据；在此之前，有关单位的得分、名次和经费{UNDETERMINED}。",
    )


def _missing(content: AppraisalContent) -> list[str]:
    names = dict.fromkeys(name for unit in content.units for name in unit.missing)
    lines = []
    for name in names:
        units = [unit.figures.name for unit in content.units if name in unit.missing]
        owners = f"全部{len(units)}个单位" if len(units) == len(content.units) else "、".join(units)
        lines.append(f"缺{name}：{owners}。")
    return lines


def _contradictions(content: AppraisalContent) -> list[str]:
    return [
        f"数据有误，按未定处理：{unit.figures.name}{'；'.join(unit.contradictions)}。"
        for unit in content.units
        if unit.contradictions
    ]


def explanations(content: AppraisalContent) -> tuple[str, ...]:
    """Return how points and money are counted, what the figures are about, and the notes of corrections and gaps."""
    head, formula = content.progress.header, content.formula
    partial = formula.partial_points
    stand = f"政策包{head.pack_code}，版本{head.pack_version[:12]}；参保人数按到账口径。"
    return (
        *(_item(item, content) for item in formula.items),
        f"{partial.inferred.translate(FULL_WIDTH)}。{EXACT}",
        _work_money(content),
        stand,
        *content.gaps,
        *content.progress.notes,
    )


def _item(item: AppraisalItem, content: AppraisalContent) -> str:
    day = item.cut_off_on or content.progress.slot.as_of
    text = f"{item.item}：{item.label_zh}，{item.points}分，统计截至{date_zh(day)}；"
    if item.full_at_bp is None:
        return f"{text}每例扣{item.case_deduction}分。"
    parts = [f"达到{rate_zh(item.full_at_bp)}计满分"]
    parts += [f"每超过1个百分点加{item.bonus_per_point}分"] if item.bonus_per_point else []
    parts += [f"每下降1个百分点扣{item.deduction_per_point}分"] if item.deduction_per_point else []
    if item.newcomer_deduction_per_point:
        parts.append(
            f"新增人员的当月参保率和信息准确率各以100%为满分，每下降1个百分点各扣{item.newcomer_deduction_per_point}分"
        )
    return f"{text}{'，'.join(parts)}。"


def _work_money(content: AppraisalContent) -> str:
    rule = content.formula.work_money
    condition = "完成目标任务的单位，" if rule.only_if_task_complete else ""
    return (
        f"工作经费：{condition}得{rule.full_score}分的按每参保人{yuan_zh(rule.base_fen_per_person)}计，"
        f"每增加1分每人加{yuan_zh(rule.bonus_fen_per_point)}，每减少1分每人减{yuan_zh(rule.deduction_fen_per_point)}。"
    )


def _points(hundredths: int | None) -> str:
    return UNDETERMINED if hundredths is None else short_decimal(hundredths)


def _count(number: int | None) -> str:
    return UNDETERMINED if number is None else f"{number:,}"


def _rate(share: Share | None) -> str:
    """Return a rate as percent; 未定 if it is not known, a dash if nobody is concerned."""
    return UNDETERMINED if share is None else percent(ratio(share.persons, share.of_persons))

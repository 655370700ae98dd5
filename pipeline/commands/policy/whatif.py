"""Texts of `campaign policy diff OLD NEW --against`: what the new pack would change, without persons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.policy.impact import KEYS, MEASURES, NO_SUMS, BeforeAfter, Measure, Sums
from pipeline.workbench.whatif import WhatIf
from transforms.policy import Pack
from transforms.policy.diff.sentences import CITATION, Sentence
from transforms.policy.words.phrases import labels_in
from transforms.spreadsheet.safe_writer import write_csv
from transforms.text.figures import yuan_grouped
from transforms.text.labels import NO_UNIT, category_label, payer_label, shown_category

LINES = 40
_SENTENCE_LINES = 10
STATUSES = {
    "": "不在册",
    "enrolled": "已参保",
    "owing": "待缴费",
    "undefined": "应缴未定",
    "insured_elsewhere": "已参加职工医保",
    "deceased": "已死亡",
    "repaired": "往年已补缴",
}


def warning(old: Pack, new: Pack, answer: WhatIf) -> str | None:
    """Return a Chinese warning if the compared `old` pack is not the version in the warehouse; else None.

    `answer`: what the `new` pack would change for the persons in the warehouse, with the version that is loaded there.
    The warning names three versions: that of the warehouse, of `old` and of `new`.
    """
    if old.version == answer.loaded_version:
        return None
    return (
        f"注意：库中现用的是版本 {answer.loaded_version[:12]}，不是所给的旧政策包（{old.version[:12]}）；"
        f"下面的人数和金额是库中现状与新政策包（{new.version[:12]}）之差。"
    )


def lines(answer: WhatIf, new: Pack, sentences: Sequence[Sentence], everything: bool) -> list[str]:
    """Return the Chinese lines of a comparison: changed rules, changes of status, sums by unit and payer, total.

    Amounts are in yuan. `answer`: what the new pack would change for the loaded locality (persons, statuses, sums).
    `sentences`: one Chinese text per changed rule, with the ids of the old and the new rule. Unless `everything`, rules
    and sums are cut to at most LINES lines in all; a line then states how many are left out.
    """
    texts = [f"{sentence.topic}　{sentence.text}" for sentence in sentences if sentence.topic != CITATION]
    texts = texts or ["（只改依据文字）"]
    top = texts if everything else _cut(texts, _SENTENCE_LINES, "条变化")
    head = [f"试算（{answer.pack_code}，业务日期 {answer.business_date}，不写入任何数据）：", *_statuses(answer)]
    table = list(_table(answer, new))
    room = LINES - len(top) - len(head) - 3
    body = table if everything else _cut(table, room, "行")
    columns = "单位 / 出资 / 人数 / 原 → 现（差）元 / 待退差 / 待报销差"
    return [*top, *head, columns, *(body or ["没有人受影响。"]), _total(answer)]


def _cut(texts: list[str], room: int, unit_zh: str) -> list[str]:
    """Return the texts, at most `room` of them: the last then states how many are left out, counted in `unit_zh`."""
    if len(texts) <= room:
        return texts
    return [*texts[: room - 1], f"……另有 {len(texts) - room + 1} {unit_zh}，加 --all 列出"]


def _statuses(answer: WhatIf) -> Iterator[str]:
    for change in answer.impact.statuses:
        if change.status_before != change.status_after:
            before, after = STATUSES[change.status_before], STATUSES[change.status_after]
            is_open = "undefined" in (change.status_before, change.status_after)
            yield f"{before} → {after}：{change.persons:,}人" + ("（未定的不计入金额）" if is_open else "")


def _table(answer: WhatIf, new: Pack) -> Iterator[str]:
    """Yield one line per unit and payer in the pack's order: what persons owe (payer 个人), or what a fund gives."""
    unit_order = {unit.unit_id: place for place, unit in enumerate(new.units.all())}
    payer_order = {"": -1} | {fund.payer: place for place, fund in enumerate(new.payers)}

    def order(key: tuple[str, str]) -> tuple[int, str, int, str]:
        unit, payer = key
        return unit_order.get(unit, len(unit_order)), unit, payer_order.get(payer, len(payer_order)), payer

    persons: dict[tuple[str, str], int] = {}
    sums: dict[tuple[str, str], Sums] = {}
    for line in answer.impact.lines:
        key = line.unit_id, line.payer
        persons[key] = persons.get(key, 0) + line.persons
        known = sums.get(key, NO_SUMS)
        sums[key] = {measure: known[measure].plus(line.sums[measure]) for measure in MEASURES}
    for unit, payer in sorted(sums, key=order):
        pairs, count = sums[unit, payer], persons[unit, payer]
        measure: Measure = "fund" if payer else "due"
        yield (
            f"{unit_name(new, unit)} / {payer_name(new, payer)} / {count:,}人 / {_change(pairs[measure])}"
            f" / {_signed(pairs['refundable'].difference_fen)} / {_signed(pairs['reimbursable'].difference_fen)}"
        )


def _total(answer: WhatIf) -> str:
    total = answer.impact.total
    return (
        f"合计：受影响 {answer.impact.persons:,}人（每人计一次）；个人应缴 {_change(total['due'])}；"
        f"资助 {_change(total['fund'])}，其中已参保的 {_signed(total['posted_fund'].difference_fen)}；"
        f"待退 {_signed(total['refundable'].difference_fen)}；"
        f"待报销 {_signed(total['reimbursable'].difference_fen)}（元）"
    )


def _change(pair: BeforeAfter) -> str:
    return f"{yuan_grouped(pair.before_fen)} → {yuan_grouped(pair.after_fen)}（{_signed(pair.difference_fen)}）"


def _signed(fen: int) -> str:
    return f"{'+' if fen > 0 else ''}{yuan_grouped(fen)}"


def unit_name(pack: Pack, unit_id: str) -> str:
    """Return the unit's name in the pack, or its id if the pack does not list it.

    For persons without a unit (`unit_id` is empty) it is （单位待定）.
    """
    return next((unit.name for unit in pack.units.all() if unit.unit_id == unit_id), unit_id or NO_UNIT)


def payer_name(pack: Pack, payer: str) -> str:
    """Return the Chinese label of a fund of the pack, or its code if the pack has no label for it.

    For the persons' own part (`payer` is empty) it is 个人.
    """
    return payer_label(payer, {fund.payer: fund.label_zh for fund in pack.payers})


def category_name(pack: Pack, category: str) -> str:
    """Return the Chinese label of a category of persons: the pack's label, or for ordinary residents theirs.

    For a category that the pack does not list it is 未登记类别; the sender's word is left out.
    """
    return category_label(
        category, {code: label for (field, code), label in labels_in(pack).items() if field == "category"}
    )


def csv_bytes(answer: WhatIf, new: Pack) -> bytes:
    """Return the whole comparison as a CSV file's content: sums before and after the new pack, and their difference.

    `answer`: what the pack `new` would change for the loaded locality. One row per plan year, unit, category before,
    category after, and payer, with keys, Chinese labels, number of persons, and three columns (before, after,
    difference, in whole fen) for each measure. UTF-8 with BOM. Writes no file.
    """
    labels = ("unit_name", "category_before_label", "category_after_label", "payer_label")
    columns = [f"{measure}_{part}_fen" for measure in MEASURES for part in ("before", "after", "difference")]
    rows = [
        [
            line.plan_year,
            line.unit_id,
            shown_category(line.category_before),
            shown_category(line.category_after),
            line.payer,
            unit_name(new, line.unit_id),
            category_name(new, line.category_before),
            category_name(new, line.category_after),
            payer_name(new, line.payer),
            line.persons,
            *(fen for measure in MEASURES for fen in (*line.sums[measure], line.sums[measure].difference_fen)),
        ]
        for line in answer.impact.lines
    ]
    return write_csv([*KEYS, *labels, "persons", *columns], rows)

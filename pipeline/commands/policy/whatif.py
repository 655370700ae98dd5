"""`campaign policy diff OLD NEW --against`: what the new pack would do to the loaded locality. No person in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.policy.impact import KEYS, MEASURES
from pipeline.workbench.whatif import WhatIf
from transforms.policy import Pack
from transforms.policy.diff.sentences import CITATION, Sentence
from transforms.policy.words.phrases import labels_in
from transforms.spreadsheet.safe_writer import write_csv
from transforms.text.figures import yuan_grouped
from transforms.text.labels import NO_UNIT, category_label, payer_label

LINES = 40
_WORD_LINES = 10
STATUSES = {
    "": "不在册", "enrolled": "已参保", "owing": "待缴费", "undefined": "应缴未定",
    "insured_elsewhere": "已参加职工医保", "deceased": "已死亡", "repaired": "往年已补缴",
}  # fmt: skip


def warning(old: Pack, new: Pack, found: WhatIf) -> str | None:
    """What a reader must know first: the old pack of the comparison is not the one that is loaded."""
    if old.version == found.loaded_version:
        return None
    return (
        f"注意：库中现用的是版本 {found.loaded_version[:12]}，不是所给的旧政策包（{old.version[:12]}）；"
        f"下面的人数和金额是库中现状与新政策包（{new.version[:12]}）之差。"
    )


def lines(found: WhatIf, new: Pack, sentences: Sequence[Sentence], everything: bool) -> list[str]:
    """Words first, then who moves from which status to which, then one line per unit and payer, then the total; yuan.

    At most LINES lines unless `everything`.
    """
    said = [f"{one.topic}　{one.text}" for one in sentences if one.topic != CITATION] or ["（只改依据文字）"]
    top = said if everything else _cut(said, _WORD_LINES, "条变化")
    head = [f"试算（{found.pack_code}，业务日期 {found.business_date}，不写入任何数据）：", *_statuses(found)]
    table = list(_table(found, new))
    room = LINES - len(top) - len(head) - 3
    body = table if everything else _cut(table, room, "行")
    columns = "单位 / 出资 / 人数 / 原 → 现（差）元 / 待退差 / 待报销差"
    return [*top, *head, columns, *(body or ["没有人受影响。"]), _total(found)]


def _cut(texts: list[str], room: int, what: str) -> list[str]:
    if len(texts) <= room:
        return texts
    return [*texts[: room - 1], f"……另有 {len(texts) - room + 1} {what}，加 --all 列出"]


def _statuses(found: WhatIf) -> Iterator[str]:
    for one in found.effect.statuses:
        if one["status_before"] != one["status_after"]:
            before, after = STATUSES[one["status_before"]], STATUSES[one["status_after"]]
            open_end = "（未定的不计入金额）" if "undefined" in (one["status_before"], one["status_after"]) else ""
            yield f"{before} → {after}：{one['persons']:,}人{open_end}"


def _table(found: WhatIf, new: Pack) -> Iterator[str]:
    """One line per unit and payer in the pack's order; '个人' is what persons owe, the others what a fund gives."""
    order = {unit.unit_id: place for place, unit in enumerate(new.units.all())}
    payers = {"": -1} | {one.payer: place for place, one in enumerate(new.payers)}
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for one in found.effect.lines:
        into = sums.setdefault((one["unit_id"], one["payer"]), {})
        for name in ("persons", *(n for n in one if n.endswith("_fen"))):
            into[name] = into.get(name, 0) + int(one[name])
    for unit, payer in sorted(
        sums, key=lambda k: (order.get(k[0], len(order)), k[0], payers.get(k[1], len(payers)), k[1])
    ):
        one, what = sums[unit, payer], "fund" if payer else "due"
        yield (
            f"{unit_name(new, unit)} / {payer_name(new, payer)} / {one['persons']:,}人 / {_change(one, what)}"
            f" / {_signed(_moved(one, 'refundable'))} / {_signed(_moved(one, 'reimbursable'))}"
        )


def _total(found: WhatIf) -> str:
    one = found.effect.total or {"persons": 0}
    return (
        f"合计：受影响 {one['persons']:,}人（每人计一次）；个人应缴 {_change(one, 'due')}；"
        f"资助 {_change(one, 'fund')}，其中已参保的 {_signed(_moved(one, 'posted_fund'))}；"
        f"待退 {_signed(_moved(one, 'refundable'))}；"
        f"待报销 {_signed(_moved(one, 'reimbursable'))}（元）"
    )


def _change(one: dict[str, Any], what: str) -> str:
    before, after = one.get(f"{what}_before_fen", 0), one.get(f"{what}_after_fen", 0)
    return f"{yuan_grouped(before)} → {yuan_grouped(after)}（{_signed(after - before)}）"


def _moved(one: dict[str, Any], what: str) -> int:
    return int(one.get(f"{what}_after_fen", 0) - one.get(f"{what}_before_fen", 0))


def _signed(fen: int) -> str:
    return f"{'+' if fen > 0 else ''}{yuan_grouped(fen)}"


def unit_name(pack: Pack, unit_id: str) -> str:
    """The name as the pack prints it; persons of no known unit are said to be so."""
    return next((one.name for one in pack.units.all() if one.unit_id == unit_id), unit_id or NO_UNIT)


def payer_name(pack: Pack, payer: str) -> str:
    return payer_label(payer, {one.payer: one.label_zh for one in pack.payers})


def category_name(pack: Pack, category: str) -> str:
    labels = {code: label for (field, code), label in labels_in(pack).items() if field == "category"}
    return category_label(category, labels)


def csv_bytes(found: WhatIf, new: Pack) -> bytes:
    """The full table: one row per plan year, unit, category before and after, and payer; fen as whole numbers."""
    names = ("unit_name", "category_before_label", "category_after_label", "payer_label")
    sums = [f"{name}_{when}_fen" for name in MEASURES for when in ("before", "after", "difference")]
    rows = []
    for one in found.effect.lines:
        moved = {f"{name}_difference_fen": _moved(one, name) for name in MEASURES}
        labels = [
            unit_name(new, one["unit_id"]), category_name(new, one["category_before"]),
            category_name(new, one["category_after"]), payer_name(new, one["payer"]),
        ]  # fmt: skip
        rows.append([*(one[key] for key in KEYS), *labels, one["persons"], *((one | moved)[name] for name in sums)])
    return write_csv([*KEYS, *names, "persons", *sums], rows)

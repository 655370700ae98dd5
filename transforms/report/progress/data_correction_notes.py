"""更正说明 of a report that data has changed since it was published: what came, and which figures differ. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from transforms.report.progress.content import Line, Report
from transforms.text.figures import date_zh, yuan_grouped
from transforms.text.labels import ACCOUNT_LABELS, LIST_MODE_LABELS, list_mode_label, plan_year_label

Row = Mapping[str, Any]
SPECIAL = "特殊人群"
PERSONS, FEN = "persons", "fen"
_MOST = 5


def data_correction(
    before: Report, after: Report, deliveries: Sequence[Row], taken_back: Sequence[Row]
) -> dict[str, Any]:
    """What a manifest keeps, as JSON-able values with names, not codes.

    `before` is the publication that `after` corrects; `deliveries` came into force since (sender, kind, list_mode,
    period, version, delivered_on), `taken_back` were revoked since (sender, period, version).
    """
    lists = [one for one in deliveries if one["list_mode"] != "feed"]
    feeds: dict[str, int] = {}
    for one in deliveries:
        if one["list_mode"] == "feed":
            feeds[one["sender"]] = feeds.get(one["sender"], 0) + 1
    return {
        "corrects": before.correction_no,
        "lists": [_list(one) for one in lists],
        "feeds": [[sender, count] for sender, count in feeds.items()],
        "taken_back": [{name: one[name] for name in ("sender", "period", "version")} for one in taken_back],
        "lines": _changed(before.units, after.units, after.payers),
        "total": _changes(before.total, after.total, after.payers),
        "years": _changed(_other_years(before), _other_years(after), after.payers),
        "categories": _of_groups(_changed(before.categories, after.categories, after.payers)),
    }


def data_correction_notes(said: Row) -> tuple[str, ...]:
    """The notes, to be printed before all others but those of a policy correction."""
    earlier = f"更正第{said['corrects']}号" if said["corrects"] else "首次发布"
    head = f"更正说明：本表更正同期报表（{earlier}）。其后收到：{_causes(said)}。原报表保留不变。"
    parts = [f"{one['name']}{_amounts(one['changes'])}" for one in said["lines"]]
    notes = [head]
    notes += [f"与更正前相比：{'；'.join(parts)}。"] if parts else []
    notes += [f"与更正前相比，合计：{_amounts(said['total'])}。"] if len(parts) > 1 and said["total"] else []
    for heading, entries in (("其他参保年度", said["years"]), (SPECIAL, said["categories"])):
        texts = [f"{one['name']}{_amounts(one['changes'])}" for one in entries]
        notes += [f"与更正前相比，{heading}：{'；'.join(texts)}。"] if texts else []
    return tuple(notes) if len(notes) > 1 else (*notes, "与更正前相比：人数和金额未变，只改变目标、基数或名称。")


def _list(one: Row) -> dict[str, Any]:
    names = ("sender", "list_mode", "period", "version")
    return {name: one[name] for name in names} | {"delivered_on": one["delivered_on"].isoformat()}


def _causes(said: Row) -> str:
    lists = [
        f"{one['sender']}{one['period']}{list_mode_label(one['list_mode'])}第{one['version']}版"
        f"（{date_zh(date.fromisoformat(one['delivered_on']))}收到）"
        for one in said["lists"][:_MOST]
    ]
    more = [f"另有名单{len(said['lists']) - _MOST}份"] if len(said["lists"]) > _MOST else []
    feeds = [f"{sender}{LIST_MODE_LABELS['feed']}{count}份" for sender, count in said["feeds"]]
    back = [f"{one['sender']}撤回{one['period']}第{one['version']}版" for one in said["taken_back"]]
    return "；".join([*lists, *more, *feeds, *back]) or "对此前数据的处理"


def _other_years(report: Report) -> list[Line]:
    """What was paid for plan years other than the report's own, which its units show."""
    return [line for line in report.plan_years if line.label != plan_year_label(report.header.plan_year)]


def _changed(before: Sequence[Line], after: Sequence[Line], payers: Mapping[str, str]) -> list[dict[str, Any]]:
    """One entry per printed line with another figure, in the order of the new report; lines that are gone come last."""
    old, new = {line.label: line for line in before}, {line.label: line for line in after}
    entries = [
        {"name": label, "changes": _changes(old.get(label, Line(label)), new.get(label, Line(label)), payers)}
        for label in [*new, *(label for label in old if label not in new)]
    ]
    return [one for one in entries if one["changes"]]


def _of_groups(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same with labels that need not say again that they are of special populations."""
    return [
        one | {"changes": [[label.removeprefix(SPECIAL), *rest] for label, *rest in one["changes"]]} for one in entries
    ]


def _changes(before: Line, after: Line, payers: Mapping[str, str]) -> list[list[Any]]:
    """[label, unit, difference] of every figure that differs."""
    old = {label: (unit, value) for label, unit, value in _figures(before, payers)}
    new = {label: (unit, value) for label, unit, value in _figures(after, payers)}
    found = []
    for label in [*new, *(label for label in old if label not in new)]:
        unit = (new.get(label) or old[label])[0]
        difference = new.get(label, (unit, 0))[1] - old.get(label, (unit, 0))[1]
        if difference:
            found.append([label, unit, difference])
    return found


def _figures(line: Line, payers: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    yield "目标任务数", PERSONS, line.target_persons or 0
    yield "参保人数", PERSONS, line.enrolled_persons or 0
    if line.special:
        yield f"{SPECIAL}应参保", PERSONS, line.special.member_persons
        yield f"{SPECIAL}已参保", PERSONS, line.special.enrolled_persons
    if line.money:
        for account, label in ACCOUNT_LABELS.items():
            yield label, FEN, getattr(line.money, account)
    for payer, fen in line.fund_fen_by_payer.items():
        yield f"{payers.get(payer, payer)}资助", FEN, fen


def _amounts(changes: Sequence[Sequence[Any]]) -> str:
    return "，".join(
        f"{label}{value:+,}人" if unit == PERSONS else f"{label}{'+' if value > 0 else ''}{yuan_grouped(value)}元"
        for label, unit, value in changes
    )

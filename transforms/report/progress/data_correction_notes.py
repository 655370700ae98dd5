"""更正说明 of a report whose data has changed since it was published: new deliveries and changed figures. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from transforms.report.progress.content import Line, Report
from transforms.text.figures import date_zh, yuan_grouped
from transforms.text.labels import ACCOUNT_LABELS, LIST_MODE_LABELS, ON_NO_LIST, list_mode_label, plan_year_label

SPECIAL = "特殊人群"
PERSONS, FEN = "persons", "fen"
_MOST = 5


class NewDelivery(TypedDict):
    """Row of publish/corrections/data_delivery: a delivery that was accepted since a publication."""

    sender: str
    kind: str
    list_mode: str
    period: str
    version: int
    delivered_on: date


class CorrectedList(TypedDict):
    """A list that was accepted since a publication, as a manifest keeps it; `delivered_on` is an ISO date."""

    sender: str
    list_mode: str
    period: str
    version: int
    delivered_on: str


class WithdrawnVersion(TypedDict):
    """A version of a list that was revoked since a publication, as a manifest keeps it."""

    sender: str
    period: str
    version: int


class ChangedLine(TypedDict):
    """A printed line with changed figures: [label, unit, difference] each; the unit is `persons` or `fen`."""

    name: str
    changes: list[list[Any]]


class DataCorrection(TypedDict):
    """Keys of a manifest about a correction that data caused, with names instead of codes.

    `corrects`: number of the corrected correction, 0 for the first publication; `feeds`: [sender, number of feeds].
    """

    corrects: int
    lists: list[CorrectedList]
    feeds: list[list[Any]]
    taken_back: list[WithdrawnVersion]
    lines: list[ChangedLine]
    total: list[list[Any]]
    years: list[ChangedLine]
    categories: list[ChangedLine]


class RevokedVersion(TypedDict):
    """Row of publish/corrections/data_revoked: a version of a list that was revoked since a publication."""

    sender: str
    source: str
    period: str
    version: int


def data_correction(
    before: Report, after: Report, deliveries: Sequence[NewDelivery], revoked: Sequence[RevokedVersion]
) -> DataCorrection:
    """Compare two publications of a period; return what the manifest of the corrected one records about the correction.

    The keys: `corrects` (number of the corrected edition, 0 for the first), `lists`, `feeds` (sender and number) and
    `taken_back` (withdrawn versions) as causes, and each printed figure that changed: `lines` by unit, `total`,
    `years`, `categories`. `before`: the publication that `after` corrects. `deliveries`: those that became effective
    since `before`; `revoked`: versions of lists that were revoked since; both state sender, period and version.
    """
    feeds: dict[str, int] = {}
    for delivery in deliveries:
        if delivery["list_mode"] == "feed":
            feeds[delivery["sender"]] = feeds.get(delivery["sender"], 0) + 1
    return {
        "corrects": before.correction_no,
        "lists": [_list(delivery) for delivery in deliveries if delivery["list_mode"] != "feed"],
        "feeds": [[sender, count] for sender, count in feeds.items()],
        "taken_back": [
            {"sender": row["sender"], "period": row["period"], "version": row["version"]} for row in revoked
        ],
        "lines": _changed(before.units, after.units, after.payers),
        "total": _changes(before.total, after.total, after.payers),
        "years": _changed(_other_years(before), _other_years(after), after.payers),
        "categories": _of_groups(_changed(_categories(before), _categories(after), after.payers)),
    }


def data_correction_notes(correction: DataCorrection) -> tuple[str, ...]:
    """Compose the Chinese notes under a report that new data corrected: the causes, then the changed figures.

    `correction`: the causes (lists, feeds, withdrawn versions) and the changed figures by line, as the manifest keeps
    them; the function `data_correction` makes it. One text per note, in print order.
    """
    earlier = f"更正第{correction['corrects']}号" if correction["corrects"] else "首次发布"
    head = f"更正说明：本表更正同期报表（{earlier}）。其后收到：{_causes(correction)}。原报表保留不变。"
    parts = [f"{line['name']}{_amounts(line['changes'])}" for line in correction["lines"]]
    total = correction["total"]
    notes = [head]
    notes += [f"与更正前相比：{'；'.join(parts)}。"] if parts else []
    notes += [f"与更正前相比，合计：{_amounts(total)}。"] if len(parts) > 1 and total else []
    for heading, entries in (("其他参保年度", correction["years"]), (SPECIAL, correction["categories"])):
        texts = [f"{entry['name']}{_amounts(entry['changes'])}" for entry in entries]
        notes += [f"与更正前相比，{heading}：{'；'.join(texts)}。"] if texts else []
    return tuple(notes) if len(notes) > 1 else (*notes, "与更正前相比：人数和金额未变，只改变目标、基数或名称。")


def _list(delivery: NewDelivery) -> CorrectedList:
    return {
        "sender": delivery["sender"],
        "list_mode": delivery["list_mode"],
        "period": delivery["period"],
        "version": delivery["version"],
        "delivered_on": delivery["delivered_on"].isoformat(),
    }


def _causes(correction: DataCorrection) -> str:
    lists = [
        f"{row['sender']}{row['period']}{list_mode_label(row['list_mode'])}第{row['version']}版"
        f"（{date_zh(date.fromisoformat(row['delivered_on']))}收到）"
        for row in correction["lists"][:_MOST]
    ]
    more = [f"另有名单{len(correction['lists']) - _MOST}份"] if len(correction["lists"]) > _MOST else []
    feeds = [f"{sender}{LIST_MODE_LABELS['feed']}{count}份" for sender, count in correction["feeds"]]
    back = [f"{row['sender']}撤回{row['period']}第{row['version']}版" for row in correction["taken_back"]]
    return "；".join([*lists, *more, *feeds, *back]) or "对此前数据的处理"


def _other_years(report: Report) -> list[Line]:
    """List the lines of plan years other than the report's own, which its units show."""
    return [line for line in report.plan_years if line.label != plan_year_label(report.header.plan_year)]


def _categories(report: Report) -> list[Line]:
    """List the lines of special populations, and one of the persons on no list whose amount is undefined."""
    return [*report.categories, *report.tracked, Line(ON_NO_LIST, special=report.ordinary)]


def _changed(before: Sequence[Line], after: Sequence[Line], payers: Mapping[str, str]) -> list[ChangedLine]:
    """List the printed lines with a changed figure, in the order of the new report; removed lines come last."""
    old, new = {line.label: line for line in before}, {line.label: line for line in after}
    entries: list[ChangedLine] = [
        {"name": label, "changes": _changes(old.get(label, Line(label)), new.get(label, Line(label)), payers)}
        for label in [*new, *(label for label in old if label not in new)]
    ]
    return [entry for entry in entries if entry["changes"]]


def _of_groups(entries: list[ChangedLine]) -> list[ChangedLine]:
    """Remove the prefix of special populations from the labels: the heading states it."""
    return [
        {"name": entry["name"], "changes": [[label.removeprefix(SPECIAL), *rest] for label, *rest in entry["changes"]]}
        for entry in entries
    ]


def _changes(before: Line, after: Line, payers: Mapping[str, str]) -> list[list[Any]]:
    """List [label, unit, difference] of every figure that differs."""
    old = {label: (unit, value) for label, unit, value in _figures(before, payers)}
    new = {label: (unit, value) for label, unit, value in _figures(after, payers)}
    changes = []
    for label in [*new, *(label for label in old if label not in new)]:
        unit = (new.get(label) or old[label])[0]
        difference = new.get(label, (unit, 0))[1] - old.get(label, (unit, 0))[1]
        if difference:
            changes.append([label, unit, difference])
    return changes


def _figures(line: Line, payers: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    yield "目标任务数", PERSONS, line.target_persons or 0
    yield "参保人数", PERSONS, line.enrolled_persons or 0
    if line.special:
        yield f"{SPECIAL}应参保", PERSONS, line.special.member_persons
        yield f"{SPECIAL}已参保", PERSONS, line.special.enrolled_persons
        yield "金额未定", PERSONS, line.special.undefined_persons
        yield "金额未定中已缴费", PERSONS, line.special.undefined_paid_persons
    if line.money:
        for account, label in ACCOUNT_LABELS.items():
            yield label, FEN, line.money.account_fen(account)
    for payer, fen in line.fund_fen_by_payer.items():
        yield f"{payers.get(payer, payer)}资助", FEN, fen


def _amounts(changes: Sequence[Sequence[Any]]) -> str:
    return "，".join(
        f"{label}{value:+,}人" if unit == PERSONS else f"{label}{'+' if value > 0 else ''}{yuan_grouped(value)}元"
        for label, unit, value in changes
    )

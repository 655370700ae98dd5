"""The text of a reminder to one sender, and the short list of who is missing. Pure; offices and days, no persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from transforms.text.figures import date_zh
from transforms.text.labels import LIST_MODE_LABELS, SCHEME, list_mode_label

_MOST_LINES = 40
_EMPTY_TOO = f"；{LIST_MODE_LABELS['change']}如本期没有变动，也请报送一份无记录的，以便确认"


def subject(place_name: str, plan_year: int, owed: Sequence[Mapping[str, Any]]) -> str:
    """One line: how many deliveries are missing, and since when."""
    since = date_zh(min(one["due_on"] for one in owed))
    return f"{place_name}{plan_year}年度{SCHEME}：{since}起应报数据{len(owed)}批尚未收到，请予报送"


def body(place_name: str, plan_year: int, owed: Sequence[Mapping[str, Any]], on: date) -> str:
    """A polite reminder of what one sender owes, in the order of its due days. `owed` rows are of senders/expected."""
    first = owed[0]
    may_be_empty = _EMPTY_TOO if any(one["list_mode"] == "change" for one in owed) else ""
    lines = [
        f"{first['sender']}：",
        "",
        f"您好！截至{date_zh(on)}，{place_name}{plan_year}年度{SCHEME}工作中，贵单位应报送的下列数据尚未收到：",
        "",
        *(_line(one) for one in owed[:_MOST_LINES]),
        *([f"……共{len(owed)}批"] if len(owed) > _MOST_LINES else []),
        "",
        f"烦请尽快报送{may_be_empty}。如已在途，请不必理会本邮件。",
        "数据关系到群众能否按时享受资助和待遇，感谢贵单位的支持与配合！",
        "",
        "本邮件由参保进度系统自动生成，每批只提醒一次，不含个人信息。",
        "",
    ]
    return "\n".join(lines)


def _line(one: Mapping[str, Any]) -> str:
    mode = list_mode_label(one["list_mode"])
    return f"- {one['period']} {mode}，应于{date_zh(one['due_on'])}前报送，已逾期{one['days_late']}天"


def missing_lines(expected: Sequence[Mapping[str, Any]]) -> list[str]:
    """One line per sender that owes something as of the day: how many, which first, since how long. Worst first."""
    by_sender: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in expected:
        if one["state"] == "missing":
            by_sender.setdefault((one["source"], one["sender"]), []).append(one)
    ordered = sorted(by_sender.items(), key=lambda item: (item[1][0]["due_on"], item[0]))
    return [f"{sender}（{source}）：{_owed(owed)}" for (source, sender), owed in ordered]


def _owed(owed: Sequence[Mapping[str, Any]]) -> str:
    first = owed[0]
    count = f"共{len(owed)}批，最早" if len(owed) > 1 else ""
    reminded = f"，{first['reminded_on']}已催报" if first["reminded_on"] else ""
    return f"{count}{first['period']}，应于{first['due_on']}前报送，逾期{first['days_late']}天{reminded}"

"""What an official is shown of a held delivery: counts, reasons, sums. No value of any row, no file name."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transforms.intake.base.reasons import MESSAGES_ZH, message_zh
from transforms.report.feedback.cover import place_zh
from transforms.text.figures import yuan_grouped
from transforms.text.labels import list_mode_label

_SAID = (
    "source", "sender", "kind", "list_mode", "period", "version", "sha256", "byte_count", "row_count", "clean_count",
    "duplicate_count", "quarantine_count", "amount_fen", "reasons", "decisions",
)  # fmt: skip
NO_ROWS = "no_rows"
UNREAD_ZH = "没有读出可入库的数据，不能放行：请按原因处理（版式登记后自动重新读取），或退回。"
_ANSWERS_ZH = "放行：按上述数字入库，不合格的行仍不入库；退回：全部不入库，反馈报送单位。"
_CODE = re.compile(r"(?<![\w-])[a-z]+(?:_[a-z]+)+(?![\w-])", re.ASCII)
_DAYS = ("cut_off_on", "delivered_on", "decided_on")


@dataclass(frozen=True)
class Shown:
    """`content` is canonical JSON, `sha256` its digest: a decision holds for what these bytes say, and for no more.

    `overtaken_by`: the higher version that is in force, which makes a release harmless; so whoever was asked before it
    came may still answer.
    """

    delivery_id: str
    content: str
    overtaken_by: int | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content.encode()).hexdigest()

    @property
    def facts(self) -> dict[str, Any]:
        return dict(json.loads(self.content))

    @property
    def is_unread(self) -> bool:
        """Whether nothing could be read that a release would load; a list without rows was read to its end."""
        return self.facts["row_count"] == 0 and self.codes != {NO_ROWS}

    @property
    def codes(self) -> frozenset[str]:
        """Codes of the reasons for which it is held."""
        return frozenset(one["code"] for one in self.facts["reasons"])

    @property
    def subject(self) -> str:
        said = self.facts
        return f"{said['sender']} {said['period']} 第{said['version']}版：{len(said['reasons'])} 条原因，待决定"

    def text_zh(self) -> str:
        """Markdown for a screen or a terminal."""
        said = self.facts
        mode = list_mode_label(said["list_mode"])
        lines = [
            f"**{said['sender']}**，所属期 {said['period']}，第 {said['version']} 版，{mode}，"
            f"截止 {said['cut_off_on']}，{said['delivered_on']} 收到。",
            "",
            "- 没有读出数据。"
            if self.is_unread
            else f"- 共 {said['row_count']} 行：可入库 {said['clean_count']}，重复 {said['duplicate_count']}，"
            f"不合格 {said['quarantine_count']}。",
        ]
        if said["amount_fen"] is not None:
            lines.append(f"- 可入库金额 {yuan_grouped(said['amount_fen'])} 元。")
        lines += [
            "",
            "暂存原因：",
            *(
                f"- {reason_zh(one)}{place_zh(one.get('sheet'), one.get('row'), one.get('column'))}"
                for one in said["reasons"]
            ),
        ]
        lines += _findings("不合格的行：", said["findings"], "quarantine")
        lines += _findings("提示（照常入库）：", said["findings"], "warning")
        lines += ["", UNREAD_ZH if self.is_unread else _ANSWERS_ZH]
        lines += [overtaken_zh(self.overtaken_by)] if self.overtaken_by is not None else []
        return "\n".join([*lines, "", f"内容指纹 {self.sha256}"])


def shown_of(delivery: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> Shown:
    """From a row of `holds/delivery` and the rows of `holds/findings`."""
    facts = {name: delivery[name] for name in _SAID}
    facts |= {name: None if delivery[name] is None else delivery[name].isoformat() for name in _DAYS}
    facts["findings"] = [dict(one) for one in findings]
    content = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return Shown(str(delivery["delivery_id"]), content, delivery["overtaken_by"])


def overtaken_zh(version: int) -> str:
    """What a higher version of the same list that is in force means for the answer."""
    return f"同一所属期的第 {version} 版已入库：这一版放行后不生效，除非第 {version} 版被撤回。"


def reason_zh(one: Mapping[str, Any]) -> str:
    """A reason's text, with the checks that it names in words instead of their codes."""
    return _CODE.sub(lambda found: _in_words(found.group()), str(one["message_zh"]))


def _in_words(code: str) -> str:
    """What a check that failed says of one row, up to what to do about it."""
    return f"“{re.split('[,，。;；]', MESSAGES_ZH[code])[0]}”" if code in MESSAGES_ZH else code


def _findings(head: str, findings: Sequence[Mapping[str, Any]], kind: str) -> list[str]:
    found = [one for one in findings if one["finding"] == kind]
    return ["", head, *(f"- {one['row_count']} 行：{message_zh(one['reason_code'])}" for one in found)] if found else []

"""Presentation of a held delivery to an official: counts, reasons, sums. No value of any row, no file name."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TypedDict

from pipeline.landing.delivery import DeliveryStatus
from transforms.intake.base.reasons import MESSAGES_ZH, READ_WITHOUT_ROWS, ReasonRecord, message_zh
from transforms.report.feedback.cover import place_zh
from transforms.text.figures import yuan_grouped
from transforms.text.labels import list_mode_label

UNREAD_ZH = "没有读出可入库的数据，不能放行：请按原因处理（版式登记后自动重新读取），或退回。"
_ANSWERS_ZH = "放行：按上述数字入库，不合格的行仍不入库；退回：全部不入库，反馈报送单位。"
_CODE = re.compile(r"(?<![\w-])[a-z]+(?:_[a-z]+)+(?![\w-])", re.ASCII)


@dataclass(frozen=True)
class FindingCount:
    """Number of rows with one reason in one column. `finding` is quarantine or warning."""

    finding: str
    reason_code: str
    column_name: str
    row_count: int


class Facts(TypedDict):
    """The content of a presentation: columns of the ledger, and counts of findings. Dates are ISO texts."""

    source: str
    sender: str
    kind: str
    list_mode: str
    period: str
    version: int
    sha256: str
    byte_count: int
    row_count: int | None
    clean_count: int | None
    duplicate_count: int | None
    quarantine_count: int | None
    amount_fen: int | None
    reasons: list[ReasonRecord]
    decisions: int
    cut_off_on: str
    delivered_on: str
    decided_on: str | None
    findings: list[dict[str, str | int]]


@dataclass(frozen=True)
class Presentation:
    """Facts about one held delivery that an official sees, as bytes that a decision refers to.

    `content` is canonical JSON, `sha256` its digest: a decision is valid for these bytes alone. `overtaken_by`: the
    higher effective version. It is not part of the content: a release would have no effect then, so an official who was
    asked before that version arrived may still answer.
    """

    delivery_id: str
    content: str
    overtaken_by: int | None = None

    @property
    def sha256(self) -> str:
        """Sha256 of `content`, in hexadecimal. An official's decision states it, and is valid for this content only."""
        return hashlib.sha256(self.content.encode()).hexdigest()

    @property
    def facts(self) -> Facts:
        """The facts as a dictionary, read from `content`: the delivery's row in the ledger, and its findings.

        The keys: source, sender, kind, list mode, period, version, sha256 and size of the file, counts of rows by
        result, `amount_fen`, reasons, number of earlier decisions, dates (ISO texts), and `findings`: counts per kind
        of finding, reason and column. Counts are None if the file could not be read.
        """
        facts: Facts = json.loads(self.content)
        return facts

    @property
    def is_unread(self) -> bool:
        """Whether no row of the file could be read, so that there is nothing to load.

        False for a file that was read, has no rows, and is held for nothing but `READ_WITHOUT_ROWS`.
        """
        return self.facts["row_count"] == 0 and not self.codes <= READ_WITHOUT_ROWS

    @property
    def codes(self) -> frozenset[str]:
        """Codes of the reasons for which the delivery is held, such as `mostly_quarantined`; each code once."""
        return frozenset(reason["code"] for reason in self.facts["reasons"])

    @property
    def subject(self) -> str:
        """One Chinese line for a list or a title: sender, period, version, and the number of reasons."""
        facts = self.facts
        return f"{facts['sender']} {facts['period']} 第{facts['version']}版：{len(facts['reasons'])} 条原因，待决定"

    def text_zh(self) -> str:
        """Return the presentation as Chinese Markdown, for the official who decides.

        It has sender, period and dates, counts of rows, the reasons with their places, findings (reason, column, number
        of rows), the possible answers, and the digest. It contains no value of a row.
        """
        facts = self.facts
        mode = list_mode_label(facts["list_mode"])
        lines = [
            f"**{facts['sender']}**，所属期 {facts['period']}，第 {facts['version']} 版，{mode}，"
            f"截止 {facts['cut_off_on']}，{facts['delivered_on']} 收到。",
            "",
            "- 没有读出数据。"
            if self.is_unread
            else f"- 共 {facts['row_count']} 行：可入库 {facts['clean_count']}，重复 {facts['duplicate_count']}，"
            f"不合格 {facts['quarantine_count']}。",
        ]
        if facts["amount_fen"] is not None:
            lines.append(f"- 可入库金额 {yuan_grouped(facts['amount_fen'])} 元。")
        lines += ["", "暂存原因："]
        for reason in facts["reasons"]:
            place = place_zh(reason.get("sheet"), reason.get("row"), reason.get("column"))
            lines.append(f"- {reason_zh(reason)}{place}")
        lines += _finding_lines("不合格的行：", facts, "quarantine")
        lines += _finding_lines("提示（照常入库）：", facts, "warning")
        lines += ["", UNREAD_ZH if self.is_unread else _ANSWERS_ZH]
        lines += [overtaken_zh(self.overtaken_by)] if self.overtaken_by is not None else []
        return "\n".join([*lines, "", f"内容指纹 {self.sha256}"])


def presentation_of(delivery: DeliveryStatus, findings: Sequence[FindingCount]) -> Presentation:
    """Build the presentation of a held delivery for an official. Reads and writes nothing.

    A `Presentation` has the facts as JSON text (counts, reasons, sums; no value of a row), its digest, and a Chinese
    text. `delivery`: the delivery with its state and counts. `findings`: number of rows per kind of finding (quarantine
    or warning), reason and column.
    """
    facts: Facts = {
        "source": delivery.source,
        "sender": delivery.sender,
        "kind": delivery.kind,
        "list_mode": delivery.list_mode,
        "period": delivery.period,
        "version": delivery.version,
        "sha256": delivery.sha256,
        "byte_count": delivery.byte_count,
        "row_count": delivery.row_count,
        "clean_count": delivery.clean_count,
        "duplicate_count": delivery.duplicate_count,
        "quarantine_count": delivery.quarantine_count,
        "amount_fen": delivery.amount_fen,
        "reasons": delivery.reasons,
        "decisions": delivery.decisions,
        "cut_off_on": delivery.cut_off_on.isoformat(),
        "delivered_on": delivery.delivered_on.isoformat(),
        "decided_on": None if delivery.decided_on is None else delivery.decided_on.isoformat(),
        "findings": [asdict(finding) for finding in findings],
    }
    content = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return Presentation(str(delivery.delivery_id), content, delivery.overtaken_by)


def overtaken_zh(version: int) -> str:
    """Return a Chinese sentence for an official: releasing the delivery has no effect, because a newer one replaces it.

    `version`: number of that higher, effective version of the list.
    """
    return f"同一所属期的第 {version} 版已入库：这一版放行后不生效，除非第 {version} 版被撤回。"


def reason_zh(reason: ReasonRecord) -> str:
    """Return the Chinese text of a reason for an official, with Chinese words in place of codes of failed checks.

    `reason`: code and text, as the ledger stores a reason of the delivery.
    """
    return _CODE.sub(lambda match: _code_zh(match.group()), reason["message_zh"])


def _code_zh(code: str) -> str:
    """Return what a failed check states about a row, without what to do about it; an unknown code is unchanged."""
    return f"“{re.split('[,，。;；]', MESSAGES_ZH[code])[0]}”" if code in MESSAGES_ZH else code


def _finding_lines(head: str, facts: Facts, finding: str) -> list[str]:
    lines = [
        f"- {count['row_count']} 行：{message_zh(str(count['reason_code']))}"
        for count in facts["findings"]
        if count["finding"] == finding
    ]
    return ["", head, *lines] if lines else []

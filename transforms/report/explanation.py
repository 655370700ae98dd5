"""The explanation of what one person owes, as the warehouse states it line by line, and its sentence. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from transforms.text.figures import yuan_zh


@dataclass(frozen=True)
class Line:
    """One row of `mart_case.explanation`: a verdict in Chinese, with rule and amount (`fen`, whole fen)."""

    plan_year: int
    topic: str
    topic_label: str
    verdict: str
    explanation_zh: str
    rule_id: str | None
    clause: str | None
    quote: str | None
    fen: int | None
    payer_label: str | None
    on_date: date | None


def sentences(lines: Sequence[Line]) -> list[str]:
    """Compose one Chinese sentence per plan year: amount owed, payers, day of enrolment, first day of coverage.

    `lines`: the explanation lines of one person, sorted by plan year, as the warehouse returns them; each plan year
    must have exactly one line of the topic `result`. No lines give no sentences.
    """
    return [f"{year}年度：{_sentence(list(group))}。" for year, group in groupby(lines, lambda line: line.plan_year)]


_SHARES = {
    "pays": "{payer}代缴{fen}",
    "would_pay": "参保后{payer}代缴{fen}",
    "reimburses": "{payer}事后报销{fen}",
    "gained": "{payer}承担{fen}",
}


def _sentence(lines: list[Line]) -> str:
    (result,) = (line for line in lines if line.topic == "result")
    parts = [f"应缴{yuan_zh(result.fen)}" if result.fen is not None else "应缴金额未定"]
    # money that goes back comes last
    for line in sorted(lines, key=lambda line: line.topic == "refund"):
        if line.topic == "share":
            parts.append(_SHARES[line.verdict].format(payer=line.payer_label, fen=yuan_zh(line.fen or 0)))
        elif line.topic == "exclusion":
            parts.append(line.explanation_zh)
        elif line.topic == "settlement" and line.verdict != "out":
            settled = result.verdict == "enrolled"
            parts.append(f"{line.on_date}参保" if settled else line.explanation_zh)
        elif (line.topic in ("coverage", "waiting", "refund")) and line.verdict != "none":
            parts.append(line.explanation_zh)
    return "，".join(parts)

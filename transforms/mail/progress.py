"""The summary mail of a progress report: subject, plain text, and HTML that reads well on a phone. Pure.

Units and sums only, no personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from transforms.mail.page import SIGNED, bullets, heading, page, picture, table
from transforms.mail.text import MailText
from transforms.report.progress.summary import Summary

NUMBERS = "一二三四五六"


def progress_mail(content: Summary, as_of: date) -> MailText:
    """Compose the Chinese mail of one progress report, as plain text and as HTML. Sends nothing.

    The result has the subject and both texts. `content`: the report's Chinese texts and tables, as `summary` composes
    them. `as_of`: last received date that counts in the report, printed in the subject.
    """
    return MailText(f"{content.title}　截至{as_of.isoformat()}", plain_text(content), html(content))


def plain_text(content: Summary) -> str:
    """Format the summary of a report as plain text: one short line per unit, category and amount, for any font.

    `content`: the report's Chinese texts and tables (title, units, laggards, coverage, money, open matters, notes), as
    the function `summary` makes them.
    """
    numbers = iter(NUMBERS)
    parts = [content.title, "", content.lead]
    if "enrolment" in content.figures:
        parts += ["", f"{next(numbers)}、各单位进度（{'，'.join(content.unit_header)}）"]
        parts += [f"{row[0] + '.' if row[0] else '-'} {row[1]}　{row[2]} / {row[3]}　{row[4]}" for row in content.units]
        parts += _section(f"{next(numbers)}、进度靠后", content.laggards, "无")
    if "special_populations" in content.figures:
        covered = [_covered(row) for row in content.coverage]
        parts += _section(f"{next(numbers)}、特殊人群（已参保/应参保）", covered, "无名单")
    if content.tracked:
        parts += _section("另行跟踪（不计入特殊人群合计）", [_covered(row) for row in content.tracked], "")
    if "money" in content.figures:
        parts += _section(f"{next(numbers)}、资金", [f"{label}　{amount}" for label, amount in content.money], "无")
    parts += _section(f"{next(numbers)}、待处理", content.open_matters, "无")
    parts += _section(f"{next(numbers)}、说明", content.notes, "无")
    return "\n".join([*parts, "", SIGNED, ""])


def _covered(row: Sequence[str]) -> str:
    """Format a category: enrolled / members, rate, and how many amounts are undefined."""
    label, enrolled, members, rate, undefined = row
    return f"{label}　{enrolled} / {members}　{rate}" + (f"　金额未定{undefined}" if undefined else "")


def _section(heading: str, lines: Sequence[str], empty: str) -> list[str]:
    return ["", heading, *(f"- {line}" for line in lines or [empty])]


def html(content: Summary) -> str:
    """Format the summary of a report as one HTML page: a single column, inline styles only, every text escaped.

    `content`: the report's Chinese texts and tables (title, units, laggards, coverage, money, open matters, notes), as
    the function `summary` makes them. The page loads no external file; its picture comes with the mail.
    """
    enrolment = [
        heading("各单位进度"),
        table(content.unit_header, content.units, 1, last_bold=True),
        *([picture(content.chart)] if content.chart else []),
        heading("进度靠后"),
        bullets(content.laggards, "无"),
    ]
    special = [heading("特殊人群"), table(content.coverage_header, content.coverage, 0)]
    money = [heading("资金"), table((), content.money, 0)]
    parts = [
        *(enrolment if "enrolment" in content.figures else []),
        *(special if "special_populations" in content.figures else []),
        *(
            [heading("另行跟踪（不计入特殊人群合计）"), table(content.coverage_header, content.tracked, 0)]
            * bool(content.tracked)
        ),
        *(money if "money" in content.figures else []),
        heading("待处理"),
        bullets(content.open_matters, "无"),
        heading("说明"),
        bullets(content.notes, "无"),
    ]
    return page(content.title, content.lead, parts)

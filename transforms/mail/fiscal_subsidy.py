"""The mail of a request for the fiscal subsidy. Pure; no person is in it."""

from __future__ import annotations

from transforms.mail.page import SIGNED, bullets, heading, page, table
from transforms.mail.text import MailText
from transforms.report.fiscal_subsidy import texts
from transforms.report.fiscal_subsidy.content import SubsidyRequest


def subsidy_mail(content: SubsidyRequest) -> MailText:
    """Compose the Chinese mail of one request, as plain text and as HTML. Sends nothing; the caller adds the files.

    A phone shows of each table the name and the amount.
    """
    title, amount = texts.title(content), texts.amount(content)
    levels = (texts.LEVEL_HEADER, *texts.level_rows(content))
    units = (texts.UNIT_HEADER, *texts.unit_rows(content))
    lines = [f"{content.addressed_to}：", "", texts.opening(content), *amount, ""]
    lines += ["　".join(row) for row in (*levels, ("",), *units)]
    lines += ["", *(f"- {text}" for text in texts.explanations(content)), "", SIGNED, ""]
    parts = [
        bullets(amount[:1], ""),
        heading("分级金额"),
        table((levels[0][0], levels[0][-1]), [(row[0], row[-1]) for row in levels[1:]], 0, last_bold=True),
        heading("分单位金额"),
        table((units[0][0], units[0][-1]), [(row[0], row[-1]) for row in units[1:]], 0, last_bold=True),
        heading("说明"),
        bullets(texts.explanations(content), ""),
    ]
    return MailText(f"{title}　截至{content.as_of.isoformat()}", "\n".join(lines), page(title, amount[1], parts))

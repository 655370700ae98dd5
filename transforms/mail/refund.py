"""The mail of a list of refunds: its sums, and where it is fetched. Pure. No person and no file is in it."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.mail.page import SIGNED, bullets, heading, page, table
from transforms.mail.text import MailText
from transforms.report.refund import texts
from transforms.report.refund.content import Refunds


def refund_mail(content: Refunds, file_names: Sequence[str]) -> MailText:
    """Compose the Chinese mail of one batch, as plain text and as HTML. `file_names`: names of the files to fetch."""
    title, scope, amount = texts.title(content), texts.scope(content), texts.amount(content)
    tables = (("分单位金额", "单位", texts.unit_rows(content)), ("分原因金额", "退费原因", texts.reason_rows(content)))
    further = texts.explanations(content)
    lines = [title, "", scope, *amount, ""]
    parts = [bullets(amount, "")]
    for name, column, rows in tables if content.lines else ():
        lines += [name, *(f"{row[0]}　{row[-1]}元" for row in rows), ""]
        parts += [
            heading(name),
            table((column, texts.HEADER[-1]), [(row[0], row[-1]) for row in rows], 0, last_bold=True),
        ]
    lines += [
        texts.WHERE,
        *(f"- {name}" for name in file_names),
        "",
        *(f"- {text}" for text in further),
        "",
        SIGNED,
        "",
    ]
    parts += [heading("领取"), bullets([texts.WHERE, *file_names], ""), heading("说明"), bullets(further, "")]
    as_of = content.batch.listed_on.isoformat()
    return MailText(f"{title}　截至{as_of}", "\n".join(lines), page(title, scope, parts))

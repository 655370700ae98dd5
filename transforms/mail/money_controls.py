"""The mail of a table of money controls. Pure; no person is in it."""

from __future__ import annotations

from transforms.mail.page import SIGNED, bullets, heading, page, table
from transforms.mail.text import MailText
from transforms.report.money_controls import texts
from transforms.report.money_controls.content import MoneyControls


def controls_mail(content: MoneyControls) -> MailText:
    """Compose the Chinese mail of one table, as plain text and as HTML. Sends nothing; the caller adds the file."""
    title, rows = texts.title(content), texts.summary_rows(content)
    lines = [texts.scope(content), "", *("　".join(part for part in row if part) for row in rows)]
    lines += ["", *(f"- {text}" for text in texts.notes(content)), "", SIGNED, ""]
    header = texts.SUMMARY_HEADER[:3]
    parts = [
        table(header, [row[:3] for row in rows], 0),
        heading("怎么办"),
        bullets([f"{row[0]}：{row[3]}" for row, line in zip(rows, content.sums, strict=True) if line.items], "无。"),
        heading("说明"),
        bullets(texts.notes(content), ""),
    ]
    return MailText(
        f"{title}　截至{content.as_of.isoformat()}", "\n".join(lines), page(title, texts.scope(content), parts)
    )

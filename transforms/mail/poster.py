"""The mail with a poster: its figures, what they lack, and the page to print. Pure. No person is in it."""

from __future__ import annotations

from transforms.mail.page import SIGNED, bullets, heading, page, table
from transforms.mail.text import MailText
from transforms.report.poster import texts
from transforms.report.poster.content import Posting

PRINT = "附件是一页A4，请打印后张贴。"


def poster_mail(content: Posting) -> MailText:
    """Compose the Chinese mail of one poster, as plain text and as HTML. Sends nothing; the caller adds the page."""
    drawn, title = texts.poster(content), texts.title(content)
    rows = [("已参保", f"{drawn.figure}人")]
    rows += [tuple(drawn.bar_text.split(" ", 1))] if drawn.bar is not None else []  # type: ignore[list-item]
    rows += [*drawn.rows]
    lines = [title, "", PRINT, "", *(f"{label}：{figure}" for label, figure in rows), ""]
    lines += [*(f"- {line}" for line in (*drawn.lines, *content.progress.notes)), "", SIGNED, ""]
    parts = [
        table((), rows, 0),
        heading("说明"),
        bullets((*drawn.lines, *content.progress.notes), ""),
    ]
    as_of = content.progress.slot.as_of.isoformat()
    return MailText(f"{title}　截至{as_of}", "\n".join(lines), page(title, PRINT, parts))

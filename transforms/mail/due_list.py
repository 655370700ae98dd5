"""The mail about a due list: its sums, how to import it, and where it is fetched. Pure. No person is in it."""

from __future__ import annotations

from collections.abc import Mapping

from transforms.mail.page import SIGNED, bullets, heading, page
from transforms.mail.text import MailText
from transforms.report.due_list import texts
from transforms.report.due_list.content import DueList


def due_list_mail(content: DueList, sha256_of: Mapping[str, str]) -> MailText:
    """Compose the Chinese mail about one list. `sha256_of`: name of each file to fetch -> its sha256."""
    title, scope, sums = texts.title(content), texts.scope(content), texts.sums(content)
    fetched = [f"{name}（sha256 {sha256}）" for name, sha256 in sha256_of.items()]
    rules = (texts.rule(content), texts.ORDER, texts.HANDLING)
    lines = [title, "", scope, *sums, "", texts.FETCH, *(f"- {text}" for text in fetched), "", *rules, "", SIGNED, ""]
    parts = [
        bullets(sums, ""),
        heading("领取"),
        bullets([texts.FETCH, *fetched], ""),
        heading("使用"),
        bullets(rules, ""),
    ]
    as_of = content.header.as_of.isoformat()
    return MailText(f"{title}　截至{as_of}", "\n".join(lines), page(title, scope, parts))

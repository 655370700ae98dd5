"""The mails of a settlement: the letter with its sums, and where the list of persons is fetched. Pure.

No person is in them.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.mail.page import SIGNED, bullets, heading, page, table
from transforms.mail.text import MailText
from transforms.report.settlement import texts
from transforms.report.settlement.content import Settlement


def letter_mail(content: Settlement) -> MailText:
    """Compose the Chinese mail of one letter, as plain text and as HTML. Sends nothing; the caller adds the files.

    A phone shows of each table the name and the amount.
    """
    title, amount = texts.title(content), texts.amount(content)
    categories = [texts.header(("资金渠道", "人员类别")), *texts.category_rows(content)]
    units = [texts.header(("单位",)), *texts.unit_rows(content)]
    lines = [f"{content.addressed_to}：", "", texts.opening(content), *amount, ""]
    lines += ["　".join(row) for row in (*categories, ("",), *units)]
    lines += ["", *(f"- {text}" for text in texts.explanations(content)), "", SIGNED, ""]
    parts = [
        bullets(amount[1:], "") if amount[1:] else "",
        heading("分类金额"),
        table((categories[0][1], categories[0][-1]), _by_category(content), 0, last_bold=True),
        heading("分单位金额"),
        table((units[0][0], units[0][-1]), [(row[0], row[-1]) for row in units[1:]], 0, last_bold=True),
        heading("说明"),
        bullets(texts.explanations(content), ""),
    ]
    as_of = content.batch.as_of.isoformat()
    return MailText(f"{title}　截至{as_of}", "\n".join(lines), page(title, amount[0], parts))


def _by_category(content: Settlement) -> list[tuple[str, str]]:
    """Return name and amount of each category, with its fund if there are several, and of the sum."""
    has_several = len(content.by_fund()) > 1
    *rows, whole = texts.category_rows(content)
    named = [(f"{fund}：{category}" if has_several else category, amount) for fund, category, *_, amount in rows]
    return [*named, (whole[0], whole[-1])]


def list_mail(content: Settlement, file_names: Sequence[str]) -> MailText:
    """Compose the Chinese mail about the list behind a letter. `file_names`: names of the files to fetch."""
    title, scope = texts.list_title(content), texts.scope(content)
    whole = (f"共{len(content.lines):,}行，本批金额{texts.money(content.whole.fen)}。", *content.notes)
    lines = [title, "", scope, *whole, "", texts.LIST, *(f"- {name}" for name in file_names), "", texts.HANDLING]
    parts = [bullets(whole, ""), heading("领取"), bullets([texts.LIST, *file_names, texts.HANDLING], "")]
    as_of = content.batch.as_of.isoformat()
    return MailText(f"{title}　截至{as_of}", "\n".join([*lines, "", SIGNED, ""]), page(title, scope, parts))

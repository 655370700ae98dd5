"""The mail of a bulletin: subject, plain text, and HTML that reads well on a phone. Pure.

The texts are those of the document. Units and sums only, no personal data.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.mail.page import SIGNED, bullets, heading, page, picture, table
from transforms.mail.text import MailText
from transforms.report.bulletin import texts
from transforms.report.bulletin.chart import chart
from transforms.report.bulletin.content import Bulletin

# a phone is too narrow for all columns of the document: rank, unit, enrolled, completion, missing
PHONE_COLUMNS = (0, 1, 3, 5, -1)


def bulletin_mail(content: Bulletin) -> MailText:
    """Compose the Chinese mail of one bulletin, as plain text and as HTML. Sends nothing.

    The result has the subject and both texts; document, workbook and chart are added by the caller.
    """
    as_of = content.progress.slot.as_of.isoformat()
    return MailText(f"{texts.title(content)}　截至{as_of}", _plain_text(content), _html(content))


def _phone(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(row[column] for column in PHONE_COLUMNS)


def _plain_text(content: Bulletin) -> str:
    """One short line per unit, for any font."""
    overview, units, praise, behind, explanations = texts.SECTIONS
    parts = [f"{content.letter['addressed_to']}：", "", texts.opening(content), "", overview, *texts.overview(content)]
    parts += ["", f"{units}（{'，'.join(texts.header(content))}）"]
    parts += ["　".join(row) for row in texts.table_rows(content)]
    parts += ["", praise, texts.praise(content), "", behind, *texts.behind(content)]
    parts += ["", explanations, *(f"- {text}" for text in texts.explanations(content))]
    return "\n".join([*parts, "", *content.letter["signed_by"], "", SIGNED, ""])


def _html(content: Bulletin) -> str:
    """Put the table of units first, because readers look for their own unit."""
    _, units, praise, behind, explanations = texts.SECTIONS
    persons, money = texts.overview(content)
    rows = [_phone(row) for row in texts.table_rows(content)]
    drawn = chart(content)
    parts = [
        heading(units),
        table(_phone(texts.header(content)), rows, 1, last_bold=True),
        *([picture(drawn.description)] if drawn else []),
        heading(praise),
        bullets((texts.praise(content),), ""),
        heading(behind),
        bullets(texts.behind(content), ""),
        heading("资金"),
        bullets((money.removeprefix("资金："),), ""),
        heading(explanations),
        bullets(texts.explanations(content), ""),
    ]
    return page(texts.title(content), persons, parts)

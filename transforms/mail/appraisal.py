"""The mail of an appraisal: subject, plain text, and HTML that reads well on a phone. Pure.

The texts are those of the document. Units and sums only, no personal data.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.mail.page import SIGNED, bullets, heading, page, table
from transforms.mail.text import MailText
from transforms.report.appraisal import texts
from transforms.report.appraisal.content import AppraisalContent


def appraisal_mail(content: AppraisalContent) -> MailText:
    """Compose the Chinese mail of one appraisal, as plain text and as HTML. Sends nothing.

    The result has the subject and both texts; the files are attached by the caller.
    """
    as_of = content.progress.slot.as_of.isoformat()
    return MailText(f"{texts.title(content)}　截至{as_of}", _plain_text(content), _html(content))


def _plain_text(content: AppraisalContent) -> str:
    """One short line per unit, for any font."""
    result, awards, basis, gaps, explanations = texts.SECTIONS
    header = texts.header([unit.score for unit in content.units])
    parts = [f"{content.letter['addressed_to']}：", "", texts.opening(content)]
    parts += ["", f"{result}（{'，'.join(header)}）", *("　".join(row) for row in texts.results(content))]
    parts += ["", awards, *texts.awards(content)]
    parts += ["", f"{basis}（{'，'.join(texts.basis_header(content))}）"]
    parts += ["　".join(row) for row in texts.basis(content)]
    parts += ["", gaps, *(f"- {text}" for text in texts.gaps(content))]
    parts += ["", explanations, *(f"- {text}" for text in texts.explanations(content))]
    return "\n".join([*parts, "", *content.letter["signed_by"], "", SIGNED, ""])


def _html(content: AppraisalContent) -> str:
    """Put the table of results first; a phone shows unit, score, rank and work money of it."""
    result, awards, _, gaps, explanations = texts.SECTIONS
    header = texts.header([unit.score for unit in content.units])
    rows = [_phone(row) for row in texts.results(content)]
    parts = [
        heading(result),
        table(_phone(header), rows, 0, last_bold=True),
        heading(awards),
        bullets(texts.awards(content), ""),
        heading(gaps),
        bullets(texts.gaps(content), ""),
        heading(explanations),
        bullets(texts.explanations(content), ""),
    ]
    return page(texts.title(content), texts.opening(content), parts)


def _phone(row: Sequence[str]) -> tuple[str, ...]:
    """Keep unit, score, rank and work money: a phone is too narrow for all columns."""
    return row[0], row[-5], row[-4], row[-2]

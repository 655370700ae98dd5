"""The mail about a list of persons: counts by unit, and where the entitled office fetches the list. Pure.

No person is in it, and nothing is attached.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.mail.page import SIGNED, bullets, heading, page, table
from transforms.mail.text import MailText
from transforms.report.lists import texts
from transforms.report.lists.content import PersonList
from transforms.report.lists.past import past_header, past_rows


def list_mail(content: PersonList, file_names: Sequence[str]) -> MailText:
    """Compose the Chinese mail about one list, as plain text and as HTML. Sends nothing.

    `file_names`: names of the files to fetch. A phone shows the first two columns of the summary: unit and persons.
    """
    title, header, rows = texts.title(content), texts.summary_header(content), texts.summary_rows(content)
    notes = texts.notes(content)
    past = [past_header(content.past_plan_years), *past_rows(content.past)] if content.past else []
    lines = [f"{title}", "", texts.scope(content), "", texts.WHERE, *(f"- {name}" for name in file_names), ""]
    lines += [
        "　".join(header),
        *("　".join(row) for row in rows),
        "",
        *("　".join(row) for row in past),
        *([""] if past else []),
        *(f"- {note}" for note in notes),
        "",
        SIGNED,
        "",
    ]
    parts = [
        heading("各单位人数"),
        table(header[:2], [row[:2] for row in rows], 0, last_bold=len(rows) > 1),
        *([heading("往年人口数和参保人数"), table(past[0], past[1:], 0, last_bold=len(past) > 2)] if past else []),
        heading("领取"),
        bullets([texts.WHERE, *file_names], ""),
        heading("说明"),
        bullets(notes, ""),
    ]
    as_of = content.edition.period.as_of.isoformat()
    return MailText(f"{title}　截至{as_of}", "\n".join(lines), page(title, texts.scope(content), parts))

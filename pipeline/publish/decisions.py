"""Answer about a report that waits for approval: show it, let it go out, or refuse it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import Connection

from pipeline.publish import approvals, publications, reports, stores
from pipeline.publish.approvals import WaitingReport
from pipeline.runtime import database
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import publisher
from pipeline.runtime.ids import NoSuchId, complete_id
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings

NAME_CHARACTERS, NOTE_CHARACTERS = 100, 1000


class ApprovalRefused(Refusal):
    """An answer that cannot be carried out. The text states why and what to do, in Chinese."""


def waiting(settings: Settings, pack_code: str) -> list[WaitingReport]:
    """Return the reports of a campaign that wait for approval, the oldest first; [] if none waits. Changes nothing."""
    with publisher(settings).connect() as conn:
        return approvals.waiting(conn, pack_code)


def files_of(settings: Settings, pack_code: str, start: str) -> dict[str, bytes]:
    """Make the files of the waiting report whose id begins with `start`. Returns file name -> bytes; stores nothing.

    Raises ApprovalRefused if no waiting report, or more than one, has such an id, and for a list of persons.
    """
    with publisher(settings).connect() as conn:
        publication = publications.by_id(conn, _find(conn, pack_code, start))
    if any(stores.store_of(file) == "lists" for file in publication.manifest["files"]):
        raise ApprovalRefused("这是人员名单，不在这里显示；有权查看人员的工作人员同意发出后在网页“下载”中取。")
    with database.as_role(settings, reports.find(publication.report).role).connect() as conn:
        return publications.remade_files(conn, settings, publication)


def decide(
    settings: Settings,
    pack_code: str,
    start: str,
    is_approved: bool,
    decided_by: str,
    note: str,
    on: dt.date,
    clock: Callable[[], dt.datetime] = technical_now,
) -> str:
    """Record an approval or a refusal of the waiting report whose id begins with `start`; return its full id as text.

    An approval shows its files in the outbox and queues its mails in the transaction of the answer; a refused report
    never goes out, but a later correction of its period can. `on`: business date; `clock` gives the time of the record.
    Raises ApprovalRefused without a name, for a text that is too long, and if no waiting report has such an id.
    """
    if not decided_by.strip():
        raise ApprovalRefused("请写明决定人：--by")
    if len(decided_by) > NAME_CHARACTERS or len(note) > NOTE_CHARACTERS:
        raise ApprovalRefused(f"决定人最多 {NAME_CHARACTERS} 个字，理由最多 {NOTE_CHARACTERS} 个字。")
    with publisher(settings).connect() as conn:
        publication = publications.by_id(conn, _find(conn, pack_code, start))
    role = reports.find(publication.report).role
    with database.as_role(settings, role).begin() as conn:
        if not approvals.record(conn, publication, is_approved, decided_by.strip(), note, on, clock()):
            raise ApprovalRefused("这份报表刚刚由别人作了决定，请用 campaign waiting 查看。")
        if is_approved:
            report = reports.find(publication.report)
            publications.queue_mails(conn, report, report.content_of(conn, publication), publication)
            # before the commit, as in `publish`: a run that is killed here can be repeated
            publications.restored(conn, settings, publication)
    return str(publication.publication_id)


def _find(conn: Connection, pack_code: str, start: str) -> str:
    try:
        return complete_id((row.publication_id for row in approvals.waiting(conn, pack_code)), start)
    except NoSuchId:
        raise ApprovalRefused(
            f"没有编号以“{start}”开头的待审批报表，或者不止一份。请用 campaign waiting 列出，多写几位。"
        ) from None

"""Read which published files a reader may fetch, and fetch a file: recorded first, read afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from pipeline.board.connection import engine_of
from pipeline.board.refusal import BoardRefusal
from pipeline.board.rights import Reader
from pipeline.publish import outbox
from pipeline.runtime.content_store import ContentStore, StoreRefusedError, StoreUnavailableError, digest_of
from pipeline.runtime.settings import published_store
from transforms.board.downloads import OfficeFile
from warehouse.statements import Query

NOT_FOUND = (404, "没有这个文件", "没有这个文件，或者您的单位不能下载它。")


@dataclass(frozen=True)
class RecordedFile:
    """Row of board/record_download: where a file is kept whose fetch is recorded."""

    store: str
    sha256: str
    file_name: str


@dataclass(frozen=True)
class FetchedFile:
    """Name and bytes of a published file."""

    name: str
    content: bytes


FILES = Query("board/office_file", OfficeFile)
RECORD = Query("board/record_download", RecordedFile)


def read_files(conn: Connection, campaign_id: int, reader: Reader, as_of: dt.date, on: dt.date) -> list[OfficeFile]:
    """Read the files of a campaign that the reader may fetch, the newest first.

    `as_of`: files about later days are left out; `on`: the day whose rights count.
    """
    return FILES.all(
        conn,
        campaign_id=campaign_id,
        as_of=as_of,
        role_name=reader.role_name,
        is_administrator=reader.is_administrator,
        on_date=on,
    )


def fetch_file(url: str, reader: Reader, publication: str, number: str, on: dt.date) -> FetchedFile:
    """Record that the reader fetches a file, then read its bytes.

    `url`: of the warehouse, for the role `board`; `publication`, `number`: id of the publication and position of the
    file in it, as a page links them; `on`: the day whose rights count. Raises BoardRefusal: 404 if the reader may not
    fetch it or there is none, 503 if its store does not have the bytes. The record is committed before the bytes are
    read, and stays if they cannot be read.
    """
    try:
        publication_id, file_no = UUID(publication), int(number)
    except ValueError:
        raise BoardRefusal(*NOT_FOUND) from None
    with engine_of(url).begin() as conn:
        recorded = RECORD.first(
            conn,
            publication_id=publication_id,
            file_no=min(max(file_no, 0), 1_000),
            role_name=reader.role_name,
            official=reader.user,
            is_administrator=reader.is_administrator,
            on_date=on,
        )
    if recorded is None:
        raise BoardRefusal(*NOT_FOUND)
    return FetchedFile(recorded.file_name, _read(published_store(recorded.store), recorded.sha256))


def _read(store: ContentStore, sha256: str) -> bytes:
    try:
        content = outbox.read(store, sha256)
    except (OSError, StoreUnavailableError, StoreRefusedError):
        content = b""
    if digest_of(content) != sha256:
        raise BoardRefusal(503, "暂时不能下载", "文件不在存放处，或者已经损坏；请联系管理员。")
    return content

"""Look a person up for a caseworker: recorded first, read afterwards. The document number is hashed at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection

from pipeline.board.connection import connect, engine_of
from pipeline.board.refusal import BoardRefusal
from pipeline.board.rights import Reader, read_rights
from pipeline.runtime import key_files
from pipeline.runtime.environment import read_environment
from transforms.board.why import REASONS, Why, person_key, shown_end, why
from transforms.identity.data_keys import DataKeys
from transforms.identity.keyring import ALIAS_BYTES, hmac_sm3
from transforms.identity.normalise import normalise_number
from transforms.report.explanation import Line
from warehouse import statements
from warehouse.statements import Query

NO_RIGHT = (403, "没有查看权限", "只有经办人员可以查询个人，而且只能查询本单位管理的地区的人员。")
LINES = Query("workbench/recorded_lines", Line)


@dataclass(frozen=True)
class Lookup:
    """A question about one person, as the page sends it. `repr` does not show the person.

    `person`: a document number as it is printed, or a person key.
    """

    pack_code: str
    person: str = field(repr=False)
    reason: str


def look_up(url: str, reader: Reader, lookup: Lookup, packs: tuple[str, ...], on: dt.date) -> Why:
    """Record the question and commit, then read the explanation; return the model of the page.

    `url`: of the warehouse, for the role `board`; `packs`: codes of the active packs; `on`: the day whose rights count.
    Nobody of the reader's units gives a page without years; the question is recorded all the same. Raises BoardRefusal:
    403 if the reader is no caseworker of the pack, 400 for an empty question, another reason or an unknown form.
    """
    with connect(url) as conn:
        if lookup.pack_code not in read_rights(conn, reader, packs, on).packs_with_persons:
            raise BoardRefusal(*NO_RIGHT)
        key = read_lookup_key(conn)
    if lookup.reason not in REASONS or not lookup.person.strip():
        raise BoardRefusal(400, "请填写完整", "请填写要查询的号码，并选择查询理由。")
    with engine_of(url).begin() as conn:
        reading = statements.run(
            conn,
            "board/record_lookup",
            pack_code=lookup.pack_code,
            person_key=_key_of(lookup.person, key),
            role_name=reader.role_name,
            official=reader.user,
            reason=lookup.reason,
            on_date=on,
        ).scalar_one()
    lines: list[Line] = []
    if reading is not None:
        with connect(url) as conn:
            lines = LINES.all(conn, reading_id=reading)
    return why(key is not None, shown_end(lookup.person), lines)


def read_lookup_key(conn: Connection, environ: Mapping[str, str] | None = None) -> bytes | None:
    """Return the hash key of the warehouse if this process has it, None if not; then persons are known by key alone.

    An embedded installation has it in a file. On a server the api-server has no key unless CAMPAIGN_HASH_KEY is given
    to it. `environ`: variable -> text, None for the environment of the process. Raises SettingsError.
    """
    env = read_environment(environ, "home", "hash_key", *(f"warehouse_url_{role}" for role in ("owner", "board")))
    keys = [_bytes(env.hash_key.get_secret_value())] if env.hash_key else []
    if not env.warehouse_urls():
        keys += [key_files.read(env.home).hash_key, key_files.read(env.home, is_next=True).hash_key]
    check = statements.run(conn, "board/lookup_check").scalar()
    return next((key for key in keys if key and DataKeys(key, b"").hash_check() == check), None)


def _key_of(person: str, hash_key: bytes | None) -> UUID:
    """Return the person key of a text that is one, else the key of the document number."""
    if (key := person_key(person)) is not None:
        return key
    if hash_key is None:
        raise BoardRefusal(400, "不能按证件号码查询", "这里只能按人员代号查询：32位的代号，可在名单中查得。")
    return UUID(bytes=hmac_sm3(hash_key, normalise_number(person).encode())[:ALIAS_BYTES])


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text.strip())
    except ValueError:
        return b""

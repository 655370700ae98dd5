"""What is published names nobody: no pseudonym, name or document number in a manifest, a file or a mail."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pypdfium2
import pytest
from psycopg.rows import dict_row

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from tests.support.files.small_deliveries import PACK, Desk, name, number
from tests.support.postbox import Postbox
from tests.support.stores import outbox_folder

DUE = dt.date(2019, 11, 1)
PUBLICATIONS = 4 + 16 + 18
"""Two progress reports, a bulletin and a due list; a poster and a table of money for a town; tables for two offices."""
PEOPLE = range(12)


def spellings(key: UUID) -> set[str]:
    """Return the ways in which a program could write a key, in lower case."""
    encoded = {base64.b64encode(key.bytes).decode(), base64.urlsafe_b64encode(key.bytes).decode()}
    return {text.lower().rstrip("=") for text in {str(key), key.hex, str(key.int), *encoded}}


def identities_in(texts: Iterable[str], marks: set[str]) -> set[str]:
    """Return which of the marks occur in any of the texts, in upper or lower case."""
    whole = "\n".join(texts).lower()
    return {mark for mark in marks if mark in whole}


def _texts_of_files(folder: Path) -> Iterator[str]:
    """Yield the text of every published file; the parts of workbooks and documents are unpacked."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".xlsx", ".docx"):
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
                yield from (package.read(part).decode("utf-8", "replace") for part in package.namelist())
        elif path.suffix == ".pdf":
            yield from (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))
        elif path.is_file():
            yield path.read_bytes().decode("utf-8", "replace")


@pytest.fixture()
def marks(settings: Settings, tmp_path: Path) -> set[str]:
    """Twelve persons are listed and pay; return everything by which one of them could be known."""
    desk = Desk(tmp_path / "desk", "2019-10-28")
    paid = desk.tax([(person, 120) for person in PEOPLE], "2019-10-10")
    landing.deliver(settings, PACK, [desk.full(PEOPLE, "2019-10", "2019-10-25"), paid])
    intake.run(settings, PACK, ["special_list", "tax_feed"], DUE)
    assess.run(settings, PACK, DUE)
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        keys = [key for (key,) in conn.execute("SELECT person_key FROM vault.person")]
    assert len(keys) == len(PEOPLE)
    named = {text for person in PEOPLE for text in (name(person), number(person).lower())}
    return named | {spelling for key in keys for spelling in spellings(key)}


def _publications(settings: Settings) -> list[dict[str, object]]:
    with psycopg.connect(settings.warehouse_url("owner"), row_factory=dict_row) as conn:
        return conn.execute("SELECT * FROM ledger.publication").fetchall()


def test_the_manifest_holds_no_pseudonym(settings: Settings, marks: set[str]) -> None:
    publish.run(settings, PACK, DUE)
    manifests = [json.dumps(row, default=str, ensure_ascii=False) for row in _publications(settings)]
    assert len(manifests) == PUBLICATIONS and all('"figures_sha256"' in text for text in manifests)
    assert identities_in(manifests, marks) == set()


def test_no_file_and_no_mail_names_anybody(settings: Settings, marks: set[str]) -> None:
    postbox = Postbox()
    publish.run(settings, PACK, DUE)
    postbox.collect(settings, PACK)
    files = list(_texts_of_files(outbox_folder(settings)))
    assert any("参保" in text for text in files) and len(postbox.each_once()) == PUBLICATIONS
    assert identities_in([*files, *(message.as_string() for message in postbox.messages)], marks) == set()


@pytest.mark.parametrize("how", [str, lambda key: key.hex.upper(), lambda key: base64.b64encode(key.bytes).decode()])
def test_a_planted_pseudonym_is_found_in_every_spelling(how: object) -> None:
    key = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")
    manifest = json.dumps({"snapshot": {"units": [{"unit_id": "u1", "seen": how(key)}]}})  # type: ignore[operator]
    assert identities_in([manifest], spellings(key))
    assert not identities_in([manifest], spellings(UUID(int=key.int + 1)))

"""1,000 recognisable values, some in rows that break a key or a type: none of them in logs, exceptions, results, mails.

What Airflow itself writes (task logs, XCom) is looked through in tests/airflow/test_make_run.py with the same values.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import logging
import traceback
from collections.abc import Callable

import psycopg
import pyarrow as pa
import pytest

from pipeline.assess import run as assess
from pipeline.feedback import run as feedback
from pipeline.intake import run as intake
from pipeline.landing import folder as landing_folder
from pipeline.mail import sending
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.files.planted_values import Planted, plant
from tests.support.stores import delivered_folder, outbox_folder
from tests.support.warehouse.campaign import ALL_KINDS
from transforms.policy import Slot, load_pack, publications_due
from warehouse import bulk, engine

pytestmark = pytest.mark.long  # tests/campaign/test_planted_places.py searches for fewer values, in more places

PACK = "dongan-2020"
BUSINESS_DATE = dt.date(2019, 12, 20)


READERS = ("analyst", "caseworker", "publisher", "board")
LOOKED_AT = ("log", "report", "exception", "mail", "server log", "outbox", "marts and ledgers")


class Outbox:
    """Keeps the mails instead of sending them."""

    sender = "bureau@example.invalid"

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, message: object) -> None:
        self.sent.append(message.as_string())  # type: ignore[attr-defined]
        for part in message.walk():  # type: ignore[attr-defined]
            if part.get_content_maintype() == "text":
                self.sent.append(part.get_content())


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return plant(tmp_path_factory.mktemp("planted"), PACK)


@pytest.fixture(scope="module")
def traces(
    make_warehouse: Callable[..., Settings], planted: Planted, server: object
) -> tuple[Settings, dict[str, str]]:
    """Run everything on the planted files and collect every text that leaves the process."""
    settings = make_warehouse()
    texts: dict[str, list[str]] = {"log": [], "report": [], "exception": [], "mail": []}
    handler = logging.Handler()
    handler.emit = lambda record: texts["log"].append(handler.format(record))  # type: ignore[method-assign]
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    mailer = Outbox()
    try:
        landing_folder.deliver_all(settings, PACK, planted.folder)
        report = intake.run(settings, PACK, ALL_KINDS, BUSINESS_DATE)
        texts["report"].append(json.dumps(report.as_dict(), default=str))
        done = assess.run(settings, PACK, BUSINESS_DATE)
        texts["report"].append(json.dumps(done.as_dict(), default=str))
        slots = [one for day in _days() for one in _slots(settings, day)][-2:]
        texts["report"] += publish.run(settings, PACK, BUSINESS_DATE, slots=slots)
        feedback.run(settings, PACK, BUSINESS_DATE)
        texts["report"].append(repr(sending.send_waiting(settings, PACK, mailer)))
        texts["report"] += [repr(f) for f in invariants.run(settings, PACK)]
        texts["exception"] += list(_provoked(settings, planted))
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    texts["mail"] = mailer.sent
    texts["server log"] = [p.read_text(errors="replace") for p in server.place.base.rglob("*.log")]  # type: ignore[attr-defined]
    texts["outbox"] = [
        p.read_bytes().decode("utf-8", "replace") for p in outbox_folder(settings).rglob("*") if p.is_file()
    ]
    texts["marts and ledgers"] = [_readable_tables(settings, role) for role in READERS]
    texts["facts"] = [_readable_tables(settings, "auditor")]
    return settings, {name: "\n".join(parts) for name, parts in texts.items()}


def _days() -> list[dt.date]:
    return [dt.date(2019, 9, 1) + dt.timedelta(days=n) for n in range(110)]


def _slots(settings: Settings, day: dt.date) -> list[Slot]:
    return list(publications_due(load_pack(settings.pack_path(PACK) / "pack.yaml"), day))


def _provoked(settings: Settings, planted: Planted) -> list[str]:
    """Errors of the database on purpose: a value that breaks a type, and rows that break a unique key."""
    found = []
    value = planted.values[0]
    rows = {
        "type": ("core.payment", {"receipt_no": [value], "plan_year": [value]}),
        "key": ("vault.alias", {"alias_key": [b"\1" * 16] * 2, "person_key": [b"\1" * 16] * 2}),
        "check": ("core.payment", {"receipt_no": [value], "amount_fen": [-1], "channel": [value]}),
    }
    for table, columns in rows.values():
        try:
            with engine.create(settings.warehouse_url("loader")).begin() as conn:
                bulk.copy(conn, table, pa.table(columns))
        except Exception as error:
            found += _all_of(error)
    try:
        with engine.create(settings.warehouse_url("loader")).begin() as conn:
            bulk.insert(conn, "vault.alias", [{"alias_key": value, "person_key": value}])
    except Exception as error:
        found += _all_of(error)
    assert len(found) == 4 * 4, "nothing was provoked"
    return found


def _all_of(error: Exception) -> list[str]:
    """All that a log could print of an exception, with what it was caused by and what it hides."""
    return [str(error), repr(error), "".join(traceback.format_exception(error)), repr(error.__context__)]


def _readable_tables(settings: Settings, role: str) -> str:
    """Everything that a role may read, as text."""
    with psycopg.connect(settings.warehouse_url(role)) as conn:
        tables = conn.execute(
            "SELECT table_schema, table_name, string_agg(quote_ident(column_name), ', ')"
            " FROM information_schema.column_privileges WHERE grantee = %s AND privilege_type = 'SELECT' GROUP BY 1, 2",
            (role,),
        ).fetchall()
        assert len(tables) >= 8
        rows = [
            conn.execute(f'SELECT {columns} FROM "{schema}"."{table}"').fetchall() for schema, table, columns in tables
        ]
    return "\n".join(str(row) for found in rows for row in found)


def test_the_planted_rows_went_everywhere(traces: tuple[Settings, dict[str, str]], planted: Planted) -> None:
    """Otherwise finding nothing would prove nothing."""
    settings, texts = traces
    assert len(set(planted.values)) >= 1000
    with psycopg.connect(settings.warehouse_url("loader")) as conn:
        reasons = dict(conn.execute("SELECT reason_code, count(*) FROM landing.quarantine GROUP BY 1").fetchall())
        (loaded,) = conn.execute("SELECT count(*) FROM core.payment").fetchone() or (0,)
    assert loaded > 100
    assert {"document_checksum", "amount_format", "unit_unknown", "receipt_conflict"} <= set(reasons)
    with (planted.folder / "deliveries.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert len(list(csv.DictReader(lines))) >= 4
    for name in (*LOOKED_AT, "facts"):
        assert len(texts[name]) > 20, f"nothing was collected of: {name}"


@pytest.mark.parametrize("place", LOOKED_AT)
def test_no_planted_value_is_anywhere(traces: tuple[Settings, dict[str, str]], planted: Planted, place: str) -> None:
    found = [value for value in planted.values if value in traces[1][place]]
    assert not found, f"{len(found)} planted values in: {place}"


def test_the_auditor_sees_receipts_but_no_person(traces: tuple[Settings, dict[str, str]], planted: Planted) -> None:
    """An auditor reconciles receipt by receipt; names and document numbers stay in the vault."""
    found = [value for value in planted.persons if value in traces[1]["facts"]]
    assert not found, f"{len(found)} names or numbers in what the auditor reads"


def test_landed_bytes_are_readable_by_their_owner_only(traces: tuple[Settings, dict[str, str]]) -> None:
    files = [p for p in delivered_folder(traces[0]).rglob("*") if p.is_file()]
    assert files
    assert all(p.stat().st_mode & 0o077 == 0 for p in (*files, delivered_folder(traces[0])))

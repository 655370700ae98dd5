"""Planted values in every place where a sender can write: none leaves but to whom docs/explanation/identity.md names.

The whole campaign runs through the commands. Everything that leaves is unpacked and decoded before it is searched.
"""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.landing.deliver import DeliveryRefused, deliver
from pipeline.publish import run as publish
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support.environment import leads_to
from tests.support.files.planted_places import PACK, PlantedPlaces, plant_places
from tests.support.files.small_deliveries import Desk
from tests.support.leaks import found_in
from tests.support.postbox import Postbox
from tests.support.stores import delivered_folder, outbox_folder
from transforms.policy import load_pack, publications_due

DAY = "2019-12-20"
COMMANDS: list[list[str]] = [
    ["deliver-all", "{folder}", "--pack", PACK],
    ["run", "--pack", PACK, "--on", DAY],
    ["held", "--pack", PACK],
    ["reread", "--pack", PACK],
    ["progress", "--pack", PACK, "--on", DAY],
    ["identity", "search", "--pack", PACK],
    ["identity", "review", "--pack", PACK],
    ["verify", "--pack", PACK],
    ["health"],
    ["health", "--format", "json"],
    ["health", "--format", "prometheus"],
    ["mail", "list", "--pack", PACK],
    ["keys", "check"],
]
NOWHERE = ("console", "log", "server log", "published", "statistics")
_WORDS = ("landing.category_label", "ledger.coverage_total", "ledger.event_total")
# Role -> kind of value -> tables in which the role reads it; docs/explanation/identity.md gives the reasons.
ENTITLED: dict[str, dict[str, tuple[str, ...]]] = {
    "analyst": {"藏村": ("mart.village_progress",)},
    "publisher": {"藏村": ("mart.village_progress",), "藏类": _WORDS},
    "auditor": {
        "藏票": ("core.payment",),
        "藏村": ("mart.village_progress", "core.membership_fact", "core.roll_fact"),
        "藏类": (
            *(*_WORDS, "core.dues", "core.explanation", "core.membership_fact"),
            *("landing.unlisted_category", "ledger.coverage_event", "ledger.event"),
        ),
    },
}


@dataclass
class Traces:
    """Everything that left: place -> contents. `feedback` and `mail` have (sender's source, content)."""

    settings: Settings
    planted: PlantedPlaces
    contents: dict[str, list[bytes | str]] = field(default_factory=dict)
    feedback: list[tuple[str, bytes]] = field(default_factory=list)
    mails: list[tuple[str, bytes]] = field(default_factory=list)


def run_all(settings: Settings, planted: PlantedPlaces, server: Any) -> Traces:
    """Run the campaign by its commands, send its mails, and collect all that leaves."""
    traces = Traces(settings, planted)
    texts: dict[str, list[bytes | str]] = {name: [] for name in (*NOWHERE, *ENTITLED)}
    handler = logging.Handler()
    handler.emit = lambda record: texts["log"].append(handler.format(record))  # type: ignore[method-assign]
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    postbox = Postbox()
    try:
        with pytest.MonkeyPatch.context() as patch:
            leads_to(settings, patch)
            patch.setenv("CAMPAIGN_SMTP_URL", "smtp://127.0.0.1:9/?disable_ssl=true&from_email=campaign@localhost")
            for command in COMMANDS:
                result = CliRunner().invoke(app, [part.format(folder=planted.folder) for part in command])
                texts["console"].append(result.output)
                if result.exception is not None:
                    texts["console"].append("".join(traceback.format_exception(result.exception)))
        days = [day for day in _days() if publications_due(load_pack(settings.pack_path(PACK) / "pack.yaml"), day)]
        slots = [
            slot
            for day in days[-2:]
            for slot in publications_due(load_pack(settings.pack_path(PACK) / "pack.yaml"), day)
        ]
        publish.run(settings, PACK, days[-1], slots=slots)
        postbox.collect(settings, PACK)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    texts["server log"] = [path.read_bytes() for path in server.place.base.rglob("*.log")]
    for role in ENTITLED:
        texts[role] = list(_readable(settings, role))
    texts["statistics"] = [_statistics(settings, "analyst")]
    for path in sorted(outbox_folder(settings).rglob("*")):
        if path.is_file():
            parts = path.relative_to(outbox_folder(settings)).parts
            if parts[0] == "feedback":
                traces.feedback.append((parts[2], path.read_bytes() + "/".join(parts).encode()))
            else:
                texts["published"].append(path.read_bytes())
                texts["published"].append("/".join(parts))
    traces.contents = texts
    traces.mails = [(str(message["To"]), message.as_bytes()) for message in postbox.messages]
    return traces


def _days() -> list[dt.date]:
    return [dt.date(2019, 9, 1) + dt.timedelta(days=n) for n in range(111)]


def _readable(settings: Settings, role: str) -> Iterator[str]:
    with psycopg.connect(settings.warehouse_url(role)) as conn:
        tables = conn.execute(
            "SELECT table_schema, table_name FROM information_schema.table_privileges WHERE grantee = %s"
            " AND privilege_type = 'SELECT'",
            (role,),
        ).fetchall()
        assert len(tables) >= 8
        for schema, table in tables:
            rows = conn.execute(f'SELECT * FROM "{schema}"."{table}"').fetchall()
            yield "\n".join(f"{schema}.{table} {row}" for row in rows)


def _statistics(settings: Settings, role: str) -> str:
    with psycopg.connect(settings.warehouse_url(role)) as conn:
        views = ("pg_stats", "pg_stat_activity")
        return "\n".join(str(row) for view in views for row in conn.execute(f"SELECT * FROM {view}").fetchall())


@pytest.fixture(scope="module", params=[150, pytest.param(1_500, marks=pytest.mark.long)])
def traces(
    request: pytest.FixtureRequest,
    make_warehouse: Callable[..., Settings],
    tmp_path_factory: pytest.TempPathFactory,
    server: object,
) -> Traces:
    planted = plant_places(tmp_path_factory.mktemp("planted"), request.param)
    return run_all(make_warehouse(), planted, server)


def test_the_search_finds_every_value_inside(traces: Traces) -> None:
    """Otherwise finding nothing would prove nothing."""
    inside: set[str] = set()
    for path in delivered_folder(traces.settings).rglob("*"):
        if path.is_file():
            inside |= found_in(path.read_bytes())
    names = {value for value in traces.planted.values if value.startswith("藏件")}  # stored in the ledger
    assert inside >= traces.planted.values - names
    with psycopg.connect(traces.settings.warehouse_url("loader")) as conn:
        assert found_in(str(conn.execute("SELECT file_name FROM landing.delivery").fetchall())) >= names


@pytest.mark.parametrize("place", NOWHERE)
def test_no_planted_value_is_anywhere(traces: Traces, place: str) -> None:
    contents = traces.contents[place]
    assert contents, f"nothing was collected of: {place}"
    found = {(value, str(content)[:60]) for content in contents for value in found_in(content, traces.planted.values)}
    assert not found, f"{len(found)} in {place}: {sorted(found)[:20]}"


@pytest.mark.parametrize("role", sorted(ENTITLED))
def test_a_role_reads_no_more_than_the_page_states(traces: Traces, role: str) -> None:
    found: dict[tuple[str, str], set[str]] = {}
    for content in traces.contents[role]:
        for line in str(content).splitlines():
            for value in found_in(line, traces.planted.values):
                found.setdefault((line.partition(" ")[0], value[:2]), set()).add(value)
    beyond = {
        place: sorted(values)[:5] for place, values in found.items() if place[0] not in ENTITLED[role].get(place[1], ())
    }
    assert not beyond
    assert found, "what is entitled is found, so the search works"


def test_a_workbook_goes_back_with_values_of_its_own_sender_only(traces: Traces) -> None:
    assert len(traces.feedback) == 8
    for source, content in traces.feedback:
        found = found_in(content, traces.planted.values)
        assert found, source
        assert found <= traces.planted.of_source(source), (
            source,
            sorted(found - traces.planted.of_source(source))[:10],
        )


def test_no_mail_has_a_value(traces: Traces) -> None:
    assert len(traces.mails) >= 10
    assert not {(to, value) for to, mail in traces.mails for value in found_in(mail, traces.planted.values)}


def test_the_page_names_each_table_that_a_role_reads() -> None:
    page = (REPOSITORY / "docs/explanation/identity.md").read_text(encoding="utf-8")
    tables = {table for kinds in ENTITLED.values() for places in kinds.values() for table in places}
    assert not {table for table in tables if f"`{table}`" not in page}


@pytest.mark.parametrize("period", ["漏查甲乙", "2019-10 漏查甲乙", "1" * 18, "2019-10\n"])
def test_a_period_is_a_time_and_nothing_else(settings: Settings, tmp_path: Path, period: str) -> None:
    announcement = replace(Desk(tmp_path).civil([1], "2019-10", "2019-10-25"), period=period)
    with pytest.raises(DeliveryRefused) as refused:
        deliver(settings, PACK, [announcement])
    assert "漏查" not in str(refused.value) and "1" * 18 not in str(refused.value)

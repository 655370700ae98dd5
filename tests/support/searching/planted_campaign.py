"""Run a campaign on planted deliveries by its commands, and collect all that leaves: texts, files, mails, rows."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer import testing

from pipeline.board.lookup import Lookup, look_up
from pipeline.board.pages import Request, make_page
from pipeline.board.rights import Reader
from pipeline.commands.main import app
from pipeline.health import alerts
from pipeline.health.check import check
from pipeline.publish import run as publish
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support.environment import leads_to
from tests.support.files.planted_places import PACK, PlantedPlaces
from tests.support.postbox import Postbox
from tests.support.searching.planted_lists import OWN, PublishedList, publish_lists
from tests.support.stores import outbox_folder
from transforms.board.render import PAGES
from transforms.board.why import REASONS
from transforms.policy import load_pack, publications_due

DAY, LATER = "2019-12-20", "2019-12-21"
DECISION = ["--by", "张三", "--note", "核实", "--yes"]
FIRST: list[list[str]] = [
    ["deliver-all", "{folder}", "--pack", PACK],
    ["run", "--pack", PACK, "--on", DAY],
    ["held", "--pack", PACK],
]
LAST: list[list[str]] = [
    ["run", "--pack", PACK, "--on", LATER],
    ["reread", "--pack", PACK],
    ["progress", "--pack", PACK, "--on", LATER],
    ["feedback", "--pack", PACK, "--on", LATER],
    ["identity", "search", "--pack", PACK],
    ["identity", "review", "--pack", PACK],
    ["policy", "diff", "{pack}", "{changed}", "--against", "--all"],
    ["revoke", "--pack", PACK, "--source", "education", "--period", "2019-09", "--by", "县教育局", "--reason", "误报"],
    ["publish", "--pack", PACK, "--on", LATER, "--correct"],
    ["rewind", "--pack", PACK, "--to", DAY, "--by", "张三", "--reason", "other", "--note", "{person}"],
    ["verify", "--pack", PACK],
    ["directory", "rights"],
    ["directory", "check"],
    ["health"],
    ["health", "--format", "json"],
    ["health", "--format", "prometheus"],
    ["mail", "send", "--pack", PACK],
    ["mail", "list", "--pack", PACK],
    ["keys", "check"],
]
EXPORTS = [("unit", "category"), ("category", "status"), ("payer", "unit")]
DATABASE_ROLES = ("analyst", "caseworker", "publisher", "auditor", "board")
OFFICIALS = {"official_planted_viewer": "office_viewer", "official_planted_caseworker": "office_caseworker"}
_OFFICIALS = """
officials:
  - {user: planted_viewer, office: all_units, roles: [viewer]}
  - {user: planted_caseworker, office: all_units, roles: [caseworker]}
  - {user: planted_operator, office: all_units, roles: [operator], mailbox: operator@example.org}
"""


@dataclass
class Traces:
    """Everything that left: place -> contents; roles are places. `feedback` and `mails` have (to whom, content).

    `lists`: lists of persons, which are published nowhere else.
    """

    settings: Settings
    planted: PlantedPlaces
    contents: dict[str, list[bytes | str]] = field(default_factory=dict)
    feedback: list[tuple[str, bytes]] = field(default_factory=list)
    mails: list[tuple[str, bytes]] = field(default_factory=list)
    lists: list[PublishedList] = field(default_factory=list)
    is_whole: bool = False

    def add(self, place: str, *contents: bytes | str) -> None:
        """Add contents to a place."""
        self.contents.setdefault(place, []).extend(contents)


def run_all(settings: Settings, planted: PlantedPlaces, server: Any, folder: Path, is_whole: bool) -> Traces:
    """Run the campaign by its commands, and collect all that leaves. `folder`: for files that commands write.

    `is_whole`: publish all that is due, bulletin and posters among it, and each list for each unit; export each mart;
    open every page of the board. If not, a part of each.
    """
    traces, postbox = Traces(settings, planted, is_whole=is_whole), Postbox()
    (settings.home / "directory.yaml").write_text(_directory(settings), encoding="utf-8")
    handler = logging.Handler()
    handler.emit = lambda record: traces.add("log", handler.format(record))  # type: ignore[method-assign]
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with pytest.MonkeyPatch.context() as patch:
            leads_to(settings, patch)
            patch.setattr(testing, "_get_command", cache(testing._get_command))  # a tenth of a second each time
            patch.setenv("COLUMNS", "1000")  # a value that is broken at the edge of the screen would not be found
            patch.setenv("CAMPAIGN_SMTP_URL", "smtp://127.0.0.1:9/?disable_ssl=true&from_email=campaign@localhost")
            _run_commands(traces, folder)
            _publish_and_alert(traces, postbox)
            _collect_board(traces)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    traces.add("server log", *(path.read_bytes() for path in server.place.base.rglob("*.log")))
    for role in DATABASE_ROLES:
        traces.add(role, *_readable(settings.warehouse_url(role), role))
    traces.add("caseworker", *_explanations(settings))
    for login, group in OFFICIALS.items():
        traces.add(group, *_readable(_url_of(settings, login), group))
    traces.add("statistics", _statistics(settings, "analyst"))
    _collect_outbox(traces)
    traces.mails = [(str(message["To"]), message.as_bytes()) for message in postbox.messages]
    return traces


def _directory(settings: Settings) -> str:
    """Write a mailbox for each sender and recipient of the pack, and officials who see all units."""
    pack = load_pack(settings.pack_path(PACK) / "pack.yaml")
    names = {source.contact or source.source for source in pack.sources}
    names |= {recipient for publication in pack.publications for recipient in publication.recipients}
    offices = [f"  - {{office: {name}, label_zh: 单位, mailbox: {name}@example.org}}" for name in sorted(names)]
    county = "  - {office: all_units, label_zh: 县局, mailbox: county@example.org, units: all}"
    return "\n".join(["offices:", *offices, county, _OFFICIALS])


def _run_commands(traces: Traces, folder: Path) -> None:
    changed = folder / "changed" / PACK
    changed.mkdir(parents=True)
    pack = REPOSITORY / "policies" / PACK
    text = (pack / "pack.yaml").read_text(encoding="utf-8")
    (changed / "pack.yaml").write_text(text.replace("price: {fen: 25000}", "price: {fen: 26000}"), encoding="utf-8")
    places = {"folder": str(traces.planted.folder), "pack": str(pack), "changed": str(changed)}
    places["person"] = traces.planted.person
    for at, wrong in enumerate(_wrong_announcements(traces.planted)):
        refused = folder / f"refused{at}"
        refused.mkdir()
        head = "file,source,period,list_mode,cut_off_on,version,delivered_on"
        (refused / "deliveries.csv").write_text(f"{head}\n{','.join(wrong)}\n", encoding="utf-8")
        (refused / "a.csv").write_text("姓名\n", encoding="utf-8")
        _run(traces, ["deliver-all", str(refused), "--pack", PACK], "refused")
    for command in FIRST:
        _run(traces, [part.format(**places) for part in command])
    _try_and_decide(traces, folder)
    for command in LAST:
        _run(traces, [part.format(**places) for part in command])
    for rows, columns in EXPORTS:
        file = folder / f"{rows}-{columns}.csv"
        _run(traces, ["export", str(file), "--pack", PACK, "--rows", rows, "--columns", columns])
        traces.add("export", file.read_bytes())
    some = [] if traces.is_whole else ["--mart", "village_progress", "--mart", "uninsured_reason"]
    _run(traces, ["export-marts", str(folder / "marts"), *some])
    for file in sorted((folder / "marts").glob("*.parquet")):
        traces.add("villages" if file.stem == "village_progress" else "export", file.read_bytes())


def _wrong_announcements(planted: PlantedPlaces) -> Iterator[list[str]]:
    """Yield lines of deliveries.csv with a planted value in each column in turn."""
    good = ["a.csv", "poverty_relief", "2019-08", "full", "2019-08-31", "1", "2019-09-01"]
    for column, value in enumerate(planted.announced):
        yield [*good[:column], value, *good[column + 1 :]]


def _run(traces: Traces, command: list[str], place: str = "console") -> None:
    result = testing.CliRunner().invoke(app, command)
    traces.add(place, f"{' '.join(command[:2])}\n{result.output}")
    if result.exception is not None:
        traces.add("exception", "".join(traceback.format_exception(result.exception)))
        assert isinstance(result.exception, SystemExit), (command, result.exception)


def _try_and_decide(traces: Traces, folder: Path) -> None:
    """Show each held delivery with what its release would change, as text and as a file; release all that were read."""
    with psycopg.connect(traces.settings.warehouse_url("loader")) as conn:
        held = [str(key) for (key,) in conn.execute("SELECT delivery_id FROM landing.delivery WHERE state = 'held'")]
    assert held
    for delivery in held:
        file = folder / f"{delivery}.csv"
        _run(traces, ["held", delivery, "--pack", PACK, "--persons", "10000", "--file", str(file)])
        if file.exists():
            traces.add("held persons", file.read_bytes())
        _run(traces, ["release", delivery, "--pack", PACK, *DECISION, "--on", DAY])


def _publish_and_alert(traces: Traces, postbox: Postbox) -> None:
    settings = traces.settings
    pack = load_pack(settings.pack_path(PACK) / "pack.yaml")
    days = [dt.date(2019, 9, 1) + dt.timedelta(days=number) for number in range(111)]
    due = [day for day in days if publications_due(pack, day)]
    days = due[-2:] if traces.is_whole else due[-1:]  # the last day but one has bulletin and posters
    slots = [slot for day in days for slot in publications_due(pack, day)]
    publish.run(settings, PACK, due[-1], slots=slots)
    traces.lists = publish_lists(settings, due[-1], tuple(OWN) if traces.is_whole else ("missing_persons",))
    health = check(settings)
    assert not health.is_good, "nothing to alert"
    alerts.queue_findings(settings, PACK, health)
    alerts.queue_failed_task(settings, PACK, f"{PACK}__assess", "assess", health.moment)
    alerts.send_findings(settings, health, postbox)
    postbox.collect(settings, PACK)
    traces.add("alerts", (settings.home / "alerts.json").read_bytes())


def _collect_board(traces: Traces) -> None:
    """Open every page of the board as an administrator and as officials, each unit among them, and look people up."""
    url, on = traces.settings.warehouse_url("board"), dt.date.fromisoformat(DAY)
    units = [unit.unit_id for unit in load_pack(traces.settings.pack_path(PACK) / "pack.yaml").units.children]
    officials = [Reader(login.removeprefix("official_")) for login in OFFICIALS]
    asked = [(reader, page, "") for reader in (Reader("admin", is_administrator=True), officials[0]) for page in PAGES]
    seen = units if traces.is_whole else units[:2]
    asked += [(officials[1], page, unit) for page in ("units", "special") for unit in seen]
    for reader, page, unit in asked:
        if page != "why":  # for caseworkers, below
            traces.add("board pages", make_page(url, Request(page, reader, PACK, "", unit), (PACK,), on))
    numbers = sorted(value for value in traces.planted.values if len(value) == 18)
    for number in numbers[:: len(numbers) // (20 if traces.is_whole else 4)]:
        lookup = Lookup(PACK, number, next(iter(REASONS)))
        why = look_up(url, officials[1], lookup, (PACK,), on)
        request = Request("why", officials[1], PACK, answer=lambda _, model=why: model)
        traces.add("board pages", make_page(url, request, (PACK,), on))


def _collect_outbox(traces: Traces) -> None:
    folder = outbox_folder(traces.settings)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            parts = path.relative_to(folder).parts
            if parts[0] == "feedback":
                traces.feedback.append((parts[2], path.read_bytes() + "/".join(parts).encode()))
            else:
                traces.add("published", path.read_bytes(), "/".join(parts))


def _readable(url: str, grantee: str) -> Iterator[str]:
    """Yield everything that a role may read, a text per table: each line begins with the table's name."""
    with psycopg.connect(url) as conn:
        tables = conn.execute(
            "SELECT table_schema, table_name, string_agg(quote_ident(column_name), ', ')"
            " FROM information_schema.column_privileges WHERE grantee = %s AND privilege_type = 'SELECT' GROUP BY 1, 2",
            (grantee,),
        ).fetchall()
        assert len(tables) >= 8, grantee
        for schema, table, columns in tables:
            rows = conn.execute(f'SELECT {columns} FROM "{schema}"."{table}"').fetchall()  # type: ignore[arg-type]
            yield "\n".join(f"{schema}.{table} {row}" for row in rows)


def _explanations(settings: Settings) -> Iterator[str]:
    """Yield the recorded explanations of fifty persons, as a caseworker reads them."""
    with psycopg.connect(settings.warehouse_url("caseworker"), autocommit=True) as conn:
        persons = conn.execute("SELECT DISTINCT category, person_key FROM mart_case.dues LIMIT 50").fetchall()
        for _, person in persons:
            (reading,) = (
                conn.execute("SELECT mart_case.record_reading(%s, %s, '张三')", (PACK, person)).fetchone() or ()
            )
            rows = conn.execute("SELECT * FROM mart_case.read_explanation(%s)", (reading,)).fetchall()
            yield "\n".join(f"mart_case.read_explanation {row}" for row in rows)


def _url_of(settings: Settings, login: str) -> str:
    """Give an official a password, and return the URL with which the official logs in."""
    owner = settings.warehouse_url("owner")
    with psycopg.connect(owner, autocommit=True) as conn:
        conn.execute(f"ALTER ROLE {login} PASSWORD 'x'")  # type: ignore[arg-type]
    parts = psycopg.conninfo.conninfo_to_dict(owner) | {"user": login, "password": "x"}
    return psycopg.conninfo.make_conninfo(**parts)  # type: ignore[arg-type]


def _statistics(settings: Settings, role: str) -> str:
    with psycopg.connect(settings.warehouse_url(role)) as conn:
        views = ("pg_stats", "pg_stat_activity")
        return "\n".join(str(row) for view in views for row in conn.execute(f"SELECT * FROM {view}").fetchall())

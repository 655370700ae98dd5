"""Planted values in every place where a sender can write: none leaves but to whom docs/explanation/identity.md names.

The whole campaign runs through the commands. Everything that leaves is unpacked and decoded before it is searched.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import openpyxl
import psycopg
import pytest

from pipeline.landing.deliver import DeliveryRefused, deliver
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support.files.planted_places import PACK, plant_places
from tests.support.files.small_deliveries import Desk
from tests.support.searching.leaks import found_in
from tests.support.searching.planted_campaign import Traces, run_all
from tests.support.searching.planted_lists import (
    EVERY_LIST,
    Entitled,
    PublishedList,
    entitled,
    policies_with_lists,
)
from tests.support.searching.rebuilding import rebuilt, rows_of_csv, rows_of_workbook
from tests.support.stores import delivered_folder
from transforms.report.feedback.masking import masked

SMALL, LARGE = 150, 1_500  # persons
MOST_VALUES = 10_000
NOWHERE = (
    "console", "refused", "exception", "log", "server log", "published", "statistics", "export", "held persons",
    "alerts", "board pages",
)  # fmt: skip
WITH_NOTES = ("missing_persons", "uninsured_feedback")
_WORDS = ("landing.category_label", "ledger.coverage_total", "ledger.event_total")
_VILLAGES = ("mart.village_progress",)
# Role -> kind of value -> tables in which the role reads it; docs/explanation/identity.md gives the reasons.
ENTITLED: dict[str, dict[str, tuple[str, ...]]] = {
    "analyst": {"藏村": _VILLAGES},
    "caseworker": {"藏村": _VILLAGES},
    "office_viewer": {"藏村": ("mart_office.village_progress",)},
    "office_caseworker": {"藏村": ("mart_office.village_progress",)},
    "publisher": {"藏村": _VILLAGES, "藏类": _WORDS},
    "board": {},
    "auditor": {
        "漏查": ("ledger.rewind",),
        "藏票": ("core.payment", "core.receipt_state", "core.refund_state", "ledger.refund_line"),
        "藏村": (*_VILLAGES, "core.membership_fact", "core.roll_fact"),
        "藏类": (
            *(*_WORDS, "core.charge", "core.dues", "core.explanation", "core.fund_claim_fact", "core.membership_fact"),
            *("landing.unlisted_category", "ledger.coverage_event", "ledger.event"),
        ),
    },
}


@pytest.fixture(scope="module", params=[SMALL, pytest.param(LARGE, marks=pytest.mark.long)])
def traces(
    request: pytest.FixtureRequest,
    make_warehouse: Callable[..., Settings],
    tmp_path_factory: pytest.TempPathFactory,
    server: object,
) -> Traces:
    planted = plant_places(tmp_path_factory.mktemp("planted"), request.param)
    assert len(planted.values) >= {SMALL: 1_500, LARGE: MOST_VALUES}[request.param]
    is_large = request.param == LARGE
    policies = policies_with_lists(tmp_path_factory.mktemp("policies"))
    return run_all(make_warehouse(policies), planted, server, tmp_path_factory.mktemp("files"), is_large)


def test_the_search_finds_every_value_inside(traces: Traces) -> None:
    """Otherwise finding nothing would prove nothing."""
    inside: set[str] = set()
    for path in delivered_folder(traces.settings).rglob("*"):
        if path.is_file():
            inside |= found_in(path.read_bytes())
    names = {value for value in traces.planted.delivered if value.startswith("藏件")}  # stored in the ledger
    assert inside >= traces.planted.delivered - names
    with psycopg.connect(traces.settings.warehouse_url("loader")) as conn:
        assert found_in(str(conn.execute("SELECT file_name FROM landing.delivery").fetchall())) >= names


@pytest.mark.parametrize("place", NOWHERE)
def test_no_planted_value_is_anywhere(traces: Traces, place: str) -> None:
    contents = traces.contents[place]
    assert contents, f"nothing was collected of: {place}"
    found = {(value, str(content)[:60]) for content in contents for value in found_in(content, traces.planted.values)}
    assert not found, f"{len(found)} in {place}: {sorted(found)[:20]}"


def test_the_exported_mart_of_villages_has_their_names_and_nothing_else(traces: Traces) -> None:
    (content,) = traces.contents["villages"]
    assert {value[:2] for value in found_in(content, traces.planted.values)} == {"藏村"}


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
    assert bool(found) == bool(ENTITLED[role]), "what is entitled is found, so the search works"


def test_a_workbook_goes_back_with_values_of_its_own_sender_only(traces: Traces) -> None:
    assert len(traces.feedback) >= 13
    for source, content in traces.feedback:
        found = found_in(content, traces.planted.values)
        assert found, source
        assert found <= traces.planted.of_source(source), (
            source,
            sorted(found - traces.planted.of_source(source))[:10],
        )


def test_a_list_has_the_persons_entitled_to_it_and_nobody_else(traces: Traces) -> None:
    """Names in lists of offices, stars in the posted one, notes of townships in the bureau's lists alone."""
    persons, notes = entitled(traces.settings), set[str]()
    whole = {published.report for published in traces.lists if not published.unit_id}
    assert whole == EVERY_LIST and len(traces.lists) >= 7 + 16
    for published in traces.lists:
        listed = [p for p in persons if published.report in p.reports and published.unit_id in ("", p.unit_id)]
        found = found_in(published.content, traces.planted.values)
        names = set() if published.report == "posting_roster" else {person.name for person in listed}
        assert {value for value in found if value.startswith("漏查")} == names, published.file_name
        wanted = (
            {p.note for p in listed if p.note} if not published.unit_id and published.report in WITH_NOTES else set()
        )
        assert {value for value in found if value.startswith("藏注")} == wanted, published.file_name
        assert {value[:2] for value in found} <= {"漏查", "藏注", "藏村"}, published.file_name
        assert names or published.report == "posting_roster" or published.unit_id, published.file_name
        expected = sorted(_identity(published.report, person) for person in listed)
        assert _identities(published) == expected, published.file_name
        notes |= wanted
    assert len(notes) >= 5 and {name for p in persons for name in p.reports} == EVERY_LIST


def _identities(one: PublishedList) -> list[tuple[str, str]]:
    """Return name and number of each row of a list, as its sheet for programs shows them."""
    book = openpyxl.load_workbook(io.BytesIO(one.content), read_only=True)
    head, *rows = book["数据"].iter_rows(values_only=True)
    at = head.index("name"), head.index("document_number_masked")
    return sorted((str(row[at[0]]), str(row[at[1]])) for row in rows)


def _identity(report: str, person: Entitled) -> tuple[str, str]:
    name = person.name
    return (f"{name[0]}**{name[-1]}" if report == "posting_roster" else name), masked(person.number)


def test_no_mail_has_a_value(traces: Traces) -> None:
    assert len(traces.mails) >= 10
    assert (
        sum("名册" in str(message_from_bytes(mail, policy=policy.default)["subject"]) for _, mail in traces.mails) > 3
    )
    assert not {(to, value) for to, mail in traces.mails for value in found_in(mail, traces.planted.values)}


def test_no_masked_number_can_be_rebuilt(traces: Traces) -> None:
    numbers = {value for value in traces.planted.values if len(value) == 18}
    lists = [content for content in traces.contents["held persons"] if isinstance(content, bytes)]
    texts = [
        str(content)
        for place in ("console", "published", "caseworker", "auditor")
        for content in traces.contents[place]
    ]
    files: dict[str, list[str]] = {
        "workbooks": [row for _, content in traces.feedback for row in rows_of_workbook(content)],
        "lists": [row for published in traces.lists for row in rows_of_workbook(published.content)],
        "lists of a trial": [row for content in lists for row in rows_of_csv(content)],
        "texts": [line for text in texts for line in text.splitlines()],
    }
    tried = {name: rebuilt(rows, numbers) for name, rows in files.items()}
    assert tried["workbooks"][0] > 50 and tried["lists"][0] > 50 and tried["lists of a trial"][0] > 10, tried
    assert not {name: len(solved) for name, (_, solved) in tried.items() if solved}
    known = sorted(numbers)[:9]  # the same attack finds a number whose last four digits stand beside its birth date
    rows = [f"{masked(number, last=4)} | {number[6:10]}-{number[10:12]}-{number[12:14]}" for number in known]
    assert rebuilt(rows, numbers) == (len(set(rows)), set(known))


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

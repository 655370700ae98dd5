"""Recipients with units and figures of their own: published, made again, corrected, mailed to the unit's offices."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.mail import sent_before
from pipeline.policy import registry
from pipeline.publish import inputs
from pipeline.publish import run as publish
from pipeline.runtime.database import publisher
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.fixtures.month_of_events import DUE, OCTOBER, Campaign
from tests.support.postbox import Postbox
from tests.support.warehouse import ledger
from transforms.policy import Slot

STEM = "dongan-2020_progress_month_20191001_20191031"


@pytest.fixture()
def slot(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> Slot:
    """A slot: the county office shares the whole report, towns get their own unit, the tax office gets the money."""
    parts = {
        "townships": {"own_units": tuple(campaign.units[:2])},
        "county_tax": {"own_figures": ("money",)},
    }
    recipients = tuple(row.model_copy(update=parts.get(row.recipient, {})) for row in campaign.pack.recipients)
    pack = campaign.pack.model_copy(update={"recipients": recipients})
    monkeypatch.setattr(registry, "load", lambda settings, pack_code: pack)
    offices = ("county_government", "townships", "county_tax")
    return Slot(DUE, "progress", "month", date(2019, 10, 1), OCTOBER, OCTOBER, offices, (), offices)


def _rows(settings: Settings, number: str) -> list[dict[str, str]]:
    files = publish.remake(settings, number)
    (content,) = [content for name, content in files.items() if name.endswith(".csv")]
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def _recipients(campaign: Campaign) -> list[tuple[str, int]]:
    with ledger.owner(campaign.settings) as conn:
        rows = conn.execute(text("SELECT recipient, correction_no FROM ledger.publication ORDER BY 1, 2"))
        return [(row.recipient, row.correction_no) for row in rows]


def test_each_recipient_gets_its_own_units_and_figures(campaign: Campaign, slot: Slot) -> None:
    first, second = campaign.units[:2]
    ids = publish.run(campaign.settings, ledger.PACK, DUE, [slot])
    assert _recipients(campaign) == [("", 0), ("county_tax", 0), (f"townships@{first}", 0), (f"townships@{second}", 0)]
    whole, of_first, of_second, money = (_rows(campaign.settings, number) for number in ids)
    assert [row for row in whole if row["unit_id"] == first] == of_first != []
    assert [row for row in whole if row["unit_id"] == second] == of_second != []
    assert "enrolled_persons" not in money[0] and "received_fen" in money[0]
    received = [sum(int(row["received_fen"]) for row in rows) for rows in (whole, money)]
    assert received[0] == received[1] > 0
    names = [set(publish.remake(campaign.settings, number)) for number in ids]
    assert f"{STEM}_townships-{first}.xlsx" in names[1] and f"{STEM}_county_tax.csv" in names[3]
    assert len(set().union(*names)) == sum(map(len, names)), "no two publications share a file"
    assert publish.run(campaign.settings, ledger.PACK, DUE, [slot]) == ids, "nothing is published twice"


def test_mails_state_only_what_their_recipient_may_see(campaign: Campaign, slot: Slot) -> None:
    publish.run(campaign.settings, ledger.PACK, DUE, [slot])
    postbox = Postbox()
    postbox.collect(campaign.settings, ledger.PACK)
    first, second = campaign.units[:2]
    names = {unit.unit_id: unit.name for unit in campaign.pack.units.children}
    mails = {mail["To"].split("@")[0]: mail.get_body(("plain",)).get_content() for mail in postbox.messages}
    assert set(mails) == {"county_government", "county_tax", f"townships.{first}", f"townships.{second}"}
    own = mails[f"townships.{first}"]
    assert f"东安县{names[first]}" in own and names[second] not in own and "排名按完成率" not in own
    assert "已参保" not in mails["county_tax"] and "个人缴费到账" in mails["county_tax"]
    assert names[first] in mails["county_government"] and names[second] in mails["county_government"]


def test_only_the_changed_unit_gets_a_correction_and_all_is_verified(campaign: Campaign, slot: Slot) -> None:
    publish.run(campaign.settings, ledger.PACK, DUE, [slot])
    with ledger.owner(campaign.settings) as conn:
        ledger.assess(conn, campaign.pack, 2, date(2019, 11, 3))
        ledger.event(conn, 2, OCTOBER, campaign.units[0], 10, received=250_000)
    assert len(publish.correct(campaign.settings, ledger.PACK)) == 3
    first, second = campaign.units[:2]
    assert _recipients(campaign) == [
        ("", 0), ("", 1), ("county_tax", 0), ("county_tax", 1),
        (f"townships@{first}", 0), (f"townships@{first}", 1), (f"townships@{second}", 0),
    ]  # fmt: skip
    findings = {finding.invariant: finding.problems for finding in invariants.run(campaign.settings, ledger.PACK)}
    assert findings["published_equals_ledger"] == 0


def _with_directory(settings: Settings, tmp_path: Path, *units: str) -> Settings:
    """Settings with a directory whose towns have these units, one each; one more town may see all units."""
    lines = ["offices:", "  - {office: hall, label_zh: 县, mailbox: hall@example.org, units: all}"]
    lines += [
        f"  - {{office: town_{place}, label_zh: 镇, mailbox: town-{place}@example.org, units: [{unit}]}}"
        for place, unit in enumerate(units)
    ]
    members = ", ".join(f"town_{place}" for place in range(len(units)))
    lines.append(f"  - {{office: townships, label_zh: 各镇, members: [{members}]}}")
    for code in ("county_government", "county_tax"):
        lines.append(f"  - {{office: {code}, label_zh: 县, mailbox: {code}@example.org}}")
    file = tmp_path / "directory.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return replace(settings, directory=file)


def test_a_unit_s_mail_goes_to_its_offices_and_waits_without_any(
    campaign: Campaign, slot: Slot, tmp_path: Path
) -> None:
    publish.run(campaign.settings, ledger.PACK, DUE, [slot])
    first, second = campaign.units[:2]
    postbox = Postbox()
    postbox.collect(_with_directory(campaign.settings, tmp_path, first), ledger.PACK)
    assert sorted(mail["To"] for mail in postbox.messages) == [
        "county_government@example.org", "county_tax@example.org", "town-0@example.org",
    ]  # fmt: skip
    with ledger.owner(campaign.settings) as conn:
        waiting = conn.execute(text("SELECT recipient, answer FROM ledger.mail WHERE state = 'waiting'")).one()
    assert tuple(waiting) == (f"townships@{second}", f"not in the directory: townships@{second}")
    with publisher(campaign.settings).begin() as conn:
        listed = sent_before.export_sent(conn, ledger.PACK)
        assert "town_0" in listed and sent_before.import_sent(conn, ledger.PACK, listed).missing == 0


def test_publications_of_one_run_share_the_ledgers_sums_and_own_their_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def records(conn: object, name: str, row: object, **params: object) -> list[dict[str, int]]:
        read.append(f"{name} {params['as_of']}")
        return [{"persons": 1}]

    monkeypatch.setattr(inputs, "records", records)

    def sums(name: str, as_of: date) -> list[dict[str, int]]:
        return inputs.sums(None, name, dict, 1, 2, as_of)  # type: ignore[arg-type]

    with inputs.shared_sums():
        sums("a", OCTOBER)[0]["persons"] = 9
        assert sums("a", OCTOBER) == [{"persons": 1}], "a row that one publication changed is not another's"
        sums("a", DUE)
        sums("b", OCTOBER)
    assert read == [f"a {OCTOBER}", f"a {DUE}", f"b {OCTOBER}"]
    sums("a", OCTOBER)
    assert len(read) == 4, "the next run reads anew"

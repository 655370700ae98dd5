"""An exported table hides small counts and what gives them back; inside, every count is shown."""

from __future__ import annotations

import csv
import io
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.publish.exports.counts import HIDDEN, TOTAL_ZH, Dimension, export_counts
from pipeline.publish.inputs import PublishError
from pipeline.runtime.settings import Settings
from tests.support.fixtures.month_of_events import Campaign
from tests.support.warehouse import ledger
from transforms.text.labels import NO_UNIT
from warehouse import bulk

# persons by unit (the fourth is unknown) and category
PERSONS = {(0, "ordinary"): 40, (0, "destitute"): 2, (1, "ordinary"): 30, (1, "destitute"): 11, (3, "ordinary"): 9}


@pytest.fixture()
def place(campaign: Campaign) -> Campaign:
    units = [*campaign.units[:3], None]
    people = [(units[unit], category) for (unit, category), count in PERSONS.items() for _ in range(count)]
    rows = [{"campaign_id": ledger.number(), "person_key": uuid.UUID(int=number), "plan_year": 2020,
             "status": "enrolled" if number % 2 else "owing", "category": category, "unit_id": unit, "rule_id": "DA-02",
             "price_fen": 25_000, "fund_fen": 0, "payer": "", "reimbursable_fen": 0, "paid_fen": 0,
             "refundable_fen": 0, "is_special": False, "flags": []}
            for number, (unit, category) in enumerate(people)]  # fmt: skip
    with ledger.owner(campaign.settings) as conn:
        bulk.insert(conn, "core.dues", rows)
    return campaign


def _table(settings: Settings, pack: str, rows: Dimension = "unit", columns: Dimension = "category") -> list[list[str]]:
    content = export_counts(settings, pack, rows, columns).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def test_a_small_count_and_what_gives_it_back_are_hidden(place: Campaign) -> None:
    pack = place.pack.pack_code
    shown = {(row[0], name): figure for header, *rows in [_table(place.settings, pack)] for row in rows
             for name, figure in zip(header[1:], row[1:], strict=True)}  # fmt: skip
    hidden = {cell for cell, figure in shown.items() if figure == HIDDEN}
    assert hidden == {(unit, label) for unit in ("白牙市镇", "大庙口镇") for label in ("一般居民", "特困供养人员")}
    assert shown[NO_UNIT, "特困供养人员"] == "0" and shown[NO_UNIT, TOTAL_ZH] == "9"
    assert (shown["白牙市镇", TOTAL_ZH], shown[TOTAL_ZH, "特困供养人员"], shown[TOTAL_ZH, TOTAL_ZH]) == (
        "42",
        "13",
        "92",
    )


def test_the_setting_decides_and_every_dimension_has_words(place: Campaign) -> None:
    pack = place.pack.pack_code
    everything = _table(replace(place.settings, least_persons=0), pack)
    assert ["白牙市镇", "40", "2", "42"] in everything and HIDDEN not in str(everything)
    assert _table(place.settings, pack, "status", "payer")[1:] == [
        ["已参保", "46", "46"], ["未参保", "46", "46"], ["合计", "92", "92"],
    ]  # fmt: skip
    with pytest.raises(ValueError, match="differ"):
        export_counts(place.settings, pack, "unit", "unit")
    with pytest.raises(PublishError):
        export_counts(place.settings, "nowhere-2020", "unit", "payer")


def test_the_command_writes_one_file_and_replaces_none(
    place: Campaign, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Settings, "from_environment", classmethod(lambda cls, environ=None: place.settings))
    file = tmp_path / "counts.csv"
    arguments = ["export", str(file), "--pack", place.pack.pack_code]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0 and "4 个数不显示" in done.output, done.output
    before = file.read_bytes()
    again = CliRunner().invoke(app, arguments)
    assert again.exit_code == 1 and "没有改动" in again.output and file.read_bytes() == before
    same = CliRunner().invoke(app, ["export", str(tmp_path / "x.csv"), "--rows", "payer", "--columns", "payer"])
    assert same.exit_code == 1 and "要不同" in same.output

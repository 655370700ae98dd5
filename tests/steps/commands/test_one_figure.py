"""One figure has one value: mail, xlsx, csv and screen state the same persons and the same money."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date
from typing import Any, NamedTuple

import openpyxl
import pytest

from pipeline.commands.progress.summary import render_summary
from pipeline.publish import run as publish
from tests.support.fixtures.month_of_events import DUE, OCTOBER, Campaign
from tests.support.postbox import Postbox
from tests.support.warehouse import ledger
from transforms.policy import publications_due
from transforms.text.figures import yuan_grouped

OWN, OTHER = "2020参保年度", "2019参保年度"
ACCOUNTS = {
    "个人缴费到账": "received_fen",
    "待退": "refundable_fen",
    "待报销": "reimbursable_fen",
    "挂账": "suspense_fen",
}


class Outputs(NamedTuple):
    """What a report's readers have in their hands: two mail bodies, the printed sheet, the csv, the screen."""

    plain: str
    html: str
    sheet: list[list[list[Any]]]
    rows: list[dict[str, str]]
    screen: str


@pytest.fixture()
def outputs(campaign: Campaign, capsys: pytest.CaptureFixture[str]) -> Outputs:
    """A month with two plan years, every account, two payers, and members whose amount is open."""
    town, other_town = campaign.units[:2]
    with ledger.owner(campaign.settings) as conn:
        ledger.event(conn, 1, date(2019, 10, 3), town, 3, received=83_250, plan_year=2019)
        ledger.event(conn, 1, date(2019, 10, 3), other_town, received=25_000, suspense=25_000, plan_year=2019)
        ledger.event(conn, 1, date(2019, 10, 4), town, received=62_500, refundable=12_500, suspense=50_000)
        ledger.event(conn, 1, date(2019, 10, 4), town, 2, received=50_000, fund=26_000, reimbursable=26_000,
                     category="minimum_living", payer="medical_aid")  # fmt: skip
        for counts in (("", 30, 4, 20, 12), ("severely_disabled", 25, 1, 20, 12), ("student", 9, 3, 0, 0)):
            ledger.coverage(conn, 1, date(2019, 10, 5), town, *counts)
    due = publications_due(campaign.pack, DUE)
    month = [slot for slot in due if (slot.report, slot.cadence) == ("progress", "month")]
    box = Postbox()
    (publication_id,) = publish.run(campaign.settings, ledger.PACK, DUE, slots=month)
    box.collect(campaign.settings, ledger.PACK)
    files = publish.remake(campaign.settings, publication_id)
    xlsx, table = (next(content for name, content in files.items() if name.endswith(kind)) for kind in ("xlsx", "csv"))
    printed = [sheet for sheet in openpyxl.load_workbook(io.BytesIO(xlsx)) if sheet.title.startswith("打印")]
    bodies = [part.get_content() for part in box.messages[0].walk() if part.get_content_maintype() == "text"]
    render_summary(campaign.settings, ledger.PACK, OCTOBER)
    return Outputs(
        bodies[0].replace("\r\n", "\n"),
        re.sub(r"<[^>]+>", " ", bodies[1]),
        [[list(row) for row in sheet.iter_rows(min_row=3, values_only=True)] for sheet in printed],
        list(csv.DictReader(io.StringIO(table.decode("utf-8-sig")))),
        capsys.readouterr().out.split("Extracts published")[0],  # below it the mail is shown again
    )


def line(sheets: list[list[list[Any]]], label: str) -> dict[str, Any]:
    """Return the figures of a printed line by heading, over the sheets that have the line."""
    figures: dict[str, Any] = {}
    for sheet in sheets:
        headings = [str(cell).replace("\n", "") for cell in sheet[0]]
        for row in sheet:
            if row[1] == label:
                figures |= dict(zip(headings, row, strict=True))
    assert figures, label
    return figures


def money(rows: list[dict[str, str]], label: str) -> Counter[str]:
    """Sum the csv's amounts of a plan year by the words of the mail, in fen."""
    sums: Counter[str] = Counter()
    for row in rows:
        if f"{row['plan_year']}参保年度" == label:
            for words, account in ACCOUNTS.items():
                sums[words] += int(row[account])
            if row["payer"]:
                sums[f"{row['payer_label']}资助"] += int(row["fund_fen"])
    return sums


def test_amounts_are_the_same_everywhere(outputs: Outputs) -> None:
    for label, prefix, printed in ((OWN, "", "合计"), (OTHER, OTHER, OTHER)):
        sums = money(outputs.rows, label)
        assert sum(map(bool, sums.values())) >= 2
        for words, fen in sums.items():
            if fen:
                assert f"- {prefix}{words}　{yuan_grouped(fen)}元\n" in outputs.plain
                assert re.search(rf"\s{prefix}{words} +{yuan_grouped(fen)}元\s", outputs.html)
            assert round((line(outputs.sheet, printed).get(f"{words}（元）") or 0) * 100) == fen
    years = [money(outputs.rows, label) for label in (OTHER, OWN)]
    for words in years[1]:
        shown = (
            words.removesuffix("资助")
            if words.endswith("资助")
            else words
            if words == "个人缴费到账"
            else f"其中{words}"
        )
        amounts = " +".join(yuan_grouped(sums[words]) for sums in years)
        assert re.search(rf"\s*{shown} +{amounts}\s", outputs.screen) or not any(sums[words] for sums in years), words


def test_money_in_the_mail_is_stated_once(outputs: Outputs) -> None:
    section = outputs.plain.split("四、资金")[1].split("五、待处理")[0]
    stated = [entry.split("　")[0] for entry in section.strip().splitlines()]
    assert len(stated) == len(set(stated)) and sum("个人缴费到账" in label for label in stated) == 2


def test_persons_are_the_same_everywhere(outputs: Outputs) -> None:
    enrolled = sum(int(row["enrolled_persons"]) for row in outputs.rows if row["plan_year"] == "2020")
    total = line(outputs.sheet, "合计")
    assert total["参保人数（人）"] == enrolled == 152
    assert f"已参保{enrolled:,}人" in outputs.plain and f"- 合计　{enrolled:,} / 578,501　" in outputs.plain
    assert re.search(rf"合计 +578,501 +{enrolled:,} ", outputs.screen)
    assert line(outputs.sheet, OTHER)["参保人数（人）"] == 3


def test_special_populations_are_the_same_everywhere(outputs: Outputs) -> None:
    for label in ("特殊人群合计（不重复计人）", "重度残疾人(一、二级)", "在校学生"):
        row = line(outputs.sheet, label)
        members, enrolled = row["特殊人群（人）"], row["其中已参保（人）"]
        undefined, paid = row["金额未定（人）"], row["未定中已缴费（人）"]
        rate = f"{row['特殊人群参保率']:.2%}"
        told = f"　金额未定{undefined}人（已缴费{paid}人）" if undefined else ""
        assert f"- {label}　{enrolled} / {members}　{rate}{told}\n" in outputs.plain
        missing = f"{members - enrolled - undefined} +" if members - enrolled - undefined else ""
        shown = f"{missing}{undefined} +{paid}" if undefined else missing.strip(" +")
        assert re.search(rf"{re.escape(label)} +{members} +{enrolled} +{rate} +{shown}\s", outputs.screen), label
    assert "重度残疾人(一、二级)20人（已缴费12人）" in outputs.plain

"""Files of Dong'an's senders for histories of many persons, and what the warehouse states after them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.identity.keys import open_keys
from pipeline.landing.deliver import Announcement
from pipeline.publish import inputs
from pipeline.publish.lists.due_lines import LedgerLines, make_list
from pipeline.publish.lists.refund import RefundList
from pipeline.publish.settlement import SettlementLetter
from tests.properties.ledger.account import ACCOUNTS
from tests.properties.ledger.notice import LABELS
from tests.support.files.small_deliveries import Desk, name, number
from tests.support.warehouse.scenes import NUMBER, Nursery
from transforms.report.publication import View

UNITS = {"da-baiyashi": "白牙市镇", "da-hengtang": "横塘镇", "da-huaqiao": "花桥镇"}
FUND_LABELS = {"fiscal": "财政", "medical_aid": "医疗救助资金"}
_FEED = [
    "凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期", "缴费渠道", "乡镇", "原凭证号",
]  # fmt: skip
_POVERTY = ["乡镇", "姓名", "证件号码", "人口类别", "识别时间"]
_CIVIL = ["所属乡镇", "姓名", "身份证号码", "人员类别", "认定日期"]
_CHANGE = ["变动类型", "变动日期"]
_ROLL = ["姓名", "证件号码", "乡镇"]
_TRANSFER = ["资金渠道", "结算批次", "划转金额(元)", "划转日期", "凭证号"]
_ACKNOWLEDGEMENT = ["清单序号", "导入行数", "导入金额", "校验码", "导入日期"]
_OPS = {"add": "新增", "end": "减少", "death": "死亡"}
RECOGNISED_BEFORE = "2019-01-05"


def iso(day: int) -> str:
    return dt.date.fromordinal(day).isoformat()


def yuan(fen: int) -> str:
    sign, fen = "-" if fen < 0 else "", abs(fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


class Office(Desk):
    """Writes the deliveries; each file has a name of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._files = 0

    def _file(self) -> str:
        self._files += 1
        return f"file_{self._files}.csv"

    def feed(self, rows: Sequence[dict[str, Any]], period: str, today: int) -> Announcement:
        """Receipts and reversals (`of` is the receipt's number, the sum is negative)."""
        lines = [
            [row["no"], name(row["who"]), number(row["who"]), str(row["year"]), yuan(row["fen"]), iso(row["collected"]),
             iso(row["received"]), "微信", UNITS.get(row["unit"], ""), row.get("of", "")]
            for row in rows
        ]  # fmt: skip
        lines.append(["合计", f"{len(rows)}笔", "", "", yuan(sum(row["fen"] for row in rows)), *[""] * 5])
        return self._said(self._file(), _FEED, lines, "tax", period, "feed", iso(today), delivered=iso(today))

    def listed(
        self, source: str, rows: Sequence[dict[str, Any]], period: str, cut_off: int, today: int, version: int = 1,
        mode: str = "change",
    ) -> Announcement:  # fmt: skip
        """A list of one department: a full one of members, or one of changes."""
        head = _POVERTY if source == "poverty_relief" else _CIVIL
        lines = []
        for row in rows:
            recognised = iso(row["day"]) if row["op"] == "add" else RECOGNISED_BEFORE
            label = LABELS[row["category"]]
            line = [UNITS[row["unit"]], name(row["who"]), number(row["who"]), label, recognised]
            lines.append(line if mode == "full" else [*line, _OPS[row["op"]], iso(row["day"])])
        head = head if mode == "full" else [*head, *_CHANGE]
        return self._said(
            self._file(), head, lines, source, period, mode, iso(cut_off), version, delivered=iso(today)
        )  # fmt: skip

    def rolled(self, rows: Sequence[tuple[int, str]], period: str, today: int) -> Announcement:
        """A roll: (person, unit)."""
        lines = [[name(who), number(who), UNITS[unit]] for who, unit in rows]
        return self._said(self._file(), _ROLL, lines, "roll", period, "full", iso(today), delivered=iso(today))

    def transferred(self, rows: Sequence[tuple[str, int, int, str]], period: str, today: int) -> Announcement:
        """Transfers of one day: (fund, batch, fen, voucher)."""
        lines = [[FUND_LABELS[fund], str(batch), yuan(fen), iso(today), voucher] for fund, batch, fen, voucher in rows]
        return self._said(
            self._file(), _TRANSFER, lines, "fund_transfer", period, "change", iso(today), delivered=iso(today)
        )  # fmt: skip

    def acknowledged(self, rows: Sequence[tuple[int, int, int]], period: str, today: int) -> Announcement:
        """Acknowledgements of due lists: (list, persons, fen)."""
        lines = [[str(no), str(persons), yuan(fen), "0" * 64, iso(today)] for no, persons, fen in rows]
        return self._said(
            self._file(), _ACKNOWLEDGEMENT, lines, "due_acknowledgement", period, "change", iso(today),
            delivered=iso(today),
        )  # fmt: skip


class Reader:
    """Statements of the warehouse, by the numbers of the persons instead of their keys."""

    def __init__(self, ward: Nursery) -> None:
        self.ward = ward
        self._who: dict[Any, int] = {}

    def who(self, key: Any) -> int:
        if key not in self._who:
            rows = self.ward.rows("SELECT person_key, number_cipher FROM vault.person")
            numbers = open_keys(self.ward.conn, self.ward.settings).keyring.decrypt(row[1] for row in rows)
            places = {number(person): person for person in range(len(rows) + 1_000)}
            self._who = {row[0]: places[text] for row, text in zip(rows, numbers, strict=True) if text in places}
        return self._who[key]

    def postings(self) -> dict[tuple[Any, ...], dict[str, int]]:
        """(person, year, unit, day, fund or "") -> sums of the accounts that are not all 0."""
        names = ("enrolled_persons", *(f"{entry}_fen" for entry in ACCOUNTS[1:]))
        sums = ", ".join(f"sum({entry})::bigint" for entry in names)
        rows = self.ward.rows(
            f"SELECT person_key, plan_year, unit_id, on_date, payer, {sums} FROM ledger.event WHERE campaign_id = %s"
            " GROUP BY 1, 2, 3, 4, 5",
            NUMBER,
        )
        return {
            (self.who(row[0]), row[1], row[2], row[3].toordinal(), row[4]): dict(zip(ACCOUNTS, row[5:], strict=True))
            for row in rows
            if any(row[5:])
        }

    def totals(self) -> dict[tuple[int, str, str], dict[str, int]]:
        """(year, unit, fund or "") -> sums of the accounts, by the totals, which have no person."""
        names = ("enrolled_persons", *(f"{entry}_fen" for entry in ACCOUNTS[1:]))
        sums = ", ".join(f"sum({entry})::bigint" for entry in names)
        rows = self.ward.rows(
            f"SELECT plan_year, unit_id, payer, {sums} FROM ledger.event_total WHERE campaign_id = %s GROUP BY 1, 2, 3",
            NUMBER,
        )
        return {row[:3]: dict(zip(ACCOUNTS, row[3:], strict=True)) for row in rows if any(row[3:])}

    def dues(self) -> dict[tuple[int, int], tuple[Any, ...]]:
        """(person, year) -> status, unit, category, due, paid, refundable, reimbursable, and what may be charged."""
        rows = self.ward.rows(
            "SELECT d.person_key, d.plan_year, d.status, coalesce(d.unit_id, ''), d.category,"
            " d.due_fen, d.paid_fen, d.refundable_fen,"
            " CASE WHEN d.status = 'enrolled' THEN d.reimbursable_fen ELSE 0 END, c.charge, c.due_fen"
            " FROM core.dues AS d INNER JOIN core.charge AS c USING (campaign_id, person_key, plan_year)"
            " WHERE d.campaign_id = %s",
            NUMBER,
        )
        return {(self.who(row[0]), row[1]): row[2:] for row in rows}

    def receipts(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Receipt, and its person, state, owner, and fen: scheme, refundable, suspense, reversed, unposted."""
        rows = self.ward.rows(
            "SELECT receipt_no, person_key, state, owner, scheme_fen, refundable_fen, suspense_fen, reversed_fen,"
            " unposted_fen FROM core.receipt_state WHERE campaign_id = %s",
            NUMBER,
        )
        return ((row[0], (self.who(row[1]), *row[2:])) for row in rows)

    def settle(self, fund: str, today: dt.date) -> dict[tuple[Any, ...], tuple[int, int, int]]:
        """Open the fund's batch; (person, year, unit, category) -> settled before, line, part for the person."""
        known = inputs.assessment(self.ward.conn, NUMBER)
        assert known is not None
        view = View("office", payers=(fund,))
        facts = SettlementLetter().read_facts(self.ward.conn, NUMBER, known.assess_no, today, view)
        assert {line.payer for line in facts.lines} <= {fund}
        found = {
            (self.who(line.person_key), line.plan_year, line.unit_id, line.category): (
                line.before_fen, line.fen, line.person_fen
            )
            for line in facts.lines
        }  # fmt: skip
        assert len(found) == len(facts.lines), "a person is settled twice in one batch"
        return found

    def batches(self) -> dict[tuple[str, int], tuple[int, int, int]]:
        """(fund, batch) -> claimed, confirmed and open."""
        rows = self.ward.rows("SELECT payer, batch_no, batch_fen, confirmed_fen, open_fen FROM mart.settlement")
        return {(row[0], row[1]): row[2:] for row in rows}

    def refund(self, today: dt.date) -> dict[tuple[str, str], tuple[Any, ...]]:
        """Open the batch: (receipt, unit) -> person, year, reason, open before, and this batch's line."""
        facts = RefundList().read_facts(self.ward.conn, NUMBER, 0, today, View())
        found = {
            (line.receipt_no, line.unit_id): (
                self.who(line.person_key), line.plan_year, line.reason, line.before_fen, line.fen
            )
            for line in facts.lines
        }  # fmt: skip
        assert len(found) == len(facts.lines), "a receipt is listed twice in one batch"
        return found

    def list_dues(self, today: dt.date) -> dict[tuple[int, int], tuple[Any, ...]]:
        """Make the due list: (person, year) -> charge, due, unit, category of each line."""
        make_list(self.ward.conn, NUMBER, today, has_categories=True)
        (list_no,) = self.ward.rows("SELECT list_no FROM ledger.due_list WHERE as_of = %s", today)[0]
        return {
            (self.who(line.person_key), line.plan_year): (line.charge, line.due_fen, line.unit_id, line.category)
            for line in LedgerLines(self.ward.conn, NUMBER, list_no)
        }

    def due_lists(self) -> dict[int, tuple[Any, ...]]:
        """List -> its persons and sum, how it is acknowledged, and in what the acknowledgement differs."""
        rows = self.ward.rows("SELECT list_no, persons, list_fen, acknowledgement, differs_in FROM mart.due_list")
        return {row[0]: row[1:] for row in rows}

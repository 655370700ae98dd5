"""A town whose history goes to the warehouse and to the model, step by step; each is compared with the other."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.assess import run as assess
from pipeline.landing.deliver import Announcement
from tests.properties.ledger.account import ACCOUNTS, Plain, account
from tests.properties.ledger.books import YEARS, charge
from tests.properties.ledger.histories import SOURCES, History
from tests.properties.ledger.notice import AID, DESTITUTE, FUNDS, OPEN, POOR
from tests.properties.ledger.office import Office, Reader, iso
from tests.properties.ledger.states import states
from tests.support.files.small_deliveries import PACK
from tests.support.warehouse.scenes import NUMBER, Nursery

Found = dict[Any, Any]
APPENDED = {
    "ledger.event": "assess_no", "ledger.event_total": "assess_no", "ledger.assessment": "assess_no",
    "ledger.settlement_batch": "as_of - date '2019-01-01'", "ledger.refund_batch": "batch_no",
    "ledger.refund_line": "batch_no", "ledger.due_list": "list_no", "ledger.due_line": "list_no",
}  # fmt: skip
FACTS = ("core.payment", "core.reversal", "core.membership_fact", "core.fund_transfer_fact",
         "core.due_acknowledgement_fact")  # fmt: skip


class Town:
    """One history, applied to a warehouse in an open transaction."""

    def __init__(self, ward: Nursery, office: Office, history: History) -> None:
        self.ward, self.office, self.history, self.reader = ward, office, history, Reader(ward)
        self.seen: Counter[str] = Counter()
        self._kept: dict[str, tuple[int, Any]] = {}

    @property
    def today(self) -> dt.date:
        return dt.date.fromordinal(self.history.today)

    def comes(self, delivery: Announcement) -> None:
        state = self.ward.comes(delivery)
        assert state in ("committed", "superseded", "revoked"), state

    # ---- operations

    def open(self) -> None:
        """The roll, and the first full list of each department."""
        history = self.history
        rolled = [(who, entry["unit"]) for who, entry in enumerate(history.people) if entry["on_roll"]]
        self.comes(self.office.rolled(rolled, "2019-08", history.today))
        for source, categories in zip(SOURCES, ((POOR, OPEN), (AID, DESTITUTE)), strict=True):
            rows = [
                {"who": who, "category": history.dice.choice(categories), "op": "add",
                 "day": history.today - 200, "unit": entry["unit"]}
                for who, entry in enumerate(history.people) if history.dice.random() < 0.15
            ]  # fmt: skip
            self.comes(self.office.listed(source, rows, "2019-08", history.today, history.today, mode="full"))
            history.keep_list(source, "2019-08", 1, history.today, rows)

    def step(self) -> None:
        """One day: one operation of each person, and perhaps one of the whole town."""
        history = self.history
        history.begin()
        history.draw()
        for rows, day in ((history.feed, history.today), (history.late_feed, history.today - 1)):
            if rows:
                self.comes(self.office.feed(rows, iso(day), history.today))
        for (source, late), rows in sorted(history.changes.items()):
            cut_off = history.today - (10 if late else 0)
            period = f"{iso(history.today)}{'第2批' if late else ''}"
            self.comes(self.office.listed(source, rows, period, cut_off, history.today))
            history.keep_list(source, period, 1, cut_off, rows)
        self._whole_town()
        assess.run(self.ward.settings, PACK, self.today)

    def _whole_town(self) -> None:
        """Operations about lists, and not about a person."""
        history, dice = self.history, self.history.dice
        known = sorted(key for key in history.lists if key[1] != "2019-08")
        if known and dice.random() < 0.3:
            replaced = [key for key in known if len(history.lists[key]) > 1]
            self.revoke(*dice.choice(replaced if replaced and dice.random() < 0.5 else known))
        if known and dice.random() < 0.3:
            self.replace(*dice.choice(known))
        if history.step == 20:
            self.new_roll()

    def revoke(self, source: str, period: str) -> None:
        """A department takes a version back."""
        history = self.history
        version = history.dice.choice(sorted(history.lists[source, period]))
        self.ward.revoke(source, period, version)
        history.revoked.add((source, period, version))
        history.apply_lists()
        history.drawn["revoke"] += 1

    def replace(self, source: str, period: str) -> None:
        """A department corrects a list: a higher version with some of its rows."""
        history = self.history
        versions = history.lists[source, period]
        version, first = max(versions) + 1, versions[1]
        rows = [row for row in first["rows"] if history.dice.random() < 0.7] or first["rows"][:1]
        if any(rows == entry["rows"] for entry in versions.values()):
            return  # equal bytes are the same delivery
        self.comes(self.office.listed(source, rows, period, first["cut_off"], history.today, version))
        history.keep_list(source, period, version, first["cut_off"], rows)
        history.drawn["replace"] += 1

    def new_roll(self) -> None:
        """A roll that names everybody: the money of unknown persons posts itself."""
        history = self.history
        self.comes(
            self.office.rolled(
                [(who, entry["unit"]) for who, entry in enumerate(history.people)], "2019-11", history.today
            )
        )
        for entry in history.people:
            entry["on_roll"] = True

    def send_lists(self) -> None:
        """Batches, lists of refunds and due lists as of the day, each compared line by line, some in some steps."""
        history, books, dice = self.history, self.history.books, self.history.dice
        people, today = history.people, history.today
        for fund in FUNDS:
            if dice.random() < 0.3:
                equal(self.reader.settle(fund, self.today), books.settle(people, fund, today))
                history.drawn["settle"] += 1
        if dice.random() < 0.5:
            equal(self.reader.refund(self.today), books.refund(people, today))
            history.drawn["refund"] += 1
        if dice.random() < 0.4:
            equal(self.reader.list_dues(self.today), books.list_dues(people, today))
            history.drawn["due list"] += 1
        self._confirm()
        self._acknowledge()

    def _confirm(self) -> None:
        """The finance side confirms a batch: whole, or in two equal parts of one day that their vouchers tell apart."""
        history, books, dice = self.history, self.history.books, self.history.dice
        is_open = sorted(key for key, (_, _, left) in books.batches().items() if left)
        if not is_open or dice.random() < 0.5:
            return
        fund, batch = dice.choice(is_open)
        left = books.batches()[fund, batch][2]
        parts = [left // 2, left // 2] if dice.random() < 0.5 and left % 2 == 0 else [left]
        rows = [(fund, batch, fen, f"{history.step:03d}{at}") for at, fen in enumerate(parts)]
        self.comes(self.office.transferred(rows, f"2020年第{history.step}批", history.today))
        books.confirmed[fund, batch] += left
        history.drawn["transfer"] += 1
        # the same confirmation in another list is the same transfer
        self.comes(self.office.transferred(rows, f"2020年第{history.step + 100}批", history.today))

    def _acknowledge(self) -> None:
        history, books, dice = self.history, self.history.books, self.history.dice
        waiting = [no for no in range(1, len(books.due_lists) + 1) if no not in books.acknowledged]
        if not waiting or dice.random() < 0.5:
            return
        no = dice.choice(waiting)
        made = books.due_lists[no - 1]
        stated = (no, made["persons"] + dice.choice((0, 0, 1)), made["fen"] + dice.choice((0, 0, 100)))
        self.comes(self.office.acknowledged([stated], f"2020年第{history.step}批", history.today))
        books.acknowledged[no] = stated
        history.drawn["acknowledge"] += 1

    # ---- invariants

    def check(self) -> None:
        """Check every invariant, and compare all that the warehouse states with the model."""
        history = self.history
        assert not self.ward.broken()
        accounts = {
            (who, year): result
            for who, person in enumerate(history.people)
            for year in YEARS
            if (result := account(person, year, history.today)) is not None
        }
        self._check_accounts(accounts)
        self._check_receipts()
        books = history.books
        equal(self.reader.batches(), books.batches())
        lists = {
            no: (made["persons"], made["fen"], *_acknowledgement(made, books.acknowledged.get(no)))
            for no, made in enumerate(books.due_lists, start=1)
        }
        equal(self.reader.due_lists(), lists)
        self._check_appended()

    def _check_accounts(self, accounts: dict[tuple[int, int], Plain]) -> None:
        postings: Found = {}
        totals: dict[Any, dict[str, int]] = {}
        for (who, year), result in accounts.items():
            self.seen[f"status {result['status']}"] += 1
            self.seen["status lapsed"] += bool(result["lapsed"])
            for (day, fund), line in result["postings"].items():
                postings[who, year, result["unit"], day, fund] = line
                total = totals.setdefault((year, result["unit"], fund), dict.fromkeys(ACCOUNTS, 0))
                for name, fen in line.items():
                    total[name] += fen
        equal(self.reader.postings(), postings)
        equal(self.reader.totals(), {key: line for key, line in totals.items() if any(line.values())})
        for line in totals.values():
            assert line["received"] + line["fund"] == (
                line["contribution"] + line["refundable"] + line["reimbursable"] + line["suspense"]
            )
        dues = self.reader.dues()
        expected = {
            key: (
                entry["status"], entry["unit"], entry["category"], entry["due"], entry["paid"], entry["refundable"],
                entry["reimbursable"], *charge(entry, None)[:2],
            )
            for key, entry in accounts.items()
        }  # fmt: skip
        equal(dues, expected)
        for key, (status, _, _, due, paid, refundable, _, _, left) in dues.items():
            if status in ("enrolled", "owing"):  # what is due = paid by the person + open, less what goes back
                kept = paid - refundable + accounts[key]["gain"]
                assert kept + left == due or (status == "owing" and paid > due)
            self.seen["gained"] += accounts[key]["gain"] > 0

    def _check_receipts(self) -> None:
        history = self.history
        expected = {}
        for who, person in enumerate(history.people):
            for number, entry in states(person, history.today).items():
                fen = (entry["scheme"], entry["refundable"], entry["suspense"], entry["reversed"])
                assert sum(fen) == person["receipts"][number]["fen"]
                expected[number] = (who, entry["state"], entry["owner"], *fen, 0)
                self.seen[entry["state"]] += 1
        rows = list(self.reader.receipts())
        assert len({number for number, _ in rows}) == len(rows), "a receipt has two states"
        equal(dict(rows), expected)

    def _check_appended(self) -> None:
        """Rows of earlier steps are as they were."""
        for table, (mark, content) in self._kept.items():
            assert self._content(table, mark) == content, f"{table} has changed"
        for table in (*APPENDED, *FACTS):
            column = APPENDED.get(table)
            if column is None:
                mark = self.ward.rows("SELECT committed_no FROM landing.watermark WHERE campaign_id = %s", NUMBER)[0][0]
            else:
                mark = self.ward.rows(f"SELECT coalesce(max({column}), 0) FROM {table} AS t")[0][0]
            self._kept[table] = mark, self._content(table, mark)

    def _content(self, table: str, mark: int) -> Any:
        """Number of rows up to a mark, and the sum of their hashes."""
        if table in APPENDED:
            where = f"WHERE {APPENDED[table]} <= %s"
        else:
            where = (
                "WHERE (t.campaign_id, t.delivery_id) IN"
                " (SELECT d.campaign_id, d.delivery_id FROM landing.delivery AS d WHERE d.committed_no <= %s)"
            )
        sql = f"SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {table} AS t {where}"
        return self.ward.rows(sql, mark)[0]

    def check_nothing_is_posted_twice(self, everyone: bool) -> None:
        """Assessed again, read again and sent again, nothing is added."""
        tables = [table for table in (*APPENDED, *FACTS) if table != "ledger.assessment"]  # it counts the runs
        before = {table: self._count(table) for table in tables}
        assess.run(self.ward.settings, PACK, self.today)
        if everyone:
            history = self.history
            if history.feed:
                self.comes(self.office.feed(history.feed, f"{iso(history.today)}第2批", history.today))
            assess.run(self.ward.settings, PACK, self.today, everyone=True)
        equal({table: self._count(table) for table in tables}, before)

    def _count(self, table: str) -> int:
        return int(self.ward.rows(f"SELECT count(*) FROM {table}")[0][0])


def _acknowledgement(made: dict[str, int], stated: tuple[int, int, int] | None) -> tuple[str, str]:
    if stated is None:
        return "open", ""
    differing = [
        word
        for word, is_other in (("persons", stated[1] != made["persons"]), ("sum", stated[2] != made["fen"]))
        if is_other
    ]
    return ("differs" if differing else "acknowledged"), " ".join(differing)


def equal(found: Found, expected: Found) -> None:
    """Assert that both are equal; on failure the message has the first few differences (warehouse, model)."""
    if found == expected:
        return
    keys = [key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)]
    shown = [(key, found.get(key), expected.get(key)) for key in sorted(keys, key=repr)[:5]]
    raise AssertionError(f"{len(keys)} differences (key, warehouse, model): {shown}")


@contextmanager
def named_in_failures(seed: int, town: Town) -> Iterator[None]:
    """Add seed, step and day to whatever fails."""
    try:
        yield
    except Exception as error:
        error.add_note(f"seed {seed}, step {town.history.step}, {iso(town.history.today)}")
        raise

"""A plain model of the tax bureau's program: it checks each due list against the lists before, and applies it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field


class ListRefused(Exception):  # noqa: N818 - the program's answer, not a fault of it
    """A list that is no successor of the lists before, or is damaged."""


@dataclass
class TaxSide:
    """What may be charged from each person, by number and plan year, in fen; and the last list that was applied."""

    charges: dict[tuple[str, int], int] = field(default_factory=dict)
    categories: dict[tuple[str, int], str] = field(default_factory=dict)
    list_no: int = 0
    sha256: str = ""

    def take(self, lines: bytes, manifest: bytes) -> None:
        """Apply a list. Raises ListRefused before anything is changed."""
        stated = json.loads(manifest)
        _refuse_unless(hashlib.sha256(lines).hexdigest() == stated["sha256"], "the file is damaged")
        _refuse_unless(stated["before_no"] == self.list_no == stated["list_no"] - 1, "a list is missing")
        _refuse_unless(stated["before_sha256"] == self.sha256, "the list before is another")
        rows = list(csv.DictReader(io.StringIO(lines.decode("utf-8-sig"))))
        _refuse_unless(len(rows) == stated["lines"], "lines are missing")
        _refuse_unless(sum(int(row["due_fen"]) for row in rows) == stated["list_fen"], "the sum differs")
        charges, categories = dict(self.charges), dict(self.categories)
        for row in rows:
            key = row["number"], int(row["plan_year"])
            charges.pop(key, None)
            categories.pop(key, None)
            if row["charge"] == "charge":
                charges[key], categories[key] = int(row["due_fen"]), row["category"]
        totals = len(charges), sum(charges.values())
        _refuse_unless(totals == (stated["chargeable_persons"], stated["chargeable_fen"]), "the totals differ")
        self.charges, self.categories = charges, categories
        self.list_no, self.sha256 = stated["list_no"], stated["sha256"]

    def take_all(self, lists: Sequence[tuple[bytes, bytes]]) -> None:
        """Apply lists, each as (csv, manifest), in their order."""
        for lines, manifest in lists:
            self.take(lines, manifest)


def _refuse_unless(holds: bool, reason: str) -> None:
    if not holds:
        raise ListRefused(reason)

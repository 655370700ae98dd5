"""A small Dong'an of a few persons worked out by hand, and copies of its pack with a word changed."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from pipeline.assess import run as assess
from pipeline.runtime.settings import REPOSITORY, Settings
from simulation.facts import ListRow, Person, Receipt, Roll
from tests.support.warehouse import snapshot
from tests.support.warehouse.facts import put
from transforms.policy import Pack, load_pack

PACK = "dongan-2020"
LISTED = dt.date(2019, 8, 31)
BIRTH = dt.date(1980, 5, 6)
END = dt.date(2019, 12, 31)
POOR = ("amount_fen: 13000\n    personal_fen: 12000", "amount_fen: 14000\n    personal_fen: 11000")


def folder(at: Path) -> Path:
    """A policies folder of its own with Dong'an and the layouts; without due lists, which are due every day."""
    for name in (PACK, "layouts"):
        shutil.copytree(REPOSITORY / "policies" / name, at / name)
    file = at / PACK / "pack.yaml"
    text = file.read_text(encoding="utf-8")
    first, last = text.index("  - rule_id: DA-14-due_list\n"), text.index("\ndeadlines:")
    file.write_text(text[:first] + text[last:], encoding="utf-8")
    return at


def edit(policies: Path, *changes: tuple[str, str]) -> Pack:
    """Replace each text at its first place in Dong'an's pack; returns the pack, which must be sound."""
    file = policies / PACK / "pack.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
    return load_pack(file)


def append(policies: Path, text: str) -> Pack:
    """Put a section at the end of Dong'an's pack; returns the pack, which must be sound."""
    file = policies / PACK / "pack.yaml"
    file.write_text(file.read_text(encoding="utf-8").rstrip() + "\n" + text, encoding="utf-8")
    return load_pack(file)


def correction(takes_effect: str, from_on: str | None = None) -> str:
    """A `correction` section."""
    return (
        "correction:\n  rule_id: DA-08-corrected\n  requirement_ids: [DA-08]\n  clause: 更正通知\n"
        "  quote: 财政兜底部分由130元更正为140元\n  inferred: 试验用更正\n"
        f"  takes_effect: {takes_effect}\n" + (f"  from_on: {from_on}\n" if from_on else "")
    )


def split(policies: Path, last: str = "2019-10-31", first: str = "2019-11-01") -> Pack:
    """Dong'an with the rule of the poor in two: the old one ends, a new one begins, as a correction from a date."""
    file = policies / PACK / "pack.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("  - rule_id: DA-08\n", text.index("\nsubsidies:"))
    end = text.index("  - rule_id: ", start + 10)
    rule = text[start:end].rstrip() + "\n"
    assert "when:" not in rule
    old = rule + f"    when: {{valid_to: {last}}}\n"
    new = (
        rule.replace("rule_id: DA-08\n", "rule_id: DA-08-november\n")
        .replace("13000", "14000")
        .replace("12000", "11000")
    )
    new += f"    inferred: 试验用更正\n    when: {{valid_from: {first}}}\n"
    file.write_text(text[:start] + old + new + "\n" + text[end:], encoding="utf-8")
    return append(policies, correction("from_date", "2019-11-01"))


def person(index: int, unit: str, category: str | None = None, on_list: dt.date = LISTED) -> Person:
    """Somebody on the roll, and perhaps on one list."""
    one = Person(index, BIRTH, Roll(unit, True, True))
    if category:
        one.rows = [ListRow("s", category, category, "add", on_list, on_list, on_list, None, True, unit)]
    return one


def pays(one: Person, yuan: int, on: dt.date, number: int = 0) -> Person:
    """The same person with a receipt more; received on the day of the act."""
    assert one.roll is not None
    one.receipts = [*one.receipts, Receipt(number, 2020, yuan * 100, on, on, "微信", one.roll.unit)]
    return one


def units(pack: Pack) -> tuple[str, str]:
    """Names of the first two towns."""
    return pack.units.children[0].name, pack.units.children[1].name


def people(pack: Pack) -> list[Person]:
    """First town: two registered poor who paid 120 (on 20 September and 20 November), one who paid nothing, one
    ordinary who paid. Second town: one registered poor who paid 110 (10 short), one 低保 who paid 120."""
    first, second = units(pack)
    return [
        pays(person(1, first, "registered_poor"), 120, dt.date(2019, 9, 20)),
        pays(person(2, first, "registered_poor"), 120, dt.date(2019, 11, 20)),
        person(3, first, "registered_poor"),
        pays(person(4, first), 250, dt.date(2019, 9, 21)),
        pays(person(5, second, "registered_poor"), 110, dt.date(2019, 10, 8)),
        pays(person(6, second, "minimum_living"), 120, dt.date(2019, 10, 9)),
    ]


def loaded(make: Callable[..., Settings], at: Path, on: dt.date = END) -> Settings:
    """A warehouse with those persons, assessed by the pack as the notice has it; a copy of one that is kept."""
    return make(folder(at), like=_prepared(make, on))


@cache
def _prepared(make: Callable[..., Settings], on: dt.date) -> Settings:
    with tempfile.TemporaryDirectory() as policies:
        settings = make(folder(Path(policies)), is_kept=True)
        put(settings, PACK, people(load_pack(settings.pack_path(PACK))))
        assess.run(settings, PACK, on)
    return settings


RECORDS = {"ledger.policy_correction", "ledger.policy_correction_line", "ledger.policy_correction_day"}


def business(settings: Settings) -> dict[str, Any]:
    """The warehouse but for the record of corrections, which a fresh load does not have."""
    return {table: content for table, content in snapshot.take(settings).items() if table not in RECORDS}


def rows(settings: Settings, sql: str) -> list[Any]:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        return conn.execute(sql).fetchall()

"""Exports that flag a receipt as cancelled after it was loaded as received money. Kind 304."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from tests.bad_inputs.files.forms import REVERSING, TAX, yuan
from tests.bad_inputs.files.grid import Grid, written
from tests.bad_inputs.kinds.g_reversals import taken_back
from tests.bad_inputs.kinds.sequences import PAYMENTS, Make, Sequel
from tests.bad_inputs.kinds.values.receipts import wide
from tests.bad_inputs.sequences import Step, Story, people, truths_of

PLATFORM = replace(
    TAX,
    header=("姓名", "证件号码", "险种类型", "电子税票号码", "对应费款所属期起始", "对应费款所属期结束", "个人缴费金额",
            "核销标志", "缴费标志", "缴费时间", "入国库时间"),
    cells=lambda t: [t.name, t.number, "城乡居民基本医疗保险", t.receipt, "202001", "202012", yuan(t.fen), "正常",
                     "已缴费", t.collected.isoformat(), t.received.isoformat()],
    encoding="utf-8",
)  # fmt: skip
CANCELLED = {"核销标志": "被冲销"}


def _flagged(grid: Grid, changed: dict[str, str], spell: Callable[[str], str] = str) -> Grid:
    """An export of the same payments in which the second is flagged. `spell`: how its receipt is written there."""
    later = written(PLATFORM, truths_of(grid))
    cells = later.data[1].cells
    for heading, text in changed.items():
        cells[PLATFORM.header.index(heading)] = text
    cells[PLATFORM.header.index("电子税票号码")] = spell(cells[PLATFORM.header.index("电子税票号码")])
    return later


def _later(changed: dict[str, str], spell: Callable[[str], str] = str, is_known: bool = True) -> Make:
    """A feed, then the flagging export. `is_known`: whether the feed has the receipt that is flagged."""

    def make(rng: random.Random) -> Story:
        grid, period = people(rng, TAX), f"2019-{rng.randrange(10**8)}"
        known = truths_of(grid)
        if not is_known:
            del known[1]
        steps = [
            Step(written(TAX, known), f"{period}-1", "committed", "feed"),
            Step(_flagged(grid, changed, spell), f"{period}-2", "held" if is_known else "committed", "feed"),
        ]
        return Story(steps, [(PAYMENTS, [(len(known),)])], truths_of(grid))

    return make


def _taken_back_before(rng: random.Random) -> Story:
    """A row of the feed takes the receipt back; the export that flags it then says nothing new."""
    grid, period = people(rng, REVERSING), f"2019-{rng.randrange(10**8)}"
    paid = written(TAX, truths_of(grid))
    taken_back()(grid, rng)
    steps = [
        Step(grid, f"{period}-1", "committed", "feed"),
        Step(_flagged(paid, CANCELLED), f"{period}-2", "committed", "feed"),
    ]
    return Story(steps, [(PAYMENTS, [(5,)])], truths_of(paid))


def _in_one_file(rng: random.Random) -> Story:
    """One export has the receipt twice: as it was, and flagged."""
    grid, period = people(rng, TAX), f"2019-{rng.randrange(10**8)}"
    export = written(PLATFORM, truths_of(grid))
    export.lines.append(_flagged(grid, CANCELLED).data[1])
    return Story([Step(export, period, "held", "feed")], [(PAYMENTS, [(0,)])], truths_of(grid))


SEQUEL = Sequel(
    304,
    "an export flags a receipt as cancelled that an earlier feed loaded",
    "H",
    [
        ("被冲销", _later(CANCELLED)),
        ("冲销, in full-width signs", _later({"核销标志": "冲销"}, wide)),
        ("未缴费", _later({"缴费标志": "未缴费"})),
        ("counted and left out in one file", _in_one_file),
        ("it never came", _later(CANCELLED, is_known=False)),
        ("it was taken back before", _taken_back_before),
    ],
    decided="`receipt_cancelled`; a receipt that is not effective, or taken back whole: N, with a remark",
)

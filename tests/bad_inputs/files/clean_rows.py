"""Clean rows that the files of these tests are made of: what must be loaded if nothing is wrong."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from transforms.identity.document_faults import check_digit
from transforms.identity.resident_documents import SIMULATED_AREA_CODE

UNITS = {"甲镇": "u1", "乙乡": "u2", "丙街道": "u3", "丁镇": "u4"}
CATEGORIES = {"低保对象": "minimum_living", "特困人员": "destitute", "孤儿": "orphan"}
CHANNELS = ("微信", "银行", "窗口")
AS_OF = dt.date(2019, 12, 10)
CUT_OFF = dt.date(2019, 11, 30)
YEAR = 2020
USUAL_FEN = (25_000, 12_000, 38_000)
_SURNAMES = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕"
_GIVEN = "文明国强建华春梅秀英志伟小红玉兰大海永福新民天宝"


BORN = (1940, 2015)


def number(rng: random.Random, years: tuple[int, int] = BORN) -> str:
    """A valid number of nobody: the area code of simulated people, a day of birth, a sequence, its check digit."""
    born = dt.date(rng.randint(*years), 1, 1) + dt.timedelta(days=rng.randrange(365))
    # 996 to 999 mean a centenarian in the old form, and a number in 000 could be taken for a rounded one
    first_17 = f"{SIMULATED_AREA_CODE}{born:%Y%m%d}{rng.randint(1, 995):03d}"
    whole = first_17 + check_digit(first_17)
    return number(rng, years) if whole.endswith("000") else whole


@dataclass(frozen=True)
class Truth:
    """One row as it is meant; each form prints the fields that it has."""

    name: str
    number: str
    unit: str
    category: str
    on: dt.date
    local: bool
    household: str
    last_year: bool
    receipt: str
    fen: int
    collected: dt.date
    received: dt.date
    channel: str
    region: str
    start: dt.date
    end: dt.date | None
    persons: int
    stated_birth_on: dt.date | None = None  # of a birth certificate, which does not say it
    reverses: str = ""  # the receipt that the row takes back; fen is negative then


def truths(rng: random.Random, count: int, years: tuple[int, int] = BORN) -> list[Truth]:
    """So many persons with numbers, names and receipts of their own."""
    made: dict[str, Truth] = {}
    while len(made) < count:
        one = _truth(rng, len(made), years)
        made.setdefault(one.number, one)
    return list(made.values())


def _truth(rng: random.Random, at: int, years: tuple[int, int]) -> Truth:
    collected = dt.date(2019, 9, 1) + dt.timedelta(days=rng.randrange(90))
    start = dt.date(2015, 1, 1) + dt.timedelta(days=rng.randrange(900))
    return Truth(
        name=rng.choice(_SURNAMES) + "".join(rng.choice(_GIVEN) for _ in range(2)),
        number=number(rng, years),
        unit=rng.choice(list(UNITS)),
        category=rng.choice(list(CATEGORIES)),
        on=dt.date(2019, 1, 1) + dt.timedelta(days=rng.randrange(300)),
        local=rng.random() < 0.8,
        household=f"H{rng.randrange(10**6):06d}",
        last_year=rng.random() < 0.7,
        receipt=f"PZ{rng.randrange(10**9):09d}{at:03d}",
        fen=rng.choice(USUAL_FEN),
        collected=collected,
        received=collected + dt.timedelta(days=rng.randrange(3)),
        channel=rng.choice(CHANNELS),
        region=rng.choice(["甲市", "乙市"]),
        start=start,
        end=start + dt.timedelta(days=400) if rng.random() < 0.3 else None,
        persons=rng.randrange(100, 90_000),
    )

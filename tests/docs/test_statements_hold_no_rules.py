"""The statements that assess and post hold rules of no place: no name, category, payer, amount, year or date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipeline.runtime.settings import REPOSITORY
from tests.support.packs.worked_cases import MADE_UP
from transforms.policy import Pack, load_pack
from transforms.policy.model.subsidy_amounts import FULL_BP
from transforms.policy.model.walk import leaves_of, name_of

FILES = sorted(path for folder in ("assess", "post") for path in (REPOSITORY / "sql" / folder).rglob("*.sql"))
PLACES = sorted([*(REPOSITORY / "policies").glob("*/pack.yaml"), *MADE_UP.glob("*/pack.yaml")])
ENGINE_WORDS = {"ordinary", "standard"}  # the engine's own, explained in docs/explanation/semantics.md
# a step of the explanation that happens to be called as a payer is: the general fiscal share beside the contribution
OWN_STEPS = {"explain_amount": {"fiscal"}}
_CODES = {
    "category", "payer", "unit_id", "tier", "name", "place_name", "aliases", "region", "pack_code", "subclasses",
    "label_zh", "recipient", "rule_id",
}  # fmt: skip
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])[0-9]+(?![A-Za-z0-9_.])")


def texts_of(pack: Pack) -> Iterator[str]:
    """Names and codes that only a place has."""
    for path, value in leaves_of(pack):
        if isinstance(value, str) and name_of(path) in _CODES:
            yield value


def amounts_of(pack: Pack) -> Iterator[int]:
    """Sums of money in fen. Small numbers are counts; the whole of a share, and half of it, round."""
    for path, value in leaves_of(pack):
        is_fen = name_of(path) == "fen" or name_of(path).endswith("_fen")
        if is_fen and isinstance(value, int) and value >= 1000 and value not in (FULL_BP, FULL_BP // 2):
            yield value


PACKS = [load_pack(place.parent) for place in PLACES]
TEXTS = {text for pack in PACKS for text in texts_of(pack)} - ENGINE_WORDS
AMOUNTS = {amount for pack in PACKS for amount in amounts_of(pack)}


def hits(content: str) -> list[str]:
    """What a statement says that is a place's affair; a code counts as a whole word, a Chinese name anywhere."""
    code = "\n".join(line.split("--")[0] for line in content.splitlines())
    words = set(re.findall(r"[A-Za-z0-9_-]+", content)) | set(re.findall(r"[A-Za-z0-9_]+", content))
    found = [text for text in TEXTS if (text in words if text.isascii() else text in content)]
    found += [one for one in _NUMBER.findall(code) if int(one) in AMOUNTS]
    return sorted({*found, *_YEAR.findall(content), *_DATE.findall(content)})


@pytest.mark.parametrize("file", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_statement_names_nothing_of_a_place(file: Path) -> None:
    assert set(hits(file.read_text(encoding="utf-8"))) <= OWN_STEPS.get(file.stem, set())


def test_there_is_something_to_look_for_and_in() -> None:
    assert len(PLACES) == 9 and len(FILES) > 20 and len(TEXTS) > 200 and len(AMOUNTS) > 20


@pytest.mark.parametrize(
    "line",
    [
        "WHERE c.category = 'registered_poor'", "AND payer = 'medical_aid'", "WHERE u.name = '东安县'",
        "due_fen = 25000",
        "AND d.unit_id = 'da-nanqiao'", f"DATE '{date(2019, 9, 1)}'", "WHERE plan_year = 2020",
        "-- as in Dong'an, 2019",
        "t.tier = 'high'", "LIKE '%低保对象%'",
    ],
)  # fmt: skip
def test_a_statement_that_names_something_is_found(line: str) -> None:
    assert hits(f"SELECT 1\nFROM core.dues AS d\n{line}\n")


def test_the_engines_own_words_are_no_hits() -> None:
    assert hits("WHERE c.category = 'ordinary' AND t.tier = 'standard' AND k.claim_kind = 'none' AND x = 10000") == []

"""Three made-up places use every field that a pack can have; their cases come out as worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from pipeline.runtime.settings import REPOSITORY
from pipeline.workbench import cases as worked_cases
from tests.support.packs.changed_packs import models_of
from tests.support.packs.worked_cases import MADE_UP, scratch_on
from transforms.policy import Pack, check_pack, compile_pack, load_pack
from transforms.policy.cases.load import load_cases
from transforms.policy.model.walk import models_in
from warehouse.embedded.server import Server

PACKS = sorted(path.parent.name for path in MADE_UP.glob("*/cases"))  # without the pack that another one follows
FEWEST = 60


@cache
def pack_of(pack_code: str) -> Pack:
    return load_pack(MADE_UP / pack_code)


def test_every_field_of_the_schema_is_used() -> None:
    used = {field for code in PACKS for field in _used(pack_of(code))}
    fields = {(_home(model, name), name) for model in (Pack, *models_of(Pack, set())) for name in model.model_fields}
    assert len(fields) > 250
    assert sorted(fields - used) == []


def _used(pack: Pack) -> Iterator[tuple[str, str]]:
    """The fields that say something: required ones that are not null, others that differ from their default."""
    for _, model in models_in(pack):
        for name, field in type(model).model_fields.items():
            value = getattr(model, name)
            if value is not None and (field.is_required() or value != field.get_default(call_default_factory=True)):
                yield _home(type(model), name), name


def _home(model: type[BaseModel], name: str) -> str:
    """The class that declares the field: what models inherit is one field."""
    return next(one.__name__ for one in model.__mro__ if name in getattr(one, "__annotations__", {}))


def test_a_field_that_is_left_out_is_noticed() -> None:
    """The measure itself: without its tiers the first place no longer uses them."""
    pack = pack_of(PACKS[0])
    assert ("Pack", "tiers") in set(_used(pack))
    assert ("Pack", "tiers") not in set(_used(pack.model_copy(update={"tiers": ()})))


@pytest.mark.parametrize("pack_code", PACKS)
def test_the_pack_is_right_and_compiles(pack_code: str) -> None:
    assert [one.text_zh() for one in check_pack(MADE_UP / pack_code)] == []
    tables = compile_pack(pack_of(pack_code))
    known = {row["rule_id"] for row in tables["policy.rule"]}
    named = {row["rule_id"] for rows in tables.values() for row in rows if row.get("rule_id")}
    assert named and named <= known


@pytest.mark.parametrize("pack_code", PACKS)
def test_cases_come_out_as_worked_out_by_hand(server: Server, tmp_path: Path, pack_code: str) -> None:
    pack = pack_of(pack_code)
    cases = load_cases(pack, MADE_UP / pack_code)
    with scratch_on(server, MADE_UP, tmp_path) as settings:
        report = worked_cases.run(settings, pack, cases)
    said = [f"{sentence}: {one.text()}" for sentence, found in report.differences.items() for one in found]
    assert not said, "\n".join(said)
    assert not report.broken, report.broken
    assert report.is_good and not report.known_faults


def test_there_are_enough_cases() -> None:
    counts = {code: len(load_cases(pack_of(code), MADE_UP / code)) for code in PACKS}
    assert len(PACKS) == 3 and all(count > 15 for count in counts.values())
    assert sum(counts.values()) >= FEWEST, counts


def test_no_made_up_place_is_a_place_of_the_repository() -> None:
    real = {path.parent.name for path in (REPOSITORY / "policies").glob("*/pack.yaml")}
    assert real and not real & set(PACKS)
    content: Any = [load_pack(REPOSITORY / "policies" / one).campaign.place_name for one in sorted(real)]
    assert not set(content) & {pack_of(code).campaign.place_name for code in PACKS}

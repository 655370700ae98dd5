"""The made-up packs are whole: the loader takes them, and together they use every field that concerns rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from tests.properties.reference import made_up_packs, yaml_files
from transforms.policy import Pack, check_pack, load_pack
from transforms.policy.model import conditions, coverage, prices, schedule, subsidies
from transforms.policy.model import pack as pack_models

COUNT = 100
OF_THE_RULES: tuple[type[BaseModel], ...] = (
    subsidies.Payer, subsidies.Category, prices.Tier, conditions.Conditions,
    conditions.PersonConditions, subsidies.Part, subsidies.Subsidy, subsidies.Combination,
    subsidies.Several, prices.Price, coverage.Start, coverage.CoverageRule, coverage.Repair,
    coverage.WaitingRule, coverage.Reward, schedule.Window, pack_models.Campaign, pack_models.DecisionDate,
    pack_models.GainedAfterPayment, pack_models.PayFirst, pack_models.EmployeeInsurance, pack_models.Household,
)  # fmt: skip
# the word of a list, a remark about the text of a notice, the form of a printed table, the pack that is compared with
NOT_A_RULE = {"ground_zh", "inferred", "special_form", "follows"}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> list[Pack]:
    folder = tmp_path_factory.mktemp("packs")
    return [load_pack(yaml_files.write(made_up_packs.make(seed), folder)) for seed in range(COUNT)]


def _models(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _models(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _models(item)


def _choices(annotation: Any) -> Iterator[str]:
    """The values of a Literal anywhere in an annotation."""
    if get_origin(annotation) is Literal:
        yield from (str(one) for one in get_args(annotation))
    for inner in get_args(annotation):
        yield from _choices(inner)


def _wanted() -> set[str]:
    """Every field of the models that concern rules, and every value of those that are one of a few words."""
    wanted = set()
    for model in OF_THE_RULES:
        for name, field in model.model_fields.items():
            if name not in NOT_A_RULE:
                wanted |= {f"{model.__name__}.{name}"}
                wanted |= {f"{model.__name__}.{name}={choice}" for choice in _choices(field.annotation)}
    return wanted


def _used(pack: Pack) -> Iterator[str]:
    for model in _models(pack):
        for name, field in type(model).model_fields.items():
            value = getattr(model, name)
            if value is not None and value != () and (field.is_required() or value != field.default):
                yield f"{type(model).__name__}.{name}"
            if value is not None and any(_choices(field.annotation)):
                yield f"{type(model).__name__}.{name}={value}"


def test_together_they_use_every_field(loaded: list[Pack]) -> None:
    used = Counter(name for pack in loaded for name in set(_used(pack)))
    wanted = _wanted()
    assert len(wanted) > 120
    assert {name for name in wanted if used[name] == 0} == set()
    assert {name for name in wanted if used[name] < 3} == set(), "used so seldom that a smaller run would miss it"


def test_every_model_of_the_rules_is_counted() -> None:
    """Every model of conditions, prices, subsidies and coverage is counted, or is the base of a counted model."""
    modules = (conditions, prices, subsidies, coverage)
    own = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == module.__name__
    }
    assert own - set(OF_THE_RULES) == {conditions.DayConditions}


def test_the_file_says_what_the_dict_says(tmp_path: Path) -> None:
    for seed in range(10):
        content = made_up_packs.make(seed)
        path = yaml_files.write(content, tmp_path) / "pack.yaml"
        assert YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) == content
        assert check_pack(path) == []


def test_a_seed_always_makes_the_same_pack() -> None:
    assert made_up_packs.make(3) == made_up_packs.make(3)
    codes = {made_up_packs.make(seed)["pack_code"] for seed in range(COUNT)}
    assert len(codes) == COUNT

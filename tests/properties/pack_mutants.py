"""Packs in which one number, date, yes/no or choice of a rule is changed; what is no rule of a person is left alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from pipeline.runtime.settings import REPOSITORY
from transforms.strict_yaml.reader import read_tree

# The sections from which the rules of persons are compiled; the others hold texts, units, targets and calendars.
SECTIONS = (
    "decision_date", "gained_after_payment", "pay_first", "outside_own_window", "recognised_after_window",
    "employee_insurance", "windows", "prices", "subsidies",
    "coverage", "combinations", "waiting", "rewards", "deciding",
)  # fmt: skip
CHOICES = {
    "basis": {"received": "collected", "collected": "received"},
    "effect": {
        "refundable": "kept",
        "kept": "refundable",
        "accepted": "refused",
        "refused": "accepted",
        "undefined": "ordinary",
        "ordinary": "undefined",
        "subsidised": "undefined",
    },
    "phase": {"in_window": "late", "late": "in_window"},
    "kind": {"none": "undefined", "undefined": "none"},
}
# Texts and identifiers decide nothing; an order among equals shows in no amount.
PASSED_OVER = {
    "rule_id", "requirement_ids", "clause", "quote", "inferred", "reason", "undefined", "window_id", "label_zh",
    "tie_order", "counts_as_covered", "group", "method", "personal_fen",
}  # fmt: skip
# The loader adds these up with what the notice prints. The printed sums go, so that the cases alone must notice.
ADDED_UP = {"amount_fen", "share_bp", "fen"}
Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Mutant:
    """One changed value."""

    pack_code: str
    path: Path_
    was: Any
    becomes: Any

    @property
    def name(self) -> str:
        return f"{self.pack_code}:{'.'.join(map(str, self.path))}: {self.was} -> {self.becomes}"


def mutants(pack_code: str) -> list[Mutant]:
    """Every mutant of the pack, in the order of the file."""
    content = _content(pack_code)
    payers = [one["payer"] for one in content["payers"]]
    found = []
    for section in SECTIONS:
        for path, value in _leaves(content.get(section), (section,)):
            found += [Mutant(pack_code, path, value, other) for other in _others(path, value, payers)]
    return found


def write(mutant: Mutant, folder: Path, pack_code: str) -> Path:
    """The mutated pack as a folder of that code, so that many live in one warehouse."""
    content = _content(mutant.pack_code)
    at = content
    for part in mutant.path[:-1]:
        at = at[part]
    if mutant.becomes is None:
        del at[mutant.path[-1]]
    else:
        at[mutant.path[-1]] = mutant.becomes
    if mutant.path[-1] in ADDED_UP:
        _forget_sums(content)
    content["pack_code"] = pack_code
    place = folder / pack_code
    place.mkdir()
    with (place / "pack.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(content, file)
    return place


def _forget_sums(content: dict[str, Any]) -> None:
    content["funding"] = None
    for one in content["subsidies"]:
        one.pop("personal_fen", None)


def _content(pack_code: str) -> dict[str, Any]:
    text = (REPOSITORY / "policies" / pack_code / "pack.yaml").read_text(encoding="utf-8")
    content = _plain(read_tree(text).content)
    assert isinstance(content, dict)
    return content


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _leaves(value: Any, path: Path_) -> Iterator[tuple[Path_, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in PASSED_OVER:
                yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))
    elif value is not None:
        yield path, value


def _others(path: Path_, value: Any, payers: list[str]) -> list[Any]:
    key = path[-1]
    if isinstance(value, bool):
        return [not value, None]
    if isinstance(value, int):
        return [value - 1, value + 1]
    if isinstance(value, dt.date):
        return [value - dt.timedelta(days=1), value + dt.timedelta(days=1)]
    if key == "payer":
        return [one for one in payers if one != value]
    if key == "region":
        return ["别处"]
    if "when" in path or key in ("with_any", "unless_any", "unless_category"):
        return [None]
    other = CHOICES.get(str(key), {}).get(value)
    return [other] if other else []

"""Every file of the table through the reader and the gate, together as the pipeline does it, and what came out."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from expectations import validate_each
from tests.bad_inputs.kinds.model import Kind, Made, Variant, differences
from tests.support.files.builders import LAYOUTS, passing
from transforms.intake.base.file_names import is_left_by_program
from transforms.intake.gate.batches import Delivered, gate_files
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import GateResult, Validate


class Outcome(NamedTuple):
    """What became of one variant. `found`: differences from the expectation; `compared`: how many things were."""

    kind: Kind
    variant: Variant
    sha256: str
    found: list[str]
    compared: int


def built(kinds: Iterable[Kind], chosen: slice = slice(None)) -> list[tuple[Kind, Variant, Made]]:
    """The files of the chosen variants of each kind. Each is seeded by its own number and name."""
    return [
        (kind, variant, variant.make(random.Random(f"{kind.number}/{variant.name}")))
        for kind in kinds
        for variant in kind.variants[chosen]
    ]


def outcomes(kinds: Iterable[Kind], folder: Path, chosen: slice = slice(None)) -> list[Outcome]:
    """One gate run for all files that stand still while they are read, one each for the others."""
    files = built(kinds, chosen)
    results: dict[int, GateResult] = {}
    quiet = [at for at, (_, _, made) in enumerate(files) if made.meanwhile is None]
    with Reader() as reader:
        for validate, places in _by_suite(files, quiet):
            delivered = (_delivered(files[at][2], folder / f"{at:04d}") for at in places)
            results.update(zip(places, gate_files(reader, delivered, validate), strict=True))
        for at, (_, _, made) in enumerate(files):
            if made.meanwhile is not None:
                results[at] = _watched(reader, made, folder / f"{at:04d}")
    return [_outcome(kind, variant, made, results[at]) for at, (kind, variant, made) in enumerate(files)]


def _by_suite(files: list[tuple[Kind, Variant, Made]], places: list[int]) -> list[tuple[Validate, list[int]]]:
    """Files of which many rows are bad go through the real suites. For the others these have nothing to add: where
    most rows are good, no suite fails (`test_the_suites_agree` looks at that), and a bad file costs runs of its own.
    """
    with_suite = [at for at in places if {"gate_failed", "mostly_quarantined"} & set(files[at][1].expect.reasons)]
    return [(validate_each, with_suite), (passing, [at for at in places if at not in set(with_suite)])]


def _delivered(made: Made, path: Path) -> Delivered:
    path.parent.mkdir(parents=True, exist_ok=True)
    if made.place is None:
        path.write_bytes(made.data)
    else:
        path.mkdir()
        path = made.place(path / "delivery")
    source = made.form.source
    return Delivered(path, source, made.layout or LAYOUTS[source.layout], made.surroundings().context())


def _watched(reader: Reader, made: Made, path: Path) -> GateResult:
    delivery = _delivered(made, path)
    assert made.meanwhile is not None
    busy = made.meanwhile(delivery.path)
    try:
        return next(iter(gate_files(reader, [delivery], validate_each)))
    finally:
        busy.stop.set()  # type: ignore[attr-defined]
        busy.join()


def _outcome(kind: Kind, variant: Variant, made: Made, result: GateResult) -> Outcome:
    sha256 = hashlib.sha256(made.data + made.name.encode() if kind.level == "name" else made.data).hexdigest()
    if variant.expect.decision == "ignore":
        found = [] if is_left_by_program(made.name) else ["it is not passed over"]
        return Outcome(kind, variant, sha256, found, 1)
    return Outcome(kind, variant, sha256, *differences(made, variant.expect, result))

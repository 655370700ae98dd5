"""Check that libyaml reads the content, lines and findings that the parser in Python reads, or leaves it the text."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.runtime.settings import REPOSITORY
from transforms.strict_yaml import fast_path, reader

FILES = sorted(path for path in (REPOSITORY / "policies").rglob("*.yaml") if "layouts" not in path.parts)
SIGNS = "abZ019 :-#'\"[]{},&*!|>%@`?~<=\\/.\n\t\r　：，。é_+東\x85\u2028\ufeff\x07"
DAMAGED = 1_500


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_of_a_pack_is_read_quickly_and_the_same(path: Path) -> None:
    """Read each real file by both parsers."""
    text = path.read_text(encoding="utf-8")
    quick = reader._read_quickly(text)
    assert quick is not None and quick.content
    assert quick == reader._read_carefully(text) == reader.read_tree(text)


def test_damaged_pieces_are_read_the_same_or_left_to_the_careful_parser() -> None:
    """Read damaged pieces of real files by both parsers."""
    rng, read, left = random.Random(12), 0, 0
    lines = [line for path in FILES for line in path.read_text(encoding="utf-8").split("\n")]
    for _ in range(DAMAGED):
        at = rng.randrange(len(lines))
        text = _damaged(rng, "\n".join(lines[at : at + rng.randrange(1, 12)]))
        quick = reader._read_quickly(text)
        left += quick is None
        if quick is not None:
            read += 1
            assert quick == reader._read_carefully(text), text
    assert min(read, left) > DAMAGED // 10


def _damaged(rng: random.Random, text: str) -> str:
    signs = list(text)
    for _ in range(rng.randrange(3)):
        at = rng.randrange(len(signs) + 1)
        signs[at : at + rng.randrange(2)] = rng.choices(SIGNS, k=rng.randrange(2))
    return "".join(signs)


@pytest.mark.parametrize("sign", ["\t", "\r", "\x85", "\u2028", "\ufeff", "\x07", "\n%YAML 1.1"])
def test_what_the_versions_read_differently_is_left_to_the_careful_parser(sign: str) -> None:
    """Read signs that YAML 1.1 and 1.2 read differently."""
    assert fast_path.parse_events(f"a: 1{sign}\nb: 2\n") is None


def test_without_libyaml_everything_is_read_carefully(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read a text as if libyaml were not installed."""
    monkeypatch.setattr(fast_path, "_Parser", None)
    assert reader._read_quickly("a: 1\n") is None
    assert reader.read_tree("a: 1\n").content == {"a": 1}

"""The simulation is independent: it imports nothing of the product, and its targets are the notices' figures."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from simulation.localities import PLACES

FOLDER = Path(__file__).parents[3] / "simulation"
OURS = {"transforms", "pipeline", "warehouse", "policies", "expectations", "sql", "plugins", "dags", "ops", "tests"}


def test_nothing_of_the_product_is_imported() -> None:
    checked = 0
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            checked += len(names)
            assert not [n for n in names if n.split(".")[0] in OURS], path
    assert checked > 100


@pytest.mark.parametrize(
    ("pack_code", "total"), [("heyuan-2020", 2753132), ("kaijiang-2020", 513080), ("dongan-2020", 578501)]
)
def test_targets_add_up_to_the_notice(pack_code: str, total: int) -> None:
    assert sum(target for _, target in PLACES[pack_code].units) == total


def test_hefeis_printed_targets() -> None:
    assert sum(target for _, target in PLACES["hefei-2020"].units[:7]) == 1_151_000

"""What may not be in code, in addition to the import contracts in pyproject.toml. Each check proves that it looked."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _imports(path: Path) -> list[tuple[str, bool]]:
    """List (module, is imported at the top of the file) for every import."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = set(map(id, tree.body))
    modules = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules += [(alias.name, id(node) in top) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            modules.append((node.module, id(node) in top))
    return modules


def test_plugins_import_nothing_heavy_at_the_top() -> None:
    """Every process of Airflow imports the plugins folder's own modules at its start."""
    heavy = {"pandas", "pyarrow", "great_expectations", "sqlalchemy", "transforms", "pipeline", "numpy"}
    files = sorted((ROOT / "plugins").glob("*.py"))
    wrong = [(p.name, m) for p in files for m, top in _imports(p) if top and m.split(".")[0] in heavy]
    assert files
    assert not wrong


RULE_WORDS = re.compile(
    r"heyuan|kaijiang|hefei|zhaoqing|dongan|河源|开江|合肥|肇庆|东安|\b(?:25000|28000|29000|13000|12000|25200|2800)\b"
    r"|registered_poor|minimum_living|destitute|medical_aid",
)


@pytest.mark.parametrize("folder", ["sql", "transforms", "pipeline", "warehouse", "dags", "plugins", "expectations"])
def test_no_place_amount_or_category_in_code(folder: str) -> None:
    """Rules are rows of a pack: what a statement or a function knows is generic."""
    default_pack = {"pipeline/runtime/environment.py", "pipeline/commands/options.py"}
    paths = [p for p in (ROOT / folder).rglob("*") if p.suffix in (".py", ".sql") and "__pycache__" not in p.parts]
    wrong = []
    for path in paths:
        name = path.relative_to(ROOT).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if RULE_WORDS.search(line) and name not in default_pack:
                wrong.append(f"{name}:{number}: {line.strip()[:80]}")
    assert paths, f"nothing was looked at in {folder}"
    assert not wrong, "\n".join(wrong)


def test_no_valid_document_number_and_no_path_of_a_machine_in_the_repository() -> None:
    """Any 18-digit number with a right check digit could be a person's; a path of a machine tells who built this."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    form = re.compile(r"(?<!\d)(\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx])(?!\d)")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    names = [n for n in listed.split("\0") if n]
    assert len(names) > 150
    wrong = []
    for name in names:
        try:
            content = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        for match in form.finditer(content):
            number = match.group(1).upper()
            if "10X98765432"[sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11] == number[-1]:
                wrong.append(f"{name}: a valid document number")
        if str(ROOT) + "/" in content:
            wrong.append(f"{name}: a path of this machine")
    assert not wrong, "\n".join(wrong)

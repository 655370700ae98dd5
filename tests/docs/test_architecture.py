"""Who may import whom (docs/explanation/architecture.md), and what may not stand in code. Each check proves that it looked."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {
    "dags", "plugins", "pipeline", "transforms", "expectations", "warehouse", "simulation", "ops", "sql", "tests"
}  # fmt: skip
MAY_IMPORT = {
    "dags": {"plugins", "pipeline"},
    "plugins": {"plugins", "pipeline", "transforms.policy"},
    "pipeline": {"pipeline", "transforms", "expectations", "warehouse"},
    "transforms": {"transforms"},
    "expectations": {"expectations", "transforms"},
    "warehouse": {"warehouse"},
    "simulation": {"simulation"},
}
# The command makes a simulated place when it is told to.
LAZY = {("pipeline/commands/main.py", "simulation")}
# Modules of plugins are imported by their own names, because Airflow puts that folder on the path.
PLUGIN_MODULES = {path.stem for path in (ROOT / "plugins").glob("*.py")}


def _imports(path: Path) -> list[tuple[str, bool]]:
    """(module, stands at the top of the file) of every import."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = set(map(id, tree.body))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) in top) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.append((node.module, id(node) in top))
    return found


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_imports_follow_the_layers(package: str) -> None:
    files = sorted((ROOT / package).rglob("*.py"))
    checked, wrong = 0, []
    for path in files:
        name = path.relative_to(ROOT).as_posix()
        for module, _ in _imports(path):
            module = f"plugins.{module}" if module in PLUGIN_MODULES else module
            if module.split(".")[0] not in OURS:
                continue
            checked += 1
            allowed = any(module == one or module.startswith(one + ".") for one in MAY_IMPORT[package])
            if not allowed and (name, module.split(".")[0]) not in LAZY:
                wrong.append(f"{name} imports {module}")
    assert files and checked > 0, f"nothing was looked at in {package}"
    assert not wrong, "\n".join(wrong)


def test_transforms_know_no_airflow_and_no_database() -> None:
    heavy = {"airflow", "sqlalchemy", "psycopg", "alembic"}
    files = sorted((ROOT / "transforms").rglob("*.py"))
    wrong = [(p.name, m) for p in files for m, _ in _imports(p) if m.split(".")[0] in heavy]
    assert len(files) > 30
    assert not wrong


def test_plugins_import_nothing_heavy_at_the_top() -> None:
    heavy = {"pandas", "pyarrow", "great_expectations", "sqlalchemy", "transforms", "pipeline", "numpy"}
    files = sorted((ROOT / "plugins").glob("*.py"))
    wrong = [(p.name, m) for p in files for m, top in _imports(p) if top and m.split(".")[0] in heavy]
    assert files
    assert not wrong


def test_nobody_but_tests_and_the_command_imports_the_simulation() -> None:
    allowed = {"simulation", "tests"}
    named = {"pipeline/commands/main.py", "ops/local/simulated.py", "tests/cluster/run.py", "ops/cluster_campaign.py"}
    seen, wrong = 0, []
    for path in sorted(ROOT.glob("*/**/*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.split("/")[0] not in OURS:
            continue
        seen += 1
        uses = any(m.split(".")[0] == "simulation" for m, _ in _imports(path))
        if uses and name.split("/")[0] not in allowed and name not in named:
            wrong.append(name)
    assert seen > 100
    assert not wrong


RULE_WORDS = re.compile(
    r"heyuan|kaijiang|hefei|zhaoqing|dongan|河源|开江|合肥|肇庆|东安|\b(?:25000|28000|29000|13000|12000|25200|2800)\b"
    r"|registered_poor|minimum_living|destitute|medical_aid",
)


@pytest.mark.parametrize("folder", ["sql", "transforms", "pipeline", "warehouse", "dags", "plugins", "expectations"])
def test_no_place_amount_or_category_in_code(folder: str) -> None:
    """Rules are rows of a pack: what a statement or a function knows is generic."""
    default_pack = {"pipeline/runtime/settings.py", "pipeline/commands/main.py"}
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
